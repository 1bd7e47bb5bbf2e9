/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of the overview are ticked by what really happened, whoever did it. */
#include "config.h"

#include "base/herald-await.h"
#include "core/herald-devices.h"
#include "core/herald-journeys.h"
#include "core/herald-overview.h"
#include "core/herald-people.h"
#include "core/herald-phones.h"
#include "herald-test-session.h"

#include <string.h>

typedef HeraldTestSession Fixture;

static HeraldOverview *
load (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  HeraldOverview *overview;

  herald_overview_load_async (fixture->session, NULL, herald_await_cb, &await);
  overview = herald_overview_load_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return overview;
}

/* The shop comes first. */
static void
assert_next (Fixture *fixture, HeraldStep next)
{
  g_autoptr (HeraldOverview) overview = load (fixture);
  HeraldAppProgress *shop = overview->apps->pdata[0];

  g_assert_cmpstr (herald_app_get (shop->app, HERALD_APP_NAME), ==, "Contoso Shop");
  for (int i = 0; i < HERALD_N_STEPS; i++)
    {
      g_assert_true (shop->known[i]);
      g_assert_cmpint (shop->done[i], ==, i < (int) next);
    }
  g_assert_cmpint (herald_app_progress_get_next (shop), ==, next);
}

static char *
dup_shop_id (Fixture *fixture)
{
  g_autoptr (HeraldOverview) overview = load (fixture);
  HeraldAppProgress *shop = overview->apps->pdata[0];

  return g_strdup (herald_app_get (shop->app, HERALD_APP_ID));
}

static HeraldPerson *
find_andrew (Fixture *fixture)
{
  const char *emails[] = { "andrew@contosoltd.com", NULL };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) people = NULL;

  herald_people_find_async (fixture->session, emails, NULL, herald_await_cb, &await);
  people = herald_people_find_finish (fixture->session, herald_await_result (&await), NULL);
  g_assert_cmpuint (people->len, ==, 1);
  return g_object_ref (people->pdata[0]);
}

static GPtrArray *
list_phones (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  GPtrArray *phones;

  herald_phones_list_async (fixture->session, NULL, herald_await_cb, &await);
  phones = herald_phones_list_finish (fixture->session, herald_await_result (&await), NULL);
  g_assert_nonnull (phones);
  return phones;
}

/* Andrew's iPhone is the first. */
static void
register_phone (Fixture *fixture, const char *app_id, HeraldPerson *andrew)
{
  g_autoptr (GPtrArray) registrations = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) phones = list_phones (fixture);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (registrations,
                   herald_registration_new (app_id, herald_person_get_id (andrew),
                                            HERALD_PLATFORM_IOS,
                                            herald_phone_get_token (phones->pdata[0])));
  herald_devices_register_async (fixture->session, registrations, TRUE, NULL, herald_await_cb,
                                 &await);
  herald_devices_register_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
}

static void
run_journey (Fixture *fixture, const char *app_id, HeraldPerson *andrew)
{
  JsonObject *journey = json_object_new ();
  JsonObject *message = json_object_new ();
  JsonObject *audience = json_object_new ();
  JsonArray  *ids = json_array_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (message, "title", "Spring sale");
  json_array_add_string_element (ids, herald_person_get_id (andrew));
  json_object_set_array_member (audience, "ids", ids);
  json_object_set_string_member (journey, "app", app_id);
  json_object_set_object_member (journey, "message", message);
  json_object_set_object_member (journey, "audience", audience);
  herald_journeys_run_async (fixture->session, journey, NULL, herald_await_cb, &await);
  answer = herald_journeys_run_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (answer), "sent"), >=, 1);
}

static void
tap (Fixture *fixture)
{
  g_autoptr (GPtrArray) phones = list_phones (fixture);
  HeraldPhone             *phone = phones->pdata[0];
  HeraldPhoneNotification *arrived = herald_phone_get_notifications (phone)->pdata[0];
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autofree char *link = NULL;

  herald_phones_tap_async (fixture->session, herald_phone_get_id (phone),
                           herald_phone_notification_get_id (arrived), NULL, herald_await_cb,
                           &await);
  link = herald_phones_tap_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
}

/* A journey's push is not among Herald's own sends, but it is on the phone. */
static void
test_sent_by_others (Fixture *fixture, gconstpointer data)
{
  g_autofree char *app_id = dup_shop_id (fixture);
  g_autoptr (HeraldPerson) andrew = find_andrew (fixture);

  assert_next (fixture, HERALD_STEP_DELIVERED);
  register_phone (fixture, app_id, andrew);
  assert_next (fixture, HERALD_STEP_DELIVERED);
  run_journey (fixture, app_id, andrew);
  assert_next (fixture, HERALD_STEP_OPENED);
  tap (fixture);
  assert_next (fixture, HERALD_N_STEPS);
}

int
main (int argc, char *argv[])
{
  herald_test_session_init (&argc, &argv);
  g_test_add ("/core/overview/sent-by-others", Fixture, NULL, herald_test_session_set_up,
              test_sent_by_others, herald_test_session_tear_down);
  return g_test_run ();
}
