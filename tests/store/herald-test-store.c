/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens stores for tests and takes every trace of them away. */
#include "config.h"

#include "herald-test-store.h"

#include "base/herald-await.h"
#include "herald-test-dir.h"

/* Returns: (transfer full) (nullable): the store of a file */
HeraldStore *
herald_test_store_open (const char *path, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_store_open_async (path, NULL, herald_await_cb, &await);
  return herald_store_open_finish (herald_await_result (&await), error);
}

void
herald_test_store_set_up (HeraldTestStore *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->dir = herald_test_dir_new ();
  self->path = g_build_filename (self->dir, "herald.db", NULL);
  self->store = herald_test_store_open (self->path, &error);
  g_assert_no_error (error);
}

void
herald_test_store_tear_down (HeraldTestStore *self, gconstpointer data)
{
  if (self->store != NULL)
    {
      /* Jobs hold the store until their callbacks have run. */
      herald_store_close (self->store);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_assert_finalize_object (self->store);
    }
  herald_test_dir_remove (self->dir);
  g_free (self->path);
  g_free (self->dir);
}

/* @data stays the caller's. */
gboolean
herald_test_store_read (HeraldStore *store, HeraldStoreFunc func, gpointer data, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_store_read_async (store, func, data, NULL, NULL, herald_await_cb, &await);
  return herald_store_read_finish (store, herald_await_result (&await), error) != NULL;
}

/* @data stays the caller's. */
gboolean
herald_test_store_write (HeraldStore *store, HeraldStoreFunc func, gpointer data, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_store_write_async (store, func, data, NULL, NULL, herald_await_cb, &await);
  return herald_store_write_finish (store, herald_await_result (&await), error) != NULL;
}
