/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The query functions about dates. Source: “Web API Query Function Reference”, read 2026-11. Times
 * are UTC, those of the emulated clock; weeks start on Sunday. */
#include "config.h"

#include "emulator/herald-emulator-filter-private.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

enum
{
  MINUTE,
  HOUR,
  DAY,
  WEEK,
  MONTH,
  YEAR,
};

static gboolean
is_moment (const HeraldEmulatorColumn *column)
{
  return column->type == HERALD_EMULATOR_COLUMN_DATETIME ||
         column->type == HERALD_EMULATOR_COLUMN_DATE;
}

static GDateTime *
add_units (GDateTime *time, int unit, int n)
{
  switch (unit)
    {
    case MINUTE:
      return g_date_time_add_minutes (time, n);
    case HOUR:
      return g_date_time_add_hours (time, n);
    case WEEK:
      return g_date_time_add_weeks (time, n);
    case MONTH:
      return g_date_time_add_months (time, n);
    case YEAR:
      return g_date_time_add_years (time, n);
    case DAY:
    default:
      return g_date_time_add_days (time, n);
    }
}

static GDateTime *
find_start (GDateTime *time, int unit)
{
  int year = g_date_time_get_year (time);
  int month = unit == YEAR ? 1 : g_date_time_get_month (time);
  int day = unit == YEAR || unit == MONTH ? 1 : g_date_time_get_day_of_month (time);
  g_autoptr (GDateTime) start = g_date_time_new_utc (year, month, day, 0, 0, 0);

  if (unit == WEEK)
    return g_date_time_add_days (start, -(g_date_time_get_day_of_week (time) % 7));
  return g_steal_pointer (&start);
}

static gboolean
append_range (const HeraldEmulatorFilterCall *call,
              GDateTime                      *from,
              GDateTime                      *until,
              GError                        **error)
{
  GString *sql = call->writer->sql;

  if (from != NULL)
    {
      g_string_append_printf (sql, "(%s >= ?", call->property);
      herald_emulator_values_add_int (call->writer->values, g_date_time_to_unix (from));
    }
  if (until != NULL)
    {
      g_string_append_printf (sql, "%s%s < ?", from != NULL ? " AND " : "(", call->property);
      herald_emulator_values_add_int (call->writer->values, g_date_time_to_unix (until));
    }
  g_string_append_c (sql, ')');
  return TRUE;
}

/* Today, LastMonth: whole units around the current one. */
static gboolean
append_span (const HeraldEmulatorFilterCall     *call,
             const HeraldEmulatorFilterFunction *function,
             GError                            **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (call->writer->context->now);
  g_autoptr (GDateTime) start = find_start (now, function->unit);
  g_autoptr (GDateTime) from = add_units (start, function->unit, function->first);
  g_autoptr (GDateTime) until = add_units (start, function->unit, function->last);

  if (!is_moment (call->column))
    return herald_emulator_filter_refuse_column (call, "Edm.DateTimeOffset", error);
  return append_range (call, from, until, error);
}

/* The x of LastXDays, or the fixed one of Last7Days. */
static gboolean
read_n_units (const HeraldEmulatorFilterCall     *call,
              const HeraldEmulatorFilterFunction *function,
              int                                *n,
              GError                            **error)
{
  const HeraldEmulatorOperand *value;

  *n = function->last;
  if (!is_moment (call->column))
    return herald_emulator_filter_refuse_column (call, "Edm.DateTimeOffset", error);
  if (function->shape == HERALD_EMULATOR_TAKES_NOTHING)
    return TRUE;
  value = &g_array_index (call->values, HeraldEmulatorOperand, 0);
  *n = (int) CLAMP (value->number, 0, HERALD_EMULATOR_FILTER_MOST_UNITS + 1);
  return (*n >= 1 && *n <= HERALD_EMULATOR_FILTER_MOST_UNITS) ||
         herald_emulator_refuse_query (error,
                                       "The value '%s' of the function "
                                       "'" HERALD_EMULATOR_FUNCTION_PREFIX
                                       "%s' is out of range: it must be "
                                       "between 1 and %d.",
                                       value->text, call->name, HERALD_EMULATOR_FILTER_MOST_UNITS);
}

