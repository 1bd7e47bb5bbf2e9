/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the admin API for its fault rules, and changes them. */
#include "config.h"

#include "core/herald-faults.h"

#include "core/herald-emulator-ask-private.h"

static gpointer
read_fault (JsonObject *object, GError **error)
{
  return herald_fault_rule_new_from_json (object, error);
}

static gpointer
read_faults (JsonNode *answer, GError **error)
{
  return herald_emulator_ask_read_list (answer, read_fault, (GDestroyNotify) herald_fault_rule_free,
                                        error);
}

static char *
build_path (const char *id)
{
  g_autofree char *segment = g_uri_escape_string (id, NULL, FALSE);

  return g_strconcat ("faults/", segment, NULL);
}

/**
 * herald_faults_list_async:
 * @session: the emulator's open session
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_faults_list_async (HeraldSession      *session,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));

  herald_emulator_ask_async (session, "GET", g_strdup ("faults"), NULL, read_faults,
                             (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * herald_faults_list_finish:
 * @session: a session
 * @result: of herald_faults_list_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldFaultRule): the rules
 */
GPtrArray *
herald_faults_list_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish (session, result, error);
}

/**
 * herald_faults_add_async:
 * @session: the emulator's open session
 * @rule: what is to go wrong
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_faults_add_async (HeraldSession         *session,
                         const HeraldFaultRule *rule,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (rule != NULL);

  herald_emulator_ask_async (session, "POST", g_strdup ("faults"), herald_fault_rule_to_json (rule),
                             NULL, NULL, cancellable, callback, user_data);
}

/**
 * herald_faults_add_finish:
 * @session: a session
 * @result: of herald_faults_add_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: whether it is on
 */
gboolean
herald_faults_add_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish_done (session, result, error);
}

/**
 * herald_faults_remove_async:
 * @session: the emulator's open session
 * @id: the rule’s id
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_faults_remove_async (HeraldSession      *session,
                            const char         *id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (id != NULL);

  herald_emulator_ask_async (session, "DELETE", build_path (id), NULL, NULL, NULL, cancellable,
                             callback, user_data);
}

/**
 * herald_faults_remove_finish:
 * @session: a session
 * @result: of herald_faults_remove_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: whether it is gone
 */
gboolean
herald_faults_remove_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish_done (session, result, error);
}

/**
 * herald_faults_clear_async:
 * @session: the emulator's open session
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_faults_clear_async (HeraldSession      *session,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));

  herald_emulator_ask_async (session, "DELETE", g_strdup ("faults"), NULL, NULL, NULL, cancellable,
                             callback, user_data);
}

/**
 * herald_faults_clear_finish:
 * @session: a session
 * @result: of herald_faults_clear_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: whether they are gone
 */
gboolean
herald_faults_clear_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish_done (session, result, error);
}
