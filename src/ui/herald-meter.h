/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of a limit is used: words, a bar, and a warning above the limit. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HERALD_TYPE_METER (herald_meter_get_type ())
G_DECLARE_FINAL_TYPE (HeraldMeter, herald_meter, HERALD, METER, GtkWidget)

/* Properties: "title" (such as “APNs”), "unit" (such as “B”; nullable), "maximum". */
GtkWidget  *herald_meter_new (const char *title, const char *unit, guint maximum);
void        herald_meter_set_value (HeraldMeter *self, guint value);
gboolean    herald_meter_is_exceeded (HeraldMeter *self);
const char *herald_meter_get_text (HeraldMeter *self);

G_END_DECLS
