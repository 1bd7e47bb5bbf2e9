/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The query functions about fiscal years. Source: “Web API Query Function Reference”, read 2026-11.
 * An organisation says when its fiscal year begins and what its periods are; that of the emulator
 * begins on January 1 and has four quarters. Times are UTC, those of the emulated clock. */
#include "config.h"

#include "emulator/herald-emulator-filter-private.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define YEAR_MONTHS 12
#define PERIOD_MONTHS 3
#define N_PERIODS (YEAR_MONTHS / PERIOD_MONTHS)
#define LAST_YEAR 9998 /* whose end a calendar has */

static gboolean
check_column (const HeraldEmulatorFilterCall *call, GError **error)
{
  return call->column->type == HERALD_EMULATOR_COLUMN_DATETIME ||
         call->column->type == HERALD_EMULATOR_COLUMN_DATE ||
         herald_emulator_filter_refuse_column (call, "Edm.DateTimeOffset", error);
}

static gboolean
read_number (const HeraldEmulatorFilterCall *call,
             guint                           index,
             gint64                          most,
             gint64                         *number,
             GError                        **error)
{
  const HeraldEmulatorOperand *value = &g_array_index (call->values, HeraldEmulatorOperand, index);

  *number = value->number;
  return (*number >= 1 && *number <= most) ||
         herald_emulator_refuse_query (error,
                                       "The value '%s' of the function "
                                       "'" HERALD_EMULATOR_FUNCTION_PREFIX
                                       "%s' is out of range: it must be between 1 and "
                                       "%" G_GINT64_FORMAT ".",
                                       value->text, call->name, most);
}

/* @month: counted from January of the year 0. */
static gboolean
append_edge (const HeraldEmulatorFilterCall *call,
             const char          *
             operator,
             gint64   month,
             GError **error)
{
  gint64 year = month / YEAR_MONTHS;
  g_autoptr (GDateTime) edge = NULL;

  if (month >= YEAR_MONTHS && year <= LAST_YEAR + 1)
    edge = g_date_time_new_utc ((int) year, (int) (month % YEAR_MONTHS) + 1, 1, 0, 0, 0);
  if (edge == NULL)
    return herald_emulator_refuse_query (error,
                                         "The function '" HERALD_EMULATOR_FUNCTION_PREFIX
                                         "%s' leads to a time that no calendar has.",
                                         call->name);
  g_string_append_printf (call->writer->sql, "%s %s ?", call->property, operator);
  herald_emulator_values_add_int (call->writer->values, g_date_time_to_unix (edge));
  return TRUE;
}

static gboolean
append_months (const HeraldEmulatorFilterCall *call, gint64 from, gint64 until, GError **error)
{
  g_string_append_c (call->writer->sql, '(');
  if (!append_edge (call, ">=", from, error))
    return FALSE;
  g_string_append (call->writer->sql, " AND ");
  if (!append_edge (call, "<", until, error))
    return FALSE;
  g_string_append_c (call->writer->sql, ')');
  return TRUE;
}

/* Where the current unit begins. */
static gint64
get_month (const HeraldEmulatorFilterCall *call, int unit)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (call->writer->context->now);
  int month = g_date_time_get_year (now) * YEAR_MONTHS + g_date_time_get_month (now) - 1;

  return month - month % unit;
}

/* ThisFiscalYear, LastFiscalPeriod: whole units around the current one. */
static gboolean
append_span (const HeraldEmulatorFilterCall     *call,
             const HeraldEmulatorFilterFunction *function,
             GError                            **error)
{
  gint64 month = get_month (call, function->unit);

  return check_column (call, error) &&
         append_months (call, month + (gint64) function->first * function->unit,
                        month + (gint64) function->last * function->unit, error);
}

/* The x units before or after the current one; @first is the direction. */
static gboolean
append_x (const HeraldEmulatorFilterCall     *call,
          const HeraldEmulatorFilterFunction *function,
          GError                            **error)
{
  gint64 month = get_month (call, function->unit);
  gint64 n = 0;

  if (!check_column (call, error) ||
      !read_number (call, 0, HERALD_EMULATOR_FILTER_MOST_UNITS, &n, error))
    return FALSE;
  if (function->first < 0)
    return append_months (call, month - n * function->unit, month, error);
  return append_months (call, month + function->unit, month + (n + 1) * function->unit, error);
}

