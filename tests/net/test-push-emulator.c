/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both push clients against the emulator, which reads the same contract independently: real
 * credentials of its sample app, real phones, and what happens when a credential is wrong. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "crypto/herald-apns-key.h"
#include "emulator/herald-emulator.h"
#include "model/herald-emulator-info.h"
#include "net/herald-apns-client.h"
#include "net/herald-emulator-api.h"
#include "net/herald-fcm-client.h"

#include <string.h>

typedef struct
{
  HeraldEmulator          *emulator;
  HeraldEmulatorInfo      *info;
  const HeraldEmulatorApp *app;
  HeraldHttp              *http;
  HeraldEmulatorApi       *api;
  HeraldPushMessage       *message;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const HeraldEmulatorOptions options = { .seed = "demo", .in_memory = TRUE };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldTransport) transport = NULL;
  g_autoptr (GError) error = NULL;

  fixture->emulator = herald_emulator_new (&options);
  herald_emulator_start_async (fixture->emulator, NULL, herald_await_cb, &await);
  herald_emulator_start_finish (fixture->emulator, herald_await_result (&await), &error);
  g_assert_no_error (error);
  fixture->info =
    herald_emulator_info_new_from_line (herald_emulator_get_ready_line (fixture->emulator), &error);
  g_assert_no_error (error);
  fixture->app = herald_emulator_info_get_app (fixture->info, 0);
  transport =
    herald_transport_new_direct (herald_emulator_info_get_ca_path (fixture->info), &error);
  g_assert_no_error (error);
  fixture->http = herald_http_new (transport);
  g_assert_no_error (error);
  herald_http_allow_origin (fixture->http, herald_emulator_info_get_http (fixture->info));
  herald_http_allow_origin (fixture->http, herald_emulator_info_get_h2 (fixture->info));
  fixture->api =
    herald_emulator_api_new (fixture->http, herald_emulator_info_get_http (fixture->info),
                             herald_emulator_info_get_admin_token (fixture->info));
  fixture->message = herald_push_message_new ();
  herald_push_message_set (fixture->message, HERALD_PUSH_TITLE, "Weekend sale");
  herald_push_message_set (fixture->message, HERALD_PUSH_MESSAGE_TEXT, "Wörld ąć 🎉");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->api);
  g_object_unref (fixture->http);
  g_object_unref (fixture->info);
  g_object_unref (fixture->message);
  herald_emulator_stop (fixture->emulator);
  g_object_unref (fixture->emulator);
}

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

static HeraldApnsClient *
create_apns (Fixture *fixture, const char *team_id, const char *topic)
{
  g_autoptr (GBytes) content = read_file (fixture->app->apns_key_path);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldKey) key = herald_apns_key_load (content, &error);
  const HeraldApnsOptions options = {
    .origin = herald_emulator_info_get_h2 (fixture->info),
    .team_id = team_id,
    .key_id = fixture->app->key_id,
    .key = key,
    .topic = topic,
  };

  g_assert_no_error (error);
  return herald_apns_client_new (fixture->http, &options);
}

static HeraldFcmClient *
create_fcm (Fixture *fixture)
{
  g_autoptr (GBytes) content = read_file (fixture->app->service_account_path);
  const char      *origin = herald_emulator_info_get_http (fixture->info);
  g_autofree char *token_url = g_strconcat (origin, "/token", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldServiceAccount) account = herald_service_account_new_from_json (content, &error);

  g_assert_no_error (error);
  return herald_fcm_client_new (fixture->http, account, origin, token_url);
}

/* A phone that has the sample app and a token. */
static HeraldPhone *
find_phone (Fixture *fixture, HeraldPlatform platform)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) phones = NULL;
  g_autoptr (GError) error = NULL;

  herald_emulator_api_list_phones_async (fixture->api, NULL, herald_await_cb, &await);
  phones =
    herald_emulator_api_list_phones_finish (fixture->api, herald_await_result (&await), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < phones->len; i++)
    {
      HeraldPhone *phone = g_ptr_array_index (phones, i);

      if (herald_phone_get_platform (phone) == platform && herald_phone_get_token (phone) != NULL &&
          herald_phone_is_installed (phone) &&
          g_strcmp0 (herald_phone_get_app_id (phone), fixture->app->id) == 0)
        return g_object_ref (phone);
    }
  g_assert_not_reached ();
}

/* The newest thing on the phone is what was composed. */
static void
assert_arrived (Fixture *fixture, HeraldPhone *phone)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) notifications = NULL;
  g_autoptr (GError) error = NULL;
  HeraldPushMessage *message;

  herald_emulator_api_list_notifications_async (fixture->api, herald_phone_get_id (phone), NULL,
                                                herald_await_cb, &await);
  notifications =
    herald_emulator_api_list_notifications_finish (fixture->api, herald_await_result (&await),
                                                   &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notifications->len, >, 0);
  message = herald_phone_notification_get_message (g_ptr_array_index (notifications, 0));
  g_assert_cmpstr (herald_push_message_get (message, HERALD_PUSH_TITLE), ==, "Weekend sale");
  g_assert_cmpstr (herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT), ==, "Wörld ąć 🎉");
}

