/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the admin API’s switches and sets them. */
#include "config.h"

#include "core/herald-emulator-settings.h"

#include "core/herald-emulator-ask-private.h"

static gpointer
read_switches (JsonNode *answer, GError **error)
{
  return herald_emulator_switch_list_new_from_json (answer, error);
}

static JsonObject *
build_change (const char *name, JsonNode *value)
{
  JsonObject *body = json_object_new ();

  json_object_set_member (body, name, value);
  return body;
}

/**
 * herald_emulator_settings_list_async:
 * @session: the emulator's open session
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulator_settings_list_async (HeraldSession      *session,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));

  herald_emulator_ask_async (session, "GET", g_strdup ("switches"), NULL, read_switches,
                             (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * herald_emulator_settings_list_finish:
 * @session: a session
 * @result: of herald_emulator_settings_list_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldEmulatorSwitch): sorted by name
 */
GPtrArray *
herald_emulator_settings_list_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish (session, result, error);
}

/**
 * herald_emulator_settings_set_async:
 * @session: the emulator's open session
 * @name: a switch’s name
 * @value: (transfer full): its new value
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_emulator_settings_set_async (HeraldSession      *session,
                                    const char         *name,
                                    JsonNode           *value,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  herald_emulator_ask_async (session, "PATCH", g_strdup ("switches"), build_change (name, value),
                             NULL, NULL, cancellable, callback, user_data);
}

/**
 * herald_emulator_settings_set_finish:
 * @session: a session
 * @result: of herald_emulator_settings_set_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: whether it is set
 */
gboolean
herald_emulator_settings_set_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish_done (session, result, error);
}
