/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What copies whole databases needs of SQLite itself. */
#pragma once

#include "emulator/herald-emulator-db.h"

#include <sqlite3.h>

G_BEGIN_DECLS

sqlite3 *herald_emulator_db_get_handle (HeraldEmulatorDb *self);
/* The collation and the functions that the emulator's tables and indexes use. */
void herald_emulator_db_add_functions (sqlite3 *handle);

G_END_DECLS
