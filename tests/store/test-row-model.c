/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list model over 100,000 devices: bounded pages, placeholders, merged changes. */
#include "config.h"

#include "herald-test-store.h"
#include "model/herald-device.h"
#include "store/herald-connection.h"
#include "store/herald-row-model.h"
#include "store/herald-table-device.h"

#define ENV "emulator"
#define MANY 100000
#define FEW 300

/* Straight into the table: what matters here is their number. */
#define FILL                                                                                       \
  "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)"              \
  "  INSERT INTO device (environment_id, id, platform, token, user_id, user_name, app_id,"         \
  "  registered_us, state, first_seen_us, last_seen_us, search_text)"                              \
  "  SELECT 'emulator', printf ('d%06d', i), 'ios', printf ('T%06d', i), 'u', 'Name', 'a', i,"     \
  "  'registered', 1, 1, '' FROM n"

typedef struct
{
  guint position;
  guint removed;
  guint added;
  guint n_signals;
} Changed;

static gboolean
fill (HeraldConnection *connection, gpointer data, GError **error)
{
  return herald_connection_run (connection, error, FILL, "i", *(gint64 *) data);
}

static gboolean
remove_one (HeraldConnection *connection, gpointer data, GError **error)
{
  return herald_table_device_mark_removed (connection, ENV, data, 5, error);
}

static gboolean
rename_person (HeraldConnection *connection, gpointer data, GError **error)
{
  return herald_table_device_set_person (connection, ENV, "u", data, NULL, error);
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Changed *changed)
{
  changed->position = position;
  changed->removed = removed;
  changed->added = added;
  changed->n_signals++;
}

static void
fill_store (HeraldTestStore *fixture, gint64 n_rows)
{
  g_autoptr (GError) error = NULL;

  herald_test_store_write (fixture->store, fill, &n_rows, &error);
  g_assert_no_error (error);
}

static HeraldRowQuery *
make_query (gboolean descending)
{
  HeraldDeviceFilter filter = {
    .environment_id = ENV,
    .sort = HERALD_DEVICE_SORT_TOKEN,
    .descending = descending,
  };

  return herald_device_query_new (&filter);
}

static HeraldRowModel *
open_model (HeraldTestStore *fixture)
{
  HeraldRowModel *model = herald_row_model_new (fixture->store);
  g_autoptr (HeraldRowQuery) query = make_query (FALSE);

  herald_row_model_set_query (model, query);
  g_assert_true (herald_row_model_is_loading (model));
  while (herald_row_model_is_loading (model))
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (herald_row_model_get_error (model));
  return model;
}

static const char *
wait_token (HeraldRow *row)
{
  while (!herald_row_is_loaded (row))
    g_main_context_iteration (NULL, TRUE);
  return herald_device_get_token (herald_row_get_item (row));
}

static void
close_model (HeraldRowModel *model)
{
  g_assert_finalize_object (model);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_pages_are_bounded (HeraldTestStore *fixture, gconstpointer data)
{
  HeraldRowModel *model;
  GListModel     *list;

  fill_store (fixture, MANY);
  model = open_model (fixture);
  list = G_LIST_MODEL (model);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, MANY);
  for (guint position = 0; position < MANY; position += 997)
    {
      g_autoptr (HeraldRow) row = g_list_model_get_item (list, position);
      g_autofree char *expected = g_strdup_printf ("T%06u", position);

      g_assert_cmpstr (wait_token (row), ==, expected);
      g_assert_cmpuint (herald_row_model_get_n_pages (model), <=, HERALD_ROW_MODEL_MAX_PAGES);
    }
  g_assert_cmpuint (herald_row_model_get_n_pages (model), ==, HERALD_ROW_MODEL_MAX_PAGES);
  close_model (model);
}

/* A row that was let go with its page is no longer alive. */
static void
test_old_rows_die (HeraldTestStore *fixture, gconstpointer data)
{
  HeraldRowModel *model;
  GListModel     *list;
  HeraldRow      *first;
  guint           n_rows = HERALD_ROW_MODEL_PAGE_ROWS * (HERALD_ROW_MODEL_MAX_PAGES + 2);

  fill_store (fixture, n_rows);
  model = open_model (fixture);
  list = G_LIST_MODEL (model);
  first = g_list_model_get_item (list, 0);
  g_object_add_weak_pointer (G_OBJECT (first), (gpointer *) &first);
  g_object_unref (first);
  g_assert_nonnull (first);
  for (guint position = 1; position < n_rows; position++)
    g_object_unref (g_list_model_get_item (list, position));
  g_assert_null (first);
  close_model (model);
}

