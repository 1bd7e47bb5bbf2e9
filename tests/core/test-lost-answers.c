/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a good service rarely does: answers that are lost, empty, refused or hidden. A scripted peer
 * plays sign-in, Dataverse and registration. */
#include "config.h"

#include <string.h>

#include "base/herald-await.h"
#include "base/herald-clock.h"
#include "base/herald-error.h"
#include "core/herald-apps.h"
#include "core/herald-devices.h"
#include "core/herald-inapp.h"
#include "herald-script-peer.h"
#include "herald-test-session.h"
#include "herald-test-store.h"
#include "model/herald-system-user.h"
#include "store/herald-table-device.h"

#define API "/api/data/v9.2/"
#define ORGANIZATION "77777777-7777-7777-7777-777777777777"
#define USER "11111111-1111-1111-1111-111111111111"
#define APP "33333333-3333-3333-3333-333333333333"
#define DEVICE_1 "44444444-4444-4444-4444-444444444444"
#define DEVICE_2 "55555555-5555-5555-5555-555555555555"
#define NOTIFICATION "66666666-6666-6666-6666-666666666666"
#define REGISTRATION "/api/v1.0/orgs/" ORGANIZATION "/pushdeviceregistration/"

typedef struct
{
  HeraldTestStore   base;
  HeraldScriptPeer *peer;
  HeraldSecrets    *secrets;
  HeraldSession    *session;
} Fixture;

static void
open_session (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  const char      *url = herald_script_peer_get_url (fixture->peer);
  g_autofree char *description =
    g_strdup_printf ("{\"issuer\":\"%s/" ORGANIZATION "/v2.0\","
                     "\"authorization_endpoint\":\"%s/tenant/oauth2/v2.0/authorize\","
                     "\"token_endpoint\":\"%s/tenant/oauth2/v2.0/token\"}",
                     url, url, url);

  herald_script_peer_answer (fixture->peer, "/tenant/v2.0/.well-known/openid-configuration", 200,
                             NULL, description);
  herald_script_peer_answer (fixture->peer, "/tenant/oauth2/v2.0/token", 200, NULL,
                             "{\"token_type\":\"Bearer\",\"expires_in\":3600,"
                             "\"access_token\":\"t0ken\"}");
  herald_script_peer_answer (fixture->peer, API "WhoAmI", 200, NULL,
                             "{\"UserId\":\"" USER "\",\"BusinessUnitId\":\"" USER
                             "\",\"OrganizationId\":\"" ORGANIZATION "\"}");
  herald_script_peer_answer (fixture->peer, API "systemusers", 200, NULL,
                             "{\"systemuserid\":\"" USER "\",\"fullname\":\"Sam\"}");
  herald_session_open_async (fixture->session, NULL, herald_await_cb, &await);
  herald_session_open_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
}

static void
keep_client_secret (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_store_async (fixture->secrets, "dev", HERALD_SECRET_CLIENT_SECRET, USER, "s3cret",
                              NULL, herald_await_cb, &await);
  g_assert_true (
    herald_secrets_store_finish (fixture->secrets, herald_await_result (&await), NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment =
    herald_environment_new (HERALD_ENVIRONMENT_DEVELOPMENT);
  const char *url;

  herald_test_store_set_up (&fixture->base, data);
  fixture->peer = herald_script_peer_new ();
  url = herald_script_peer_get_url (fixture->peer);
  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, "dev");
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "Scripted");
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, url);
  herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY, url);
  herald_environment_set (environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT, url);
  herald_environment_set (environment, HERALD_ENVIRONMENT_TENANT_ID, "tenant");
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID, USER);
  fixture->secrets = herald_secrets_new ();
  keep_client_secret (fixture);
  fixture->session = herald_session_new (environment, fixture->base.store, fixture->secrets, NULL);
  open_session (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_session_close (fixture->session);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  herald_store_close (fixture->base.store);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->secrets);
  herald_script_peer_stop (fixture->peer);
  g_clear_object (&fixture->peer);
  herald_test_store_tear_down (&fixture->base, data);
}

