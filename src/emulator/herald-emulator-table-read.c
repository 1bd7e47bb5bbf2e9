/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one table with its columns from the description. */
#include "config.h"

#include "emulator/herald-emulator-relationship.h"
#include "emulator/herald-emulator-schema-private.h"

#include <string.h>

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

/**
 * herald_emulator_table_free:
 * @self: (nullable): the table
 */
void
herald_emulator_table_free (HeraldEmulatorTable *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->logical_name, g_free);
  g_clear_pointer (&self->entity_set, g_free);
  g_clear_pointer (&self->schema_name, g_free);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->collection_label, g_free);
  g_clear_pointer (&self->primary_key, g_free);
  g_clear_pointer (&self->primary_name, g_free);
  g_clear_pointer (&self->sql_name, g_free);
  g_clear_pointer (&self->privilege_name, g_free);
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->by_public_name, g_hash_table_unref);
  g_clear_pointer (&self->insert_sql, g_free);
  g_clear_pointer (&self->computed, g_ptr_array_unref);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->alternate_keys, g_array_unref);
  g_clear_pointer (&self->collections, g_array_unref);
  g_free (self);
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
  if (column->name == NULL ||
      !herald_emulator_column_find_type (json_object_get_string_member_with_default (object, "type",
                                                                                     ""),
                                         &column->type))
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
  column->place = table->n_places;
  table->n_places += column->type == HERALD_EMULATOR_COLUMN_LOOKUP ? 2 : 1;
  if (column->computed_from != NULL)
    g_ptr_array_add (table->computed, column);
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

/* Every column has its place, so that there is one statement for all rows of the table. */
static char *
build_insert_sql (const HeraldEmulatorTable *table)
{
  GString *sql = g_string_new (NULL);

  g_string_printf (sql, "INSERT INTO \"%s\" (", table->sql_name);
  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);

      g_string_append_printf (sql, "%s\"%s\"", i > 0 ? ", " : "", column->name);
      if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP)
        g_string_append_printf (sql, ", \"%s_target\"", column->name);
    }
  g_string_append_printf (sql, "%s) VALUES (?", table->elastic ? ", expires_at" : "");
  for (guint i = 1; i < table->n_places; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

/**
 * herald_emulator_table_read:
 * @object: a table of the description
 * @common: the columns that every table of a kind has
 *
 * Returns: (transfer full) (nullable): the table without its relationships; %NULL when a column is
 *   wrong
 */
HeraldEmulatorTable *
herald_emulator_table_read (JsonObject *object, JsonObject *common)
{
  g_autoptr (HeraldEmulatorTable) table = g_new0 (HeraldEmulatorTable, 1);

  table->columns = g_ptr_array_new_with_free_func (column_free);
  table->computed = g_ptr_array_new ();
  table->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  table->by_public_name = g_hash_table_new (g_str_hash, g_str_equal);
  table->collections = g_array_new (FALSE, FALSE, sizeof (HeraldEmulatorCollection));
  read_table (table, object);
  if (!add_columns (table, json_object_get_array_member (object, "columns")) ||
      !add_common_columns (table, common))
    return NULL;
  if (table->elastic)
    table->n_places++;
  table->insert_sql = build_insert_sql (table);
  return g_steal_pointer (&table);
}
