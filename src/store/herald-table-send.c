/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queries on sends. A target is written down as on its way before it is sent, so that after a
 * crash nobody has to guess whether sending it again is safe. */
#include "config.h"

#include "store/herald-table-send.h"

#include <glib/gi18n-lib.h>

#include "store/herald-connection.h"
#include "store/herald-process.h"

static const char INSERT_SEND[] =
  "INSERT INTO send (environment_id, kind, app_id, app_name, title, json, created_us, process)"
  "  VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
static const char INSERT_TARGET[] =
  "INSERT INTO send_result (send_id, position, target_id, target_label, platform, status, code,"
  "  reason, explanation, message_id, latency_ms, exchange_id)"
  "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char UPDATE_TARGET[] =
  "UPDATE send_result SET status = ?, code = ?, reason = ?, explanation = ?, message_id = ?,"
  "  latency_ms = ?, exchange_id = ? WHERE send_id = ? AND position = ?";
static const char SELECT_UNFINISHED[] =
  "SELECT DISTINCT send.id, send.process FROM send_result JOIN send ON send.id = send_id"
  "  WHERE status IN (?1, ?2)";
static const char SET_STATUS[] = "UPDATE send_result SET status = ?, reason = ?, explanation = ?"
                                 "  WHERE send_id = ? AND status = ?";
static const char SELECT_SENDS[] =
  "SELECT send.id, kind, app_id, app_name, title, json, created_us, count (position),"
  "  total (status = ?3), total (status = ?4), total (status = ?5), total (status = ?6)"
  "  FROM send LEFT JOIN send_result ON send_id = send.id"
  "  WHERE send.id IN (SELECT id FROM send WHERE environment_id = ?1 ORDER BY id DESC LIMIT ?2)"
  "  GROUP BY send.id ORDER BY send.id DESC";
static const char SELECT_TARGETS[] =
  "SELECT position, target_id, target_label, platform, status, code, reason, explanation,"
  "  message_id, latency_ms, exchange_id FROM send_result WHERE send_id = ? ORDER BY position";

static const char *const kind_names[] = {
  [HERALD_SEND_PUSH] = "push",
  [HERALD_SEND_INAPP] = "inapp",
};

static HeraldSendStatus
status_from_string (const char *text)
{
  for (HeraldSendStatus status = HERALD_SEND_WAITING; status < HERALD_SEND_UNKNOWN; status++)
    if (g_strcmp0 (herald_send_status_to_string (status), text) == 0)
      return status;
  return HERALD_SEND_UNKNOWN;
}

/**
 * herald_send_row_free:
 * @self: (transfer full): a send
 */
void
herald_send_row_free (HeraldSendRow *self)
{
  g_free (self->app_id);
  g_free (self->app_name);
  g_free (self->title);
  g_free (self->json);
  g_free (self);
}

static void
free_send (gpointer send)
{
  herald_send_row_free (send);
}

/**
 * herald_send_target_new:
 * @position: its place in the send
 * @result: what is known of it now
 *
 * Returns: (transfer full): a copy that may go to a lane
 */
HeraldSendTarget *
herald_send_target_new (guint position, HeraldSendResult *result)
{
  HeraldSendTarget *self = g_new0 (HeraldSendTarget, 1);

  self->position = position;
  self->target_id = g_strdup (herald_send_result_get_target_id (result));
  self->target_label = g_strdup (herald_send_result_get_target_label (result));
  self->platform = herald_send_result_get_platform (result);
  self->status = herald_send_result_get_status (result);
  self->code = herald_send_result_get_code (result);
  self->reason = g_strdup (herald_send_result_get_reason (result));
  self->explanation = g_strdup (herald_send_result_get_explanation (result));
  self->message_id = g_strdup (herald_send_result_get_message_id (result));
  self->latency_ms = herald_send_result_get_latency_ms (result);
  self->exchange_id = herald_send_result_get_exchange_id (result);
  return self;
}

/**
 * herald_send_target_free:
 * @self: (transfer full): a target
 */
void
herald_send_target_free (HeraldSendTarget *self)
{
  g_free (self->target_id);
  g_free (self->target_label);
  g_free (self->reason);
  g_free (self->explanation);
  g_free (self->message_id);
  g_free (self);
}

