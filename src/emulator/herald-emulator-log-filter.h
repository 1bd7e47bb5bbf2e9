/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which exchanges of the request log somebody wants to see. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

/* Free with herald_emulator_log_filter_free(). */
typedef struct _HeraldEmulatorLogFilter HeraldEmulatorLogFilter;

/* @query: (nullable): parameters of an address. INVALID. */
HeraldEmulatorLogFilter *herald_emulator_log_filter_new (GHashTable *query, GError **error);
void                     herald_emulator_log_filter_free (HeraldEmulatorLogFilter *self);
gboolean                 herald_emulator_log_filter_match (const HeraldEmulatorLogFilter *self,
                                                           HeraldEmulatorCall            *call,
                                                           gint64                         at_us);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorLogFilter, herald_emulator_log_filter_free)

G_END_DECLS
