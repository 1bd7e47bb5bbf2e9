/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A statement reads what a user may not see whole through a common table expression in its place:
 * the rows that he may read, with NULL in the secured columns. So no condition, order or group
 * tells anything of the rest, however far from the first table it stands. Source: “Column-level
 * security with code” and “Security roles and privileges”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sight.h"

#include "emulator/herald-emulator-access.h"

#include <string.h>

typedef struct
{
  char    *name;       /* (owned): what stands after FROM */
  char    *definition; /* (owned) (nullable): NULL when the table is seen whole */
  GArray  *values;     /* (element-type HeraldEmulatorValue) (owned) */
  gboolean used;       /* by the statement that is being written */
} Source;

struct _HeraldEmulatorSight
{
  HeraldEmulatorDataverse *dataverse; /* (unowned) */
  char                    *user_id;   /* (owned) */
  GHashTable              *by_table;  /* (element-type HeraldEmulatorTable Source) (owned) */
  GPtrArray               *sources;   /* (element-type Source) (unowned): in order of their use */
};

static void
source_free (gpointer data)
{
  Source *self = data;

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->definition, g_free);
  g_clear_pointer (&self->values, g_array_unref);
  g_free (self);
}

/**
 * herald_emulator_sight_new:
 * @dataverse: the emulated Dataverse
 * @user_id: who looks
 *
 * Returns: (transfer full): what the user sees for as long as no role changes
 */
HeraldEmulatorSight *
herald_emulator_sight_new (HeraldEmulatorDataverse *dataverse, const char *user_id)
{
  HeraldEmulatorSight *self = g_new0 (HeraldEmulatorSight, 1);

  self->dataverse = dataverse;
  self->user_id = g_strdup (user_id);
  self->by_table = g_hash_table_new_full (NULL, NULL, NULL, source_free);
  self->sources = g_ptr_array_new ();
  return self;
}

/**
 * herald_emulator_sight_free:
 * @self: (nullable): what to free
 */
void
herald_emulator_sight_free (HeraldEmulatorSight *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->by_table, g_hash_table_unref);
  g_clear_pointer (&self->user_id, g_free);
  g_free (self);
}

static gboolean
is_hidden (HeraldEmulatorSight        *self,
           const HeraldEmulatorTable  *table,
           const HeraldEmulatorColumn *column)
{
  return column->secured && !herald_emulator_access_has_column (self->dataverse, self->user_id,
                                                                table, column, "canread");
}

static gboolean
sees_columns (HeraldEmulatorSight *self, const HeraldEmulatorTable *table)
{
  for (guint i = 0; i < table->columns->len; i++)
    if (is_hidden (self, table, g_ptr_array_index (table->columns, i)))
      return FALSE;
  return TRUE;
}

static void
append_columns (HeraldEmulatorSight *self, const HeraldEmulatorTable *table, GString *sql)
{
  g_string_append (sql, "rownumber");
  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);

      g_string_append_printf (sql,
                              is_hidden (self, table, column) ? ", NULL AS \"%s\"" : ", \"%s\"",
                              column->name);
      if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP)
        g_string_append_printf (sql, ", \"%s_target\"", column->name);
    }
  if (table->elastic)
    g_string_append (sql, ", expires_at");
}

static char *
define_source (HeraldEmulatorSight *self, const HeraldEmulatorTable *table, const char *condition)
{
  GString *sql = g_string_new (NULL);

  g_string_printf (sql, "\"seen_%s\" AS NOT MATERIALIZED (SELECT ", table->logical_name);
  append_columns (self, table, sql);
  g_string_append_printf (sql, " FROM \"%s\" AS t WHERE %s)", table->sql_name, condition);
  return g_string_free (sql, FALSE);
}

static Source *
make_source (HeraldEmulatorSight *self, const HeraldEmulatorTable *table)
{
  Source *source = g_new0 (Source, 1);
  g_autoptr (GString) condition = g_string_new (NULL);

  source->values = herald_emulator_values_new ();
  herald_emulator_access_append_sql (self->dataverse, self->user_id, table, "Read", "t", condition,
                                     source->values);
  if (strcmp (condition->str, "1") == 0 && sees_columns (self, table))
    {
      source->name = g_strdup (table->sql_name);
      return source;
    }
  source->name = g_strconcat ("seen_", table->logical_name, NULL);
  source->definition = define_source (self, table, condition->str);
  return source;
}

/**
 * herald_emulator_sight_get_source:
 * @self: (nullable): what a user sees; NULL sees everything
 * @table: a table
 *
 * Returns: (transfer none): what a statement reads the table from, valid as long as @self; the
 * statement needs herald_emulator_sight_finish()
 */
const char *
herald_emulator_sight_get_source (HeraldEmulatorSight *self, const HeraldEmulatorTable *table)
{
  Source *source;

  if (self == NULL)
    return table->sql_name;
  source = g_hash_table_lookup (self->by_table, table);
  if (source == NULL)
    {
      source = make_source (self, table);
      g_hash_table_insert (self->by_table, (gpointer) (guintptr) table, source);
    }
  if (source->definition != NULL && !source->used)
    g_ptr_array_add (self->sources, source);
  source->used = TRUE;
  return source->name;
}

/**
 * herald_emulator_sight_require:
 * @self: (nullable): what a user sees; NULL sees everything
 * @table: a table that a query names
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE.
 *
 * Returns: whether the user may read any of its rows
 */
gboolean
herald_emulator_sight_require (HeraldEmulatorSight       *self,
                               const HeraldEmulatorTable *table,
                               GError                   **error)
{
  return self == NULL ||
         herald_emulator_access_require_type (self->dataverse, self->user_id, table, "Read", error);
}

static void
insert_copy (GArray *values, guint place, const HeraldEmulatorValue *value)
{
  g_array_insert_val (values, place, *value);
  g_array_index (values, HeraldEmulatorValue, place).text = g_strdup (value->text);
}

/**
 * herald_emulator_sight_finish:
 * @self: (nullable): what a user sees; NULL sees everything
 * @sql: a whole SELECT; gets the definitions of its sources in front
 * @values: (element-type HeraldEmulatorValue): its values; gets those of the definitions in front
 */
void
herald_emulator_sight_finish (HeraldEmulatorSight *self, GString *sql, GArray *values)
{
  g_autoptr (GString) with = g_string_new (NULL);
  guint place = 0;

  for (guint i = 0; self != NULL && i < self->sources->len; i++)
    {
      Source *source = g_ptr_array_index (self->sources, i);

      g_string_append_printf (with, "%s%s", i == 0 ? "WITH " : ", ", source->definition);
      for (guint j = 0; j < source->values->len; j++)
        insert_copy (values, place++, &g_array_index (source->values, HeraldEmulatorValue, j));
      source->used = FALSE;
    }
  if (with->len == 0)
    return;
  g_string_append_c (with, ' ');
  g_string_prepend (sql, with->str);
  g_ptr_array_set_size (self->sources, 0);
}
