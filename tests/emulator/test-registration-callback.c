/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The webhook: one attempt, signed, with the headers that were asked for. */
#include "config.h"

#include "base/herald-json.h"
#include "registration-fixture.h"

#include <string.h>

#define DEVICES REGISTRATION_DEVICES
#define USER REGISTRATION_USER

/* Somebody else's server on this machine. */
typedef struct
{
  SoupServer *server; /* (owned) */
  char       *url;    /* (owned) */
  guint       status; /* its answer */
  guint       count;  /* requests so far */
  JsonObject *body;   /* (owned) (nullable): of the last one */
  char       *correlation;
  char       *content_type;
  char       *query;
} Receiver;

static void
receiver_clear_last (Receiver *self)
{
  g_clear_pointer (&self->body, json_object_unref);
  g_clear_pointer (&self->correlation, g_free);
  g_clear_pointer (&self->content_type, g_free);
  g_clear_pointer (&self->query, g_free);
}

static void
receiver_stop (Receiver *self)
{
  receiver_clear_last (self);
  g_clear_pointer (&self->url, g_free);
  g_clear_object (&self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Receiver, receiver_stop)

static void
receive_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Receiver           *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (GBytes) body =
    soup_message_body_flatten (soup_server_message_get_request_body (message));

  receiver_clear_last (self);
  self->count++;
  self->body = herald_json_parse_object (body, NULL);
  self->correlation = g_strdup (soup_message_headers_get_one (headers, "x-correlation"));
  self->content_type = g_strdup (soup_message_headers_get_one (headers, "content-type"));
  self->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  if (self->status == 302)
    soup_server_message_set_redirect (message, 302, "/elsewhere");
  else
    soup_server_message_set_status (message, self->status, NULL);
}

static void
receiver_start (Receiver *self, guint status)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->status = status;
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, receive_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("http://127.0.0.1:%d/done?id=7%%2F8", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
receiver_await (Receiver *self, guint count)
{
  while (self->count < count)
    g_main_context_iteration (NULL, TRUE);
}

/* Registers with a callback; @name is the header's name. */
static void
register_with (PushFixture *fixture, Receiver *receiver, const char *name, const char *token)
{
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char  *header = g_strdup_printf ("%s: %s", name, receiver->url);
  g_autofree char  *body = registration_make_body (fixture, USER, "ApnsDeviceToken", token);
  const char *const headers[] = { header, "x-ms-callback-url-headers: {\"X-Correlation\":\"4 2\"}",
                                  NULL };

  push_fixture_post (fixture, DEVICES, headers, body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  g_assert_cmpstr (answer.text, ==, "");
}

/* What the receiver of the documentation computes, in four spellings. */
static char *
sign (PushFixture *fixture, Receiver *receiver, gboolean hex, gboolean decoded)
{
  gsize              size = strlen (fixture->api_token);
  g_autofree guchar *key = decoded ? g_base64_decode (fixture->api_token, &size)
                                   : (guchar *) g_strdup (fixture->api_token);
  g_autofree char   *digest =
    g_compute_hmac_for_string (G_CHECKSUM_SHA256, key, size, receiver->url, -1);
  guint8 bytes[32];

  if (hex)
    return g_steal_pointer (&digest);
  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (digest[2 * i]) * 16 +
                         g_ascii_xdigit_value (digest[2 * i + 1]));
  return g_base64_encode (bytes, sizeof bytes);
}

static void
assert_received (Receiver *receiver, const char *status, const char *signature, const char *reason)
{
  g_assert_nonnull (receiver->body);
  g_assert_cmpuint (json_object_get_size (receiver->body), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (receiver->body, "Status"), ==, status);
  g_assert_cmpstr (json_object_get_string_member (receiver->body, "Signature"), ==, signature);
  if (reason != NULL)
    g_assert_cmpstr (json_object_get_string_member (receiver->body, "FailureReason"), ==, reason);
  else
    g_assert_true (json_object_get_null_member (receiver->body, "FailureReason"));
  g_assert_cmpstr (receiver->correlation, ==, "4 2");
  g_assert_cmpstr (receiver->content_type, ==, "application/json");
  g_assert_cmpstr (receiver->query, ==, "id=7%2F8");
}

static void
test_ends (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (Receiver) receiver = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *signature = NULL;

  registration_start (&fixture);
  receiver_start (&receiver, 202);
  signature = sign (&fixture, &receiver, FALSE, FALSE);
  push_fixture_add_phone (&fixture, "ios", &phone, &token);
  register_with (&fixture, &receiver, "x-ms-callback-url", token);
  receiver_await (&receiver, 1);
  assert_received (&receiver, "Success", signature, NULL);
  register_with (&fixture, &receiver, "x-ms-status-callback-url", token);
  receiver_await (&receiver, 2);
  assert_received (&receiver, "Failed", signature, "DuplicateExists");
}

static void
test_signatures (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (Receiver) receiver = { 0 };
  const struct
  {
    const char *form;
    gboolean    hex;
    gboolean    decoded;
  } cases[] = {
    { "hex/utf8", TRUE, FALSE },
    { "hex/decoded", TRUE, TRUE },
    { "base64/decoded", FALSE, TRUE },
    { "base64/utf8", FALSE, FALSE },
  };

  registration_start (&fixture);
  receiver_start (&receiver, 202);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *change = g_strdup_printf ("{\"webhookSignature\":\"%s\"}", cases[i].form);
      g_autofree char *signature = sign (&fixture, &receiver, cases[i].hex, cases[i].decoded);
      g_autoptr (JsonNode) node = NULL;

      node = push_fixture_admin (&fixture, "PATCH", "switches", change, 200);
      register_with (&fixture, &receiver, "x-ms-callback-url", "nonsense");
      receiver_await (&receiver, i + 1);
      assert_received (&receiver, "Failed", signature, "DryRunSendingFailed");
    }
}

