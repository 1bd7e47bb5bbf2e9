/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the admin API for its snapshots, makes them and goes back to them. */
#include "config.h"

#include "core/herald-snapshots.h"

#include "core/herald-emulator-ask-private.h"
#include "core/herald-session-private.h"

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

/* Everything that was read before is of another time now. */
static void
replaced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession *session = HERALD_SESSION (source);
  GError        *error = NULL;

  if (!herald_emulator_ask_finish_done (session, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  herald_session_tell_apps_changed (session);
  herald_session_tell_devices_changed (session);
  herald_session_tell_inapp_changed (session);
  g_task_return_boolean (task, TRUE);
}

/* Takes @path and @body. */
static void
replace (HeraldSession *session, char *path, JsonObject *body, GTask *task)
{
  herald_emulator_ask_async (session, "POST", path, body, NULL, NULL, g_task_get_cancellable (task),
                             replaced_cb, task);
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
  GTask *task;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (name != NULL);

  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_snapshots_restore_async);
  replace (session, build_path (name, "/restore"), NULL, task);
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
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_snapshots_seed_async:
 * @session: the emulator's open session
 * @seed: the seed's name
 * @cancellable: (nullable): to cancel
 * @callback: called when it stands as after the seed
 * @user_data: for @callback
 */
void
herald_snapshots_seed_async (HeraldSession      *session,
                             const char         *seed,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  JsonObject *body;
  GTask      *task;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (seed != NULL);

  body = json_object_new ();
  json_object_set_string_member (body, "seed", seed);
  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_snapshots_seed_async);
  replace (session, g_strdup ("reset"), body, task);
}

/**
 * herald_snapshots_seed_finish:
 * @session: a session
 * @result: of herald_snapshots_seed_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: not the emulator's session, or no such seed; what a call can give.
 *
 * Returns: whether the seed stands
 */
gboolean
herald_snapshots_seed_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
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
