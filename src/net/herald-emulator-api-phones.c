/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The admin API's phones: what they are, what they hold, what is done to them. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "net/herald-emulator-api-private.h"

#include <glib/gi18n-lib.h>

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

static void
emulator_listed_phones_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  herald_emulator_api_return_list (task, source, result, read_phone);
}

static void
emulator_listed_notifications_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  herald_emulator_api_return_list (task, source, result, read_notification);
}

static void
emulator_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  herald_emulator_api_return_done (task, source, result);
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

  if (answer == NULL || !herald_http_answer_check_done (answer, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (g_bytes_get_size (answer->body) > 0)
    root = herald_http_answer_parse_json (answer, NULL);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    link = herald_emulator_api_read_text (json_node_get_object (root), "link");
  g_task_return_pointer (task, g_strdup (link != NULL ? link : ""), g_free);
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

  task = herald_emulator_api_begin (self, herald_emulator_api_list_phones_async, cancellable,
                                    callback, user_data);
  herald_emulator_api_call (task, "GET", "phones", NULL, emulator_listed_phones_cb);
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

  task = herald_emulator_api_begin (self, herald_emulator_api_list_notifications_async, cancellable,
                                    callback, user_data);
  segment = herald_emulator_api_escape (phone_id);
  path = g_strdup_printf ("phones/%s/notifications", segment);
  herald_emulator_api_call (task, "GET", path, NULL, emulator_listed_notifications_cb);
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

  task = herald_emulator_api_begin (self, herald_emulator_api_tap_async, cancellable, callback,
                                    user_data);
  segment = herald_emulator_api_escape (phone_id);
  path = g_strdup_printf ("phones/%s/tap", segment);
  object = json_object_new ();
  json_object_set_string_member (object, "notification", notification_id);
  body = json_node_init_object (json_node_alloc (), object);
  herald_emulator_api_call (task, "POST", path, body, emulator_tapped_cb);
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

  task = herald_emulator_api_begin (self, herald_emulator_api_change_phone_async, cancellable,
                                    callback, user_data);
  body = herald_json_parse (changes_json, -1, &error);
  if (body != NULL && !JSON_NODE_HOLDS_OBJECT (body))
    error = g_error_new (HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("The changes of a phone are a JSON object such as {\"online\":false}"));
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  segment = herald_emulator_api_escape (phone_id);
  path = g_strdup_printf ("phones/%s", segment);
  herald_emulator_api_call (task, "PATCH", path, body, emulator_done_cb);
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
