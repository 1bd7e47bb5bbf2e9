/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queries on drafts. */
#include "config.h"

#include "store/herald-table-draft.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "store/herald-connection.h"

static const char SELECT_OF_KIND[] =
  "SELECT id, kind, name, json, changed_us FROM draft"
  "  WHERE environment_id = ? AND kind = ? ORDER BY changed_us DESC, id DESC";
static const char INSERT[] =
  "INSERT INTO draft (environment_id, kind, name, json, changed_us) VALUES (?, ?, ?, ?, ?)";
static const char UPDATE[] = "UPDATE draft SET name = ?, json = ?, changed_us = ? WHERE id = ?";
static const char DELETE_ONE[] = "DELETE FROM draft WHERE id = ?";

/**
 * herald_draft_row_new:
 * @id: 0 when it is not saved yet
 * @kind: a number of the core layer
 * @name: its name
 * @json: its content
 * @changed_us: when it was changed
 *
 * Returns: (transfer full): a draft as it is kept
 */
HeraldDraftRow *
herald_draft_row_new (gint64 id, int kind, const char *name, const char *json, gint64 changed_us)
{
  HeraldDraftRow *self = g_new0 (HeraldDraftRow, 1);

  self->id = id;
  self->kind = kind;
  self->name = g_strdup (name);
  self->json = g_strdup (json);
  self->changed_us = changed_us;
  return self;
}

/**
 * herald_draft_row_free:
 * @self: (transfer full): a draft
 */
void
herald_draft_row_free (HeraldDraftRow *self)
{
  g_free (self->name);
  g_free (self->json);
  g_free (self);
}

static HeraldDraftRow *
row_from_cursor (HeraldCursor *cursor)
{
  return herald_draft_row_new (herald_cursor_get_int (cursor, 0),
                               (int) herald_cursor_get_int (cursor, 1),
                               herald_cursor_get_text (cursor, 2),
                               herald_cursor_get_text (cursor, 3),
                               herald_cursor_get_int (cursor, 4));
}

static void
free_row (gpointer row)
{
  herald_draft_row_free (row);
}

/**
 * herald_table_draft_list:
 * @connection: a lane's
 * @environment_id: of which environment
 * @kind: of which kind
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** a lane's.
 *
 * Returns: (transfer full) (element-type HeraldDraftRow): last changed first
 */
GPtrArray *
herald_table_draft_list (HeraldConnection *connection,
                         const char       *environment_id,
                         int               kind,
                         GError          **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

  if (!herald_cursor_open (&cursor, connection, error, SELECT_OF_KIND, "ti", environment_id,
                           (gint64) kind))
    return NULL;
  while (herald_cursor_next (&cursor, &local))
    g_ptr_array_add (rows, row_from_cursor (&cursor));
  if (local == NULL)
    return g_steal_pointer (&rows);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * herald_table_draft_save:
 * @connection: the write lane's
 * @environment_id: of which environment
 * @draft: what to keep; its id is set when it was 0
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED; NOT_FOUND when it was deleted meanwhile.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was written
 */
gboolean
herald_table_draft_save (HeraldConnection *connection,
                         const char       *environment_id,
                         HeraldDraftRow   *draft,
                         GError          **error)
{
  if (draft->id == 0)
    {
      if (!herald_connection_run (connection, error, INSERT, "titti", environment_id,
                                  (gint64) draft->kind, draft->name, draft->json,
                                  draft->changed_us))
        return FALSE;
      draft->id = herald_connection_get_last_id (connection);
      return TRUE;
    }
  if (!herald_connection_run (connection, error, UPDATE, "ttii", draft->name, draft->json,
                              draft->changed_us, draft->id))
    return FALSE;
  if (herald_connection_get_n_changed (connection) == 1)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
               _("The draft “%s” was deleted; save it under a new name"), draft->name);
  return FALSE;
}

/**
 * herald_table_draft_delete:
 * @connection: the write lane's
 * @id: the draft's id
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 * **Thread:** the write lane's.
 *
 * Returns: whether it was deleted or not there
 */
gboolean
herald_table_draft_delete (HeraldConnection *connection, gint64 id, GError **error)
{
  return herald_connection_run (connection, error, DELETE_ONE, "i", id);
}
