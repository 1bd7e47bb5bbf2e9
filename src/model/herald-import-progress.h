/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the emulator is with a CSV file. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean over;        /* all rows are in, or barred: then it has none */
  gint64   done_bytes;  /* of the file; 0 when it is over */
  gint64   total_bytes; /* likewise */
  gint64   n_rows;      /* read so far; once it is over, what came in */
} HeraldImportProgress;

HeraldImportProgress *herald_import_progress_new_from_json (JsonNode *answer, GError **error);
void                  herald_import_progress_free (HeraldImportProgress *self);
/* From 0 to 100; whole ones, 100 only when all rows are in. */
int herald_import_progress_get_percent (const HeraldImportProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldImportProgress, herald_import_progress_free)

G_END_DECLS
