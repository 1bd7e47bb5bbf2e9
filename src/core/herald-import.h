/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts and devices from CSV files, for the emulator. */
#pragma once

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

/* Adds the rows of a file, all of them or none. */
void herald_import_async (HeraldSession      *session,
                          HeraldImportKind    kind,
                          GBytes             *csv,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);
HeraldImportReport *
herald_import_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