static void
free_target (gpointer target)
{
  herald_send_target_free (target);
}

/**
 * herald_send_target_to_result:
 * @self: a target
 *
 * Returns: (transfer full): the same for showing
 */
HeraldSendResult *
herald_send_target_to_result (const HeraldSendTarget *self)
{
  HeraldSendResult *result =
    herald_send_result_new (self->target_id, self->target_label, self->platform);

  herald_send_result_finish (result, self->status, self->code, self->reason, self->explanation,
                             self->message_id, self->latency_ms, self->exchange_id);
  return result;
}

static gboolean
insert_target (HeraldConnection       *connection,
               gint64                  send_id,
               const HeraldSendTarget *target,
               GError                **error)
{
  return herald_connection_run (connection, error, INSERT_TARGET,
                                "iitttt"
                                "itttii",
                                send_id, (gint64) target->position, target->target_id,
                                target->target_label != NULL ? target->target_label : "",
                                herald_platform_to_string (target->platform),
                                herald_send_status_to_string (target->status),
                                (gint64) target->code, target->reason, target->explanation,
                                target->message_id, (gint64) target->latency_ms,
                                target->exchange_id);
}

/**
 * herald_table_send_begin:
 * @connection: the write lane's
 * @environment_id: of which environment
 * @send: what is sent; its id is set
 * @targets: (element-type HeraldSendTarget): to whom, with their state
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written
 */
gboolean
herald_table_send_begin (HeraldConnection *connection,
                         const char       *environment_id,
                         HeraldSendRow    *send,
                         GPtrArray        *targets,
                         GError          **error)
{
  g_autofree char *process = herald_process_get_name ();

  if (!herald_connection_run (connection, error, INSERT_SEND, "ttttttit", environment_id,
                              kind_names[send->kind], send->app_id, send->app_name, send->title,
                              send->json, send->created_us, process))
    return FALSE;
  send->id = herald_connection_get_last_id (connection);
  for (guint i = 0; i < targets->len; i++)
    if (!insert_target (connection, send->id, g_ptr_array_index (targets, i), error))
      return FALSE;
  return TRUE;
}

/**
 * herald_table_send_update:
 * @connection: the write lane's
 * @send_id: the send's id
 * @target: its place and its new state
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written
 */
gboolean
herald_table_send_update (HeraldConnection       *connection,
                          gint64                  send_id,
                          const HeraldSendTarget *target,
                          GError                **error)
{
  return herald_connection_run (connection, error, UPDATE_TARGET, "titttiiii",
                                herald_send_status_to_string (target->status),
                                (gint64) target->code, target->reason, target->explanation,
                                target->message_id, (gint64) target->latency_ms,
                                target->exchange_id, send_id, (gint64) target->position);
}

/* Returns: (element-type gint64) (nullable): sends whose process is gone */
static GArray *
list_orphans (HeraldConnection *connection, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_UNFINISHED, "tt",
                           herald_send_status_to_string (HERALD_SEND_WAITING),
                           herald_send_status_to_string (HERALD_SEND_SENDING)))
    return NULL;
  while (herald_cursor_next (&cursor, &local))
    {
      gint64 id = herald_cursor_get_int (&cursor, 0);

      if (!herald_process_is_alive (herald_cursor_get_text (&cursor, 1)))
        g_array_append_val (ids, id);
    }
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
set_status (HeraldConnection *connection,
            gint64            send_id,
            HeraldSendStatus  from,
            HeraldSendStatus  to,
            const char       *reason,
            const char       *explanation,
            GError          **error)
{
  return herald_connection_run (connection, error, SET_STATUS, "tttit",
                                herald_send_status_to_string (to), reason, explanation, send_id,
                                herald_send_status_to_string (from));
}

/**
 * herald_table_send_recover:
 * @connection: the write lane's
 * @error: where to put an error
 *
 * Ends the sends of processes that are gone: what was on its way becomes unknown, what waited was
 * never sent. Nothing is sent again. Sends of a Herald that still runs are left alone.
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written
 */
