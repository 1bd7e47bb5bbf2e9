/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate of one service; a second lasts a few milliseconds here. */
#include "config.h"

#include "net/herald-pacer.h"

#include "base/herald-await.h"
#include "base/herald-error.h"

static gboolean
wait_for (HeraldPacer *pacer, GCancellable *cancellable, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_pacer_wait_async (pacer, "GET contacts", cancellable, herald_await_cb, &await);
  return herald_pacer_wait_finish (pacer, herald_await_result (&await), error);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_open (void)
{
  g_autoptr (HeraldPacer) pacer = herald_pacer_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (wait_for (pacer, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (herald_pacer_get_resume_at (pacer), ==, 0);
}

static void
test_closes_and_opens (void)
{
  g_autoptr (HeraldPacer) pacer = herald_pacer_new ();
  g_autoptr (GError) error = NULL;
  gint64 started_us = g_get_monotonic_time ();
  guint  n_notified = 0;

  herald_pacer_set_second_ms (pacer, 10);
  g_signal_connect (pacer, "notify::resume-at", G_CALLBACK (count_cb), &n_notified);
  herald_pacer_slow_down (pacer, 3);
  g_assert_cmpint (herald_pacer_get_resume_at (pacer), >, 0);
  g_assert_true (wait_for (pacer, NULL, &error));
  g_assert_cmpint (g_get_monotonic_time () - started_us, >=, 30 * 1000);
  while (herald_pacer_get_resume_at (pacer) != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_notified, ==, 2);
}

/* Who waits already waits on when the service asks for more. */
static void
test_longer_while_waiting (void)
{
  g_autoptr (HeraldPacer) pacer = herald_pacer_new ();
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  gint64 started_us = g_get_monotonic_time ();

  herald_pacer_set_second_ms (pacer, 10);
  herald_pacer_slow_down (pacer, 1);
  herald_pacer_wait_async (pacer, "GET contacts", NULL, herald_await_cb, &await);
  herald_pacer_slow_down (pacer, 5);
  g_assert_true (herald_pacer_wait_finish (pacer, herald_await_result (&await), &error));
  g_assert_cmpint (g_get_monotonic_time () - started_us, >=, 50 * 1000);
}

static void
test_shorter_changes_nothing (void)
{
  g_autoptr (HeraldPacer) pacer = herald_pacer_new ();
  gint64 resume_at;

  herald_pacer_slow_down (pacer, 100);
  resume_at = herald_pacer_get_resume_at (pacer);
  herald_pacer_slow_down (pacer, 1);
  herald_pacer_slow_down (pacer, -1);
  g_assert_cmpint (herald_pacer_get_resume_at (pacer), ==, resume_at);
}

static gint64
get_next_delay_us (HeraldPacer *pacer)
{
  gint64 now_us = g_get_real_time ();
  gint64 resume_at;

  herald_pacer_slow_down (pacer, -1);
  resume_at = herald_pacer_get_resume_at (pacer);
  while (herald_pacer_get_resume_at (pacer) != 0)
    g_main_context_iteration (NULL, TRUE);
  return resume_at - now_us;
}

/* ±20 % of 100, 200, 400 ms, and 100 again after a normal answer. */
static void
test_backs_off (void)
{
  g_autoptr (HeraldPacer) pacer = herald_pacer_new ();
  gint64 first_us;
  gint64 second_us;
  gint64 third_us;

  herald_pacer_set_second_ms (pacer, 100);
  first_us = get_next_delay_us (pacer);
  second_us = get_next_delay_us (pacer);
  third_us = get_next_delay_us (pacer);
  g_assert_cmpint (first_us, >=, 79 * 1000);
  g_assert_cmpint (second_us, >, first_us);
  g_assert_cmpint (third_us, >, second_us);
  g_assert_cmpint (third_us, >=, 319 * 1000);
  herald_pacer_answered (pacer);
  g_assert_cmpint (get_next_delay_us (pacer), <, second_us);
}

static void
test_cancel (void)
{
  g_autoptr (HeraldPacer) pacer = herald_pacer_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_pacer_slow_down (pacer, 1000);
  herald_pacer_wait_async (pacer, "GET contacts", cancellable, herald_await_cb, &await);
  g_cancellable_cancel (cancellable);
  g_assert_false (herald_pacer_wait_finish (pacer, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (wait_for (pacer, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
count_changed_cb (HeraldWaits *waits, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* Who waits is told of, with what for and how long yet, and not any more afterwards. */
static void
test_tells (void)
{
  g_autoptr (HeraldPacer) pacer = herald_pacer_new ();
  g_autoptr (HeraldWaits) waits = herald_waits_new ();
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autofree char *text = NULL;
  guint            n_changes = 0;

  herald_pacer_set_waits (pacer, waits, HERALD_SERVICE_DATAVERSE);
  g_signal_connect (waits, "changed", G_CALLBACK (count_changed_cb), &n_changes);
  g_assert_true (wait_for (pacer, NULL, &error));
  g_assert_cmpuint (n_changes, ==, 0);
  g_assert_null (herald_waits_describe (waits, 0));
  herald_pacer_set_second_ms (pacer, 10);
  herald_pacer_slow_down (pacer, 5);
  herald_pacer_wait_async (pacer, "GET leads", NULL, herald_await_cb, &await);
  g_assert_cmpuint (herald_waits_get_n_waiting (waits), ==, 1);
  g_assert_cmpint (herald_waits_get_resume_at (waits), ==, herald_pacer_get_resume_at (pacer));
  text =
    herald_waits_describe (waits, herald_pacer_get_resume_at (pacer) - 65 * G_TIME_SPAN_SECOND);
  g_assert_cmpstr (text, ==, "Dataverse takes no more now: 1 request goes on in 1:05 (GET leads)");
  g_assert_true (herald_pacer_wait_finish (pacer, herald_await_result (&await), &error));
  herald_await_clear (&await);
  g_assert_cmpuint (herald_waits_get_n_waiting (waits), ==, 0);
  g_assert_cmpuint (n_changes, >=, 2);
}

/* Each name once, and as many as a line has room for. */
static void
test_names (void)
{
  static const char *const names[] = { "GET a", "GET b", "GET a", "GET c", "GET d" };
  g_autoptr (HeraldWaits) waits = herald_waits_new ();
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    herald_waits_begin (waits, HERALD_SERVICE_FCM, names[i], 0);
  text = herald_waits_describe (waits, G_TIME_SPAN_SECOND);
  g_assert_cmpstr (text, ==,
                   "FCM takes no more now: 5 requests go on in 0:00 (GET a, GET b, GET c, …)");
}

/* Given up: nothing is sent for what waited, and what comes later waits. */
static void
test_stop (void)
{
  g_autoptr (HeraldPacer) pacer = herald_pacer_new ();
  g_autoptr (HeraldWaits) waits = herald_waits_new ();
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) later = HERALD_AWAIT_INIT;

  herald_pacer_set_waits (pacer, waits, HERALD_SERVICE_DATAVERSE);
  herald_pacer_slow_down (pacer, 300);
  herald_pacer_wait_async (pacer, "GET leads", NULL, herald_await_cb, &await);
  herald_waits_stop (waits);
  g_assert_false (herald_pacer_wait_finish (pacer, herald_await_result (&await), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_THROTTLED);
  herald_await_clear (&await);
  herald_pacer_wait_async (pacer, "GET leads", NULL, herald_await_cb, &later);
  g_assert_cmpuint (herald_waits_get_n_waiting (waits), ==, 1);
  herald_waits_stop (waits);
  g_clear_error (&error);
  g_assert_false (herald_pacer_wait_finish (pacer, herald_await_result (&later), &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/pacer/open", test_open);
  g_test_add_func ("/net/pacer/closes-and-opens", test_closes_and_opens);
  g_test_add_func ("/net/pacer/longer-while-waiting", test_longer_while_waiting);
  g_test_add_func ("/net/pacer/shorter-changes-nothing", test_shorter_changes_nothing);
  g_test_add_func ("/net/pacer/backs-off", test_backs_off);
  g_test_add_func ("/net/pacer/cancel", test_cancel);
  g_test_add_func ("/net/pacer/tells", test_tells);
  g_test_add_func ("/net/pacer/names", test_names);
  g_test_add_func ("/net/pacer/stop", test_stop);
  return g_test_run ();
}
