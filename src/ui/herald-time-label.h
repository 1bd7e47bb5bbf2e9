/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A time as people say it (“5 minutes ago”), with the exact one as tooltip. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HERALD_TYPE_TIME_LABEL (herald_time_label_get_type ())
G_DECLARE_FINAL_TYPE (HeraldTimeLabel, herald_time_label, HERALD, TIME_LABEL, GtkWidget)

/* @format: (nullable): a translated sentence with one %s, such as “Saved %s”. */
GtkWidget *herald_time_label_new (gint64 unix_us, const char *format);
void       herald_time_label_set_time (HeraldTimeLabel *self, gint64 unix_us); /* 0: “never” */
void       herald_time_label_set_format (HeraldTimeLabel *self, const char *format);

/* The words, for tests and for places without a widget. */
char *herald_time_describe (gint64 now_us, gint64 then_us);
char *herald_time_describe_exactly (gint64 unix_us);

G_END_DECLS