gboolean
herald_table_send_recover (HeraldConnection *connection, GError **error)
{
  g_autoptr (GArray) ids = list_orphans (connection, error);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      if (!set_status (connection, id, HERALD_SEND_SENDING, HERALD_SEND_UNKNOWN, "Interrupted",
                       _("Herald ended before the answer came; look at the phone before sending "
                         "it again"),
                          error) ||
                       !set_status (connection, id, HERALD_SEND_WAITING, HERALD_SEND_FAILED,
                                    "NotSent", _("Herald ended before this was sent"), error))
        return FALSE;
    }
  return TRUE;
}

static HeraldSendRow *
send_from_cursor (HeraldCursor *cursor)
{
  HeraldSendRow *row = g_new0 (HeraldSendRow, 1);

  row->id = herald_cursor_get_int (cursor, 0);
  row->kind = g_strcmp0 (herald_cursor_get_text (cursor, 1), kind_names[HERALD_SEND_INAPP]) == 0
                ? HERALD_SEND_INAPP
                : HERALD_SEND_PUSH;
  row->app_id = g_strdup (herald_cursor_get_text (cursor, 2));
  row->app_name = g_strdup (herald_cursor_get_text (cursor, 3));
  row->title = g_strdup (herald_cursor_get_text (cursor, 4));
  row->json = g_strdup (herald_cursor_get_text (cursor, 5));
  row->created_us = herald_cursor_get_int (cursor, 6);
  row->n_total = (guint) herald_cursor_get_int (cursor, 7);
  row->n_delivered = (guint) herald_cursor_get_int (cursor, 8);
  row->n_failed = (guint) herald_cursor_get_int (cursor, 9);
  row->n_not_registered = (guint) herald_cursor_get_int (cursor, 10);
  row->n_unknown = (guint) herald_cursor_get_int (cursor, 11);
  return row;
}

/**
 * herald_table_send_list:
 * @connection: a lane's
 * @environment_id: of which environment
 * @limit: how many at most
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full) (element-type HeraldSendRow): newest first, with their counts
 */
GPtrArray *
herald_table_send_list (HeraldConnection *connection,
                        const char       *environment_id,
                        guint             limit,
                        GError          **error)
{
  g_autoptr (GPtrArray) sends = g_ptr_array_new_with_free_func (free_send);
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_SENDS, "titttt", environment_id,
                           (gint64) limit, herald_send_status_to_string (HERALD_SEND_DELIVERED),
                           herald_send_status_to_string (HERALD_SEND_FAILED),
                           herald_send_status_to_string (HERALD_SEND_NOT_REGISTERED),
                           herald_send_status_to_string (HERALD_SEND_UNKNOWN)))
    return NULL;
  while (herald_cursor_next (&cursor, &local))
    g_ptr_array_add (sends, send_from_cursor (&cursor));
  if (local == NULL)
    return g_steal_pointer (&sends);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static HeraldSendTarget *
target_from_cursor (HeraldCursor *cursor)
{
  HeraldSendTarget *target = g_new0 (HeraldSendTarget, 1);

  target->position = (guint) herald_cursor_get_int (cursor, 0);
  target->target_id = g_strdup (herald_cursor_get_text (cursor, 1));
  target->target_label = g_strdup (herald_cursor_get_text (cursor, 2));
  target->platform = herald_platform_from_string (herald_cursor_get_text (cursor, 3));
  target->status = status_from_string (herald_cursor_get_text (cursor, 4));
  target->code = (guint) herald_cursor_get_int (cursor, 5);
  target->reason = g_strdup (herald_cursor_get_text (cursor, 6));
  target->explanation = g_strdup (herald_cursor_get_text (cursor, 7));
  target->message_id = g_strdup (herald_cursor_get_text (cursor, 8));
  target->latency_ms = (guint) herald_cursor_get_int (cursor, 9);
  target->exchange_id = herald_cursor_get_int (cursor, 10);
  return target;
}

/**
 * herald_table_send_list_targets:
 * @connection: a lane's
 * @send_id: the send's id
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full) (element-type HeraldSendTarget): in order
 */
GPtrArray *
herald_table_send_list_targets (HeraldConnection *connection, gint64 send_id, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (free_target);
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_TARGETS, "i", send_id))
    return NULL;
  while (herald_cursor_next (&cursor, &local))
    g_ptr_array_add (targets, target_from_cursor (&cursor));
  if (local == NULL)
    return g_steal_pointer (&targets);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
