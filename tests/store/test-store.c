/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lanes: order, transactions, cancelling, the merged signal, closing. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "herald-test-dir.h"
#include "herald-test-store.h"
#include "store/herald-connection.h"
#include "store/herald-table-draft.h"

/* Counts for about a minute when nobody stops it. */
#define ENDLESS                                                                                    \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)"          \
  "  SELECT count (*) FROM n"

typedef struct
{
  GMutex        lock;
  GCond         cond;
  gboolean      running;
  gboolean      may_end;
  gint64        id;
  GThread      *thread;
  GCancellable *cancellable;
} Probe;

static void
probe_init (Probe *probe)
{
  memset (probe, 0, sizeof *probe);
  g_mutex_init (&probe->lock);
  g_cond_init (&probe->cond);
}

static void
probe_clear (Probe *probe)
{
  g_mutex_clear (&probe->lock);
  g_cond_clear (&probe->cond);
}

static void
probe_wait_running (Probe *probe)
{
  g_mutex_lock (&probe->lock);
  while (!probe->running)
    g_cond_wait (&probe->cond, &probe->lock);
  g_mutex_unlock (&probe->lock);
}

static void
probe_let_end (Probe *probe)
{
  g_mutex_lock (&probe->lock);
  probe->may_end = TRUE;
  g_cond_broadcast (&probe->cond);
  g_mutex_unlock (&probe->lock);
}

static void
probe_say_running (Probe *probe)
{
  g_mutex_lock (&probe->lock);
  probe->running = TRUE;
  probe->thread = g_thread_self ();
  g_cond_broadcast (&probe->cond);
  g_mutex_unlock (&probe->lock);
}

static gboolean
insert_draft (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (HeraldDraftRow) row = herald_draft_row_new (0, 0, "name", "{}", 1);
  Probe *probe = data;

  probe->thread = g_thread_self ();
  if (!herald_table_draft_save (connection, "env", row, error))
    return FALSE;
  probe->id = row->id;
  return TRUE;
}

static gboolean
insert_draft_and_fail (HeraldConnection *connection, gpointer data, GError **error)
{
  g_assert_true (insert_draft (connection, data, error));
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_CONFLICT, "on purpose");
  return FALSE;
}

static gboolean
insert_draft_and_cancel (HeraldConnection *connection, gpointer data, GError **error)
{
  Probe *probe = data;

  g_assert_true (insert_draft (connection, data, error));
  g_cancellable_cancel (probe->cancellable);
  return TRUE;
}

static gboolean
wait_then_insert (HeraldConnection *connection, gpointer data, GError **error)
{
  Probe *probe = data;

  probe_say_running (probe);
  g_mutex_lock (&probe->lock);
  while (!probe->may_end)
    g_cond_wait (&probe->cond, &probe->lock);
  g_mutex_unlock (&probe->lock);
  return insert_draft (connection, data, error);
}

static gboolean
count_endlessly (HeraldConnection *connection, gpointer data, GError **error)
{
  probe_say_running (data);
  return herald_connection_run (connection, error, ENDLESS, "");
}

static gboolean
insert_and_count_endlessly (HeraldConnection *connection, gpointer data, GError **error)
{
  return insert_draft (connection, data, error) && count_endlessly (connection, data, error);
}

static gboolean
count_drafts (HeraldConnection *connection, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) drafts = herald_table_draft_list (connection, "env", 0, error);

  if (drafts == NULL)
    return FALSE;
  *(guint *) data = drafts->len;
  return TRUE;
}

static guint
get_n_drafts (HeraldStore *store)
{
  g_autoptr (GError) error = NULL;
  guint n_drafts = G_MAXUINT;

  herald_test_store_read (store, count_drafts, &n_drafts, &error);
  g_assert_no_error (error);
  return n_drafts;
}

