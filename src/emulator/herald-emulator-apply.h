/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $apply: rows filtered, grouped and counted, added up or compared. */
#pragma once

#include "emulator/herald-emulator-filter.h"
#include "emulator/herald-emulator-path.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_EMULATOR_AGGREGATE_COUNT,
  HERALD_EMULATOR_AGGREGATE_COUNT_DISTINCT,
  HERALD_EMULATOR_AGGREGATE_SUM,
  HERALD_EMULATOR_AGGREGATE_AVERAGE,
  HERALD_EMULATOR_AGGREGATE_MIN,
  HERALD_EMULATOR_AGGREGATE_MAX,
} HeraldEmulatorAggregateKind;

typedef struct
{
  HeraldEmulatorAggregateKind kind;
  HeraldEmulatorPath          path; /* of all but COUNT */
  char                       *name; /* (owned): of the result */
} HeraldEmulatorAggregate;

typedef struct
{
  HeraldEmulatorPath path;
  char              *name; /* (owned): in the result */
} HeraldEmulatorGroup;

typedef struct
{
  HeraldEmulatorFilter *filter;     /* (owned) (nullable) */
  GArray               *groups;     /* (element-type HeraldEmulatorGroup) (owned) */
  GArray               *aggregates; /* (element-type HeraldEmulatorAggregate) (owned) */
} HeraldEmulatorApply;

HeraldEmulatorApply *herald_emulator_apply_parse (const HeraldEmulatorQueryContext *context,
                                                  const HeraldEmulatorTable        *table,
                                                  const char                       *text,
                                                  GError                          **error);
void                 herald_emulator_apply_free (HeraldEmulatorApply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorApply, herald_emulator_apply_free)

G_END_DECLS
