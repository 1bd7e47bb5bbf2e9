/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the ready line as a script would and signs with the sample credentials in its files. */
#include "config.h"

#include "push-fixture.h"

#include "base/herald-await.h"
#include "base/herald-json.h"
#include "crypto/herald-jwt.h"

#include <string.h>

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize size = 0;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, size);
}

/**
 * push_fixture_create_client:
 * @self: a fixture whose emulator runs
 * @certificate: (nullable): what the client shows
 *
 * Returns: (transfer full): a client of the HTTP/2 listener
 */
HeraldH2Client *
push_fixture_create_client (PushFixture *self, GTlsCertificate *certificate)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldTransport) transport =
    herald_transport_new_direct (emulator_fixture_get (&self->emulator, "ca"), &error);

  g_assert_no_error (error);
  return herald_h2_client_new (emulator_fixture_get (&self->emulator, "h2"), transport,
                               certificate);
}

/**
 * push_fixture_start:
 * @self: a fixture to set up
 */
void
push_fixture_start (PushFixture *self)
{
  JsonObject *app;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) account = NULL;

  emulator_fixture_start (&self->emulator, NULL, "small");
  app = emulator_fixture_get_app (&self->emulator, 0);
  key = read_file (json_object_get_string_member (app, "apnsKey"));
  account = read_file (json_object_get_string_member (app, "serviceAccount"));
  self->key =
    herald_key_new_from_pem (g_bytes_get_data (key, NULL), (gssize) g_bytes_get_size (key), &error);
  g_assert_no_error (error);
  self->account = herald_service_account_new_from_json (account, &error);
  g_assert_no_error (error);
  self->app_id = g_strdup (json_object_get_string_member (app, "id"));
  self->api_token = g_strdup (json_object_get_string_member (app, "apiToken"));
  self->bundle_id = g_strdup (json_object_get_string_member (app, "bundleId"));
  self->team_id = g_strdup (json_object_get_string_member (app, "teamId"));
  self->key_id = g_strdup (json_object_get_string_member (app, "keyId"));
  self->project_id = g_strdup (json_object_get_string_member (app, "projectId"));
  self->h2 = push_fixture_create_client (self, NULL);
}

/**
 * push_fixture_stop:
 * @self: a fixture
 */
void
push_fixture_stop (PushFixture *self)
{
  if (self->h2 != NULL)
    herald_h2_client_close (self->h2);
  g_clear_object (&self->h2);
  emulator_fixture_stop (&self->emulator);
  g_clear_object (&self->key);
  g_clear_object (&self->account);
  g_clear_pointer (&self->app_id, g_free);
  g_clear_pointer (&self->api_token, g_free);
  g_clear_pointer (&self->bundle_id, g_free);
  g_clear_pointer (&self->team_id, g_free);
  g_clear_pointer (&self->key_id, g_free);
  g_clear_pointer (&self->project_id, g_free);
}

/**
 * push_fixture_admin:
 * @self: a running fixture
 * @method: the verb
 * @path: below “/_herald/”
 * @body: (nullable): JSON
 * @status: the status that must come
 *
 * Returns: (transfer full) (nullable): the answer's tree
 */
JsonNode *
push_fixture_admin (PushFixture *self,
                    const char  *method,
                    const char  *path,
                    const char  *body,
                    guint        status)
{
  g_autofree char *target = g_strconcat ("/_herald/", path, NULL);
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_send (&self->emulator, method, target, NULL, body, &answer);
  g_test_message ("%s %s: %u %s", method, path, answer.status, answer.text);
  g_assert_cmpuint (answer.status, ==, status);
  return *answer.text != '\0' ? herald_json_parse (answer.text, -1, NULL) : NULL;
}

/**
 * push_fixture_add_phone:
 * @self: a running fixture
 * @platform: “ios” or “android”
 * @id: (out) (transfer full): its id
 * @token: (out) (transfer full): its token
 */
void
push_fixture_add_phone (PushFixture *self, const char *platform, char **id, char **token)
{
  g_autofree char *body =
    g_strdup_printf ("{\"platform\":\"%s\",\"app\":\"%s\"}", platform, self->app_id);
  g_autoptr (JsonNode) node = push_fixture_admin (self, "POST", "phones", body, 201);
  JsonObject *phone = json_node_get_object (node);

  *id = g_strdup (json_object_get_string_member (phone, "id"));
  *token = g_strdup (json_object_get_string_member (phone, "token"));
}

/**
 * push_fixture_sign_provider:
 * @self: a running fixture
 * @key: (nullable): %NULL is the app's own, also below
 * @key_id: (nullable): the “kid”
 * @team_id: (nullable): the “iss”
 * @age: how many seconds ago it was issued
 *
 * Returns: (transfer full): an Authorization header
 */
