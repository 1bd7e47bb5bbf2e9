/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-import-progress.h"

static HeraldImportProgress *
read_progress (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);

  g_assert_nonnull (node);
  return herald_import_progress_new_from_json (node, error);
}

static void
test_running (void)
{
  static const struct
  {
    const char *json;
    gint64      n_rows;
    int         percent;
  } table[] = {
    { "{\"state\":\"running\",\"doneBytes\":0,\"totalBytes\":0,\"rows\":0}", 0, 0 },
    { "{\"state\":\"running\",\"doneBytes\":0,\"totalBytes\":9,\"rows\":0}", 0, 0 },
    { "{\"state\":\"running\",\"doneBytes\":1,\"totalBytes\":3,\"rows\":7}", 7, 33 },
    { "{\"state\":\"running\",\"doneBytes\":9,\"totalBytes\":9,\"rows\":100000}", 100000, 99 },
    { "{\"state\":\"running\",\"doneBytes\":4611686018427387904,"
      "\"totalBytes\":9223372036854775807,\"rows\":1}",
      1, 50 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldImportProgress) progress = read_progress (table[i].json, &error);

      g_assert_no_error (error);
      g_assert_false (progress->over);
      g_assert_cmpint (progress->n_rows, ==, table[i].n_rows);
      g_assert_cmpint (herald_import_progress_get_percent (progress), ==, table[i].percent);
    }
}

static void
test_over (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldImportProgress) progress =
    read_progress ("{\"state\":\"over\",\"imported\":12}", &error);

  g_assert_no_error (error);
  g_assert_true (progress->over);
  g_assert_cmpint (progress->n_rows, ==, 12);
  g_assert_cmpint (herald_import_progress_get_percent (progress), ==, 100);
}

/* Cancelled before it came to an end. */
static void
test_barred (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldImportProgress) progress =
    read_progress ("{\"state\":\"over\",\"imported\":0}", &error);

  g_assert_no_error (error);
  g_assert_true (progress->over);
  g_assert_cmpint (herald_import_progress_get_percent (progress), ==, 0);
}

static void
test_malformed (void)
{
  static const char *const answers[] = {
    "[]",
    "null",
    "{}",
    "{\"state\":3}",
    "{\"state\":\"resting\"}",
    "{\"state\":\"over\"}",
    "{\"state\":\"over\",\"imported\":-1}",
    "{\"state\":\"running\"}",
    "{\"state\":\"running\",\"doneBytes\":1,\"totalBytes\":2}",
    "{\"state\":\"running\",\"doneBytes\":-1,\"totalBytes\":2,\"rows\":1}",
    "{\"state\":\"running\",\"doneBytes\":3,\"totalBytes\":2,\"rows\":1}",
    "{\"state\":\"running\",\"doneBytes\":1,\"totalBytes\":2,\"rows\":\"many\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_progress (answers[i], &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/import-progress/running", test_running);
  g_test_add_func ("/model/import-progress/over", test_over);
  g_test_add_func ("/model/import-progress/barred", test_barred);
  g_test_add_func ("/model/import-progress/malformed", test_malformed);
  return g_test_run ();
}
