/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "model/herald-issue.h"

static void
test_find_gives_the_worst (void)
{
  g_autoptr (GPtrArray) issues = herald_issues_new ();

  g_assert_null (herald_issues_find (issues, NULL));
  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_INFO, "A", "title", "%s", "a"));
  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_WARNING, "B", "title", "%d", 7));
  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_WARNING, "C", "title", "c"));
  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "D", "link", "d"));
  g_assert_cmpstr (herald_issues_find (issues, "title")->code, ==, "B");
  g_assert_cmpstr (herald_issues_find (issues, "title")->message, ==, "7");
  g_assert_cmpstr (herald_issues_find (issues, NULL)->code, ==, "D");
  g_assert_null (herald_issues_find (issues, "message"));
}

static void
test_to_error (void)
{
  g_autoptr (GPtrArray) issues = herald_issues_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (herald_issues_has_error (issues));
  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_WARNING, "A", NULL, "Warned."));
  g_assert_false (herald_issues_has_error (issues));
  g_assert_true (herald_issues_to_error (issues, &error));
  g_assert_no_error (error);
  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "B", NULL, "One. Do two."));
  g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "C", NULL, "Another."));
  g_assert_true (herald_issues_has_error (issues));
  g_assert_false (herald_issues_to_error (issues, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "One. Do two");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/issue/find-gives-the-worst", test_find_gives_the_worst);
  g_test_add_func ("/model/issue/to-error", test_to_error);
  return g_test_run ();
}
