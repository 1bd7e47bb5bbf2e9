/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the typed calls of the admin API share. */
#pragma once

#include "net/herald-emulator-api.h"

G_BEGIN_DECLS

typedef gpointer (*HeraldEmulatorApiReadFunc) (JsonObject *object, GError **error);

GTask *herald_emulator_api_begin (HeraldEmulatorApi  *self,
                                  gpointer            source_tag,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
/* Sends the request of @task; @callback gets the HeraldRemote and a reference to @task. */
void herald_emulator_api_call (GTask              *task,
                               const char         *method,
                               const char         *path,
                               JsonNode           *body,
                               GAsyncReadyCallback callback);
/* The same with a body of another kind. @content_type and @body: (nullable): both or none. */
void herald_emulator_api_call_bytes (GTask              *task,
                                     const char         *method,
                                     const char         *path,
                                     const char         *content_type,
                                     GBytes             *body,
                                     GAsyncReadyCallback callback);
/* An id of the caller as one path segment. */
char *herald_emulator_api_escape (const char *id);
/* The member as text; NULL when it is none. */
const char *herald_emulator_api_read_text (JsonObject *object, const char *name);
/* Ends a call that answers a list. */
void herald_emulator_api_return_list (GTask                    *task,
                                      GObject                  *source,
                                      GAsyncResult             *result,
                                      HeraldEmulatorApiReadFunc read_func);
/* Ends a call whose answer says no more than that it is done. */
void herald_emulator_api_return_done (GTask *task, GObject *source, GAsyncResult *result);

G_END_DECLS
