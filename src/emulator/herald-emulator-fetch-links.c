/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of FetchXML and how their rows are tied. Sources: “Join tables using FetchXml” and
 * “link-entity element”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-fetch-private.h"

#include <string.h>

#define MOST_LINKS 15 /* “Join tables using FetchXml”, limitations */

/* Where a type may stand, and what it does. */
static const struct
{
  const char            *name;
  gboolean               in_filter;
  HeraldEmulatorFetchTie tie;
} types[] = {
  { "inner", FALSE, HERALD_EMULATOR_FETCH_INNER },
  { "outer", FALSE, HERALD_EMULATOR_FETCH_OUTER },
  { "matchfirstrowusingcrossapply", FALSE, HERALD_EMULATOR_FETCH_FIRST },
  { "exists", FALSE, HERALD_EMULATOR_FETCH_EXISTS },
  { "in", FALSE, HERALD_EMULATOR_FETCH_EXISTS },
  { "any", TRUE, HERALD_EMULATOR_FETCH_EXISTS },
  { "not all", TRUE, HERALD_EMULATOR_FETCH_EXISTS },
  { "not any", TRUE, HERALD_EMULATOR_FETCH_NOT_ANY },
  { "all", TRUE, HERALD_EMULATOR_FETCH_ALL },
};

/**
 * herald_emulator_fetch_entity_free:
 * @self: (nullable): the entity to free
 */
void
herald_emulator_fetch_entity_free (HeraldEmulatorFetchEntity *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->alias, g_free);
  g_clear_pointer (&self->variable, g_free);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->filter, herald_emulator_filter_free);
  g_free (self);
}

/**
 * herald_emulator_fetch_is_join:
 * @entity: an entity
 *
 * Returns: whether its rows stand beside those of its parent
 */
gboolean
herald_emulator_fetch_is_join (const HeraldEmulatorFetchEntity *entity)
{
  return entity->tie == HERALD_EMULATOR_FETCH_INNER || entity->tie == HERALD_EMULATOR_FETCH_OUTER ||
         entity->tie == HERALD_EMULATOR_FETCH_FIRST;
}

/**
 * herald_emulator_fetch_add_entity:
 * @reader: gets the entity
 * @parent: (nullable): what it is linked to; the root has none
 * @element: “entity” or “link-entity”
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_XML, #HERALD_EMULATOR_REFUSAL_NO_ENTITY,
 * #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE, #HERALD_EMULATOR_REFUSAL_TOO_MANY_LINKS.
 *
 * Returns: (transfer none): the entity
 */
HeraldEmulatorFetchEntity *
herald_emulator_fetch_add_entity (HeraldEmulatorFetchReader        *reader,
                                  HeraldEmulatorFetchEntity        *parent,
                                  const HeraldEmulatorFetchElement *element,
                                  GError                          **error)
{
  GPtrArray                 *entities = reader->fetch->entities;
  const char                *name = herald_emulator_fetch_element_require (element, "name", error);
  const HeraldEmulatorTable *table;
  HeraldEmulatorFetchEntity *entity;

  if (name == NULL)
    return NULL;
  table = herald_emulator_schema_find_table (reader->context->schema, name);
  if (table == NULL)
    herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NO_ENTITY, error,
                                  "The entity with a name = '%s' with namemapping = 'Logical' was "
                                  "not found in the MetadataCache.",
                                  name);
  else if (entities->len > MOST_LINKS)
    herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_TOO_MANY_LINKS, error,
                                  "Number of link entities in query exceeded maximum limit.");
  if (table == NULL || entities->len > MOST_LINKS ||
      (parent != NULL && !herald_emulator_sight_require (reader->context->sight, table, error)))
    return NULL;
  entity = g_new0 (HeraldEmulatorFetchEntity, 1);
  entity->element = element;
  entity->table = table;
  entity->parent = parent;
  entity->select = entity;
  entity->all = entities;
  entity->number = entities->len;
  entity->variable = g_strdup_printf ("#%u", entity->number); /* which no column is called */
  entity->children = g_ptr_array_new ();
  g_ptr_array_add (entities, entity);
  return entity;
}

static gboolean
read_type (HeraldEmulatorFetchEntity *entity, gboolean in_filter, GError **error)
{
  const char *type = herald_emulator_fetch_element_get (entity->element, "link-type");

  if (type == NULL)
    type = "inner";
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, type) == 0 && types[i].in_filter == in_filter)
      {
        entity->tie = types[i].tie;
        if (herald_emulator_fetch_is_join (entity))
          entity->select = entity->parent->select;
        return TRUE;
      }
  return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                       "Invalid XML: link-type=\"%s\" may not stand %s a filter.",
                                       type, in_filter ? "in" : "outside of");
}

static gboolean
has_alias (HeraldEmulatorFetchReader *reader, const char *alias)
{
  GPtrArray *entities = reader->fetch->entities;

  for (guint i = 0; i < entities->len; i++)
    if (g_strcmp0 (((HeraldEmulatorFetchEntity *) g_ptr_array_index (entities, i))->alias, alias) ==
        0)
      return TRUE;
  return FALSE;
}

/* “link-entity element”: the table's name for what one row has one of; else with a number. */
static char *
make_alias (HeraldEmulatorFetchReader *reader, const HeraldEmulatorFetchEntity *entity)
{
  const char *name = entity->table->logical_name;

  if (strcmp (entity->from->name, entity->table->primary_key) == 0 && !has_alias (reader, name))
    return g_strdup (name);
  for (guint n = 1;; n++)
    {
      g_autofree char *alias = g_strdup_printf ("%s%u", name, n);

      if (!has_alias (reader, alias))
        return g_steal_pointer (&alias);
    }
}

