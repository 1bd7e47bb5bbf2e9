/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-push-message.h"

#include <string.h>

static void
count_cb (int *n_changes)
{
  (*n_changes)++;
}

static HeraldPushMessage *
new_full (void)
{
  HeraldPushMessage *message = herald_push_message_new ();

  herald_push_message_set (message, HERALD_PUSH_NAME, "Spring");
  herald_push_message_set (message, HERALD_PUSH_TITLE, "Hello “you”");
  herald_push_message_set (message, HERALD_PUSH_SUBTITLE, "Sub");
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, "Line 1\nLine 2 😀");
  herald_push_message_set (message, HERALD_PUSH_IMAGE_URL, "https://example.com/i.png");
  herald_push_message_set (message, HERALD_PUSH_LINK, "https://example.com/?a=b&c=d");
  herald_push_message_set_on_click (message, HERALD_ON_CLICK_OPEN_URL);
  return message;
}

static void
test_changed (void)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();
  int n_changes = 0;

  g_signal_connect_swapped (message, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_true (herald_push_message_is_empty (message));
  herald_push_message_set (message, HERALD_PUSH_TITLE, "a");
  herald_push_message_set (message, HERALD_PUSH_TITLE, "a");
  g_assert_cmpint (n_changes, ==, 1);
  herald_push_message_set_on_click (message, HERALD_ON_CLICK_OPEN_URL);
  herald_push_message_set_on_click (message, HERALD_ON_CLICK_OPEN_URL);
  g_assert_cmpint (n_changes, ==, 2);
  g_assert_false (herald_push_message_is_empty (message));
  herald_push_message_set (message, HERALD_PUSH_TITLE, NULL);
  g_assert_cmpstr (herald_push_message_get (message, HERALD_PUSH_TITLE), ==, "");
}

static void
test_apns_payload (void)
{
  g_autoptr (HeraldPushMessage) message = new_full ();
  g_autoptr (JsonNode) node = herald_push_message_build_apns (message);
  g_autofree char *text = herald_json_write (node, FALSE);

  g_assert_cmpstr (text, ==,
                   "{\"aps\":{\"alert\":{\"title\":\"Hello “you”\",\"subtitle\":\"Sub\","
                   "\"body\":\"Line 1\\nLine 2 😀\"},\"sound\":\"default\",\"mutable-content\":1},"
                   "\"data\":{\"imageUrl\":\"https://example.com/i.png\","
                   "\"link\":\"https://example.com/?a=b&c=d\","
                   "\"originalLink\":\"https://example.com/?a=b&c=d\",\"trackingId\":\"\"}}");
  g_assert_cmpuint (herald_push_message_get_payload_size (message, HERALD_PLATFORM_IOS), ==,
                    strlen (text));
}

static void
test_fcm_payload (void)
{
  g_autoptr (HeraldPushMessage) message = new_full ();
  g_autoptr (JsonNode) node = herald_push_message_build_fcm (message, "tok");
  g_autofree char *text = herald_json_write (node, FALSE);
  const char       data[] = "{\"title\":\"Hello “you”\",\"body\":\"Line 1\\nLine 2 😀\","
                            "\"imageUrl\":\"https://example.com/i.png\","
                            "\"link\":\"https://example.com/?a=b&c=d\","
                            "\"originalLink\":\"https://example.com/?a=b&c=d\",\"trackingId\":\"\"}";
  g_autofree char *expected = g_strdup_printf (
    "{\"message\":{\"token\":\"tok\",\"data\":%s,\"android\":{\"priority\":\"HIGH\"}}}", data);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (herald_push_message_get_payload_size (message, HERALD_PLATFORM_ANDROID), ==,
                    strlen (data));
}

static void
test_open_app_sends_no_link (void)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  herald_push_message_set (message, HERALD_PUSH_TITLE, "T");
  herald_push_message_set (message, HERALD_PUSH_LINK, "https://example.com");
  node = herald_push_message_build_apns (message);
  text = herald_json_write (node, FALSE);
  g_assert_cmpstr (text, ==,
                   "{\"aps\":{\"alert\":{\"title\":\"T\"},\"sound\":\"default\"},"
                   "\"data\":{\"trackingId\":\"\"}}");
}

typedef struct
{
  HeraldPushField field;
  const char     *value; /* or NULL: */
  gsize           length;
  const char     *name;
  const char     *code; /* NULL: no finding of that field */
  HeraldSeverity  severity;
} Case;

static void
check_case (const Case *c)
{
  g_autoptr (HeraldPushMessage) message = new_full ();
  g_autofree char *filled = c->value == NULL ? g_strnfill (c->length, 'x') : NULL;
  g_autoptr (GPtrArray) issues = NULL;
  const HeraldIssue *issue;

  herald_push_message_set (message, c->field, c->value != NULL ? c->value : filled);
  issues = herald_push_message_validate (message);
  issue = herald_issues_find (issues, c->name);
  if (c->code == NULL)
    {
      g_assert_null (issue);
      return;
    }
  g_assert_nonnull (issue);
  g_assert_cmpstr (issue->code, ==, c->code);
  g_assert_cmpint (issue->severity, ==, c->severity);
}

