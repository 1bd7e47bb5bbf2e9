/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EntityDefinitions and what is below them. Source: “Query table definitions using the Web API”,
 * read 2026-11. */
#include "config.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-json-query.h"
#include "emulator/herald-emulator-metadata.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define ID "MetadataId"
#define LOGICAL_NAME "LogicalName"

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

/* One request: the table it is about, and the kind that columns are cast to. */
typedef struct
{
  HeraldEmulatorRequest     *request; /* (unowned) */
  HeraldEmulatorSchema      *schema;  /* (unowned) */
  const HeraldEmulatorTable *table;   /* (unowned) (nullable) */
  char                      *cast;  /* (owned) (nullable): such as “StringAttributeMetadata” */
  HeraldEmulatorJsonQuery   *query; /* (owned) */
  GString                   *context; /* (owned): what follows “#” */
} Reader;

static void
reader_clear (Reader *self)
{
  g_clear_pointer (&self->cast, g_free);
  g_clear_pointer (&self->query, herald_emulator_json_query_free);
  if (self->context != NULL)
    g_string_free (g_steal_pointer (&self->context), TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static gboolean
refuse_segment (const char *segment, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", segment);
  return FALSE;
}

static gboolean
refuse_property (const char *name, const char *type, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Could not find a property named '%s' on type '%s'.", name, type);
  return FALSE;
}

static gboolean
is_wanted_kind (const HeraldEmulatorColumn *column, const char *cast)
{
  const char *kind = herald_emulator_metadata_get_kind (column);

  if (cast == NULL || strcmp (kind, cast) == 0)
    return TRUE;
  return strcmp (cast, "EnumAttributeMetadata") == 0 &&
         (column->type == HERALD_EMULATOR_COLUMN_CHOICE ||
          column->type == HERALD_EMULATOR_COLUMN_STATE ||
          column->type == HERALD_EMULATOR_COLUMN_STATUS);
}

static gboolean
has_option_set (const char *cast)
{
  static const char *const kinds[] = { "PicklistAttributeMetadata", "StateAttributeMetadata",
                                       "StatusAttributeMetadata",   "BooleanAttributeMetadata",
                                       "EnumAttributeMetadata",     NULL };

  return cast != NULL && g_strv_contains (kinds, cast);
}

/* Adds OptionSet, or GlobalOptionSet, which no column of the emulator uses. */
static gboolean
expand_option_set (const HeraldEmulatorTable      *table,
                   const HeraldEmulatorColumn     *column,
                   const HeraldEmulatorJsonExpand *expand,
                   JsonObject                     *target,
                   GError                        **error)
{
  g_autoptr (JsonObject) set = herald_emulator_metadata_build_option_set (table, column);

  if (!herald_emulator_json_query_check (expand->query, set,
                                         HERALD_EMULATOR_CRM "OptionSetMetadata", error))
    return FALSE;
  /* Options stand in $select although they are no single value. */
  if (strcmp (expand->name, "OptionSet") == 0)
    json_object_set_object_member (target, expand->name,
                                   herald_emulator_json_query_project (expand->query, set, ID));
  else
    json_object_set_null_member (target, expand->name);
  return TRUE;
}

static gboolean
expand_column (const HeraldEmulatorTable     *table,
               const HeraldEmulatorColumn    *column,
               const char                    *cast,
               const HeraldEmulatorJsonQuery *query,
               JsonObject                    *target,
               GError                       **error)
{
  static const char *const names[] = { "OptionSet", "GlobalOptionSet", NULL };

  for (guint i = 0; i < query->expands->len; i++)
    {
      const HeraldEmulatorJsonExpand *expand = g_ptr_array_index (query->expands, i);

      if (!has_option_set (cast) || !g_strv_contains (names, expand->name))
        return refuse_property (expand->name,
                                cast != NULL ? cast : HERALD_EMULATOR_ATTRIBUTE_METADATA, error);
      if (!expand_option_set (table, column, expand, target, error))
        return FALSE;
    }
  return TRUE;
}

/* What a column's definition may be asked for; without a cast only what all have. */
static JsonObject *
build_column_sample (HeraldEmulatorSchema *schema, const char *cast)
{
  GPtrArray                 *tables = herald_emulator_schema_get_tables (schema);
  const HeraldEmulatorTable *first = g_ptr_array_index (tables, 0);

  for (guint i = 0; cast != NULL && i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);

      for (guint j = 0; j < table->columns->len; j++)
        if (is_wanted_kind (g_ptr_array_index (table->columns, j), cast))
          return herald_emulator_metadata_build_column (table,
                                                        g_ptr_array_index (table->columns, j),
                                                        TRUE);
    }
  return herald_emulator_metadata_build_column (first, g_ptr_array_index (first->columns, 0),
                                                FALSE);
}

static JsonObject *
build_column (const HeraldEmulatorTable     *table,
              const HeraldEmulatorColumn    *column,
              const char                    *cast,
              const HeraldEmulatorJsonQuery *query,
              GError                       **error)
{
  g_autoptr (JsonObject) whole = herald_emulator_metadata_build_column (table, column, TRUE);
  g_autoptr (JsonObject) object = herald_emulator_json_query_project (query, whole, ID);

  if (cast != NULL && strcmp (cast, "EnumAttributeMetadata") != 0)
    json_object_remove_member (object, "@odata.type");
  return expand_column (table, column, cast, query, object, error) ? g_steal_pointer (&object)
                                                                   : NULL;
}

static gboolean
add_columns (HeraldEmulatorSchema          *schema,
             const HeraldEmulatorTable     *table,
             const char                    *cast,
             const HeraldEmulatorJsonQuery *query,
             JsonArray                     *array,
             GError                       **error)
{
  g_autoptr (JsonObject) sample = build_column_sample (schema, cast);

  if (!herald_emulator_json_query_check (query, sample, HERALD_EMULATOR_ATTRIBUTE_METADATA, error))
    return FALSE;
  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);
      g_autoptr (JsonObject) whole = NULL;
      JsonObject *object;

      if (!is_wanted_kind (column, cast))
        continue;
      whole = herald_emulator_metadata_build_column (table, column, TRUE);
      if (!herald_emulator_json_query_matches (query, whole))
        continue;
      object = build_column (table, column, cast, query, error);
      if (object == NULL)
        return FALSE;
      json_array_add_object_element (array, object);
    }
  return TRUE;
}

