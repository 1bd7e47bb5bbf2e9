/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One main-loop source that sleeps until a time is set: wake-ups and deadlines without attaching
 * and destroying a source for each. Private to this layer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GSource *herald_h2_source_new (GSourceFunc func, gpointer data);
void     herald_h2_source_wake (GSource *source);
void     herald_h2_source_set_deadline (GSource *source, gint64 deadline_us);
void     herald_h2_source_clear (GSource **source);

G_END_DECLS
