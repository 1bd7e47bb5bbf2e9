/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator has a thread of its own, so tests may simply wait for an answer. */
#include "config.h"

#include "emulator-fixture.h"

#include "base/herald-await.h"

#include <string.h>

/**
 * emulator_fixture_start:
 * @self: a fixture to set up
 * @dir: (nullable): the emulator's folder; %NULL keeps everything in memory
 * @seed: the seed of a new folder
 */
void
emulator_fixture_start (EmulatorFixture *self, const char *dir, const char *seed)
{
  const HeraldEmulatorOptions options = { .dir = dir, .seed = seed, .in_memory = dir == NULL };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  self->emulator = herald_emulator_new (&options);
  herald_emulator_start_async (self->emulator, NULL, herald_await_cb, &await);
  herald_emulator_start_finish (self->emulator, herald_await_result (&await), &error);
  g_assert_no_error (error);
  node = json_from_string (herald_emulator_get_ready_line (self->emulator), &error);
  g_assert_no_error (error);
  self->ready = json_node_dup_object (node);
  self->session = soup_session_new ();
  self->api = g_strconcat (emulator_fixture_get (self, "http"), "/api/data/v9.2/", NULL);
}

/**
 * emulator_fixture_trust:
 * @self: a running fixture
 *
 * Lets the session trust the emulator's authority.
 */
void
emulator_fixture_trust (EmulatorFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) authority =
    g_tls_file_database_new (emulator_fixture_get (self, "ca"), &error);

  g_assert_no_error (error);
  soup_session_set_tls_database (self->session, authority);
}

/**
 * emulator_fixture_stop:
 * @self: a fixture
 */
void
emulator_fixture_stop (EmulatorFixture *self)
{
  g_clear_object (&self->session);
  if (self->emulator != NULL)
    {
      herald_emulator_stop (self->emulator);
      g_assert_finalize_object (g_steal_pointer (&self->emulator));
    }
  g_clear_pointer (&self->ready, json_object_unref);
  g_clear_pointer (&self->api, g_free);
}

/**
 * emulator_fixture_get:
 * @self: a running fixture
 * @member: a text of the ready line
 *
 * Returns: (transfer none): its value
 */
const char *
emulator_fixture_get (EmulatorFixture *self, const char *member)
{
  const char *value = json_object_get_string_member_with_default (self->ready, member, NULL);

  g_assert_nonnull (value);
  return value;
}

/**
 * emulator_fixture_get_app:
 * @self: a running fixture
 * @index: number of an app
 *
 * Returns: (transfer none): the app as the ready line has it
 */
JsonObject *
emulator_fixture_get_app (EmulatorFixture *self, guint index)
{
  return json_array_get_object_element (json_object_get_array_member (self->ready, "apps"), index);
}

static void
add_headers (EmulatorFixture *self, SoupMessage *message, const char *const *headers)
{
  SoupMessageHeaders *list = soup_message_get_request_headers (message);
  const char         *path = g_uri_get_path (soup_message_get_uri (message));
  const char         *member = g_str_has_prefix (path, "/_herald/") ? "adminToken" : "bearer";
  g_autofree char    *bearer = g_strconcat ("Bearer ", emulator_fixture_get (self, member), NULL);

  soup_message_headers_append (list, "Accept", "application/json");
  for (gsize i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (headers[i], ": ", 2);

      if (*parts[1] != '\0')
        soup_message_headers_append (list, parts[0], parts[1]);
      if (g_str_equal (parts[0], "Authorization"))
        g_clear_pointer (&bearer, g_free);
    }
  if (bearer != NULL)
    soup_message_headers_append (list, "Authorization", bearer);
}

static char *
build_url (EmulatorFixture *self, const char *target)
{
  if (g_str_has_prefix (target, "http"))
    return g_strdup (target);
  if (*target == '/')
    return g_strconcat (emulator_fixture_get (self, "http"), target, NULL);
  return g_strconcat (self->api, target, NULL);
}

/**
 * emulator_fixture_send:
 * @self: a running fixture
 * @method: the verb
 * @target: a URL, a path, or what follows the Web API's base
 * @headers: (nullable): “Name: value”; an Authorization replaces the token, an empty one sends
 * none
 * @body: (nullable): JSON unless a Content-Type is among the headers
 * @answer: (out caller-allocates): the answer, or what is in it, is freed by the caller
 */
void
emulator_fixture_send (EmulatorFixture   *self,
                       const char        *method,
                       const char        *target,
                       const char *const *headers,
                       const char        *body,
                       EmulatorAnswer    *answer)
{
  g_autofree char *url = build_url (self, target);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *type = NULL;

  emulator_answer_clear (answer);
  g_assert_nonnull (message);
  add_headers (self, message, headers);
  if (body != NULL)
    {
      g_autoptr (GBytes) content = g_bytes_new (body, strlen (body));

      type = g_strdup (
        soup_message_headers_get_one (soup_message_get_request_headers (message), "Content-Type"));
      soup_message_set_request_body_from_bytes (message, type != NULL ? type : "application/json",
                                                content);
    }
  bytes = soup_session_send_and_read (self->session, message, NULL, &error);
  g_assert_no_error (error);
  answer->status = soup_message_get_status (message);
  answer->text = g_bytes_get_size (bytes) > 0
                   ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                   : g_strdup ("");
  node = json_from_string (answer->text, NULL);
  answer->object =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
  answer->message = g_steal_pointer (&message);
}

