/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sign-in-fixture.h"

#include <string.h>

#define AUTHORIZE                                                                                  \
  "/{tenant}/oauth2/v2.0/authorize?client_id={public}&response_type=code&state=a%20b%26c"          \
  "&redirect_uri=http%3A%2F%2Flocalhost%3A8400"                                                    \
  "&scope={http}%2Fuser_impersonation%20openid%20profile%20offline_access&nonce=n1"                \
  "&code_challenge=" SIGN_IN_CHALLENGE "&code_challenge_method=S256"

void
sign_in_fixture_set_up (SignInFixture *self, gconstpointer data)
{
  emulator_fixture_start (&self->base, NULL, "small");
}

void
sign_in_fixture_tear_down (SignInFixture *self, gconstpointer data)
{
  emulator_answer_clear (&self->answer);
  emulator_fixture_stop (&self->base);
}

/* The ids of registrations are made of their names; a second reading of that rule. */
char *
sign_in_fixture_make_id (const char *kind)
{
  g_autofree char *name = g_strdup_printf ("herald %s 0", kind);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);

  hash[12] = '4';
  hash[16] = 'a';
  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", hash, hash + 8, hash + 12, hash + 16,
                          hash + 20);
}

static void
fill_in_ids (GString *text)
{
  const char *start;

  while ((start = strstr (text->str, "{id of ")) != NULL)
    {
      const char      *end = strchr (start, '}');
      g_autofree char *mark = g_strndup (start, (gsize) (end - start) + 1);
      g_autofree char *kind =
        g_strndup (start + strlen ("{id of "), (gsize) (end - start) - strlen ("{id of "));
      g_autofree char *id = sign_in_fixture_make_id (kind);

      g_string_replace (text, mark, id, 0);
    }
}

char *
sign_in_fixture_fill_in (SignInFixture *self, const char *text)
{
  static const struct
  {
    const char *mark;
    const char *member;
  } marks[] = {
    { "{tenant}", "tenantId" },
    { "{http}", "http" },
    { "{https}", "https" },
    { "{public}", "clientId" },
    { "{confidential}", "confidentialClientId" },
    { "{secret}", "clientSecret" },
  };
  GString *filled = g_string_new (text);

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autofree char *value =
        g_uri_escape_string (emulator_fixture_get (&self->base, marks[i].member), NULL, FALSE);

      g_string_replace (filled, marks[i].mark, value, 0);
    }
  fill_in_ids (filled);
  return g_string_free (filled, FALSE);
}

static SoupMessage *
make_message (SignInFixture *self, const char *method, const char *target)
{
  g_autofree char *filled = sign_in_fixture_fill_in (self, target);
  g_autofree char *url = *filled == '/'
                           ? g_strconcat (emulator_fixture_get (&self->base, "http"), filled, NULL)
                           : g_strdup (filled);
  SoupMessage     *message = soup_message_new (method, url);

  g_assert_nonnull (message);
  /* The redirect's target is nobody; its address is what a test looks at. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  return message;
}

static void
send (SignInFixture *self, SoupMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;

  emulator_answer_clear (&self->answer);
  bytes = soup_session_send_and_read (self->base.session, message, NULL, &error);
  g_assert_no_error (error);
  self->answer.status = soup_message_get_status (message);
  self->answer.text = g_strndup (g_bytes_get_size (bytes) > 0 ? g_bytes_get_data (bytes, NULL) : "",
                                 g_bytes_get_size (bytes));
  node = json_from_string (self->answer.text, NULL);
  self->answer.object =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
  self->answer.message = g_object_ref (message);
  g_test_message ("%u %s", self->answer.status, self->answer.text);
}

void
sign_in_fixture_get (SignInFixture *self, const char *target)
{
  g_autoptr (SoupMessage) message = make_message (self, "GET", target);

  send (self, message);
}

void
sign_in_fixture_post (SignInFixture *self, const char *target, const char *form)
{
  g_autoptr (SoupMessage) message = make_message (self, "POST", target);
  g_autofree char *filled = sign_in_fixture_fill_in (self, form);
  g_autoptr (GBytes) body = g_bytes_new (filled, strlen (filled));

  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
  send (self, message);
}

/* To the token endpoint. */
void
sign_in_fixture_ask (SignInFixture *self, const char *form)
{
  sign_in_fixture_post (self, "/{tenant}/oauth2/v2.0/token", form);
}

void
sign_in_fixture_admin (SignInFixture *self, const char *target, const char *body)
{
  emulator_fixture_send (&self->base, body != NULL ? "POST" : "GET", target, NULL, body,
                         &self->answer);
}

void
sign_in_fixture_advance (SignInFixture *self, gint64 seconds)
{
  g_autofree char *body = g_strdup_printf ("{\"advanceSeconds\":%" G_GINT64_FORMAT "}", seconds);

  sign_in_fixture_admin (self, "/_herald/clock", body);
  g_assert_cmpuint (self->answer.status, ==, 200);
}

/* What stands behind @before in the page, up to the next double quote. */
static char *
find_in_page (SignInFixture *self, const char *before)
{
  const char *start = strstr (self->answer.text, before);

  if (start == NULL)
    g_error ("“%s” is not in “%s”", before, self->answer.text);
  start += strlen (before);
  return g_strndup (start, strcspn (start, "\""));
}

void
sign_in_fixture_press (SignInFixture *self, const char *label)
{
  g_autofree char *action = find_in_page (self, "<form method=\"post\" action=\"");
  g_autofree char *ticket = find_in_page (self, "name=\"ticket\" value=\"");
  g_autofree char *shown = g_strdup_printf ("\">%s", label);
  const char      *end = strstr (self->answer.text, shown);
  const char      *start = end;
  g_autofree char *button = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *form = NULL;

  g_assert_nonnull (end);
  while (!g_str_has_prefix (start, "name=\""))
    start--;
  button = g_strndup (start, (gsize) (end - start));
  parts = g_strsplit (button, "\"", 4);
  form = g_strdup_printf ("ticket=%s&%s=%s", ticket, parts[1], parts[3]);
  sign_in_fixture_post (self, action, form);
}

char *
sign_in_fixture_dup_parameter (SignInFixture *self, const char *name)
{
  const char *location =
    soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                  "Location");
  g_autoptr (GHashTable) fields = NULL;

  g_assert_cmpuint (self->answer.status, ==, 302);
  g_assert_nonnull (location);
  g_test_message ("%s", location);
  fields =
    g_uri_parse_params (location + strcspn (location, "?#") + 1, -1, "&", G_URI_PARAMS_NONE, NULL);
  g_assert_nonnull (fields);
  return g_strdup (g_hash_table_lookup (fields, name));
}