static gboolean
refuse_moment (const HeraldEmulatorFilterCall *call, GError **error)
{
  return herald_emulator_refuse_query (error,
                                       "The function '" HERALD_EMULATOR_FUNCTION_PREFIX
                                       "%s' leads to a time that no calendar has.",
                                       call->name);
}

/* LastX: from the start of the day so long ago, or so many hours ago, until now; NextX the same
 * ahead, until the end of the day. @first is the direction. */
static gboolean
append_x (const HeraldEmulatorFilterCall     *call,
          const HeraldEmulatorFilterFunction *function,
          GError                            **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (call->writer->context->now);
  g_autoptr (GDateTime) just_after_now = g_date_time_add_seconds (now, 1);
  g_autoptr (GDateTime) then = NULL;
  g_autoptr (GDateTime) edge = NULL;
  int n = 0;

  if (!read_n_units (call, function, &n, error))
    return FALSE;
  then = add_units (now, function->unit, n * function->first);
  if (then != NULL && function->unit <= HOUR)
    edge = g_date_time_add_seconds (then, function->first > 0 ? 1 : 0);
  else if (then != NULL)
    {
      g_autoptr (GDateTime) day = find_start (then, DAY);

      edge = g_date_time_add_days (day, function->first > 0 ? 1 : 0);
    }
  if (edge == NULL)
    return refuse_moment (call, error);
  return function->first > 0 ? append_range (call, just_after_now, edge, error)
                             : append_range (call, edge, just_after_now, error);
}

static gboolean
append_older (const HeraldEmulatorFilterCall     *call,
              const HeraldEmulatorFilterFunction *function,
              GError                            **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (call->writer->context->now);
  g_autoptr (GDateTime) then = NULL;
  int n = 0;

  if (!read_n_units (call, function, &n, error))
    return FALSE;
  then = add_units (now, function->unit, -n);
  return then != NULL ? append_range (call, NULL, then, error) : refuse_moment (call, error);
}

/* On, OnOrAfter, OnOrBefore: @first is whether what comes before the day is out, @last whether what
 * comes after it is. */
static gboolean
append_on (const HeraldEmulatorFilterCall     *call,
           const HeraldEmulatorFilterFunction *function,
           GError                            **error)
{
  const HeraldEmulatorOperand *value = &g_array_index (call->values, HeraldEmulatorOperand, 0);
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (value->number);
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) end = NULL;

  if (!is_moment (call->column))
    return herald_emulator_filter_refuse_column (call, "Edm.DateTimeOffset", error);
  if (moment != NULL)
    {
      start = find_start (moment, DAY);
      end = g_date_time_add_days (start, 1);
    }
  if (end == NULL)
    return refuse_moment (call, error);
  return append_range (call, function->first != 0 ? start : NULL, function->last != 0 ? end : NULL,
                       error);
}

static gboolean
append_not_on (const HeraldEmulatorFilterCall     *call,
               const HeraldEmulatorFilterFunction *function,
               GError                            **error)
{
  g_string_append (call->writer->sql, "NOT coalesce (");
  if (!append_on (call, function, error))
    return FALSE;
  g_string_append (call->writer->sql, ", 0)");
  return TRUE;
}

