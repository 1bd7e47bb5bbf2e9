/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The query functions of Dataverse that a $filter may use, as SQL. Source: “Web API Query Function
 * Reference”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-filter-private.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define MOST_VALUES 2000 /* of one list */

/**
 * herald_emulator_filter_refuse_column:
 * @call: a call with a property that its function cannot take
 * @needed: what it can take
 * @error: gets the refusal
 *
 * Returns: %FALSE
 */
gboolean
herald_emulator_filter_refuse_column (const HeraldEmulatorFilterCall *call,
                                      const char                     *needed,
                                      GError                        **error)
{
  return herald_emulator_refuse_query (error,
                                       "The function '" HERALD_EMULATOR_FUNCTION_PREFIX
                                       "%s' needs a property of type %s; '%s' is of %s.",
                                       call->name, needed, call->column->public_name,
                                       herald_emulator_column_get_edm_type (call->column));
}

static gboolean
is_id (const HeraldEmulatorColumn *column)
{
  return column->type == HERALD_EMULATOR_COLUMN_GUID ||
         column->type == HERALD_EMULATOR_COLUMN_LOOKUP;
}

/* In, NotIn */

static gboolean
append_in (const HeraldEmulatorFilterCall     *call,
           const HeraldEmulatorFilterFunction *function,
           GError                            **error)
{
  GString *sql = call->writer->sql;
  gboolean negated = function->first != 0;

  if (call->values->len == 0)
    return herald_emulator_refuse_query (error,
                                         "The function '" HERALD_EMULATOR_FUNCTION_PREFIX
                                         "%s' needs at least one value.",
                                         call->name);
  g_string_append_printf (sql, "(%s %sIN (", call->property, negated ? "NOT " : "");
  for (guint i = 0; i < call->values->len; i++)
    {
      g_string_append (sql, i > 0 ? ", ?" : "?");
      herald_emulator_filter_add_literal (call->writer->values,
                                          &g_array_index (call->values, HeraldEmulatorOperand, i));
    }
  /* As “ne”, it also finds rows without a value. */
  if (negated)
    g_string_append_printf (sql, ") OR %s IS NULL)", call->property);
  else
    g_string_append (sql, "))");
  return TRUE;
}

/* Between, NotBetween */

static gboolean
append_between (const HeraldEmulatorFilterCall     *call,
                const HeraldEmulatorFilterFunction *function,
                GError                            **error)
{
  if (call->values->len != 2)
    return herald_emulator_refuse_query (error,
                                         "The function '" HERALD_EMULATOR_FUNCTION_PREFIX
                                         "%s' needs two values, not %u.",
                                         call->name, call->values->len);
  g_string_append_printf (call->writer->sql, "(%s %sBETWEEN ? AND ?)", call->property,
                          function->first != 0 ? "NOT " : "");
  for (guint i = 0; i < 2; i++)
    herald_emulator_filter_add_literal (call->writer->values,
                                        &g_array_index (call->values, HeraldEmulatorOperand, i));
  return TRUE;
}

/* No table here has a column with several choices, and the service takes no other. */
static gboolean
refuse_contain_values (const HeraldEmulatorFilterCall     *call,
                       const HeraldEmulatorFilterFunction *function,
                       GError                            **error)
{
  return herald_emulator_filter_refuse_column (call, "choices", error);
}

/* EqualUserId, EqualBusinessId, EqualUserTeams and their like */

static gboolean
append_user (const HeraldEmulatorFilterCall     *call,
             const HeraldEmulatorFilterFunction *function,
             GError                            **error)
{
  if (!is_id (call->column))
    return herald_emulator_filter_refuse_column (call, "Edm.Guid", error);
  g_string_append_printf (call->writer->sql, "%s %s ?", call->property,
                          function->first != 0 ? "IS NOT" : "=");
  herald_emulator_values_add_text (call->writer->values, call->writer->context->user_id);
  return TRUE;
}

