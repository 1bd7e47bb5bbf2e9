/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resets to a large seed: others are answered meanwhile, and what was there stays until the end. */
#include "config.h"

#include "emulator-fixture.h"
#include "herald-test-dir.h"

#include <string.h>

static void
reset_start (EmulatorRequest *reset, EmulatorFixture *emulator, const char *body)
{
  emulator_request_start (reset, emulator, "POST", "/_herald/reset", body);
}

static void
reset_finish (EmulatorRequest *reset, guint status)
{
  g_autoptr (GBytes) bytes = emulator_request_finish (reset, status);

  g_assert_true (status != 204 || g_bytes_get_size (bytes) == 0);
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
  g_auto (EmulatorRequest) large = EMULATOR_REQUEST_INIT;

  emulator_fixture_start (&emulator, GPOINTER_TO_INT (in_memory) ? NULL : dir, "small");
  reset_start (&large, &emulator, "{\"seed\":\"10k\"}");
  assert_contacts (&emulator, "20");
  g_assert_false (emulator_request_is_answered (&large));
  reset_finish (&large, 204);
  assert_contacts (&emulator, "5000");
  emulator_fixture_stop (&emulator);
  herald_test_dir_remove (dir);
}

/* The last one that was asked for is what is there in the end. */
static void
test_one_after_the_other (void)
{
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorRequest) large = EMULATOR_REQUEST_INIT;
  g_auto (EmulatorRequest) wrong = EMULATOR_REQUEST_INIT;
  g_auto (EmulatorRequest) small = EMULATOR_REQUEST_INIT;

  emulator_fixture_start (&emulator, NULL, "small");
  reset_start (&large, &emulator, "{\"seed\":\"10k\"}");
  reset_start (&wrong, &emulator, "{\"seed\":\"huge\"}");
  reset_start (&small, &emulator, "{\"seed\":\"small\"}");
  reset_finish (&small, 204);
  assert_contacts (&emulator, "20");
  reset_finish (&wrong, 400);
  reset_finish (&large, 204);
}

static void
add_row (EmulatorFixture *emulator, const char *set, const char *body)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_send (emulator, "POST", set, NULL, body, &answer);
  g_assert_cmpuint (answer.status, ==, 204);
}

static void
assert_found (EmulatorFixture *emulator, const char *target, const char *n)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_read (emulator, target, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (strpbrk (answer.text, "0123456789"), ==, n);
}

/* The rows of other tables stay, also those that are written while the seed is filled in. */
static void
test_table (gconstpointer in_memory)
{
  static const char contacts[] = "contacts/$count?$filter=lastname%20eq%20%27New%27";
  static const char leads[] = "leads/$count?$filter=lastname%20eq%20%27New%27";
  g_autofree char  *dir = herald_test_dir_new ();
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorRequest) reset = EMULATOR_REQUEST_INIT;

  emulator_fixture_start (&emulator, GPOINTER_TO_INT (in_memory) ? NULL : dir, "10k");
  add_row (&emulator, "contacts", "{\"lastname\":\"New\"}");
  add_row (&emulator, "leads", "{\"lastname\":\"New\"}");
  assert_found (&emulator, contacts, "1");
  reset_start (&reset, &emulator, "{\"tables\":[\"contacts\"]}");
  add_row (&emulator, "leads", "{\"lastname\":\"New\"}");
  g_assert_false (emulator_request_is_answered (&reset));
  reset_finish (&reset, 204);
  assert_found (&emulator, contacts, "0");
  assert_contacts (&emulator, "5000");
  assert_found (&emulator, leads, "2");
  add_row (&emulator, "contacts", "{\"lastname\":\"New\"}");
  assert_found (&emulator, contacts, "1");
  emulator_fixture_stop (&emulator);
  herald_test_dir_remove (dir);
}

/* A stop does not wait until a large seed is filled in, and leaves nothing of it. */
static void
test_stop_in_the_middle (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *file = g_build_filename (dir, "aside.sqlite.tmp", NULL);
  g_auto (EmulatorFixture) emulator = { 0 };
  EmulatorRequest large = EMULATOR_REQUEST_INIT;

  emulator_fixture_start (&emulator, dir, "small");
  reset_start (&large, &emulator, "{\"seed\":\"100k\"}");
  assert_contacts (&emulator, "20");
  emulator_fixture_stop (&emulator);
  emulator_request_clear (&large);
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
  g_test_add_data_func ("/emulator/reset/table", GINT_TO_POINTER (FALSE), test_table);
  g_test_add_data_func ("/emulator/reset/table-in-memory", GINT_TO_POINTER (TRUE), test_table);
  g_test_add_func ("/emulator/reset/one-after-the-other", test_one_after_the_other);
  g_test_add_func ("/emulator/reset/stop-in-the-middle", test_stop_in_the_middle);
  return g_test_run ();
}