static void
test_findings (void)
{
  const HeraldSeverity info = HERALD_SEVERITY_INFO;
  const HeraldSeverity warning = HERALD_SEVERITY_WARNING;
  const HeraldSeverity error = HERALD_SEVERITY_ERROR;
  const Case           cases[] = {
              { HERALD_PUSH_TITLE, NULL, 30, "title", NULL, info },
              { HERALD_PUSH_TITLE, NULL, 31, "title", "TITLE_MAY_TRUNCATE", info },
              { HERALD_PUSH_TITLE, NULL, 51, "title", "TITLE_TRUNCATES", warning },
              { HERALD_PUSH_TITLE, NULL, 500, "title", "TITLE_TRUNCATES", warning },
              { HERALD_PUSH_TITLE, NULL, 501, "title", "TITLE_TOO_LONG", error },
              { HERALD_PUSH_TITLE, "", 0, "title", "TITLE_MISSING", warning },
              { HERALD_PUSH_SUBTITLE, "", 0, "subtitle", NULL, info },
              { HERALD_PUSH_SUBTITLE, NULL, 40, "subtitle", "SUBTITLE_IOS_ONLY", info },
              { HERALD_PUSH_SUBTITLE, NULL, 41, "subtitle", "SUBTITLE_TRUNCATES", warning },
              { HERALD_PUSH_SUBTITLE, NULL, 501, "subtitle", "SUBTITLE_TOO_LONG", error },
              { HERALD_PUSH_MESSAGE_TEXT, NULL, 49, "message", NULL, info },
              { HERALD_PUSH_MESSAGE_TEXT, NULL, 50, "message", "MESSAGE_COLLAPSES", info },
              { HERALD_PUSH_MESSAGE_TEXT, NULL, 111, "message", "MESSAGE_TRUNCATES", warning },
              { HERALD_PUSH_MESSAGE_TEXT, NULL, 2000, "message", "MESSAGE_TRUNCATES", warning },
              { HERALD_PUSH_MESSAGE_TEXT, NULL, 2001, "message", "MESSAGE_TOO_LONG", error },
              { HERALD_PUSH_IMAGE_URL, "", 0, "imageUrl", NULL, info },
              { HERALD_PUSH_IMAGE_URL, " https://example.com/a.png ", 0, "imageUrl", NULL, info },
              { HERALD_PUSH_IMAGE_URL, "http://example.com/a.png", 0, "imageUrl", "IMAGE_NOT_ENCRYPTED",
                warning },
              { HERALD_PUSH_IMAGE_URL, "a.png", 0, "imageUrl", "IMAGE_INVALID", error },
              { HERALD_PUSH_LINK, "", 0, "link", "LINK_MISSING", error },
              { HERALD_PUSH_LINK, "https://example.com", 0, "link", NULL, info },
              { HERALD_PUSH_LINK, "contoso-app://offers/7", 0, "link", NULL, info },
              { HERALD_PUSH_LINK, "mailto:a@b.example", 0, "link", NULL, info },
              { HERALD_PUSH_LINK, "example.com/a", 0, "link", "LINK_INVALID", error },
              { HERALD_PUSH_LINK, "https://", 0, "link", "LINK_INVALID", error },
              { HERALD_PUSH_LINK, "https://a b", 0, "link", "LINK_INVALID", error },
              { HERALD_PUSH_LINK, "JavaScript:alert(1)", 0, "link", "LINK_INVALID", error },
              { HERALD_PUSH_LINK, "app:", 0, "link", "LINK_INVALID", error },
              { HERALD_PUSH_LINK, NULL, 2001, "link", "LINK_TOO_LONG", error },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      check_case (&cases[i]);
    }
}

static void
test_characters_are_counted (void)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();
  g_autoptr (GString) title = g_string_new (NULL);
  g_autoptr (GPtrArray) issues = NULL;

  for (int i = 0; i < 30; i++)
    g_string_append (title, "ü");
  herald_push_message_set (message, HERALD_PUSH_TITLE, title->str);
  issues = herald_push_message_validate (message);
  g_assert_cmpuint (issues->len, ==, 0);
}

static void
test_empty_cannot_be_sent (void)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();
  g_autoptr (GPtrArray) issues = herald_push_message_validate (message);

  g_assert_cmpuint (issues->len, ==, 1);
  g_assert_cmpstr (herald_issues_find (issues, "title")->code, ==, "TEXT_MISSING");
  g_assert_true (herald_issues_has_error (issues));
}