static gboolean
append_business (const HeraldEmulatorFilterCall     *call,
                 const HeraldEmulatorFilterFunction *function,
                 GError                            **error)
{
  if (!is_id (call->column))
    return herald_emulator_filter_refuse_column (call, "Edm.Guid", error);
  g_string_append_printf (call->writer->sql,
                          "%s %s (SELECT businessunitid FROM dv_systemuser WHERE systemuserid = ?)",
                          call->property, function->first != 0 ? "IS NOT" : "=");
  herald_emulator_values_add_text (call->writer->values, call->writer->context->user_id);
  return TRUE;
}

static gboolean
append_teams (const HeraldEmulatorFilterCall     *call,
              const HeraldEmulatorFilterFunction *function,
              GError                            **error)
{
  if (!is_id (call->column))
    return herald_emulator_filter_refuse_column (call, "Edm.Guid", error);
  g_string_append_printf (call->writer->sql,
                          "(%s IN (SELECT teamid FROM dv_teammembership WHERE systemuserid = ?)",
                          call->property);
  herald_emulator_values_add_text (call->writer->values, call->writer->context->user_id);
  if (function->first != 0)
    {
      g_string_append_printf (call->writer->sql, " OR %s = ?", call->property);
      herald_emulator_values_add_text (call->writer->values, call->writer->context->user_id);
    }
  g_string_append_c (call->writer->sql, ')');
  return TRUE;
}

/* Above, Under and their like: @first is whether the row itself counts, @last whether negated */

static const HeraldEmulatorColumn *
find_hierarchy (const HeraldEmulatorFilterCall *call, GError **error)
{
  for (guint i = 0; i < call->table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (call->table->columns, i);

      if (column->hierarchical && strcmp (call->column->name, call->table->primary_key) == 0)
        return column;
    }
  herald_emulator_refuse_query (error,
                                "The attribute '%s' of the entity '%s' is not part of a "
                                "hierarchical relationship.",
                                call->column->name, call->table->logical_name);
  return NULL;
}

static gboolean
append_under (const HeraldEmulatorFilterCall     *call,
              const HeraldEmulatorFilterFunction *function,
              GError                            **error)
{
  const HeraldEmulatorColumn *parent = find_hierarchy (call, error);
  const char                 *key = call->table->primary_key;

  if (parent == NULL)
    return FALSE;
  g_string_append_printf (call->writer->sql,
                          "%s %sIN (WITH RECURSIVE h (id) AS (SELECT \"%s\" FROM \"%s\" WHERE "
                          "\"%s\" = ? UNION SELECT r.\"%s\" FROM \"%s\" AS r JOIN h ON r.\"%s\" = "
                          "h.id) SELECT id FROM h)",
                          call->property, function->last != 0 ? "NOT " : "", key,
                          call->table->sql_name, function->first != 0 ? key : parent->name, key,
                          call->table->sql_name, parent->name);
  herald_emulator_filter_add_literal (call->writer->values,
                                      &g_array_index (call->values, HeraldEmulatorOperand, 0));
  return TRUE;
}

static gboolean
append_above (const HeraldEmulatorFilterCall     *call,
              const HeraldEmulatorFilterFunction *function,
              GError                            **error)
{
  const HeraldEmulatorColumn *parent = find_hierarchy (call, error);
  const char                 *key = call->table->primary_key;

  if (parent == NULL)
    return FALSE;
  g_string_append_printf (call->writer->sql,
                          "%s IN (WITH RECURSIVE h (id) AS (SELECT \"%s\" FROM \"%s\" WHERE "
                          "\"%s\" = ? UNION SELECT r.\"%s\" FROM \"%s\" AS r JOIN h ON r.\"%s\" = "
                          "h.id) SELECT id FROM h)",
                          call->property, function->first != 0 ? key : parent->name,
                          call->table->sql_name, key, parent->name, call->table->sql_name, key);
  herald_emulator_filter_add_literal (call->writer->values,
                                      &g_array_index (call->values, HeraldEmulatorOperand, 0));
  return TRUE;
}

