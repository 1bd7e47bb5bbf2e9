/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the description of the tables, which is compiled in. What a column may hold is decided by
 * this description alone. */
#include "config.h"

#include "emulator/herald-emulator-schema.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-relationship.h"
#include "emulator/herald-emulator-resources.h"

#include <gio/gio.h>
#include <string.h>

#define RESOURCE "/io/github/herald_console/Herald/emulator/schema.json"

struct _HeraldEmulatorSchema
{
  GObject parent_instance;

  GPtrArray  *tables;     /* (element-type HeraldEmulatorTable) (owned) */
  GHashTable *by_set;     /* (unowned): entity set to table */
  GHashTable *by_logical; /* (unowned): logical name to table */
  GArray     *intersects; /* (element-type HeraldEmulatorIntersect) (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorSchema, herald_emulator_schema, G_TYPE_OBJECT)

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

static void
clear_option (gpointer option)
{
  g_clear_pointer (&((HeraldEmulatorOption *) option)->label, g_free);
}

static void
clear_navigation (gpointer data)
{
  HeraldEmulatorNavigation *navigation = data;

  g_clear_pointer (&navigation->target, g_free);
  g_clear_pointer (&navigation->name, g_free);
  g_clear_pointer (&navigation->relationship, g_free);
}

static void
clear_alternate_key (gpointer data)
{
  HeraldEmulatorAlternateKey *key = data;

  g_clear_pointer (&key->name, g_free);
  g_clear_pointer (&key->columns, g_strfreev);
}

static void
column_free (gpointer data)
{
  HeraldEmulatorColumn *column = data;

  g_clear_pointer (&column->name, g_free);
  g_clear_pointer (&column->public_name, g_free);
  g_clear_pointer (&column->schema_name, g_free);
  g_clear_pointer (&column->label, g_free);
  g_clear_pointer (&column->format, g_free);
  g_clear_pointer (&column->options, g_array_unref);
  g_clear_pointer (&column->navigations, g_array_unref);
  g_clear_pointer (&column->computed_from, g_strfreev);
  g_free (column);
}

static void
table_free (gpointer data)
{
  HeraldEmulatorTable *table = data;

  g_clear_pointer (&table->logical_name, g_free);
  g_clear_pointer (&table->entity_set, g_free);
  g_clear_pointer (&table->schema_name, g_free);
  g_clear_pointer (&table->label, g_free);
  g_clear_pointer (&table->collection_label, g_free);
  g_clear_pointer (&table->primary_key, g_free);
  g_clear_pointer (&table->primary_name, g_free);
  g_clear_pointer (&table->sql_name, g_free);
  g_clear_pointer (&table->privilege_name, g_free);
  g_clear_pointer (&table->by_name, g_hash_table_unref);
  g_clear_pointer (&table->by_public_name, g_hash_table_unref);
  g_clear_pointer (&table->columns, g_ptr_array_unref);
  g_clear_pointer (&table->alternate_keys, g_array_unref);
  g_clear_pointer (&table->collections, g_array_unref);
  g_free (table);
}

static char *
dup_member (JsonObject *object, const char *name)
{
  return g_strdup (json_object_get_string_member_with_default (object, name, NULL));
}

static gboolean
get_flag (JsonObject *object, const char *name)
{
  return json_object_get_boolean_member_with_default (object, name, FALSE);
}

static GStrv
dup_strings (JsonObject *object, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (!json_object_has_member (object, name))
    return NULL;
  array = json_object_get_array_member (object, name);
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_strv_builder_add (builder, json_array_get_string_element (array, i));
  return g_strv_builder_end (builder);
}

static void
read_options (HeraldEmulatorColumn *column, JsonObject *object)
{
  JsonArray *array;

  column->options = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorOption));
  g_array_set_clear_func (column->options, clear_option);
  if (!json_object_has_member (object, "options"))
    return;
  array = json_object_get_array_member (object, "options");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject          *member = json_array_get_object_element (array, i);
      HeraldEmulatorOption option = {
        .value = json_object_get_int_member (member, "value"),
        .label = dup_member (member, "label"),
        .state = json_object_get_int_member_with_default (member, "state", 0),
      };

      g_array_append_val (column->options, option);
    }
}

/* One name for all targets, or an object with a name for each. */
static char *
dup_name_for (JsonNode *names, const char *target)
{
  if (names == NULL)
    return NULL;
  return JSON_NODE_HOLDS_OBJECT (names) ? dup_member (json_node_get_object (names), target)
                                        : g_strdup (json_node_get_string (names));
}

static void
read_navigations (HeraldEmulatorColumn *column, JsonObject *object)
{
  JsonNode *names = json_object_get_member (object, "navigation");
  JsonNode *relationships = json_object_get_member (object, "relationship");
  g_auto (GStrv) targets = dup_strings (object, "targets");

  column->navigations = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorNavigation));
  g_array_set_clear_func (column->navigations, clear_navigation);
  for (gsize i = 0; targets != NULL && targets[i] != NULL; i++)
    {
      HeraldEmulatorNavigation navigation = {
        .target = g_strdup (targets[i]),
        .name = dup_name_for (names, targets[i]),
        .relationship = dup_name_for (relationships, targets[i]),
      };

      g_array_append_val (column->navigations, navigation);
    }
}

