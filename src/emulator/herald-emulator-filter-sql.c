/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A $filter tree checked against its table and written as SQL. Names come from the schema, values
 * are bound: nothing of the request's text gets into the statement. */
#include "config.h"

#include "emulator/herald-emulator-filter-private.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-relationship.h"

#include <string.h>

/* A property that a filter names, and the rows that it is a property of. */
typedef struct
{
  HeraldEmulatorPath               path;
  const HeraldEmulatorFilterScope *scope; /* (unowned) */
} Property;

static gboolean append_filter (const HeraldEmulatorFilterWriter *writer,
                               const HeraldEmulatorFilter       *filter,
                               GError                          **error);

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
    case HERALD_EMULATOR_TOKEN_ARRAY:
    case HERALD_EMULATOR_TOKEN_LEFT:
    case HERALD_EMULATOR_TOKEN_RIGHT:
    case HERALD_EMULATOR_TOKEN_COMMA:
    case HERALD_EMULATOR_TOKEN_EQUALS:
    case HERALD_EMULATOR_TOKEN_COLON:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_number (HeraldEmulatorTokenKind kind)
{
  return kind == HERALD_EMULATOR_TOKEN_INTEGER || kind == HERALD_EMULATOR_TOKEN_DECIMAL;
}

/**
 * herald_emulator_filter_is_compatible:
 * @column: a column
 * @literal: a literal
 *
 * Returns: whether the literal may stand beside the column
 */
gboolean
herald_emulator_filter_is_compatible (const HeraldEmulatorColumn  *column,
                                      const HeraldEmulatorOperand *literal)
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

static gboolean
is_variable (const HeraldEmulatorFilterScope *scope, const char *text, gsize length)
{
  return scope->variable != NULL && strncmp (scope->variable, text, length) == 0 &&
         scope->variable[length] == '\0';
}

/* The rows that the first name of a path refers to: those whose variable it is, or the outermost.
 * @rest gets what follows. */
static const HeraldEmulatorFilterScope *
find_scope (const HeraldEmulatorFilterWriter *writer, const char *text, const char **rest)
{
  const HeraldEmulatorFilterScope *scope = writer->scope;
  gsize                            length = strcspn (text, "/");

  while (scope->outer != NULL && !is_variable (scope, text, length))
    scope = scope->outer;
  *rest = text;
  if (is_variable (scope, text, length))
    *rest = text[length] == '/' ? text + length + 1 : "";
  return scope;
}

/* Whoever may read no row of a table may not ask about its rows either. */
static gboolean
check_steps (const HeraldEmulatorFilterWriter *writer,
             const HeraldEmulatorPath         *path,
             GError                          **error)
{
  for (guint i = 0; i < path->n_steps; i++)
    if (!herald_emulator_sight_require (writer->context->sight, path->steps[i].target, error))
      return FALSE;
  return TRUE;
}

static gboolean
find_property (const HeraldEmulatorFilterWriter *writer,
               const HeraldEmulatorOperand      *operand,
               Property                         *property,
               GError                          **error)
{
  const char *rest;

  if (is_constant (operand))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "The left side of a condition must be a property, not '%s'.", operand->text);
      return FALSE;
    }
  property->scope = find_scope (writer, operand->text, &rest);
  return herald_emulator_path_resolve (writer->context->schema, property->scope->table, rest,
                                       &property->path, error) &&
         check_steps (writer, &property->path, error);
}

static void
append_property (const HeraldEmulatorFilterWriter *writer, const Property *property)
{
  g_autofree char *alias = g_strdup_printf ("t%u", property->scope->number);

  herald_emulator_path_append_sql (&property->path, writer->context->sight, alias, writer->sql);
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

/**
 * herald_emulator_filter_add_literal:
 * @values: (element-type HeraldEmulatorValue): gets the literal
 * @literal: a literal that is not null
 */
void
herald_emulator_filter_add_literal (GArray *values, const HeraldEmulatorOperand *literal)
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
append_null_test (const HeraldEmulatorFilterWriter *writer,
                  const Property                   *property,
                  gsize                             which,
                  GError                          **error)
{
  if (which > find_operator ("ne"))
    return set_type_error (herald_emulator_column_get_edm_type (property->path.column), "null",
                           operators[which].edm, error);
  append_property (writer, property);
  g_string_append (writer->sql, which == find_operator ("ne") ? " IS NOT NULL" : " IS NULL");
  return TRUE;
}

/* Columns of one row only: “Filter rows using OData”, column comparison, read 2026-11. */
static gboolean
append_column_comparison (const HeraldEmulatorFilterWriter *writer,
                          const Property                   *left,
                          const HeraldEmulatorFilter       *filter,
                          gsize                             which,
                          GError                          **error)
{
  Property    right = { .scope = NULL };
  const char *left_type = herald_emulator_column_get_edm_type (left->path.column);
  const char *right_type;

  if (!find_property (writer, &filter->right, &right, error))
    return FALSE;
  right_type = herald_emulator_column_get_edm_type (right.path.column);
  if (strcmp (left_type, right_type) != 0)
    return set_type_error (left_type, right_type, operators[which].edm, error);
  if (!writer->compares_rows &&
      (left->scope != right.scope || left->path.n_steps > 0 || right.path.n_steps > 0))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "The columns '%s' and '%s' cannot be compared: they are not of one row.",
                   filter->left.text, filter->right.text);
      return FALSE;
    }
  append_property (writer, left);
  g_string_append_printf (writer->sql, " %s ", operators[which].sql);
  append_property (writer, &right);
  return TRUE;
}

