/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the collections of the tables from their lookups and from the list of N:N relationships.
 * Names of Microsoft's own relationships: “Web API EntityType reference”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-relationship.h"

#include "base/herald-error.h"

#include <string.h>

#define TABLE_PLACEHOLDER "{table}" /* in a name that a common column has in every table */

static void
clear_intersect (gpointer data)
{
  HeraldEmulatorIntersect *intersect = data;

  g_clear_pointer (&intersect->name, g_free);
  g_clear_pointer (&intersect->table_name, g_free);
  g_clear_pointer (&intersect->sql_name, g_free);
  g_clear_pointer (&intersect->columns[0], g_free);
  g_clear_pointer (&intersect->columns[1], g_free);
}

static HeraldEmulatorTable *
find_table (HeraldEmulatorSchema *schema, const char *logical_name)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);

  for (guint i = 0; logical_name != NULL && i < tables->len; i++)
    {
      HeraldEmulatorTable *table = g_ptr_array_index (tables, i);

      if (strcmp (table->logical_name, logical_name) == 0)
        return table;
    }
  return NULL;
}

/* The schema name: the table's own name for it, the column's, or one made of what it joins. */
static char *
build_name (const HeraldEmulatorTable      *table,
            const HeraldEmulatorColumn     *column,
            const HeraldEmulatorNavigation *way,
            JsonObject                     *overrides)
{
  const char *pattern = way->relationship;
  g_auto (GStrv) parts = NULL;

  if (overrides != NULL)
    pattern = json_object_get_string_member_with_default (overrides, column->name, pattern);
  if (pattern == NULL)
    return g_strdup_printf ("%s_%s_%s", way->target, table->logical_name, column->name);
  parts = g_strsplit (pattern, TABLE_PLACEHOLDER, -1);
  return g_strjoinv (table->logical_name, parts);
}

/* Ways that share one property lead to what the targets have in common, as “ownerid” leads to a
 * principal; the targets themselves have no property that leads back. */
static gboolean
leads_back (const HeraldEmulatorColumn *column)
{
  const HeraldEmulatorNavigation *ways =
    (const HeraldEmulatorNavigation *) (gpointer) column->navigations->data;

  return column->navigations->len < 2 || strcmp (ways[0].name, ways[1].name) != 0;
}

static gboolean
add_collection (HeraldEmulatorTable *origin, const HeraldEmulatorCollection *collection)
{
  if (herald_emulator_table_find_collection (origin, collection->name) != NULL)
    return FALSE;
  g_array_append_val (origin->collections, *collection);
  return TRUE;
}

static gboolean
link_column (HeraldEmulatorSchema       *schema,
             HeraldEmulatorTable        *table,
             const HeraldEmulatorColumn *column,
             JsonObject                 *overrides)
{
  for (guint i = 0; i < column->navigations->len; i++)
    {
      HeraldEmulatorNavigation *way =
        &g_array_index (column->navigations, HeraldEmulatorNavigation, i);
      HeraldEmulatorTable *origin = find_table (schema, way->target);
      char                *name = build_name (table, column, way, overrides);

      g_free (way->relationship);
      way->relationship = name;
      if (origin == NULL)
        return FALSE;
      if (leads_back (column) &&
          !add_collection (origin, &(HeraldEmulatorCollection){ .name = name,
                                                                .origin = origin,
                                                                .table = table,
                                                                .column = column,
                                                                .partner = way->name }))
        return FALSE;
    }
  return TRUE;
}

static gboolean
link_table (HeraldEmulatorSchema *schema, HeraldEmulatorTable *table, JsonObject *object)
{
  JsonObject *overrides = json_object_has_member (object, "relationships")
                            ? json_object_get_object_member (object, "relationships")
                            : NULL;

  for (guint i = 0; i < table->columns->len; i++)
    if (!link_column (schema, table, g_ptr_array_index (table->columns, i), overrides))
      return FALSE;
  return TRUE;
}

static gboolean
read_intersect (HeraldEmulatorSchema    *schema,
                JsonObject              *object,
                HeraldEmulatorIntersect *intersect)
{
  JsonArray *ends = json_object_get_array_member (object, "ends");

  for (guint i = 0; i < 2; i++)
    {
      HeraldEmulatorTable *table = find_table (schema, json_array_get_string_element (ends, i));

      if (table == NULL)
        return FALSE;
      intersect->ends[i] = table;
      intersect->columns[i] = g_strdup (table->primary_key);
    }
  intersect->name = g_strdup (json_object_get_string_member (object, "name"));
  intersect->table_name = g_strdup (json_object_get_string_member (object, "table"));
  intersect->sql_name = g_strconcat ("dv_", intersect->table_name, NULL);
  return TRUE;
}

