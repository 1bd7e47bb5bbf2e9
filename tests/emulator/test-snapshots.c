/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snapshots through the admin API: whole or not at all, whatever lies in their folder. */
#include "config.h"

#include "base/herald-error.h"
#include "emulator-fixture.h"
#include "emulator/herald-emulator-snapshots.h"
#include "herald-test-dir.h"

#include <glib/gstdio.h>
#include <string.h>

static void
admin (EmulatorFixture *emulator,
       const char      *method,
       const char      *path,
       const char      *body,
       guint            status,
       EmulatorAnswer  *answer)
{
  g_autofree char *target = g_strconcat ("/_herald/", path, NULL);

  emulator_fixture_send (emulator, method, target, NULL, body, answer);
  g_test_message ("%s %s: %u %s", method, path, answer->status, answer->text);
  g_assert_cmpuint (answer->status, ==, status);
}

static void
expect (EmulatorFixture *emulator, const char *method, const char *path, guint status)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  admin (emulator, method, path, NULL, status, &answer);
}

static void
add_contact (EmulatorFixture *emulator)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_send (emulator, "POST", "contacts", NULL, "{\"lastname\":\"New\"}", &answer);
  g_assert_cmpuint (answer.status, ==, 204);
}

static void
assert_contacts (EmulatorFixture *emulator, const char *n)
{
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_read (emulator, "contacts/$count", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_nonnull (strstr (answer.text, n));
}

static void
test_there_and_back (gconstpointer in_memory)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *secret = NULL;

  emulator_fixture_start (&emulator, GPOINTER_TO_INT (in_memory) ? NULL : dir, "small");
  secret = g_strdup (emulator_fixture_get (&emulator, "clientSecret"));
  add_contact (&emulator);
  admin (&emulator, "POST", "snapshots/one", NULL, 201, &answer);
  g_assert_cmpstr (json_object_get_string_member (answer.object, "name"), ==, "one");
  g_assert_cmpint (json_object_get_int_member (answer.object, "bytes"), >, 4096);
  admin (&emulator, "POST", "clock", "{\"advanceSeconds\":50}", 200, &answer);
  add_contact (&emulator);
  expect (&emulator, "POST", "snapshots/two.x-y_z", 201);
  admin (&emulator, "GET", "snapshots", NULL, 200, &answer);
  g_assert_nonnull (strstr (answer.text, "\"one\""));
  g_assert_nonnull (strstr (answer.text, "\"two.x-y_z\""));
  expect (&emulator, "POST", "snapshots/one/restore", 204);
  assert_contacts (&emulator, "21");
  admin (&emulator, "GET", "clock", NULL, 200, &answer);
  g_assert_cmpint (json_object_get_int_member (answer.object, "offsetSeconds"), ==, 0);
  expect (&emulator, "POST", "snapshots/two.x-y_z/restore", 204);
  assert_contacts (&emulator, "22");
  admin (&emulator, "GET", "clock", NULL, 200, &answer);
  g_assert_cmpint (json_object_get_int_member (answer.object, "offsetSeconds"), ==, 50);
  add_contact (&emulator);
  /* The same name again stands for the newer rows. */
  expect (&emulator, "POST", "snapshots/one", 201);
  expect (&emulator, "POST", "snapshots/two.x-y_z/restore", 204);
  expect (&emulator, "POST", "snapshots/one/restore", 204);
  assert_contacts (&emulator, "23");
  expect (&emulator, "DELETE", "snapshots/one", 204);
  expect (&emulator, "DELETE", "snapshots/one", 404);
  expect (&emulator, "POST", "snapshots/one/restore", 404);
  assert_contacts (&emulator, "23");
  emulator_fixture_stop (&emulator);
  herald_test_dir_remove (dir);
}

/* Others are answered while a large one is checked or made ready, and a reset that comes later is
 * done later.
 */
static void
test_beside_others (gconstpointer in_memory)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_auto (EmulatorFixture) emulator = { 0 };
  g_auto (EmulatorRequest) save = EMULATOR_REQUEST_INIT;
  g_auto (EmulatorRequest) restore = EMULATOR_REQUEST_INIT;
  g_auto (EmulatorRequest) reset = EMULATOR_REQUEST_INIT;
  g_autoptr (GBytes) saved = NULL;
  g_autoptr (GBytes) nothing = NULL;
  g_autoptr (GBytes) nothing_either = NULL;

  emulator_fixture_start (&emulator, GPOINTER_TO_INT (in_memory) ? NULL : dir, "10k");
  emulator_request_start (&save, &emulator, "POST", "/_herald/snapshots/large", "");
  add_contact (&emulator);
  g_assert_false (emulator_request_is_answered (&save));
  saved = emulator_request_finish (&save, 201);
  emulator_request_start (&restore, &emulator, "POST", "/_herald/snapshots/large/restore", "");
  add_contact (&emulator);
  g_assert_false (emulator_request_is_answered (&restore));
  emulator_request_start (&reset, &emulator, "POST", "/_herald/reset", "{\"seed\":\"small\"}");
  nothing = emulator_request_finish (&restore, 204);
  nothing_either = emulator_request_finish (&reset, 204);
  assert_contacts (&emulator, "20");
  expect (&emulator, "POST", "snapshots/large/restore", 204);
  assert_contacts (&emulator, "5000");
  emulator_fixture_stop (&emulator);
  herald_test_dir_remove (dir);
}

