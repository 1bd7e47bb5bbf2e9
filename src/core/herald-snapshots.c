/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the admin API for its snapshots, makes them and goes back to them. */
#include "config.h"

#include "core/herald-snapshots.h"

#include "core/herald-emulator-ask-private.h"

static gpointer
read_snapshot (JsonObject *object, GError **error)
{
  return herald_snapshot_new_from_json (object, error);
}

static gpointer
read_snapshots (JsonNode *answer, GError **error)
{
  return herald_emulator_ask_read_list (answer, read_snapshot,
                                        (GDestroyNotify) herald_snapshot_free, error);
}

static char *
build_path (const char *name, const char *action)
{
  g_autofree char *segment = g_uri_escape_string (name, NULL, FALSE);

  return g_strconcat ("snapshots/", segment, action, NULL);
}

/**
 * herald_snapshots_list_async:
 * @session: the emulator's open session
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_snapshots_list_async (HeraldSession      *session,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));

  herald_emulator_ask_async (session, "GET", g_strdup ("snapshots"), NULL, read_snapshots,
                             (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * herald_snapshots_list_finish:
 * @session: a session
 * @result: of herald_snapshots_list_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldSnapshot): the snapshots
 */
GPtrArray *
herald_snapshots_list_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish (session, result, error);
}

/**
 * herald_snapshots_save_async:
 * @session: the emulator's open session
 * @name: a name
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_snapshots_save_async (HeraldSession      *session,
                             const char         *name,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (name != NULL);

  herald_emulator_ask_async (session, "POST", build_path (name, ""), NULL, NULL, NULL, cancellable,
                             callback, user_data);
}

/**
 * herald_snapshots_save_finish:
 * @session: a session
 * @result: of herald_snapshots_save_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: whether it is kept
 */
gboolean
herald_snapshots_save_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish_done (session, result, error);
}

/**
 * herald_snapshots_restore_async:
 * @session: the emulator's open session
 * @name: a name
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_snapshots_restore_async (HeraldSession      *session,
                                const char         *name,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (name != NULL);

  herald_emulator_ask_async (session, "POST", build_path (name, "/restore"), NULL, NULL, NULL,
                             cancellable, callback, user_data);
}

/**
 * herald_snapshots_restore_finish:
 * @session: a session
 * @result: of herald_snapshots_restore_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: whether it is restored
 */
gboolean
herald_snapshots_restore_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish_done (session, result, error);
}

/**
 * herald_snapshots_remove_async:
 * @session: the emulator's open session
 * @name: a name
 * @cancellable: (nullable): to cancel
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_snapshots_remove_async (HeraldSession      *session,
                               const char         *name,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (name != NULL);

  herald_emulator_ask_async (session, "DELETE", build_path (name, ""), NULL, NULL, NULL,
                             cancellable, callback, user_data);
}

/**
 * herald_snapshots_remove_finish:
 * @session: a session
 * @result: of herald_snapshots_remove_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or refused; NOT_FOUND; what a call can give.
 *
 * Returns: whether it is gone
 */
gboolean
herald_snapshots_remove_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  return herald_emulator_ask_finish_done (session, result, error);
}
