/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that takes a small file, from the file chooser or dropped on it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HERALD_TYPE_FILE_ROW (herald_file_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldFileRow, herald_file_row, HERALD, FILE_ROW, AdwActionRow)

/* Properties: "title"; "filter-name" and "pattern", such as “Signing keys” and "*.p8" (more after a
 * semicolon); "max-bytes",
 * the largest file that is taken (as large as a key may be, unless it is given); "chosen", which
 * turns “Choose…” into “Replace…”.
 * Signals: “file-read” (const char *name, GBytes *content); “failed” (GError *error). */
void herald_file_row_read (HeraldFileRow *self, GFile *file);

G_END_DECLS
