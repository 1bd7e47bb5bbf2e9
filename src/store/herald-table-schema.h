/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of the database: settings of a connection, transactions, migrations. Private to this
 * layer. */
#pragma once

#include "store/herald-connection.h"

G_BEGIN_DECLS

#define HERALD_SCHEMA_VERSION 7

gboolean herald_table_schema_set_up (HeraldConnection *connection, GError **error);
gboolean herald_table_schema_protect (HeraldConnection *connection, GError **error);
gboolean herald_table_schema_migrate (HeraldConnection *connection, GError **error);
gboolean herald_table_schema_begin (HeraldConnection *connection, GError **error);
gboolean herald_table_schema_commit (HeraldConnection *connection, GError **error);
void     herald_table_schema_roll_back (HeraldConnection *connection);

G_END_DECLS