static void
test_names (void)
{
  static const char *const names[] = {
    ".",
    "..",
    ".hidden",
    "-dash",
    "_under",
    "a%2Fb",
    "..%2F..%2Fx",
    "a%00b",
    "a%20b",
    "%C3%A4b",
    "a:b",
    "a%5Cb",
    "*",
    "con%0A1",
    "%2Fetc%2Fpasswd",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  };
  g_autofree char *dir = herald_test_dir_new ();
  g_auto (EmulatorFixture) emulator = { 0 };
  g_autoptr (GPtrArray) list = NULL;

  emulator_fixture_start (&emulator, dir, "small");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *target = g_strconcat ("/_herald/snapshots/", names[i], NULL);

      emulator_fixture_send (&emulator, "POST", target, NULL, NULL, &answer);
      g_test_message ("%s: %u", names[i], answer.status);
      g_assert_cmpuint (answer.status, >=, 400);
      g_assert_cmpuint (answer.status, <, 500);
    }
  list = herald_emulator_snapshots_list (dir);
  g_assert_cmpuint (list->len, ==, 0);
  emulator_fixture_stop (&emulator);
  herald_test_dir_remove (dir);
}

static void
write_file (const char *dir, const char *name, const char *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (dir, "snapshots", name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) size, &error);
  g_assert_no_error (error);
}

/* What is no whole snapshot of this version changes nothing. */
static void
test_damaged (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *good = NULL;
  g_autofree char *path = g_build_filename (dir, "snapshots", "good.sqlite", NULL);
  gsize            size = 0;
  g_auto (EmulatorFixture) emulator = { 0 };

  emulator_fixture_start (&emulator, dir, "small");
  expect (&emulator, "POST", "snapshots/good", 201);
  add_contact (&emulator);
  g_assert_true (g_file_get_contents (path, &good, &size, NULL));
  write_file (dir, "short.sqlite", good, size / 2);
  write_file (dir, "text.sqlite", "no database at all", 18);
  write_file (dir, "empty.sqlite", "", 0);
  memset (good + size / 4, 0x5a, size / 2);
  write_file (dir, "middle.sqlite", good, size);
  expect (&emulator, "POST", "snapshots/short/restore", 500);
  expect (&emulator, "POST", "snapshots/text/restore", 500);
  expect (&emulator, "POST", "snapshots/empty/restore", 409);
  expect (&emulator, "POST", "snapshots/middle/restore", 500);
  assert_contacts (&emulator, "21");
  expect (&emulator, "POST", "snapshots/good/restore", 204);
  assert_contacts (&emulator, "20");
  emulator_fixture_stop (&emulator);
  herald_test_dir_remove (dir);
}

/* What a killed process left is no snapshot and goes away; the number of snapshots is bounded. */
static void
test_left_behind (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *folder = g_build_filename (dir, "snapshots", NULL);
  g_autofree char *path = g_build_filename (folder, "a.sqlite.tmp", NULL);
  g_auto (EmulatorFixture) emulator = { 0 };

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  write_file (dir, "a.sqlite.tmp", "half", 4);
  for (guint i = 0; i < HERALD_EMULATOR_MOST_SNAPSHOTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%u.sqlite", i);

      write_file (dir, name, "x", 1);
    }
  emulator_fixture_start (&emulator, dir, "small");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  expect (&emulator, "POST", "snapshots/more", 409);
  expect (&emulator, "POST", "snapshots/s7", 201);
  expect (&emulator, "DELETE", "snapshots/s1", 204);
  expect (&emulator, "POST", "snapshots/more", 201);
  emulator_fixture_stop (&emulator);
  herald_test_dir_remove (dir);
}

/* From one folder to another; who is who stays as it is there. */
static void
test_export (void)
{
  g_autofree char *first_dir = herald_test_dir_new ();
  g_autofree char *second_dir = herald_test_dir_new ();
  g_autofree char *file = g_build_filename (first_dir, "exported", NULL);
  g_auto (EmulatorFixture) first = { 0 };
  g_auto (EmulatorFixture) second = { 0 };
  g_autoptr (GError) error = NULL;

  emulator_fixture_start (&first, first_dir, "small");
  emulator_fixture_start (&second, second_dir, "small");
  add_contact (&first);
  expect (&first, "POST", "snapshots/one", 201);
  g_assert_true (herald_emulator_snapshots_export (first_dir, "one", file, &error));
  g_assert_true (herald_emulator_snapshots_import (second_dir, "two", file, &error));
  expect (&second, "POST", "snapshots/two/restore", 204);
  assert_contacts (&second, "21");
  g_assert_false (herald_emulator_snapshots_export (first_dir, "none", file, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (herald_emulator_snapshots_import (second_dir, "../x", file, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_clear_error (&error);
  g_file_set_contents (file, "no database at all", -1, NULL);
  g_assert_false (herald_emulator_snapshots_import (second_dir, "two", file, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);
  expect (&second, "POST", "snapshots/two/restore", 204);
  emulator_fixture_stop (&first);
  emulator_fixture_stop (&second);
  herald_test_dir_remove (first_dir);
  herald_test_dir_remove (second_dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/emulator/snapshots/on-disk", GINT_TO_POINTER (FALSE),
                        test_there_and_back);
  g_test_add_data_func ("/emulator/snapshots/in-memory", GINT_TO_POINTER (TRUE),
                        test_there_and_back);
  g_test_add_data_func ("/emulator/snapshots/beside-others", GINT_TO_POINTER (FALSE),
                        test_beside_others);
  g_test_add_data_func ("/emulator/snapshots/beside-others-in-memory", GINT_TO_POINTER (TRUE),
                        test_beside_others);
  g_test_add_func ("/emulator/snapshots/names", test_names);
  g_test_add_func ("/emulator/snapshots/damaged", test_damaged);
  g_test_add_func ("/emulator/snapshots/left-behind", test_left_behind);
  g_test_add_func ("/emulator/snapshots/export", test_export);
  return g_test_run ();
}