static HeraldPushResult *
send_apns (Fixture *fixture, HeraldApnsClient *client, const char *token)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GBytes) payload = herald_apns_client_build_payload (fixture->message);
  g_autoptr (GError) error = NULL;
  HeraldPushResult *result;

  herald_apns_client_send_async (client, token, payload, NULL, herald_await_cb, &await);
  result = herald_apns_client_send_finish (client, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_no_error (result->error);
  return result;
}

static HeraldPushResult *
send_fcm (Fixture *fixture, HeraldFcmClient *client, const char *token)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonNode) message = herald_push_message_build_fcm (fixture->message, token);
  g_autoptr (GError) error = NULL;
  HeraldPushResult *result;

  herald_fcm_client_send_async (client, message, NULL, herald_await_cb, &await);
  result = herald_fcm_client_send_finish (client, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_no_error (result->error);
  return result;
}

static HeraldProbe
probe_apns (HeraldApnsClient *client)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldPushResult) result = NULL;
  g_autoptr (GError) error = NULL;

  herald_apns_client_probe_async (client, NULL, herald_await_cb, &await);
  result = herald_apns_client_send_finish (client, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_no_error (result->error);
  return herald_push_result_get_probe (result);
}

static void
test_apns_send (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldApnsClient) client =
    create_apns (fixture, fixture->app->team_id, fixture->app->bundle_id);
  g_autoptr (HeraldPhone) phone = find_phone (fixture, HERALD_PLATFORM_IOS);
  g_autoptr (HeraldPushResult) result = send_apns (fixture, client, herald_phone_get_token (phone));

  g_assert_cmpstr (result->reason, ==, NULL);
  g_assert_true (herald_push_result_is_accepted (result));
  assert_arrived (fixture, phone);
}

static void
test_apns_refused (Fixture *fixture, gconstpointer data)
{
  static const char unknown[] = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
  g_autoptr (HeraldApnsClient) good =
    create_apns (fixture, fixture->app->team_id, fixture->app->bundle_id);
  g_autoptr (HeraldApnsClient) wrong_team =
    create_apns (fixture, "WRONGTEAM1", fixture->app->bundle_id);
  g_autoptr (HeraldPushResult) bad_token = send_apns (fixture, good, unknown);
  g_autoptr (HeraldPushResult) bad_team = send_apns (fixture, wrong_team, unknown);

  g_assert_cmpuint (bad_token->status, ==, 400);
  g_assert_cmpstr (bad_token->reason, ==, "BadDeviceToken");
  g_assert_cmpuint (bad_team->status, ==, 403);
  g_assert_cmpstr (bad_team->reason, ==, "InvalidProviderToken");
}

static void
test_apns_probe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldApnsClient) good =
    create_apns (fixture, fixture->app->team_id, fixture->app->bundle_id);
  g_autoptr (HeraldApnsClient) wrong_team =
    create_apns (fixture, "WRONGTEAM1", fixture->app->bundle_id);
  g_autoptr (HeraldApnsClient) wrong_topic =
    create_apns (fixture, fixture->app->team_id, "com.example.somebody-else");

  g_assert_cmpint (probe_apns (good), ==, HERALD_PROBE_ACCEPTED);
  g_assert_cmpint (probe_apns (wrong_team), ==, HERALD_PROBE_REFUSED);
  g_assert_cmpint (probe_apns (wrong_topic), ==, HERALD_PROBE_WRONG_TOPIC);
}

static void
test_fcm_send (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldFcmClient) client = create_fcm (fixture);
  g_autoptr (HeraldPhone) phone = find_phone (fixture, HERALD_PLATFORM_ANDROID);
  g_autoptr (HeraldPushResult) result = send_fcm (fixture, client, herald_phone_get_token (phone));

  g_assert_cmpstr (result->text, ==, NULL);
  g_assert_true (herald_push_result_is_accepted (result));
  g_assert_true (g_str_has_prefix (result->message_id, "projects/"));
  assert_arrived (fixture, phone);
}

static void
test_fcm_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldFcmClient) client = create_fcm (fixture);
  g_autoptr (HeraldPushResult) result = send_fcm (fixture, client, "no-token-at-all");

  g_assert_cmpuint (result->status, ==, 400);
  g_assert_cmpstr (result->reason, ==, "INVALID_ARGUMENT");
  g_assert_nonnull (result->text);
}

static void
test_fcm_probe (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldFcmClient) client = create_fcm (fixture);
  g_autoptr (HeraldPushResult) result = NULL;
  g_autoptr (GError) error = NULL;

  herald_fcm_client_probe_async (client, NULL, herald_await_cb, &await);
  result = herald_fcm_client_send_finish (client, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpint (herald_push_result_get_probe (result), ==, HERALD_PROBE_ACCEPTED);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/net/push-emulator/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  herald_http_init_library ();
  g_test_init (&argc, &argv, NULL);
  add ("apns-send", test_apns_send);
  add ("apns-refused", test_apns_refused);
  add ("apns-probe", test_apns_probe);
  add ("fcm-send", test_fcm_send);
  add ("fcm-refused", test_fcm_refused);
  add ("fcm-probe", test_fcm_probe);
  return g_test_run ();
}
