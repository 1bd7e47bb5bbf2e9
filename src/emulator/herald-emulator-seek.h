/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows are ordered by, and how a page goes on after the last row of the page before. */
#pragma once

#include "emulator/herald-emulator-db.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One thing that rows are ordered by. */
typedef struct
{
  char    *sql; /* (owned): an expression without values */
  gboolean descending;
  gboolean is_text; /* a whole number otherwise */
} HeraldEmulatorSeekKey;

/* (element-type HeraldEmulatorSeekKey); together the keys have to tell all rows apart. */
GArray *herald_emulator_seek_new (void);
void herald_emulator_seek_add (GArray *keys, GString *sql, gboolean descending, gboolean is_text);
void herald_emulator_seek_append_select (GArray *keys, GString *sql);
void herald_emulator_seek_append_order (GArray *keys, GString *sql);
void
herald_emulator_seek_append_after (GArray *keys, JsonArray *last, GString *sql, GArray *values);
JsonArray *
herald_emulator_seek_parse_token (GArray *keys, const char *token, gint64 *page, GError **error);
char *herald_emulator_seek_build_token (GArray *keys, HeraldEmulatorRows *rows, gint64 page);

G_END_DECLS
