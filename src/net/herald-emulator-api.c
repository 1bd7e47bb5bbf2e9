/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls below /_herald/ with the admin token of the ready line. */
#include "config.h"

#include "net/herald-emulator-api.h"

#include "base/herald-clock.h"
#include "base/herald-error.h"
#include "base/herald-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SERVICE_NAME "emulator"
#define ADMIN_PATH "/_herald/"

typedef gpointer (*ElementFunc) (JsonObject *object, GError **error);

struct _HeraldEmulatorApi
{
  GObject parent_instance;

  HeraldRemote *remote; /* (owned) */
  char         *base;   /* (owned): with a slash at the end */
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorApi, herald_emulator_api, G_TYPE_OBJECT)

static GTask *
start_task (HeraldEmulatorApi  *self,
            gpointer            source_tag,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  return task;
}

/* @body: (nullable). */
static void
call (GTask              *task,
      const char         *method,
      const char         *path,
      JsonNode           *body,
      GAsyncReadyCallback callback)
{
  HeraldEmulatorApi *self = g_task_get_source_object (task);
  g_autofree char   *url = g_strconcat (self->base, path, NULL);
  g_autoptr (HeraldHttpRequest) request = herald_http_request_new (SERVICE_NAME, method, url);

  herald_http_request_set_header (request, "Accept", "application/json");
  if (body != NULL)
    herald_http_request_set_json (request, body);
  herald_remote_call_async (self->remote, request, g_task_get_cancellable (task), callback,
                            g_object_ref (task));
}

/* An ID of the caller as one path segment. */
static char *
escape_segment (const char *id)
{
  return g_uri_escape_string (id, NULL, FALSE);
}

static JsonNode *
parse_root (const HeraldHttpAnswer *answer, JsonNodeType type, GError **error)
{
  g_autoptr (JsonNode) root = herald_http_answer_parse_json (answer, error);

  if (root == NULL)
    return NULL;
  if (json_node_get_node_type (root) == type)
    return g_steal_pointer (&root);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               _("The emulator answered with another kind of data than was asked for"));
  return NULL;
}

static GPtrArray *
convert_elements (JsonArray *array, ElementFunc element_func, GError **error)
{
  g_autoptr (GPtrArray) elements = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gpointer  element;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                       _("The emulator answered with a list whose entry %u is no object"), i + 1);
          return NULL;
        }
      element = element_func (json_node_get_object (node), error);
      if (element == NULL)
        return NULL;
      g_ptr_array_add (elements, element);
    }
  return g_steal_pointer (&elements);
}

/* Ends a call that answers a list. */
static void
return_list (GTask *task, GObject *source, GAsyncResult *result, ElementFunc element_func)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);
  g_autoptr (JsonNode) root = answer != NULL ? parse_root (answer, JSON_NODE_ARRAY, &error) : NULL;
  GPtrArray *elements =
    root != NULL ? convert_elements (json_node_get_array (root), element_func, &error) : NULL;

  if (elements != NULL)
    g_task_return_pointer (task, elements, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gpointer
read_phone (JsonObject *object, GError **error)
{
  return herald_phone_new_from_json (object, error);
}

static gpointer
read_notification (JsonObject *object, GError **error)
{
  return herald_phone_notification_new_from_json (object, error);
}

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

static const char *
read_text (JsonObject *object, const char *name)
{
  const char *value = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &value, NULL))
    return NULL;
  return value;
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
  const char      *at = read_text (object, "at");
  const char      *method = read_text (object, "method");
  const char      *path = read_text (object, "path");

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
                                  read_text (request, "body"), (guint) CLAMP (status, 0, 999), NULL,
                                  answer_headers, read_text (answer, "body"), NULL, 0,
                                  (gint64) (ms * 1000));
}

static void
emulator_listed_phones_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  return_list (task, source, result, read_phone);
}

static void
emulator_listed_notifications_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  return_list (task, source, result, read_notification);
}

static void
emulator_got_log_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  return_list (task, source, result, read_log_entry);
}

