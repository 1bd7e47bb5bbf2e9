/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The request log: the last exchanges, bounded, redacted when it is read. */
#pragma once

#include "emulator/herald-emulator-log-filter.h"

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_LOG (herald_emulator_log_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorLog, herald_emulator_log, HERALD, EMULATOR_LOG, GObject)

/* Signal “added” (): an exchange was logged. */
HeraldEmulatorLog *herald_emulator_log_new (guint most_rows, gsize most_bytes);
void   herald_emulator_log_add (HeraldEmulatorLog *self, HeraldEmulatorCall *call, gint64 at_us);
gint64 herald_emulator_log_get_newest (HeraldEmulatorLog *self);
/* @filter: (nullable): NULL lets everything pass. */
JsonArray *herald_emulator_log_read (HeraldEmulatorLog             *self,
                                     gint64                         after,
                                     guint                          limit,
                                     const HeraldEmulatorLogFilter *filter);
gboolean   herald_emulator_log_has (HeraldEmulatorLog             *self,
                                    gint64                         after,
                                    const HeraldEmulatorLogFilter *filter);
void       herald_emulator_log_clear (HeraldEmulatorLog *self);

G_END_DECLS
