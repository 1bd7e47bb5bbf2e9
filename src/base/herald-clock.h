/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The source of time, so that tests and the emulator can turn it. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HERALD_TYPE_CLOCK (herald_clock_get_type ())
G_DECLARE_FINAL_TYPE (HeraldClock, herald_clock, HERALD, CLOCK, GObject)

/* Signal “turned” (): the clock was set; emitted on the thread that did it. */
HeraldClock *herald_clock_new (void);
gint64       herald_clock_get_unix_us (HeraldClock *self);
gint64       herald_clock_get_unix_seconds (HeraldClock *self);
void         herald_clock_advance_seconds (HeraldClock *self, gint64 seconds);
gint64       herald_clock_get_offset_seconds (HeraldClock *self);
void         herald_clock_freeze_at (HeraldClock *self, gint64 unix_us);
char        *herald_time_format (gint64 unix_us);
gboolean     herald_time_parse (const char *text, gint64 *unix_us);

G_END_DECLS
