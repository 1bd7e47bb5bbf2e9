/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator's phones side by side; what is done to them is done in the emulator. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PHONES_PANE (herald_phones_pane_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPhonesPane, herald_phones_pane, HERALD, PHONES_PANE, AdwBin)

GtkWidget *herald_phones_pane_new (void);
/* @session: (nullable): the emulator's; @cancellable: (nullable): the page's */
void herald_phones_pane_set_session (HeraldPhonesPane *self,
                                     HeraldSession    *session,
                                     GCancellable     *cancellable);
/* Reads the phones again; what arrived since slides in. */
void  herald_phones_pane_update (HeraldPhonesPane *self);
void  herald_phones_pane_set_clock_offset (HeraldPhonesPane *self, gint64 offset_us);
guint herald_phones_pane_get_n_phones (HeraldPhonesPane *self);

/* FALSE: the phones' clocks stand still. */
void herald_phones_pane_set_live (HeraldPhonesPane *self, gboolean live);

G_END_DECLS