static const HeraldEmulatorFilterFunction functions[] = {
  { "In", HERALD_EMULATOR_TAKES_VALUES, append_in, 0, 0, 0 },
  { "NotIn", HERALD_EMULATOR_TAKES_VALUES, append_in, 0, 1, 0 },
  { "Between", HERALD_EMULATOR_TAKES_VALUES, append_between, 0, 0, 0 },
  { "NotBetween", HERALD_EMULATOR_TAKES_VALUES, append_between, 0, 1, 0 },
  { "ContainValues", HERALD_EMULATOR_TAKES_VALUES, refuse_contain_values, 0, 0, 0 },
  { "DoesNotContainValues", HERALD_EMULATOR_TAKES_VALUES, refuse_contain_values, 0, 0, 0 },
  { "EqualUserId", HERALD_EMULATOR_TAKES_NOTHING, append_user, 0, 0, 0 },
  { "NotEqualUserId", HERALD_EMULATOR_TAKES_NOTHING, append_user, 0, 1, 0 },
  { "EqualBusinessId", HERALD_EMULATOR_TAKES_NOTHING, append_business, 0, 0, 0 },
  { "NotEqualBusinessId", HERALD_EMULATOR_TAKES_NOTHING, append_business, 0, 1, 0 },
  { "EqualUserTeams", HERALD_EMULATOR_TAKES_NOTHING, append_teams, 0, 0, 0 },
  { "EqualUserOrUserTeams", HERALD_EMULATOR_TAKES_NOTHING, append_teams, 0, 1, 0 },
  { "Under", HERALD_EMULATOR_TAKES_ID, append_under, 0, 0, 0 },
  { "UnderOrEqual", HERALD_EMULATOR_TAKES_ID, append_under, 0, 1, 0 },
  { "NotUnder", HERALD_EMULATOR_TAKES_ID, append_under, 0, 0, 1 },
  { "Above", HERALD_EMULATOR_TAKES_ID, append_above, 0, 0, 0 },
  { "AboveOrEqual", HERALD_EMULATOR_TAKES_ID, append_above, 0, 1, 0 },
};

static const HeraldEmulatorFilterFunction *
find_function (const char *name)
{
  const HeraldEmulatorFilterFunction *function = herald_emulator_filter_find_date_function (name);

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].name, name) == 0)
      return &functions[i];
  return function != NULL ? function : herald_emulator_filter_find_fiscal_function (name);
}

static const HeraldEmulatorOperand *
find_argument (const HeraldEmulatorFilter *filter, const char *name)
{
  for (guint i = 0; i < filter->arguments->len; i++)
    {
      const HeraldEmulatorArgument *argument =
        &g_array_index (filter->arguments, HeraldEmulatorArgument, i);

      if (strcmp (argument->name, name) == 0)
        return &argument->value;
    }
  return NULL;
}

static gboolean
refuse_arguments (const HeraldEmulatorFilter         *filter,
                  const HeraldEmulatorFilterFunction *function,
                  GError                            **error)
{
  static const char *const needed[] = {
    [HERALD_EMULATOR_TAKES_NOTHING] = "PropertyName",
    [HERALD_EMULATOR_TAKES_NUMBER] = "PropertyName and the number PropertyValue",
    [HERALD_EMULATOR_TAKES_TWO_NUMBERS] =
      "PropertyName and the numbers PropertyValue1 and PropertyValue2",
    [HERALD_EMULATOR_TAKES_MOMENT] = "PropertyName and the date PropertyValue",
    [HERALD_EMULATOR_TAKES_ID] = "PropertyName and the GUID PropertyValue",
    [HERALD_EMULATOR_TAKES_VALUES] = "PropertyName and the list of strings PropertyValues",
  };

  return herald_emulator_refuse_query (error,
                                       "Cannot find a suitable overload for function "
                                       "'" HERALD_EMULATOR_FUNCTION_PREFIX
                                       "%s': its parameters are %s.",
                                       filter->name, needed[function->shape]);
}

