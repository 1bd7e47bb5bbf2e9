/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The admin API's log of what other programs asked. */
#include "config.h"

#include "base/herald-clock.h"
#include "base/herald-error.h"
#include "base/herald-json.h"
#include "net/herald-emulator-api-private.h"

#define SERVICE_NAME "emulator"

/* {"name":"value"} as lines “name: value”. */
static char *
read_header_lines (JsonObject *message)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  JsonObject    *headers = NULL;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (!herald_json_read_object (message, "headers", HERALD_JSON_OPTIONAL, &headers, NULL) ||
      headers == NULL)
    return g_strdup ("");
  json_object_iter_init_ordered (&iter, headers);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
      g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "", name,
                              json_node_get_string (value));
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/* {"n","at","method","path","status","ms","request","answer"} */
static gpointer
read_log_entry (JsonObject *object, GError **error)
{
  g_autoptr (JsonObject) empty = json_object_new ();
  JsonObject      *request = empty;
  JsonObject      *answer = empty;
  gint64           number = 0;
  gint64           status = 0;
  gint64           at_us = 0;
  double           ms = json_object_get_double_member_with_default (object, "ms", 0);
  g_autofree char *request_headers = NULL;
  g_autofree char *answer_headers = NULL;
  const char      *at = herald_emulator_api_read_text (object, "at");
  const char      *method = herald_emulator_api_read_text (object, "method");
  const char      *path = herald_emulator_api_read_text (object, "path");

  if (!herald_json_read_int (object, "n", HERALD_JSON_REQUIRED, &number, error) ||
      !herald_json_read_int (object, "status", HERALD_JSON_OPTIONAL, &status, error) ||
      !herald_json_read_object (object, "request", HERALD_JSON_OPTIONAL, &request, error) ||
      !herald_json_read_object (object, "answer", HERALD_JSON_OPTIONAL, &answer, error))
    return NULL;
  request = request != NULL ? request : empty;
  answer = answer != NULL ? answer : empty;
  if (at != NULL && !herald_time_parse (at, &at_us))
    at_us = 0;
  request_headers = read_header_lines (request);
  answer_headers = read_header_lines (answer);
  return herald_exchange_restore (number, SERVICE_NAME, method != NULL ? method : "",
                                  path != NULL ? path : "", at_us, request_headers,
                                  herald_emulator_api_read_text (request, "body"),
                                  (guint) CLAMP (status, 0, 999), NULL, answer_headers,
                                  herald_emulator_api_read_text (answer, "body"), NULL, 0,
                                  (gint64) (ms * 1000));
}

static void
emulator_got_log_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  herald_emulator_api_return_list (task, source, result, read_log_entry);
}

static void
emulator_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  herald_emulator_api_return_done (task, source, result);
}

/**
 * herald_emulator_api_log_async:
 * @self: the admin API
 * @after: only exchanges with a higher number
 * @limit: how many at most
 * @wait_seconds: how long the answer may be held back until there is one, 0 for not at all
 * @filter: (nullable): most of what does not match it is left out
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulator_api_log_async (HeraldEmulatorApi          *self,
                               gint64                      after,
                               guint                       limit,
                               guint                       wait_seconds,
                               const HeraldExchangeFilter *filter,
                               GCancellable               *cancellable,
                               GAsyncReadyCallback         callback,
                               gpointer                    user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *query = herald_exchange_filter_to_query (filter);
  g_autofree char *path = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_API (self));

  task = herald_emulator_api_begin (self, herald_emulator_api_log_async, cancellable, callback,
                                    user_data);
  path = g_strdup_printf ("log?after=%" G_GINT64_FORMAT "&limit=%u&wait=%u%s", after, limit,
                          wait_seconds, query);
  herald_emulator_api_call (task, "GET", path, NULL, emulator_got_log_cb);
}

/**
 * herald_emulator_api_log_finish:
 * @self: the admin API
 * @result: the result
 *
 * **Errors:** NETWORK, AUTH, REMOTE, PROTOCOL, %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (element-type HeraldExchange): oldest first; their ids are the log's
 *   numbers
 */
GPtrArray *
herald_emulator_api_log_finish (HeraldEmulatorApi *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_emulator_api_clear_log_async:
 * @self: the admin API
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Forgets what was logged; numbers go on.
 */
void
herald_emulator_api_clear_log_async (HeraldEmulatorApi  *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_API (self));

  task = herald_emulator_api_begin (self, herald_emulator_api_clear_log_async, cancellable,
                                    callback, user_data);
  herald_emulator_api_call (task, "DELETE", "log", NULL, emulator_done_cb);
}

/**
 * herald_emulator_api_clear_log_finish:
 * @self: the admin API
 * @result: the result
 *
 * **Errors:** NETWORK, AUTH, REMOTE, %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the log is empty
 */
gboolean
herald_emulator_api_clear_log_finish (HeraldEmulatorApi *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
