/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A $filter tree checked against its table and written as SQL. Names come from the schema, values
 * are bound: nothing of the request's text gets into the statement. */
#include "config.h"

#include "emulator/herald-emulator-filter.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

typedef struct
{
  const HeraldEmulatorTable *table;
  GString                   *sql;
  GArray                    *values;
} Writer;

static gboolean
append_filter (const Writer *writer, const HeraldEmulatorFilter *filter, GError **error);

static const struct
{
  const char *name;
  const char *sql;
  const char *edm;
} operators[] = {
  { "eq", "=", "Equal" },       { "ne", "IS NOT", "NotEqual" },
  { "gt", ">", "GreaterThan" }, { "ge", ">=", "GreaterThanOrEqual" },
  { "lt", "<", "LessThan" },    { "le", "<=", "LessThanOrEqual" },
};

static gsize
find_operator (const char *name)
{
  gsize i = 0;

  while (strcmp (operators[i].name, name) != 0)
    i++;
  return i;
}

static gboolean
is_constant (const HeraldEmulatorOperand *operand)
{
  return operand->kind != HERALD_EMULATOR_TOKEN_NAME || strcmp (operand->text, "true") == 0 ||
         strcmp (operand->text, "false") == 0 || strcmp (operand->text, "null") == 0;
}

static gboolean
is_null (const HeraldEmulatorOperand *operand)
{
  return operand->kind == HERALD_EMULATOR_TOKEN_NAME && strcmp (operand->text, "null") == 0;
}

static const char *
get_edm_type (const HeraldEmulatorOperand *operand)
{
  switch (operand->kind)
    {
    case HERALD_EMULATOR_TOKEN_STRING:
      return "Edm.String";
    case HERALD_EMULATOR_TOKEN_INTEGER:
      return operand->number >= G_MININT32 && operand->number <= G_MAXINT32 ? "Edm.Int32"
                                                                            : "Edm.Int64";
    case HERALD_EMULATOR_TOKEN_DECIMAL:
      return "Edm.Decimal";
    case HERALD_EMULATOR_TOKEN_GUID:
      return "Edm.Guid";
    case HERALD_EMULATOR_TOKEN_DATE:
      return "Edm.Date";
    case HERALD_EMULATOR_TOKEN_DATETIME:
      return "Edm.DateTimeOffset";
    case HERALD_EMULATOR_TOKEN_NAME:
      return "Edm.Boolean";
    case HERALD_EMULATOR_TOKEN_END:
    case HERALD_EMULATOR_TOKEN_ALIAS:
    case HERALD_EMULATOR_TOKEN_LEFT:
    case HERALD_EMULATOR_TOKEN_RIGHT:
    case HERALD_EMULATOR_TOKEN_COMMA:
    case HERALD_EMULATOR_TOKEN_EQUALS:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_number (HeraldEmulatorTokenKind kind)
{
  return kind == HERALD_EMULATOR_TOKEN_INTEGER || kind == HERALD_EMULATOR_TOKEN_DECIMAL;
}

/* Whether a literal may stand beside a column. */
static gboolean
is_compatible (const HeraldEmulatorColumn *column, const HeraldEmulatorOperand *literal)
{
  switch (column->type)
    {
    case HERALD_EMULATOR_COLUMN_STRING:
    case HERALD_EMULATOR_COLUMN_MEMO:
      return literal->kind == HERALD_EMULATOR_TOKEN_STRING;
    case HERALD_EMULATOR_COLUMN_INT:
    case HERALD_EMULATOR_COLUMN_BIGINT:
    case HERALD_EMULATOR_COLUMN_CHOICE:
    case HERALD_EMULATOR_COLUMN_STATE:
    case HERALD_EMULATOR_COLUMN_STATUS:
      return is_number (literal->kind);
    case HERALD_EMULATOR_COLUMN_BOOLEAN:
      return literal->kind == HERALD_EMULATOR_TOKEN_NAME;
    case HERALD_EMULATOR_COLUMN_DATETIME:
    case HERALD_EMULATOR_COLUMN_DATE:
      return literal->kind == HERALD_EMULATOR_TOKEN_DATE ||
             literal->kind == HERALD_EMULATOR_TOKEN_DATETIME;
    case HERALD_EMULATOR_COLUMN_GUID:
    case HERALD_EMULATOR_COLUMN_LOOKUP:
      return literal->kind == HERALD_EMULATOR_TOKEN_GUID;
    case HERALD_EMULATOR_COLUMN_MANAGED_PROPERTY:
      return FALSE;
    default:
      g_assert_not_reached ();
    }
}

static const HeraldEmulatorColumn *
find_property (const Writer *writer, const HeraldEmulatorOperand *operand, GError **error)
{
  const HeraldEmulatorColumn *column =
    is_constant (operand) ? NULL
                          : herald_emulator_table_find_public_column (writer->table, operand->text);

  if (column != NULL)
    return column;
  if (is_constant (operand))
    g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                 "The left side of a condition must be a property, not '%s'.", operand->text);
  else
    g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                 "Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.",
                 operand->text, writer->table->logical_name);
  return NULL;
}

static gboolean
set_type_error (const char *left, const char *right, const char *edm_operator, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "A binary operator with incompatible types was detected. Found operand types '%s' "
               "and '%s' for operator kind '%s'.",
               left, right, edm_operator);
  return FALSE;
}

