/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $filter as a tree, and the tree as SQL. */
#pragma once

#include "emulator/herald-emulator-lexer.h"
#include "emulator/herald-emulator-schema.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_EMULATOR_FILTER_AND,
  HERALD_EMULATOR_FILTER_OR,
  HERALD_EMULATOR_FILTER_NOT,
  HERALD_EMULATOR_FILTER_COMPARE,  /* property operator literal or property */
  HERALD_EMULATOR_FILTER_FUNCTION, /* contains, startswith or endswith */
} HeraldEmulatorFilterKind;

/* A literal, or a property when @kind is a name other than true, false and null. */
typedef struct
{
  HeraldEmulatorTokenKind kind;
  char                   *text; /* (owned) */
  gint64                  number;
  double                  real;
} HeraldEmulatorOperand;

typedef struct _HeraldEmulatorFilter HeraldEmulatorFilter;

struct _HeraldEmulatorFilter
{
  HeraldEmulatorFilterKind kind;
  GPtrArray               *children; /* (element-type HeraldEmulatorFilter) (nullable) */
  char                    *name;     /* operator or function (nullable) */
  HeraldEmulatorOperand    left;
  HeraldEmulatorOperand    right;
};

void                  herald_emulator_filter_free (HeraldEmulatorFilter *self);
HeraldEmulatorFilter *herald_emulator_filter_parse (const char *text, GError **error);
gboolean              herald_emulator_filter_append_sql (const HeraldEmulatorFilter *self,
                                                         const HeraldEmulatorTable  *table,
                                                         GString                    *sql,
                                                         GArray                     *values,
                                                         GError                    **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorFilter, herald_emulator_filter_free)

G_END_DECLS
