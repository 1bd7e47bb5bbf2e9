/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-import-report.h"

static HeraldImportReport *
read_report (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = herald_json_parse (json, -1, NULL);

  g_assert_nonnull (node);
  return herald_import_report_new_from_json (node, error);
}

static void
test_taken (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldImportReport) report = read_report ("{\"imported\":12}", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->n_imported, ==, 12);
  g_assert_cmpuint (report->faults->len, ==, 0);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (HeraldImportReport) report =
    read_report ("{\"error\":{\"code\":\"INVALID\",\"message\":\"Rows are wrong\",\"details\":["
                 "{\"line\":2,\"message\":\"no name\"},{\"line\":5,\"message\":\"too long\"}]}}",
                 &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->n_imported, ==, 0);
  g_assert_cmpuint (report->faults->len, ==, 2);
  text = herald_import_report_describe_faults (report);
  g_assert_cmpstr (text, ==, "Line 2: no name\nLine 5: too long\n");
}

static void
test_malformed (void)
{
  static const char *const answers[] = {
    "[]",
    "null",
    "{}",
    "{\"imported\":\"all\"}",
    "{\"imported\":-1}",
    "{\"imported\":4294967296}",
    "{\"error\":\"no\"}",
    "{\"error\":{}}",
    "{\"error\":{\"details\":{}}}",
    "{\"error\":{\"details\":[]}}",
    "{\"error\":{\"details\":[3]}}",
    "{\"error\":{\"details\":[{\"line\":2}]}}",
    "{\"error\":{\"details\":[{\"message\":\"x\"}]}}",
    "{\"error\":{\"details\":[{\"line\":\"2\",\"message\":\"x\"}]}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_report (answers[i], &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/import-report/taken", test_taken);
  g_test_add_func ("/model/import-report/refused", test_refused);
  g_test_add_func ("/model/import-report/malformed", test_malformed);
  return g_test_run ();
}
