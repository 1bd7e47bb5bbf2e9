/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the emulator's admin API; the product has no API for journeys. */
#include "config.h"

#include "core/herald-journeys.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "core/herald-emulator-ask-private.h"

/* What is read of every journey is there and of its kind. */
static gboolean
is_journey (JsonNode *node, const char *counts)
{
  JsonObject *object;
  JsonNode   *state;
  JsonNode   *held;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  object = json_node_get_object (node);
  state = json_object_get_member (object, "state");
  held = json_object_get_member (object, counts);
  return state != NULL && json_node_get_value_type (state) == G_TYPE_STRING && held != NULL &&
         !JSON_NODE_HOLDS_NULL (held);
}

static JsonNode *
keep_if (JsonNode *answer, gboolean right, GError **error)
{
  if (right)
    return json_node_ref (answer);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               _("The emulator answered with another kind of data than was asked for"));
  return NULL;
}

static gpointer
read_run (JsonNode *answer, GError **error)
{
  return keep_if (answer, is_journey (answer, "notSent"), error);
}

static gpointer
read_one (JsonNode *answer, GError **error)
{
  return keep_if (answer, is_journey (answer, "metrics"), error);
}

static gpointer
read_all (JsonNode *answer, GError **error)
{
  gboolean right = JSON_NODE_HOLDS_ARRAY (answer);

  for (guint i = 0; right && i < json_array_get_length (json_node_get_array (answer)); i++)
    right = is_journey (json_array_get_element (json_node_get_array (answer), i), "metrics");
  return keep_if (answer, right, error);
}

/**
 * herald_journeys_run_async:
 * @session: the emulator's open session
 * @journey: (transfer full): what is sent to whom, as the admin API takes it
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_journeys_run_async (HeraldSession      *session,
                           JsonObject         *journey,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (journey != NULL);

  herald_emulator_ask_async (session, "POST", g_strdup ("journeys"), journey, read_run,
                             (GDestroyNotify) json_node_unref, cancellable, callback, user_data);
}

/**
 * herald_journeys_run_finish:
 * @session: a session
 * @result: of herald_journeys_run_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session; REMOTE: refused; PROTOCOL; what a call can give.
 *
 * Returns: (transfer full): what came of it; its state is “running” when it takes longer
 */
JsonNode *
herald_journeys_run_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish (session, result, error);
}

/**
 * herald_journeys_list_async:
 * @session: the emulator's open session
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_journeys_list_async (HeraldSession      *session,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));

  herald_emulator_ask_async (session, "GET", g_strdup ("journeys"), NULL, read_all,
                             (GDestroyNotify) json_node_unref, cancellable, callback, user_data);
}

/**
 * herald_journeys_list_finish:
 * @session: a session
 * @result: of herald_journeys_list_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session; PROTOCOL; what a call can give.
 *
 * Returns: (transfer full): the journeys, newest first
 */
JsonNode *
herald_journeys_list_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish (session, result, error);
}

/**
 * herald_journeys_show_async:
 * @session: the emulator's open session
 * @id: a journey
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_journeys_show_async (HeraldSession      *session,
                            const char         *id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autofree char *segment = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (id != NULL);

  segment = g_uri_escape_string (id, NULL, FALSE);
  herald_emulator_ask_async (session, "GET", g_strconcat ("journeys/", segment, NULL), NULL,
                             read_one, (GDestroyNotify) json_node_unref, cancellable, callback,
                             user_data);
}

/**
 * herald_journeys_show_finish:
 * @session: a session
 * @result: of herald_journeys_show_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session; NOT_FOUND; PROTOCOL; what a call can give.
 *
 * Returns: (transfer full): the journey
 */
JsonNode *
herald_journeys_show_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish (session, result, error);
}
