/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a CSV file that was sent to the emulator. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Why a row was not taken. */
typedef struct
{
  guint line;    /* of the file, from 1 */
  char *message; /* (owned) */
} HeraldImportFault;

/* All rows were taken, or there are faults and none was. */
typedef struct
{
  guint      n_imported;
  GPtrArray *faults; /* (owned) (element-type HeraldImportFault): in the order of the file */
} HeraldImportReport;

HeraldImportReport *herald_import_report_new_from_json (JsonNode *answer, GError **error);
void                herald_import_report_free (HeraldImportReport *self);
/* The faults as text, one a line. */
char *herald_import_report_describe_faults (const HeraldImportReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldImportReport, herald_import_report_free)

G_END_DECLS