/* Reads a value that came as text; a text column takes it as it is. */
static gboolean
read_text (const HeraldEmulatorColumn *column, const char *text, HeraldEmulatorOperand *operand)
{
  g_auto (HeraldEmulatorLexer) lexer = { 0 };

  if (column != NULL && herald_emulator_column_is_text (column))
    {
      operand->kind = HERALD_EMULATOR_TOKEN_STRING;
      operand->text = g_strdup (text);
      return TRUE;
    }
  if (!herald_emulator_lexer_init (&lexer, text, NULL))
    return FALSE;
  operand->kind = lexer.kind;
  operand->text = g_strdup (lexer.text);
  operand->number = lexer.number;
  operand->real = lexer.real;
  return herald_emulator_lexer_advance (&lexer, NULL) && lexer.kind == HERALD_EMULATOR_TOKEN_END &&
         (operand->kind != HERALD_EMULATOR_TOKEN_NAME || strcmp (operand->text, "true") == 0 ||
          strcmp (operand->text, "false") == 0);
}

static void
clear_operand (gpointer operand)
{
  herald_emulator_operand_clear (operand);
}

static gboolean
add_value (HeraldEmulatorFilterCall *call, const char *text, GError **error)
{
  HeraldEmulatorOperand  operand = { .text = NULL };
  HeraldEmulatorOperand *added;

  g_array_append_val (call->values, operand);
  added = &g_array_index (call->values, HeraldEmulatorOperand, call->values->len - 1);
  if (read_text (call->column, text, added) &&
      herald_emulator_filter_is_compatible (call->column, added))
    return TRUE;
  return herald_emulator_refuse_query (error, "Expected value of type %s. Invalid value '%s'.",
                                       herald_emulator_column_get_edm_type (call->column), text);
}

/* Quotes of either kind are taken around the strings, as the service does. */
static JsonNode *
parse_list (const char *text, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  char quote = '\0';

  for (; *text != '\0'; text++)
    {
      if (quote == '\0' && (*text == '"' || *text == '\''))
        quote = *text;
      else if (quote != '\0' && *text == quote)
        quote = '\0';
      else if (quote == '\'' && *text == '"')
        g_string_append_c (json, '\\');
      g_string_append_c (json, *text == '\'' && (quote == '\'' || quote == '\0') ? '"' : *text);
      if (quote != '\0' && *text == '\\' && text[1] != '\0')
        g_string_append_c (json, *++text);
    }
  node = herald_json_parse (json->str, (gssize) json->len, NULL);
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return g_steal_pointer (&node);
  herald_emulator_refuse_query (error,
                                "Invalid JSON. A comma character ',' was expected in scope "
                                "'Array'. Every two elements in an array and properties of an "
                                "object must be separated by commas.");
  return NULL;
}

