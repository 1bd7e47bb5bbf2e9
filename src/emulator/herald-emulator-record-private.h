/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of #HeraldEmulatorRecord share: its values, and the steps of completing them. */
#pragma once

#include "emulator/herald-emulator-record.h"

#include <sqlite3.h>

G_BEGIN_DECLS

struct _HeraldEmulatorRecord
{
  HeraldEmulatorDataverse   *dataverse; /* (unowned) */
  const HeraldEmulatorTable *table;
  gboolean                   judged;
  GArray   *values; /* (element-type HeraldEmulatorValue) (owned): by their place */
  gboolean *is_set; /* (owned): beside @values */

  gboolean     *changed;   /* (owned) (nullable): of a repeated row, since it was inserted */
  sqlite3_stmt *statement; /* (owned) (nullable) */
};

/* Of a column of the record's table; NULL when it was not set. */
const HeraldEmulatorValue *
herald_emulator_record_peek (HeraldEmulatorRecord *self, const HeraldEmulatorColumn *column);

/* See herald-emulator-record-complete.c. */
gboolean herald_emulator_record_check_required (HeraldEmulatorRecord *self,
                                                gboolean              creating,
                                                GError              **error);
void     herald_emulator_record_add_defaults (HeraldEmulatorRecord *self);
gboolean herald_emulator_record_settle_status (HeraldEmulatorRecord *self, GError **error);
void     herald_emulator_record_settle_owner (HeraldEmulatorRecord *self);
void     herald_emulator_record_add_audit (HeraldEmulatorRecord *self,
                                           const char           *user_id,
                                           gboolean              creating);
void     herald_emulator_record_compute (HeraldEmulatorRecord *self);

/* See herald-emulator-record-repeat.c. */
gboolean herald_emulator_record_insert_repeated (HeraldEmulatorRecord *self, GError **error);

G_END_DECLS
