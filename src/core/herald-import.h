/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts and devices from CSV files, for the emulator. */
#pragma once

#include "core/herald-import-watch.h"
#include "core/herald-session.h"
#include "model/herald-import-report.h"

G_BEGIN_DECLS

/* What the emulator takes at most in one request. */
#define HERALD_IMPORT_LARGEST_BYTES ((gsize) 16 * 1024 * 1024)

typedef enum
{
  HERALD_IMPORT_CONTACTS,
  HERALD_IMPORT_DEVICES,
} HeraldImportKind;

/* How many rows a file has behind its header, whatever they hold. */
guint herald_import_count_rows (GBytes *csv);
/* Adds the rows of a file, all of them or none. @id: a new GUID, see herald_import_settle_async();
 * @progress_func: (nullable): told how far it is until @callback is called */
void herald_import_async (HeraldSession           *session,
                          HeraldImportKind         kind,
                          const char              *id,
                          GBytes                  *csv,
                          HeraldImportProgressFunc progress_func,
                          gpointer                 progress_data,
                          GCancellable            *cancellable,
                          GAsyncReadyCallback      callback,
                          gpointer                 user_data);
/* @settled: (out): FALSE when it is not known what became of the file */
HeraldImportReport *herald_import_finish (HeraldSession *session,
                                          GAsyncResult  *result,
                                          gboolean      *settled,
                                          GError       **error);
/* Tells how many rows of an earlier file are in; what is not by now never comes in. */
void herald_import_settle_async (HeraldSession      *session,
                                 const char         *id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
HeraldImportReport *
herald_import_settle_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
