/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a boxed list to write several lines in, with a count of its characters. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HERALD_TYPE_TEXT_ROW (herald_text_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldTextRow, herald_text_row, HERALD, TEXT_ROW, AdwPreferencesRow)

/* Properties: "title", "text" (notify::text), "limit" (0: none; shown beside the count). */
GtkWidget  *herald_text_row_new (const char *title);
const char *herald_text_row_get_text (HeraldTextRow *self);
/* Cannot be undone: for another document, not for an edit. */
void herald_text_row_set_text (HeraldTextRow *self, const char *text);

/* The count as every row shows it: “11”, or “11 / 256”. */
char *herald_text_count (const char *text, guint limit);

G_END_DECLS
