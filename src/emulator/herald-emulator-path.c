/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths over single-valued navigation properties, checked against the schema and written as SQL.
 * “Filter rows using OData”, read 2026-11: a path may have several steps. */
#include "config.h"

#include "emulator/herald-emulator-path.h"

#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define CAST_PREFIX "Microsoft.Dynamics.CRM." /* ownerid/Microsoft.Dynamics.CRM.team/name */

/**
 * herald_emulator_path_fail:
 * @table: a table
 * @name: what it has no property of
 *
 * Sets @error to what the service says of a property that is not there.
 *
 * Returns: %FALSE
 */
gboolean
herald_emulator_path_fail (const HeraldEmulatorTable *table, const char *name, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", name,
               table->logical_name);
  return FALSE;
}

static gboolean
refuse_length (GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Recursion depth exceeded allowed limit.");
  return FALSE;
}

/* Goes one step to @target; the names that are left decide whether that was right. */
static gboolean resolve (HeraldEmulatorSchema      *schema,
                         const HeraldEmulatorTable *table,
                         const char *const         *names,
                         HeraldEmulatorPath        *path,
                         GError                   **error);

static gboolean
try_way (HeraldEmulatorSchema           *schema,
         const HeraldEmulatorColumn     *lookup,
         const HeraldEmulatorNavigation *way,
         const char *const              *names,
         HeraldEmulatorPath             *path,
         GError                        **error)
{
  const HeraldEmulatorTable *target = herald_emulator_schema_find_table (schema, way->target);
  gboolean                   is_cast = g_str_has_prefix (names[0], CAST_PREFIX);

  if (is_cast && strcmp (names[0] + strlen (CAST_PREFIX), way->target) != 0)
    return herald_emulator_path_fail (target, names[0], error);
  path->steps[path->n_steps++] = (HeraldEmulatorStep){ lookup, target };
  if (resolve (schema, target, is_cast ? names + 1 : names, path, error))
    return TRUE;
  path->n_steps--;
  return FALSE;
}

/* A property with several targets, such as “ownerid”, leads to the first that has what follows. */
static gboolean
resolve_navigation (HeraldEmulatorSchema      *schema,
                    const HeraldEmulatorTable *table,
                    const char *const         *names,
                    HeraldEmulatorPath        *path,
                    GError                   **error)
{
  const HeraldEmulatorColumn *lookup = herald_emulator_table_find_navigation (table, names[0]);
  g_autoptr (GError) first_error = NULL;

  if (lookup == NULL)
    return herald_emulator_path_fail (table, names[0], error);
  if (path->n_steps == HERALD_EMULATOR_MOST_STEPS)
    return refuse_length (error);
  for (guint i = 0; i < lookup->navigations->len; i++)
    {
      const HeraldEmulatorNavigation *way =
        &g_array_index (lookup->navigations, HeraldEmulatorNavigation, i);

      if (strcmp (way->name, names[0]) == 0 &&
          try_way (schema, lookup, way, names + 1, path, first_error == NULL ? &first_error : NULL))
        return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&first_error));
  return FALSE;
}

static gboolean
resolve (HeraldEmulatorSchema      *schema,
         const HeraldEmulatorTable *table,
         const char *const         *names,
         HeraldEmulatorPath        *path,
         GError                   **error)
{
  if (names[0] != NULL && names[1] != NULL)
    return resolve_navigation (schema, table, names, path, error);
  path->table = table;
  path->column =
    names[0] != NULL ? herald_emulator_table_find_public_column (table, names[0]) : NULL;
  return path->column != NULL ||
         herald_emulator_path_fail (table, names[0] != NULL ? names[0] : "", error);
}

/**
 * herald_emulator_path_resolve:
 * @schema: the tables
 * @table: where the path starts
 * @text: names with slashes between them
 * @path: (out caller-allocates): the path
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY. **Thread:** any.
 *
 * Returns: whether @text is a path of @table
 */
gboolean
herald_emulator_path_resolve (HeraldEmulatorSchema      *schema,
                              const HeraldEmulatorTable *table,
                              const char                *text,
                              HeraldEmulatorPath        *path,
                              GError                   **error)
{
  g_auto (GStrv) names = g_strsplit (text, "/", HERALD_EMULATOR_MOST_STEPS * 2 + 2);

  *path = (HeraldEmulatorPath){ .n_steps = 0 };
  if (names[0] == NULL)
    return herald_emulator_path_fail (table, "", error);
  return resolve (schema, table, (const char *const *) names, path, error);
}