/* Ends a call whose answer says no more than that it is done. */
static void
emulator_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);

  if (answer != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* {"link":"…"}; null, absent or empty when the tap opened the app. */
static void
emulator_tapped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);
  g_autoptr (JsonNode) root = NULL;
  const char *link = NULL;

  if (answer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (g_bytes_get_size (answer->body) > 0)
    root = herald_http_answer_parse_json (answer, NULL);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    link = read_text (json_node_get_object (root), "link");
  g_task_return_pointer (task, g_strdup (link != NULL ? link : ""), g_free);
}

static void
herald_emulator_api_finalize (GObject *object)
{
  HeraldEmulatorApi *self = HERALD_EMULATOR_API (object);

  g_clear_object (&self->remote);
  g_clear_pointer (&self->base, g_free);
  G_OBJECT_CLASS (herald_emulator_api_parent_class)->finalize (object);
}

static void
herald_emulator_api_class_init (HeraldEmulatorApiClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_api_finalize;
}

static void
herald_emulator_api_init (HeraldEmulatorApi *self)
{
}

/**
 * herald_emulator_api_new:
 * @http: the environment's HTTP client, to which @url's origin is allowed
 * @url: the emulator's HTTP origin
 * @admin_token: the token of the ready line; goes to that origin only
 *
 * Returns: (transfer full): the admin API
 */
HeraldEmulatorApi *
herald_emulator_api_new (HeraldHttp *http, const char *url, const char *admin_token)
{
  HeraldEmulatorApi *self;
  g_autoptr (HeraldTokenSource) tokens = NULL;
  g_autofree char *origin = NULL;

  g_return_val_if_fail (HERALD_IS_HTTP (http), NULL);
  g_return_val_if_fail (url != NULL, NULL);
  g_return_val_if_fail (admin_token != NULL, NULL);

  origin = g_strdup (url);
  if (g_str_has_suffix (origin, "/"))
    origin[strlen (origin) - 1] = '\0';
  tokens = herald_token_source_new_static (origin, admin_token);
  self = g_object_new (HERALD_TYPE_EMULATOR_API, NULL);
  self->remote = herald_remote_new (http, HERALD_SERVICE_EMULATOR, tokens);
  self->base = g_strconcat (origin, ADMIN_PATH, NULL);
  return self;
}

/**
 * herald_emulator_api_list_phones_async:
 * @self: the admin API
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulator_api_list_phones_async (HeraldEmulatorApi  *self,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_API (self));

  task = start_task (self, herald_emulator_api_list_phones_async, cancellable, callback, user_data);
  call (task, "GET", "phones", NULL, emulator_listed_phones_cb);
}

/**
 * herald_emulator_api_list_phones_finish:
 * @self: the admin API
 * @result: the result
 *
 * **Errors:** NETWORK, AUTH, REMOTE, PROTOCOL, %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (element-type HeraldPhone): the phones, without their notifications
 */
GPtrArray *
herald_emulator_api_list_phones_finish (HeraldEmulatorApi *self,
                                        GAsyncResult      *result,
                                        GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_emulator_api_list_notifications_async:
 * @self: the admin API
 * @phone_id: a phone
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulator_api_list_notifications_async (HeraldEmulatorApi  *self,
                                              const char         *phone_id,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *segment = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_API (self));
  g_return_if_fail (phone_id != NULL);

  task = start_task (self, herald_emulator_api_list_notifications_async, cancellable, callback,
                     user_data);
  segment = escape_segment (phone_id);
  path = g_strdup_printf ("phones/%s/notifications", segment);
  call (task, "GET", path, NULL, emulator_listed_notifications_cb);
}

/**
 * herald_emulator_api_list_notifications_finish:
 * @self: the admin API
 * @result: the result
 *
 * **Errors:** NOT_FOUND without that phone; NETWORK, AUTH, REMOTE, PROTOCOL,
 * %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (element-type HeraldPhoneNotification): what the phone holds, newest
 *   first
 */
GPtrArray *
herald_emulator_api_list_notifications_finish (HeraldEmulatorApi *self,
                                               GAsyncResult      *result,
                                               GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_emulator_api_tap_async:
 * @self: the admin API
 * @phone_id: a phone
 * @notification_id: what to tap
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulator_api_tap_async (HeraldEmulatorApi  *self,
                               const char         *phone_id,
                               const char         *notification_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) body = NULL;
  g_autofree char *segment = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_API (self));
  g_return_if_fail (phone_id != NULL);
  g_return_if_fail (notification_id != NULL);

  task = start_task (self, herald_emulator_api_tap_async, cancellable, callback, user_data);
  segment = escape_segment (phone_id);
  path = g_strdup_printf ("phones/%s/tap", segment);
  object = json_object_new ();
  json_object_set_string_member (object, "notification", notification_id);
  body = json_node_init_object (json_node_alloc (), object);
  call (task, "POST", path, body, emulator_tapped_cb);
}

