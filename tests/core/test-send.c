/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main job end to end against the emulator: register, send, see it arrive, clean up, send
 * again. */
#include "config.h"

#include <string.h>

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-apps.h"
#include "core/herald-devices.h"
#include "core/herald-history.h"
#include "core/herald-people.h"
#include "core/herald-phones.h"
#include "core/herald-push.h"
#include "herald-test-session.h"
#include "store/herald-row-model.h"
#include "store/herald-table-device.h"
#include "store/herald-table-send.h"

/* The first app of the seed, Andrew, and his two phones. */
typedef struct
{
  HeraldTestSession base;
  HeraldApp        *app;
  HeraldPerson     *andrew;
  GPtrArray        *phones;
} Fixture;

static GPtrArray *
list_phones (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *phones;

  herald_phones_list_async (fixture->base.session, NULL, herald_await_cb, &await);
  phones = herald_phones_list_finish (fixture->base.session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return phones;
}

static HeraldPhone *
find_phone (GPtrArray *phones, const char *name)
{
  for (guint i = 0; i < phones->len; i++)
    if (strstr (herald_phone_get_name (g_ptr_array_index (phones, i)), name) != NULL)
      return g_ptr_array_index (phones, i);
  g_assert_not_reached ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *emails[] = { "andrew@contosoltd.com", NULL };
  g_auto (HeraldAwait) list = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) find = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) apps = NULL;
  g_autoptr (GPtrArray) people = NULL;

  herald_test_session_set_up (&fixture->base, data);
  herald_apps_list_async (fixture->base.session, NULL, herald_await_cb, &list);
  apps = herald_apps_list_finish (fixture->base.session, herald_await_result (&list), NULL);
  fixture->app = g_object_ref (apps->pdata[0]);
  herald_people_find_async (fixture->base.session, emails, NULL, herald_await_cb, &find);
  people = herald_people_find_finish (fixture->base.session, herald_await_result (&find), NULL);
  fixture->andrew = g_object_ref (people->pdata[0]);
  fixture->phones = list_phones (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->app);
  g_clear_object (&fixture->andrew);
  g_clear_pointer (&fixture->phones, g_ptr_array_unref);
  herald_test_session_tear_down (&fixture->base, data);
}

static HeraldRegistration *
make_registration (Fixture *fixture, HeraldPlatform platform, const char *token)
{
  return herald_registration_new (herald_app_get (fixture->app, HERALD_APP_ID),
                                  herald_person_get_id (fixture->andrew), platform, token);
}

static gboolean
register_all (Fixture *fixture, GPtrArray *registrations, gboolean wait, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_devices_register_async (fixture->base.session, registrations, wait, NULL, herald_await_cb,
                                 &await);
  return herald_devices_register_finish (fixture->base.session, herald_await_result (&await),
                                         error);
}

/* Registers Andrew's iPhone and his Pixel. */
static void
register_phones (Fixture *fixture)
{
  g_autoptr (GPtrArray) registrations = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  HeraldPhone *iphone = find_phone (fixture->phones, "Andrew’s iPhone");
  HeraldPhone *pixel = find_phone (fixture->phones, "Andrew’s Pixel");

  g_ptr_array_add (registrations, make_registration (fixture, HERALD_PLATFORM_IOS,
                                                     herald_phone_get_token (iphone)));
  g_ptr_array_add (registrations, make_registration (fixture, HERALD_PLATFORM_ANDROID,
                                                     herald_phone_get_token (pixel)));
  register_all (fixture, registrations, TRUE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < registrations->len; i++)
    g_assert_cmpint (herald_registration_get_status (registrations->pdata[i]), ==,
                     HERALD_REGISTRATION_SUCCESS);
}

static GPtrArray *
list_devices (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *devices;

  herald_devices_list_async (fixture->base.session, herald_person_get_id (fixture->andrew),
                             herald_app_get (fixture->app, HERALD_APP_ID), NULL, herald_await_cb,
                             &await);
  devices =
    herald_devices_list_finish (fixture->base.session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return devices;
}

static guint
clean_up (Fixture *fixture, GPtrArray *devices)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  guint n_remaining = G_MAXUINT;

  herald_devices_clean_up_async (fixture->base.session, devices, NULL, herald_await_cb, &await);
  herald_devices_clean_up_finish (fixture->base.session, herald_await_result (&await), &n_remaining,
                                  &error);
  g_assert_no_error (error);
  return n_remaining;
}

static HeraldPushMessage *
make_message (void)
{
  HeraldPushMessage *message = herald_push_message_new ();

  herald_push_message_set (message, HERALD_PUSH_TITLE, "Spring sale");
  herald_push_message_set (message, HERALD_PUSH_SUBTITLE, "Only today");
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, "Everything 20 % off 🎉");
  herald_push_message_set_on_click (message, HERALD_ON_CLICK_OPEN_URL);
  herald_push_message_set (message, HERALD_PUSH_LINK, "https://contoso.example/sale");
  return message;
}

