/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Topics of FCM: who subscribes, and whom a topic or a condition reaches. */
#include "config.h"

#include "fcm-fixture.h"

#include <string.h>

/* A topic's message is half as large; so is a condition's. */
static void
test_topic_sizes (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *access = NULL;
  const char *const targets[] = { "\"topic\":\"a\"", "\"condition\":\"'a' in topics\"" };

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    for (gsize size = 2048; size <= 2049; size++)
      {
        g_auto (EmulatorAnswer) answer = { 0 };
        g_autofree char *text = g_strnfill (size - strlen ("key"), 'x');
        g_autofree char *body =
          g_strdup_printf ("{\"message\":{%s,\"data\":{\"key\":\"%s\"}}}", targets[i], text);

        fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
        g_assert_cmpuint (answer.status, ==, size == 2048 ? 200 : 400);
      }
}

static void
subscribe (PushFixture    *fixture,
           const char     *action,
           const char     *access,
           const char     *topic,
           const char     *tokens,
           EmulatorAnswer *answer)
{
  g_autofree char  *path = g_strconcat ("/iid/v1:", action, NULL);
  g_autofree char  *authorization = g_strconcat ("Authorization: Bearer ", access, NULL);
  const char *const headers[] = { authorization, "access_token_auth: true", NULL };
  g_autofree char  *body =
    g_strdup_printf ("{\"to\":\"%s\",\"registration_tokens\":%s}", topic, tokens);

  push_fixture_post (fixture, path, headers, body, answer);
}

#define N_PHONES 2

/* Two phones: the first has the topics a and b, the second has b alone. */
static void
test_conditions (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (GStrv) phones = g_new0 (char *, N_PHONES + 1);
  g_auto (GStrv) tokens = g_new0 (char *, N_PHONES + 1);
  g_autofree char *access = NULL;
  g_autofree char *first = NULL;
  g_autofree char *both = NULL;
  g_auto (EmulatorAnswer) subscribed = { 0 };
  const struct
  {
    const char *condition;
    gboolean    reaches[N_PHONES];
  } cases[] = {
    { "'a' in topics", { TRUE, FALSE } },
    { "\\\"b\\\" in topics", { TRUE, TRUE } },
    { "'a' in topics && 'b' in topics", { TRUE, FALSE } },
    { "'a' in topics || 'b' in topics", { TRUE, TRUE } },
    { "'b' in topics && !('a' in topics)", { FALSE, TRUE } },
    { " ( 'c' in topics || 'b' in topics ) && !'a' in topics", { FALSE, TRUE } },
    { "!('a' in topics || 'b' in topics)", { FALSE, FALSE } },
    { "'c' in topics || 'a' in topics && 'b' in topics", { TRUE, FALSE } },
  };

  push_fixture_start (&fixture);
  for (gsize i = 0; i < N_PHONES; i++)
    push_fixture_add_phone (&fixture, "android", &phones[i], &tokens[i]);
  access = push_fixture_get_access_token (&fixture);
  first = g_strdup_printf ("[\"%s\"]", tokens[0]);
  both = g_strdup_printf ("[\"%s\",\"%s\"]", tokens[0], tokens[1]);
  subscribe (&fixture, "batchAdd", access, "/topics/a", first, &subscribed);
  subscribe (&fixture, "batchAdd", access, "/topics/b", both, &subscribed);
  g_assert_cmpstr (subscribed.text, ==, "{\"results\":[{},{}]}");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body =
        g_strdup_printf ("{\"message\":{\"condition\":\"%s\"}}", cases[i].condition);
      guint before[N_PHONES];

      for (gsize k = 0; k < N_PHONES; k++)
        before[k] = fcm_fixture_count (&fixture, phones[k]);
      fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
      for (gsize k = 0; k < N_PHONES; k++)
        g_assert_cmpuint (fcm_fixture_count (&fixture, phones[k]) - before[k], ==,
                          cases[i].reaches[k] ? 1 : 0);
    }
}