static HeraldSendResult *
send_inapp (Fixture *fixture)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_inapp_message_set_title (message, "Hello");
  g_ptr_array_add (users, herald_system_user_new (USER, "Sam", NULL));
  results = herald_inapp_prepare (users);
  herald_inapp_send_async (fixture->session, message, users, results, NULL, herald_await_cb,
                           &await);
  herald_inapp_send_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (herald_script_peer_count_requests (fixture->peer,
                                                       "POST " API "SendAppNotification"),
                    ==, 1);
  return g_object_ref (results->pdata[0]);
}

/* What the notification centre holds, @age_seconds old. */
static void
answer_notifications (Fixture *fixture, const char *title, gint64 age_seconds)
{
  g_autofree char *created = herald_time_format (g_get_real_time () - age_seconds * G_USEC_PER_SEC);
  g_autofree char *body =
    g_strdup_printf ("{\"value\":[{\"appnotificationid\":\"" NOTIFICATION "\",\"title\":\"%s\","
                     "\"_ownerid_value\":\"" USER "\",\"createdon\":\"%s\"}]}",
                     title, created);

  herald_script_peer_answer (fixture->peer, API "appnotifications", 200, NULL, body);
}

static void
test_answer_lost_and_found (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldSendResult) result = NULL;

  herald_script_peer_reset (fixture->peer, API "SendAppNotification", "");
  answer_notifications (fixture, "Hello", 0);
  result = send_inapp (fixture);
  g_assert_cmpint (herald_send_result_get_status (result), ==, HERALD_SEND_DELIVERED);
  g_assert_cmpstr (herald_send_result_get_message_id (result), ==, NOTIFICATION);
}

/* One of yesterday, or with another title, is not ours. */
static void
test_answer_lost_and_not_found (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *title;
    gint64      age_seconds;
  } others[] = { { "Hello", 86400 }, { "Bye", 0 } };
  gsize n = GPOINTER_TO_SIZE (data);
  g_autoptr (HeraldSendResult) result = NULL;

  herald_script_peer_reset (fixture->peer, API "SendAppNotification", "");
  answer_notifications (fixture, others[n].title, others[n].age_seconds);
  result = send_inapp (fixture);
  g_assert_cmpint (herald_send_result_get_status (result), ==, HERALD_SEND_UNKNOWN);
  g_assert_null (herald_send_result_get_message_id (result));
  g_assert_nonnull (herald_send_result_get_explanation (result));
}

static void
test_answer_without_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldSendResult) result = NULL;

  herald_script_peer_answer (fixture->peer, API "SendAppNotification", 204, NULL, "");
  answer_notifications (fixture, "Hello", 0);
  result = send_inapp (fixture);
  g_assert_cmpint (herald_send_result_get_status (result), ==, HERALD_SEND_DELIVERED);
  g_assert_cmpstr (herald_send_result_get_message_id (result), ==, NOTIFICATION);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldSendResult) result = NULL;

  herald_script_peer_answer (fixture->peer, API "SendAppNotification", 403, NULL,
                             "{\"error\":{\"code\":\"0x80040220\",\"message\":\"Principal user is "
                             "missing prvSendAppNotification privilege\"}}");
  result = send_inapp (fixture);
  g_assert_cmpint (herald_send_result_get_status (result), ==, HERALD_SEND_FAILED);
  g_assert_cmpuint (herald_send_result_get_code (result), ==, 403);
  g_assert_nonnull (strstr (herald_send_result_get_explanation (result), "prvSendAppNotification"));
}

