/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls below /_herald/ with the admin token of the ready line: any call, and the reset. */
#include "config.h"

#include "net/herald-emulator-api.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "net/herald-emulator-api-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SERVICE_NAME "emulator"
#define ADMIN_PATH "/_herald/"

struct _HeraldEmulatorApi
{
  GObject parent_instance;

  HeraldRemote *remote; /* (owned) */
  char         *base;   /* (owned): with a slash at the end */
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorApi, herald_emulator_api, G_TYPE_OBJECT)

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
convert_elements (JsonArray *array, HeraldEmulatorApiReadFunc read_func, GError **error)
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
      element = read_func (json_node_get_object (node), error);
      if (element == NULL)
        return NULL;
      g_ptr_array_add (elements, element);
    }
  return g_steal_pointer (&elements);
}

/* @answer: (nullable): NULL with @refusal; takes @refusal (nullable). */
static void
return_document (GTask *task, const HeraldHttpAnswer *answer, GError *refusal)
{
  GError   *error = NULL;
  JsonNode *node;

  if (answer == NULL || refusal != NULL)
    {
      g_task_return_error (task, refusal);
      return;
    }
  node = g_bytes_get_size (answer->body) > 0 ? herald_http_answer_parse_json (answer, &error)
                                             : json_node_new (JSON_NODE_NULL);
  if (node != NULL)
    g_task_return_pointer (task, node, (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

static void
emulator_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);

  return_document (task, answer, error);
}

/* What may have changed something is not known to have failed when its answer is damaged. */
static void
emulator_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);

  if (answer != NULL)
    herald_http_answer_check_done (answer, &error);
  return_document (task, answer, error);
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

GTask *
herald_emulator_api_begin (HeraldEmulatorApi  *self,
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
void
herald_emulator_api_call (GTask              *task,
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

/* @content_type and @body: (nullable): both or none. */
void
herald_emulator_api_call_bytes (GTask              *task,
                                const char         *method,
                                const char         *path,
                                const char         *content_type,
                                GBytes             *body,
                                GAsyncReadyCallback callback)
{
  HeraldEmulatorApi *self = g_task_get_source_object (task);
  g_autofree char   *url = g_strconcat (self->base, path, NULL);
  g_autoptr (HeraldHttpRequest) request = herald_http_request_new (SERVICE_NAME, method, url);

  herald_http_request_set_header (request, "Accept", "application/json");
  if (body != NULL)
    herald_http_request_set_body (request, content_type, body);
  herald_remote_call_async (self->remote, request, g_task_get_cancellable (task), callback,
                            g_object_ref (task));
}

/* An ID of the caller as one path segment. */
char *
herald_emulator_api_escape (const char *id)
{
  return g_uri_escape_string (id, NULL, FALSE);
}

/* Ends a call that answers a list. */
void
herald_emulator_api_return_list (GTask                    *task,
                                 GObject                  *source,
                                 GAsyncResult             *result,
                                 HeraldEmulatorApiReadFunc read_func)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);
  g_autoptr (JsonNode) root = answer != NULL ? parse_root (answer, JSON_NODE_ARRAY, &error) : NULL;
  GPtrArray *elements =
    root != NULL ? convert_elements (json_node_get_array (root), read_func, &error) : NULL;

  if (elements != NULL)
    g_task_return_pointer (task, elements, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

const char *
herald_emulator_api_read_text (JsonObject *object, const char *name)
{
  const char *value = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &value, NULL))
    return NULL;
  return value;
}

/* Ends a call whose answer says no more than that it is done. */
void
herald_emulator_api_return_done (GTask *task, GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);

  if (answer != NULL && herald_http_answer_check_done (answer, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * herald_emulator_api_send_async:
 * @self: the admin API
 * @method: the HTTP method
 * @path: below /_herald/, encoded
 * @content_type: (nullable): of @body
 * @body: (nullable): what is sent
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Any call, for what has no typed one.
 */
void
herald_emulator_api_send_async (HeraldEmulatorApi  *self,
                                const char         *method,
                                const char         *path,
                                const char         *content_type,
                                GBytes             *body,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_API (self));
  g_return_if_fail (method != NULL && path != NULL);
  g_return_if_fail ((body == NULL) == (content_type == NULL));

  task = herald_emulator_api_begin (self, herald_emulator_api_send_async, cancellable, callback,
                                    user_data);
  herald_emulator_api_call_bytes (task, method, path, content_type, body,
                                  g_str_equal (method, "GET") ? emulator_read_cb
                                                              : emulator_sent_cb);
}

/**
 * herald_emulator_api_send_finish:
 * @self: the admin API
 * @result: the result
 *
 * **Errors:** INVALID, NOT_FOUND, CONFLICT as the emulator says; NETWORK, AUTH, REMOTE, PROTOCOL,
 * %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): the answer; null when it has no body
 */
JsonNode *
herald_emulator_api_send_finish (HeraldEmulatorApi *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
