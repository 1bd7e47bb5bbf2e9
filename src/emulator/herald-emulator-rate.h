/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what happens to each of many names within a time. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HeraldEmulatorRate HeraldEmulatorRate;

HeraldEmulatorRate *herald_emulator_rate_new (gint64 window_us);
void                herald_emulator_rate_free (HeraldEmulatorRate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorRate, herald_emulator_rate_free)

/* Returns: 0 when @name may once more, else microseconds until it may. @most: 0 is no limit. */
gint64
herald_emulator_rate_take (HeraldEmulatorRate *self, const char *name, gint64 now_us, guint most);

G_END_DECLS
