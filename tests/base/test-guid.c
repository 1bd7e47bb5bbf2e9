/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-guid.h"

static void
test_normalise (void)
{
  const struct
  {
    const char *text;
    const char *wanted;
  } cases[] = {
    { "0A9F62A8-90DF-E311-9565-A45D36FC5FE8", "0a9f62a8-90df-e311-9565-a45d36fc5fe8" },
    { " {0a9f62a8-90df-e311-9565-a45d36fc5fe8}\n", "0a9f62a8-90df-e311-9565-a45d36fc5fe8" },
    { "{0a9f62a8-90df-e311-9565-a45d36fc5fe8", NULL },
    { "0a9f62a890dfe3119565a45d36fc5fe8", NULL },
    { "0a9f62a8-90df-e311-9565-a45d36fc5feg", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = herald_guid_normalise (cases[i].text);

      g_assert_cmpstr (found, ==, cases[i].wanted);
    }
}

static void
test_new (void)
{
  g_autofree char *first = herald_guid_new ();
  g_autofree char *second = herald_guid_new ();

  g_assert_cmpstr (first, !=, second);
  for (int i = 0; i < 100; i++)
    {
      g_autofree char *text = herald_guid_new ();

      g_assert_true (herald_guid_is_valid (text));
      g_assert_true (g_uuid_string_is_valid (text));
      g_assert_cmpint (text[14], ==, '4');
    }
}

static void
test_empty (void)
{
  g_assert_true (herald_guid_is_empty (NULL));
  g_assert_true (herald_guid_is_empty (""));
  g_assert_true (herald_guid_is_empty ("00000000-0000-0000-0000-000000000000"));
  g_assert_false (herald_guid_is_empty ("0a9f62a8-90df-e311-9565-a45d36fc5fe8"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/guid/normalise", test_normalise);
  g_test_add_func ("/base/guid/new", test_new);
  g_test_add_func ("/base/guid/empty", test_empty);
  return g_test_run ();
}