char *
sign_in_fixture_dup_member (SignInFixture *self, const char *name)
{
  g_assert_cmpuint (self->answer.status, ==, 200);
  g_assert_nonnull (self->answer.object);
  return g_strdup (json_object_get_string_member_with_default (self->answer.object, name, NULL));
}

char *
sign_in_fixture_dup_code (SignInFixture *self, const char *who, const char *more)
{
  g_autofree char *target = g_strconcat (AUTHORIZE, more, NULL);
  char            *code;

  sign_in_fixture_get (self, target);
  g_assert_cmpuint (self->answer.status, ==, 200);
  sign_in_fixture_press (self, who);
  code = sign_in_fixture_dup_parameter (self, "code");
  g_assert_nonnull (code);
  return code;
}

void
sign_in_fixture_redeem (SignInFixture *self, const char *code)
{
  g_autofree char *form = g_strconcat ("grant_type=authorization_code&client_id={public}&redirect_"
                                       "uri=http%3A%2F%2Flocalhost%3A8400"
                                       "&code_verifier=" SIGN_IN_VERIFIER "&client_info=1&code=",
                                       code, NULL);

  sign_in_fixture_ask (self, form);
}

guint
sign_in_fixture_call_dataverse (SignInFixture *self, const char *token)
{
  g_autofree char  *authorization = g_strconcat ("Authorization: Bearer ", token, NULL);
  const char *const headers[] = { authorization, NULL };

  emulator_fixture_send (&self->base, "GET", "WhoAmI", headers, NULL, &self->answer);
  return self->answer.status;
}

void
sign_in_fixture_assert_refused (SignInFixture *self, guint status, const char *error, gint64 number)
{
  g_autofree char         *prefix = g_strdup_printf ("AADSTS%" G_GINT64_FORMAT ":", number);
  static const char *const members[] = { "timestamp", "trace_id", "correlation_id", "error_uri" };
  JsonObject              *object = self->answer.object;
  JsonArray               *numbers;

  g_assert_nonnull (object);
  g_assert_cmpstr (json_object_get_string_member (object, "error"), ==, error);
  g_assert_cmpuint (self->answer.status, ==, status);
  g_assert_true (
    g_str_has_prefix (json_object_get_string_member (object, "error_description"), prefix));
  numbers = json_object_get_array_member (object, "error_codes");
  g_assert_cmpint (json_array_get_int_element (numbers, 0), ==, number);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (json_object_has_member (object, members[i]));
}

void
sign_in_fixture_assert_sent_back (SignInFixture *self, const char *error, guint number)
{
  g_autofree char *told = sign_in_fixture_dup_parameter (self, "error");
  g_autofree char *description = sign_in_fixture_dup_parameter (self, "error_description");
  g_autofree char *prefix = g_strdup_printf ("AADSTS%u:", number);

  g_assert_cmpstr (told, ==, error);
  g_assert_true (g_str_has_prefix (description, prefix));
}

void
sign_in_fixture_assert_page (SignInFixture *self, guint status, const char *part)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->answer.message);

  g_assert_cmpuint (self->answer.status, ==, status);
  g_assert_cmpstr (soup_message_headers_get_content_type (headers, NULL), ==, "text/html");
  g_assert_nonnull (strstr (soup_message_headers_get_one (headers, "Content-Security-Policy"),
                            "default-src 'none'"));
  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-Frame-Options"), ==, "DENY");
  if (strstr (self->answer.text, part) == NULL)
    g_error ("“%s” is not in “%s”", part, self->answer.text);
}
