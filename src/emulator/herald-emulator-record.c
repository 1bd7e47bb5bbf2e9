/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of one row, each at the place that its column has in the table. */
#include "config.h"

#include "emulator/herald-emulator-record-private.h"

static const HeraldEmulatorColumn *
find_column (HeraldEmulatorRecord *self, const char *name)
{
  return herald_emulator_table_find_column (self->table, name);
}

static HeraldEmulatorValue *
get_place (HeraldEmulatorRecord *self, guint place)
{
  return &g_array_index (self->values, HeraldEmulatorValue, place);
}

static void
mark (HeraldEmulatorRecord *self, guint place, gboolean is_set)
{
  self->is_set[place] = is_set;
  if (self->changed != NULL)
    self->changed[place] = TRUE;
}

/* Replaces what is there already. */
static void
put_int (HeraldEmulatorRecord *self, guint place, gint64 integer)
{
  HeraldEmulatorValue *value = get_place (self, place);

  g_clear_pointer (&value->text, g_free);
  value->kind = HERALD_EMULATOR_VALUE_INT;
  value->integer = integer;
  mark (self, place, TRUE);
}

static void
put_text (HeraldEmulatorRecord *self, guint place, const char *text)
{
  HeraldEmulatorValue *value = get_place (self, place);

  if (self->is_set[place] && value->text != NULL && g_strcmp0 (value->text, text) == 0)
    return;
  g_free (value->text);
  value->text = g_strdup (text);
  value->kind = text != NULL ? HERALD_EMULATOR_VALUE_TEXT : HERALD_EMULATOR_VALUE_NULL;
  mark (self, place, TRUE);
}

static const HeraldEmulatorValue *
find_value (HeraldEmulatorRecord *self, const char *name)
{
  const HeraldEmulatorColumn *column = find_column (self, name);

  return column != NULL ? herald_emulator_record_peek (self, column) : NULL;
}

/**
 * herald_emulator_record_new:
 * @dataverse: the emulated Dataverse
 * @logical_name: a table of its schema
 *
 * Returns: (transfer full): a row without values
 */
HeraldEmulatorRecord *
herald_emulator_record_new (HeraldEmulatorDataverse *dataverse, const char *logical_name)
{
  HeraldEmulatorRecord *self = g_new0 (HeraldEmulatorRecord, 1);

  self->dataverse = dataverse;
  self->table = herald_emulator_schema_find_table (herald_emulator_dataverse_get_schema (dataverse),
                                                   logical_name);
  g_assert (self->table != NULL);
  self->values = herald_emulator_values_new ();
  g_array_set_size (self->values, self->table->n_places);
  self->is_set = g_new0 (gboolean, self->table->n_places);
  return self;
}

/**
 * herald_emulator_record_set_judged:
 * @self: a row that a user wants to write
 *
 * The emulator's own rows are written whatever the roles say; those of users are judged.
 */
void
herald_emulator_record_set_judged (HeraldEmulatorRecord *self)
{
  self->judged = TRUE;
}

/**
 * herald_emulator_record_free:
 * @self: (nullable): the row to free
 */
void
herald_emulator_record_free (HeraldEmulatorRecord *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->statement, sqlite3_finalize);
  g_clear_pointer (&self->values, g_array_unref);
  g_clear_pointer (&self->is_set, g_free);
  g_clear_pointer (&self->changed, g_free);
  g_free (self);
}

/**
 * herald_emulator_record_get_table:
 * @self: a row
 *
 * Returns: (transfer none): where it belongs
 */
const HeraldEmulatorTable *
herald_emulator_record_get_table (HeraldEmulatorRecord *self)
{
  return self->table;
}

/**
 * herald_emulator_record_set_text:
 * @self: a row
 * @column: a text or GUID column
 * @value: (nullable): its value
 */
void
herald_emulator_record_set_text (HeraldEmulatorRecord *self, const char *column, const char *value)
{
  const HeraldEmulatorColumn *description = find_column (self, column);

  g_return_if_fail (description != NULL);

  put_text (self, description->place, value);
}

/**
 * herald_emulator_record_set_int:
 * @self: a row
 * @column: a number, choice, boolean or date column
 * @value: its value; dates in seconds since 1970
 */
