/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of SQLite itself its own files and what copies whole databases need. */
#pragma once

#include "emulator/herald-emulator-db.h"
#include "emulator/herald-emulator-statements.h"

#include <sqlite3.h>

G_BEGIN_DECLS

struct _HeraldEmulatorRows
{
  HeraldEmulatorDb         *db;         /* (owned) */
  HeraldEmulatorStatements *statements; /* (unowned): of @db */
  HeraldEmulatorStatement  *statement;  /* (owned): taken */
};

gboolean herald_emulator_db_set_error (HeraldEmulatorDb *self, GError **error);
sqlite3 *herald_emulator_db_get_handle (HeraldEmulatorDb *self);
/* The collation and the functions that the emulator's tables and indexes use. */
void herald_emulator_db_add_functions (sqlite3 *handle);

G_END_DECLS
