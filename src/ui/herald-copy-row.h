/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a boxed list that shows an id or a token to copy. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HERALD_TYPE_COPY_ROW (herald_copy_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldCopyRow, herald_copy_row, HERALD, COPY_ROW, AdwActionRow)

/* Properties: "title" says what it is; "value" and "secret" as of HeraldCopyLabel. Activating the
 * row copies. */
GtkWidget *herald_copy_row_new (const char *title, const char *value);
void       herald_copy_row_set_value (HeraldCopyRow *self, const char *value);

G_END_DECLS
