/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row as the Web API writes it. */
#pragma once

#include "emulator/herald-emulator-rows.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorRowWriter HeraldEmulatorRowWriter;

/* @columns: (element-type HeraldEmulatorColumn): in the order of the SELECT, from its third value
 */
HeraldEmulatorRowWriter *
herald_emulator_row_writer_new (const HeraldEmulatorReading *reading, GPtrArray *columns);
JsonObject      *
herald_emulator_row_writer_write (HeraldEmulatorRowWriter *self, HeraldEmulatorRows *rows);
void herald_emulator_row_writer_put (HeraldEmulatorRowWriter    *self,
                                     JsonObject                 *object,
                                     const HeraldEmulatorColumn *column,
                                     HeraldEmulatorRows         *rows,
                                     int                         index);
void herald_emulator_row_writer_free (HeraldEmulatorRowWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorRowWriter, herald_emulator_row_writer_free)

char *herald_emulator_format_etag (gint64 version);

G_END_DECLS
