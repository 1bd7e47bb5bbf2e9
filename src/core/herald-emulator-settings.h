/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the emulator’s services behave. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-emulator-state.h"

G_BEGIN_DECLS

/* Every switch. */
void herald_emulator_settings_list_async (HeraldSession      *session,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
/* Returns: (transfer full) (element-type HeraldEmulatorSwitch): sorted by name */
GPtrArray *
herald_emulator_settings_list_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Sets one switch. @value: (transfer full) */
void herald_emulator_settings_set_async (HeraldSession      *session,
                                         const char         *name,
                                         JsonNode           *value,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean
herald_emulator_settings_set_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
