/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deep insert: a lookup's property may hold the row it is to point to, a collection's an array of
 * rows, or links to rows that are there. Source: “Create related table rows in one operation” of
 * “Create a table row using the Web API”, read 2026-11. Part of the caller's step. */
#include "config.h"

#include "emulator/herald-emulator-graph.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-address.h"
#include "emulator/herald-emulator-links.h"
#include "emulator/herald-emulator-payload.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define BIND "@odata.bind"
#define TYPE_PREFIX "Microsoft.Dynamics.CRM."

/* A row being created. */
typedef struct
{
  HeraldEmulatorDataverse    *dataverse; /* (unowned) */
  const HeraldEmulatorNewRow *row;       /* (unowned) */
  JsonObject                 *plain;     /* (owned): what is of the row itself */
  JsonObject                 *singles;   /* (owned): property to the row it points to */
  JsonObject                 *many;      /* (owned): collection, or bind of it, to an array */
  HeraldEmulatorRecord       *record;    /* (owned) (nullable) */
} Graph;

static void
graph_clear (Graph *self)
{
  g_clear_pointer (&self->plain, json_object_unref);
  g_clear_pointer (&self->singles, json_object_unref);
  g_clear_pointer (&self->many, json_object_unref);
  g_clear_pointer (&self->record, herald_emulator_record_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Graph, graph_clear)

static const HeraldEmulatorCollection *
find_collection (const HeraldEmulatorTable *table, const char *member)
{
  g_autofree char *name = g_strdup (member);

  if (g_str_has_suffix (name, BIND))
    name[strlen (name) - strlen (BIND)] = '\0';
  return herald_emulator_table_find_collection (table, name);
}

/* Sorts the body's members. */
static void
split (Graph *self, JsonObject *body)
{
  JsonObjectIter iter;
  const char    *member;
  JsonNode      *node;

  self->plain = json_object_new ();
  self->singles = json_object_new ();
  self->many = json_object_new ();
  json_object_iter_init_ordered (&iter, body);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      JsonObject *home = self->plain;

      if (find_collection (self->row->table, member) != NULL)
        home = self->many;
      else if (JSON_NODE_HOLDS_OBJECT (node) &&
               herald_emulator_table_find_navigation (self->row->table, member) != NULL)
        home = self->singles;
      json_object_set_member (home, member, json_node_copy (node));
    }
}

static gboolean
set_key (Graph *self, const char *name, const char *value, GError **error)
{
  const HeraldEmulatorTable  *table = self->row->table;
  const HeraldEmulatorColumn *column =
    herald_emulator_address_find_key_column (table, *name != '\0' ? name : table->primary_key);
  g_autofree char *id = herald_guid_normalise (value);
  gint64           number = 0;

  if (column == NULL)
    return herald_emulator_refusal_set_payload (self->row->table->entity_set, error,
                                                "'%s' is no column of a key of %s.", name,
                                                table->logical_name);
  if (herald_emulator_column_is_text (column))
    return herald_emulator_payload_set_text (self->record, column, value, error);
  if (column->type == HERALD_EMULATOR_COLUMN_GUID && id != NULL)
    {
      herald_emulator_record_set_text (self->record, column->name, id);
      return TRUE;
    }
  if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP && id != NULL && column->navigations->len == 1)
    {
      herald_emulator_record_set_lookup (self->record, column->name,
                                         g_array_index (column->navigations,
                                                        HeraldEmulatorNavigation, 0)
                                           .target,
                                         id);
      return TRUE;
    }
  if (column->type == HERALD_EMULATOR_COLUMN_INT &&
      g_ascii_string_to_signed (value, 10, G_MININT32, G_MAXINT32, &number, NULL))
    return herald_emulator_payload_set_int (self->record, column, number, error);
  return herald_emulator_refusal_set_payload (self->row->table->entity_set, error,
                                              "The value '%s' does not fit the key column '%s'.",
                                              value, column->name);
}

/* The path's keys win over what the body says. */
static gboolean
set_keys (Graph *self, GError **error)
{
  GPtrArray *keys = self->row->keys;

  for (guint i = 0; keys != NULL && i + 1 < keys->len; i += 2)
    if (!set_key (self, g_ptr_array_index (keys, i), g_ptr_array_index (keys, i + 1), error))
      return FALSE;
  return TRUE;
}

/* The table that an object of a lookup's property is a row of. A property that several targets
 * share says nothing; the object's own type does. */
static const HeraldEmulatorTable *
find_target (Graph *self, const HeraldEmulatorColumn *column, const char *member, JsonObject *body)
{
  const char *type = json_object_get_string_member_with_default (body, "@odata.type", "");
  const HeraldEmulatorNavigation *found = NULL;
  guint                           n_found = 0;

  type += *type == '#' ? 1 : 0;
  if (g_str_has_prefix (type, TYPE_PREFIX))
    type += strlen (TYPE_PREFIX);
  for (guint i = 0; i < column->navigations->len; i++)
    {
      const HeraldEmulatorNavigation *way =
        &g_array_index (column->navigations, HeraldEmulatorNavigation, i);

      if (strcmp (way->name, member) != 0 || (*type != '\0' && strcmp (way->target, type) != 0))
        continue;
      found = way;
      n_found++;
    }
  return n_found == 1 ? herald_emulator_schema_find_table (herald_emulator_dataverse_get_schema (
                                                             self->dataverse),
                                                           found->target)
                      : NULL;
}