static void
test_write_is_read (HeraldTestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Probe probe = { .id = 0 };

  g_assert_true (herald_test_store_write (fixture->store, insert_draft, &probe, &error));
  g_assert_cmpint (probe.id, >, 0);
  g_assert_true (probe.thread != g_thread_self ());
  g_assert_cmpuint (get_n_drafts (fixture->store), ==, 1);
}

static void
test_error_rolls_back (HeraldTestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Probe probe = { .id = 0 };

  g_assert_false (herald_test_store_write (fixture->store, insert_draft_and_fail, &probe, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT);
  g_assert_cmpuint (get_n_drafts (fixture->store), ==, 0);
}

static void
test_read_lane_cannot_write (HeraldTestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Probe probe = { .id = 0 };

  g_assert_false (herald_test_store_read (fixture->store, insert_draft, &probe, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);
  g_assert_cmpuint (get_n_drafts (fixture->store), ==, 0);
}

static void
test_cancelled_before (HeraldTestStore *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  Probe probe = { .id = 0 };

  g_cancellable_cancel (cancellable);
  herald_store_write_async (fixture->store, insert_draft, &probe, NULL, cancellable,
                            herald_await_cb, &await);
  g_assert_null (herald_store_write_finish (fixture->store, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (probe.thread);
}

static void
assert_cancels_in_the_middle (HeraldTestStore *fixture, HeraldStoreFunc func, gboolean writes)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  Probe probe;

  probe_init (&probe);
  if (writes)
    herald_store_write_async (fixture->store, func, &probe, NULL, cancellable, herald_await_cb,
                              &await);
  else
    herald_store_read_async (fixture->store, func, &probe, NULL, cancellable, herald_await_cb,
                             &await);
  probe_wait_running (&probe);
  g_cancellable_cancel (cancellable);
  g_assert_null (herald_store_write_finish (fixture->store, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (get_n_drafts (fixture->store), ==, 0);
  probe_clear (&probe);
}

static void
test_cancelled_during_read (HeraldTestStore *fixture, gconstpointer data)
{
  assert_cancels_in_the_middle (fixture, count_endlessly, FALSE);
}

static void
test_cancelled_during_write (HeraldTestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Probe probe = { .id = 0 };

  assert_cancels_in_the_middle (fixture, insert_and_count_endlessly, TRUE);
  g_assert_true (herald_test_store_write (fixture->store, insert_draft, &probe, &error));
  g_assert_cmpuint (get_n_drafts (fixture->store), ==, 1);
}

static void
test_cancelled_before_commit (HeraldTestStore *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  Probe probe = { .cancellable = cancellable };

  herald_store_write_async (fixture->store, insert_draft_and_cancel, &probe, NULL, cancellable,
                            herald_await_cb, &await);
  g_assert_null (herald_store_write_finish (fixture->store, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (get_n_drafts (fixture->store), ==, 0);
}

/* What was committed is told as written, although somebody cancelled before the answer came. */
static void
test_cancelled_after (HeraldTestStore *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  Probe first = { .id = 0 };
  Probe second = { .id = 0 };

  herald_store_write_async (fixture->store, insert_draft, &first, NULL, cancellable,
                            herald_await_cb, &await);
  /* The lane keeps the order: when the second is done, the first is committed. */
  g_assert_true (herald_test_store_write (fixture->store, insert_draft, &second, &error));
  g_cancellable_cancel (cancellable);
  g_assert_nonnull (
    herald_store_write_finish (fixture->store, herald_await_result (&await), &error));
  g_assert_no_error (error);
  g_assert_cmpint (first.id, <, second.id);
}

static void
test_reads_beside_writes (HeraldTestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  Probe probe;

  probe_init (&probe);
  herald_store_write_async (fixture->store, wait_then_insert, &probe, NULL, NULL, herald_await_cb,
                            &await);
  probe_wait_running (&probe);
  g_assert_cmpuint (get_n_drafts (fixture->store), ==, 0);
  probe_let_end (&probe);
  g_assert_nonnull (
    herald_store_write_finish (fixture->store, herald_await_result (&await), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (get_n_drafts (fixture->store), ==, 1);
  probe_clear (&probe);
}

typedef struct
{
  guint    n_signals;
  guint    tables;
  GThread *thread;
} Changes;

static void
changed_cb (HeraldStore *store, guint tables, Changes *changes)
{
  changes->n_signals++;
  changes->tables |= tables;
  changes->thread = g_thread_self ();
}

static void
test_changes_are_merged (HeraldTestStore *fixture, gconstpointer data)
{
  Changes changes = { 0 };
  Probe   probes[20] = { { .id = 0 } };

  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), &changes);
  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++)
    herald_store_write_async (fixture->store, insert_draft, &probes[i], NULL, NULL, NULL, NULL);
  /* Nothing is told before the main thread comes round. */
  herald_store_read_async (fixture->store, count_drafts, &(guint){ 0 }, NULL, NULL, NULL, NULL);
  while (probes[G_N_ELEMENTS (probes) - 1].id == 0 || changes.tables == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (changes.tables, ==, HERALD_TABLE_DRAFT);
  g_assert_cmpuint (changes.n_signals, >=, 1);
  g_assert_cmpuint (changes.n_signals, <, G_N_ELEMENTS (probes));
  g_assert_true (changes.thread == g_thread_self ());
}

static void
test_rolled_back_is_no_change (HeraldTestStore *fixture, gconstpointer data)
{
  Changes changes = { 0 };
  Probe   probe = { .id = 0 };

  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), &changes);
  g_assert_false (herald_test_store_write (fixture->store, insert_draft_and_fail, &probe, NULL));
  herald_store_close (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (changes.n_signals, ==, 0);
}

static void
test_close_waits_for_writes (HeraldTestStore *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Probe probes[50] = { { .id = 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++)
    herald_store_write_async (fixture->store, insert_draft, &probes[i], NULL, NULL, NULL, NULL);
  herald_store_close (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpint (probes[G_N_ELEMENTS (probes) - 1].id, ==, G_N_ELEMENTS (probes));
  g_assert_false (herald_test_store_write (fixture->store, insert_draft, &probes[0], &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);

  g_assert_finalize_object (fixture->store);
  fixture->store = herald_test_store_open (fixture->path, NULL);
  g_assert_cmpuint (get_n_drafts (fixture->store), ==, G_N_ELEMENTS (probes));
}

typedef struct
{
  GThread *freed_on;
} Handle;

static gboolean
do_nothing (HeraldConnection *connection, gpointer data, GError **error)
{
  return TRUE;
}

static void
note_thread (gpointer data)
{
  ((Handle *) data)->freed_on = g_thread_self ();
}

static void
test_data_is_freed_at_home (HeraldTestStore *fixture, gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      Handle handle = { 0 };

      herald_store_read_async (fixture->store, do_nothing, &handle, note_thread, NULL, NULL, NULL);
      while (handle.freed_on == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (handle.freed_on == g_thread_self ());
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/store/lanes/" path, HeraldTestStore, NULL, herald_test_store_set_up, func,         \
              herald_test_store_tear_down)
  ADD ("write-is-read", test_write_is_read);
  ADD ("error-rolls-back", test_error_rolls_back);
  ADD ("read-lane-cannot-write", test_read_lane_cannot_write);
  ADD ("cancelled-before", test_cancelled_before);
  ADD ("cancelled-during-read", test_cancelled_during_read);
  ADD ("cancelled-during-write", test_cancelled_during_write);
  ADD ("cancelled-before-commit", test_cancelled_before_commit);
  ADD ("cancelled-after", test_cancelled_after);
  ADD ("reads-beside-writes", test_reads_beside_writes);
  ADD ("changes-are-merged", test_changes_are_merged);
  ADD ("rolled-back-is-no-change", test_rolled_back_is_no_change);
  ADD ("close-waits-for-writes", test_close_waits_for_writes);
  ADD ("data-is-freed-at-home", test_data_is_freed_at_home);
  return g_test_run ();
}