void
herald_emulator_record_set_int (HeraldEmulatorRecord *self, const char *column, gint64 value)
{
  const HeraldEmulatorColumn *description = find_column (self, column);

  g_return_if_fail (description != NULL);

  put_int (self, description->place, value);
}

/**
 * herald_emulator_record_unset:
 * @self: a row
 * @column: a column that is no lookup
 *
 * It is as if it had never been set.
 */
void
herald_emulator_record_unset (HeraldEmulatorRecord *self, const char *column)
{
  const HeraldEmulatorColumn *description = find_column (self, column);

  g_return_if_fail (description != NULL && description->type != HERALD_EMULATOR_COLUMN_LOOKUP);

  put_text (self, description->place, NULL);
  mark (self, description->place, FALSE);
}

/**
 * herald_emulator_record_set_null:
 * @self: a row
 * @column: any column
 */
void
herald_emulator_record_set_null (HeraldEmulatorRecord *self, const char *column)
{
  const HeraldEmulatorColumn *description = find_column (self, column);

  g_return_if_fail (description != NULL);

  put_text (self, description->place, NULL);
  if (description->type == HERALD_EMULATOR_COLUMN_LOOKUP)
    put_text (self, herald_emulator_column_get_target_place (description), NULL);
}

/**
 * herald_emulator_record_set_lookup:
 * @self: a row
 * @column: a lookup
 * @target: (nullable): logical name of the table it points to
 * @id: (nullable): the row there
 */
void
herald_emulator_record_set_lookup (HeraldEmulatorRecord *self,
                                   const char           *column,
                                   const char           *target,
                                   const char           *id)
{
  const HeraldEmulatorColumn *description = find_column (self, column);

  g_return_if_fail (description != NULL && description->type == HERALD_EMULATOR_COLUMN_LOOKUP);

  put_text (self, description->place, id);
  put_text (self, herald_emulator_column_get_target_place (description), target);
}

/**
 * herald_emulator_record_peek:
 * @self: a row
 * @column: a column of its table
 *
 * Returns: (transfer none) (nullable): its value, be it null; %NULL when it was not set
 */
const HeraldEmulatorValue *
herald_emulator_record_peek (HeraldEmulatorRecord *self, const HeraldEmulatorColumn *column)
{
  return self->is_set[column->place] ? get_place (self, column->place) : NULL;
}

/**
 * herald_emulator_record_has:
 * @self: a row
 * @column: any column
 *
 * Returns: whether it was set, be it to null
 */
gboolean
herald_emulator_record_has (HeraldEmulatorRecord *self, const char *column)
{
  return find_value (self, column) != NULL;
}

/**
 * herald_emulator_record_is_null:
 * @self: a row
 * @column: any column
 *
 * Returns: whether it was not set, or set to null
 */
gboolean
herald_emulator_record_is_null (HeraldEmulatorRecord *self, const char *column)
{
  const HeraldEmulatorValue *value = find_value (self, column);

  return value == NULL || value->kind == HERALD_EMULATOR_VALUE_NULL;
}

/**
 * herald_emulator_record_get_text:
 * @self: a row
 * @column: any column
 *
 * Returns: (transfer none) (nullable): its text
 */
const char *
herald_emulator_record_get_text (HeraldEmulatorRecord *self, const char *column)
{
  const HeraldEmulatorValue *value = find_value (self, column);

  return value != NULL ? value->text : NULL;
}

/**
 * herald_emulator_record_get_target:
 * @self: a row
 * @column: a lookup
 *
 * Returns: (transfer none) (nullable): the table that it points to
 */
const char *
herald_emulator_record_get_target (HeraldEmulatorRecord *self, const char *column)
{
  const HeraldEmulatorColumn *description = find_column (self, column);

  if (description == NULL || description->type != HERALD_EMULATOR_COLUMN_LOOKUP)
    return NULL;
  return get_place (self, herald_emulator_column_get_target_place (description))->text;
}

/**
 * herald_emulator_record_get_int:
 * @self: a row
 * @column: any column
 *
 * Returns: its number; 0 when it has none
 */
gint64
herald_emulator_record_get_int (HeraldEmulatorRecord *self, const char *column)
{
  const HeraldEmulatorValue *value = find_value (self, column);

  return value != NULL ? value->integer : 0;
}