/* “ FROM … WHERE …” that finds the row at the end of step @index. */
static void
append_step (const HeraldEmulatorStep *step,
             HeraldEmulatorSight      *sight,
             guint                     index,
             const char               *alias,
             GString                  *sql)
{
  g_string_append_printf (sql, " FROM \"%s\" AS p%u WHERE p%u.\"%s\" = ",
                          herald_emulator_sight_get_source (sight, step->target), index, index,
                          step->target->primary_key);
  if (index > 0)
    g_string_append_printf (sql, "p%u.\"%s\"", index - 1, step->lookup->name);
  else
    g_string_append_printf (sql, "%s.\"%s\"", alias, step->lookup->name);
  if (step->lookup->navigations->len < 2)
    return;
  if (index > 0)
    g_string_append_printf (sql, " AND p%u.\"%s_target\" = '%s'", index - 1, step->lookup->name,
                            step->target->logical_name);
  else
    g_string_append_printf (sql, " AND %s.\"%s_target\" = '%s'", alias, step->lookup->name,
                            step->target->logical_name);
}

static void
append_value (const HeraldEmulatorPath *self,
              HeraldEmulatorSight      *sight,
              const char               *column,
              gboolean                  is_text,
              const char               *alias,
              GString                  *sql)
{
  for (guint i = 0; i < self->n_steps; i++)
    g_string_append (sql, "(SELECT ");
  if (self->n_steps > 0)
    g_string_append_printf (sql, "p%u.\"%s\"", self->n_steps - 1, column);
  else
    g_string_append_printf (sql, "%s.\"%s\"", alias, column);
  for (guint i = self->n_steps; i > 0; i--)
    {
      append_step (&self->steps[i - 1], sight, i - 1, alias, sql);
      g_string_append_c (sql, ')');
    }
  /* A sub-select does not keep the collation of its column. */
  if (self->n_steps > 0 && is_text)
    g_string_append (sql, " COLLATE " HERALD_EMULATOR_COLLATION);
}

/**
 * herald_emulator_path_append_sql:
 * @self: a path
 * @sight: (nullable): what the user sees who asks
 * @alias: what the row at its start is called in the statement
 * @sql: gets the value at its end as an expression; NULL when a lookup on the way is
 *   empty or leads to a row that the user does not see
 */
void
herald_emulator_path_append_sql (const HeraldEmulatorPath *self,
                                 HeraldEmulatorSight      *sight,
                                 const char               *alias,
                                 GString                  *sql)
{
  append_value (self, sight, self->column->name, herald_emulator_column_is_text (self->column),
                alias, sql);
}

/**
 * herald_emulator_path_append_order_sql:
 * @self: a path
 * @schema: the tables
 * @sight: (nullable): what the user sees who asks
 * @alias: what the row at its start is called in the statement
 * @sql: gets what rows are ordered by
 *
 * Rows are ordered by the names of what a lookup points to, not by its ids: “Order rows using
 * OData”, read 2026-11.
 */
void
herald_emulator_path_append_order_sql (const HeraldEmulatorPath *self,
                                       HeraldEmulatorSchema     *schema,
                                       HeraldEmulatorSight      *sight,
                                       const char               *alias,
                                       GString                  *sql)
{
  GArray *ways = self->column->navigations;

  if (self->column->type != HERALD_EMULATOR_COLUMN_LOOKUP ||
      self->n_steps == HERALD_EMULATOR_MOST_STEPS)
    {
      herald_emulator_path_append_sql (self, sight, alias, sql);
      return;
    }
  g_string_append (sql, "coalesce (");
  for (guint i = 0; i < ways->len; i++)
    {
      const char                *target = g_array_index (ways, HeraldEmulatorNavigation, i).target;
      const HeraldEmulatorTable *table = herald_emulator_schema_find_table (schema, target);
      HeraldEmulatorPath         longer = *self;

      longer.steps[longer.n_steps++] = (HeraldEmulatorStep){ self->column, table };
      append_value (&longer, sight, table->primary_name, TRUE, alias, sql);
      g_string_append (sql, ", ");
    }
  g_string_append (sql, "NULL) COLLATE " HERALD_EMULATOR_COLLATION);
}

/**
 * herald_emulator_path_is_ordered_as_text:
 * @self: a path
 *
 * Returns: whether what its rows are ordered by is text; it is a whole number otherwise
 */
gboolean
herald_emulator_path_is_ordered_as_text (const HeraldEmulatorPath *self)
{
  return herald_emulator_column_is_text (self->column) ||
         self->column->type == HERALD_EMULATOR_COLUMN_GUID ||
         self->column->type == HERALD_EMULATOR_COLUMN_LOOKUP;
}
