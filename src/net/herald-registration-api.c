/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies and answers of the device registration API, version 2 (contract: device-registration,
 * 1.3). */
#include "config.h"

#include "net/herald-registration-api.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "base/herald-redact.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SERVICE_NAME "registration"
#define PATH "/pushdeviceregistration/devices"
/* Without it the answer has no ID and the status can never be read. */
#define TRACKING_HEADER "x-ms-track-registration"

struct _HeraldRegistrationApi
{
  GObject parent_instance;

  HeraldRemote *remote; /* (owned) */
  char         *base;   /* (owned): without a slash at the end */
};

G_DEFINE_FINAL_TYPE (HeraldRegistrationApi, herald_registration_api, G_TYPE_OBJECT)

static GTask *
start_task (HeraldRegistrationApi *self,
            gpointer               source_tag,
            GCancellable          *cancellable,
            GAsyncReadyCallback    callback,
            gpointer               user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  return task;
}

static JsonObject *
build_registration (HeraldRegistration *registration, const char *api_token)
{
  JsonObject *body = json_object_new ();
  const char *member = herald_registration_get_platform (registration) == HERALD_PLATFORM_IOS
                         ? "ApnsDeviceToken"
                         : "FcmDeviceToken";

  json_object_set_string_member (body, "MobileAppId",
                                 herald_registration_get_app_id (registration));
  json_object_set_string_member (body, "UserId", herald_registration_get_user_id (registration));
  json_object_set_string_member (body, "ApiToken", api_token);
  json_object_set_string_member (body, member, herald_registration_get_token (registration));
  return body;
}

static JsonObject *
build_clean_up (const char *app_id, const char *user_id, const char *token, const char *api_token)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "MobileAppId", app_id);
  json_object_set_string_member (body, "ApiToken", api_token);
  json_object_set_string_member (body, "UserId", user_id);
  if (token != NULL)
    json_object_set_string_member (body, "DeviceToken", token);
  return body;
}

static JsonNode *
wrap_object (JsonObject *object)
{
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
wrap_array (JsonArray *array)
{
  return json_node_init_array (json_node_alloc (), array);
}

/* Every call of this API may be repeated: a registration is answered with DuplicateExists, a
 * clean-up finds nothing more to remove. */
static void
call (GTask *task, const char *path, JsonNode *body, gboolean track, GAsyncReadyCallback callback)
{
  HeraldRegistrationApi *self = g_task_get_source_object (task);
  g_autofree char       *url = g_strconcat (self->base, path, NULL);
  g_autoptr (HeraldHttpRequest) request = herald_http_request_new (SERVICE_NAME, "POST", url);

  herald_http_request_set_json (request, body);
  herald_http_request_set_header (request, "Accept", "application/json");
  if (track)
    herald_http_request_set_header (request, TRACKING_HEADER, "true");
  herald_http_request_set_idempotent (request, TRUE);
  herald_remote_call_async (self->remote, request, g_task_get_cancellable (task), callback,
                            g_object_ref (task));
}

/* The root of an answer, which must be of one kind. */
static JsonNode *
parse_root (const HeraldHttpAnswer *answer, JsonNodeType type, GError **error)
{
  g_autoptr (JsonNode) root = herald_http_answer_parse_json (answer, error);

  if (root == NULL)
    return NULL;
  if (json_node_get_node_type (root) == type)
    return g_steal_pointer (&root);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               _("The registration service answered with another kind of data than was asked for"));
  return NULL;
}

static char *
read_request_id (JsonNode *node, GError **error)
{
  const char *id = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node) &&
      herald_json_read_string (json_node_get_object (node), "RegistrationRequestId",
                               HERALD_JSON_REQUIRED, &id, NULL) &&
      *id != '\0')
    return g_strdup (id);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               _("The registration service accepted the device but gave no request ID, so what "
                 "becomes of it cannot be followed"));
  return NULL;
}

static void
registration_registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);
  g_autoptr (JsonNode) root = answer != NULL ? parse_root (answer, JSON_NODE_OBJECT, &error) : NULL;
  char *id = root != NULL ? read_request_id (root, &error) : NULL;

  if (id != NULL)
    g_task_return_pointer (task, id, g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
check_length (JsonArray *array, guint expected, GError **error)
{
  if (json_array_get_length (array) == expected)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               _("The registration service answered %u entries for %u, so they cannot be told "
                 "apart"),
                  json_array_get_length (array), expected);
  return FALSE;
}

/* The number of entries that were asked for, kept with the task. */
static void
set_n_expected (GTask *task, guint n_expected)
{
  g_task_set_task_data (task, GUINT_TO_POINTER (n_expected), NULL);
}

static guint
get_n_expected (GTask *task)
{
  return GPOINTER_TO_UINT (g_task_get_task_data (task));
}

