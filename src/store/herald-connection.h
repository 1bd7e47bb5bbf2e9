/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SQLite connection of a lane: cached statements, bound values, errors in words. Private to
 * this layer; only one thread at a time may use it. */
#pragma once

#include <sqlite3.h>

#include "store/herald-store.h"

G_BEGIN_DECLS

HeraldConnection *herald_connection_open (const char *path, GError **error);
void              herald_connection_close (HeraldConnection *self);
const char       *herald_connection_get_path (HeraldConnection *self);
void         herald_connection_set_cancellable (HeraldConnection *self, GCancellable *cancellable);
HeraldTables herald_connection_take_changes (HeraldConnection *self);
/* @types: one letter per value: “t” text (NULL is null), “i” gint64. */
gboolean herald_connection_run (HeraldConnection *self,
                                GError          **error,
                                const char       *sql,
                                const char       *types,
                                ...);
gint64   herald_connection_get_last_id (HeraldConnection *self);
int      herald_connection_get_n_changed (HeraldConnection *self);
gboolean herald_connection_is_in_transaction (HeraldConnection *self);
char    *herald_connection_fold (const char *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldConnection, herald_connection_close)

/* The rows of one query. Texts are lent until the next row. */
typedef struct
{
  HeraldConnection *connection; /* (unowned) */
  sqlite3_stmt     *statement;  /* (unowned): in the connection's cache */
} HeraldCursor;

#define HERALD_CURSOR_INIT                                                                         \
  {                                                                                                \
    NULL, NULL                                                                                     \
  }

gboolean    herald_cursor_open (HeraldCursor     *self,
                                HeraldConnection *connection,
                                GError          **error,
                                const char       *sql,
                                const char       *types,
                                ...);
gboolean    herald_cursor_next (HeraldCursor *self, GError **error);
const char *herald_cursor_get_text (HeraldCursor *self, int column);
gint64      herald_cursor_get_int (HeraldCursor *self, int column);
void        herald_cursor_close (HeraldCursor *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldCursor, herald_cursor_close)

G_END_DECLS