/* @secrets: whether the user may read secured columns. */
static void
answer_app (Fixture *fixture, gboolean secrets)
{
  herald_script_peer_answer (
    fixture->peer, API "msdynmkt_mobileappchannelinstances", 200, NULL,
    secrets ? "{\"msdynmkt_mobileappchannelinstanceid\":\"" APP "\",\"msdynmkt_name\":\"Shop\","
              "\"msdynmkt_apitoken\":\"THE-TOKEN\"}"
            : "{\"msdynmkt_mobileappchannelinstanceid\":\"" APP "\",\"msdynmkt_name\":\"Shop\","
              "\"msdynmkt_apitoken\":null,\"msdynmkt_bundleid\":\"com.contoso.shop\"}");
}

static HeraldRegistration *
register_one (Fixture *fixture, GError **error)
{
  g_autofree char *token = g_strnfill (64, 'A');
  g_autoptr (GPtrArray) registrations = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  g_ptr_array_add (registrations, herald_registration_new (APP, USER, HERALD_PLATFORM_IOS, token));
  herald_devices_register_async (fixture->session, registrations, TRUE, NULL, herald_await_cb,
                                 &await);
  herald_devices_register_finish (fixture->session, herald_await_result (&await), error);
  return g_object_ref (registrations->pdata[0]);
}

static void
answer_accepted (Fixture *fixture)
{
  herald_script_peer_answer (fixture->peer, REGISTRATION "devices/status", 200, NULL,
                             "[{\"Status\":\"Pending\"}]");
  herald_script_peer_answer (fixture->peer, REGISTRATION "devices", 202, NULL,
                             "{\"RegistrationRequestId\":\"" NOTIFICATION "\"}");
}

/* The service says codes in some places and sentences in others. */
static void
test_reasons (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char              *answer;
    HeraldRegistrationStatus status;
  } rows[] = {
    { "[{\"Status\":\"Success\",\"FailureReason\":null}]", HERALD_REGISTRATION_SUCCESS },
    { "[{\"Status\":\"Failed\",\"FailureReason\":\" DuplicateExists \"}]",
      HERALD_REGISTRATION_DUPLICATE },
    { "[{\"Status\":\"Failed\",\"FailureReason\":\"Provided API token is not valid\"}]",
      HERALD_REGISTRATION_FAILED },
    { "[{\"Status\":\"Failed\",\"FailureReason\":\"FailedToStoreDevice\"}]",
      HERALD_REGISTRATION_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (HeraldRegistration) registration = NULL;
      g_autoptr (GError) error = NULL;

      answer_app (fixture, TRUE);
      answer_accepted (fixture);
      herald_script_peer_answer (fixture->peer, REGISTRATION "devices/status", 200, NULL,
                                 rows[i].answer);
      registration = register_one (fixture, &error);
      g_assert_no_error (error);
      g_assert_cmpint (herald_registration_get_status (registration), ==, rows[i].status);
      if (rows[i].status == HERALD_REGISTRATION_FAILED)
        g_assert_nonnull (herald_registration_get_explanation (registration));
    }
}

static void
test_status_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldRegistration) registration = NULL;
  g_autoptr (GError) error = NULL;

  answer_app (fixture, TRUE);
  answer_accepted (fixture);
  herald_script_peer_answer (fixture->peer, REGISTRATION "devices/status", 400, NULL, "{}");
  registration = register_one (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (herald_registration_get_status (registration), ==, HERALD_REGISTRATION_STUCK);
  g_assert_nonnull (herald_registration_get_explanation (registration));
}

