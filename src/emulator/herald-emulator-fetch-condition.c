/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A condition of FetchXML as a filter. Source: “condition operator values”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-fetch-private.h"

#include "base/herald-json.h"

#include <string.h>

typedef struct _Operator Operator;

typedef HeraldEmulatorFilter *(*MakeFunc) (const HeraldEmulatorFetchCondition *condition,
                                           const Operator *
                                           operator,
                                           GError ** error);

struct _Operator
{
  const char *name;
  const char *filter; /* what a $filter calls it */
  MakeFunc    make;
  guint       least; /* values */
  guint       most;
  gboolean    negated;
};

static gboolean
refuse_value (const HeraldEmulatorFetchCondition *condition, const char *value, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
               "The value '%s' does not fit the attribute '%s' with the operator '%s'.", value,
               condition->column->name, condition->operator_name);
  return FALSE;
}

/* The value as OData writes it: a flag may be a number, an id may stand in braces. */
static char *
normalize (const HeraldEmulatorColumn *column, const char *value)
{
  gsize length = strlen (value);

  if (column->type == HERALD_EMULATOR_COLUMN_BOOLEAN && strcmp (value, "1") == 0)
    return g_strdup ("true");
  if (column->type == HERALD_EMULATOR_COLUMN_BOOLEAN && strcmp (value, "0") == 0)
    return g_strdup ("false");
  if (!herald_emulator_column_is_text (column) && length > 2 && *value == '{' &&
      value[length - 1] == '}')
    return g_strndup (value + 1, length - 2);
  return g_strdup (value);
}

static gboolean
read_value (const HeraldEmulatorFetchCondition *condition,
            const char                         *value,
            HeraldEmulatorOperand              *operand,
            GError                            **error)
{
  g_autofree char *text = normalize (condition->column, value);
  g_auto (HeraldEmulatorLexer) lexer = { .source = text };
  g_auto (HeraldEmulatorOperand) read = { .kind = HERALD_EMULATOR_TOKEN_STRING };

  if (!herald_emulator_column_is_text (condition->column))
    {
      if (!herald_emulator_lexer_init (&lexer, text, NULL))
        return refuse_value (condition, value, error);
      read.kind = lexer.kind;
      read.number = lexer.number;
      read.real = lexer.real;
      read.text = g_strdup (lexer.text);
      if (lexer.kind == HERALD_EMULATOR_TOKEN_END ||
          !herald_emulator_lexer_advance (&lexer, NULL) || lexer.kind != HERALD_EMULATOR_TOKEN_END)
        return refuse_value (condition, value, error);
    }
  else
    read.text = g_strdup (text);
  if (!herald_emulator_filter_is_compatible (condition->column, &read) ||
      (read.kind == HERALD_EMULATOR_TOKEN_NAME && strcmp (read.text, "true") != 0 &&
       strcmp (read.text, "false") != 0))
    return refuse_value (condition, value, error);
  *operand = read;
  read.text = NULL;
  return TRUE;
}

static HeraldEmulatorFilter *
make_node (const HeraldEmulatorFetchCondition *condition,
           const Operator                          *
           operator,
           HeraldEmulatorFilterKind kind)
{
  HeraldEmulatorFilter *filter = herald_emulator_filter_new (kind);

  filter->name = g_strdup (operator->filter);
  filter->variable = g_strdup (condition->variable);
  filter->left.kind = HERALD_EMULATOR_TOKEN_NAME;
  filter->left.text =
    g_strdup_printf ("%s/%s", condition->variable, condition->column->public_name);
  return filter;
}

static HeraldEmulatorFilter *
make_comparison (const HeraldEmulatorFetchCondition *condition,
                 const Operator *
                 operator,
                 GError ** error)
{
  g_autoptr (HeraldEmulatorFilter) filter =
    make_node (condition, operator, HERALD_EMULATOR_FILTER_COMPARE);

  if (condition->other == NULL && operator->most> 0)
    return read_value (condition, g_ptr_array_index (condition->values, 0), &filter->right, error)
             ? g_steal_pointer (&filter)
             : NULL;
  filter->right.kind = HERALD_EMULATOR_TOKEN_NAME;
  filter->right.text = g_strdup (condition->other != NULL ? condition->other : "null");
  return g_steal_pointer (&filter);
}

static HeraldEmulatorFilter *
negate (HeraldEmulatorFilter *filter)
{
  HeraldEmulatorFilter *negation = herald_emulator_filter_new (HERALD_EMULATOR_FILTER_NOT);

  g_ptr_array_add (negation->children, filter);
  return negation;
}

