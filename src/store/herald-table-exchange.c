/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queries on exchanges. What comes here is redacted already. */
#include "config.h"

#include "store/herald-table-exchange.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "store/herald-connection.h"

/* A page of 5,000 devices is a megabyte; 5,000 exchanges of that size would be too much. */
#define MAX_BODY_BYTES ((gsize) 64 * 1024)

#define COLUMNS                                                                                    \
  "id, service, method, url, started_us, request_headers, request_body, status, protocol,"         \
  "  answer_headers, answer_body, error, connect_us, total_us"

static const char INSERT[] =
  "INSERT INTO exchange (environment_id, service, method, url, started_us, request_headers,"
  "  request_body, status, protocol, answer_headers, answer_body, error, connect_us, total_us)"
  "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char FORGET_OLD[] = "DELETE FROM exchange WHERE id <= ?1 - ?2";
static const char SELECT_ONE[] = "SELECT " COLUMNS " FROM exchange WHERE id = ?";
static const char SELECT_NEWEST[] =
  "SELECT " COLUMNS " FROM exchange"
  "  WHERE environment_id = ?1 AND (?2 IS NULL OR service = ?2) ORDER BY id DESC LIMIT ?3";

/* Cuts between characters and says so. */
static char *
bound_body (const char *body)
{
  g_autofree char *head = NULL;
  const char      *end;

  if (body == NULL || strlen (body) <= MAX_BODY_BYTES)
    return g_strdup (body);
  end = g_utf8_find_prev_char (body, body + MAX_BODY_BYTES + 1);
  head = g_strndup (body, end != NULL ? (gsize) (end - body) : 0);
  return g_strdup_printf (_("%s\n… (%zu bytes more were not kept)"), head,
                             strlen (body) - strlen (head));
}

static HeraldExchange *
exchange_from_cursor (HeraldCursor *cursor)
{
  return herald_exchange_restore (herald_cursor_get_int (cursor, 0),
                                  herald_cursor_get_text (cursor, 1),
                                  herald_cursor_get_text (cursor, 2),
                                  herald_cursor_get_text (cursor, 3),
                                  herald_cursor_get_int (cursor, 4),
                                  herald_cursor_get_text (cursor, 5),
                                  herald_cursor_get_text (cursor, 6),
                                  (guint) herald_cursor_get_int (cursor, 7),
                                  herald_cursor_get_text (cursor, 8),
                                  herald_cursor_get_text (cursor, 9),
                                  herald_cursor_get_text (cursor, 10),
                                  herald_cursor_get_text (cursor, 11),
                                  herald_cursor_get_int (cursor, 12),
                                  herald_cursor_get_int (cursor, 13));
}

/**
 * herald_table_exchange_insert:
 * @connection: the write lane's
 * @environment_id: of which environment
 * @exchange: a finished exchange; its id is set
 * @error: where to put an error
 *
 * Keeps it, its bodies cut at 64 KiB, and forgets what is older than the newest
 * %HERALD_EXCHANGE_MAX_ROWS.
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written
 */
gboolean
herald_table_exchange_insert (HeraldConnection *connection,
                              const char       *environment_id,
                              HeraldExchange   *exchange,
                              GError          **error)
{
  g_autofree char *request_body = bound_body (herald_exchange_get_request_body (exchange));
  g_autofree char *answer_body = bound_body (herald_exchange_get_answer_body (exchange));

  if (!herald_connection_run (connection, error, INSERT, "ttttittittttii", environment_id,
                              herald_exchange_get_service (exchange),
                              herald_exchange_get_method (exchange),
                              herald_exchange_get_url (exchange),
                              herald_exchange_get_started_us (exchange),
                              herald_exchange_get_request_headers (exchange), request_body,
                              (gint64) herald_exchange_get_status (exchange),
                              herald_exchange_get_protocol (exchange),
                              herald_exchange_get_answer_headers (exchange), answer_body,
                              herald_exchange_get_error (exchange),
                              herald_exchange_get_connect_us (exchange),
                              herald_exchange_get_total_us (exchange)))
    return FALSE;
  herald_exchange_set_id (exchange, herald_connection_get_last_id (connection));
  return herald_connection_run (connection, error, FORGET_OLD, "ii",
                                herald_exchange_get_id (exchange),
                                (gint64) HERALD_EXCHANGE_MAX_ROWS);
}

/**
 * herald_table_exchange_load:
 * @connection: a lane's
 * @id: its id
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED; NOT_FOUND when it is no longer kept.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full): the exchange
 */
HeraldExchange *
herald_table_exchange_load (HeraldConnection *connection, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_ONE, "i", id))
    return NULL;
  if (herald_cursor_next (&cursor, &local))
    return exchange_from_cursor (&cursor);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                 _("This exchange is no longer kept; only the newest %d are"),
                    HERALD_EXCHANGE_MAX_ROWS);
  return NULL;
}

/**
 * herald_table_exchange_list:
 * @connection: a lane's
 * @environment_id: of which environment
 * @service: (nullable): only of this service
 * @limit: how many at most
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full) (element-type HeraldExchange): newest first
 */
GPtrArray *
herald_table_exchange_list (HeraldConnection *connection,
                            const char       *environment_id,
                            const char       *service,
                            guint             limit,
                            GError          **error)
{
  g_autoptr (GPtrArray) exchanges = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_NEWEST, "tti", environment_id,
                           service, (gint64) limit))
    return NULL;
  while (herald_cursor_next (&cursor, &local))
    g_ptr_array_add (exchanges, exchange_from_cursor (&cursor));
  if (local == NULL)
    return g_steal_pointer (&exchanges);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
