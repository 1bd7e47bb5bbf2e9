/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with an in-app notification, and which links its buttons open. */
#include "config.h"

#include "model/herald-inapp-message.h"
#include "model/herald-url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More do not fit a toast. */
#define ACTIONS_ON_A_TOAST 3
/* Clients ask once a minute at most, so what goes sooner may never be seen. */
#define SHORTEST_EXPIRY_SECONDS 60

static void
add_issue (GPtrArray     *issues,
           HeraldSeverity severity,
           const char    *code,
           const char    *field,
           const char    *message)
{
  g_ptr_array_add (issues, herald_issue_new (severity, code, field, "%s", message));
}

static void
add_title_issues (HeraldInappMessage *self, GPtrArray *issues)
{
  const char *title = herald_inapp_message_get_title (self);
  glong       n_characters = g_utf8_strlen (title, -1);

  if (n_characters == 0)
    add_issue (issues, HERALD_SEVERITY_ERROR, "TITLE_MISSING", "title",
               _("Write a title; the service takes no notification without."));
  else if (n_characters > HERALD_INAPP_MAX_TITLE)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "TITLE_TOO_LONG", "title",
                                       _("The title has %ld characters; the service takes at most "
                                         "%d. Shorten it."),
                                          n_characters, HERALD_INAPP_MAX_TITLE));
}

static void
add_body_issues (HeraldInappMessage *self, GPtrArray *issues)
{
  const char *body = herald_inapp_message_get_body (self);
  glong       n_characters = g_utf8_strlen (body, -1);

  if (n_characters > HERALD_INAPP_MAX_BODY)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "BODY_TOO_LONG", "body",
                                       _("The text has %ld characters; the service takes at most "
                                         "%d. Shorten it."),
                                          n_characters, HERALD_INAPP_MAX_BODY));
  else if (strstr (body, "**") != NULL || strstr (body, "](") != NULL)
    add_issue (issues, HERALD_SEVERITY_WARNING, "MARKDOWN_LITERAL", "body",
               _("Markdown is shown as it is typed here. Write plain text."));
}

static void
add_icon_issues (HeraldInappMessage *self, GPtrArray *issues)
{
  const char *icon_url = herald_inapp_message_get_icon_url (self);

  if (herald_inapp_message_get_icon (self) != HERALD_ICON_CUSTOM)
    return;
  if (icon_url == NULL)
    add_issue (issues, HERALD_SEVERITY_ERROR, "ICON_MISSING", "iconUrl",
               _("Enter the web resource of the icon, such as /WebResources/contoso_icon, or "
                 "choose another icon."));
  else if (!g_str_has_prefix (icon_url, "/WebResources/"))
    add_issue (issues, HERALD_SEVERITY_WARNING, "ICON_UNUSUAL", "iconUrl",
               _("Icons are web resources, such as /WebResources/contoso_icon. Check this one."));
}

static void
add_expiry_issues (HeraldInappMessage *self, GPtrArray *issues)
{
  gint64 seconds = herald_inapp_message_get_expiry_seconds (self);

  if (seconds < 0 || seconds > G_MAXINT32)
    add_issue (issues, HERALD_SEVERITY_ERROR, "EXPIRY_RANGE", "expiry",
               _("The expiry must be between 1 and 2147483647 seconds."));
  else if (seconds > 0 && seconds < SHORTEST_EXPIRY_SECONDS)
    add_issue (issues, HERALD_SEVERITY_WARNING, "EXPIRY_SHORT", "expiry",
               _("Apps look for notifications once a minute at most; this one may go before it is "
                 "seen. Give it more time."));
}

static void
add_action_issues (HeraldInappAction *action, guint position, GPtrArray *issues)
{
  g_autofree char *name = g_strdup_printf ("action:%u", position);
  const char      *field = g_intern_string (name);
  g_autoptr (HeraldIssue) url_issue = herald_inapp_url_check (herald_inapp_action_get_url (action));

  if (*herald_inapp_action_get_title (action) == '\0')
    add_issue (issues, HERALD_SEVERITY_ERROR, "ACTION_TITLE_MISSING", field,
               _("Write what the button says."));
  if (url_issue != NULL)
    add_issue (issues, url_issue->severity, url_issue->code, field, url_issue->message);
}