static gboolean
send_message (Fixture           *fixture,
              HeraldPushMessage *message,
              GPtrArray         *devices,
              GPtrArray         *results,
              GError           **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_push_send_async (fixture->base.session, fixture->app, message, devices, results, NULL,
                          herald_await_cb, &await);
  return herald_push_send_finish (fixture->base.session, herald_await_result (&await), error);
}

static GPtrArray *
send_to (Fixture *fixture, GPtrArray *devices)
{
  g_autoptr (HeraldPushMessage) message = make_message ();
  g_autoptr (GError) error = NULL;
  GPtrArray *results = herald_push_prepare (devices);

  g_assert_cmpuint (results->len, ==, devices->len);
  send_message (fixture, message, devices, results, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < results->len; i++)
    if (herald_send_result_get_explanation (results->pdata[i]) != NULL)
      g_test_message ("%u: %s", i, herald_send_result_get_explanation (results->pdata[i]));
  return results;
}

/* The silent push of the registration is there too, but nobody sees it. */
static guint
count_shown (HeraldPhone *phone)
{
  GPtrArray *notifications = herald_phone_get_notifications (phone);
  guint      n_shown = 0;

  for (guint i = 0; i < notifications->len; i++)
    n_shown += herald_phone_notification_is_shown (notifications->pdata[i]) ? 1 : 0;
  return n_shown;
}

static HeraldSendStatus
get_status (GPtrArray *results, guint position)
{
  return herald_send_result_get_status (g_ptr_array_index (results, position));
}

static void
test_main_job (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) phones = NULL;
  g_autoptr (GPtrArray) android = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *link = NULL;
  g_auto (HeraldAwait) tap = HERALD_AWAIT_INIT;
  HeraldPhone             *iphone;
  HeraldPhoneNotification *notification;

  register_phones (fixture);
  devices = list_devices (fixture);
  g_assert_cmpuint (devices->len, ==, 2);
  g_assert_cmpstr (herald_device_get_user_name (devices->pdata[0]), ==, "Andrew Dixon");
  g_assert_cmpstr (herald_device_get_app_name (devices->pdata[0]), ==, "Contoso Shop");

  results = send_to (fixture, devices);
  g_assert_cmpint (get_status (results, 0), ==, HERALD_SEND_DELIVERED);
  g_assert_cmpint (get_status (results, 1), ==, HERALD_SEND_DELIVERED);
  phones = list_phones (fixture);
  iphone = find_phone (phones, "Andrew’s iPhone");
  g_assert_cmpuint (count_shown (iphone), ==, 1);
  g_assert_cmpuint (count_shown (find_phone (phones, "Andrew’s Pixel")), ==, 1);
  notification = herald_phone_get_notifications (iphone)->pdata[0];
  g_assert_cmpstr (herald_push_message_get (herald_phone_notification_get_message (notification),
                                            HERALD_PUSH_MESSAGE_TEXT),
                   ==, "Everything 20 % off 🎉");
  herald_phones_tap_async (fixture->base.session, herald_phone_get_id (iphone),
                           herald_phone_notification_get_id (notification), NULL, herald_await_cb,
                           &tap);
  link = herald_phones_tap_finish (fixture->base.session, herald_await_result (&tap), NULL);
  g_assert_cmpstr (link, ==, "https://contoso.example/sale");

  for (guint i = 0; i < devices->len; i++)
    if (herald_device_get_platform (devices->pdata[i]) == HERALD_PLATFORM_ANDROID)
      g_ptr_array_add (android, g_object_ref (devices->pdata[i]));
  g_assert_cmpuint (android->len, ==, 1);
  g_assert_cmpuint (clean_up (fixture, android), ==, 0);
  g_assert_cmpint (herald_device_get_state (android->pdata[0]), ==, HERALD_DEVICE_REMOVED);
  rest = list_devices (fixture);
  g_assert_cmpuint (rest->len, ==, 2);
  g_assert_cmpint (herald_device_get_state (rest->pdata[0]), ==, HERALD_DEVICE_REGISTERED);
  g_assert_cmpint (herald_device_get_state (rest->pdata[1]), ==, HERALD_DEVICE_REMOVED);
  again = send_to (fixture, rest);
  g_assert_cmpint (get_status (again, 0), ==, HERALD_SEND_DELIVERED);
  g_assert_cmpint (get_status (again, 1), ==, HERALD_SEND_NOT_REGISTERED);
  g_assert_cmpuint (herald_send_result_get_code (again->pdata[1]), ==, 0);
}

