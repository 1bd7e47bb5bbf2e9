/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies to the byte, answers of every shape (contract: device-registration, 1.3 and 1.4). */
#include "config.h"

#include "net/herald-registration-api.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "herald-script-peer.h"

#include <string.h>

#define ORG "/api/v1.0/orgs/0"
#define DEVICES ORG "/pushdeviceregistration/devices"

typedef struct
{
  HeraldScriptPeer      *peer;
  HeraldHttp            *http;
  HeraldRegistrationApi *api;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldRemote) remote = NULL;
  g_autofree char *base = NULL;

  fixture->peer = herald_script_peer_new ();
  fixture->http = herald_http_new (NULL);
  herald_http_allow_origin (fixture->http, herald_script_peer_get_url (fixture->peer));
  remote = herald_remote_new (fixture->http, HERALD_SERVICE_REGISTRATION, NULL);
  herald_pacer_set_second_ms (herald_remote_get_pacer (remote), 1);
  base = g_strconcat (herald_script_peer_get_url (fixture->peer), ORG "/", NULL);
  fixture->api = herald_registration_api_new (remote, base);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->api);
  g_assert_finalize_object (fixture->http);
  herald_script_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->peer);
}

static void
assert_request (Fixture *fixture, guint index, const char *path, gboolean tracked, const char *body)
{
  const char      *request = herald_script_peer_get_request (fixture->peer, index);
  g_autofree char *line = g_strconcat ("POST ", path, " HTTP/1.1\r\n", NULL);
  const char      *sent = strstr (request, "\r\n\r\n") + 4;

  g_assert_true (g_str_has_prefix (request, line));
  g_assert_cmpstr (sent, ==, body);
  g_assert_true ((strstr (request, "x-ms-track-registration: true\r\n") != NULL) == tracked);
  g_assert_null (strstr (request, "Authorization"));
}

static char *
register_one (Fixture *fixture, HeraldPlatform platform, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (HeraldRegistration) registration =
    herald_registration_new ("app-1", "user-1", platform, "token-1");

  herald_registration_api_register_async (fixture->api, registration, "secret", NULL,
                                          herald_await_cb, &await);
  return herald_registration_api_register_finish (fixture->api, herald_await_result (&await),
                                                  error);
}

static void
test_register (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *ios = NULL;
  g_autofree char *android = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 202, NULL, "{\"RegistrationRequestId\":\"r-1\"}");
  herald_script_peer_answer (fixture->peer, NULL, 202, NULL, "{\"RegistrationRequestId\":\"r-2\"}");
  ios = register_one (fixture, HERALD_PLATFORM_IOS, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ios, ==, "r-1");
  android = register_one (fixture, HERALD_PLATFORM_ANDROID, &error);
  g_assert_cmpstr (android, ==, "r-2");
  assert_request (fixture, 0, DEVICES, TRUE,
                  "{\"MobileAppId\":\"app-1\",\"UserId\":\"user-1\",\"ApiToken\":\"secret\","
                  "\"ApnsDeviceToken\":\"token-1\"}");
  assert_request (fixture, 1, DEVICES, TRUE,
                  "{\"MobileAppId\":\"app-1\",\"UserId\":\"user-1\",\"ApiToken\":\"secret\","
                  "\"FcmDeviceToken\":\"token-1\"}");
}

static void
test_register_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint       status;
    const char *type;
    const char *body;
    HeraldError code;
  } rows[] = {
    { 400, "text/plain", "MobileAppId is not a GUID", HERALD_ERROR_REMOTE },
    { 400, "application/json", "{\"Message\":\"no\"}", HERALD_ERROR_REMOTE },
    { 202, "application/json", "", HERALD_ERROR_PROTOCOL },
    { 202, "application/json", "[]", HERALD_ERROR_PROTOCOL },
    { 202, "application/json", "{\"RegistrationRequestId\":null}", HERALD_ERROR_PROTOCOL },
    { 200, "text/html", "<html/>", HERALD_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *headers = g_strdup_printf ("Content-Type: %s\r\n", rows[i].type);
      g_autoptr (GError) error = NULL;
      g_autofree char *id = NULL;

      herald_script_peer_answer (fixture->peer, NULL, rows[i].status, headers, rows[i].body);
      id = register_one (fixture, HERALD_PLATFORM_IOS, &error);
      g_assert_null (id);
      g_assert_error (error, HERALD_ERROR, (int) rows[i].code);
    }
}