/* Field security hides the column: a copy of a token made here still works. */
static void
test_hidden_token (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) create = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) before = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) after = HERALD_AWAIT_INIT;
  g_autoptr (HeraldAccessToken) token = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  answer_app (fixture, FALSE);
  herald_apps_reveal_token_async (fixture->session, APP, NULL, NULL, herald_await_cb, &before);
  g_assert_null (
    herald_apps_reveal_token_finish (fixture->session, herald_await_result (&before), &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  herald_script_peer_answer (fixture->peer, API "msdynmkt_mobileappchannelinstances", 204, NULL,
                             "");
  herald_apps_create_token_async (fixture->session, APP, "Mine", NULL, herald_await_cb, &create);
  token = herald_apps_create_token_finish (fixture->session, herald_await_result (&create), NULL);
  g_assert_nonnull (token);
  answer_app (fixture, FALSE);
  herald_apps_reveal_token_async (fixture->session, APP, NULL, NULL, herald_await_cb, &after);
  value = herald_apps_reveal_token_finish (fixture->session, herald_await_result (&after), NULL);
  g_assert_cmpuint (strlen (value), ==, 344);
}

static gssize
sync_devices (Fixture *fixture, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_devices_sync_async (fixture->session, NULL, NULL, NULL, herald_await_cb, &await);
  return herald_devices_sync_finish (fixture->session, herald_await_result (&await), error);
}

static void
answer_page (Fixture *fixture, const char *id, gboolean more)
{
  g_autofree char *next =
    g_strdup_printf ("\"@odata.nextLink\":\"%s" API "msdynmkt_pushmobiledevices?$skiptoken=2\",",
                     herald_script_peer_get_url (fixture->peer));
  g_autofree char *body =
    g_strdup_printf ("{%s\"value\":[{\"msdynmkt_pushmobiledeviceid\":\"%s\",\"msdynmkt_"
                     "devicetoken\":\"AA\","
                     "\"msdynmkt_platform\":\"iOS\",\"msdynmkt_useridentifier\":\"somebody\"}]}",
                     more ? next : "", id);

  herald_script_peer_answer (fixture->peer, API "msdynmkt_pushmobiledevices", 200, NULL, body);
}

static gboolean
load_run (HeraldConnection *connection, gpointer data, GError **error)
{
  HeraldDevice **device = data;

  *device = herald_table_device_load (connection, "dev", DEVICE_2, error);
  return *device != NULL;
}

static HeraldDeviceState
get_state (Fixture *fixture)
{
  g_autoptr (HeraldDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  herald_test_store_read (fixture->base.store, load_run, &device, &error);
  g_assert_no_error (error);
  return herald_device_get_state (device);
}

static void
test_broken_sync_removes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) broken = NULL;

  answer_page (fixture, DEVICE_1, TRUE);
  answer_page (fixture, DEVICE_2, FALSE);
  g_assert_cmpint (sync_devices (fixture, &error), ==, 2);
  g_assert_no_error (error);
  answer_page (fixture, DEVICE_1, TRUE);
  herald_script_peer_answer (fixture->peer, API "msdynmkt_pushmobiledevices", 500, NULL,
                             "{\"error\":{\"code\":\"0x80040216\",\"message\":\"Oops\"}}");
  g_assert_cmpint (sync_devices (fixture, &broken), ==, -1);
  g_assert_error (broken, HERALD_ERROR, HERALD_ERROR_REMOTE);
  g_assert_cmpint (get_state (fixture), ==, HERALD_DEVICE_REGISTERED);
  /* A whole reading without it removes it. */
  answer_page (fixture, DEVICE_1, FALSE);
  g_assert_cmpint (sync_devices (fixture, &error), ==, 1);
  g_assert_cmpint (get_state (fixture), ==, HERALD_DEVICE_REMOVED);
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);

#define ADD(path, data, func)                                                                      \
  g_test_add ("/core/lost-answers/" path, Fixture, data, set_up, func, tear_down)
  ADD ("inapp-found", NULL, test_answer_lost_and_found);
  ADD ("inapp-old-one", GSIZE_TO_POINTER (0), test_answer_lost_and_not_found);
  ADD ("inapp-other-one", GSIZE_TO_POINTER (1), test_answer_lost_and_not_found);
  ADD ("inapp-without-id", NULL, test_answer_without_id);
  ADD ("inapp-refused", NULL, test_refused);
  ADD ("registration-reasons", NULL, test_reasons);
  ADD ("registration-status-refused", NULL, test_status_is_refused);
  ADD ("hidden-token", NULL, test_hidden_token);
  ADD ("broken-sync-removes-nothing", NULL, test_broken_sync_removes_nothing);
  return g_test_run ();
}
