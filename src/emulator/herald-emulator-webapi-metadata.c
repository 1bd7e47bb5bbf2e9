/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EntityDefinitions and what is below them. Source: “Query table definitions using the Web API”,
 * read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-definition-columns.h"
#include "emulator/herald-emulator-definition-relationships.h"
#include "emulator/herald-emulator-metadata.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define ID HERALD_EMULATOR_DEFINITION_ID

typedef enum
{
  ATTRIBUTES,
  KEYS,
  ONE_TO_MANY,
  MANY_TO_ONE,
  MANY_TO_MANY,
  N_COLLECTIONS,
} CollectionKind;

static const struct
{
  const char *name;
  const char *type;
} collections[N_COLLECTIONS] = {
  [ATTRIBUTES] = { "Attributes", HERALD_EMULATOR_ATTRIBUTE_METADATA },
  [KEYS] = { "Keys", HERALD_EMULATOR_CRM "EntityKeyMetadata" },
  [ONE_TO_MANY] = { "OneToManyRelationships", HERALD_EMULATOR_CRM "OneToManyRelationshipMetadata" },
  [MANY_TO_ONE] = { "ManyToOneRelationships", HERALD_EMULATOR_CRM "OneToManyRelationshipMetadata" },
  [MANY_TO_MANY] = { "ManyToManyRelationships",
                     HERALD_EMULATOR_CRM "ManyToManyRelationshipMetadata" },
};

static void
list_keys (const HeraldEmulatorTable *table, GPtrArray *objects)
{
  for (guint i = 0; i < table->alternate_keys->len; i++)
    g_ptr_array_add (objects,
                     herald_emulator_metadata_build_key (table,
                                                         &g_array_index (table->alternate_keys,
                                                                         HeraldEmulatorAlternateKey,
                                                                         i)));
}

static GPtrArray *
list_objects (HeraldEmulatorSchema *schema, const HeraldEmulatorTable *table, CollectionKind kind)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  if (kind == KEYS)
    list_keys (table, objects);
  else if (kind == MANY_TO_ONE)
    herald_emulator_definition_relationships_list_many_to_one (schema, table, objects);
  else
    herald_emulator_definition_relationships_list_collections (table, kind == MANY_TO_MANY,
                                                               objects);
  return objects;
}

/* The first that any table has. */
static JsonObject *
build_sample (HeraldEmulatorSchema *schema, CollectionKind kind)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);

  for (guint i = 0; i < tables->len; i++)
    {
      g_autoptr (GPtrArray) objects = list_objects (schema, g_ptr_array_index (tables, i), kind);

      if (objects->len > 0)
        return json_object_ref (g_ptr_array_index (objects, 0));
    }
  g_assert_not_reached ();
}

static JsonArray *
build_collection (HeraldEmulatorSchema          *schema,
                  const HeraldEmulatorTable     *table,
                  CollectionKind                 kind,
                  const char                    *cast,
                  const HeraldEmulatorJsonQuery *query,
                  GError                       **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (GPtrArray) objects = NULL;
  g_autoptr (JsonObject) sample = NULL;

  if (kind == ATTRIBUTES)
    return herald_emulator_definition_columns_add (schema, table, cast, query, array, error)
             ? g_steal_pointer (&array)
             : NULL;
  sample = build_sample (schema, kind);
  if (!herald_emulator_json_query_check (query, sample, collections[kind].type, error))
    return NULL;
  if (query->expands->len > 0)
    {
      herald_emulator_definitions_refuse_property (((HeraldEmulatorJsonExpand *)
                                                      g_ptr_array_index (query->expands, 0))
                                                     ->name,
                                                   collections[kind].type, error);
      return NULL;
    }
  objects = list_objects (schema, table, kind);
  for (guint i = 0; i < objects->len; i++)
    if (herald_emulator_json_query_matches (query, g_ptr_array_index (objects, i)))
      json_array_add_object_element (array,
                                     herald_emulator_json_query_project (query,
                                                                         g_ptr_array_index (objects,
                                                                                            i),
                                                                         ID));
  return g_steal_pointer (&array);
}

