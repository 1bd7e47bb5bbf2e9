/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that write a $filter as SQL. */
#pragma once

#include "emulator/herald-emulator-filter.h"
#include "emulator/herald-emulator-path.h"

G_BEGIN_DECLS

/* The rows that names refer to: the query's, or a lambda's inside it. */
typedef struct _HeraldEmulatorFilterScope HeraldEmulatorFilterScope;

struct _HeraldEmulatorFilterScope
{
  const HeraldEmulatorFilterScope *outer;    /* (nullable) */
  const char                      *variable; /* (nullable): what names of its rows begin with */
  const HeraldEmulatorTable       *table;
  guint                            number; /* its rows are called “t<number>” */
};

struct _HeraldEmulatorFilterWriter
{
  const HeraldEmulatorQueryContext *context;
  const HeraldEmulatorFilterScope  *scope;
  GString                          *sql;
  GArray                           *values;
  gboolean                          compares_rows; /* columns of one with those of another */
};

#define HERALD_EMULATOR_FILTER_MOST_UNITS 100000 /* days, months … back or ahead */
#define HERALD_EMULATOR_FUNCTION_PREFIX "Microsoft.Dynamics.CRM."

/* What a query function takes beside PropertyName. */
typedef enum
{
  HERALD_EMULATOR_TAKES_NOTHING,
  HERALD_EMULATOR_TAKES_NUMBER,
  HERALD_EMULATOR_TAKES_TWO_NUMBERS,
  HERALD_EMULATOR_TAKES_MOMENT,
  HERALD_EMULATOR_TAKES_ID,
  HERALD_EMULATOR_TAKES_VALUES,
} HeraldEmulatorFilterShape;

/* One use of a query function. */
typedef struct
{
  const HeraldEmulatorFilterWriter *writer;
  const HeraldEmulatorColumn       *column;
  const HeraldEmulatorTable        *table;
  const char                       *property; /* the column's SQL */
  const char                       *name;     /* of the function */
  GArray                           *values;   /* (element-type HeraldEmulatorOperand) */
} HeraldEmulatorFilterCall;

typedef struct _HeraldEmulatorFilterFunction HeraldEmulatorFilterFunction;

struct _HeraldEmulatorFilterFunction
{
  const char               *name;
  HeraldEmulatorFilterShape shape;
  gboolean (*append) (const HeraldEmulatorFilterCall     *call,
                      const HeraldEmulatorFilterFunction *function,
                      GError                            **error);
  int unit;  /* of time */
  int first; /* what the function does with these stands where it is */
  int last;
};

const HeraldEmulatorFilterFunction *herald_emulator_filter_find_date_function (const char *name);
const HeraldEmulatorFilterFunction *herald_emulator_filter_find_fiscal_function (const char *name);
gboolean herald_emulator_filter_refuse_column (const HeraldEmulatorFilterCall *call,
                                               const char                     *needed,
                                               GError                        **error);

gboolean herald_emulator_filter_write (const HeraldEmulatorFilterWriter *writer,
                                       const HeraldEmulatorFilter       *filter,
                                       GError                          **error);
gboolean herald_emulator_filter_is_compatible (const HeraldEmulatorColumn  *column,
                                               const HeraldEmulatorOperand *literal);
void     herald_emulator_filter_add_literal (GArray *values, const HeraldEmulatorOperand *literal);
gboolean herald_emulator_filter_append_query_function (const HeraldEmulatorFilterWriter *writer,
                                                       const HeraldEmulatorFilter       *filter,
                                                       GError                          **error);

G_END_DECLS
