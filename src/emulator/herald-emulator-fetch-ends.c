/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns tie a linked table to its parent. Source: “Join tables using FetchXml”, “Using from
 * and to attributes”, read 2026-11: the service finds out what is not said. */
#include "config.h"

#include "emulator/herald-emulator-fetch-private.h"
#include "emulator/herald-emulator-relationship.h"

#include <string.h>

static gboolean
is_id (const HeraldEmulatorColumn *column)
{
  return column->type == HERALD_EMULATOR_COLUMN_GUID ||
         column->type == HERALD_EMULATOR_COLUMN_LOOKUP;
}

static gboolean
is_key (const HeraldEmulatorTable *table, const HeraldEmulatorColumn *column)
{
  return strcmp (column->name, table->primary_key) == 0;
}

static const HeraldEmulatorColumn *
get_key (const HeraldEmulatorTable *table)
{
  return herald_emulator_table_find_column (table, table->primary_key);
}

static gboolean
points_to (const HeraldEmulatorColumn *column, const HeraldEmulatorTable *table)
{
  for (guint i = 0; column->type == HERALD_EMULATOR_COLUMN_LOOKUP && i < column->navigations->len;
       i++)
    if (strcmp (g_array_index (column->navigations, HeraldEmulatorNavigation, i).target,
                table->logical_name) == 0)
      return TRUE;
  return FALSE;
}

static const HeraldEmulatorColumn *
find_lookup (const HeraldEmulatorTable *table, const HeraldEmulatorTable *target)
{
  for (guint i = 0; i < table->columns->len; i++)
    if (points_to (g_ptr_array_index (table->columns, i), target))
      return g_ptr_array_index (table->columns, i);
  return NULL;
}

/* The column of @table that a relationship ties to @other of @other_table. */
static const HeraldEmulatorColumn *
find_partner (const HeraldEmulatorTable  *table,
              const HeraldEmulatorTable  *other_table,
              const HeraldEmulatorColumn *other)
{
  if (points_to (other, table))
    return get_key (table);
  return is_key (other_table, other) ? find_lookup (table, other_table) : NULL;
}

static const HeraldEmulatorCollection *
find_intersect (const HeraldEmulatorTable *table, const HeraldEmulatorTable *other)
{
  for (guint i = 0; i < table->collections->len; i++)
    {
      const HeraldEmulatorCollection *collection =
        &g_array_index (table->collections, HeraldEmulatorCollection, i);

      if (collection->intersect != NULL && collection->table == other)
        return collection;
    }
  return NULL;
}

static gboolean
find_ends (HeraldEmulatorFetchEntity *entity, GError **error)
{
  const HeraldEmulatorTable *table = entity->table;
  const HeraldEmulatorTable *parent = entity->parent->table;

  if (entity->from != NULL)
    entity->to = find_partner (parent, table, entity->from);
  else if (entity->to != NULL)
    entity->from = find_partner (table, parent, entity->to);
  else
    entity->pairs = find_intersect (parent, table);
  if (entity->pairs != NULL)
    {
      entity->from = get_key (table);
      entity->to = get_key (parent);
    }
  return (entity->from != NULL && entity->to != NULL) ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NO_ENTITY, error,
                                       "No system many-to-many relationship exists between %s and "
                                       "%s.  If attempting to link through a custom many-to-many "
                                       "relationship ensure that you provide the from and to "
                                       "attributes.",
                                       parent->logical_name, table->logical_name);
}

/* @column: stays as it is where the attribute is absent. */
static gboolean
read_end (const HeraldEmulatorFetchEntity *link,
          const char                      *attribute,
          const HeraldEmulatorFetchEntity *entity,
          const HeraldEmulatorColumn     **column,
          GError                         **error)
{
  const char *name = herald_emulator_fetch_element_get (link->element, attribute);

  if (name == NULL)
    return TRUE;
  *column = herald_emulator_fetch_require_column (entity, name, error);
  return *column != NULL;
}

/**
 * herald_emulator_fetch_read_ends:
 * @entity: a link; gets what ties it to its parent
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ATTRIBUTE, #HERALD_EMULATOR_REFUSAL_NO_ENTITY,
 * #HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT.
 *
 * Returns: whether there is something
 */
gboolean
herald_emulator_fetch_read_ends (HeraldEmulatorFetchEntity *entity, GError **error)
{
  if (!read_end (entity, "from", entity, &entity->from, error) ||
      !read_end (entity, "to", entity->parent, &entity->to, error))
    return FALSE;
  if (entity->from == NULL || entity->to == NULL)
    return find_ends (entity, error);
  return (is_id (entity->from) && is_id (entity->to)) ||
         strcmp (herald_emulator_column_get_edm_type (entity->from),
                 herald_emulator_column_get_edm_type (entity->to)) == 0 ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                       "The attributes '%s' and '%s' of a link-entity are not of "
                                       "one type.",
                                       entity->from->name, entity->to->name);
}
