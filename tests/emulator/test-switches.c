/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named switches: what is answered, what is refused as a whole, and the way back to the defaults.
 */
#include "config.h"

#include "base/herald-json.h"
#include "emulator-fixture.h"
#include "emulator/herald-emulator-switches.h"
#include "herald-test-dir.h"

#include <string.h>

#define PATH "/_herald/switches"
#define TOKEN "an admin token"

/* A site with three switches and no other service. */
typedef struct
{
  char               *dir;
  HeraldEmulatorSite *site;
  gboolean            loud;
  guint               count;
  guint               mood;
  guint               n_reloads;
} Fixture;

static const char *const moods[] = { "calm", "cross", NULL };

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  Fixture *self = user_data;

  /* The switches are registered first, so they are back already. */
  self->n_reloads += reload == HERALD_EMULATOR_RELOAD_RESET && self->count == 3 ? 1 : 100;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->dir = herald_test_dir_new ();
  self->site = herald_emulator_site_new (self->dir, NULL, &error);
  g_assert_no_error (error);
  herald_emulator_site_set_setting (self->site, HERALD_EMULATOR_ADMIN_TOKEN, TOKEN, &error);
  g_assert_no_error (error);
  g_assert_true (herald_emulator_switches_attach (self->site, &error));
  self->count = 3;
  herald_emulator_switches_add_integer (self->site, "count", &self->count, 1, 9);
  herald_emulator_switches_add_choice (self->site, "mood", &self->mood, moods);
  herald_emulator_switches_add_boolean (self->site, "aloud", &self->loud);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&self->site));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  herald_test_dir_remove (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

/* Sends one request to the routes; returns the answer's text. */
static char *
dispatch (Fixture *self, const char *method, const char *body, guint status)
{
  g_autoptr (HeraldEmulatorCall) call =
    herald_emulator_call_new (HERALD_EMULATOR_OVER_HTTP, method, PATH, NULL, NULL, NULL, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  GBytes     *answer;
  gsize       size;
  const char *data;

  herald_emulator_call_add_request_header (call, "Host", "127.0.0.1");
  herald_emulator_call_add_request_header (call, "Authorization", "Bearer " TOKEN);
  herald_emulator_call_set_body (call, bytes);
  herald_emulator_router_dispatch (herald_emulator_site_get_router (self->site), call);
  answer = herald_emulator_call_get_answer_body (call);
  data = g_bytes_get_data (answer, &size);
  g_test_message ("%s: %.*s", body, (int) size, data);
  g_assert_cmpuint (herald_emulator_call_get_status (call), ==, status);
  return g_strndup (data, size);
}

static void
assert_values (Fixture *self, const char *values)
{
  g_autofree char *text = dispatch (self, "GET", "", 200);

  g_assert_cmpstr (text, ==, values);
}

static void
test_values (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  assert_values (self, "{\"aloud\":false,\"count\":3,\"mood\":\"calm\"}");
  text = dispatch (self, "PATCH", "{\"mood\":\"cross\",\"aloud\":true,\"count\":9}", 200);
  g_assert_cmpstr (text, ==, "{\"aloud\":true,\"count\":9,\"mood\":\"cross\"}");
  g_assert_true (self->loud);
  g_assert_cmpuint (self->count, ==, 9);
  g_assert_cmpuint (self->mood, ==, 1);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  const char *const bodies[] = {
    "{\"count\":5,\"nosuch\":true}",
    "{\"count\":5,\"aloud\":1}",
    "{\"count\":5,\"aloud\":null}",
    "{\"count\":0}",
    "{\"count\":10}",
    "{\"count\":-1}",
    "{\"count\":4294967299}",
    "{\"count\":3.5}",
    "{\"count\":\"3\"}",
    "{\"count\":5,\"mood\":\"Calm\"}",
    "{\"count\":5,\"mood\":\"\"}",
    "{\"count\":5,\"mood\":0}",
    "{\"count\":5,\"count\":6}",
    "[]",
    "{\"count\":5",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *text = dispatch (self, "PATCH", bodies[i], 400);

      g_assert_nonnull (strstr (text, "INVALID"));
      assert_values (self, "{\"aloud\":false,\"count\":3,\"mood\":\"calm\"}");
    }
}

static void
test_reset (Fixture *self, gconstpointer data)
{
  g_autofree char *text = dispatch (self, "PATCH", "{\"mood\":\"cross\",\"count\":4}", 200);

  g_assert_nonnull (strstr (text, "cross"));
  herald_emulator_site_reload (self->site, HERALD_EMULATOR_RELOAD_RESTORE);
  assert_values (self, "{\"aloud\":false,\"count\":4,\"mood\":\"cross\"}");
  herald_emulator_site_add_reload_func (self->site, reload_cb, self);
  herald_emulator_site_reload (self->site, HERALD_EMULATOR_RELOAD_RESET);
  g_assert_cmpuint (self->n_reloads, ==, 1);
  assert_values (self, "{\"aloud\":false,\"count\":3,\"mood\":\"calm\"}");
}

/* Through the door: the registration service's switches, a reset and a restart. */
static void
test_emulator (void)
{
  g_autofree char *dir = herald_test_dir_new ();

  for (guint round = 0; round < 2; round++)
    {
      g_auto (EmulatorFixture) emulator = { 0 };
      g_auto (EmulatorAnswer) answer = { 0 };
      const char *const change = "{\"registrationLongestMs\":7,\"tellWrongApiToken\":true}";

      emulator_fixture_start (&emulator, dir, "small");
      for (guint i = 0; i < 2; i++)
        {
          emulator_fixture_send (&emulator, "GET", PATH, NULL, NULL, &answer);
          g_assert_cmpint (json_object_get_int_member (answer.object, "registrationLongestMs"), ==,
                           400);
          g_assert_false (json_object_get_boolean_member (answer.object, "tellWrongApiToken"));
          emulator_fixture_send (&emulator, "PATCH", PATH, NULL, change, &answer);
          g_assert_cmpuint (answer.status, ==, 200);
          g_assert_true (json_object_get_boolean_member (answer.object, "tellWrongApiToken"));
          if (i == 0)
            emulator_fixture_send (&emulator, "POST", "/_herald/reset", NULL, "{}", &answer);
        }
    }
  herald_test_dir_remove (dir);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/switches/values", test_values);
  ADD ("/emulator/switches/refused", test_refused);
  ADD ("/emulator/switches/reset", test_reset);
  g_test_add_func ("/emulator/switches/emulator", test_emulator);
  return g_test_run ();
}