static gboolean
append_year (const HeraldEmulatorFilterCall     *call,
             const HeraldEmulatorFilterFunction *function,
             GError                            **error)
{
  gint64 year = 0;

  return check_column (call, error) && read_number (call, 0, LAST_YEAR, &year, error) &&
         append_months (call, year * YEAR_MONTHS, (year + 1) * YEAR_MONTHS, error);
}

/* Of any year. */
static gboolean
append_period (const HeraldEmulatorFilterCall     *call,
               const HeraldEmulatorFilterFunction *function,
               GError                            **error)
{
  gint64 period = 0;

  if (!check_column (call, error) || !read_number (call, 0, N_PERIODS, &period, error))
    return FALSE;
  g_string_append_printf (call->writer->sql,
                          "(CAST (strftime ('%%m', %s, 'unixepoch') AS INTEGER) + %d) / %d = ?",
                          call->property, PERIOD_MONTHS - 1, PERIOD_MONTHS);
  herald_emulator_values_add_int (call->writer->values, period);
  return TRUE;
}

/* A period and its year: @first is whether what comes before is out, @last whether what comes after
 * is. */
static gboolean
append_period_and_year (const HeraldEmulatorFilterCall     *call,
                        const HeraldEmulatorFilterFunction *function,
                        GError                            **error)
{
  gint64 period = 0;
  gint64 year = 0;
  gint64 month;

  if (!check_column (call, error) || !read_number (call, 0, N_PERIODS, &period, error) ||
      !read_number (call, 1, LAST_YEAR, &year, error))
    return FALSE;
  month = year * YEAR_MONTHS + (period - 1) * PERIOD_MONTHS;
  if (function->first == 0)
    return append_edge (call, "<", month + PERIOD_MONTHS, error);
  if (function->last == 0)
    return append_edge (call, ">=", month, error);
  return append_months (call, month, month + PERIOD_MONTHS, error);
}

static const HeraldEmulatorFilterFunction functions[] = {
  { "ThisFiscalYear", HERALD_EMULATOR_TAKES_NOTHING, append_span, YEAR_MONTHS, 0, 1 },
  { "LastFiscalYear", HERALD_EMULATOR_TAKES_NOTHING, append_span, YEAR_MONTHS, -1, 0 },
  { "NextFiscalYear", HERALD_EMULATOR_TAKES_NOTHING, append_span, YEAR_MONTHS, 1, 2 },
  { "ThisFiscalPeriod", HERALD_EMULATOR_TAKES_NOTHING, append_span, PERIOD_MONTHS, 0, 1 },
  { "LastFiscalPeriod", HERALD_EMULATOR_TAKES_NOTHING, append_span, PERIOD_MONTHS, -1, 0 },
  { "NextFiscalPeriod", HERALD_EMULATOR_TAKES_NOTHING, append_span, PERIOD_MONTHS, 1, 2 },
  { "LastXFiscalYears", HERALD_EMULATOR_TAKES_NUMBER, append_x, YEAR_MONTHS, -1, 0 },
  { "LastXFiscalPeriods", HERALD_EMULATOR_TAKES_NUMBER, append_x, PERIOD_MONTHS, -1, 0 },
  { "NextXFiscalYears", HERALD_EMULATOR_TAKES_NUMBER, append_x, YEAR_MONTHS, 1, 0 },
  { "NextXFiscalPeriods", HERALD_EMULATOR_TAKES_NUMBER, append_x, PERIOD_MONTHS, 1, 0 },
  { "InFiscalYear", HERALD_EMULATOR_TAKES_NUMBER, append_year, 0, 0, 0 },
  { "InFiscalPeriod", HERALD_EMULATOR_TAKES_NUMBER, append_period, 0, 0, 0 },
  { "InFiscalPeriodAndYear", HERALD_EMULATOR_TAKES_TWO_NUMBERS, append_period_and_year, 0, 1, 1 },
  { "InOrBeforeFiscalPeriodAndYear", HERALD_EMULATOR_TAKES_TWO_NUMBERS, append_period_and_year, 0,
    0, 1 },
  { "InOrAfterFiscalPeriodAndYear", HERALD_EMULATOR_TAKES_TWO_NUMBERS, append_period_and_year, 0, 1,
    0 },
};

/**
 * herald_emulator_filter_find_fiscal_function:
 * @name: a name without its namespace; case counts
 *
 * Returns: (transfer none) (nullable): the function
 */
const HeraldEmulatorFilterFunction *
herald_emulator_filter_find_fiscal_function (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].name, name) == 0)
      return &functions[i];
  return NULL;
}
