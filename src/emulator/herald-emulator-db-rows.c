/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the rows of one SELECT. */
#include "config.h"

#include "emulator/herald-emulator-db-private.h"

#include <gio/gio.h>

/**
 * herald_emulator_rows_next:
 * @self: the rows
 *
 * Goes to the next row; texts of the row before are invalid then.
 *
 * **Errors:** STORE; #G_IO_ERROR_TIMED_OUT above herald_emulator_db_limit_work().
 *
 * Returns: whether there is one
 */
gboolean
herald_emulator_rows_next (HeraldEmulatorRows *self, GError **error)
{
  int rc = sqlite3_step (self->statement->handle);

  if (rc == SQLITE_INTERRUPT)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                         "The statement takes more work than it may");
  else if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    herald_emulator_db_set_error (self->db, error);
  return rc == SQLITE_ROW;
}

/**
 * herald_emulator_rows_get_n_columns:
 * @self: the rows
 *
 * Returns: the number of columns
 */
int
herald_emulator_rows_get_n_columns (HeraldEmulatorRows *self)
{
  return sqlite3_column_count (self->statement->handle);
}

/**
 * herald_emulator_rows_is_null:
 * @self: the rows
 * @column: from 0
 *
 * Returns: whether the value is null
 */
gboolean
herald_emulator_rows_is_null (HeraldEmulatorRows *self, int column)
{
  return sqlite3_column_type (self->statement->handle, column) == SQLITE_NULL;
}

/**
 * herald_emulator_rows_get_int:
 * @self: the rows
 * @column: from 0
 *
 * Returns: the value; 0 for null
 */
gint64
herald_emulator_rows_get_int (HeraldEmulatorRows *self, int column)
{
  return sqlite3_column_int64 (self->statement->handle, column);
}

/**
 * herald_emulator_rows_get_real:
 * @self: the rows
 * @column: from 0
 *
 * Returns: the value; 0 for null
 */
double
herald_emulator_rows_get_real (HeraldEmulatorRows *self, int column)
{
  return sqlite3_column_double (self->statement->handle, column);
}

/**
 * herald_emulator_rows_get_text:
 * @self: the rows
 * @column: from 0
 *
 * Returns: (transfer none) (nullable): the value, valid until the next row
 */
const char *
herald_emulator_rows_get_text (HeraldEmulatorRows *self, int column)
{
  return (const char *) sqlite3_column_text (self->statement->handle, column);
}

/**
 * herald_emulator_rows_free:
 * @self: the rows, read to the end or not
 */
void
herald_emulator_rows_free (HeraldEmulatorRows *self)
{
  herald_emulator_statements_give_back (self->statements, self->statement);
  g_object_unref (self->db);
  g_free (self);
}
