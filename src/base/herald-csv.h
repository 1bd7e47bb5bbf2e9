/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads CSV (RFC 4180) record by record. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_CSV_MOST_FIELDS 256
#define HERALD_CSV_LONGEST_FIELD_BYTES ((gsize) 64 * 1024)

typedef struct _HeraldCsv HeraldCsv;

HeraldCsv *herald_csv_new (GBytes *text);
void       herald_csv_free (HeraldCsv *self);
/* @fields: (element-type utf8): is emptied and gets the record's texts. FALSE without an error at
 * the end. */
gboolean herald_csv_read (HeraldCsv *self, GPtrArray *fields, GError **error);
/* The line, from 1, on which the record that was read last begins. */
guint herald_csv_get_line (HeraldCsv *self);
/* How many bytes of the text are read. */
gsize herald_csv_get_position (HeraldCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldCsv, herald_csv_free)

G_END_DECLS
