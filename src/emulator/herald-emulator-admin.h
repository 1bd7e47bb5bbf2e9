/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the admin API's files share, and the log. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_admin_attach (HeraldEmulatorSite *site, GError **error);
/* Whether the call carries the admin token; answers 401 when not. */
gboolean herald_emulator_admin_check (HeraldEmulatorSite *site, HeraldEmulatorCall *call);
void     herald_emulator_admin_refuse (HeraldEmulatorCall *call,
                                       guint               status,
                                       const char         *code,
                                       const char         *message);
/* Answers 500, or 400, 404 and 409 by the error's code. */
void herald_emulator_admin_fail (HeraldEmulatorCall *call, const GError *error);
void herald_emulator_admin_respond_array (HeraldEmulatorCall *call, JsonArray *array);
void
herald_emulator_admin_respond_object (HeraldEmulatorCall *call, guint status, JsonObject *object);
/* (transfer full) (nullable): the parameters of the address; answers 400 when they cannot be read.
 */
GHashTable *herald_emulator_admin_read_query (HeraldEmulatorCall *call);
/* The body as an object, an empty one when there is none; answers 400 when it is anything else,
 * and 415 when it is said to be in another character set than UTF-8. */
JsonObject *herald_emulator_admin_read_body (HeraldEmulatorCall *call);

G_END_DECLS