/**
 * emulator_fixture_read:
 * @self: a running fixture
 * @target: what follows the Web API's base
 * @answer: (out caller-allocates): the answer to GET
 */
void
emulator_fixture_read (EmulatorFixture *self, const char *target, EmulatorAnswer *answer)
{
  emulator_fixture_send (self, "GET", target, NULL, NULL, answer);
}

/**
 * emulator_answer_clear:
 * @answer: an answer
 */
void
emulator_answer_clear (EmulatorAnswer *answer)
{
  g_clear_pointer (&answer->text, g_free);
  g_clear_pointer (&answer->object, json_object_unref);
  g_clear_object (&answer->message);
  answer->status = 0;
}

/**
 * emulator_answer_assert_error:
 * @answer: an answer
 * @status: the status it must have
 * @code: the Dataverse code it must have
 * @part: (nullable): text its sentence must hold
 */
void
emulator_answer_assert_error (EmulatorAnswer *answer,
                              guint           status,
                              const char     *code,
                              const char     *part)
{
  JsonObject *error;
  const char *message;

  g_test_message ("%u %s", answer->status, answer->text);
  g_assert_cmpuint (answer->status, ==, status);
  g_assert_nonnull (answer->object);
  error = json_object_get_object_member (answer->object, "error");
  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, code);
  message = json_object_get_string_member (error, "message");
  if (part != NULL && strstr (message, part) == NULL)
    g_error ("“%s” is not in “%s”", part, message);
}

/**
 * emulator_test_set_up:
 * @self: a zeroed test
 * @data: not read
 */
void
emulator_test_set_up (EmulatorTest *self, gconstpointer data)
{
  emulator_fixture_start (&self->base, NULL, "small");
}

/**
 * emulator_test_tear_down:
 * @self: a test whose emulator runs
 * @data: not read
 */
void
emulator_test_tear_down (EmulatorTest *self, gconstpointer data)
{
  emulator_answer_clear (&self->answer);
  emulator_fixture_stop (&self->base);
}

/**
 * emulator_test_send:
 * @self: a test whose emulator runs
 * @method: the verb
 * @target: as for emulator_fixture_send()
 * @header: (nullable): “Name: value”
 * @body: (nullable): what is sent
 *
 * Returns: the status of the answer, which is kept
 */
guint
emulator_test_send (EmulatorTest *self,
                    const char   *method,
                    const char   *target,
                    const char   *header,
                    const char   *body)
{
  const char *headers[] = { header, NULL };

  emulator_fixture_send (&self->base, method, target, headers, body, &self->answer);
  g_test_message ("%s %s: %u %s", method, target, self->answer.status, self->answer.text);
  return self->answer.status;
}

static void
wrote_body_cb (SoupMessage *message, gpointer user_data)
{
  ((EmulatorRequest *) user_data)->written = TRUE;
}

/**
 * emulator_request_start:
 * @self: a request of EMULATOR_REQUEST_INIT
 * @fixture: a running fixture
 * @method: the verb
 * @target: a URL, a path, or what follows the Web API's base
 * @body: (nullable): JSON
 */
void
emulator_request_start (EmulatorRequest *self,
                        EmulatorFixture *fixture,
                        const char      *method,
                        const char      *target,
                        const char      *body)
{
  g_autofree char *url = build_url (fixture, target);

  self->session = soup_session_new ();
  self->message = soup_message_new (method, url);
  add_headers (fixture, self->message, NULL);
  if (body != NULL)
    {
      g_autoptr (GBytes) content = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (self->message, "application/json", content);
    }
  g_signal_connect (self->message, "wrote-body", G_CALLBACK (wrote_body_cb), self);
  soup_session_send_and_read_async (self->session, self->message, G_PRIORITY_DEFAULT, NULL,
                                    herald_await_cb, &self->await);
  while (!self->written)
    g_main_context_iteration (NULL, TRUE);
}

/**
 * emulator_request_is_answered:
 * @self: a started request
 *
 * Returns: whether an answer has begun to come
 */
gboolean
emulator_request_is_answered (const EmulatorRequest *self)
{
  return soup_message_get_status (self->message) != 0;
}

/**
 * emulator_request_finish:
 * @self: a started request
 * @status: the status that its answer must have
 *
 * Returns: (transfer full): the answer's body
 */
GBytes *
emulator_request_finish (EmulatorRequest *self, guint status)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes =
    soup_session_send_and_read_finish (self->session, herald_await_result (&self->await), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (self->message), ==, status);
  return bytes;
}

/**
 * emulator_request_clear:
 * @self: a request, started or not
 */
void
emulator_request_clear (EmulatorRequest *self)
{
  herald_await_clear (&self->await);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
}
