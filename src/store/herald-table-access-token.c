/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queries on access tokens. */
#include "config.h"

#include "store/herald-table-access-token.h"

#include "store/herald-connection.h"

static const char SELECT_OF_APP[] =
  "SELECT id, name, created_us, last_used_us, is_current, hint FROM access_token"
  "  WHERE environment_id = ? AND app_id = ? ORDER BY created_us DESC, id";
static const char NONE_CURRENT[] = "UPDATE access_token SET is_current = 0"
                                   "  WHERE environment_id = ? AND app_id = ? AND is_current <> 0";
static const char INSERT[] =
  "INSERT INTO access_token (id, environment_id, app_id, name, hint, created_us, last_used_us,"
  "  is_current) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
static const char SET_USED[] = "UPDATE access_token SET last_used_us = ?4"
                               "  WHERE environment_id = ?1 AND app_id = ?2 AND hint = ?3";
static const char DELETE_ONE[] = "DELETE FROM access_token WHERE id = ?";

static HeraldAccessToken *
token_from_cursor (HeraldCursor *cursor)
{
  HeraldAccessToken *token =
    herald_access_token_new (herald_cursor_get_text (cursor, 0), herald_cursor_get_text (cursor, 1),
                             herald_cursor_get_int (cursor, 2), herald_cursor_get_int (cursor, 3),
                             herald_cursor_get_int (cursor, 4) != 0);

  herald_access_token_set_hint (token, herald_cursor_get_text (cursor, 5));
  return token;
}

/**
 * herald_table_access_token_list:
 * @connection: a lane's
 * @environment_id: of which environment
 * @app_id: of which app
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full) (element-type HeraldAccessToken): newest first
 */
GPtrArray *
herald_table_access_token_list (HeraldConnection *connection,
                                const char       *environment_id,
                                const char       *app_id,
                                GError          **error)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_OF_APP, "tt", environment_id, app_id))
    return NULL;
  while (herald_cursor_next (&cursor, &local))
    g_ptr_array_add (tokens, token_from_cursor (&cursor));
  if (local == NULL)
    return g_steal_pointer (&tokens);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * herald_table_access_token_insert:
 * @connection: the write lane's
 * @environment_id: of which environment
 * @app_id: of which app
 * @token: its name, times and hint; a current one takes the place of the current one before
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written
 */
gboolean
herald_table_access_token_insert (HeraldConnection  *connection,
                                  const char        *environment_id,
                                  const char        *app_id,
                                  HeraldAccessToken *token,
                                  GError           **error)
{
  gboolean current = herald_access_token_is_current (token);

  if (current &&
      !herald_connection_run (connection, error, NONE_CURRENT, "tt", environment_id, app_id))
    return FALSE;
  return herald_connection_run (connection, error, INSERT, "tttttiii",
                                herald_access_token_get_id (token), environment_id, app_id,
                                herald_access_token_get_name (token),
                                herald_access_token_get_hint (token),
                                herald_access_token_get_created_us (token),
                                herald_access_token_get_last_used_us (token), (gint64) current);
}

/**
 * herald_table_access_token_touch:
 * @connection: the write lane's
 * @environment_id: of which environment
 * @app_id: of which app
 * @hint: the last characters of the token that was used
 * @used_us: when it was used
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written or there is no such token
 */
gboolean
herald_table_access_token_touch (HeraldConnection *connection,
                                 const char       *environment_id,
                                 const char       *app_id,
                                 const char       *hint,
                                 gint64            used_us,
                                 GError          **error)
{
  return herald_connection_run (connection, error, SET_USED, "ttti", environment_id, app_id, hint,
                                used_us);
}

/**
 * herald_table_access_token_delete:
 * @connection: the write lane's
 * @id: the token's id
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was deleted or not there
 */
gboolean
herald_table_access_token_delete (HeraldConnection *connection, const char *id, GError **error)
{
  return herald_connection_run (connection, error, DELETE_ONE, "t", id);
}
