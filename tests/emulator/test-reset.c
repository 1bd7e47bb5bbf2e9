/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resets to a large seed: others are answered meanwhile, and what was there stays until the end. */
#include "config.h"

#include "base/herald-await.h"
#include "emulator-fixture.h"
#include "herald-test-dir.h"

#include <string.h>

/* A reset on its way. */
typedef struct
{
  SoupSession *session; /* (owned) */
  SoupMessage *message; /* (owned) */
  HeraldAwait  await;
  gboolean     written;
} Reset;

static void
reset_clear (Reset *self)
{
  herald_await_clear (&self->await);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reset, reset_clear)

static void
wrote_body_cb (SoupMessage *message, gpointer user_data)
{
  ((Reset *) user_data)->written = TRUE;
}

static void
reset_start (Reset *self, EmulatorFixture *emulator, const char *body)
{
  g_autofree char *url =
    g_strconcat (emulator_fixture_get (emulator, "http"), "/_herald/reset", NULL);
  g_autofree char *bearer =
    g_strconcat ("Bearer ", emulator_fixture_get (emulator, "adminToken"), NULL);
  g_autoptr (GBytes) content = g_bytes_new (body, strlen (body));

  self->session = soup_session_new ();
  self->message = soup_message_new ("POST", url);
  soup_message_headers_append (soup_message_get_request_headers (self->message), "Authorization",
                               bearer);
  soup_message_set_request_body_from_bytes (self->message, "application/json", content);
  g_signal_connect (self->message, "wrote-body", G_CALLBACK (wrote_body_cb), self);
  soup_session_send_and_read_async (self->session, self->message, G_PRIORITY_DEFAULT, NULL,
                                    herald_await_cb, &self->await);
  while (!self->written)
    g_main_context_iteration (NULL, TRUE);
}

static guint
reset_wait (Reset *self)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  bytes =
    soup_session_send_and_read_finish (self->session, herald_await_result (&self->await), &error);
  g_assert_no_error (error);
  return soup_message_get_status (self->message);
}

static gboolean
reset_is_answered (const Reset *self)
{
  return soup_message_get_status (self->message) != 0;
}

static void
assert_contacts (EmulatorFixture *emulator, const char *n)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_read (emulator, "contacts/$count", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_nonnull (strstr (answer.text, n));
}

/* The number of the last contact of the seed tells how many there are; $count ends at 5000. */
static void
test_beside_others (gconstpointer in_memory)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (Reset) large = { .await = HERALD_AWAIT_INIT };

  emulator_fixture_start (&emulator, GPOINTER_TO_INT (in_memory) ? NULL : dir, "small");
  reset_start (&large, &emulator, "{\"seed\":\"10k\"}");
  assert_contacts (&emulator, "20");
  g_assert_false (reset_is_answered (&large));
  g_assert_cmpuint (reset_wait (&large), ==, 204);
  assert_contacts (&emulator, "5000");
  emulator_fixture_stop (&emulator);
  herald_test_dir_remove (dir);
}

/* The last one that was asked for is what is there in the end. */
static void
test_one_after_the_other (void)
{
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (Reset) large = { .await = HERALD_AWAIT_INIT };
  g_auto (Reset) wrong = { .await = HERALD_AWAIT_INIT };
  g_auto (Reset) small = { .await = HERALD_AWAIT_INIT };

  emulator_fixture_start (&emulator, NULL, "small");
  reset_start (&large, &emulator, "{\"seed\":\"10k\"}");
  reset_start (&wrong, &emulator, "{\"seed\":\"huge\"}");
  reset_start (&small, &emulator, "{\"seed\":\"small\"}");
  g_assert_cmpuint (reset_wait (&small), ==, 204);
  assert_contacts (&emulator, "20");
  g_assert_cmpuint (reset_wait (&wrong), ==, 400);
  g_assert_cmpuint (reset_wait (&large), ==, 204);
}

/* A stop does not wait until a large seed is filled in, and leaves nothing of it. */
static void
test_stop_in_the_middle (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *file = g_build_filename (dir, "seed.sqlite.tmp", NULL);
  g_auto (EmulatorFixture) emulator = { 0 };
  Reset large = { .await = HERALD_AWAIT_INIT };

  emulator_fixture_start (&emulator, dir, "small");
  reset_start (&large, &emulator, "{\"seed\":\"100k\"}");
  assert_contacts (&emulator, "20");
  emulator_fixture_stop (&emulator);
  reset_clear (&large);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  emulator_fixture_start (&emulator, dir, "small");
  assert_contacts (&emulator, "20");
  emulator_fixture_stop (&emulator);
  herald_test_dir_remove (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/emulator/reset/beside-others", GINT_TO_POINTER (FALSE),
                        test_beside_others);
  g_test_add_data_func ("/emulator/reset/beside-others-in-memory", GINT_TO_POINTER (TRUE),
                        test_beside_others);
  g_test_add_func ("/emulator/reset/one-after-the-other", test_one_after_the_other);
  g_test_add_func ("/emulator/reset/stop-in-the-middle", test_stop_in_the_middle);
  return g_test_run ();
}
