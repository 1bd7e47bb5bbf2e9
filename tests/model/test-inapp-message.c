/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-inapp-entry.h"

#include <string.h>

#define USER "0F9EFAEC-1234-4321-9999-5D1B0C7E0A11"

static void
count_cb (int *n_changes)
{
  (*n_changes)++;
}

static void
add_action (HeraldInappMessage    *message,
            const char            *title,
            const char            *url,
            HeraldNavigationTarget target)
{
  g_autoptr (HeraldInappAction) action = herald_inapp_action_new (title, url, target);

  g_list_store_append (herald_inapp_message_get_actions (message), action);
}

static HeraldInappMessage *
new_full (void)
{
  HeraldInappMessage *message = herald_inapp_message_new ();

  herald_inapp_message_set_title (message, "Congratulations");
  herald_inapp_message_set_body (message, "Your customer rating is now an A.");
  herald_inapp_message_set_icon (message, HERALD_ICON_CUSTOM);
  herald_inapp_message_set_icon_url (message, "/WebResources/cr245_icon");
  herald_inapp_message_set_toast (message, HERALD_TOAST_HIDDEN);
  herald_inapp_message_set_priority (message, HERALD_PRIORITY_HIGH);
  herald_inapp_message_set_expiry_seconds (message, 3600);
  add_action (message, "View", "?pagetype=entitylist&etn=case", HERALD_TARGET_NEW_WINDOW);
  return message;
}

static void
test_request_full (void)
{
  g_autoptr (HeraldInappMessage) message = new_full ();
  g_autoptr (JsonNode) node = herald_inapp_message_build_request (message, "{" USER "}");
  g_autofree char *text = herald_json_write (node, FALSE);

  g_assert_cmpstr (text, ==,
                   "{\"Title\":\"Congratulations\","
                   "\"Recipient\":\"/systemusers(0f9efaec-1234-4321-9999-5d1b0c7e0a11)\","
                   "\"Body\":\"Your customer rating is now an A.\",\"IconType\":100000005,"
                   "\"ToastType\":200000001,\"Priority\":200000001,\"Expiry\":3600,"
                   "\"OverrideContent\":{\"@odata.type\":\"#Microsoft.Dynamics.CRM.expando\","
                   "\"iconUrl\":\"/WebResources/cr245_icon\"},"
                   "\"Actions\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.expando\","
                   "\"actions@odata.type\":\"#Collection(Microsoft.Dynamics.CRM.expando)\","
                   "\"actions\":[{\"title\":\"View\",\"data\":{"
                   "\"@odata.type\":\"#Microsoft.Dynamics.CRM.expando\",\"type\":\"url\","
                   "\"url\":\"?pagetype=entitylist&etn=case\",\"navigationTarget\":\"newWindow\"}}]"
                   "}}");
}

static void
test_request_small (void)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  herald_inapp_message_set_title (message, "T");
  /* Kept for when the icon is switched back, but not sent. */
  herald_inapp_message_set_icon_url (message, "/WebResources/x");
  node = herald_inapp_message_build_request (message, USER);
  text = herald_json_write (node, FALSE);
  g_assert_cmpstr (text, ==,
                   "{\"Title\":\"T\","
                   "\"Recipient\":\"/systemusers(0f9efaec-1234-4321-9999-5d1b0c7e0a11)\","
                   "\"IconType\":100000000,\"ToastType\":200000000,\"Priority\":200000000}");
}

static void
test_data_length (void)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();

  g_assert_cmpuint (herald_inapp_message_get_data_length (message), ==, 0);
  add_action (message, "ä", "/x", HERALD_TARGET_INLINE);
  g_assert_cmpuint (herald_inapp_message_get_data_length (message), ==,
                    strlen ("{\"actions\":[{\"title\":\"a\",\"data\":{\"type\":\"url\","
                            "\"url\":\"/x\",\"navigationTarget\":\"inline\"}}]}"));
}

static void
test_changed (void)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();
  g_autoptr (HeraldInappAction) action = herald_inapp_action_new ("a", "/a", HERALD_TARGET_INLINE);
  GListStore *actions = herald_inapp_message_get_actions (message);
  int         n_changes = 0;

  g_signal_connect_swapped (message, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_true (herald_inapp_message_is_empty (message));
  herald_inapp_message_set_title (message, "a");
  herald_inapp_message_set_title (message, "a");
  g_assert_cmpint (n_changes, ==, 1);
  g_list_store_append (actions, action);
  g_assert_cmpint (n_changes, ==, 2);
  herald_inapp_action_update (action, "b", "/a", HERALD_TARGET_INLINE);
  herald_inapp_action_update (action, "b", " /a ", HERALD_TARGET_INLINE);
  g_assert_cmpint (n_changes, ==, 3);
  g_list_store_remove (actions, 0);
  g_assert_cmpint (n_changes, ==, 4);
  herald_inapp_action_update (action, "c", "/a", HERALD_TARGET_INLINE);
  g_assert_cmpint (n_changes, ==, 4);
}