static gboolean
link_intersect (HeraldEmulatorSchema *schema, const HeraldEmulatorIntersect *intersect)
{
  for (guint i = 0; i < 2; i++)
    {
      HeraldEmulatorTable     *origin = find_table (schema, intersect->ends[i]->logical_name);
      HeraldEmulatorCollection collection = { .name = intersect->name,
                                              .origin = origin,
                                              .table = intersect->ends[1 - i],
                                              .partner = intersect->name,
                                              .intersect = intersect,
                                              .near_end = i };

      if (!add_collection (origin, &collection))
        return FALSE;
    }
  return TRUE;
}

static gboolean
link_all (HeraldEmulatorSchema *schema, JsonObject *root, GArray *intersects)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);
  JsonArray *descriptions = json_object_get_array_member (root, "tables");
  JsonArray *pairs = json_object_get_array_member (root, "manyToMany");

  for (guint i = 0; i < tables->len; i++)
    if (!link_table (schema, g_ptr_array_index (tables, i),
                     json_array_get_object_element (descriptions, i)))
      return FALSE;
  g_array_set_size (intersects, json_array_get_length (pairs));
  for (guint i = 0; i < intersects->len; i++)
    {
      HeraldEmulatorIntersect *intersect = &g_array_index (intersects, HeraldEmulatorIntersect, i);

      if (!read_intersect (schema, json_array_get_object_element (pairs, i), intersect) ||
          !link_intersect (schema, intersect))
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_relationships_link:
 * @schema: tables without collections
 * @root: the description that the tables were read from
 *
 * Gives each lookup's relationship its name, and each table its collections.
 *
 * **Errors:** INVALID when a relationship leads nowhere or two of a table have one name.
 *
 * Returns: (transfer full) (element-type HeraldEmulatorIntersect): the N:N relationships; what the
 *   collections point to, so it must live as long as @schema
 */
GArray *
herald_emulator_relationships_link (HeraldEmulatorSchema *schema, JsonObject *root, GError **error)
{
  g_autoptr (GArray) intersects = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorIntersect));

  g_array_set_clear_func (intersects, clear_intersect);
  if (link_all (schema, root, intersects))
    return g_steal_pointer (&intersects);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               "A relationship of the emulator's schema is wrong");
  return NULL;
}

/**
 * herald_emulator_relationships_create_indexes:
 * @intersects: (element-type HeraldEmulatorIntersect): the N:N relationships
 * @db: where their tables are
 *
 * A pair is there once, and found from both ends.
 *
 * **Errors:** STORE.
 *
 * Returns: whether all are there
 */
gboolean
herald_emulator_relationships_create_indexes (GArray           *intersects,
                                              HeraldEmulatorDb *db,
                                              GError          **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < intersects->len; i++)
    {
      HeraldEmulatorIntersect *intersect = &g_array_index (intersects, HeraldEmulatorIntersect, i);

      g_string_append_printf (
        sql, "CREATE UNIQUE INDEX IF NOT EXISTS \"%s_pair\" ON \"%s\" (\"%s\", \"%s\");",
        intersect->sql_name, intersect->sql_name, intersect->columns[0], intersect->columns[1]);
      g_string_append_printf (sql, "CREATE INDEX IF NOT EXISTS \"%s_by_%s\" ON \"%s\" (\"%s\");",
                              intersect->sql_name, intersect->columns[1], intersect->sql_name,
                              intersect->columns[1]);
    }
  return herald_emulator_db_execute (db, sql->str, error);
}

/**
 * herald_emulator_table_find_collection:
 * @self: a table
 * @name: a collection-valued navigation property; case counts
 *
 * Returns: (transfer none) (nullable): the collection
 */
const HeraldEmulatorCollection *
herald_emulator_table_find_collection (const HeraldEmulatorTable *self, const char *name)
{
  for (guint i = 0; i < self->collections->len; i++)
    {
      const HeraldEmulatorCollection *collection =
        &g_array_index (self->collections, HeraldEmulatorCollection, i);

      if (strcmp (collection->name, name) == 0)
        return collection;
    }
  return NULL;
}

/**
 * herald_emulator_collection_append_link:
 * @self: a collection
 * @sql: gets a condition, safe beside AND
 * @alias: what its rows are called in the statement
 * @origin_id_sql: the id of the row that has the collection, as an expression such as “?”
 */
void
herald_emulator_collection_append_link (const HeraldEmulatorCollection *self,
                                        GString                        *sql,
                                        const char                     *alias,
                                        const char                     *origin_id_sql)
{
  if (self->column != NULL)
    g_string_append_printf (sql, "(%s.\"%s\" = %s AND %s.\"%s_target\" = '%s')", alias,
                            self->column->name, origin_id_sql, alias, self->column->name,
                            self->origin->logical_name);
  else
    g_string_append_printf (sql, "%s.\"%s\" IN (SELECT \"%s\" FROM \"%s\" WHERE \"%s\" = %s)",
                            alias, self->table->primary_key,
                            self->intersect->columns[1 - self->near_end], self->intersect->sql_name,
                            self->intersect->columns[self->near_end], origin_id_sql);
}