static gboolean
read_type (HeraldEmulatorColumn *column, JsonObject *object)
{
  const char *name = json_object_get_string_member_with_default (object, "type", "");

  for (gsize i = 0; i < G_N_ELEMENTS (column_types); i++)
    if (strcmp (column_types[i].name, name) == 0)
      {
        column->type = column_types[i].type;
        return TRUE;
      }
  return FALSE;
}

static void
read_default (HeraldEmulatorColumn *column, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "default");

  if (node == NULL)
    return;
  column->has_default = TRUE;
  column->default_value = json_node_get_value_type (node) == G_TYPE_BOOLEAN
                            ? json_node_get_boolean (node)
                            : json_node_get_int (node);
}

static gboolean
add_column (HeraldEmulatorTable *table, JsonObject *object)
{
  HeraldEmulatorColumn *column = g_new0 (HeraldEmulatorColumn, 1);

  g_ptr_array_add (table->columns, column);
  column->name = dup_member (object, "name");
  if (column->name == NULL || !read_type (column, object))
    return FALSE;
  column->public_name = column->type == HERALD_EMULATOR_COLUMN_LOOKUP
                          ? g_strdup_printf ("_%s_value", column->name)
                          : g_strdup (column->name);
  column->schema_name =
    g_strdup (json_object_get_string_member_with_default (object, "schemaName", column->name));
  column->label = dup_member (object, "label");
  column->format = dup_member (object, "format");
  column->number = table->columns->len;
  column->length = json_object_get_int_member_with_default (object, "length", 0);
  column->lowest = json_object_get_int_member_with_default (object, "min", G_MININT32);
  column->highest = json_object_get_int_member_with_default (object, "max", G_MAXINT32);
  column->required = get_flag (object, "required");
  column->recommended = get_flag (object, "recommended");
  column->read_only = get_flag (object, "readOnly");
  column->secured = get_flag (object, "secured");
  column->indexed = get_flag (object, "indexed");
  column->hierarchical = get_flag (object, "hierarchical");
  column->computed_from = dup_strings (object, "computedFrom");
  read_default (column, object);
  read_options (column, object);
  read_navigations (column, object);
  g_hash_table_insert (table->by_name, column->name, column);
  g_hash_table_insert (table->by_public_name, column->public_name, column);
  return TRUE;
}

static gboolean
add_columns (HeraldEmulatorTable *table, JsonArray *columns)
{
  for (guint i = 0; i < json_array_get_length (columns); i++)
    if (!add_column (table, json_array_get_object_element (columns, i)))
      return FALSE;
  return TRUE;
}

static void
read_alternate_keys (HeraldEmulatorTable *table, JsonObject *object)
{
  JsonArray *array;

  table->alternate_keys = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorAlternateKey));
  g_array_set_clear_func (table->alternate_keys, clear_alternate_key);
  if (!json_object_has_member (object, "alternateKeys"))
    return;
  array = json_object_get_array_member (object, "alternateKeys");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject                *member = json_array_get_object_element (array, i);
      HeraldEmulatorAlternateKey key = { .name = dup_member (member, "name"),
                                         .columns = dup_strings (member, "columns") };

      g_array_append_val (table->alternate_keys, key);
    }
}

static HeraldEmulatorOwnership
read_ownership (JsonObject *object)
{
  static const char *const names[] = {
    [HERALD_EMULATOR_OWNED_BY_NOBODY] = "none",
    [HERALD_EMULATOR_OWNED_BY_USER] = "user",
    [HERALD_EMULATOR_OWNED_BY_UNIT] = "business",
    [HERALD_EMULATOR_OWNED_BY_ORGANIZATION] = "organization",
  };

  const char *name = json_object_get_string_member_with_default (object, "ownership", "none");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return (HeraldEmulatorOwnership) i;
  return HERALD_EMULATOR_OWNED_BY_NOBODY;
}

static void
read_table (HeraldEmulatorTable *table, JsonObject *object)
{
  const char *kind = json_object_get_string_member_with_default (object, "kind", "");

  table->logical_name = dup_member (object, "logicalName");
  table->entity_set = dup_member (object, "entitySet");
  table->schema_name = dup_member (object, "schemaName");
  table->label = dup_member (object, "label");
  table->collection_label = dup_member (object, "collectionLabel");
  table->object_type_code = json_object_get_int_member (object, "objectTypeCode");
  table->primary_key = dup_member (object, "primaryKey");
  table->primary_name = dup_member (object, "primaryName");
  table->sql_name = g_strconcat ("dv_", table->logical_name, NULL);
  table->privilege_name = g_strdup (
    json_object_get_string_member_with_default (object, "privilegeName", table->schema_name));
  table->ownership = read_ownership (object);
  table->user_owned = table->ownership == HERALD_EMULATOR_OWNED_BY_USER;
  table->elastic = strcmp (kind, "elastic") == 0;
  table->intersect = strcmp (kind, "intersect") == 0;
  table->solution_aware = get_flag (object, "solutionAware");
  read_alternate_keys (table, object);
}