static HeraldEmulatorFilter *
make_text_match (const HeraldEmulatorFetchCondition *condition,
                 const Operator *
                 operator,
                 GError ** error)
{
  g_autoptr (HeraldEmulatorFilter) filter =
    make_node (condition, operator, HERALD_EMULATOR_FILTER_FUNCTION);
  const char *value = g_ptr_array_index (condition->values, 0);

  if (!herald_emulator_column_is_text (condition->column))
    {
      refuse_value (condition, value, error);
      return NULL;
    }
  filter->right.kind = HERALD_EMULATOR_TOKEN_STRING;
  filter->right.text = g_strdup (value);
  return operator->negated ? negate (g_steal_pointer (&filter)) : g_steal_pointer (&filter);
}

static void
add_argument (HeraldEmulatorFilter   *filter,
              const char             *name,
              HeraldEmulatorTokenKind kind,
              const char             *text)
{
  HeraldEmulatorArgument argument = { .name = g_strdup (name),
                                      .value = { .kind = kind, .text = g_strdup (text) } };

  g_array_append_val (filter->arguments, argument);
}

static char *
write_list (const HeraldEmulatorFetchCondition *condition, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *list = json_array_new ();

  json_node_take_array (node, list);
  for (guint i = 0; i < condition->values->len; i++)
    {
      const char      *value = g_ptr_array_index (condition->values, i);
      g_autofree char *text = normalize (condition->column, value);
      g_auto (HeraldEmulatorOperand) operand = { .text = NULL };

      if (!read_value (condition, value, &operand, error))
        return NULL;
      json_array_add_string_element (list, text);
    }
  return herald_json_write (node, FALSE);
}

/* Written as the query function of the Web API that does the same. */
static HeraldEmulatorFilter *
make_list_function (const HeraldEmulatorFetchCondition *condition,
                    const Operator *
                    operator,
                    GError ** error)
{
  g_autoptr (HeraldEmulatorFilter) filter =
    make_node (condition, operator, HERALD_EMULATOR_FILTER_QUERY_FUNCTION);
  g_autofree char *list = write_list (condition, error);

  if (list == NULL)
    return NULL;
  add_argument (filter, "PropertyName", HERALD_EMULATOR_TOKEN_STRING, condition->column->name);
  add_argument (filter, "PropertyValues", HERALD_EMULATOR_TOKEN_ARRAY, list);
  return g_steal_pointer (&filter);
}

/* @text: (nullable) */
static HeraldEmulatorFilter *
make_function_of (const HeraldEmulatorFetchCondition *condition,
                  const Operator *
                  operator,
                  const char * text)
{
  HeraldEmulatorFilter *filter =
    make_node (condition, operator, HERALD_EMULATOR_FILTER_QUERY_FUNCTION);

  add_argument (filter, "PropertyName", HERALD_EMULATOR_TOKEN_STRING, condition->column->name);
  if (text != NULL)
    add_argument (filter, "PropertyValue", HERALD_EMULATOR_TOKEN_STRING, text);
  return filter;
}

static HeraldEmulatorFilter *
make_function (const HeraldEmulatorFetchCondition *condition,
               const Operator *
               operator,
               GError ** error)
{
  return make_function_of (condition, operator, NULL);
}

/* A date, or the id of a row. */
static HeraldEmulatorFilter *
make_value_function (const HeraldEmulatorFetchCondition *condition,
                     const Operator *
                     operator,
                     GError ** error)
{
  const char      *value = g_ptr_array_index (condition->values, 0);
  g_autofree char *text = normalize (condition->column, value);
  g_auto (HeraldEmulatorOperand) operand = { .text = NULL };

  return read_value (condition, value, &operand, error)
           ? make_function_of (condition, operator, text)
           : NULL;
}

/* The x of “last-x-days”. */
static HeraldEmulatorFilter *
make_number_function (const HeraldEmulatorFetchCondition *condition,
                      const Operator *
                      operator,
                      GError ** error)
{
  const char *value = g_ptr_array_index (condition->values, 0);

  if (g_ascii_string_to_signed (value, 10, 1, HERALD_EMULATOR_FILTER_MOST_UNITS, NULL, NULL))
    return make_function_of (condition, operator, value);
  refuse_value (condition, value, error);
  return NULL;
}

/* A period and its year. */
static HeraldEmulatorFilter *
make_pair_function (const HeraldEmulatorFetchCondition *condition,
                    const Operator *
                    operator,
                    GError ** error)
{
  static const char *const names[] = { "PropertyValue1", "PropertyValue2" };
  g_autoptr (HeraldEmulatorFilter) filter = make_function_of (condition, operator, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = g_ptr_array_index (condition->values, i);

      if (!g_ascii_string_to_signed (value, 10, 1, G_MAXINT32, NULL, NULL))
        {
          refuse_value (condition, value, error);
          return NULL;
        }
      add_argument (filter, names[i], HERALD_EMULATOR_TOKEN_STRING, value);
    }
  return g_steal_pointer (&filter);
}

