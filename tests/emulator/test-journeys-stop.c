/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys that do not come to their end: a reset, the end of the process, too many at once.
 * Nothing here turns the main loop while a journey is under way, so each is caught in the middle.
 */
#include "config.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-seed.h"
#include "emulator/herald-emulator-services.h"
#include "herald-test-dir.h"

#include <string.h>

#define PATH "/_herald/journeys"

typedef struct
{
  char               *dir;
  HeraldEmulatorSite *site;
  char               *app; /* (owned): the id of one */
} Fixture;

static char *
find_app (HeraldEmulatorSite *site)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL,
                               "SELECT msdynmkt_mobileappchannelinstanceid FROM "
                               "dv_msdynmkt_mobileappchannelinstance LIMIT 1",
                               "");

  g_assert_true (herald_emulator_rows_next (rows, NULL));
  return g_strdup (herald_emulator_rows_get_text (rows, 0));
}

static void
open_site (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->dir, "test.db", NULL);
  g_autoptr (GError) error = NULL;

  self->site = herald_emulator_site_new (self->dir, path, &error);
  g_assert_no_error (error);
  herald_emulator_services_attach (self->site, &error);
  g_assert_no_error (error);
}

static void
close_site (Fixture *self)
{
  herald_emulator_site_stop (self->site);
  g_clear_object (&self->site);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->dir = herald_test_dir_new ();
  open_site (self);
  herald_emulator_seed_fill (self->site, "small", &error);
  g_assert_no_error (error);
  herald_emulator_db_commit (herald_emulator_site_get_db (self->site), &error);
  g_assert_no_error (error);
  self->app = find_app (self->site);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  close_site (self);
  herald_test_dir_remove (self->dir);
  g_free (self->dir);
  g_free (self->app);
}

static HeraldEmulatorCall *
dispatch (Fixture *self, const char *method, const char *body)
{
  HeraldEmulatorCall *call =
    herald_emulator_call_new (HERALD_EMULATOR_OVER_HTTP, method, PATH, NULL, NULL, NULL, NULL);
  g_autofree char *bearer =
    g_strconcat ("Bearer ",
                 herald_emulator_site_get_setting (self->site, HERALD_EMULATOR_ADMIN_TOKEN), NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  herald_emulator_call_add_request_header (call, "Authorization", bearer);
  herald_emulator_call_set_body (call, bytes);
  herald_emulator_router_dispatch (herald_emulator_site_get_router (self->site), call);
  return call;
}

static HeraldEmulatorCall *
start (Fixture *self)
{
  g_autofree char *body =
    g_strdup_printf ("{\"app\":\"%s\",\"message\":{\"title\":\"a\"},\"audience\":"
                     "{\"filter\":\"lastname ne null\"}}",
                     self->app);

  return dispatch (self, "POST", body);
}

static void
assert_states (Fixture *self, guint count, const char *state)
{
  g_autoptr (HeraldEmulatorCall) call = dispatch (self, "GET", "");
  g_autoptr (JsonNode) node =
    herald_json_parse_bytes (herald_emulator_call_get_answer_body (call), NULL);
  JsonArray *array = json_node_get_array (node);

  g_assert_cmpuint (json_array_get_length (array), ==, count);
  for (guint i = 0; i < count; i++)
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (array, i),
                                                    "state"),
                     ==, state);
}

/* Who waits is answered, and the journey goes on no more. */
static void
test_reset (Fixture *self, gconstpointer data)
{
  g_autoptr (HeraldEmulatorCall) call = start (self);
  g_autoptr (JsonNode) node = NULL;

  g_assert_false (herald_emulator_call_is_answered (call));
  assert_states (self, 1, "running");
  herald_emulator_site_reload (self->site, HERALD_EMULATOR_RELOAD_RESTORE);
  g_assert_cmpuint (herald_emulator_call_get_status (call), ==, 200);
  node = herald_json_parse_bytes (herald_emulator_call_get_answer_body (call), NULL);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "state"), ==,
                   "stopped");
  assert_states (self, 1, "stopped");
}

/* A reset takes the journey's row, too. */
static void
test_seed (Fixture *self, gconstpointer data)
{
  g_autoptr (HeraldEmulatorCall) call = start (self);
  g_autoptr (GError) error = NULL;

  herald_emulator_seed_reset (self->site, "small", &error);
  g_assert_no_error (error);
  herald_emulator_site_reload (self->site, HERALD_EMULATOR_RELOAD_RESET);
  g_assert_cmpuint (herald_emulator_call_get_status (call), ==, 409);
  assert_states (self, 0, NULL);
}

/* The next process does not send again what this one may have sent. */
static void
test_restart (Fixture *self, gconstpointer data)
{
  g_autoptr (HeraldEmulatorCall) call = start (self);
  g_autoptr (GError) error = NULL;

  herald_emulator_db_commit (herald_emulator_site_get_db (self->site), &error);
  g_assert_no_error (error);
  close_site (self);
  g_assert_false (herald_emulator_call_is_answered (call));
  open_site (self);
  assert_states (self, 1, "stopped");
}

static void
test_too_many (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (HeraldEmulatorCall) call = start (self);

      g_assert_false (herald_emulator_call_is_answered (call));
    }
  {
    g_autoptr (HeraldEmulatorCall) call = start (self);

    g_assert_cmpuint (herald_emulator_call_get_status (call), ==, 409);
  }
  assert_states (self, 10, "running");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/journeys-stop/reset", test_reset);
  ADD ("/emulator/journeys-stop/seed", test_seed);
  ADD ("/emulator/journeys-stop/restart", test_restart);
  ADD ("/emulator/journeys-stop/too-many", test_too_many);
  return g_test_run ();
}
