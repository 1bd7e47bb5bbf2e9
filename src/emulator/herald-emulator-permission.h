/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the app on a phone may show notifications, as the phone's system rules it. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_permission_attach (HeraldEmulatorSite *site, GError **error);
/* What an app has that was installed just now; forgets what was answered before. */
gboolean
herald_emulator_permission_begin (HeraldEmulatorSite *site, const char *id, GError **error);
/* What the owner chooses in the settings. */
gboolean herald_emulator_permission_set (HeraldEmulatorSite *site,
                                         const char         *id,
                                         const char         *permission,
                                         GError            **error);
/* What the app sees: whether it may show notifications, and whether its user would be asked now. */
gboolean herald_emulator_permission_look (HeraldEmulatorSite *site,
                                          const char         *id,
                                          gboolean           *granted,
                                          gboolean           *asks,
                                          GError            **error);
gboolean
herald_emulator_permission_read_answer (JsonObject *body, gboolean *granted, GError **error);
/* The app asks; @granted is what its user would say, @asked whether they saw the question. */
gboolean herald_emulator_permission_ask (HeraldEmulatorSite *site,
                                         const char         *id,
                                         gboolean            granted,
                                         gboolean           *asked,
                                         GError            **error);
/* Another version of the system rules now. */
gboolean
herald_emulator_permission_settle (HeraldEmulatorSite *site, const char *id, GError **error);

G_END_DECLS