/* Ways of one property, as “ownerid”, are one relationship to a principal. */
static gboolean
is_shared (const HeraldEmulatorColumn *column)
{
  return column->navigations->len > 1 &&
         strcmp (g_array_index (column->navigations, HeraldEmulatorNavigation, 0).name,
                 g_array_index (column->navigations, HeraldEmulatorNavigation, 1).name) == 0;
}

static void
list_many_to_one (HeraldEmulatorSchema      *schema,
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

static void
list_collections (const HeraldEmulatorTable *table, CollectionKind kind, GPtrArray *objects)
{
  for (guint i = 0; i < table->collections->len; i++)
    {
      const HeraldEmulatorCollection *collection =
        &g_array_index (table->collections, HeraldEmulatorCollection, i);

      if (kind == MANY_TO_MANY && collection->intersect != NULL)
        g_ptr_array_add (objects,
                         herald_emulator_metadata_build_many_to_many (collection->intersect));
      else if (kind == ONE_TO_MANY && collection->column != NULL)
        g_ptr_array_add (objects,
                         herald_emulator_metadata_build_one_to_many (collection->table,
                                                                     collection->column,
                                                                     find_way (collection->column,
                                                                               collection->partner),
                                                                     table));
    }
}

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
    list_many_to_one (schema, table, objects);
  else
    list_collections (table, kind, objects);
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
    return add_columns (schema, table, cast, query, array, error) ? g_steal_pointer (&array) : NULL;
  sample = build_sample (schema, kind);
  if (!herald_emulator_json_query_check (query, sample, collections[kind].type, error))
    return NULL;
  if (query->expands->len > 0)
    {
      refuse_property (((HeraldEmulatorJsonExpand *) g_ptr_array_index (query->expands, 0))->name,
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
build_table (Reader *self, const HeraldEmulatorTable *table, JsonObject *whole, GError **error)
{
  g_autoptr (JsonObject) object = herald_emulator_json_query_project (self->query, whole, ID);

  for (guint i = 0; i < self->query->expands->len; i++)
    {
      const HeraldEmulatorJsonExpand *expand = g_ptr_array_index (self->query->expands, i);
      CollectionKind                  kind;
      JsonArray                      *array;

      if (!find_collection (expand->name, &kind))
        {
          refuse_property (expand->name, HERALD_EMULATOR_ENTITY_METADATA, error);
          return NULL;
        }
      array = build_collection (self->schema, table, kind, NULL, expand->query, error);
      if (array == NULL)
        return NULL;
      json_object_set_array_member (object, expand->name, array);
    }
  return g_steal_pointer (&object);
}

/* “(LogicalName,OptionSet(Options))” after what the context names. */
static void
append_shape (const HeraldEmulatorJsonQuery *query, GString *context)
{
  const char *separator = "(";

  if (query->select == NULL && query->expands->len == 0)
    return;
  for (guint i = 0; query->select != NULL && i < query->select->len; i++)
    {
      g_string_append_printf (context, "%s%s", separator,
                              (const char *) g_ptr_array_index (query->select, i));
      separator = ",";
    }
  for (guint i = 0; i < query->expands->len; i++)
    {
      const HeraldEmulatorJsonExpand *expand = g_ptr_array_index (query->expands, i);

      g_string_append_printf (context, "%s%s", separator, expand->name);
      if (expand->query->select == NULL)
        g_string_append (context, "()");
      append_shape (expand->query, context);
      separator = ",";
    }
  g_string_append_c (context, ')');
}

/* Answers with the members of @object behind the context. */
static gboolean
respond (Reader *self, JsonObject *object)
{
  JsonObject      *answer = json_object_new ();
  g_autofree char *context =
    g_strdup_printf ("%s$metadata#%s", self->request->base, self->context->str);
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_set_string_member (answer, "@odata.context", context);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (answer, name, json_node_copy (node));
  herald_emulator_request_respond (self->request, 200, answer);
  return TRUE;
}

static gboolean
respond_array (Reader *self, JsonArray *array)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_array_member (object, "value", array);
  return respond (self, object);
}

static gboolean
list_tables (Reader *self, GError **error)
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
  append_shape (self->query, self->context);
  return respond_array (self, g_steal_pointer (&array));
}

static gboolean
refuse_filter (Reader *self, GError **error)
{
  if (self->query->filter == NULL)
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "$filter can only be applied to a collection.");
  return FALSE;
}