/**
 * herald_emulator_api_tap_finish:
 * @self: the admin API
 * @result: the result
 * @link: (out) (optional) (nullable): what the phone opened, or %NULL when it opened the app
 *
 * **Errors:** NOT_FOUND without that phone or notification; NETWORK, AUTH, REMOTE,
 * %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the phone was tapped
 */
gboolean
herald_emulator_api_tap_finish (HeraldEmulatorApi *self,
                                GAsyncResult      *result,
                                char             **link,
                                GError           **error)
{
  g_autofree char *opened = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (link != NULL)
    *link = NULL;
  opened = g_task_propagate_pointer (G_TASK (result), error);
  if (opened == NULL)
    return FALSE;
  if (link != NULL && *opened != '\0')
    *link = g_steal_pointer (&opened);
  return TRUE;
}

/**
 * herald_emulator_api_change_phone_async:
 * @self: the admin API
 * @phone_id: a phone
 * @changes_json: a JSON object with the members to change
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulator_api_change_phone_async (HeraldEmulatorApi  *self,
                                        const char         *phone_id,
                                        const char         *changes_json,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) body = NULL;
  g_autofree char *segment = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_API (self));
  g_return_if_fail (phone_id != NULL);
  g_return_if_fail (changes_json != NULL);

  task =
    start_task (self, herald_emulator_api_change_phone_async, cancellable, callback, user_data);
  body = herald_json_parse (changes_json, -1, &error);
  if (body != NULL && !JSON_NODE_HOLDS_OBJECT (body))
    error = g_error_new (HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("The changes of a phone are a JSON object such as {\"online\":false}"));
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  segment = escape_segment (phone_id);
  path = g_strdup_printf ("phones/%s", segment);
  call (task, "PATCH", path, body, emulator_done_cb);
}

/**
 * herald_emulator_api_change_phone_finish:
 * @self: the admin API
 * @result: the result
 *
 * **Errors:** INVALID when the changes are no JSON; NOT_FOUND without that phone; NETWORK, AUTH,
 * REMOTE, %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the phone was changed
 */
gboolean
herald_emulator_api_change_phone_finish (HeraldEmulatorApi *self,
                                         GAsyncResult      *result,
                                         GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_emulator_api_log_async:
 * @self: the admin API
 * @after: only exchanges with a higher number
 * @limit: how many at most
 * @wait_seconds: how long the answer may be held back until there is one, 0 for not at all
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulator_api_log_async (HeraldEmulatorApi  *self,
                               gint64              after,
                               guint               limit,
                               guint               wait_seconds,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_API (self));

  task = start_task (self, herald_emulator_api_log_async, cancellable, callback, user_data);
  path =
    g_strdup_printf ("log?after=%" G_GINT64_FORMAT "&limit=%u&wait=%u", after, limit, wait_seconds);
  call (task, "GET", path, NULL, emulator_got_log_cb);
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
 * herald_emulator_api_reset_async:
 * @self: the admin API
 * @seed: (nullable): a seed's name, or %NULL for the one it was started with
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Takes tables and phones back to a seed.
 */
void
herald_emulator_api_reset_async (HeraldEmulatorApi  *self,
                                 const char         *seed,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) body = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_API (self));

  task = start_task (self, herald_emulator_api_reset_async, cancellable, callback, user_data);
  object = json_object_new ();
  if (seed != NULL)
    json_object_set_string_member (object, "seed", seed);
  body = json_node_init_object (json_node_alloc (), object);
  call (task, "POST", "reset", body, emulator_done_cb);
}

/**
 * herald_emulator_api_reset_finish:
 * @self: the admin API
 * @result: the result
 *
 * **Errors:** INVALID or REMOTE for an unknown seed; NETWORK, AUTH, %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether the seed stands again
 */
gboolean
herald_emulator_api_reset_finish (HeraldEmulatorApi *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
