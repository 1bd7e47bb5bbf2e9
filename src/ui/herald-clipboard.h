/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies text; a secret leaves the clipboard again after a while. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HERALD_CLIPBOARD_SECRET_SECONDS 60

void herald_clipboard_copy (GtkWidget *widget, const char *text);
/* As above, and takes it out again after HERALD_CLIPBOARD_SECRET_SECONDS, unless something else was
 * copied since. */
void herald_clipboard_copy_secret (GtkWidget *widget, const char *secret);
/* Takes a copied secret out at once: when Herald ends. */
void herald_clipboard_clear_secret (void);
/* For tests. */
void herald_clipboard_set_secret_ms (guint ms);

G_END_DECLS