/* The columns that the service adds to every table of a kind. */
static gboolean
add_common_columns (HeraldEmulatorTable *table, JsonObject *common)
{
  const struct
  {
    const char *name;
    gboolean    wanted;
  } groups[] = {
    { "solution", table->solution_aware },
    { "audit", !table->intersect },
    { "version", TRUE },
    { "owner", table->user_owned },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (groups[i].wanted &&
        !add_columns (table, json_object_get_array_member (common, groups[i].name)))
      return FALSE;
  return TRUE;
}

static gboolean
add_table (HeraldEmulatorSchema *self, JsonObject *object, JsonObject *common)
{
  HeraldEmulatorTable *table = g_new0 (HeraldEmulatorTable, 1);

  g_ptr_array_add (self->tables, table);
  table->columns = g_ptr_array_new_with_free_func (column_free);
  table->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  table->by_public_name = g_hash_table_new (g_str_hash, g_str_equal);
  table->collections = g_array_new (FALSE, FALSE, sizeof (HeraldEmulatorCollection));
  read_table (table, object);
  if (!add_columns (table, json_object_get_array_member (object, "columns")) ||
      !add_common_columns (table, common))
    return FALSE;
  g_hash_table_insert (self->by_set, table->entity_set, table);
  g_hash_table_insert (self->by_logical, table->logical_name, table);
  return TRUE;
}

static void
herald_emulator_schema_finalize (GObject *object)
{
  HeraldEmulatorSchema *self = HERALD_EMULATOR_SCHEMA (object);

  g_clear_pointer (&self->by_set, g_hash_table_unref);
  g_clear_pointer (&self->by_logical, g_hash_table_unref);
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_clear_pointer (&self->intersects, g_array_unref);
  G_OBJECT_CLASS (herald_emulator_schema_parent_class)->finalize (object);
}

static void
herald_emulator_schema_class_init (HeraldEmulatorSchemaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_schema_finalize;
}

static void
herald_emulator_schema_init (HeraldEmulatorSchema *self)
{
  self->tables = g_ptr_array_new_with_free_func (table_free);
  self->by_set = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_logical = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * herald_emulator_schema_load:
 *
 * **Errors:** INVALID when the description is wrong, which a test finds. **Thread:** any.
 *
 * Returns: (transfer full): the tables
 */
HeraldEmulatorSchema *
herald_emulator_schema_load (GError **error)
{
  g_autoptr (HeraldEmulatorSchema) self = g_object_new (HERALD_TYPE_EMULATOR_SCHEMA, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (herald_emulator_get_resource (), RESOURCE,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (JsonObject) root = bytes != NULL ? herald_json_parse_object (bytes, error) : NULL;
  JsonArray *tables;

  if (root == NULL)
    return NULL;
  tables = json_object_get_array_member (root, "tables");
  for (guint i = 0; i < json_array_get_length (tables); i++)
    if (!add_table (self, json_array_get_object_element (tables, i),
                    json_object_get_object_member (root, "common")))
      {
        g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                     "Table %u of the emulator's schema is wrong", i);
        return NULL;
      }
  self->intersects = herald_emulator_relationships_link (self, root, error);
  return self->intersects != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * herald_emulator_schema_get_tables:
 * @self: the schema
 *
 * Returns: (transfer none) (element-type HeraldEmulatorTable): all tables
 */
GPtrArray *
herald_emulator_schema_get_tables (HeraldEmulatorSchema *self)
{
  return self->tables;
}

/**
 * herald_emulator_schema_get_intersects:
 * @self: the schema
 *
 * Returns: (transfer none) (element-type HeraldEmulatorIntersect): the N:N relationships
 */
GArray *
herald_emulator_schema_get_intersects (HeraldEmulatorSchema *self)
{
  return self->intersects;
}

/**
 * herald_emulator_schema_find_set:
 * @self: the schema
 * @entity_set: a name such as “contacts”; case counts
 *
 * Returns: (transfer none) (nullable): its table
 */
const HeraldEmulatorTable *
herald_emulator_schema_find_set (HeraldEmulatorSchema *self, const char *entity_set)
{
  return g_hash_table_lookup (self->by_set, entity_set);
}

/**
 * herald_emulator_schema_find_table:
 * @self: the schema
 * @logical_name: a name such as “contact”
 *
 * Returns: (transfer none) (nullable): the table
 */
const HeraldEmulatorTable *
herald_emulator_schema_find_table (HeraldEmulatorSchema *self, const char *logical_name)
{
  return g_hash_table_lookup (self->by_logical, logical_name);
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