static GPtrArray *
make_registrations (guint n)
{
  GPtrArray *registrations = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *token = g_strdup_printf ("t%u", i);

      g_ptr_array_add (registrations,
                       herald_registration_new ("a", "u", HERALD_PLATFORM_ANDROID, token));
    }
  return registrations;
}

static GStrv
register_batch (Fixture *fixture, guint n, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) registrations = make_registrations (n);

  herald_registration_api_register_batch_async (fixture->api, registrations, "s", NULL,
                                                herald_await_cb, &await);
  return herald_registration_api_register_batch_finish (fixture->api, herald_await_result (&await),
                                                        error);
}

static void
test_batch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = NULL;

  herald_script_peer_answer (fixture->peer, DEVICES "/batch", 202, NULL,
                             "[{\"RegistrationRequestId\":\"r-0\"},{\"RegistrationRequestId\":\"r-"
                             "1\"}]");
  ids = register_batch (fixture, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  g_assert_cmpstr (ids[0], ==, "r-0");
  g_assert_cmpstr (ids[1], ==, "r-1");
  assert_request (
    fixture, 0, DEVICES "/batch", TRUE,
    "[{\"MobileAppId\":\"a\",\"UserId\":\"u\",\"ApiToken\":\"s\",\"FcmDeviceToken\":\"t0\"},"
    "{\"MobileAppId\":\"a\",\"UserId\":\"u\",\"ApiToken\":\"s\",\"FcmDeviceToken\":\"t1\"}]");
}

static void
test_batch_of_other_length (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 202, NULL,
                             "[{\"RegistrationRequestId\":\"r-0\"}]");
  ids = register_batch (fixture, 2, &error);
  g_assert_null (ids);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
}

/* Harmless to repeat: a registration that was taken already is answered with DuplicateExists. */
static void
test_repeats_after_503 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  herald_script_peer_answer (fixture->peer, NULL, 503, "Retry-After: 1\r\n", "");
  herald_script_peer_answer (fixture->peer, NULL, 202, NULL, "{\"RegistrationRequestId\":\"r\"}");
  id = register_one (fixture, HERALD_PLATFORM_IOS, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "r");
}

static GPtrArray *
get_status (Fixture *fixture, const char *const *ids, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_registration_api_status_async (fixture->api, "a", "s", ids, NULL, herald_await_cb, &await);
  return herald_registration_api_status_finish (fixture->api, herald_await_result (&await), error);
}

