/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The half of the Web API that changes something: rows and app notifications. */
#include "config.h"

#include "net/herald-dataverse.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "base/herald-task-data.h"
#include "net/herald-dataverse-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  HeraldHttpRequest *request; /* (owned) */
} NotifyTask;

static void
notify_task_clear (NotifyTask *self)
{
  g_clear_object (&self->request);
}

HERALD_DEFINE_TASK_DATA (NotifyTask, notify_task, notify_task_clear)

static char *
build_row_path (const char *set, const char *id, GError **error)
{
  g_autofree char *normal = herald_guid_normalise (id);

  if (normal == NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, _("“%s” is not an ID (a GUID)"), id);
      return NULL;
    }
  return g_strdup_printf ("%s(%s)", set, normal);
}

/* 204 names the new row in OData-EntityId: “https://host/api/data/v9.2/contacts(guid)”. */
static char *
read_entity_id (const HeraldHttpAnswer *answer, GError **error)
{
  const char      *url = herald_http_answer_get_header (answer, "OData-EntityId");
  const char      *open = url != NULL ? strrchr (url, '(') : NULL;
  g_autofree char *text = open != NULL ? g_strdup (open + 1) : NULL;
  char            *id;

  if (text != NULL && strchr (text, ')') != NULL)
    *strchr (text, ')') = '\0';
  id = text != NULL ? herald_guid_normalise (text) : NULL;
  if (id == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                 _("Dataverse made the row but did not name its ID (HTTP %u)"), answer->status);
  return id;
}