static gboolean
read_alias (HeraldEmulatorFetchReader *reader, HeraldEmulatorFetchEntity *entity, GError **error)
{
  const char *alias = herald_emulator_fetch_element_get (entity->element, "alias");

  if (alias == NULL || *alias == '\0')
    entity->alias = make_alias (reader, entity);
  else if (!herald_emulator_fetch_check_alias (alias, error))
    return FALSE;
  else if (has_alias (reader, alias))
    return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_ALIAS, error,
                                         "The alias '%s' is not unique.", alias);
  else
    entity->alias = g_strdup (alias);
  return TRUE;
}

static HeraldEmulatorFetchEntity *
read_link (HeraldEmulatorFetchReader        *reader,
           HeraldEmulatorFetchEntity        *parent,
           const HeraldEmulatorFetchElement *element,
           gboolean                          in_filter,
           GError                          **error)
{
  HeraldEmulatorFetchEntity *entity =
    herald_emulator_fetch_add_entity (reader, parent, element, error);

  return entity != NULL && read_type (entity, in_filter, error) &&
             herald_emulator_fetch_read_ends (entity, error) && read_alias (reader, entity, error)
           ? entity
           : NULL;
}

/**
 * herald_emulator_fetch_read_links:
 * @reader: gets the entities
 * @entity: whose element has them
 *
 * Reads the tables that are linked to @entity, and those that are linked to them.
 *
 * **Errors:** refusals.
 *
 * Returns: whether they could be read
 */
gboolean
herald_emulator_fetch_read_links (HeraldEmulatorFetchReader *reader,
                                  HeraldEmulatorFetchEntity *entity,
                                  GError                   **error)
{
  GPtrArray *elements = entity->element->children;

  for (guint i = 0; i < elements->len; i++)
    {
      const HeraldEmulatorFetchElement *element = g_ptr_array_index (elements, i);
      HeraldEmulatorFetchEntity        *link;

      if (strcmp (element->name, "link-entity") != 0)
        continue;
      link = read_link (reader, entity, element, FALSE, error);
      if (link == NULL)
        return FALSE;
      g_ptr_array_add (entity->children, link);
      if (!herald_emulator_fetch_read_links (reader, link, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_fetch_read_filter_link:
 * @reader: gets the entities
 * @parent: whose filter has the link
 * @element: a “link-entity” in a filter
 *
 * Reads a link that only rules which rows of @parent are found, with all that is in it.
 *
 * **Errors:** refusals.
 *
 * Returns: (transfer none): the entity
 */
HeraldEmulatorFetchEntity *
herald_emulator_fetch_read_filter_link (HeraldEmulatorFetchReader        *reader,
                                        HeraldEmulatorFetchEntity        *parent,
                                        const HeraldEmulatorFetchElement *element,
                                        GError                          **error)
{
  guint                      first = reader->fetch->entities->len;
  HeraldEmulatorFetchEntity *entity = read_link (reader, parent, element, TRUE, error);
  guint                      end;

  if (entity == NULL || !herald_emulator_fetch_read_links (reader, entity, error))
    return NULL;
  /* The links in filters of these read their own. */
  end = reader->fetch->entities->len;
  for (guint i = first; i < end; i++)
    {
      HeraldEmulatorFetchEntity *inner = g_ptr_array_index (reader->fetch->entities, i);

      if (!herald_emulator_fetch_read_columns (reader, inner, error) ||
          !herald_emulator_fetch_read_orders (reader, inner, error) ||
          !herald_emulator_fetch_read_filters (reader, inner, error))
        return NULL;
    }
  return entity;
}

/* Whether the rows of @entity can be spoken of where those of @from stand. */
static gboolean
is_visible (const HeraldEmulatorFetchEntity *entity, const HeraldEmulatorFetchEntity *from)
{
  for (; from != NULL; from = from->select->parent)
    if (entity->select == from->select)
      return TRUE;
  return FALSE;
}

/**
 * herald_emulator_fetch_find_entity:
 * @reader: has the entities
 * @from: where the alias stands
 * @alias: of a link-entity; the name of its table does, too
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_LINK.
 *
 * Returns: (transfer none): the entity
 */
const HeraldEmulatorFetchEntity *
herald_emulator_fetch_find_entity (HeraldEmulatorFetchReader       *reader,
                                   const HeraldEmulatorFetchEntity *from,
                                   const char                      *alias,
                                   GError                         **error)
{
  GPtrArray *entities = reader->fetch->entities;

  for (guint i = 0; i < entities->len; i++)
    {
      const HeraldEmulatorFetchEntity *entity = g_ptr_array_index (entities, i);

      if (g_strcmp0 (entity->alias, alias) == 0 && is_visible (entity, from))
        return entity;
    }
  for (guint i = 0; i < entities->len; i++)
    {
      const HeraldEmulatorFetchEntity *entity = g_ptr_array_index (entities, i);

      if (strcmp (entity->table->logical_name, alias) == 0 && is_visible (entity, from))
        return entity;
    }
  herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NO_LINK, error,
                                "Link entity with name or alias '%s' is not found.", alias);
  return NULL;
}

/**
 * herald_emulator_fetch_require_column:
 * @entity: an entity
 * @name: the logical name of one of its columns
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ATTRIBUTE.
 *
 * Returns: (transfer none): the column
 */
const HeraldEmulatorColumn *
herald_emulator_fetch_require_column (const HeraldEmulatorFetchEntity *entity,
                                      const char                      *name,
                                      GError                         **error)
{
  const HeraldEmulatorColumn *column = herald_emulator_table_find_column (entity->table, name);

  if (column == NULL)
    herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NO_ATTRIBUTE, error,
                                  "'%s' entity doesn't contain attribute with Name = '%s' and "
                                  "NameMapping = 'Logical'.",
                                  entity->table->logical_name, name);
  return column;
}
