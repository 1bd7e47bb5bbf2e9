/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of tables and columns once they are read. */
#include "config.h"

#include "emulator/herald-emulator-schema-private.h"

#include <string.h>

static const struct
{
  const char              *name;
  HeraldEmulatorColumnType type;
  const char              *edm_type;
  const char              *sql_type;
} column_types[] = {
  { "string", HERALD_EMULATOR_COLUMN_STRING, "Edm.String", "TEXT COLLATE HERALD_NOCASE" },
  { "memo", HERALD_EMULATOR_COLUMN_MEMO, "Edm.String", "TEXT COLLATE HERALD_NOCASE" },
  { "int", HERALD_EMULATOR_COLUMN_INT, "Edm.Int32", "INTEGER" },
  { "bigint", HERALD_EMULATOR_COLUMN_BIGINT, "Edm.Int64", "INTEGER" },
  { "boolean", HERALD_EMULATOR_COLUMN_BOOLEAN, "Edm.Boolean", "INTEGER" },
  { "choice", HERALD_EMULATOR_COLUMN_CHOICE, "Edm.Int32", "INTEGER" },
  { "state", HERALD_EMULATOR_COLUMN_STATE, "Edm.Int32", "INTEGER" },
  { "status", HERALD_EMULATOR_COLUMN_STATUS, "Edm.Int32", "INTEGER" },
  { "datetime", HERALD_EMULATOR_COLUMN_DATETIME, "Edm.DateTimeOffset", "INTEGER" },
  { "date", HERALD_EMULATOR_COLUMN_DATE, "Edm.Date", "INTEGER" },
  { "guid", HERALD_EMULATOR_COLUMN_GUID, "Edm.Guid", "TEXT" },
  { "lookup", HERALD_EMULATOR_COLUMN_LOOKUP, "Edm.Guid", "TEXT" },
  { "managed", HERALD_EMULATOR_COLUMN_MANAGED_PROPERTY, "mscrm.BooleanManagedProperty", "INTEGER" },
};

/**
 * herald_emulator_column_find_type:
 * @name: a name such as “string”
 * @type: (out): the type
 *
 * Returns: whether there is such a type
 */
gboolean
herald_emulator_column_find_type (const char *name, HeraldEmulatorColumnType *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (column_types); i++)
    if (strcmp (column_types[i].name, name) == 0)
      {
        *type = column_types[i].type;
        return TRUE;
      }
  return FALSE;
}

/**
 * herald_emulator_table_find_column:
 * @self: a table
 * @name: a logical column name; case counts
 *
 * Returns: (transfer none) (nullable): the column
 */
const HeraldEmulatorColumn *
herald_emulator_table_find_column (const HeraldEmulatorTable *self, const char *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

/**
 * herald_emulator_table_find_public_column:
 * @self: a table
 * @public_name: a property's name as it is read: “_x_value” for a lookup
 *
 * Returns: (transfer none) (nullable): the column
 */
const HeraldEmulatorColumn *
herald_emulator_table_find_public_column (const HeraldEmulatorTable *self, const char *public_name)
{
  return g_hash_table_lookup (self->by_public_name, public_name);
}

/* The way of a column that has this name, and leads to this table when one is given. */
static gboolean
column_has_way (const HeraldEmulatorColumn *column, const char *name, const char *logical_name)
{
  for (guint i = 0; i < column->navigations->len; i++)
    {
      const HeraldEmulatorNavigation *way =
        &g_array_index (column->navigations, HeraldEmulatorNavigation, i);

      if (strcmp (way->name, name) == 0 &&
          (logical_name == NULL || strcmp (way->target, logical_name) == 0))
        return TRUE;
    }
  return FALSE;
}

/**
 * herald_emulator_table_find_navigation:
 * @self: a table
 * @name: a single-valued navigation property; case counts
 *
 * Returns: (transfer none) (nullable): the lookup behind it
 */
const HeraldEmulatorColumn *
herald_emulator_table_find_navigation (const HeraldEmulatorTable *self, const char *name)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (column_has_way (g_ptr_array_index (self->columns, i), name, NULL))
      return g_ptr_array_index (self->columns, i);
  return NULL;
}

/**
 * herald_emulator_table_has_way:
 * @self: a table
 * @name: a navigation property of it
 * @logical_name: a table
 *
 * Returns: whether the property may point to that table
 */
gboolean
herald_emulator_table_has_way (const HeraldEmulatorTable *self,
                               const char                *name,
                               const char                *logical_name)
{
  const HeraldEmulatorColumn *column = herald_emulator_table_find_navigation (self, name);

  return column != NULL && column_has_way (column, name, logical_name);
}

/**
 * herald_emulator_column_find_option:
 * @self: a column
 * @value: an option's value
 *
 * Returns: (transfer none) (nullable): the option
 */
const HeraldEmulatorOption *
herald_emulator_column_find_option (const HeraldEmulatorColumn *self, gint64 value)
{
  for (guint i = 0; i < self->options->len; i++)
    {
      const HeraldEmulatorOption *option = &g_array_index (self->options, HeraldEmulatorOption, i);

      if (option->value == value)
        return option;
    }
  return NULL;
}

/**
 * herald_emulator_column_get_edm_type:
 * @self: a column
 *
 * Returns: (transfer none): its type in OData, such as “Edm.String”
 */
const char *
herald_emulator_column_get_edm_type (const HeraldEmulatorColumn *self)
{
  return column_types[self->type].edm_type;
}

/**
 * herald_emulator_column_get_sql_type:
 * @self: a column
 *
 * Returns: (transfer none): how SQLite declares it
 */
const char *
herald_emulator_column_get_sql_type (const HeraldEmulatorColumn *self)
{
  return column_types[self->type].sql_type;
}

/**
 * herald_emulator_column_get_target_place:
 * @self: a lookup
 *
 * Returns: where the table that it points to stands among a row's values
 */
guint
herald_emulator_column_get_target_place (const HeraldEmulatorColumn *self)
{
  return self->place + 1;
}

/**
 * herald_emulator_table_is_tracked:
 * @self: a table
 *
 * Elastic tables are, too: “Create and edit elastic tables”, read 2026-11.
 *
 * Returns: whether changes of its rows can be asked for
 */
gboolean
herald_emulator_table_is_tracked (const HeraldEmulatorTable *self)
{
  return !self->intersect;
}

/**
 * herald_emulator_column_points_to:
 * @self: a column
 * @logical_name: a table
 *
 * Returns: whether it is a lookup that may point to that table
 */
gboolean
herald_emulator_column_points_to (const HeraldEmulatorColumn *self, const char *logical_name)
{
  for (guint i = 0; i < self->navigations->len; i++)
    {
      const HeraldEmulatorNavigation *way =
        &g_array_index (self->navigations, HeraldEmulatorNavigation, i);

      if (strcmp (way->target, logical_name) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * herald_emulator_column_is_text:
 * @self: a column
 *
 * Returns: whether it holds text
 */
gboolean
herald_emulator_column_is_text (const HeraldEmulatorColumn *self)
{
  return self->type == HERALD_EMULATOR_COLUMN_STRING || self->type == HERALD_EMULATOR_COLUMN_MEMO;
}

/**
 * herald_emulator_column_has_options:
 * @self: a column
 *
 * Returns: whether it holds one of a set of numbers with labels
 */
gboolean
herald_emulator_column_has_options (const HeraldEmulatorColumn *self)
{
  return self->options->len > 0;
}