static void
test_action_outlives_its_message (void)
{
  HeraldInappMessage *message = herald_inapp_message_new ();
  g_autoptr (HeraldInappAction) action = herald_inapp_action_new ("a", "/a", HERALD_TARGET_INLINE);
  g_autoptr (GListStore) actions = g_object_ref (herald_inapp_message_get_actions (message));

  g_list_store_append (actions, action);
  g_assert_finalize_object (message);
  herald_inapp_action_update (action, "b", "/b", HERALD_TARGET_DIALOG);
  g_list_store_remove_all (actions);
}

static void
fill (HeraldInappMessage *message, const char *field, gsize length)
{
  g_autofree char *text = g_strnfill (length, 'x');

  if (strcmp (field, "title") == 0)
    herald_inapp_message_set_title (message, text);
  else
    herald_inapp_message_set_body (message, text);
}

static void
test_limits (void)
{
  const struct
  {
    const char *field;
    gsize       length;
    const char *code;
  } cases[] = {
    { "title", 0, "TITLE_MISSING" },
    { "title", 256, NULL },
    { "title", 257, "TITLE_TOO_LONG" },
    { "body", 0, NULL },
    { "body", 500, NULL },
    { "body", 501, "BODY_TOO_LONG" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldInappMessage) message = new_full ();
      g_autoptr (GPtrArray) issues = NULL;
      const HeraldIssue *issue;

      fill (message, cases[i].field, cases[i].length);
      issues = herald_inapp_message_validate (message);
      issue = herald_issues_find (issues, cases[i].field);
      g_assert_cmpstr (issue != NULL ? issue->code : NULL, ==, cases[i].code);
      g_assert_cmpint (herald_issues_has_error (issues), ==, cases[i].code != NULL);
    }
}

static void
test_action_findings (void)
{
  g_autoptr (HeraldInappMessage) message = new_full ();
  g_autoptr (GPtrArray) issues = NULL;
  g_autofree char *path = g_strnfill (5000, 'x');
  g_autofree char *url = g_strconcat ("/", path, NULL);

  add_action (message, "", "/a", HERALD_TARGET_INLINE);
  add_action (message, "x", "", HERALD_TARGET_INLINE);
  add_action (message, "x", url, HERALD_TARGET_INLINE);
  issues = herald_inapp_message_validate (message);
  g_assert_null (herald_issues_find (issues, "action:0"));
  g_assert_cmpstr (herald_issues_find (issues, "action:1")->code, ==, "ACTION_TITLE_MISSING");
  g_assert_cmpstr (herald_issues_find (issues, "action:2")->code, ==, "URL_MISSING");
  g_assert_null (herald_issues_find (issues, "action:3"));
  g_assert_cmpstr (herald_issues_find (issues, "actions")->code, ==, "DATA_TOO_LONG");
}

static void
test_other_findings (void)
{
  g_autoptr (HeraldInappMessage) message = new_full ();
  g_autoptr (GPtrArray) issues = NULL;

  herald_inapp_message_set_icon_url (message, "  ");
  herald_inapp_message_set_expiry_seconds (message, (gint64) G_MAXINT32 + 1);
  herald_inapp_message_set_body (message, "**bold**");
  for (int i = 0; i < 3; i++)
    add_action (message, "x", "/x", HERALD_TARGET_DIALOG);
  issues = herald_inapp_message_validate (message);
  g_assert_cmpstr (herald_issues_find (issues, "iconUrl")->code, ==, "ICON_MISSING");
  g_assert_cmpstr (herald_issues_find (issues, "expiry")->code, ==, "EXPIRY_RANGE");
  g_assert_cmpstr (herald_issues_find (issues, "body")->code, ==, "MARKDOWN_LITERAL");
  g_assert_cmpstr (herald_issues_find (issues, "actions")->code, ==, "ACTIONS_MANY");
}

