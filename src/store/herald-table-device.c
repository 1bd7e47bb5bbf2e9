/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queries on devices, the list's own apart. */
#include "config.h"

#include "store/herald-table-device.h"

#include "store/herald-table-device-private.h"

/* ?10 is what a device is when it was just seen, ?12 the state that only a new token ends. A name
 * that is not known this time stays, unless the device changed hands. */
static const char SAVE[] =
  "INSERT INTO device (environment_id, id, platform, token, user_id, user_name, app_id, app_name,"
  "  name, state, registered_us, first_seen_us, last_seen_us, search_text)"
  "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?13, ?13,"
  "  herald_fold (?4 || char (10) || coalesce (?6, '') || char (10) || coalesce (?8, '')))"
  "  ON CONFLICT (environment_id, id) DO UPDATE SET"
  "  platform = excluded.platform, token = excluded.token, user_id = excluded.user_id,"
  "  user_name = coalesce (excluded.user_name,"
  "    iif (user_id = excluded.user_id, user_name, NULL)),"
  "  user_email = iif (user_id = excluded.user_id, user_email, NULL),"
  "  app_id = excluded.app_id,"
  "  app_name = coalesce (excluded.app_name, iif (app_id = excluded.app_id, app_name, NULL)),"
  "  name = excluded.name, registered_us = excluded.registered_us,"
  "  state = iif (state = ?12 AND token = excluded.token, state, excluded.state),"
  "  invalid_reason = iif (state = ?12 AND token = excluded.token, invalid_reason, NULL),"
  "  last_seen_us = excluded.last_seen_us, removed_us = 0,"
  "  search_text = herald_fold (excluded.token || char (10)"
  "    || coalesce (excluded.user_name, iif (user_id = excluded.user_id, user_name, NULL), '')"
  "    || char (10) || coalesce (iif (user_id = excluded.user_id, user_email, NULL), '')"
  "    || char (10)"
  "    || coalesce (excluded.app_name, iif (app_id = excluded.app_id, app_name, NULL), ''))";
static const char MARK_MISSING[] =
  "UPDATE device SET state = ?6, removed_us = ?5 WHERE environment_id = ?1"
  "  AND (?2 IS NULL OR user_id = ?2) AND (?3 IS NULL OR app_id = ?3)"
  "  AND last_seen_us < ?4 AND state <> ?6";
static const char MARK_REMOVED[] = "UPDATE device SET state = ?4, removed_us = ?3"
                                   "  WHERE environment_id = ?1 AND id = ?2 AND state <> ?4";
static const char MARK_INVALID[] = "UPDATE device SET state = ?4, invalid_reason = ?3"
                                   "  WHERE environment_id = ?1 AND id = ?2 AND state <> ?5";
static const char SET_PERSON[] =
  "UPDATE device SET user_name = ?3, user_email = ?4,"
  "  search_text = herald_fold (token || char (10) || coalesce (?3, '') || char (10)"
  "  || coalesce (?4, '') || char (10) || coalesce (app_name, ''))"
  "  WHERE environment_id = ?1 AND user_id = ?2"
  "  AND (user_name IS NOT ?3 OR user_email IS NOT ?4)";
static const char SELECT_NAMELESS[] =
  "SELECT DISTINCT user_id FROM device"
  "  WHERE environment_id = ?1 AND user_id > ?2 AND user_name IS NULL ORDER BY user_id LIMIT ?3";
static const char SELECT_LIST[] =
  "SELECT " HERALD_DEVICE_COLUMNS " FROM device WHERE environment_id = ?1"
  "  AND (?2 IS NULL OR user_id = ?2) AND (?3 IS NULL OR app_id = ?3)"
  "  ORDER BY state = ?4, registered_us DESC, row_id DESC";
static const char SELECT_ONE[] =
  "SELECT " HERALD_DEVICE_COLUMNS " FROM device WHERE environment_id = ? AND id = ?";
static const char SELECT_LAST_SEEN[] =
  "SELECT coalesce (max (last_seen_us), 0) FROM device WHERE environment_id = ?";