/* Fills the message until the larger payload has exactly @size bytes. */
static void
fill_to (HeraldPushMessage *message, gsize size)
{
  gsize            overhead;
  g_autofree char *text = NULL;

  herald_push_message_set (message, HERALD_PUSH_IMAGE_URL, "https://example.com/");
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, "");
  herald_push_message_set (message, HERALD_PUSH_TITLE, "T");
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, "x");
  overhead = herald_push_message_get_payload_size (message, HERALD_PLATFORM_IOS) - 1;
  text = g_strnfill (size - overhead, 'x');
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, text);
  g_assert_cmpuint (herald_push_message_get_payload_size (message, HERALD_PLATFORM_IOS), ==, size);
}

static void
test_payload_limits (void)
{
  const struct
  {
    gsize       size;
    const char *code;
  } cases[] = {
    { 3500, NULL },
    { 3501, "PAYLOAD_LARGE" },
    { 4000, "PAYLOAD_LARGE" },
    { 4001, "PAYLOAD_NEARLY_FULL" },
    { 4096, "PAYLOAD_NEARLY_FULL" },
    { 4097, "PAYLOAD_TOO_LARGE" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldPushMessage) message = herald_push_message_new ();
      g_autoptr (GPtrArray) issues = NULL;
      const HeraldIssue *issue;

      fill_to (message, cases[i].size);
      issues = herald_push_message_validate (message);
      issue = herald_issues_find (issues, "payload");
      g_assert_cmpstr (issue != NULL ? issue->code : NULL, ==, cases[i].code);
      if (cases[i].size > HERALD_PUSH_MAX_PAYLOAD_BYTES)
        g_assert_nonnull (strstr (issue->message, "“message”"));
    }
}

static void
test_biggest_field (void)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();

  g_assert_cmpstr (herald_push_message_get_biggest_field (message), ==, "message");
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, "1234567890");
  herald_push_message_set (message, HERALD_PUSH_TITLE, "\n\n\n\n\n\n");
  g_assert_cmpstr (herald_push_message_get_biggest_field (message), ==, "title");
  herald_push_message_set (message, HERALD_PUSH_LINK, "app:7890");
  g_assert_cmpstr (herald_push_message_get_biggest_field (message), ==, "title");
  herald_push_message_set_on_click (message, HERALD_ON_CLICK_OPEN_URL);
  g_assert_cmpstr (herald_push_message_get_biggest_field (message), ==, "link");
}

static void
test_draft_round_trip (void)
{
  g_autoptr (HeraldPushMessage) message = new_full ();
  g_autofree char *json = herald_push_message_to_json (message);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldPushMessage) copy = herald_push_message_from_json (json, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  again = herald_push_message_to_json (copy);
  g_assert_cmpstr (json, ==, again);
  for (int i = 0; i < HERALD_PUSH_N_FIELDS; i++)
    g_assert_cmpstr (herald_push_message_get (copy, (HeraldPushField) i), ==,
                     herald_push_message_get (message, (HeraldPushField) i));
  g_assert_cmpint (herald_push_message_get_on_click (copy), ==, HERALD_ON_CLICK_OPEN_URL);
}

static void
test_draft_is_forgiving (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldPushMessage) message = herald_push_message_from_json (
    "{\"title\":\"T\",\"later\":[1],\"subtitle\":null,\"link\":\"https://a.example\"}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (herald_push_message_get (message, HERALD_PUSH_TITLE), ==, "T");
  g_assert_cmpint (herald_push_message_get_on_click (message), ==, HERALD_ON_CLICK_OPEN_URL);
}

static void
test_draft_refuses (void)
{
  const char *const texts[] = {
    "", "[]", "{", "{\"title\":1}", "{\"onClick\":\"jump\"}", "1", "{\"message\":{}}"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_push_message_from_json (texts[i], &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/push-message/changed", test_changed);
  g_test_add_func ("/model/push-message/apns-payload", test_apns_payload);
  g_test_add_func ("/model/push-message/fcm-payload", test_fcm_payload);
  g_test_add_func ("/model/push-message/open-app-sends-no-link", test_open_app_sends_no_link);
  g_test_add_func ("/model/push-message/findings", test_findings);
  g_test_add_func ("/model/push-message/characters-are-counted", test_characters_are_counted);
  g_test_add_func ("/model/push-message/empty-cannot-be-sent", test_empty_cannot_be_sent);
  g_test_add_func ("/model/push-message/payload-limits", test_payload_limits);
  g_test_add_func ("/model/push-message/biggest-field", test_biggest_field);
  g_test_add_func ("/model/push-message/draft-round-trip", test_draft_round_trip);
  g_test_add_func ("/model/push-message/draft-is-forgiving", test_draft_is_forgiving);
  g_test_add_func ("/model/push-message/draft-refuses", test_draft_refuses);
  return g_test_run ();
}
