/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inserts a record again and again with some values changed: the statement stays, and what did not
 * change stays bound. */
#include "config.h"

#include "emulator/herald-emulator-record-private.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-db-private.h"

/**
 * herald_emulator_record_set_repeated:
 * @self: a row without values
 *
 * The row is inserted many times, within one step and with other values each time. No statement
 * may change the table meanwhile.
 */
void
herald_emulator_record_set_repeated (HeraldEmulatorRecord *self)
{
  self->changed = g_new (gboolean, self->table->n_places);
  for (guint i = 0; i < self->table->n_places; i++)
    self->changed[i] = TRUE;
}

/* The values live until they are changed, and are bound anew then; so SQLite needs no copy. */
static int
bind_changed (HeraldEmulatorRecord *self, guint place)
{
  const HeraldEmulatorValue *value = &g_array_index (self->values, HeraldEmulatorValue, place);
  int                        position = (int) place + 1;

  switch (value->kind)
    {
    case HERALD_EMULATOR_VALUE_INT:
      return sqlite3_bind_int64 (self->statement, position, value->integer);
    case HERALD_EMULATOR_VALUE_TEXT:
      return sqlite3_bind_text (self->statement, position, value->text, -1, SQLITE_STATIC);
    case HERALD_EMULATOR_VALUE_REAL: /* no column holds one */
    case HERALD_EMULATOR_VALUE_NULL:
    default:
      return sqlite3_bind_null (self->statement, position);
    }
}

/**
 * herald_emulator_record_insert_repeated:
 * @self: a complete row that was set to be repeated
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_record_insert_repeated (HeraldEmulatorRecord *self, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->dataverse);
  sqlite3          *handle = herald_emulator_db_get_handle (db);
  int               rc = SQLITE_OK;

  if (self->statement == NULL)
    rc = sqlite3_prepare_v2 (handle, self->table->insert_sql, -1, &self->statement, NULL);
  for (guint i = 0; rc == SQLITE_OK && i < self->table->n_places; i++)
    {
      if (self->changed[i])
        rc = bind_changed (self, i);
      self->changed[i] = FALSE;
    }
  if (rc == SQLITE_OK)
    rc = sqlite3_step (self->statement);
  if (rc != SQLITE_DONE)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "The emulator's database failed: %s",
                 sqlite3_errmsg (handle));
  sqlite3_reset (self->statement);
  return rc == SQLITE_DONE;
}