static HeraldEmulatorFilter *
refuse_operator (const HeraldEmulatorFetchCondition *condition,
                 const Operator *
                 operator,
                 GError ** error)
{
  herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED, error,
                                "The emulator does not support the condition operator '%s' in "
                                "fetchXml: %s.",
                                operator->name, operator->filter);
  return NULL;
}

static const Operator operators[] = {
  { "eq", "eq", make_comparison, 1, 1, FALSE },
  { "ne", "ne", make_comparison, 1, 1, FALSE },
  { "neq", "ne", make_comparison, 1, 1, FALSE },
  { "gt", "gt", make_comparison, 1, 1, FALSE },
  { "ge", "ge", make_comparison, 1, 1, FALSE },
  { "lt", "lt", make_comparison, 1, 1, FALSE },
  { "le", "le", make_comparison, 1, 1, FALSE },
  { "null", "eq", make_comparison, 0, 0, FALSE },
  { "not-null", "ne", make_comparison, 0, 0, FALSE },
  { "like", "like", make_text_match, 1, 1, FALSE },
  { "not-like", "like", make_text_match, 1, 1, TRUE },
  { "begins-with", "startswith", make_text_match, 1, 1, FALSE },
  { "not-begin-with", "startswith", make_text_match, 1, 1, TRUE },
  { "ends-with", "endswith", make_text_match, 1, 1, FALSE },
  { "not-end-with", "endswith", make_text_match, 1, 1, TRUE },
  { "in", "In", make_list_function, 1, G_MAXUINT, FALSE },
  { "not-in", "NotIn", make_list_function, 1, G_MAXUINT, FALSE },
  { "between", "Between", make_list_function, 2, 2, FALSE },
  { "not-between", "NotBetween", make_list_function, 2, 2, FALSE },
  { "eq-userid", "EqualUserId", make_function, 0, 0, FALSE },
  { "ne-userid", "NotEqualUserId", make_function, 0, 0, FALSE },
  { "eq-userteams", "EqualUserTeams", make_function, 0, 0, FALSE },
  { "eq-useroruserteams", "EqualUserOrUserTeams", make_function, 0, 0, FALSE },
  { "eq-businessid", "EqualBusinessId", make_function, 0, 0, FALSE },
  { "ne-businessid", "NotEqualBusinessId", make_function, 0, 0, FALSE },
  { "today", "Today", make_function, 0, 0, FALSE },
  { "yesterday", "Yesterday", make_function, 0, 0, FALSE },
  { "tomorrow", "Tomorrow", make_function, 0, 0, FALSE },
  { "this-week", "ThisWeek", make_function, 0, 0, FALSE },
  { "last-week", "LastWeek", make_function, 0, 0, FALSE },
  { "next-week", "NextWeek", make_function, 0, 0, FALSE },
  { "this-month", "ThisMonth", make_function, 0, 0, FALSE },
  { "last-month", "LastMonth", make_function, 0, 0, FALSE },
  { "next-month", "NextMonth", make_function, 0, 0, FALSE },
  { "this-year", "ThisYear", make_function, 0, 0, FALSE },
  { "last-year", "LastYear", make_function, 0, 0, FALSE },
  { "next-year", "NextYear", make_function, 0, 0, FALSE },
  { "last-seven-days", "Last7Days", make_function, 0, 0, FALSE },
  { "next-seven-days", "Next7Days", make_function, 0, 0, FALSE },
  { "on", "On", make_value_function, 1, 1, FALSE },
  { "not-on", "NotOn", make_value_function, 1, 1, FALSE },
  { "on-or-after", "OnOrAfter", make_value_function, 1, 1, FALSE },
  { "on-or-before", "OnOrBefore", make_value_function, 1, 1, FALSE },
  { "under", "Under", make_value_function, 1, 1, FALSE },
  { "eq-or-under", "UnderOrEqual", make_value_function, 1, 1, FALSE },
  { "not-under", "NotUnder", make_value_function, 1, 1, FALSE },
  { "above", "Above", make_value_function, 1, 1, FALSE },
  { "eq-or-above", "AboveOrEqual", make_value_function, 1, 1, FALSE },
  { "last-x-hours", "LastXHours", make_number_function, 1, 1, FALSE },
  { "last-x-days", "LastXDays", make_number_function, 1, 1, FALSE },
  { "last-x-weeks", "LastXWeeks", make_number_function, 1, 1, FALSE },
  { "last-x-months", "LastXMonths", make_number_function, 1, 1, FALSE },
  { "last-x-years", "LastXYears", make_number_function, 1, 1, FALSE },
  { "next-x-hours", "NextXHours", make_number_function, 1, 1, FALSE },
  { "next-x-days", "NextXDays", make_number_function, 1, 1, FALSE },
  { "next-x-weeks", "NextXWeeks", make_number_function, 1, 1, FALSE },
  { "next-x-months", "NextXMonths", make_number_function, 1, 1, FALSE },
  { "next-x-years", "NextXYears", make_number_function, 1, 1, FALSE },
  { "olderthan-x-minutes", "OlderThanXMinutes", make_number_function, 1, 1, FALSE },
  { "olderthan-x-hours", "OlderThanXHours", make_number_function, 1, 1, FALSE },
  { "olderthan-x-days", "OlderThanXDays", make_number_function, 1, 1, FALSE },
  { "olderthan-x-weeks", "OlderThanXWeeks", make_number_function, 1, 1, FALSE },
  { "olderthan-x-months", "OlderThanXMonths", make_number_function, 1, 1, FALSE },
  { "olderthan-x-years", "OlderThanXYears", make_number_function, 1, 1, FALSE },
  { "contain-values", "no table has a column of several choices", refuse_operator, 0, G_MAXUINT,
    FALSE },
  { "not-contain-values", "no table has a column of several choices", refuse_operator, 0, G_MAXUINT,
    FALSE },
  { "eq-userlanguage", "users have no language", refuse_operator, 0, G_MAXUINT, FALSE },
  { "eq-useroruserhierarchy", "users have no hierarchy", refuse_operator, 0, G_MAXUINT, FALSE },
  { "eq-useroruserhierarchyandteams", "users have no hierarchy", refuse_operator, 0, G_MAXUINT,
    FALSE },
  { "this-fiscal-year", "ThisFiscalYear", make_function, 0, 0, FALSE },
  { "this-fiscal-period", "ThisFiscalPeriod", make_function, 0, 0, FALSE },
  { "next-fiscal-year", "NextFiscalYear", make_function, 0, 0, FALSE },
  { "next-fiscal-period", "NextFiscalPeriod", make_function, 0, 0, FALSE },
  { "last-fiscal-year", "LastFiscalYear", make_function, 0, 0, FALSE },
  { "last-fiscal-period", "LastFiscalPeriod", make_function, 0, 0, FALSE },
  { "last-x-fiscal-years", "LastXFiscalYears", make_number_function, 1, 1, FALSE },
  { "last-x-fiscal-periods", "LastXFiscalPeriods", make_number_function, 1, 1, FALSE },
  { "next-x-fiscal-years", "NextXFiscalYears", make_number_function, 1, 1, FALSE },
  { "next-x-fiscal-periods", "NextXFiscalPeriods", make_number_function, 1, 1, FALSE },
  { "in-fiscal-year", "InFiscalYear", make_number_function, 1, 1, FALSE },
  { "in-fiscal-period", "InFiscalPeriod", make_number_function, 1, 1, FALSE },
  { "in-fiscal-period-and-year", "InFiscalPeriodAndYear", make_pair_function, 2, 2, FALSE },
  { "in-or-before-fiscal-period-and-year", "InOrBeforeFiscalPeriodAndYear", make_pair_function, 2,
    2, FALSE },
  { "in-or-after-fiscal-period-and-year", "InOrAfterFiscalPeriodAndYear", make_pair_function, 2, 2,
    FALSE },
};

/* Source: “Filter rows using FetchXml”, column comparison. */
static gboolean
check_values (const HeraldEmulatorFetchCondition *self, const Operator *operator, GError ** error)
{
  if (self->other != NULL)
    return (operator->make == make_comparison && operator->most> 0 && self->values->len == 0) ||
           herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                         "'valueof' cannot stand beside the condition operator "
                                         "'%s' or beside a value.",
                                         operator->name);
  return (self->values->len >= operator->least && self->values->len <= operator->most) ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                       "The condition operator '%s' does not take %u values.",
                                       operator->name, self->values->len);
}

/**
 * herald_emulator_fetch_condition_make_filter:
 * @self: a condition
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, #HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED.
 *
 * Returns: (transfer full): the filter
 */
HeraldEmulatorFilter *
herald_emulator_fetch_condition_make_filter (const HeraldEmulatorFetchCondition *self,
                                             GError                            **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      const Operator *operator= & operators[i];

      if (strcmp (operator->name, self->operator_name) == 0)
        return check_values (self, operator, error) ? operator->make (self, operator, error) : NULL;
    }
  herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                "The condition operator '%s' is not valid.", self->operator_name);
  return NULL;
}