static void
test_get_item_does_not_wait (HeraldTestStore *fixture, gconstpointer data)
{
  HeraldRowModel *model;
  g_autoptr (HeraldRow) row = NULL;
  g_autoptr (HeraldRow) again = NULL;

  fill_store (fixture, FEW);
  model = open_model (fixture);
  row = g_list_model_get_item (G_LIST_MODEL (model), 200);
  g_assert_false (herald_row_is_loaded (row));
  g_assert_null (herald_row_get_item (row));
  g_assert_cmpstr (wait_token (row), ==, "T000200");
  again = g_list_model_get_item (G_LIST_MODEL (model), 200);
  g_assert_true (again == row);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), FEW));
  close_model (model);
}

static void
test_change_covers_the_middle (HeraldTestStore *fixture, gconstpointer data)
{
  Changed         changed = { 0 };
  char            id[] = "d000100";
  HeraldRowModel *model;
  g_autoptr (HeraldRow) kept = NULL;
  g_autoptr (HeraldRow) moved = NULL;

  fill_store (fixture, FEW);
  model = open_model (fixture);
  kept = g_list_model_get_item (G_LIST_MODEL (model), 299);
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &changed);
  g_assert_true (herald_test_store_write (fixture->store, remove_one, id, NULL));
  while (changed.n_signals == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (changed.position, ==, 100);
  g_assert_cmpuint (changed.removed, ==, 1);
  g_assert_cmpuint (changed.added, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, FEW - 1);
  moved = g_list_model_get_item (G_LIST_MODEL (model), 298);
  g_assert_true (moved == kept);
  close_model (model);
}

static void
item_changed_cb (HeraldRow *row, GParamSpec *pspec, guint *n_changes)
{
  (*n_changes)++;
}

static void
test_values_come_by_notify (HeraldTestStore *fixture, gconstpointer data)
{
  Changed         changed = { 0 };
  guint           n_changes = 0;
  char            name[] = "Renamed";
  HeraldRowModel *model;
  g_autoptr (HeraldRow) row = NULL;

  fill_store (fixture, FEW);
  model = open_model (fixture);
  row = g_list_model_get_item (G_LIST_MODEL (model), 7);
  wait_token (row);
  g_signal_connect (row, "notify::item", G_CALLBACK (item_changed_cb), &n_changes);
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &changed);
  g_assert_true (herald_test_store_write (fixture->store, rename_person, name, NULL));
  /* The filling of the table may still be told first. */
  while (g_strcmp0 (herald_device_get_user_name (herald_row_get_item (row)), "Renamed") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_changes, >=, 1);
  g_assert_cmpuint (changed.n_signals, ==, 0);
  close_model (model);
}

static void
test_new_query_turns_the_list (HeraldTestStore *fixture, gconstpointer data)
{
  HeraldRowModel *model;
  g_autoptr (HeraldRowQuery) query = make_query (TRUE);
  g_autoptr (HeraldRow) row = NULL;

  fill_store (fixture, FEW);
  model = open_model (fixture);
  herald_row_model_set_query (model, query);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, FEW);
  while (herald_row_model_is_loading (model))
    g_main_context_iteration (NULL, TRUE);
  row = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_cmpstr (wait_token (row), ==, "T000299");
  g_assert_cmpint (herald_row_model_get_row_id (model, 0), ==, herald_row_get_id (row));
  close_model (model);
}

/* Typing fast: only the last query counts. */
static void
test_last_query_wins (HeraldTestStore *fixture, gconstpointer data)
{
  HeraldRowModel *model;

  fill_store (fixture, FEW);
  model = open_model (fixture);
  for (guint i = 0; i < 21; i++)
    {
      g_autoptr (HeraldRowQuery) query = make_query (i % 2 == 0);

      herald_row_model_set_query (model, query);
      if (i % 3 == 0)
        g_main_context_iteration (NULL, FALSE);
    }
  while (herald_row_model_is_loading (model))
    g_main_context_iteration (NULL, TRUE);
  {
    g_autoptr (HeraldRow) row = g_list_model_get_item (G_LIST_MODEL (model), 0);

    g_assert_cmpstr (wait_token (row), ==, "T000299");
  }
  close_model (model);
}

static void
test_closing_while_reading (HeraldTestStore *fixture, gconstpointer data)
{
  HeraldRowModel *model;

  fill_store (fixture, MANY);
  model = open_model (fixture);
  for (guint position = 0; position < MANY; position += 5000)
    g_object_unref (g_list_model_get_item (G_LIST_MODEL (model), position));
  close_model (model);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/store/row-model/" path, HeraldTestStore, NULL, herald_test_store_set_up, func,     \
              herald_test_store_tear_down)
  ADD ("pages-are-bounded", test_pages_are_bounded);
  ADD ("old-rows-die", test_old_rows_die);
  ADD ("get-item-does-not-wait", test_get_item_does_not_wait);
  ADD ("change-covers-the-middle", test_change_covers_the_middle);
  ADD ("values-come-by-notify", test_values_come_by_notify);
  ADD ("new-query-turns-the-list", test_new_query_turns_the_list);
  ADD ("last-query-wins", test_last_query_wins);
  ADD ("closing-while-reading", test_closing_while_reading);
  return g_test_run ();
}