static gboolean
find_collection (const char *name, CollectionKind *kind)
{
  for (guint i = 0; i < N_COLLECTIONS; i++)
    if (strcmp (collections[i].name, name) == 0)
      {
        *kind = (CollectionKind) i;
        return TRUE;
      }
  return FALSE;
}

static JsonObject *
build_table (HeraldEmulatorDefinitions *self,
             const HeraldEmulatorTable *table,
             JsonObject                *whole,
             GError                   **error)
{
  g_autoptr (JsonObject) object = herald_emulator_json_query_project (self->query, whole, ID);

  for (guint i = 0; i < self->query->expands->len; i++)
    {
      const HeraldEmulatorJsonExpand *expand = g_ptr_array_index (self->query->expands, i);
      CollectionKind                  kind;
      JsonArray                      *array;

      if (!find_collection (expand->name, &kind))
        {
          herald_emulator_definitions_refuse_property (expand->name,
                                                       HERALD_EMULATOR_ENTITY_METADATA, error);
          return NULL;
        }
      array = build_collection (self->schema, table, kind, NULL, expand->query, error);
      if (array == NULL)
        return NULL;
      json_object_set_array_member (object, expand->name, array);
    }
  return g_steal_pointer (&object);
}

static gboolean
list_tables (HeraldEmulatorDefinitions *self, GError **error)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (self->schema);
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonObject) sample =
    herald_emulator_metadata_build_table (g_ptr_array_index (tables, 0));

  if (!herald_emulator_json_query_check (self->query, sample, HERALD_EMULATOR_ENTITY_METADATA,
                                         error))
    return FALSE;
  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);
      g_autoptr (JsonObject) whole = herald_emulator_metadata_build_table (table);
      JsonObject *object;

      if (!herald_emulator_json_query_matches (self->query, whole))
        continue;
      object = build_table (self, table, whole, error);
      if (object == NULL)
        return FALSE;
      json_array_add_object_element (array, object);
    }
  herald_emulator_definitions_append_shape (self->query, self->context);
  return herald_emulator_definitions_respond_array (self, g_steal_pointer (&array));
}

static gboolean
read_table (HeraldEmulatorDefinitions *self, GError **error)
{
  g_autoptr (JsonObject) whole = herald_emulator_metadata_build_table (self->table);
  g_autoptr (JsonObject) object = NULL;

  if (!herald_emulator_definitions_refuse_filter (self, error) ||
      !herald_emulator_json_query_check (self->query, whole, HERALD_EMULATOR_ENTITY_METADATA,
                                         error))
    return FALSE;
  object = build_table (self, self->table, whole, error);
  if (object == NULL)
    return FALSE;
  herald_emulator_definitions_append_shape (self->query, self->context);
  g_string_append (self->context, "/$entity");
  return herald_emulator_definitions_respond (self, object);
}

static gboolean
read_collection (HeraldEmulatorDefinitions *self, CollectionKind kind, GError **error)
{
  JsonArray *array =
    build_collection (self->schema, self->table, kind, self->cast, self->query, error);

  if (array == NULL)
    return FALSE;
  if (self->cast != NULL)
    g_string_append_printf (self->context, "/" HERALD_EMULATOR_CRM "%s", self->cast);
  herald_emulator_definitions_append_shape (self->query, self->context);
  return herald_emulator_definitions_respond_array (self, array);
}

/* One property of a table's definition. */
static gboolean
read_property (HeraldEmulatorDefinitions *self, const char *name, GError **error)
{
  g_autoptr (JsonObject) whole = herald_emulator_metadata_build_table (self->table);
  g_autoptr (JsonObject) object = json_object_new ();

  if (!json_object_has_member (whole, name))
    return herald_emulator_definitions_refuse_segment (name, error);
  if (self->query->filter != NULL || self->query->select != NULL)
    return herald_emulator_definitions_refuse_property (name, HERALD_EMULATOR_ENTITY_METADATA,
                                                        error);
  json_object_set_member (object, "value", json_object_dup_member (whole, name));
  g_string_append_printf (self->context, "('%s')/%s", self->table->logical_name, name);
  return herald_emulator_definitions_respond (self, object);
}