static HeraldDeviceState
state_from_string (const char *text)
{
  for (HeraldDeviceState state = HERALD_DEVICE_REGISTERED; state < HERALD_DEVICE_INVALID; state++)
    if (g_strcmp0 (herald_device_state_to_string (state), text) == 0)
      return state;
  return HERALD_DEVICE_INVALID;
}

/* Returns: (transfer full): the device of a row with %HERALD_DEVICE_COLUMNS */
HeraldDevice *
herald_table_device_from_cursor (HeraldCursor *cursor)
{
  HeraldDevice *device =
    herald_device_new (herald_cursor_get_text (cursor, 0),
                       herald_platform_from_string (herald_cursor_get_text (cursor, 1)),
                       herald_cursor_get_text (cursor, 2), herald_cursor_get_text (cursor, 3),
                       herald_cursor_get_text (cursor, 5));

  herald_device_set_user_name (device, herald_cursor_get_text (cursor, 4));
  herald_device_set_app_name (device, herald_cursor_get_text (cursor, 6));
  herald_device_set_name (device, herald_cursor_get_text (cursor, 7));
  herald_device_set_registered_us (device, herald_cursor_get_int (cursor, 8));
  herald_device_set_state (device, state_from_string (herald_cursor_get_text (cursor, 9)));
  return device;
}

static gboolean
save_one (HeraldConnection *connection,
          const char       *environment_id,
          HeraldDevice     *device,
          gint64            seen_us,
          GError          **error)
{
  const char *user_id = herald_device_get_user_id (device);
  const char *token = herald_device_get_token (device);

  return herald_connection_run (connection, error, SAVE,
                                "tttttttttt"
                                "iti",
                                environment_id, herald_device_get_id (device),
                                herald_platform_to_string (herald_device_get_platform (device)),
                                token != NULL ? token : "", user_id != NULL ? user_id : "",
                                herald_device_get_user_name (device),
                                herald_device_get_app_id (device),
                                herald_device_get_app_name (device),
                                herald_device_get_name (device),
                                herald_device_state_to_string (HERALD_DEVICE_REGISTERED),
                                herald_device_get_registered_us (device),
                                herald_device_state_to_string (HERALD_DEVICE_INVALID), seen_us);
}

/**
 * herald_table_device_save:
 * @connection: the write lane's
 * @environment_id: of which environment
 * @devices: (element-type HeraldDevice): as the environment has them; only read
 * @seen_us: when the environment was asked
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether all were written
 */
gboolean
herald_table_device_save (HeraldConnection *connection,
                          const char       *environment_id,
                          GPtrArray        *devices,
                          gint64            seen_us,
                          GError          **error)
{
  for (guint i = 0; i < devices->len; i++)
    if (!save_one (connection, environment_id, g_ptr_array_index (devices, i), seen_us, error))
      return FALSE;
  return TRUE;
}

/**
 * herald_table_device_mark_missing:
 * @connection: the write lane's
 * @environment_id: of which environment
 * @user_id: (nullable): of whom; all
 * @app_id: (nullable): of which app; all
 * @seen_us: when the environment was asked; a device seen earlier is missing
 * @now_us: when it was found missing
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written
 */
gboolean
herald_table_device_mark_missing (HeraldConnection *connection,
                                  const char       *environment_id,
                                  const char       *user_id,
                                  const char       *app_id,
                                  gint64            seen_us,
                                  gint64            now_us,
                                  GError          **error)
{
  return herald_connection_run (connection, error, MARK_MISSING, "tttiit", environment_id, user_id,
                                app_id, seen_us, now_us,
                                herald_device_state_to_string (HERALD_DEVICE_REMOVED));
}

/**
 * herald_table_device_mark_removed:
 * @connection: the write lane's
 * @environment_id: of which environment
 * @device_id: which device
 * @now_us: when it was found gone
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written or never seen
 */
gboolean
herald_table_device_mark_removed (HeraldConnection *connection,
                                  const char       *environment_id,
                                  const char       *device_id,
                                  gint64            now_us,
                                  GError          **error)
{
  return herald_connection_run (connection, error, MARK_REMOVED, "ttit", environment_id, device_id,
                                now_us, herald_device_state_to_string (HERALD_DEVICE_REMOVED));
}

