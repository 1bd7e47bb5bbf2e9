/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-backoff.h"
#include "base/herald-clock.h"

static void
test_frozen (void)
{
  g_autoptr (HeraldClock) clock = herald_clock_new ();

  herald_clock_freeze_at (clock, 1000 * G_USEC_PER_SEC);
  g_assert_cmpint (herald_clock_get_unix_seconds (clock), ==, 1000);
  herald_clock_advance_seconds (clock, 25);
  g_assert_cmpint (herald_clock_get_unix_seconds (clock), ==, 1025);
  g_assert_cmpint (herald_clock_get_offset_seconds (clock), ==, 25);
}

static void
test_text (void)
{
  gint64           unix_us = 0;
  g_autofree char *text = NULL;

  g_assert_true (herald_time_parse ("2026-01-31T13:00:00+01:00", &unix_us));
  text = herald_time_format (unix_us);
  g_assert_cmpstr (text, ==, "2026-01-31T12:00:00Z");
  g_assert_false (herald_time_parse ("yesterday", &unix_us));
  g_assert_false (herald_time_parse (NULL, &unix_us));
}

static void
test_backoff (void)
{
  const HeraldBackoff backoff = { .first_ms = 2000, .longest_ms = 60000 };

  g_assert_cmpuint (herald_backoff_get_delay_ms (&backoff, 0), ==, 2000);
  g_assert_cmpuint (herald_backoff_get_delay_ms (&backoff, 2), ==, 8000);
  g_assert_cmpuint (herald_backoff_get_delay_ms (&backoff, 40), ==, 60000);
}

static void
test_jitter (void)
{
  const HeraldBackoff backoff = { .first_ms = 1000, .longest_ms = 1000, .jitter = 0.2 };

  for (int i = 0; i < 100; i++)
    {
      guint delay_ms = herald_backoff_get_delay_ms (&backoff, 0);

      g_assert_cmpuint (delay_ms, >=, 800);
      g_assert_cmpuint (delay_ms, <=, 1200);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/frozen", test_frozen);
  g_test_add_func ("/base/clock/text", test_text);
  g_test_add_func ("/base/backoff/doubles", test_backoff);
  g_test_add_func ("/base/backoff/jitter", test_jitter);
  return g_test_run ();
}