static void
test_url_check (void)
{
  const struct
  {
    const char *url;
    const char *code;
  } cases[] = {
    { "https://example.com/a?b#c", NULL },
    { "mailto:a@b.example", NULL },
    { "tel:+491234", NULL },
    { "dynamicsxrm:/open", NULL },
    { "ms-dynamicsxrm://?x", NULL },
    { "/main.aspx?x", NULL },
    { "?pagetype=entityrecord&etn=lead&id=1", NULL },
    { "?etn=lead", "URL_QUERY_UNUSUAL" },
    { "http://example.com", "URL_NOT_ENCRYPTED" },
    { "https://", "URL_INVALID" },
    { "javascript:alert(1)", "URL_SCHEME_BLOCKED" },
    { "JAVASCRIPT:alert(1)", "URL_SCHEME_BLOCKED" },
    { "java\tscript:alert(1)", "URL_BLANKS" },
    { "data:text/html,x", "URL_SCHEME_BLOCKED" },
    { "//example.com", "URL_PROTOCOL_RELATIVE" },
    { "/\\example.com", "URL_PROTOCOL_RELATIVE" },
    { "main.aspx?a=b", "URL_RELATIVE" },
    { "https://example.com/a b", "URL_BLANKS" },
    { "", "URL_MISSING" },
    { NULL, "URL_MISSING" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldIssue) issue = herald_inapp_url_check (cases[i].url);

      g_test_message ("%s", cases[i].url != NULL ? cases[i].url : "(none)");
      g_assert_cmpstr (issue != NULL ? issue->code : NULL, ==, cases[i].code);
      if (issue != NULL)
        g_assert_cmpstr (issue->field, ==, "url");
    }
}

static void
test_draft_round_trip (void)
{
  g_autoptr (HeraldInappMessage) message = new_full ();
  g_autofree char *json = herald_inapp_message_to_json (message);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldInappMessage) copy = herald_inapp_message_from_json (json, &error);
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  again = herald_inapp_message_to_json (copy);
  g_assert_cmpstr (json, ==, again);
  first = herald_inapp_message_build_request (message, USER);
  second = herald_inapp_message_build_request (copy, USER);
  g_assert_true (json_node_equal (first, second));
}

static void
test_draft_refuses (void)
{
  const char *const texts[] = {
    "",
    "[]",
    "{\"title\":1}",
    "{\"icon\":\"bell\"}",
    "{\"toast\":\"loud\"}",
    "{\"priority\":3}",
    "{\"expirySeconds\":\"1\"}",
    "{\"actions\":{}}",
    "{\"actions\":[1]}",
    "{\"actions\":[{\"target\":\"moon\"}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_inapp_message_from_json (texts[i], &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
  g_assert_nonnull (herald_inapp_message_from_json ("{\"later\":1}", NULL));
}

static void
test_entry (void)
{
  g_autoptr (HeraldInappMessage) message = new_full ();
  g_autoptr (HeraldInappEntry) entry = herald_inapp_entry_new ("e1", USER, "Ann", message, 5, 9);

  g_assert_cmpstr (herald_inapp_entry_get_id (entry), ==, "e1");
  g_assert_cmpstr (herald_inapp_entry_get_recipient_id (entry), ==,
                   "0f9efaec-1234-4321-9999-5d1b0c7e0a11");
  g_assert_cmpstr (herald_inapp_entry_get_recipient_name (entry), ==, "Ann");
  g_assert_true (herald_inapp_entry_get_message (entry) == message);
  g_assert_cmpint (herald_inapp_entry_get_created_us (entry), ==, 5);
  g_assert_cmpint (herald_inapp_entry_get_expires_us (entry), ==, 9);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/inapp-message/request-full", test_request_full);
  g_test_add_func ("/model/inapp-message/request-small", test_request_small);
  g_test_add_func ("/model/inapp-message/data-length", test_data_length);
  g_test_add_func ("/model/inapp-message/changed", test_changed);
  g_test_add_func ("/model/inapp-message/action-outlives-its-message",
                   test_action_outlives_its_message);
  g_test_add_func ("/model/inapp-message/limits", test_limits);
  g_test_add_func ("/model/inapp-message/action-findings", test_action_findings);
  g_test_add_func ("/model/inapp-message/other-findings", test_other_findings);
  g_test_add_func ("/model/inapp-message/url-check", test_url_check);
  g_test_add_func ("/model/inapp-message/draft-round-trip", test_draft_round_trip);
  g_test_add_func ("/model/inapp-message/draft-refuses", test_draft_refuses);
  g_test_add_func ("/model/inapp-message/entry", test_entry);
  return g_test_run ();
}