static void
add_actions_issues (HeraldInappMessage *self, GPtrArray *issues)
{
  GListModel *actions = G_LIST_MODEL (herald_inapp_message_get_actions (self));
  guint       n_actions = g_list_model_get_n_items (actions);
  gsize       length = herald_inapp_message_get_data_length (self);

  for (guint i = 0; i < n_actions; i++)
    {
      g_autoptr (HeraldInappAction) action = g_list_model_get_item (actions, i);

      add_action_issues (action, i, issues);
    }
  if (length > HERALD_INAPP_MAX_DATA)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "DATA_TOO_LONG", "actions",
                                       _("The actions take %u characters; the service takes at "
                                         "most %d. Shorten their addresses or remove one."),
                                          (guint) length, HERALD_INAPP_MAX_DATA));
  else if (n_actions > ACTIONS_ON_A_TOAST)
    add_issue (issues, HERALD_SEVERITY_INFO, "ACTIONS_MANY", "actions",
               _("More than three buttons do not fit a toast; all are in the notification "
                 "center."));
}

static HeraldIssue *
new_url_issue (HeraldSeverity severity, const char *code, const char *message)
{
  return herald_issue_new (severity, code, "url", "%s", message);
}

static HeraldIssue *
check_relative (const char *url)
{
  if (g_str_has_prefix (url, "//") || strchr (url, '\\') != NULL)
    return new_url_issue (HERALD_SEVERITY_ERROR, "URL_PROTOCOL_RELATIVE",
                          _("Addresses that begin with // do not open. Begin with https://."));
  if (*url == '/')
    return NULL;
  if (g_str_has_prefix (url, "?pagetype="))
    return NULL;
  if (*url == '?')
    return new_url_issue (HERALD_SEVERITY_WARNING, "URL_QUERY_UNUSUAL",
                          _("Addresses of pages in the app begin with ?pagetype=. Check this "
                            "one."));
  return new_url_issue (HERALD_SEVERITY_ERROR, "URL_RELATIVE",
                        _("This address does not open by itself. Begin with https://, with / or "
                          "with ?pagetype=."));
}

static HeraldIssue *
check_scheme (const char *url, const char *scheme)
{
  const char *const others[] = { "mailto", "tel", "dynamicsxrm", "ms-dynamicsxrm" };

  if (strcmp (scheme, "https") == 0 || strcmp (scheme, "http") == 0)
    {
      if (!herald_url_is_web (url))
        return new_url_issue (HERALD_SEVERITY_ERROR, "URL_INVALID",
                              _("This is not a whole web address. Write it like "
                                "https://example.com."));
      if (strcmp (scheme, "http") == 0)
        return new_url_issue (HERALD_SEVERITY_WARNING, "URL_NOT_ENCRYPTED",
                              _("This address is not encrypted. Change http to https."));
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (strcmp (scheme, others[i]) == 0)
      return NULL;
  return herald_issue_new (HERALD_SEVERITY_ERROR, "URL_SCHEME_BLOCKED", "url",
                           _("Addresses that begin with “%s:” are blocked: the button would do "
                             "nothing. Use https."),
                              scheme);
}

/**
 * herald_inapp_message_validate:
 * @self: a notification
 *
 * Returns: (transfer full) (element-type HeraldIssue): findings with the fields “title”, “body”,
 *   “iconUrl”, “expiry”, “actions” and “action:N” with N from 0
 */
GPtrArray *
herald_inapp_message_validate (HeraldInappMessage *self)
{
  GPtrArray *issues;

  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), NULL);

  issues = herald_issues_new ();
  add_title_issues (self, issues);
  add_body_issues (self, issues);
  add_icon_issues (self, issues);
  add_expiry_issues (self, issues);
  add_actions_issues (self, issues);
  return issues;
}

/**
 * herald_inapp_url_check:
 * @url: (nullable): the address of a button or of a link
 *
 * The addresses that a notification opens: http, https, mailto, tel and the apps' own scheme, a
 * path, or a page of the app. Others stay without effect and without an error.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full) (nullable): the finding with field “url”, or %NULL when it opens
 */
HeraldIssue *
herald_inapp_url_check (const char *url)
{
  g_autofree char *scheme = NULL;

  if (url == NULL || *url == '\0')
    return new_url_issue (HERALD_SEVERITY_ERROR, "URL_MISSING",
                          _("Enter the address that the button opens."));
  /* Browsers take control characters out of a scheme, so that “java\tscript:” runs. */
  for (const char *c = url; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) || *c == ' ')
      return new_url_issue (HERALD_SEVERITY_ERROR, "URL_BLANKS",
                            _("An address has no blanks. Write %20 in place of each."));
  scheme = herald_url_dup_scheme (url);
  return scheme != NULL ? check_scheme (url, scheme) : check_relative (url);
}
