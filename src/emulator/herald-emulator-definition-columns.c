/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions of columns, whole or as what they are cast to. */
#include "config.h"

#include "emulator/herald-emulator-definition-columns.h"

#include "emulator/herald-emulator-metadata.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define ID HERALD_EMULATOR_DEFINITION_ID

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
        return herald_emulator_definitions_refuse_property (expand->name,
                                                            cast != NULL
                                                              ? cast
                                                              : HERALD_EMULATOR_ATTRIBUTE_METADATA,
                                                            error);
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

/**
 * herald_emulator_definition_columns_add:
 * @schema: the tables
 * @table: a table
 * @cast: (nullable): the kind of columns that is wanted
 * @query: what is wanted of each
 * @array: gets the definitions
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether the query fits columns
 */
gboolean
herald_emulator_definition_columns_add (HeraldEmulatorSchema          *schema,
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

static const HeraldEmulatorColumn *
find_column (HeraldEmulatorDefinitions *self, const char *key)
{
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->table->columns, i);
      g_autoptr (JsonObject) whole =
        herald_emulator_metadata_build_column (self->table, column, FALSE);

      if (herald_emulator_definitions_is_meant (key, "LogicalName", whole))
        return column;
    }
  return NULL;
}

static gboolean
read_option_set (HeraldEmulatorDefinitions  *self,
                 const HeraldEmulatorColumn *column,
                 GError                    **error)
{
  g_autoptr (JsonObject) set = herald_emulator_metadata_build_option_set (self->table, column);
  g_autoptr (JsonObject) object = NULL;

  if (!herald_emulator_definitions_refuse_filter (self, error) ||
      !herald_emulator_json_query_check (self->query, set, HERALD_EMULATOR_CRM "OptionSetMetadata",
                                         error))
    return FALSE;
  object = herald_emulator_json_query_project (self->query, set, ID);
  g_string_append_printf (self->context, "('%s')/%s/OptionSet", column->name, self->cast);
  herald_emulator_definitions_append_shape (self->query, self->context);
  g_string_append (self->context, "/$entity");
  return herald_emulator_definitions_respond (self, object);
}

/**
 * herald_emulator_definition_columns_read:
 * @self: a request with a table
 * @key: which column
 * @rest: the path behind it, without the cast
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW, #HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
 * #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_definition_columns_read (HeraldEmulatorDefinitions *self,
                                         const char                *key,
                                         const char                *rest,
                                         GError                   **error)
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
    return herald_emulator_definitions_refuse_segment (rest, error);
  if (!herald_emulator_definitions_refuse_filter (self, error) ||
      !herald_emulator_json_query_check (self->query, sample, HERALD_EMULATOR_ATTRIBUTE_METADATA,
                                         error))
    return FALSE;
  object = build_column (self->table, column, self->cast, self->query, error);
  if (object == NULL)
    return FALSE;
  if (self->cast != NULL)
    g_string_append_printf (self->context, "/" HERALD_EMULATOR_CRM "%s", self->cast);
  herald_emulator_definitions_append_shape (self->query, self->context);
  g_string_append (self->context, "/$entity");
  return herald_emulator_definitions_respond (self, object);
}

/**
 * herald_emulator_definition_columns_take_cast:
 * @self: a request; gets the cast
 * @rest: (inout): the path; “Microsoft.Dynamics.CRM.…AttributeMetadata” is taken off its front
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_SEGMENT when columns cannot be cast to that.
 *
 * Returns: whether the path may go on
 */
gboolean
herald_emulator_definition_columns_take_cast (HeraldEmulatorDefinitions *self,
                                              const char               **rest,
                                              GError                   **error)
{
  gsize length;

  if (!g_str_has_prefix (*rest, HERALD_EMULATOR_CRM))
    return TRUE;
  length = strcspn (*rest, "/");
  self->cast =
    g_strndup (*rest + strlen (HERALD_EMULATOR_CRM), length - strlen (HERALD_EMULATOR_CRM));
  if (!herald_emulator_metadata_is_kind (self->cast))
    return herald_emulator_definitions_refuse_segment (*rest, error);
  *rest += length;
  if (**rest == '/')
    (*rest)++;
  return TRUE;
}