static gboolean
read_list (HeraldEmulatorFilterCall *call, const char *text, GError **error)
{
  g_autoptr (JsonNode) node = parse_list (text, error);
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;

  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) > MOST_VALUES)
    return herald_emulator_refuse_query (error,
                                         "The list of the function "
                                         "'" HERALD_EMULATOR_FUNCTION_PREFIX
                                         "%s' has %u values; %d is the most.",
                                         call->name, json_array_get_length (array), MOST_VALUES);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (json_node_get_value_type (element) != G_TYPE_STRING)
        return herald_emulator_refuse_query (error, "A value of the list PropertyValues is not of "
                                                    "type 'Edm.String'.");
      if (!add_value (call, json_node_get_string (element), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fits_shape (HeraldEmulatorFilterShape shape, const HeraldEmulatorOperand *operand)
{
  if (shape == HERALD_EMULATOR_TAKES_NUMBER || shape == HERALD_EMULATOR_TAKES_TWO_NUMBERS)
    return operand->kind == HERALD_EMULATOR_TOKEN_INTEGER;
  if (shape == HERALD_EMULATOR_TAKES_ID)
    return operand->kind == HERALD_EMULATOR_TOKEN_GUID;
  return operand->kind == HERALD_EMULATOR_TOKEN_DATE ||
         operand->kind == HERALD_EMULATOR_TOKEN_DATETIME;
}

/* A number, date or id; each may also stand in quotes. */
static gboolean
read_single (HeraldEmulatorFilterCall    *call,
             HeraldEmulatorFilterShape    shape,
             const HeraldEmulatorOperand *value)
{
  HeraldEmulatorOperand  operand = { .text = NULL };
  HeraldEmulatorOperand *added;

  g_array_append_val (call->values, operand);
  added = &g_array_index (call->values, HeraldEmulatorOperand, call->values->len - 1);
  return value->kind != HERALD_EMULATOR_TOKEN_ARRAY && read_text (NULL, value->text, added) &&
         fits_shape (shape, added);
}

static gboolean
read_pair (HeraldEmulatorFilterCall           *call,
           const HeraldEmulatorFilter         *filter,
           const HeraldEmulatorFilterFunction *function,
           GError                            **error)
{
  const HeraldEmulatorOperand *first = find_argument (filter, "PropertyValue1");
  const HeraldEmulatorOperand *second = find_argument (filter, "PropertyValue2");

  return (filter->arguments->len == 3 && first != NULL && second != NULL &&
          read_single (call, function->shape, first) &&
          read_single (call, function->shape, second)) ||
         refuse_arguments (filter, function, error);
}

static gboolean
read_values (HeraldEmulatorFilterCall           *call,
             const HeraldEmulatorFilter         *filter,
             const HeraldEmulatorFilterFunction *function,
             GError                            **error)
{
  gboolean                     takes_list = function->shape == HERALD_EMULATOR_TAKES_VALUES;
  const HeraldEmulatorOperand *value =
    find_argument (filter, takes_list ? "PropertyValues" : "PropertyValue");

  if (function->shape == HERALD_EMULATOR_TAKES_NOTHING)
    return filter->arguments->len == 1 || refuse_arguments (filter, function, error);
  if (function->shape == HERALD_EMULATOR_TAKES_TWO_NUMBERS)
    return read_pair (call, filter, function, error);
  if (filter->arguments->len != 2 || value == NULL)
    return refuse_arguments (filter, function, error);
  if (!takes_list)
    return read_single (call, function->shape, value) || refuse_arguments (filter, function, error);
  if (value->kind != HERALD_EMULATOR_TOKEN_ARRAY)
    return refuse_arguments (filter, function, error);
  return read_list (call, value->text, error);
}

/* The property: its name as it is read, or its logical name, as the documentation has it. */
static const HeraldEmulatorColumn *
find_column (const HeraldEmulatorTable *table, const char *name, GError **error)
{
  const HeraldEmulatorColumn *column = herald_emulator_table_find_column (table, name);

  if (column == NULL)
    column = herald_emulator_table_find_public_column (table, name);
  if (column == NULL)
    herald_emulator_path_fail (table, name, error);
  return column;
}

/**
 * herald_emulator_filter_append_query_function:
 * @writer: where to write; its scope has the property
 * @filter: a query function
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_filter_append_query_function (const HeraldEmulatorFilterWriter *writer,
                                              const HeraldEmulatorFilter       *filter,
                                              GError                          **error)
{
  const HeraldEmulatorFilterFunction *function = find_function (filter->name);
  const HeraldEmulatorOperand        *name = find_argument (filter, "PropertyName");
  HeraldEmulatorFilterCall call = { writer, NULL, writer->scope->table, NULL, NULL, NULL };
  g_autoptr (GArray) values = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorOperand));
  g_autofree char *property = NULL;

  g_array_set_clear_func (values, clear_operand);
  if (function == NULL)
    return herald_emulator_refuse_query (
      error,
      "An unknown function with name '" HERALD_EMULATOR_FUNCTION_PREFIX
      "%s' was found. This may also be a function import or a key lookup on a navigation "
      "property, which is not allowed.",
      filter->name);
  if (name == NULL || name->kind != HERALD_EMULATOR_TOKEN_STRING)
    return refuse_arguments (filter, function, error);
  call.column = find_column (call.table, name->text, error);
  if (call.column == NULL)
    return FALSE;
  property = g_strdup_printf ("t%u.\"%s\"", writer->scope->number, call.column->name);
  call.property = property;
  call.name = filter->name;
  call.values = values;
  return read_values (&call, filter, function, error) && function->append (&call, function, error);
}