static const HeraldEmulatorFilterFunction functions[] = {
  { "Today", HERALD_EMULATOR_TAKES_NOTHING, append_span, DAY, 0, 1 },
  { "Tomorrow", HERALD_EMULATOR_TAKES_NOTHING, append_span, DAY, 1, 2 },
  { "Yesterday", HERALD_EMULATOR_TAKES_NOTHING, append_span, DAY, -1, 0 },
  { "ThisWeek", HERALD_EMULATOR_TAKES_NOTHING, append_span, WEEK, 0, 1 },
  { "LastWeek", HERALD_EMULATOR_TAKES_NOTHING, append_span, WEEK, -1, 0 },
  { "NextWeek", HERALD_EMULATOR_TAKES_NOTHING, append_span, WEEK, 1, 2 },
  { "ThisMonth", HERALD_EMULATOR_TAKES_NOTHING, append_span, MONTH, 0, 1 },
  { "LastMonth", HERALD_EMULATOR_TAKES_NOTHING, append_span, MONTH, -1, 0 },
  { "NextMonth", HERALD_EMULATOR_TAKES_NOTHING, append_span, MONTH, 1, 2 },
  { "ThisYear", HERALD_EMULATOR_TAKES_NOTHING, append_span, YEAR, 0, 1 },
  { "LastYear", HERALD_EMULATOR_TAKES_NOTHING, append_span, YEAR, -1, 0 },
  { "NextYear", HERALD_EMULATOR_TAKES_NOTHING, append_span, YEAR, 1, 2 },
  { "Last7Days", HERALD_EMULATOR_TAKES_NOTHING, append_x, DAY, -1, 7 },
  { "Next7Days", HERALD_EMULATOR_TAKES_NOTHING, append_x, DAY, 1, 7 },
  { "LastXHours", HERALD_EMULATOR_TAKES_NUMBER, append_x, HOUR, -1, 0 },
  { "LastXDays", HERALD_EMULATOR_TAKES_NUMBER, append_x, DAY, -1, 0 },
  { "LastXWeeks", HERALD_EMULATOR_TAKES_NUMBER, append_x, WEEK, -1, 0 },
  { "LastXMonths", HERALD_EMULATOR_TAKES_NUMBER, append_x, MONTH, -1, 0 },
  { "LastXYears", HERALD_EMULATOR_TAKES_NUMBER, append_x, YEAR, -1, 0 },
  { "NextXHours", HERALD_EMULATOR_TAKES_NUMBER, append_x, HOUR, 1, 0 },
  { "NextXDays", HERALD_EMULATOR_TAKES_NUMBER, append_x, DAY, 1, 0 },
  { "NextXWeeks", HERALD_EMULATOR_TAKES_NUMBER, append_x, WEEK, 1, 0 },
  { "NextXMonths", HERALD_EMULATOR_TAKES_NUMBER, append_x, MONTH, 1, 0 },
  { "NextXYears", HERALD_EMULATOR_TAKES_NUMBER, append_x, YEAR, 1, 0 },
  { "OlderThanXMinutes", HERALD_EMULATOR_TAKES_NUMBER, append_older, MINUTE, 0, 0 },
  { "OlderThanXHours", HERALD_EMULATOR_TAKES_NUMBER, append_older, HOUR, 0, 0 },
  { "OlderThanXDays", HERALD_EMULATOR_TAKES_NUMBER, append_older, DAY, 0, 0 },
  { "OlderThanXWeeks", HERALD_EMULATOR_TAKES_NUMBER, append_older, WEEK, 0, 0 },
  { "OlderThanXMonths", HERALD_EMULATOR_TAKES_NUMBER, append_older, MONTH, 0, 0 },
  { "OlderThanXYears", HERALD_EMULATOR_TAKES_NUMBER, append_older, YEAR, 0, 0 },
  { "On", HERALD_EMULATOR_TAKES_MOMENT, append_on, DAY, 1, 1 },
  { "OnOrAfter", HERALD_EMULATOR_TAKES_MOMENT, append_on, DAY, 1, 0 },
  { "OnOrBefore", HERALD_EMULATOR_TAKES_MOMENT, append_on, DAY, 0, 1 },
  { "NotOn", HERALD_EMULATOR_TAKES_MOMENT, append_not_on, DAY, 1, 1 },
};

/**
 * herald_emulator_filter_find_date_function:
 * @name: a name without its namespace; case counts
 *
 * Returns: (transfer none) (nullable): the function
 */
const HeraldEmulatorFilterFunction *
herald_emulator_filter_find_date_function (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].name, name) == 0)
      return &functions[i];
  return NULL;
}