/* A key or a relationship of the table. */
static gboolean
read_object (HeraldEmulatorDefinitions *self, CollectionKind kind, const char *key, GError **error)
{
  g_autoptr (GPtrArray) objects = list_objects (self->schema, self->table, kind);
  JsonObject *whole =
    herald_emulator_definitions_find (objects, key, kind == KEYS ? "LogicalName" : "SchemaName",
                                      collections[kind].type, error);
  g_autoptr (JsonObject) object = NULL;

  if (whole == NULL || !herald_emulator_definitions_refuse_filter (self, error) ||
      !herald_emulator_json_query_check (self->query, whole, collections[kind].type, error))
    return FALSE;
  object = herald_emulator_json_query_project (self->query, whole, ID);
  herald_emulator_definitions_append_shape (self->query, self->context);
  g_string_append (self->context, "/$entity");
  return herald_emulator_definitions_respond (self, object);
}

/* What follows “Attributes”, with the key in parentheses if there is one. */
static gboolean
read_members (HeraldEmulatorDefinitions *self,
              CollectionKind             kind,
              const char                *key,
              const char                *rest,
              GError                   **error)
{
  if (kind == ATTRIBUTES && !herald_emulator_definition_columns_take_cast (self, &rest, error))
    return FALSE;
  if (kind == ATTRIBUTES && key != NULL)
    return herald_emulator_definition_columns_read (self, key, rest, error);
  if (*rest != '\0')
    return herald_emulator_definitions_refuse_segment (rest, error);
  return key != NULL ? read_object (self, kind, key, error) : read_collection (self, kind, error);
}

/* What follows “EntityDefinitions(…)/”. */
static gboolean
read_below (HeraldEmulatorDefinitions *self, const char *tail, GError **error)
{
  gsize            length = strcspn (tail, "(/");
  g_autofree char *name = g_strndup (tail, length);
  g_autofree char *key = NULL;
  const char      *rest = tail + length;
  CollectionKind   kind;

  if (!find_collection (name, &kind))
    return *rest == '\0' ? read_property (self, name, error)
                         : herald_emulator_definitions_refuse_segment (tail, error);
  if (*rest == '(')
    {
      const char *end = strchr (rest, ')');

      if (end == NULL)
        return herald_emulator_definitions_refuse_segment (tail, error);
      key = g_strndup (rest + 1, (gsize) (end - rest) - 1);
      rest = end + 1;
    }
  if (*rest == '/')
    rest++;
  g_string_append_printf (self->context, "('%s')/%s", self->table->logical_name, name);
  return read_members (self, kind, key, rest, error);
}

static const HeraldEmulatorTable *
find_table (HeraldEmulatorSchema *schema, const char *key)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);

  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);
      g_autoptr (JsonObject) whole = herald_emulator_metadata_build_table (table);

      if (herald_emulator_definitions_is_meant (key, "LogicalName", whole))
        return table;
    }
  return NULL;
}

/**
 * herald_emulator_webapi_read_definitions:
 * @request: a GET of EntityDefinitions or of what is below
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW, #HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
 * #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_read_definitions (HeraldEmulatorRequest *request, GError **error)
{
  g_auto (HeraldEmulatorDefinitions) self = { .request = NULL };
  g_autofree char *key = NULL;

  if (!herald_emulator_definitions_begin (&self, request, error))
    return FALSE;
  if (!request->has_key)
    return *request->tail == '\0'
             ? list_tables (&self, error)
             : herald_emulator_definitions_refuse_segment (request->tail, error);
  key = herald_emulator_definitions_dup_key (request);
  self.table = find_table (self.schema, key);
  if (self.table == NULL)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
                   "Could not find an entity with specified entity key/name: '%s'.", key);
      return FALSE;
    }
  return *request->tail == '\0' ? read_table (&self, error)
                                : read_below (&self, request->tail, error);
}