static GStrv
read_request_ids (JsonNode *root, guint n_expected, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array = json_node_get_array (root);

  if (!check_length (array, n_expected, error))
    return NULL;
  for (guint i = 0; i < n_expected; i++)
    {
      char *id = read_request_id (json_array_get_element (array, i), error);

      if (id == NULL)
        return NULL;
      g_ptr_array_add (ids, id);
    }
  g_ptr_array_add (ids, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&ids), FALSE);
}

static void
registration_registered_batch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);
  g_autoptr (JsonNode) root = answer != NULL ? parse_root (answer, JSON_NODE_ARRAY, &error) : NULL;
  GStrv ids = root != NULL ? read_request_ids (root, get_n_expected (task), &error) : NULL;

  if (ids != NULL)
    g_task_return_pointer (task, ids, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Documentation prints the reasons with blanks around them; absent, null and empty are the same. */
static char *
read_reason (JsonObject *entry)
{
  const char      *value = NULL;
  g_autofree char *reason = NULL;

  if (!herald_json_read_string (entry, "FailureReason", HERALD_JSON_OPTIONAL, &value, NULL))
    return NULL;
  reason = value != NULL ? g_strstrip (g_strdup (value)) : NULL;
  return reason != NULL && *reason != '\0' ? g_steal_pointer (&reason) : NULL;
}

static gboolean
parse_status (const char *status, HeraldRegistrationStatus *value)
{
  if (g_ascii_strcasecmp (status, "Pending") == 0)
    *value = HERALD_REGISTRATION_PENDING;
  else if (g_ascii_strcasecmp (status, "Success") == 0)
    *value = HERALD_REGISTRATION_SUCCESS;
  else if (g_ascii_strcasecmp (status, "Failed") == 0)
    *value = HERALD_REGISTRATION_FAILED;
  else
    return FALSE;
  return TRUE;
}

static HeraldRegistrationState *
read_state (JsonNode *node, GError **error)
{
  g_autoptr (HeraldRegistrationState) state = g_new0 (HeraldRegistrationState, 1);
  const char *status = NULL;
  JsonObject *entry = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (entry == NULL ||
      !herald_json_read_string (entry, "Status", HERALD_JSON_REQUIRED, &status, NULL) ||
      !parse_status (status, &state->status))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("The registration service answered with the status “%s”, which is not known"),
                      status != NULL ? status : "");
      return NULL;
    }
  state->reason = read_reason (entry);
  if (state->status == HERALD_REGISTRATION_FAILED &&
      g_strcmp0 (state->reason, "DuplicateExists") == 0)
    state->status = HERALD_REGISTRATION_DUPLICATE;
  return g_steal_pointer (&state);
}

static GPtrArray *
read_states (JsonNode *root, guint n_expected, GError **error)
{
  g_autoptr (GPtrArray) states =
    g_ptr_array_new_with_free_func ((GDestroyNotify) herald_registration_state_free);
  JsonArray *array = json_node_get_array (root);

  if (!check_length (array, n_expected, error))
    return NULL;
  for (guint i = 0; i < n_expected; i++)
    {
      HeraldRegistrationState *state = read_state (json_array_get_element (array, i), error);

      if (state == NULL)
        return NULL;
      g_ptr_array_add (states, state);
    }
  return g_steal_pointer (&states);
}

