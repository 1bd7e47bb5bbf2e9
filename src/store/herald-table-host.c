/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queries on servers: origins only, never a path or a query. */
#include "config.h"

#include "store/herald-table-host.h"

#include "store/herald-connection.h"

static const char CONTACT[] =
  "UPDATE host SET purposes = purposes | ?3, contacted_us = ?4, status = ?5, error = ?6,"
  "  n_contacts = n_contacts + ?7 WHERE environment_id = ?1 AND origin = ?2";
static const char REFUSE[] = "UPDATE host SET refused_us = ?3, n_refused = n_refused + ?4"
                             "  WHERE environment_id = ?1 AND origin = ?2";
static const char INSERT[] =
  "INSERT INTO host (environment_id, origin, purposes, contacted_us, status, error, n_contacts,"
  "  refused_us, n_refused) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char FORGET_OLD[] =
  "DELETE FROM host WHERE row_id IN (SELECT row_id FROM host WHERE environment_id = ?1"
  "  ORDER BY n_contacts > 0 DESC, max (contacted_us, refused_us) DESC LIMIT -1 OFFSET ?2)";
static const char FORGET_OLD_OF_ALL[] =
  "DELETE FROM host WHERE row_id IN (SELECT row_id FROM host"
  "  ORDER BY n_contacts > 0 DESC, max (contacted_us, refused_us) DESC LIMIT -1 OFFSET ?)";
static const char FORGET_ONE[] = "DELETE FROM host WHERE environment_id = ? AND origin = ?";
static const char SELECT_ALL[] =
  "SELECT environment_id, origin, purposes, contacted_us, status, error, n_contacts, refused_us,"
  "  n_refused FROM host ORDER BY environment_id, origin";

static gpointer
host_from_cursor (HeraldCursor *cursor)
{
  HeraldHost *host =
    herald_host_new (herald_cursor_get_text (cursor, 0), herald_cursor_get_text (cursor, 1));

  host->purposes = (HeraldHostPurposes) herald_cursor_get_int (cursor, 2);
  host->contacted_us = herald_cursor_get_int (cursor, 3);
  host->status = (guint) herald_cursor_get_int (cursor, 4);
  host->error = g_strdup (herald_cursor_get_text (cursor, 5));
  host->n_contacts = herald_cursor_get_int (cursor, 6);
  host->refused_us = herald_cursor_get_int (cursor, 7);
  host->n_refused = herald_cursor_get_int (cursor, 8);
  return host;
}

/* Returns: whether the statement ran; it may have found no row */
static gboolean
update (HeraldConnection *connection, const HeraldHost *event, GError **error)
{
  if (event->n_refused > 0)
    return herald_connection_run (connection, error, REFUSE, "ttii", event->environment_id,
                                  event->origin, event->refused_us, event->n_refused);
  return herald_connection_run (connection, error, CONTACT, "ttiiiti", event->environment_id,
                                event->origin, (gint64) event->purposes, event->contacted_us,
                                (gint64) event->status, event->error, event->n_contacts);
}

/**
 * herald_table_host_add:
 * @connection: the write lane's
 * @event: one contact, or one refusal, with its time
 * @error: where to put an error
 *
 * Adds it to what is kept of that server; forgets what is beyond %HERALD_HOST_MAX_ROWS and
 * %HERALD_HOST_MAX_ALL_ROWS.
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written
 */
gboolean
herald_table_host_add (HeraldConnection *connection, const HeraldHost *event, GError **error)
{
  if (!update (connection, event, error))
    return FALSE;
  if (herald_connection_get_n_changed (connection) > 0)
    return TRUE;
  return herald_connection_run (connection, error, INSERT, "ttiiitiii", event->environment_id,
                                event->origin, (gint64) event->purposes, event->contacted_us,
                                (gint64) event->status, event->error, event->n_contacts,
                                event->refused_us, event->n_refused) &&
         herald_connection_run (connection, error, FORGET_OLD, "ti", event->environment_id,
                                (gint64) HERALD_HOST_MAX_ROWS) &&
         herald_connection_run (connection, error, FORGET_OLD_OF_ALL, "i",
                                (gint64) HERALD_HOST_MAX_ALL_ROWS);
}

/**
 * herald_table_host_forget:
 * @connection: the write lane's
 * @host: a server that was listed
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it is no longer kept
 */
gboolean
herald_table_host_forget (HeraldConnection *connection, const HeraldHost *host, GError **error)
{
  return herald_connection_run (connection, error, FORGET_ONE, "tt", host->environment_id,
                                host->origin);
}

/**
 * herald_table_host_list:
 * @connection: a lane's
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full) (element-type HeraldHost): those of all environments; whether they are
 *   allowed is not known here
 */
GPtrArray *
herald_table_host_list (HeraldConnection *connection, GError **error)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) herald_host_free);
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_ALL, ""))
    return NULL;
  while (herald_cursor_next (&cursor, &local))
    g_ptr_array_add (hosts, host_from_cursor (&cursor));
  if (local == NULL)
    return g_steal_pointer (&hosts);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
