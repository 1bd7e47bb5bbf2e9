/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in passing what was done or what went wrong, over the window that a widget is in. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void herald_toast_show (GtkWidget *widget, const char *text);
/* @action: a detailed action such as "page.undo" that @widget can reach. */
void herald_toast_show_with_action (GtkWidget  *widget,
                                    const char *text,
                                    const char *button,
                                    const char *action);
/* @what: what could not be done, as a sentence without full stop. Silent when it was cancelled. */
void herald_toast_show_error (GtkWidget *widget, const char *what, const GError *error);
/* Says that a secret was copied and for how long it stays. @what: (nullable) */
void herald_toast_show_secret_copied (GtkWidget *widget, const char *what);

G_END_DECLS