static void
dataverse_created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_dataverse_take_answer (g_task_get_source_object (task), source, result, &error);
  char *id = answer != NULL && herald_http_answer_check_done (answer, &error)
               ? read_entity_id (answer, &error)
               : NULL;

  if (id != NULL)
    g_task_return_pointer (task, id, g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
dataverse_updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_dataverse_take_answer (g_task_get_source_object (task), source, result, &error);

  if (answer != NULL && herald_http_answer_check_done (answer, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* A repeated delete finds nothing: the attempt whose answer was lost has done it. */
static void
dataverse_deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish (HERALD_REMOTE (source), result, &error);

  if (answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if ((answer->status == 404 && answer->attempts > 1) ||
           (herald_dataverse_check_answer (answer, &error) &&
            herald_http_answer_check_done (answer, &error)))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* What the finish function needs of a send that may also have failed. */
typedef struct
{
  char           *notification_id; /* (owned) (nullable) */
  guint           status;
  HeraldExchange *exchange; /* (owned) (nullable) */
  GError         *error;    /* (owned) (nullable) */
} SendOutcome;

static void
send_outcome_free (gpointer data)
{
  SendOutcome *self = data;

  g_free (self->notification_id);
  g_clear_object (&self->exchange);
  g_clear_error (&self->error);
  g_free (self);
}

/* 200 with NotificationId or 204 without; both are documented (contract: in-app-notifications,
 * 5.1). */
static char *
read_notification_id (const HeraldHttpAnswer *answer)
{
  g_autoptr (JsonObject) object = NULL;
  const char *id = NULL;

  if (g_bytes_get_size (answer->body) == 0)
    return NULL;
  object = herald_dataverse_parse_object (answer, NULL);
  if (object == NULL ||
      !herald_json_read_string (object, "NotificationId", HERALD_JSON_OPTIONAL, &id, NULL))
    return NULL;
  return id != NULL ? herald_guid_normalise (id) : NULL;
}

static void
dataverse_sent_notification_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  NotifyTask  *data = notify_task_get (task);
  SendOutcome *outcome = g_new0 (SendOutcome, 1);
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish (HERALD_REMOTE (source), result, &outcome->error);

  g_set_object (&outcome->exchange, herald_http_request_get_exchange (data->request));
  if (answer != NULL)
    {
      outcome->status = answer->status;
      if (herald_dataverse_check_answer (answer, &outcome->error) &&
          herald_http_answer_check_done (answer, &outcome->error))
        outcome->notification_id = read_notification_id (answer);
    }
  g_task_return_pointer (task, outcome, send_outcome_free);
}

static void
set_row_body (HeraldHttpRequest *request, JsonObject *row)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, row);
  herald_http_request_set_json (request, node);
}

/**
 * herald_dataverse_create_async:
 * @self: the Web API
 * @set: an entity set
 * @row: (transfer none): the columns
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Sent once: a repeat would make a second row.
 */
void
herald_dataverse_create_async (HeraldDataverse    *self,
                               const char         *set,
                               JsonObject         *row,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (HeraldHttpRequest) request = NULL;

  g_return_if_fail (HERALD_IS_DATAVERSE (self));
  g_return_if_fail (set != NULL);
  g_return_if_fail (row != NULL);

  task = herald_dataverse_start_task (self, herald_dataverse_create_async, cancellable, callback,
                                      user_data);
  request = herald_dataverse_build_request (self, "POST", set);
  set_row_body (request, row);
  herald_dataverse_call (task, request, dataverse_created_cb);
}

/**
 * herald_dataverse_create_finish:
 * @self: the Web API
 * @result: the result
 *
 * **Errors:** as herald_dataverse_get_finish(); CONFLICT when such a row exists.
 *
 * Returns: (transfer full): the ID of the new row
 */
char *
herald_dataverse_create_finish (HeraldDataverse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_dataverse_update_async:
 * @self: the Web API
 * @set: an entity set
 * @id: the row's ID
 * @changes: (transfer none): the columns to write; the others stay as they are
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * “If-Match: *” keeps a row that is gone from being made again (contract: dataverse-webapi, 3.7).
 */
void
herald_dataverse_update_async (HeraldDataverse    *self,
                               const char         *set,
                               const char         *id,
                               JsonObject         *changes,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (HeraldHttpRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (HERALD_IS_DATAVERSE (self));
  g_return_if_fail (set != NULL && id != NULL);
  g_return_if_fail (changes != NULL);

  task = herald_dataverse_start_task (self, herald_dataverse_update_async, cancellable, callback,
                                      user_data);
  path = build_row_path (set, id, &error);
  if (path == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  request = herald_dataverse_build_request (self, "PATCH", path);
  herald_http_request_set_header (request, "If-Match", "*");
  herald_http_request_set_idempotent (request, TRUE);
  set_row_body (request, changes);
  herald_dataverse_call (task, request, dataverse_updated_cb);
}

/**
 * herald_dataverse_update_finish:
 * @self: the Web API
 * @result: the result
 *
 * **Errors:** as herald_dataverse_get_finish(); INVALID when the ID is none.
 *
 * Returns: whether the row was written
 */
gboolean
herald_dataverse_update_finish (HeraldDataverse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_dataverse_delete_async:
 * @self: the Web API
 * @set: an entity set
 * @id: the row's ID
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_dataverse_delete_async (HeraldDataverse    *self,
                               const char         *set,
                               const char         *id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (HeraldHttpRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (HERALD_IS_DATAVERSE (self));
  g_return_if_fail (set != NULL && id != NULL);

  task = herald_dataverse_start_task (self, herald_dataverse_delete_async, cancellable, callback,
                                      user_data);
  path = build_row_path (set, id, &error);
  if (path == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  request = herald_dataverse_build_request (self, "DELETE", path);
  herald_dataverse_call (task, request, dataverse_deleted_cb);
}

/**
 * herald_dataverse_delete_finish:
 * @self: the Web API
 * @result: the result
 *
 * **Errors:** as herald_dataverse_get_finish(); INVALID when the ID is none.
 *
 * Returns: whether the row is gone
 */
gboolean
herald_dataverse_delete_finish (HeraldDataverse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_dataverse_send_app_notification_async:
 * @self: the Web API
 * @request: (transfer none): the body, see herald_inapp_message_build_request()
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Sent once whatever happens: the service has no key by which it knows a repeat (contract:
 * dataverse-webapi, 3.12).
 */
void
herald_dataverse_send_app_notification_async (HeraldDataverse    *self,
                                              JsonNode           *request,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (HeraldHttpRequest) http_request = NULL;

  g_return_if_fail (HERALD_IS_DATAVERSE (self));
  g_return_if_fail (request != NULL);

  task = herald_dataverse_start_task (self, herald_dataverse_send_app_notification_async,
                                      cancellable, callback, user_data);
  http_request = herald_dataverse_build_request (self, "POST", "SendAppNotification");
  herald_http_request_set_json (http_request, request);
  notify_task_attach (task)->request = g_object_ref (http_request);
  herald_dataverse_call (task, http_request, dataverse_sent_notification_cb);
}

/**
 * herald_dataverse_send_app_notification_finish:
 * @self: the Web API
 * @result: the result
 * @notification_id: (out) (optional) (nullable): the new row's ID; %NULL when the service does not
 *   tell it
 * @status: (out) (optional): the HTTP status, 0 without an answer
 * @exchange: (out) (optional) (nullable): the record, also of a failure
 *
 * **Errors:** as herald_dataverse_get_finish(); herald_error_is_unknown_fate() holds when the
 * request left and no answer came.
 *
 * Returns: whether the service accepted the notification
 */
gboolean
herald_dataverse_send_app_notification_finish (HeraldDataverse *self,
                                               GAsyncResult    *result,
                                               char           **notification_id,
                                               guint           *status,
                                               HeraldExchange **exchange,
                                               GError         **error)
{
  SendOutcome *outcome;
  gboolean     accepted;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  outcome = g_task_propagate_pointer (G_TASK (result), error);
  if (notification_id != NULL)
    *notification_id = outcome != NULL ? g_steal_pointer (&outcome->notification_id) : NULL;
  if (status != NULL)
    *status = outcome != NULL ? outcome->status : 0;
  if (exchange != NULL)
    *exchange = outcome != NULL ? g_steal_pointer (&outcome->exchange) : NULL;
  if (outcome == NULL)
    return FALSE;
  accepted = outcome->error == NULL;
  if (!accepted)
    g_propagate_error (error, g_steal_pointer (&outcome->error));
  send_outcome_free (outcome);
  return accepted;
}
