/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-step journeys of the emulator: a message to an audience, and what came of it. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

/* @journey: (transfer full): {"name"?, "app", "message" or "messageId", "audience"} */
void herald_journeys_run_async (HeraldSession      *session,
                                JsonObject         *journey,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
/* Returns: (transfer full): {"id", "state", "audience", "sent", "notSent", "notSentCount"} */
JsonNode *herald_journeys_run_finish (HeraldSession *session, GAsyncResult *result, GError **error);
void      herald_journeys_list_async (HeraldSession      *session,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
/* Returns: (transfer full): an array of journeys with their metrics, newest first */
JsonNode      *
herald_journeys_list_finish (HeraldSession *session, GAsyncResult *result, GError **error);
void herald_journeys_show_async (HeraldSession      *session,
                                 const char         *id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
/* Returns: (transfer full): the journey with its metrics */
JsonNode *
herald_journeys_show_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
