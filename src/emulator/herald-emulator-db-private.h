/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of SQLite itself its own files and what copies whole databases need. */
#pragma once

#include "emulator/herald-emulator-db.h"
#include "emulator/herald-emulator-statements.h"

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

struct _HeraldEmulatorRows
{
  HeraldEmulatorDb         *db;         /* (owned) */
  HeraldEmulatorStatements *statements; /* (unowned): of @db */
  HeraldEmulatorStatement  *statement;  /* (owned): taken */
};

gboolean herald_emulator_db_set_error (HeraldEmulatorDb *self, GError **error);
gboolean herald_emulator_db_copy_pages (sqlite3 *from, sqlite3 *to, GError **error);
/* What takes long fails once @cancellable, which outlives @handle, is cancelled. */
void        herald_emulator_db_give_up_when (sqlite3 *handle, GCancellable *cancellable);
void        herald_emulator_db_set_cancellable (HeraldEmulatorDb *self, GCancellable *cancellable);
sqlite3    *herald_emulator_db_connect (const char *path, GError **error);
gboolean    herald_emulator_db_copy_file (const char *path, sqlite3 *to, GError **error);
gboolean    herald_emulator_db_take_file (HeraldEmulatorDb *self, const char *path, GError **error);
gboolean    herald_emulator_db_fill_quickly (HeraldEmulatorDb *self, GError **error);
sqlite3    *herald_emulator_db_get_handle (HeraldEmulatorDb *self);
const char *herald_emulator_db_get_path (HeraldEmulatorDb *self); /* (nullable): in memory */
void        herald_emulator_db_take_handle (HeraldEmulatorDb *self, sqlite3 *handle);
void        herald_emulator_db_set_parked (HeraldEmulatorDb *self, gboolean parked);
gboolean    herald_emulator_db_unpark (HeraldEmulatorDb *self, GError **error);
gboolean    herald_emulator_db_recover_file (const char *path, GError **error);
/* The collation and the functions that the emulator's tables and indexes use. */
void herald_emulator_db_add_functions (sqlite3 *handle);

G_END_DECLS
