/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prepared statements of one connection. */
#pragma once

#include "emulator/herald-emulator-db.h"

#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct
{
  sqlite3_stmt *handle; /* (owned) */
  gboolean      kept;
  gboolean      in_use; /* of a kept one */
} HeraldEmulatorStatement;

typedef struct _HeraldEmulatorStatements HeraldEmulatorStatements;

HeraldEmulatorStatements *herald_emulator_statements_new (sqlite3 *handle);
void                      herald_emulator_statements_free (HeraldEmulatorStatements *self);
HeraldEmulatorStatement      *
herald_emulator_statements_take (HeraldEmulatorStatements *self, const char *sql);
void herald_emulator_statements_give_back (HeraldEmulatorStatements *self,
                                           HeraldEmulatorStatement  *statement);
int  herald_emulator_statement_bind_arguments (HeraldEmulatorStatement *statement,
                                               const char              *format,
                                               va_list                  arguments,
                                               sqlite3_destructor_type  lifetime);
int  herald_emulator_statement_bind_values (HeraldEmulatorStatement *statement,
                                            GArray                  *values,
                                            sqlite3_destructor_type  lifetime);

G_END_DECLS
