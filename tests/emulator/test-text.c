/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How texts are compared and matched. */
#include "config.h"

#include "emulator/herald-emulator-text.h"

#include <string.h>

static int
compare (const char *a, const char *b)
{
  return herald_emulator_text_compare (a, strlen (a), b, strlen (b));
}

static void
test_compare (void)
{
  g_assert_cmpint (compare ("Andrew", "ANDREW"), ==, 0);
  g_assert_cmpint (compare ("jürgen", "JÜRGEN"), ==, 0);
  g_assert_cmpint (compare ("Дмитро", "дмитро"), ==, 0);
  g_assert_cmpint (compare ("Ελένη", "ΕΛΈΝΗ"), ==, 0);
  g_assert_cmpint (compare ("cafe", "café"), !=, 0);
  g_assert_cmpint (compare ("a", "ab"), <, 0);
  g_assert_cmpint (compare ("b", "ab"), >, 0);
  g_assert_cmpint (compare ("", ""), ==, 0);
  g_assert_cmpint (compare ("", "a"), <, 0);
}

static void
test_compare_ignores_what_follows (void)
{
  g_assert_cmpint (herald_emulator_text_compare ("abX", 2, "ABy", 2), ==, 0);
  g_assert_cmpint (herald_emulator_text_compare ("éX", 2, "Éy", 2), ==, 0);
}

static void
test_like (void)
{
  static const struct
  {
    const char *text;
    const char *pattern;
    gboolean    matches;
  } cases[] = {
    { "andrew@contosoltd.com", "%contoso%", TRUE },
    { "andrew@contosoltd.com", "ANDREW%", TRUE },
    { "andrew@contosoltd.com", "%.com", TRUE },
    { "andrew@contosoltd.com", "%.org", FALSE },
    { "andrew", "andrew", TRUE },
    { "andrew", "andre", FALSE },
    { "andrew", "andr_w", TRUE },
    { "andrw", "andr_w", FALSE },
    { "", "%", TRUE },
    { "", "_", FALSE },
    { "", "", TRUE },
    { "abc", "%%%", TRUE },
    { "abcabd", "%ab_", TRUE },
    { "b", "[a-c]", TRUE },
    { "d", "[a-c]", FALSE },
    { "d", "[^a-c]", TRUE },
    { "b", "[^a-c]", FALSE },
    { "-", "[a-]", TRUE },
    { "]", "[]]", TRUE },
    { "100%", "100[%]", TRUE },
    { "1000", "100[%]", FALSE },
    { "a_b", "a[_]b", TRUE },
    { "axb", "a[_]b", FALSE },
    { "a[b", "a[[]b", TRUE },
    { "a[b", "a[b", FALSE },
    { "a", "[", FALSE },
    { "a", "[a", FALSE },
    { "Зоя", "%ЗОЯ%", TRUE },
    { "日本語", "_本_", TRUE },
    { "ÅSA", "%å%", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("“%s” like “%s”", cases[i].text, cases[i].pattern);
      g_assert_cmpint (herald_emulator_text_like (cases[i].text, cases[i].pattern), ==,
                       cases[i].matches);
    }
}

/* A pattern of many asterisks must not take for ever. */
static void
test_like_is_quick (void)
{
  g_autofree char *text = g_strnfill (4000, 'a');
  g_autoptr (GString) pattern = g_string_new (NULL);
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < 200; i++)
    g_string_append (pattern, "%a");
  g_string_append (pattern, "%b");
  g_assert_false (herald_emulator_text_like (text, pattern->str));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/text/compare", test_compare);
  g_test_add_func ("/emulator/text/compare-bounded", test_compare_ignores_what_follows);
  g_test_add_func ("/emulator/text/like", test_like);
  g_test_add_func ("/emulator/text/like-is-quick", test_like_is_quick);
  return g_test_run ();
}
