/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a command answers: JSON on standard output, or an aligned table or list for people. */
#pragma once

#include "cli/herald-cli.h"

G_BEGIN_DECLS

/* A table for people: columns as wide as what is in them. */
typedef struct _HeraldCliTable HeraldCliTable;

HeraldCliTable *herald_cli_table_new (const char *first_heading, ...) G_GNUC_NULL_TERMINATED;
/* One text per heading; NULL is an empty cell. */
void herald_cli_table_add (HeraldCliTable *self, ...) G_GNUC_NULL_TERMINATED;
/* @empty_text: what is said instead of a table without rows. */
void herald_cli_table_print (HeraldCliTable *self, const char *empty_text);
void herald_cli_table_free (HeraldCliTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldCliTable, herald_cli_table_free)

void  herald_cli_print_line (const char *format, ...) G_GNUC_PRINTF (1, 2);
void  herald_cli_print_json (JsonBuilder *builder);
void  herald_cli_print_json_node (JsonNode *node);
void  herald_cli_print_error (HeraldCli *cli, const GError *error);
void  herald_cli_add_string (JsonBuilder *builder, const char *name, const char *value);
void  herald_cli_add_known (JsonBuilder *builder, const char *name, const char *value);
void  herald_cli_add_int (JsonBuilder *builder, const char *name, gint64 value);
void  herald_cli_add_boolean (JsonBuilder *builder, const char *name, gboolean value);
void  herald_cli_add_time (JsonBuilder *builder, const char *name, gint64 unix_us);
char *herald_cli_format_time (gint64 unix_us);

G_END_DECLS
