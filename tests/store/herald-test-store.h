/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store in a folder of its own, and its calls waited for. */
#pragma once

#include "store/herald-store.h"

G_BEGIN_DECLS

typedef struct
{
  char        *dir;
  char        *path;
  HeraldStore *store;
} HeraldTestStore;

HeraldStore *herald_test_store_open (const char *path, GError **error);
void         herald_test_store_set_up (HeraldTestStore *self, gconstpointer data);
void         herald_test_store_tear_down (HeraldTestStore *self, gconstpointer data);
gboolean
herald_test_store_read (HeraldStore *store, HeraldStoreFunc func, gpointer data, GError **error);
gboolean
herald_test_store_write (HeraldStore *store, HeraldStoreFunc func, gpointer data, GError **error);

G_END_DECLS