static void
test_send_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) sends = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (HeraldExchange) exchange = NULL;
  g_autofree char *text = NULL;
  g_auto (HeraldAwait) list = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) targets = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) load = HERALD_AWAIT_INIT;
  HeraldSendRow *row;

  register_phones (fixture);
  devices = list_devices (fixture);
  results = send_to (fixture, devices);
  herald_test_session_restart (&fixture->base);
  herald_history_list_sends_async (fixture->base.session, 10, NULL, herald_await_cb, &list);
  sends =
    herald_history_list_sends_finish (fixture->base.session, herald_await_result (&list), NULL);
  g_assert_cmpuint (sends->len, ==, 1);
  row = sends->pdata[0];
  g_assert_cmpstr (row->title, ==, "Spring sale");
  g_assert_cmpstr (row->app_name, ==, "Contoso Shop");
  g_assert_cmpuint (row->n_total, ==, 2);
  g_assert_cmpuint (row->n_delivered, ==, 2);
  herald_history_list_results_async (fixture->base.session, row->id, NULL, herald_await_cb,
                                     &targets);
  kept = herald_history_list_results_finish (fixture->base.session, herald_await_result (&targets),
                                             NULL);
  for (guint i = 0; i < kept->len; i++)
    {
      g_assert_cmpstr (herald_send_result_get_message_id (kept->pdata[i]), ==,
                       herald_send_result_get_message_id (results->pdata[i]));
      g_assert_cmpint (herald_send_result_get_exchange_id (kept->pdata[i]), >, 0);
    }
  herald_history_load_exchange_async (fixture->base.session,
                                      herald_send_result_get_exchange_id (kept->pdata[0]), NULL,
                                      herald_await_cb, &load);
  exchange =
    herald_history_load_exchange_finish (fixture->base.session, herald_await_result (&load), NULL);
  text = herald_exchange_to_text (exchange);
  g_assert_nonnull (strstr (text, "Spring sale"));
  g_assert_null (strstr (text, "eyJ"));
}

static GPtrArray *
make_pasted (HeraldPlatform platform, const char *token)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (devices, herald_device_new (NULL, platform, token, NULL, NULL));
  return devices;
}

static void
test_pasted_token (Fixture *fixture, gconstpointer data)
{
  HeraldPhone *pixel = find_phone (fixture->phones, "Andrew’s Pixel");
  g_autoptr (GPtrArray) good =
    make_pasted (HERALD_PLATFORM_ANDROID, herald_phone_get_token (pixel));
  g_autofree char *nobody = g_strnfill (64, 'a');
  g_autoptr (GPtrArray) bad = make_pasted (HERALD_PLATFORM_IOS, nobody);
  g_autoptr (GPtrArray) delivered = send_to (fixture, good);
  g_autoptr (GPtrArray) refused = send_to (fixture, bad);

  g_assert_cmpint (get_status (delivered, 0), ==, HERALD_SEND_DELIVERED);
  g_assert_cmpint (get_status (refused, 0), ==, HERALD_SEND_FAILED);
  g_assert_cmpuint (herald_send_result_get_code (refused->pdata[0]), ==, 400);
  g_assert_cmpstr (herald_send_result_get_reason (refused->pdata[0]), ==, "BadDeviceToken");
  g_assert_nonnull (herald_send_result_get_explanation (refused->pdata[0]));
}

/* Taking the app off a phone makes its token dead; the device is remembered as invalid. */
static void
test_dead_token (Fixture *fixture, gconstpointer data)
{
  HeraldPhone *pixel = find_phone (fixture->phones, "Andrew’s Pixel");
  g_auto (HeraldAwait) change = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;
  guint n_invalid = 0;

  register_phones (fixture);
  devices = list_devices (fixture);
  herald_phones_change_async (fixture->base.session, herald_phone_get_id (pixel),
                              "{\"installed\":false}", NULL, herald_await_cb, &change);
  herald_phones_change_finish (fixture->base.session, herald_await_result (&change), &error);
  g_assert_no_error (error);
  results = send_to (fixture, devices);
  for (guint i = 0; i < devices->len; i++)
    if (herald_device_get_platform (devices->pdata[i]) == HERALD_PLATFORM_ANDROID)
      {
        g_assert_cmpint (get_status (results, i), ==, HERALD_SEND_FAILED);
        g_assert_cmpstr (herald_send_result_get_reason (results->pdata[i]), ==, "UNREGISTERED");
      }
    else
      g_assert_cmpint (get_status (results, i), ==, HERALD_SEND_DELIVERED);
  after = list_devices (fixture);
  for (guint i = 0; i < after->len; i++)
    n_invalid += herald_device_get_state (after->pdata[i]) == HERALD_DEVICE_INVALID;
  g_assert_cmpuint (n_invalid, ==, 1);
}

