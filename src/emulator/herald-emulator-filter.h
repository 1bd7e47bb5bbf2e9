/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $filter as a tree, and the tree as SQL. */
#pragma once

#include "emulator/herald-emulator-aliases.h"
#include "emulator/herald-emulator-lexer.h"
#include "emulator/herald-emulator-sight.h"

G_BEGIN_DECLS

/* What a query means depends on these, too. */
typedef struct
{
  HeraldEmulatorSchema        *schema;  /* (unowned) */
  const HeraldEmulatorAliases *aliases; /* (unowned) (nullable) */
  const char                  *user_id; /* (unowned): who asks */
  gint64                       now;     /* emulated, in seconds since 1970 */
  HeraldEmulatorSight         *sight;   /* (unowned) (nullable): NULL sees everything */
} HeraldEmulatorQueryContext;

typedef enum
{
  HERALD_EMULATOR_FILTER_AND,
  HERALD_EMULATOR_FILTER_OR,
  HERALD_EMULATOR_FILTER_NOT,
  HERALD_EMULATOR_FILTER_LAMBDA,         /* collection/any(x:…), collection/all(x:…) */
  HERALD_EMULATOR_FILTER_COMPARE,        /* property operator literal or property */
  HERALD_EMULATOR_FILTER_FUNCTION,       /* contains, startswith, endswith; like */
  HERALD_EMULATOR_FILTER_QUERY_FUNCTION, /* Microsoft.Dynamics.CRM.In (…) and the like */
  HERALD_EMULATOR_FILTER_LINK,           /* rows of another table, by FetchXML */
} HeraldEmulatorFilterKind;

/* A literal, or a property when @kind is a name other than true, false and null. */
typedef struct
{
  HeraldEmulatorTokenKind kind;
  char                   *text; /* (owned) */
  gint64                  number;
  double                  real;
} HeraldEmulatorOperand;

/* A named parameter of a query function. */
typedef struct
{
  char                 *name; /* (owned) */
  HeraldEmulatorOperand value;
} HeraldEmulatorArgument;

typedef struct _HeraldEmulatorFilter       HeraldEmulatorFilter;
typedef struct _HeraldEmulatorFilterWriter HeraldEmulatorFilterWriter;

typedef gboolean (*HeraldEmulatorFilterAppendFunc) (const HeraldEmulatorFilterWriter *writer,
                                                    const HeraldEmulatorFilter       *filter,
                                                    GError                          **error);

struct _HeraldEmulatorFilter
{
  HeraldEmulatorFilterKind kind;
  GPtrArray               *children;  /* (element-type HeraldEmulatorFilter) (nullable) */
  GArray                  *arguments; /* (element-type HeraldEmulatorArgument) (nullable) */
  char                    *name;      /* (nullable): operator or function */
  char                    *variable;  /* (nullable): of a lambda or before a query function */
  HeraldEmulatorOperand    left;      /* of a lambda: the collection */
  HeraldEmulatorOperand    right;

  HeraldEmulatorFilterAppendFunc append; /* (nullable): writes a LINK … */
  gconstpointer                  link;   /* (unowned) (nullable): … which is this */
};

void                  herald_emulator_operand_clear (HeraldEmulatorOperand *operand);
HeraldEmulatorFilter *herald_emulator_filter_new (HeraldEmulatorFilterKind kind);
void                  herald_emulator_filter_free (HeraldEmulatorFilter *self);
HeraldEmulatorFilter *herald_emulator_filter_parse (const char                  *text,
                                                    const HeraldEmulatorAliases *aliases,
                                                    GError                     **error);
gboolean              herald_emulator_filter_append_sql (const HeraldEmulatorFilter       *self,
                                                         const HeraldEmulatorQueryContext *context,
                                                         const HeraldEmulatorTable        *table,
                                                         GString                          *sql,
                                                         GArray                           *values,
                                                         GError                          **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorFilter, herald_emulator_filter_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorOperand, herald_emulator_operand_clear)

G_END_DECLS
