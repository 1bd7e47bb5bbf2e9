/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator's clock: what it shows, and how to turn it forward. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

#define HERALD_TYPE_CLOCK_TAB (herald_clock_tab_get_type ())
G_DECLARE_FINAL_TYPE (HeraldClockTab, herald_clock_tab, HERALD, CLOCK_TAB, AdwBin)

GtkWidget *herald_clock_tab_new (void);
/* @session: (nullable): the emulator's; @cancellable: (nullable): the page's */
void herald_clock_tab_set_session (HeraldClockTab *self,
                                   HeraldSession  *session,
                                   GCancellable   *cancellable);
/* Reads the clock again. */
void   herald_clock_tab_update (HeraldClockTab *self);
void   herald_clock_tab_show_offset (HeraldClockTab *self, gint64 offset_seconds);
gint64 herald_clock_tab_get_offset (HeraldClockTab *self); /* seconds */
/* Signals: “offset-changed” (gint64 seconds), “turned” (): by a person, here. */

/* FALSE: the clock stands still, for nobody knows what the emulator’s shows. */
void herald_clock_tab_set_live (HeraldClockTab *self, gboolean live);

G_END_DECLS