static void
registration_got_status_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);
  g_autoptr (JsonNode) root = answer != NULL ? parse_root (answer, JSON_NODE_ARRAY, &error) : NULL;
  GPtrArray *states = root != NULL ? read_states (root, get_n_expected (task), &error) : NULL;

  if (answer == NULL && g_error_matches (error, HERALD_ERROR, HERALD_ERROR_REMOTE))
    g_prefix_error (&error, "%s",
                    _("The status cannot be read; check access token, app and organization. "));
  if (states != NULL)
    g_task_return_pointer (task, states, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* 202 without a body: accepted. */
static void
registration_cleaned_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish_checked (HERALD_REMOTE (source), result, &error);

  if (answer != NULL && herald_http_answer_check_done (answer, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
herald_registration_api_finalize (GObject *object)
{
  HeraldRegistrationApi *self = HERALD_REGISTRATION_API (object);

  g_clear_object (&self->remote);
  g_clear_pointer (&self->base, g_free);
  G_OBJECT_CLASS (herald_registration_api_parent_class)->finalize (object);
}

static void
herald_registration_api_class_init (HeraldRegistrationApiClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_registration_api_finalize;
}

static void
herald_registration_api_init (HeraldRegistrationApi *self)
{
}

/**
 * herald_registration_state_free:
 * @self: (nullable): what to free
 */
void
herald_registration_state_free (HeraldRegistrationState *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_free (self);
}

/**
 * herald_registration_api_new:
 * @remote: the service; it needs no bearer token
 * @base: “https://host/api/v1.0/orgs/ORGANIZATION”
 *
 * Returns: (transfer full): the API of that organization
 */
HeraldRegistrationApi *
herald_registration_api_new (HeraldRemote *remote, const char *base)
{
  HeraldRegistrationApi *self;

  g_return_val_if_fail (HERALD_IS_REMOTE (remote), NULL);
  g_return_val_if_fail (base != NULL, NULL);

  self = g_object_new (HERALD_TYPE_REGISTRATION_API, NULL);
  self->remote = g_object_ref (remote);
  self->base = g_strdup (base);
  if (g_str_has_suffix (self->base, "/"))
    self->base[strlen (self->base) - 1] = '\0';
  return self;
}

/**
 * herald_registration_api_get_remote:
 * @self: the API
 *
 * Returns: (transfer none): the service it calls
 */
HeraldRemote *
herald_registration_api_get_remote (HeraldRegistrationApi *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION_API (self), NULL);
  return self->remote;
}

/**
 * herald_registration_api_register_async:
 * @self: the API
 * @registration: what to register
 * @api_token: the app's access token
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_registration_api_register_async (HeraldRegistrationApi *self,
                                        HeraldRegistration    *registration,
                                        const char            *api_token,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) body = NULL;

  g_return_if_fail (HERALD_IS_REGISTRATION_API (self));
  g_return_if_fail (HERALD_IS_REGISTRATION (registration));
  g_return_if_fail (api_token != NULL);

  task =
    start_task (self, herald_registration_api_register_async, cancellable, callback, user_data);
  object = build_registration (registration, api_token);
  body = wrap_object (object);
  call (task, PATH, body, TRUE, registration_registered_cb);
}

/**
 * herald_registration_api_register_finish:
 * @self: the API
 * @result: the result
 *
 * **Errors:** REMOTE with what the service said; THROTTLED, NETWORK, PROTOCOL,
 * %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): the RegistrationRequestId; accepted does not mean registered
 */
char *
herald_registration_api_register_finish (HeraldRegistrationApi *self,
                                         GAsyncResult          *result,
                                         GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_registration_api_register_batch_async:
 * @self: the API
 * @registrations: (element-type HeraldRegistration): 1…100 of them, all of one app
 * @api_token: the app's access token
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_registration_api_register_batch_async (HeraldRegistrationApi *self,
                                              GPtrArray             *registrations,
                                              const char            *api_token,
                                              GCancellable          *cancellable,
                                              GAsyncReadyCallback    callback,
                                              gpointer               user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JsonArray) array = NULL;
  g_autoptr (JsonNode) body = NULL;

  g_return_if_fail (HERALD_IS_REGISTRATION_API (self));
  g_return_if_fail (registrations != NULL && registrations->len > 0);
  g_return_if_fail (registrations->len <= HERALD_REGISTRATION_MAX_BATCH);
  g_return_if_fail (api_token != NULL);

  task = start_task (self, herald_registration_api_register_batch_async, cancellable, callback,
                     user_data);
  set_n_expected (task, registrations->len);
  array = json_array_new ();
  for (guint i = 0; i < registrations->len; i++)
    json_array_add_object_element (array, build_registration (g_ptr_array_index (registrations, i),
                                                              api_token));
  body = wrap_array (array);
  call (task, PATH "/batch", body, TRUE, registration_registered_batch_cb);
}

/**
 * herald_registration_api_register_batch_finish:
 * @self: the API
 * @result: the result
 *
 * **Errors:** as herald_registration_api_register_finish(); PROTOCOL when the answer has another
 * number of entries.
 *
 * Returns: (transfer full): the RegistrationRequestIds in the order of the request
 */
GStrv
herald_registration_api_register_batch_finish (HeraldRegistrationApi *self,
                                               GAsyncResult          *result,
                                               GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_registration_api_status_async:
 * @self: the API
 * @app_id: the app
 * @api_token: its access token
 * @request_ids: (array zero-terminated=1): 1…100 RegistrationRequestIds
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_registration_api_status_async (HeraldRegistrationApi *self,
                                      const char            *app_id,
                                      const char            *api_token,
                                      const char *const     *request_ids,
                                      GCancellable          *cancellable,
                                      GAsyncReadyCallback    callback,
                                      gpointer               user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) body = NULL;
  JsonArray *ids;

  g_return_if_fail (HERALD_IS_REGISTRATION_API (self));
  g_return_if_fail (app_id != NULL && api_token != NULL);
  g_return_if_fail (request_ids != NULL && request_ids[0] != NULL);

  task = start_task (self, herald_registration_api_status_async, cancellable, callback, user_data);
  ids = json_array_new ();
  for (guint i = 0; request_ids[i] != NULL; i++)
    json_array_add_string_element (ids, request_ids[i]);
  set_n_expected (task, json_array_get_length (ids));
  object = json_object_new ();
  json_object_set_array_member (object, "RegistrationRequestIds", ids);
  json_object_set_string_member (object, "MobileAppId", app_id);
  json_object_set_string_member (object, "ApiToken", api_token);
  body = wrap_object (object);
  /* The documentation prints this path with a slash at its end. */
  call (task, PATH "/status/", body, FALSE, registration_got_status_cb);
}

/**
 * herald_registration_api_status_finish:
 * @self: the API
 * @result: the result
 *
 * **Errors:** as herald_registration_api_register_finish(); PROTOCOL for a status that is not known
 * or another number of entries.
 *
 * Returns: (transfer full) (element-type HeraldRegistrationState): in the order of the IDs
 */
GPtrArray *
herald_registration_api_status_finish (HeraldRegistrationApi *self,
                                       GAsyncResult          *result,
                                       GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_registration_api_clean_up_async:
 * @self: the API
 * @app_id: the app
 * @user_id: whose device
 * @token: (nullable): the device's token, or %NULL for every device of that user in that app
 * @api_token: the app's access token
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_registration_api_clean_up_async (HeraldRegistrationApi *self,
                                        const char            *app_id,
                                        const char            *user_id,
                                        const char            *token,
                                        const char            *api_token,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) body = NULL;

  g_return_if_fail (HERALD_IS_REGISTRATION_API (self));
  g_return_if_fail (app_id != NULL && user_id != NULL && api_token != NULL);

  task =
    start_task (self, herald_registration_api_clean_up_async, cancellable, callback, user_data);
  object = build_clean_up (app_id, user_id, token, api_token);
  body = wrap_object (object);
  call (task, PATH "/cleanup", body, FALSE, registration_cleaned_up_cb);
}

/**
 * herald_registration_api_clean_up_finish:
 * @self: the API
 * @result: the result
 *
 * **Errors:** as herald_registration_api_register_finish().
 *
 * Returns: whether the service accepted; the devices are removed a moment later
 */
gboolean
herald_registration_api_clean_up_finish (HeraldRegistrationApi *self,
                                         GAsyncResult          *result,
                                         GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_registration_api_clean_up_batch_async:
 * @self: the API
 * @devices: (element-type HeraldDevice): 1…100 of them, all of one app
 * @api_token: the app's access token
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_registration_api_clean_up_batch_async (HeraldRegistrationApi *self,
                                              GPtrArray             *devices,
                                              const char            *api_token,
                                              GCancellable          *cancellable,
                                              GAsyncReadyCallback    callback,
                                              gpointer               user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (JsonArray) array = NULL;
  g_autoptr (JsonNode) body = NULL;

  g_return_if_fail (HERALD_IS_REGISTRATION_API (self));
  g_return_if_fail (devices != NULL && devices->len > 0);
  g_return_if_fail (devices->len <= HERALD_REGISTRATION_MAX_BATCH);
  g_return_if_fail (api_token != NULL);

  task = start_task (self, herald_registration_api_clean_up_batch_async, cancellable, callback,
                     user_data);
  array = json_array_new ();
  for (guint i = 0; i < devices->len; i++)
    {
      HeraldDevice *device = g_ptr_array_index (devices, i);

      json_array_add_object_element (array,
                                     build_clean_up (herald_device_get_app_id (device),
                                                     herald_device_get_user_id (device),
                                                     herald_device_get_token (device), api_token));
    }
  body = wrap_array (array);
  call (task, PATH "/cleanup/batch", body, FALSE, registration_cleaned_up_cb);
}

/**
 * herald_registration_api_clean_up_batch_finish:
 * @self: the API
 * @result: the result
 *
 * **Errors:** as herald_registration_api_register_finish().
 *
 * Returns: whether the service accepted; the devices are removed a moment later
 */
gboolean
herald_registration_api_clean_up_batch_finish (HeraldRegistrationApi *self,
                                               GAsyncResult          *result,
                                               GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_registration_api_preview:
 * @self: the API
 * @registration: what would be registered
 *
 * Returns: (transfer full): the request that herald_registration_api_register_async() would send,
 *   made by the same code, the access token masked
 */
char *
herald_registration_api_preview (HeraldRegistrationApi *self, HeraldRegistration *registration)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) body = NULL;
  g_autofree char *json = NULL;

  g_return_val_if_fail (HERALD_IS_REGISTRATION_API (self), NULL);
  g_return_val_if_fail (HERALD_IS_REGISTRATION (registration), NULL);

  object = build_registration (registration, HERALD_REDACTED);
  body = wrap_object (object);
  json = herald_json_write (body, TRUE);
  return g_strdup_printf ("POST %s" PATH "\n" TRACKING_HEADER ": true\n"
                          "Content-Type: application/json; charset=utf-8\n\n%s",
                          self->base, json);
}