static gboolean
read_table (Reader *self, GError **error)
{
  g_autoptr (JsonObject) whole = herald_emulator_metadata_build_table (self->table);
  g_autoptr (JsonObject) object = NULL;

  if (!refuse_filter (self, error) ||
      !herald_emulator_json_query_check (self->query, whole, HERALD_EMULATOR_ENTITY_METADATA,
                                         error))
    return FALSE;
  object = build_table (self, self->table, whole, error);
  if (object == NULL)
    return FALSE;
  append_shape (self->query, self->context);
  g_string_append (self->context, "/$entity");
  return respond (self, object);
}

/* Whether a key such as “LogicalName='x'” or an id means this definition. */
static gboolean
is_meant (const char *key, const char *logical_name, const char *kind, const char *full_name)
{
  g_autoptr (JsonObject) holder = json_object_new ();
  g_autofree char *by_name = g_strdup_printf (LOGICAL_NAME "='%s'", logical_name);

  if (strcmp (key, by_name) == 0)
    return TRUE;
  if (!herald_guid_is_valid (key))
    return FALSE;
  herald_emulator_metadata_add_id (holder, kind, full_name);
  return g_ascii_strcasecmp (key, json_object_get_string_member (holder, ID)) == 0;
}

static const HeraldEmulatorColumn *
find_column (Reader *self, const char *key)
{
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->table->columns, i);
      g_autofree char *full = g_strconcat (self->table->logical_name, ".", column->name, NULL);

      if (is_meant (key, column->name, "column", full))
        return column;
    }
  return NULL;
}

static gboolean
read_option_set (Reader *self, const HeraldEmulatorColumn *column, GError **error)
{
  g_autoptr (JsonObject) set = herald_emulator_metadata_build_option_set (self->table, column);
  g_autoptr (JsonObject) object = NULL;

  if (!refuse_filter (self, error) ||
      !herald_emulator_json_query_check (self->query, set, HERALD_EMULATOR_CRM "OptionSetMetadata",
                                         error))
    return FALSE;
  object = herald_emulator_json_query_project (self->query, set, ID);
  g_string_append_printf (self->context, "('%s')/%s/OptionSet", column->name, self->cast);
  append_shape (self->query, self->context);
  g_string_append (self->context, "/$entity");
  return respond (self, object);
}

static gboolean
read_column (Reader *self, const char *key, const char *rest, GError **error)
{
  const HeraldEmulatorColumn *column = find_column (self, key);
  g_autoptr (JsonObject) sample = build_column_sample (self->schema, self->cast);
  g_autoptr (JsonObject) object = NULL;

  if (column == NULL || !is_wanted_kind (column, self->cast))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
                   "Could not find an attribute with specified name: '%s' in entity '%s'.", key,
                   self->table->logical_name);
      return FALSE;
    }
  if (strcmp (rest, "OptionSet") == 0 && has_option_set (self->cast))
    return read_option_set (self, column, error);
  if (*rest != '\0')
    return refuse_segment (rest, error);
  if (!refuse_filter (self, error) ||
      !herald_emulator_json_query_check (self->query, sample, HERALD_EMULATOR_ATTRIBUTE_METADATA,
                                         error))
    return FALSE;
  object = build_column (self->table, column, self->cast, self->query, error);
  if (object == NULL)
    return FALSE;
  if (self->cast != NULL)
    g_string_append_printf (self->context, "/" HERALD_EMULATOR_CRM "%s", self->cast);
  append_shape (self->query, self->context);
  g_string_append (self->context, "/$entity");
  return respond (self, object);
}