/**
 * herald_table_device_mark_invalid:
 * @connection: the write lane's
 * @environment_id: of which environment
 * @device_id: which device
 * @reason: what APNs or FCM said, such as “Unregistered”
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written, or the device is removed or was never seen
 */
gboolean
herald_table_device_mark_invalid (HeraldConnection *connection,
                                  const char       *environment_id,
                                  const char       *device_id,
                                  const char       *reason,
                                  GError          **error)
{
  return herald_connection_run (connection, error, MARK_INVALID, "ttttt", environment_id, device_id,
                                reason, herald_device_state_to_string (HERALD_DEVICE_INVALID),
                                herald_device_state_to_string (HERALD_DEVICE_REMOVED));
}

/**
 * herald_table_device_set_person:
 * @connection: the write lane's
 * @environment_id: of which environment
 * @user_id: a contact's or lead's id
 * @user_name: their name
 * @user_email: (nullable): their address
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written
 */
gboolean
herald_table_device_set_person (HeraldConnection *connection,
                                const char       *environment_id,
                                const char       *user_id,
                                const char       *user_name,
                                const char       *user_email,
                                GError          **error)
{
  return herald_connection_run (connection, error, SET_PERSON, "tttt", environment_id, user_id,
                                user_name, user_email);
}

/**
 * herald_table_device_list_nameless:
 * @connection: a lane's
 * @environment_id: of which environment
 * @after: the last id of the page before; "" to begin
 * @limit: how many at most
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full) (element-type utf8): ids of people whose name is not known, in order
 */
GPtrArray *
herald_table_device_list_nameless (HeraldConnection *connection,
                                   const char       *environment_id,
                                   const char       *after,
                                   guint             limit,
                                   GError          **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_NAMELESS, "tti", environment_id,
                           after, (gint64) limit))
    return NULL;
  while (herald_cursor_next (&cursor, &local))
    g_ptr_array_add (ids, g_strdup (herald_cursor_get_text (&cursor, 0)));
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * herald_table_device_list:
 * @connection: a lane's
 * @environment_id: of which environment
 * @user_id: (nullable): of whom; all
 * @app_id: (nullable): of which app; all
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full) (element-type HeraldDevice): last registered first, removed ones last
 */
GPtrArray *
herald_table_device_list (HeraldConnection *connection,
                          const char       *environment_id,
                          const char       *user_id,
                          const char       *app_id,
                          GError          **error)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_LIST, "tttt", environment_id, user_id,
                           app_id, herald_device_state_to_string (HERALD_DEVICE_REMOVED)))
    return NULL;
  while (herald_cursor_next (&cursor, &local))
    g_ptr_array_add (devices, herald_table_device_from_cursor (&cursor));
  if (local == NULL)
    return g_steal_pointer (&devices);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * herald_table_device_load:
 * @connection: a lane's
 * @environment_id: of which environment
 * @device_id: which device
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full) (nullable): the device; NULL without error when it was never seen
 */
HeraldDevice *
herald_table_device_load (HeraldConnection *connection,
                          const char       *environment_id,
                          const char       *device_id,
                          GError          **error)
{
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_ONE, "tt", environment_id, device_id))
    return NULL;
  return herald_cursor_next (&cursor, error) ? herald_table_device_from_cursor (&cursor) : NULL;
}

/**
 * herald_table_device_get_last_seen:
 * @connection: a lane's
 * @environment_id: of which environment
 * @last_seen_us: (out): when any of its devices was last read, in microseconds of Unix time; 0 when
 *   none ever was
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: whether it could be read
 */
gboolean
herald_table_device_get_last_seen (HeraldConnection *connection,
                                   const char       *environment_id,
                                   gint64           *last_seen_us,
                                   GError          **error)
{
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_LAST_SEEN, "t", environment_id) ||
      !herald_cursor_next (&cursor, error))
    return FALSE;
  *last_seen_us = herald_cursor_get_int (&cursor, 0);
  return TRUE;
}