static gboolean
insert_single (Graph *self, const char *member, JsonObject *body, GError **error)
{
  const HeraldEmulatorColumn *column =
    herald_emulator_table_find_navigation (self->row->table, member);
  HeraldEmulatorNewRow other = { .table = find_target (self, column, member, body),
                                 .user_id = self->row->user_id };
  g_autofree char     *id = NULL;

  if (other.table == NULL)
    return herald_emulator_refusal_set_payload (self->row->table->entity_set, error,
                                                "'%s' must hold a row of a table that it may point "
                                                "to.",
                                                member);
  if (!herald_emulator_graph_insert (self->dataverse, &other, body, &id, error))
    return FALSE;
  herald_emulator_record_set_lookup (self->record, column->name, other.table->logical_name, id);
  return TRUE;
}

static gboolean
insert_singles (Graph *self, GError **error)
{
  JsonObjectIter iter;
  const char    *member;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, self->singles);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    if (!insert_single (self, member, json_node_get_object (node), error))
      return FALSE;
  return TRUE;
}

static gboolean
insert_one_of_many (Graph                          *self,
                    const HeraldEmulatorCollection *collection,
                    const char                     *parent_id,
                    JsonNode                       *node,
                    GError                        **error)
{
  HeraldEmulatorNewRow other = { .table = collection->table,
                                 .parent = collection,
                                 .parent_id = parent_id,
                                 .user_id = self->row->user_id };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return herald_emulator_refusal_set_payload (self->row->table->entity_set, error,
                                                "'%s' must hold an array of rows.",
                                                collection->name);
  return herald_emulator_graph_insert (self->dataverse, &other, json_node_get_object (node), NULL,
                                       error);
}

static gboolean
bind_one_of_many (Graph                          *self,
                  const HeraldEmulatorCollection *collection,
                  const char                     *parent_id,
                  JsonNode                       *node,
                  GError                        **error)
{
  const HeraldEmulatorTable *table = NULL;
  g_autofree char           *id = NULL;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return herald_emulator_refusal_set_payload (self->row->table->entity_set, error,
                                                "'%s" BIND "' must hold an array of addresses.",
                                                collection->name);
  if (!herald_emulator_address_parse_reference (self->dataverse, json_node_get_string (node),
                                                &table, &id, error))
    return FALSE;
  if (table != collection->table)
    return herald_emulator_refusal_set_payload (self->row->table->entity_set, error,
                                                "'%s' cannot hold a row of type '" TYPE_PREFIX
                                                "%s'.",
                                                collection->name, table->logical_name);
  return herald_emulator_links_add (self->dataverse, collection, parent_id, id, self->row->user_id,
                                    error);
}

static gboolean
insert_many (Graph *self, const char *id, GError **error)
{
  JsonObjectIter iter;
  const char    *member;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, self->many);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      const HeraldEmulatorCollection *collection = find_collection (self->row->table, member);
      gboolean                        is_bind = g_str_has_suffix (member, BIND);

      if (!JSON_NODE_HOLDS_ARRAY (node))
        return herald_emulator_refusal_set_payload (self->row->table->entity_set, error,
                                                    "'%s' must hold an array.", member);
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        {
          JsonNode *element = json_array_get_element (json_node_get_array (node), i);

          if (!(is_bind ? bind_one_of_many (self, collection, id, element, error)
                        : insert_one_of_many (self, collection, id, element, error)))
            return FALSE;
        }
    }
  return TRUE;
}

/* 1:N: the lookup back is part of the row; N:N: a pair follows it. */
static void
set_parent (Graph *self)
{
  const HeraldEmulatorCollection *parent = self->row->parent;

  if (parent != NULL && parent->column != NULL)
    herald_emulator_record_set_lookup (self->record, parent->column->name,
                                       parent->origin->logical_name, self->row->parent_id);
}

static gboolean
pair_with_parent (Graph *self, const char *id, GError **error)
{
  const HeraldEmulatorCollection *parent = self->row->parent;

  return parent == NULL || parent->intersect == NULL ||
         herald_emulator_links_add (self->dataverse, parent, self->row->parent_id, id,
                                    self->row->user_id, error);
}

/**
 * herald_emulator_graph_insert:
 * @dataverse: the emulated Dataverse
 * @row: what is known of the new row
 * @body: its members, perhaps with rows in them; the parser has bounded how deep
 * @id: (out) (optional) (transfer full): the new row's id
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether all were written; the caller's step has to be rolled back when not
 */
gboolean
herald_emulator_graph_insert (HeraldEmulatorDataverse    *dataverse,
                              const HeraldEmulatorNewRow *row,
                              JsonObject                 *body,
                              char                      **id,
                              GError                    **error)
{
  g_auto (Graph) graph = { .dataverse = dataverse, .row = row };
  g_autofree char *new_id = NULL;

  split (&graph, body);
  graph.record = herald_emulator_payload_read_object (dataverse, row->table, graph.plain, error);
  if (graph.record == NULL || !set_keys (&graph, error))
    return FALSE;
  set_parent (&graph);
  if (!insert_singles (&graph, error) ||
      !herald_emulator_record_insert (graph.record, row->user_id, &new_id, error) ||
      !insert_many (&graph, new_id, error) || !pair_with_parent (&graph, new_id, error))
    return FALSE;
  if (id != NULL)
    *id = g_steal_pointer (&new_id);
  return TRUE;
}
