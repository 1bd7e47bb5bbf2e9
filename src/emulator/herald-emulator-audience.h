/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a journey is for: contacts or leads, by their ids or by a filter, read one after another. */
#pragma once

#include "emulator/herald-emulator-filter.h"
#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorAudience HeraldEmulatorAudience;

/* One of the audience. */
typedef struct
{
  char      *id;     /* (owned) */
  gboolean   found;  /* there is such a row */
  GPtrArray *values; /* (element-type utf8) (owned): of the columns, NULL where there is none */
} HeraldEmulatorPerson;

void herald_emulator_person_free (HeraldEmulatorPerson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorPerson, herald_emulator_person_free)

/* @object: {"table"?, "ids"} or {"table"?, "filter"} */
HeraldEmulatorAudience      *
herald_emulator_audience_read (HeraldEmulatorSite *site, JsonObject *object, GError **error);
void herald_emulator_audience_free (HeraldEmulatorAudience *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorAudience, herald_emulator_audience_free)

const HeraldEmulatorTable *herald_emulator_audience_get_table (HeraldEmulatorAudience *self);
/* @columns: (element-type HeraldEmulatorColumn): what to read of each person. */
void herald_emulator_audience_set_columns (HeraldEmulatorAudience *self, GPtrArray *columns);
/* NULL without error when there is nobody any more. */
HeraldEmulatorPerson *herald_emulator_audience_next (HeraldEmulatorAudience *self, GError **error);

G_END_DECLS
