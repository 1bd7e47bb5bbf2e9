/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CSV file on its way to the emulator: how far it is, and how to cancel it. */
#pragma once

#include <adwaita.h>

#include "core/herald-import.h"

G_BEGIN_DECLS

#define HERALD_TYPE_IMPORT_ROW (herald_import_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldImportRow, herald_import_row, HERALD, IMPORT_ROW, AdwPreferencesRow)

GtkWidget *herald_import_row_new (void);
/* @name: of the file */
void herald_import_row_begin (HeraldImportRow *self, const char *name, GBytes *csv);
void herald_import_row_show (HeraldImportRow *self, const HeraldImportProgress *progress);
/* Until it is known what became of the file. */
void herald_import_row_show_cancelling (HeraldImportRow *self);

G_END_DECLS
