/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local database: one read lane and one write lane, each a thread with a connection of its own.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_STORE (herald_store_get_type ())
G_DECLARE_FINAL_TYPE (HeraldStore, herald_store, HERALD, STORE, GObject)

/* A lane's connection; only the functions of the herald-table-*.h headers use it. */
typedef struct _HeraldConnection HeraldConnection;

/* Flags of the “changed” signal. */
typedef enum
{
  HERALD_TABLE_ENVIRONMENT = 1 << 0,
  HERALD_TABLE_DRAFT = 1 << 1,
  HERALD_TABLE_SEND = 1 << 2, /* send and send_result */
  HERALD_TABLE_DEVICE = 1 << 3,
  HERALD_TABLE_EXCHANGE = 1 << 4,
  HERALD_TABLE_ACCESS_TOKEN = 1 << 5,
  HERALD_TABLE_HOST = 1 << 6,
} HeraldTables;

/* Runs on a lane's thread; reads from and writes its results into @data, which nobody else touches
 * meanwhile. Returns FALSE with @error set to roll back. */
typedef gboolean (*HeraldStoreFunc) (HeraldConnection *connection, gpointer data, GError **error);

void         herald_store_open_async (const char         *path,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
HeraldStore *herald_store_open_finish (GAsyncResult *result, GError **error);
const char  *herald_store_get_path (HeraldStore *self);
void         herald_store_read_async (HeraldStore        *self,
                                      HeraldStoreFunc     func,
                                      gpointer            data,
                                      GDestroyNotify      destroy,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
/* Returns: (transfer none): the data, alive as long as @result; NULL on error */
gpointer herald_store_read_finish (HeraldStore *self, GAsyncResult *result, GError **error);
void     herald_store_write_async (HeraldStore        *self,
                                   HeraldStoreFunc     func,
                                   gpointer            data,
                                   GDestroyNotify      destroy,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
/* Returns: (transfer none): the data, alive as long as @result; NULL on error */
gpointer herald_store_write_finish (HeraldStore *self, GAsyncResult *result, GError **error);
void     herald_store_close (HeraldStore *self);
gboolean herald_store_is_closed (HeraldStore *self);
/* Signal “changed” (HeraldTables tables): on the thread that opened the store, merged per frame. */

G_END_DECLS
