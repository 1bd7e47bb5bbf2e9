/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question to the emulator's admin API, for the use cases that need no more. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

/* Makes something of the answer. NULL: sets @error. */
typedef gpointer (*HeraldEmulatorReadFunc) (JsonNode *answer, GError **error);

/* @path: (transfer full): below /_herald/; @body: (transfer full) (nullable); @read_func:
 * (nullable): without one the answer itself is the result; @free_func frees what @read_func makes.
 */
void     herald_emulator_ask_async (HeraldSession         *session,
                                    const char            *method,
                                    char                  *path,
                                    JsonObject            *body,
                                    HeraldEmulatorReadFunc read_func,
                                    GDestroyNotify         free_func,
                                    GCancellable          *cancellable,
                                    GAsyncReadyCallback    callback,
                                    gpointer               user_data);
gpointer herald_emulator_ask_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* For calls whose answer does not matter. */
gboolean
herald_emulator_ask_finish_done (HeraldSession *session, GAsyncResult *result, GError **error);
/* A list of what @element_func makes of each object. */
GPtrArray *herald_emulator_ask_read_list (JsonNode *answer,
                                          gpointer (*element_func) (JsonObject *, GError **),
                                          GDestroyNotify free_func,
                                          GError       **error);

G_END_DECLS