static void
test_refused_conditions (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_autofree char  *access = NULL;
  const char *const conditions[] = {
    "a",
    "'a'",
    "'a' in",
    "'a' in topics &&",
    "'a' in topics & 'b' in topics",
    "'a' in topics 'b' in topics",
    "('a' in topics",
    "'a' in topics)",
    "!!('a' in topics)",
    "'' in topics",
    "'a b' in topics",
    "'a in topics",
    ("'a' in topics || 'b' in topics || 'c' in topics || 'd' in topics || 'e' in topics || "
     "'f' in topics"),
    "((((((((((((((((((((('a' in topics",
  };

  push_fixture_start (&fixture);
  access = push_fixture_get_access_token (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_auto (EmulatorAnswer) answer = { 0 };
      g_autofree char *body =
        g_strdup_printf ("{\"message\":{\"condition\":\"%s\"}}", conditions[i]);

      fcm_fixture_send (&fixture, fixture.project_id, access, body, &answer);
      fcm_fixture_assert_error (&answer, 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
      fcm_fixture_assert_field (&answer, "message.condition");
    }
}

static void
test_subscriptions (void)
{
  g_auto (PushFixture) fixture = { 0 };
  g_auto (EmulatorAnswer) answer = { 0 };
  g_autofree char *phone = NULL;
  g_autofree char *token = NULL;
  g_autofree char *gone = NULL;
  g_autofree char *gone_token = NULL;
  g_autofree char *access = NULL;
  g_autofree char *tokens = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) removed = NULL;
  const struct
  {
    const char *topic;
    const char *tokens;
  } refused[] = {
    { "news", "[\"x\"]" },           { "/topics/", "[\"x\"]" },       { "/topics/a b", "[\"x\"]" },
    { "/topics/news", "[]" },        { "/topics/news", "\"x\"" },     { "/topics/news", "[1]" },
    { "/topics/news", "[[\"x\"]]" }, { "/topics/news", "{\"a\":1}" },
  };

  push_fixture_start (&fixture);
  push_fixture_add_phone (&fixture, "android", &phone, &token);
  push_fixture_add_phone (&fixture, "android", &gone, &gone_token);
  access = push_fixture_get_access_token (&fixture);
  path = g_strconcat ("phones/", gone, NULL);
  removed = push_fixture_admin (&fixture, "PATCH", path, "{\"installed\":false}", 200);
  tokens = g_strdup_printf ("[\"%s\",\"%s\",\"nonsense\"]", token, gone_token);
  subscribe (&fixture, "batchAdd", access, "/topics/news", tokens, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (answer.text, ==,
                   "{\"results\":[{},{\"error\":\"NOT_FOUND\"},{\"error\":\"INVALID_ARGUMENT\"}]}");
  fcm_fixture_send (&fixture, fixture.project_id, access, "{\"message\":{\"topic\":\"news\"}}",
                    &answer);
  g_assert_cmpuint (fcm_fixture_count (&fixture, phone), ==, 1);
  subscribe (&fixture, "batchRemove", access, "/topics/news", tokens, &answer);
  fcm_fixture_send (&fixture, fixture.project_id, access, "{\"message\":{\"topic\":\"news\"}}",
                    &answer);
  g_assert_cmpuint (fcm_fixture_count (&fixture, phone), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      subscribe (&fixture, "batchAdd", access, refused[i].topic, refused[i].tokens, &answer);
      g_assert_cmpuint (answer.status, ==, 400);
    }
  subscribe (&fixture, "batchAdd", "ya29.unknown", "/topics/news", tokens, &answer);
  fcm_fixture_assert_error (&answer, 401, "UNAUTHENTICATED", NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/fcm-topics/topic-sizes", test_topic_sizes);
  g_test_add_func ("/emulator/fcm-topics/conditions", test_conditions);
  g_test_add_func ("/emulator/fcm-topics/refused-conditions", test_refused_conditions);
  g_test_add_func ("/emulator/fcm-topics/subscriptions", test_subscriptions);
  return g_test_run ();
}
