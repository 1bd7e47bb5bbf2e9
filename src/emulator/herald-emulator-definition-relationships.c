/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relationships as definitions. */
#include "config.h"

#include "emulator/herald-emulator-definition-relationships.h"

#include "emulator/herald-emulator-metadata.h"

#include <string.h>

/* Ways of one property, as “ownerid”, are one relationship to a principal. */
static gboolean
is_shared (const HeraldEmulatorColumn *column)
{
  return column->navigations->len > 1 &&
         strcmp (g_array_index (column->navigations, HeraldEmulatorNavigation, 0).name,
                 g_array_index (column->navigations, HeraldEmulatorNavigation, 1).name) == 0;
}

/**
 * herald_emulator_definition_relationships_list_many_to_one:
 * @schema: the tables
 * @table: the table that has the lookups
 * @objects: (element-type JsonObject): gets the definitions
 */
void
herald_emulator_definition_relationships_list_many_to_one (HeraldEmulatorSchema      *schema,
                                                           const HeraldEmulatorTable *table,
                                                           GPtrArray                 *objects)
{
  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);

      for (guint j = 0; j < column->navigations->len && (j == 0 || !is_shared (column)); j++)
        {
          const HeraldEmulatorNavigation *way =
            &g_array_index (column->navigations, HeraldEmulatorNavigation, j);
          const HeraldEmulatorTable *origin =
            is_shared (column) ? NULL : herald_emulator_schema_find_table (schema, way->target);

          g_ptr_array_add (objects,
                           herald_emulator_metadata_build_one_to_many (table, column, way, origin));
        }
    }
}

static const HeraldEmulatorNavigation *
find_way (const HeraldEmulatorColumn *column, const char *name)
{
  for (guint i = 0; i < column->navigations->len; i++)
    {
      const HeraldEmulatorNavigation *way =
        &g_array_index (column->navigations, HeraldEmulatorNavigation, i);

      if (strcmp (way->name, name) == 0)
        return way;
    }
  g_assert_not_reached ();
}

/**
 * herald_emulator_definition_relationships_list_collections:
 * @table: what lookups of others lead to, or an end of N:N relationships
 * @many_to_many: which of both
 * @objects: (element-type JsonObject): gets the definitions
 */
void
herald_emulator_definition_relationships_list_collections (const HeraldEmulatorTable *table,
                                                           gboolean                   many_to_many,
                                                           GPtrArray                 *objects)
{
  for (guint i = 0; i < table->collections->len; i++)
    {
      const HeraldEmulatorCollection *collection =
        &g_array_index (table->collections, HeraldEmulatorCollection, i);

      if (many_to_many && collection->intersect != NULL)
        g_ptr_array_add (objects,
                         herald_emulator_metadata_build_many_to_many (collection->intersect));
      else if (!many_to_many && collection->column != NULL)
        g_ptr_array_add (objects,
                         herald_emulator_metadata_build_one_to_many (collection->table,
                                                                     collection->column,
                                                                     find_way (collection->column,
                                                                               collection->partner),
                                                                     table));
    }
}

/* Adds those whose name was not seen yet: both ends of a relationship tell of it. */
static void
add_new (GPtrArray *objects, GHashTable *names, GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    {
      JsonObject *object = g_ptr_array_index (more, i);

      if (g_hash_table_add (names, g_strdup (json_object_get_string_member (object, "SchemaName"))))
        g_ptr_array_add (objects, json_object_ref (object));
    }
}

/**
 * herald_emulator_definition_relationships_list_all:
 * @schema: the tables
 *
 * Returns: (transfer full) (element-type JsonObject): each relationship once
 */
GPtrArray *
herald_emulator_definition_relationships_list_all (HeraldEmulatorSchema *schema)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);
  GPtrArray *objects = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);
      g_autoptr (GPtrArray) more =
        g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

      herald_emulator_definition_relationships_list_many_to_one (schema, table, more);
      herald_emulator_definition_relationships_list_collections (table, FALSE, more);
      herald_emulator_definition_relationships_list_collections (table, TRUE, more);
      add_new (objects, names, more);
    }
  return objects;
}