/* One attempt each: with a second one the counts would run ahead of the registrations. */
static void
test_one_attempt (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (Receiver) receiver = { 0 };
  const guint statuses[] = { 200, 400, 404, 500, 503, 302, 202 };

  registration_start (&fixture);
  receiver_start (&receiver, 202);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      receiver.status = statuses[i];
      register_with (&fixture, &receiver, "x-ms-callback-url", "nonsense");
      receiver_await (&receiver, i + 1);
      g_assert_cmpuint (receiver.count, ==, i + 1);
    }
}

/* The status of the newest exchange with @url in the log; -1 while there is none. */
static gint64
find_in_log (PushFixture *fixture, const char *url)
{
  g_autoptr (JsonNode) node = push_fixture_admin (fixture, "GET", "log?limit=5000", NULL, 200);
  JsonArray *array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *entry = json_array_get_object_element (array, i);

      if (strcmp (json_object_get_string_member (entry, "path"), url) != 0)
        continue;
      g_assert_cmpstr (json_object_get_string_member (entry, "method"), ==, "POST");
      g_assert_nonnull (
        strstr (json_object_get_string_member (json_object_get_object_member (entry, "request"),
                                               "body"),
                "DryRunSendingFailed"));
      return json_object_get_int_member (entry, "status");
    }
  return -1;
}

static void
assert_logged (PushFixture *fixture, const char *url, gint64 status)
{
  gint64 found = -1;

  for (guint i = 0; i < REGISTRATION_MOST_TRIES && found < 0; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      found = find_in_log (fixture, url);
    }
  g_assert_cmpint (found, ==, status);
}

/* What is lost can be seen in the log, and the status can be read all the same. */
static void
test_lost (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (Receiver) receiver = { 0 };

  registration_start (&fixture);
  receiver_start (&receiver, 500);
  register_with (&fixture, &receiver, "x-ms-callback-url", "nonsense");
  assert_logged (&fixture, receiver.url, 500);
  /* Nobody listens any more. */
  soup_server_disconnect (receiver.server);
  {
    g_autofree char *url = g_strconcat (receiver.url, "&gone", NULL);

    g_free (receiver.url);
    receiver.url = g_strdup (url);
    register_with (&fixture, &receiver, "x-ms-callback-url", "nonsense");
    assert_logged (&fixture, url, 0);
  }
  g_assert_cmpuint (receiver.count, ==, 1);
}

/* A registration that stays pending calls nobody; the next one's call is the first. */
static void
test_pending (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_auto (Receiver) receiver = { 0 };
  g_autofree char *header = NULL;
  g_autofree char *body = NULL;

  registration_start (&fixture);
  receiver_start (&receiver, 202);
  header = g_strconcat ("x-ms-callback-url: ", receiver.url, NULL);
  body = g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"" USER
                          "\",\"ApiToken\":\"wrong\",\"ApnsDeviceToken\":\"y\"}",
                          fixture.app_id);
  push_fixture_post (&fixture, DEVICES, (const char *const[]){ header, NULL }, body, &answer);
  g_assert_cmpuint (answer.status, ==, 202);
  register_with (&fixture, &receiver, "x-ms-callback-url", "nonsense");
  receiver_await (&receiver, 1);
  g_assert_cmpstr (json_object_get_string_member (receiver.body, "FailureReason"), ==,
                   "DryRunSendingFailed");
}

/* With the switch for it a wrong access token is told, signed with what was sent. */
static void
test_wrong_api_token (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_auto (Receiver) receiver = { 0 };
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *header = NULL;
  g_autofree char *body = NULL;

  registration_start (&fixture);
  node = push_fixture_admin (&fixture, "PATCH", "switches",
                             "{\"tellWrongApiToken\":true,\"webhookSignature\":\"hex/utf8\"}", 200);
  receiver_start (&receiver, 202);
  header = g_strconcat ("x-ms-callback-url: ", receiver.url, NULL);
  body = g_strdup_printf ("{\"MobileAppId\":\"%s\",\"UserId\":\"" USER
                          "\",\"ApiToken\":\"wrong\",\"ApnsDeviceToken\":\"y\"}",
                          fixture.app_id);
  push_fixture_post (&fixture, DEVICES, (const char *const[]){ header, NULL }, body, &answer);
  receiver_await (&receiver, 1);
  g_free (fixture.api_token);
  fixture.api_token = g_strdup ("wrong");
  {
    g_autofree char *signature = sign (&fixture, &receiver, TRUE, FALSE);

    g_assert_cmpstr (json_object_get_string_member (receiver.body, "Signature"), ==, signature);
  }
  g_assert_cmpstr (json_object_get_string_member (receiver.body, "FailureReason"), ==,
                   "ApiTokenNotValid");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/registration-callback/ends", test_ends);
  g_test_add_func ("/emulator/registration-callback/signatures", test_signatures);
  g_test_add_func ("/emulator/registration-callback/one-attempt", test_one_attempt);
  g_test_add_func ("/emulator/registration-callback/lost", test_lost);
  g_test_add_func ("/emulator/registration-callback/pending", test_pending);
  g_test_add_func ("/emulator/registration-callback/wrong-api-token", test_wrong_api_token);
  return g_test_run ();
}
