/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row to be written: typed values by column, put into its table with all that the service adds
 * by itself. Used by the Web API, by the seed and by the emulated push services alike. */
#pragma once

#include "emulator/herald-emulator-dataverse.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorRecord HeraldEmulatorRecord;

/* @logical_name must be in the schema; column names too. */
HeraldEmulatorRecord *
herald_emulator_record_new (HeraldEmulatorDataverse *dataverse, const char *logical_name);
/* The row comes from a user: privileges and column security are checked when it is written. */
void herald_emulator_record_set_judged (HeraldEmulatorRecord *self);
/* The row is inserted many times with other values; its statement is kept meanwhile. */
void                       herald_emulator_record_set_repeated (HeraldEmulatorRecord *self);
void                       herald_emulator_record_free (HeraldEmulatorRecord *self);
const HeraldEmulatorTable *herald_emulator_record_get_table (HeraldEmulatorRecord *self);
void
herald_emulator_record_set_text (HeraldEmulatorRecord *self, const char *column, const char *value);
void herald_emulator_record_set_int (HeraldEmulatorRecord *self, const char *column, gint64 value);
void herald_emulator_record_unset (HeraldEmulatorRecord *self, const char *column);
void herald_emulator_record_set_null (HeraldEmulatorRecord *self, const char *column);
void herald_emulator_record_set_lookup (HeraldEmulatorRecord *self,
                                        const char           *column,
                                        const char           *target,
                                        const char           *id);
gboolean    herald_emulator_record_has (HeraldEmulatorRecord *self, const char *column);
gboolean    herald_emulator_record_is_null (HeraldEmulatorRecord *self, const char *column);
const char *herald_emulator_record_get_text (HeraldEmulatorRecord *self, const char *column);
const char *herald_emulator_record_get_target (HeraldEmulatorRecord *self, const char *column);
gint64      herald_emulator_record_get_int (HeraldEmulatorRecord *self, const char *column);

/* @user_id: who does it. Refusals: a required column is missing, a key is taken, no such row. */
gboolean herald_emulator_record_insert (HeraldEmulatorRecord *self,
                                        const char           *user_id,
                                        char                **id,
                                        GError              **error);
gboolean herald_emulator_record_update (HeraldEmulatorRecord *self,
                                        const char           *id,
                                        const char           *user_id,
                                        GError              **error);
gboolean herald_emulator_record_delete (HeraldEmulatorDataverse *dataverse,
                                        const char              *logical_name,
                                        const char              *id,
                                        GError                 **error);
gboolean herald_emulator_record_expire (HeraldEmulatorDataverse   *dataverse,
                                        const HeraldEmulatorTable *table,
                                        GError                   **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorRecord, herald_emulator_record_free)

G_END_DECLS
