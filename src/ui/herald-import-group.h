/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes CSV files of contacts and devices into the emulator, and lists the rows that are wrong. */
#pragma once

#include <adwaita.h>

#include "core/herald-import.h"

G_BEGIN_DECLS

#define HERALD_TYPE_IMPORT_GROUP (herald_import_group_get_type ())
G_DECLARE_FINAL_TYPE (HeraldImportGroup,
                      herald_import_group,
                      HERALD,
                      IMPORT_GROUP,
                      AdwPreferencesGroup)

GtkWidget *herald_import_group_new (void);
/* @session: (nullable): the emulator's */
void herald_import_group_set_session (HeraldImportGroup *self, HeraldSession *session);
/* @name: of the file */
void herald_import_group_show_report (HeraldImportGroup        *self,
                                      const char               *name,
                                      const HeraldImportReport *report);

G_END_DECLS
