/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the service does beside writing when a mobile app configuration is written. */
#pragma once

#include "emulator/herald-emulator-record.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_APP_TABLE "msdynmkt_mobileappchannelinstance"
#define HERALD_EMULATOR_JSON_PARTS 5 /* columns that a service account is split over */

void     herald_emulator_app_config_prepare (HeraldEmulatorRecord *record);
gboolean herald_emulator_app_config_learn (HeraldEmulatorSite   *site,
                                           HeraldEmulatorRecord *record,
                                           const char           *id,
                                           GError              **error);
gboolean herald_emulator_app_config_forget (HeraldEmulatorSite *site,
                                            const char         *logical_name,
                                            const char         *id,
                                            GError            **error);

/* Returns: (transfer full) (nullable): fingerprint of the client certificate for APNs. */
char *herald_emulator_app_config_find_certificate (HeraldEmulatorSite *site, const char *id);

G_END_DECLS