/* Takes “/Microsoft.Dynamics.CRM.…AttributeMetadata” off the front of what is left of the path. */
static gboolean
take_cast (Reader *self, const char **rest, GError **error)
{
  gsize length;

  if (!g_str_has_prefix (*rest, HERALD_EMULATOR_CRM))
    return TRUE;
  length = strcspn (*rest, "/");
  self->cast =
    g_strndup (*rest + strlen (HERALD_EMULATOR_CRM), length - strlen (HERALD_EMULATOR_CRM));
  if (!herald_emulator_metadata_is_kind (self->cast))
    return refuse_segment (*rest, error);
  *rest += length;
  if (**rest == '/')
    (*rest)++;
  return TRUE;
}

static gboolean
read_collection (Reader *self, CollectionKind kind, GError **error)
{
  JsonArray *array =
    build_collection (self->schema, self->table, kind, self->cast, self->query, error);

  if (array == NULL)
    return FALSE;
  if (self->cast != NULL)
    g_string_append_printf (self->context, "/" HERALD_EMULATOR_CRM "%s", self->cast);
  append_shape (self->query, self->context);
  return respond_array (self, array);
}

/* One property of a table's definition. */
static gboolean
read_property (Reader *self, const char *name, GError **error)
{
  g_autoptr (JsonObject) whole = herald_emulator_metadata_build_table (self->table);
  g_autoptr (JsonObject) object = json_object_new ();

  if (!json_object_has_member (whole, name))
    return refuse_segment (name, error);
  if (self->query->filter != NULL || self->query->select != NULL)
    return refuse_property (name, HERALD_EMULATOR_ENTITY_METADATA, error);
  json_object_set_member (object, "value", json_object_dup_member (whole, name));
  g_string_append_printf (self->context, "('%s')/%s", self->table->logical_name, name);
  return respond (self, object);
}

/* What follows “EntityDefinitions(…)/”. */
static gboolean
read_below (Reader *self, const char *tail, GError **error)
{
  gsize            length = strcspn (tail, "(/");
  g_autofree char *name = g_strndup (tail, length);
  g_autofree char *key = NULL;
  const char      *rest = tail + length;
  CollectionKind   kind;

  if (!find_collection (name, &kind))
    return *rest == '\0' ? read_property (self, name, error) : refuse_segment (tail, error);
  if (*rest == '(')
    {
      const char *end = strchr (rest, ')');

      if (end == NULL || kind != ATTRIBUTES)
        return refuse_segment (tail, error);
      key = g_strndup (rest + 1, (gsize) (end - rest) - 1);
      rest = end + 1;
    }
  if (*rest == '/')
    rest++;
  g_string_append_printf (self->context, "('%s')/%s", self->table->logical_name, name);
  if (kind == ATTRIBUTES && !take_cast (self, &rest, error))
    return FALSE;
  if (key != NULL)
    return read_column (self, key, rest, error);
  return *rest == '\0' ? read_collection (self, kind, error) : refuse_segment (rest, error);
}

static const HeraldEmulatorTable *
find_table (HeraldEmulatorSchema *schema, const char *key)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);

  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);

      if (is_meant (key, table->logical_name, "table", table->logical_name))
        return table;
    }
  return NULL;
}

/* The key in the path as is_meant() wants it. */
static char *
dup_key (HeraldEmulatorRequest *request)
{
  const char *name, *value;

  if (request->keys->len != 2)
    return g_strdup ("");
  name = g_ptr_array_index (request->keys, 0);
  value = g_ptr_array_index (request->keys, 1);
  return *name == '\0' || strcmp (name, ID) == 0 ? g_strdup (value)
                                                 : g_strdup_printf ("%s='%s'", name, value);
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
  g_auto (Reader) self = { .request = request };
  g_autofree char *key = NULL;

  self.schema = herald_emulator_dataverse_get_schema (request->dataverse);
  self.context = g_string_new ("EntityDefinitions");
  self.query =
    herald_emulator_json_query_parse (herald_emulator_call_get_query (request->call), error);
  if (self.query == NULL)
    return FALSE;
  if (!request->has_key)
    return *request->tail == '\0' ? list_tables (&self, error)
                                  : refuse_segment (request->tail, error);
  key = dup_key (request);
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