static void
add_literal (GArray *values, const HeraldEmulatorOperand *literal)
{
  if (literal->kind == HERALD_EMULATOR_TOKEN_STRING || literal->kind == HERALD_EMULATOR_TOKEN_GUID)
    herald_emulator_values_add_text (values, literal->text);
  else if (literal->kind == HERALD_EMULATOR_TOKEN_DECIMAL)
    herald_emulator_values_add_real (values, literal->real);
  else if (literal->kind == HERALD_EMULATOR_TOKEN_NAME)
    herald_emulator_values_add_int (values, strcmp (literal->text, "true") == 0);
  else
    herald_emulator_values_add_int (values, literal->number);
}

static gboolean
append_null_test (const Writer               *writer,
                  const HeraldEmulatorColumn *column,
                  gsize                       which,
                  GError                    **error)
{
  if (which > find_operator ("ne"))
    return set_type_error (herald_emulator_column_get_edm_type (column), "null",
                           operators[which].edm, error);
  g_string_append_printf (writer->sql, "\"%s\" IS %sNULL", column->name,
                          which == find_operator ("ne") ? "NOT " : "");
  return TRUE;
}

static gboolean
append_comparison (const Writer *writer, const HeraldEmulatorFilter *filter, GError **error)
{
  const HeraldEmulatorColumn *column = find_property (writer, &filter->left, error);
  const HeraldEmulatorColumn *other = NULL;
  gsize                       which = find_operator (filter->name);

  if (column == NULL)
    return FALSE;
  if (is_null (&filter->right))
    return append_null_test (writer, column, which, error);
  if (!is_constant (&filter->right))
    {
      other = find_property (writer, &filter->right, error);
      if (other == NULL)
        return FALSE;
      if (strcmp (herald_emulator_column_get_edm_type (column),
                  herald_emulator_column_get_edm_type (other)) != 0)
        return set_type_error (herald_emulator_column_get_edm_type (column),
                               herald_emulator_column_get_edm_type (other), operators[which].edm,
                               error);
      g_string_append_printf (writer->sql, "\"%s\" %s \"%s\"", column->name, operators[which].sql,
                              other->name);
      return TRUE;
    }
  if (!is_compatible (column, &filter->right))
    return set_type_error (herald_emulator_column_get_edm_type (column),
                           get_edm_type (&filter->right), operators[which].edm, error);
  /* “ne” also finds rows without a value, hence IS NOT. */
  g_string_append_printf (writer->sql, "\"%s\" %s ?", column->name, operators[which].sql);
  add_literal (writer->values, &filter->right);
  return TRUE;
}

/* The wildcards of LIKE stay active in the value, as in the service. */
static gboolean
append_function (const Writer *writer, const HeraldEmulatorFilter *filter, GError **error)
{
  const HeraldEmulatorColumn *column = find_property (writer, &filter->left, error);
  g_autofree char            *pattern = NULL;

  if (column == NULL)
    return FALSE;
  if (!herald_emulator_column_is_text (column) ||
      filter->right.kind != HERALD_EMULATOR_TOKEN_STRING)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "No function signature for the function with name '%s' matches the specified "
                   "arguments. The function signatures considered are: %s(Edm.String "
                   "Nullable=true, "
                   "Edm.String Nullable=true).",
                   filter->name, filter->name);
      return FALSE;
    }
  pattern = g_strconcat (strcmp (filter->name, "startswith") != 0 ? "%" : "", filter->right.text,
                         strcmp (filter->name, "endswith") != 0 ? "%" : "", NULL);
  g_string_append_printf (writer->sql, "herald_like (\"%s\", ?)", column->name);
  herald_emulator_values_add_text (writer->values, pattern);
  return TRUE;
}

static gboolean
append_chain (const Writer *writer, const HeraldEmulatorFilter *filter, GError **error)
{
  const char *word = filter->kind == HERALD_EMULATOR_FILTER_AND ? " AND " : " OR ";

  g_string_append_c (writer->sql, '(');
  for (guint i = 0; i < filter->children->len; i++)
    {
      if (i > 0)
        g_string_append (writer->sql, word);
      if (!append_filter (writer, g_ptr_array_index (filter->children, i), error))
        return FALSE;
    }
  g_string_append_c (writer->sql, ')');
  return TRUE;
}

/* A condition on a row without a value is false, and its negation true. */
static gboolean
append_not (const Writer *writer, const HeraldEmulatorFilter *filter, GError **error)
{
  g_string_append (writer->sql, "NOT coalesce (");
  if (!append_filter (writer, g_ptr_array_index (filter->children, 0), error))
    return FALSE;
  g_string_append (writer->sql, ", 0)");
  return TRUE;
}

static gboolean
append_filter (const Writer *writer, const HeraldEmulatorFilter *filter, GError **error)
{
  switch (filter->kind)
    {
    case HERALD_EMULATOR_FILTER_AND:
    case HERALD_EMULATOR_FILTER_OR:
      return append_chain (writer, filter, error);
    case HERALD_EMULATOR_FILTER_NOT:
      return append_not (writer, filter, error);
    case HERALD_EMULATOR_FILTER_FUNCTION:
      return append_function (writer, filter, error);
    case HERALD_EMULATOR_FILTER_COMPARE:
    default:
      return append_comparison (writer, filter, error);
    }
}

/**
 * herald_emulator_filter_append_sql:
 * @self: a parsed filter
 * @table: what it is about
 * @sql: gets one expression, safe beside AND
 * @values: (element-type HeraldEmulatorValue): gets a value per question mark
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY for an unknown property or a wrong type.
 *
 * Returns: whether the filter fits the table
 */
gboolean
herald_emulator_filter_append_sql (const HeraldEmulatorFilter *self,
                                   const HeraldEmulatorTable  *table,
                                   GString                    *sql,
                                   GArray                     *values,
                                   GError                    **error)
{
  const Writer writer = { table, sql, values };

  return append_filter (&writer, self, error);
}