static void
test_wrong_team (Fixture *fixture, gconstpointer data)
{
  HeraldPhone *iphone = find_phone (fixture->phones, "Andrew’s iPhone");
  g_autoptr (GPtrArray) devices =
    make_pasted (HERALD_PLATFORM_IOS, herald_phone_get_token (iphone));
  g_autoptr (GPtrArray) results = NULL;

  herald_app_set (fixture->app, HERALD_APP_TEAM_ID, "WR0NGTEAM1");
  results = send_to (fixture, devices);
  g_assert_cmpint (get_status (results, 0), ==, HERALD_SEND_FAILED);
  g_assert_cmpuint (herald_send_result_get_code (results->pdata[0]), ==, 403);
  g_assert_cmpstr (herald_send_result_get_reason (results->pdata[0]), ==, "InvalidProviderToken");
}

static void
test_nothing_invalid_is_sent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldPushMessage) empty = herald_push_message_new ();
  g_autoptr (HeraldPushMessage) good = make_message ();
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  HeraldPhone *iphone = find_phone (fixture->phones, "Andrew’s iPhone");
  g_autoptr (GPtrArray) devices =
    make_pasted (HERALD_PLATFORM_IOS, herald_phone_get_token (iphone));
  g_autoptr (GPtrArray) results = herald_push_prepare (devices);
  g_autoptr (HeraldApp) bare = herald_app_new ();
  g_autoptr (GError) message_error = NULL;
  g_autoptr (GError) device_error = NULL;
  g_autoptr (GError) app_error = NULL;

  g_assert_false (send_message (fixture, empty, devices, results, &message_error));
  g_assert_error (message_error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_false (send_message (fixture, good, nobody, none, &device_error));
  g_assert_error (device_error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_set_object (&fixture->app, bare);
  g_assert_false (send_message (fixture, good, devices, results, &app_error));
  g_assert_error (app_error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_cmpint (get_status (results, 0), ==, HERALD_SEND_WAITING);
}

/* More devices than one chunk; stopping tells of each how far it got. */
static void
test_stopping (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (HeraldPushMessage) message = make_message ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldPhone *iphone = find_phone (fixture->phones, "Andrew’s iPhone");
  guint        n_unsent = 0;

  for (guint i = 0; i < 700; i++)
    g_ptr_array_add (devices, herald_device_new (NULL, HERALD_PLATFORM_IOS,
                                                 herald_phone_get_token (iphone), NULL, NULL));
  results = herald_push_prepare (devices);
  herald_push_send_async (fixture->base.session, fixture->app, message, devices, results,
                          cancellable, herald_await_cb, &await);
  while (get_status (results, 0) == HERALD_SEND_WAITING ||
         get_status (results, 0) == HERALD_SEND_SENDING)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_false (
    herald_push_send_finish (fixture->base.session, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; i < results->len; i++)
    {
      g_assert_cmpint (get_status (results, i), !=, HERALD_SEND_WAITING);
      g_assert_cmpint (get_status (results, i), !=, HERALD_SEND_SENDING);
      n_unsent += g_strcmp0 (herald_send_result_get_reason (results->pdata[i]), "NotSent") == 0;
    }
  g_assert_cmpuint (n_unsent, >, 0);
}

/* FCM takes some 240 messages a minute for one Android phone; a third of these stay below. */
static void
test_many_devices (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) results = NULL;
  HeraldPhone *iphone = find_phone (fixture->phones, "Andrew’s iPhone");
  HeraldPhone *pixel = find_phone (fixture->phones, "Andrew’s Pixel");

  for (guint i = 0; i < 600; i++)
    {
      gboolean ios = i % 3 != 0;

      g_ptr_array_add (devices,
                       herald_device_new (NULL, ios ? HERALD_PLATFORM_IOS : HERALD_PLATFORM_ANDROID,
                                          herald_phone_get_token (ios ? iphone : pixel), NULL,
                                          NULL));
    }
  results = send_to (fixture, devices);
  for (guint i = 0; i < results->len; i++)
    g_assert_cmpint (get_status (results, i), ==, HERALD_SEND_DELIVERED);
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/core/send/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("main-job", test_main_job);
  ADD ("send-is-kept", test_send_is_kept);
  ADD ("pasted-token", test_pasted_token);
  ADD ("dead-token", test_dead_token);
  ADD ("wrong-team", test_wrong_team);
  ADD ("nothing-invalid-is-sent", test_nothing_invalid_is_sent);
  ADD ("stopping", test_stopping);
  ADD ("many-devices", test_many_devices);
  return g_test_run ();
}
