/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An id or a token: monospace, cut in the middle, masked if secret, with a copy button. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HERALD_TYPE_COPY_LABEL (herald_copy_label_get_type ())
G_DECLARE_FINAL_TYPE (HeraldCopyLabel, herald_copy_label, HERALD, COPY_LABEL, GtkWidget)

/* Properties: "value", "secret" (masked all but its last four characters; leaves the clipboard
 * after a while), "revealable" (a button shows the secret), "what" (what it is, for the tooltip and
 * the toast: “Device Token”). */
GtkWidget  *herald_copy_label_new (const char *what, const char *value);
const char *herald_copy_label_get_value (HeraldCopyLabel *self);
void        herald_copy_label_set_value (HeraldCopyLabel *self, const char *value);
void        herald_copy_label_set_secret (HeraldCopyLabel *self, gboolean secret);
void        herald_copy_label_set_revealable (HeraldCopyLabel *self, gboolean revealable);
void        herald_copy_label_set_what (HeraldCopyLabel *self, const char *what);
void        herald_copy_label_copy (HeraldCopyLabel *self);

G_END_DECLS