char *
push_fixture_sign_provider (PushFixture *self,
                            HeraldKey   *key,
                            const char  *key_id,
                            const char  *team_id,
                            gint64       age)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  json_object_set_string_member (header, "kid", key_id != NULL ? key_id : self->key_id);
  json_object_set_string_member (claims, "iss", team_id != NULL ? team_id : self->team_id);
  json_object_set_int_member (claims, "iat", g_get_real_time () / G_USEC_PER_SEC - age);
  token =
    herald_jwt_sign (key != NULL ? key : self->key, HERALD_SIGNATURE_ES256, header, claims, &error);
  g_assert_no_error (error);
  return g_strconcat ("bearer ", token, NULL);
}

/**
 * push_fixture_h2:
 * @self: a running fixture
 * @method: the verb
 * @path: the path
 * @headers: (nullable): name, value, …, %NULL; a pair with an empty value is left out
 * @body: (nullable): the body
 *
 * Returns: (transfer full): the answer over HTTP/2
 */
HeraldH2Answer *
push_fixture_h2 (PushFixture       *self,
                 const char        *method,
                 const char        *path,
                 const char *const *headers,
                 const char        *body)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GBytes) bytes = g_bytes_new (body, body != NULL ? strlen (body) : 0);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (HeraldH2Header));
  g_autoptr (GError) error = NULL;
  HeraldH2Answer *answer;

  for (gsize i = 0; headers != NULL && headers[i] != NULL; i += 2)
    {
      HeraldH2Header header = { headers[i], headers[i + 1] };

      if (*header.value != '\0')
        g_array_append_val (list, header);
    }
  herald_h2_client_send_async (self->h2, method, path,
                               (const HeraldH2Header *) (gpointer) list->data, list->len, bytes,
                               NULL, herald_await_cb, &await);
  answer = herald_h2_client_send_finish (self->h2, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return answer;
}

/**
 * push_fixture_get_reason:
 * @answer: an answer of APNs
 *
 * Returns: (transfer full) (nullable): its reason
 */
char *
push_fixture_get_reason (const HeraldH2Answer *answer)
{
  g_autoptr (JsonObject) object = NULL;

  if (g_bytes_get_size (answer->body) == 0)
    return NULL;
  object = herald_json_parse_object (answer->body, NULL);
  g_assert_nonnull (object);
  return g_strdup (json_object_get_string_member (object, "reason"));
}

static char *
sign_assertion (PushFixture *self)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (JsonObject) claims = json_object_new ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC + self->ahead_seconds;

  json_object_set_string_member (header, "kid",
                                 herald_service_account_get_private_key_id (self->account));
  json_object_set_string_member (claims, "iss",
                                 herald_service_account_get_client_email (self->account));
  json_object_set_string_member (claims, "aud",
                                 herald_service_account_get_token_uri (self->account));
  json_object_set_string_member (claims, "scope",
                                 "https://www.googleapis.com/auth/firebase.messaging");
  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "exp", now + 3600);
  return herald_jwt_sign (herald_service_account_get_key (self->account), HERALD_SIGNATURE_RS256,
                          header, claims, NULL);
}

/**
 * push_fixture_get_access_token:
 * @self: a running fixture
 *
 * Returns: (transfer full): an access token for the first app's project
 */
char *
push_fixture_get_access_token (PushFixture *self)
{
  const char *const headers[] = { "Content-Type: application/x-www-form-urlencoded",
                                  "Authorization: ", NULL };
  g_autofree char  *assertion = sign_assertion (self);
  g_autofree char  *form =
    g_strconcat ("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=",
                 assertion, NULL);
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_send (&self->emulator, "POST", "/token", headers, form, &answer);
  g_test_message ("%s", answer.text);
  g_assert_cmpuint (answer.status, ==, 200);
  return g_strdup (json_object_get_string_member (answer.object, "access_token"));
}

/**
 * push_fixture_post:
 * @self: a running fixture
 * @target: a path, or what follows the organization's base
 * @headers: (nullable): “Name: value”
 * @body: JSON
 * @answer: (out): the answer
 */
void
push_fixture_post (PushFixture       *self,
                   const char        *target,
                   const char *const *headers,
                   const char        *body,
                   EmulatorAnswer    *answer)
{
  g_autofree char *path =
    *target == '/'
      ? g_strdup (target)
      : g_strdup_printf ("/api/v1.0/orgs/%s/%s",
                         emulator_fixture_get (&self->emulator, "organizationId"), target);

  emulator_fixture_send (&self->emulator, "POST", path, headers, body, answer);
  g_test_message ("%s: %u %s", target, answer->status, answer->text);
}
