/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A query in FetchXML, checked against the schema: the tables it joins, what it selects of them. */
#pragma once

#include "emulator/herald-emulator-fetch-element.h"
#include "emulator/herald-emulator-filter.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_FETCH_MOST_CONDITIONS 500 /* Dataverse's limit of one query */
#define HERALD_EMULATOR_FETCH_MOST_ORDERS 30      /* as of $orderby */

/* How rows of a table are tied to those of the table around it. */
typedef enum
{
  HERALD_EMULATOR_FETCH_ROOT,
  HERALD_EMULATOR_FETCH_INNER,
  HERALD_EMULATOR_FETCH_OUTER,
  HERALD_EMULATOR_FETCH_FIRST, /* as OUTER, with one row at most */
  HERALD_EMULATOR_FETCH_EXISTS, /* there is one; “in”, “any” and “not all” are the same */
  HERALD_EMULATOR_FETCH_NOT_ANY, /* there is none that fits */
  HERALD_EMULATOR_FETCH_ALL,     /* there are some, and none that fits */
} HeraldEmulatorFetchTie;

typedef struct _HeraldEmulatorFetchEntity HeraldEmulatorFetchEntity;

/* The root's table or one that is linked. */
struct _HeraldEmulatorFetchEntity
{
  const HeraldEmulatorFetchElement *element;  /* (unowned): while it is read */
  const HeraldEmulatorTable        *table;    /* (unowned) */
  HeraldEmulatorFetchEntity        *parent;   /* (unowned) (nullable) */
  HeraldEmulatorFetchEntity        *select;   /* (unowned): whose FROM it stands in */
  GPtrArray                        *all;      /* (unowned): entities of the query */
  guint                             number;   /* its rows are called “t<number>” */
  char                             *alias;    /* (owned) (nullable): the root has none */
  char                             *variable; /* (owned): what filters call its rows */
  HeraldEmulatorFetchTie            tie;
  const HeraldEmulatorColumn       *from;     /* (unowned) (nullable): its own, equal to … */
  const HeraldEmulatorColumn       *to;       /* (unowned) (nullable): … this of the parent */
  const HeraldEmulatorCollection   *pairs;    /* (unowned) (nullable): N:N, which ties them */
  GPtrArray                        *children; /* (element-type HeraldEmulatorFetchEntity) (unowned):
                                                 but those inside filters */
  HeraldEmulatorFilter *filter;               /* (owned) (nullable) */
};

typedef enum
{
  HERALD_EMULATOR_FETCH_VALUE,
  HERALD_EMULATOR_FETCH_GROUP,
  HERALD_EMULATOR_FETCH_COUNT,
  HERALD_EMULATOR_FETCH_COUNT_COLUMN,
  HERALD_EMULATOR_FETCH_SUM,
  HERALD_EMULATOR_FETCH_AVERAGE,
  HERALD_EMULATOR_FETCH_MIN,
  HERALD_EMULATOR_FETCH_MAX,
} HeraldEmulatorFetchUse;

typedef enum
{
  HERALD_EMULATOR_FETCH_WHOLE, /* the value itself */
  HERALD_EMULATOR_FETCH_DAY,
  HERALD_EMULATOR_FETCH_WEEK,
  HERALD_EMULATOR_FETCH_MONTH,
  HERALD_EMULATOR_FETCH_QUARTER,
  HERALD_EMULATOR_FETCH_YEAR,
} HeraldEmulatorFetchPart;

/* One member of a result. */
typedef struct
{
  const HeraldEmulatorFetchEntity *entity; /* (unowned) */
  const HeraldEmulatorColumn      *column; /* (unowned) */
  char                            *name;   /* (owned): in the result */
  gboolean                         is_aliased;
  gboolean                         is_implied; /* the key, which every row has */
  HeraldEmulatorFetchUse           use;
  HeraldEmulatorFetchPart          part;
  gboolean                         distinct; /* of COUNT_COLUMN */
} HeraldEmulatorFetchColumn;

typedef struct
{
  HeraldEmulatorFetchColumn column; /* its name is not used */
  gboolean                  descending;
} HeraldEmulatorFetchOrder;

/* A filter whose matches alone must not be too many. */
typedef struct
{
  const HeraldEmulatorFetchEntity *entity; /* (unowned) */
  const HeraldEmulatorFilter      *filter; /* (unowned) */
} HeraldEmulatorFetchQuickFind;

typedef struct
{
  GPtrArray *entities;    /* (element-type HeraldEmulatorFetchEntity) (owned): the root first */
  GArray    *columns;     /* (element-type HeraldEmulatorFetchColumn) (owned) */
  GArray    *orders;      /* (element-type HeraldEmulatorFetchOrder) (owned) */
  GArray    *quick_finds; /* (element-type HeraldEmulatorFetchQuickFind) (owned) */
  guint      n_conditions;
  gboolean   has_all; /* columns of the root */
  gboolean   aggregates;
  gboolean   distinct;
  gboolean   raw_order; /* choices by their values, not by their labels */
  gboolean   count;
  gint64     most_aggregated; /* rows */
  gint64     top;             /* -1: not given */
  gint64     page;            /* from 1 */
  gint64     page_size;       /* 0: not given */
  char      *skip_token;      /* (owned) (nullable) */
} HeraldEmulatorFetch;

HeraldEmulatorFetch *herald_emulator_fetch_parse (const HeraldEmulatorQueryContext *context,
                                                  const HeraldEmulatorTable        *table,
                                                  const char                       *xml,
                                                  GError                          **error);
void                 herald_emulator_fetch_free (HeraldEmulatorFetch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorFetch, herald_emulator_fetch_free)

gboolean                   herald_emulator_fetch_is_join (const HeraldEmulatorFetchEntity *entity);
HeraldEmulatorFetchEntity *herald_emulator_fetch_get_root (const HeraldEmulatorFetch *self);
gboolean                   herald_emulator_fetch_has_cookies (const HeraldEmulatorFetch *self);
char *herald_emulator_fetch_make_cookie (const HeraldEmulatorTable *table, const char *skip_token);
void  herald_emulator_fetch_append_context (const HeraldEmulatorFetch *self, GString *text);

G_END_DECLS
