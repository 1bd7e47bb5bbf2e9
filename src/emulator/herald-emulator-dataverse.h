/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulated Dataverse: its tables and what its files share. */
#pragma once

#include "emulator/herald-emulator-schema.h"
#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_DATAVERSE (herald_emulator_dataverse_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorDataverse,
                      herald_emulator_dataverse,
                      HERALD,
                      EMULATOR_DATAVERSE,
                      GObject)

gboolean herald_emulator_dataverse_attach (HeraldEmulatorSite *site, GError **error);
HeraldEmulatorDataverse *herald_emulator_dataverse_get (HeraldEmulatorSite *site);
HeraldEmulatorSite      *herald_emulator_dataverse_get_site (HeraldEmulatorDataverse *self);
HeraldEmulatorSchema    *herald_emulator_dataverse_get_schema (HeraldEmulatorDataverse *self);
HeraldEmulatorDb        *herald_emulator_dataverse_get_db (HeraldEmulatorDataverse *self);
const char              *herald_emulator_dataverse_get_delegate_id (HeraldEmulatorDataverse *self);
/* (element-type utf8 gint): depths by “user privilege”; emptied when roles change */
GHashTable *herald_emulator_dataverse_get_depths (HeraldEmulatorDataverse *self);
gint64      herald_emulator_dataverse_get_now (HeraldEmulatorDataverse *self);
gint64      herald_emulator_dataverse_next_version (HeraldEmulatorDataverse *self);
gboolean
herald_emulator_dataverse_load_last_version (HeraldEmulatorDataverse *self, GError **error);

/* SendAppNotification answers 204 without a body instead of 200 with the id. */
gboolean herald_emulator_dataverse_get_quiet_notifications (HeraldEmulatorDataverse *self);

/* The last one that was given. */
gint64 herald_emulator_dataverse_get_last_version (HeraldEmulatorDataverse *self);

G_END_DECLS