static gboolean
append_comparison (const HeraldEmulatorFilterWriter *writer,
                   const HeraldEmulatorFilter       *filter,
                   GError                          **error)
{
  Property property = { .scope = NULL };
  gsize    which = find_operator (filter->name);

  if (!find_property (writer, &filter->left, &property, error))
    return FALSE;
  if (is_null (&filter->right))
    return append_null_test (writer, &property, which, error);
  if (!is_constant (&filter->right))
    return append_column_comparison (writer, &property, filter, which, error);
  if (!herald_emulator_filter_is_compatible (property.path.column, &filter->right))
    return set_type_error (herald_emulator_column_get_edm_type (property.path.column),
                           get_edm_type (&filter->right), operators[which].edm, error);
  append_property (writer, &property);
  /* “ne” also finds rows without a value, hence IS NOT. */
  g_string_append_printf (writer->sql, " %s ?", operators[which].sql);
  herald_emulator_filter_add_literal (writer->values, &filter->right);
  return TRUE;
}

/* The wildcards of LIKE stay active in the value, as in the service. */
static gboolean
append_text_function (const HeraldEmulatorFilterWriter *writer,
                      const HeraldEmulatorFilter       *filter,
                      GError                          **error)
{
  Property         property = { .scope = NULL };
  gboolean         contains;
  g_autofree char *pattern = NULL;

  if (!find_property (writer, &filter->left, &property, error))
    return FALSE;
  if (!herald_emulator_column_is_text (property.path.column) ||
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
  contains = strcmp (filter->name, "contains") == 0;
  pattern =
    g_strconcat (contains || strcmp (filter->name, "endswith") == 0 ? "%" : "", filter->right.text,
                 contains || strcmp (filter->name, "startswith") == 0 ? "%" : "", NULL);
  g_string_append (writer->sql, "herald_like (");
  append_property (writer, &property);
  g_string_append (writer->sql, ", ?)");
  herald_emulator_values_add_text (writer->values, pattern);
  return TRUE;
}

/* The collection that a lambda is about; only a row of the query or of an outer lambda may have
 * it: “Filter rows using OData” refuses those behind a lookup. */
static const HeraldEmulatorCollection *
find_collection (const HeraldEmulatorFilterWriter *writer,
                 const char                       *text,
                 const HeraldEmulatorFilterScope **scope,
                 GError                          **error)
{
  const char                     *name;
  const HeraldEmulatorCollection *collection;

  *scope = find_scope (writer, text, &name);
  collection = herald_emulator_table_find_collection ((*scope)->table, name);
  if (collection == NULL)
    herald_emulator_path_fail ((*scope)->table, name, error);
  return collection;
}

/* “any” is a row that fits; “all” is none that does not. */
static gboolean
append_lambda (const HeraldEmulatorFilterWriter *writer,
               const HeraldEmulatorFilter       *filter,
               GError                          **error)
{
  const HeraldEmulatorFilterScope *origin;
  const HeraldEmulatorCollection  *collection =
    find_collection (writer, filter->left.text, &origin, error);
  HeraldEmulatorFilterScope  scope = { .outer = writer->scope, .variable = filter->variable };
  HeraldEmulatorFilterWriter inner = *writer;
  gboolean                   is_any = strcmp (filter->name, "any") == 0;
  g_autofree char           *alias = NULL;
  g_autofree char           *origin_id = NULL;

  if (collection == NULL ||
      !herald_emulator_sight_require (writer->context->sight, collection->table, error))
    return FALSE;
  scope.table = collection->table;
  scope.number = writer->scope->number + 1;
  inner.scope = &scope;
  alias = g_strdup_printf ("t%u", scope.number);
  origin_id = g_strdup_printf ("t%u.\"%s\"", origin->number, origin->table->primary_key);
  g_string_append_printf (writer->sql, "%sEXISTS (SELECT 1 FROM \"%s\" AS %s WHERE ",
                          is_any ? "" : "NOT ",
                          herald_emulator_sight_get_source (writer->context->sight,
                                                            collection->table),
                          alias);
  herald_emulator_collection_append_link (collection, writer->sql, alias, origin_id);
  if (filter->children->len > 0)
    {
      g_string_append (writer->sql, is_any ? " AND (" : " AND NOT coalesce (");
      if (!append_filter (&inner, g_ptr_array_index (filter->children, 0), error))
        return FALSE;
      g_string_append (writer->sql, is_any ? ")" : ", 0)");
    }
  g_string_append_c (writer->sql, ')');
  return TRUE;
}

static gboolean
append_chain (const HeraldEmulatorFilterWriter *writer,
              const HeraldEmulatorFilter       *filter,
              GError                          **error)
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
append_not (const HeraldEmulatorFilterWriter *writer,
            const HeraldEmulatorFilter       *filter,
            GError                          **error)
{
  g_string_append (writer->sql, "NOT coalesce (");
  if (!append_filter (writer, g_ptr_array_index (filter->children, 0), error))
    return FALSE;
  g_string_append (writer->sql, ", 0)");
  return TRUE;
}

static gboolean
append_query_function (const HeraldEmulatorFilterWriter *writer,
                       const HeraldEmulatorFilter       *filter,
                       GError                          **error)
{
  HeraldEmulatorFilterWriter inner = *writer;
  const char                *rest = "";

  /* Its property is named without the variable, which stands before the function. */
  if (filter->variable != NULL)
    inner.scope = find_scope (writer, filter->variable, &rest);
  if (*rest == '\0')
    return herald_emulator_filter_append_query_function (&inner, filter, error);
  return herald_emulator_path_fail (inner.scope->table, rest, error);
}

static gboolean
append_filter (const HeraldEmulatorFilterWriter *writer,
               const HeraldEmulatorFilter       *filter,
               GError                          **error)
{
  switch (filter->kind)
    {
    case HERALD_EMULATOR_FILTER_AND:
    case HERALD_EMULATOR_FILTER_OR:
      return append_chain (writer, filter, error);
    case HERALD_EMULATOR_FILTER_NOT:
      return append_not (writer, filter, error);
    case HERALD_EMULATOR_FILTER_LAMBDA:
      return append_lambda (writer, filter, error);
    case HERALD_EMULATOR_FILTER_FUNCTION:
      return append_text_function (writer, filter, error);
    case HERALD_EMULATOR_FILTER_QUERY_FUNCTION:
      return append_query_function (writer, filter, error);
    case HERALD_EMULATOR_FILTER_LINK:
      return filter->append (writer, filter, error);
    case HERALD_EMULATOR_FILTER_COMPARE:
    default:
      return append_comparison (writer, filter, error);
    }
}

/**
 * herald_emulator_filter_write:
 * @writer: where to write, and what the names in the filter are of
 * @filter: a filter
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY for an unknown property or a wrong type.
 *
 * Returns: whether the filter fits
 */
gboolean
herald_emulator_filter_write (const HeraldEmulatorFilterWriter *writer,
                              const HeraldEmulatorFilter       *filter,
                              GError                          **error)
{
  return append_filter (writer, filter, error);
}

/**
 * herald_emulator_filter_append_sql:
 * @self: a parsed filter
 * @context: what else it depends on
 * @table: what it is about; its rows are called “t0” in the statement
 * @sql: gets one expression, safe beside AND
 * @values: (element-type HeraldEmulatorValue): gets a value per question mark
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY for an unknown property or a wrong type.
 *
 * Returns: whether the filter fits the table
 */
gboolean
herald_emulator_filter_append_sql (const HeraldEmulatorFilter       *self,
                                   const HeraldEmulatorQueryContext *context,
                                   const HeraldEmulatorTable        *table,
                                   GString                          *sql,
                                   GArray                           *values,
                                   GError                          **error)
{
  const HeraldEmulatorFilterScope  scope = { .table = table };
  const HeraldEmulatorFilterWriter writer = { context, &scope, sql, values, FALSE };

  return append_filter (&writer, self, error);
}
