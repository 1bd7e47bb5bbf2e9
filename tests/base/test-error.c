/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"

#include <gio/gio.h>

static void
test_exit_codes (void)
{
  for (int code = HERALD_ERROR_INVALID; code <= HERALD_ERROR_SECRET; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (HERALD_ERROR, code, "text");

      g_assert_cmpint (herald_error_get_exit_code (error), ==, code + 2);
    }
  g_assert_cmpint (herald_error_get_exit_code (NULL), ==, 0);
}

static void
test_names (void)
{
  g_autoptr (GError) ours = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NOT_FOUND, "text");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "text");

  g_assert_cmpstr (herald_error_get_code_name (ours), ==, "NOT_FOUND");
  g_assert_cmpstr (herald_error_get_code_name (foreign), ==, "ERROR");
  g_assert_cmpint (herald_error_get_exit_code (foreign), ==, 1);
}

static void
test_unknown_fate (void)
{
  g_autoptr (GError) unknown = herald_error_new_unknown_fate ("no answer");
  g_autoptr (GError) plain = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK, "no answer");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "text");
  g_autoptr (GError) copy = NULL;

  g_prefix_error_literal (&unknown, "APNs: ");
  copy = g_error_copy (unknown);
  g_assert_error (copy, HERALD_ERROR, HERALD_ERROR_NETWORK);
  g_assert_cmpstr (copy->message, ==, "APNs: no answer");
  g_assert_true (herald_error_is_unknown_fate (copy));
  g_assert_false (herald_error_is_unknown_fate (plain));
  g_assert_false (herald_error_is_unknown_fate (foreign));
  g_assert_false (herald_error_is_unknown_fate (NULL));
}

/* Whatever happens to an error on its way, what the service said goes along. */
static void
test_detail (void)
{
  g_autoptr (GError) error = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_AUTH, "Declined");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "text");
  g_autoptr (GError) copy = NULL;

  g_assert_null (herald_error_get_detail (error));
  herald_error_set_detail (error, "AADSTS1");
  g_prefix_error_literal (&error, "Org: ");
  copy = g_error_copy (error);
  herald_error_set_detail (error, NULL);
  g_assert_null (herald_error_get_detail (error));
  g_assert_cmpstr (copy->message, ==, "Org: Declined");
  g_assert_cmpstr (herald_error_get_detail (copy), ==, "AADSTS1");
  g_assert_null (herald_error_get_detail (foreign));
  g_assert_null (herald_error_get_detail (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/exit-codes", test_exit_codes);
  g_test_add_func ("/base/error/names", test_names);
  g_test_add_func ("/base/error/unknown-fate", test_unknown_fate);
  g_test_add_func ("/base/error/detail", test_detail);
  return g_test_run ();
}