static void
test_status (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "r-0", "r-1", "r-2", "r-3", "r-4", NULL };
  static const struct
  {
    HeraldRegistrationStatus status;
    const char              *reason;
  } expected[] = {
    { HERALD_REGISTRATION_PENDING, NULL },
    { HERALD_REGISTRATION_SUCCESS, NULL },
    { HERALD_REGISTRATION_DUPLICATE, "DuplicateExists" },
    { HERALD_REGISTRATION_FAILED, "Sending a test invisible notification failed" },
    { HERALD_REGISTRATION_FAILED, NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) states = NULL;

  herald_script_peer_answer (
    fixture->peer, NULL, 200, NULL,
    "[{\"Status\":\"Pending\",\"FailureReason\":null},{\"Status\":\"Success\",\"FailureReason\":"
    "\"\"},{\"Status\":\"Failed\",\"FailureReason\":\" DuplicateExists \"},{\"Status\":\"failed\","
    "\"FailureReason\":\"Sending a test invisible notification failed\"},{\"Status\":\"Failed\"}]");
  states = get_status (fixture, ids, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (states->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < states->len; i++)
    {
      HeraldRegistrationState *state = g_ptr_array_index (states, i);

      g_assert_cmpint (state->status, ==, expected[i].status);
      g_assert_cmpstr (state->reason, ==, expected[i].reason);
    }
  assert_request (fixture, 0, DEVICES "/status/", FALSE,
                  "{\"RegistrationRequestIds\":[\"r-0\",\"r-1\",\"r-2\",\"r-3\",\"r-4\"],"
                  "\"MobileAppId\":\"a\",\"ApiToken\":\"s\"}");
}

static void
test_status_of_nonsense (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "r-0", NULL };
  static const char *const bodies[] = {
    "[]", "{}", "[1]", "[{\"Status\":\"Maybe\"}]", "[{}]", "[{\"Status\":\"Pending\"},{}]", "[",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) states = NULL;

      herald_script_peer_answer (fixture->peer, NULL, 200, NULL, bodies[i]);
      states = get_status (fixture, ids, &error);
      g_assert_null (states);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

static void
test_clean_up (Fixture *fixture, gconstpointer data)
{
  static const char *const tokens[] = { "t", NULL };
  static const char *const bodies[] = {
    "{\"MobileAppId\":\"a\",\"ApiToken\":\"s\",\"UserId\":\"u\",\"DeviceToken\":\"t\"}",
    "{\"MobileAppId\":\"a\",\"ApiToken\":\"s\",\"UserId\":\"u\"}",
  };

  for (guint i = 0; i < 2; i++)
    {
      g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
      g_autoptr (GError) error = NULL;

      herald_script_peer_answer (fixture->peer, NULL, 202, NULL, "");
      herald_registration_api_clean_up_async (fixture->api, "a", "u", tokens[i], "s", NULL,
                                              herald_await_cb, &await);
      g_assert_true (herald_registration_api_clean_up_finish (fixture->api,
                                                              herald_await_result (&await),
                                                              &error));
      g_assert_no_error (error);
      assert_request (fixture, i, DEVICES "/cleanup", FALSE, bodies[i]);
    }
}

static void
test_clean_up_batch (Fixture *fixture, gconstpointer data)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (devices, herald_device_new (NULL, HERALD_PLATFORM_IOS, "t0", "u0", "a"));
  g_ptr_array_add (devices, herald_device_new (NULL, HERALD_PLATFORM_ANDROID, "t1", "u1", "a"));
  herald_script_peer_answer (fixture->peer, NULL, 202, NULL, "");
  herald_registration_api_clean_up_batch_async (fixture->api, devices, "s", NULL, herald_await_cb,
                                                &await);
  g_assert_true (herald_registration_api_clean_up_batch_finish (fixture->api,
                                                                herald_await_result (&await),
                                                                &error));
  g_assert_no_error (error);
  assert_request (
    fixture, 0, DEVICES "/cleanup/batch", FALSE,
    "[{\"MobileAppId\":\"a\",\"ApiToken\":\"s\",\"UserId\":\"u0\",\"DeviceToken\":\"t0\"},"
    "{\"MobileAppId\":\"a\",\"ApiToken\":\"s\",\"UserId\":\"u1\",\"DeviceToken\":\"t1\"}]");
}

static void
test_preview (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldRegistration) registration =
    herald_registration_new ("app-1", "user-1", HERALD_PLATFORM_IOS, "token-1");
  g_autofree char *text = herald_registration_api_preview (fixture->api, registration);

  g_assert_true (g_str_has_prefix (text, "POST http://127.0.0.1:"));
  g_assert_nonnull (strstr (text, DEVICES "\n"));
  g_assert_nonnull (strstr (text, "x-ms-track-registration: true\n"));
  g_assert_nonnull (strstr (text, "token-1"));
  g_assert_nonnull (strstr (text, "•"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/net/registration/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("register", test_register);
  ADD ("register-refused", test_register_refused);
  ADD ("batch", test_batch);
  ADD ("batch-of-other-length", test_batch_of_other_length);
  ADD ("repeats-after-503", test_repeats_after_503);
  ADD ("status", test_status);
  ADD ("status-of-nonsense", test_status_of_nonsense);
  ADD ("clean-up", test_clean_up);
  ADD ("clean-up-batch", test_clean_up_batch);
  ADD ("preview", test_preview);
  return g_test_run ();
}
