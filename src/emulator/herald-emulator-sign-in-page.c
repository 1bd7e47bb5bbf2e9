/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain HTML: it is read by browsers of every kind, and by scripts that have none. One page only
 * has a script, of one line whose hash its policy names: the form that posts an answer. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-page.h"

#include <string.h>

#define SUBMIT_SCRIPT "document.forms[0].submit();"

static const char style[] =
  "body{font:1rem/1.5 sans-serif;margin:0 auto;max-width:32rem;padding:1rem}"
  "button{display:block;width:100%;margin:.5rem 0;padding:.75rem;font:inherit;text-align:left}"
  "button small{display:block}"
  "input{font:inherit;padding:.5rem;width:100%;box-sizing:border-box}"
  "pre{white-space:pre-wrap;overflow-wrap:anywhere}"
  "@media(prefers-color-scheme:dark){body{background:#1d1d20;color:#fff}a{color:#8cf}}";

static void
append_escaped (GString *page, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (page, escaped);
}

/**
 * herald_emulator_sign_in_page_begin:
 * @title: its title and heading
 *
 * Returns: (transfer full): a page to add to
 */
GString *
herald_emulator_sign_in_page_begin (const char *title)
{
  GString *page = g_string_new ("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                                "<meta charset=\"utf-8\">\n"
                                "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");

  append_escaped (page, title);
  g_string_append_printf (page, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n", style);
  herald_emulator_sign_in_page_add_text (page, "h1", title);
  return page;
}

/**
 * herald_emulator_sign_in_page_add_text:
 * @page: a page
 * @element: an element such as “p”
 * @text: what stands in it
 */
void
herald_emulator_sign_in_page_add_text (GString *page, const char *element, const char *text)
{
  g_string_append_printf (page, "<%s>", element);
  append_escaped (page, text);
  g_string_append_printf (page, "</%s>\n", element);
}

/**
 * herald_emulator_sign_in_page_add_field:
 * @page: a page within a form
 * @name: the field's name
 * @value: what it sends
 */
void
herald_emulator_sign_in_page_add_field (GString *page, const char *name, const char *value)
{
  g_string_append (page, "<input type=\"hidden\" name=\"");
  append_escaped (page, name);
  g_string_append (page, "\" value=\"");
  append_escaped (page, value);
  g_string_append (page, "\">\n");
}

/**
 * herald_emulator_sign_in_page_add_button:
 * @page: a page within a form
 * @name: the button's name
 * @value: what it sends
 * @label: what it says
 * @detail: (nullable): what it says below, smaller
 */
void
herald_emulator_sign_in_page_add_button (GString    *page,
                                         const char *name,
                                         const char *value,
                                         const char *label,
                                         const char *detail)
{
  g_string_append_printf (page, "<button type=\"submit\" name=\"%s\" value=\"", name);
  append_escaped (page, value);
  g_string_append (page, "\">");
  append_escaped (page, label);
  if (detail != NULL)
    {
      g_string_append (page, " <small>");
      append_escaped (page, detail);
      g_string_append (page, "</small>");
    }
  g_string_append (page, "</button>\n");
}

static gboolean
is_hinted (const HeraldEmulatorSignInPerson *person, const char *hint)
{
  return hint != NULL && (g_ascii_strcasecmp (person->user_name, hint) == 0 ||
                          g_ascii_strcasecmp (person->object_id, hint) == 0);
}

/**
 * herald_emulator_sign_in_page_add_people:
 * @page: a page within a form
 * @people: (element-type HeraldEmulatorSignInPerson): one button for each
 * @hint: (nullable): who stands first
 */
void
herald_emulator_sign_in_page_add_people (GString *page, GPtrArray *people, const char *hint)
{
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < people->len; i++)
      {
        const HeraldEmulatorSignInPerson *person = g_ptr_array_index (people, i);

        if (is_hinted (person, hint) == (round == 0))
          herald_emulator_sign_in_page_add_button (page, "user", person->object_id, person->name,
                                                   person->user_name);
      }
}

/* Scheme, host and port, for a policy; the scheme alone of an address that has no host. */
static char *
dup_source (const char *address)
{
  const char *host = strstr (address, "://");

  if (host == NULL || !g_str_has_prefix (address, "http"))
    return g_strndup (address, strcspn (address, ":") + 1);
  host += strlen ("://");
  return g_strndup (address, (gsize) (host - address) + strcspn (host, "/?#; ,'"));
}

/* Nothing from elsewhere, in no frame, and no address of ours to the next site. The forms of these
 * pages end in a redirect, which a browser counts as their action. */
static void
add_headers (HeraldEmulatorCall *call, const char *action, gboolean script)
{
  g_autoptr (GString) policy =
    g_string_new ("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                  "frame-ancestors 'none'; form-action 'self'");
  g_autofree char *source = action != NULL ? dup_source (action) : NULL;

  if (source != NULL)
    g_string_append_printf (policy, " %s", source);
  if (script)
    {
      g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
      g_autofree char *hash = NULL;
      guint8           digest[32];
      gsize            length = sizeof digest;

      g_checksum_update (checksum, (const guchar *) SUBMIT_SCRIPT, -1);
      g_checksum_get_digest (checksum, digest, &length);
      hash = g_base64_encode (digest, length);
      g_string_append_printf (policy, "; script-src 'sha256-%s'", hash);
    }
  herald_emulator_call_add_header (call, "Content-Security-Policy", policy->str);
  herald_emulator_call_add_header (call, "X-Frame-Options", "DENY");
  herald_emulator_call_add_header (call, "Referrer-Policy", "no-referrer");
}

static void
respond (HeraldEmulatorCall *call, guint status, GString *page)
{
  g_autofree char *text = NULL;

  g_string_append (page, "</main>\n</body>\n</html>\n");
  text = g_string_free (page, FALSE);
  herald_emulator_call_respond_text (call, status, "text/html; charset=utf-8", text);
}

/**
 * herald_emulator_sign_in_page_respond:
 * @call: a call that is not answered yet
 * @status: its status
 * @page: (transfer full): what people see
 * @action: (nullable): where else than to ourselves its form leads
 */
void
herald_emulator_sign_in_page_respond (HeraldEmulatorCall *call,
                                      guint               status,
                                      GString            *page,
                                      const char         *action)
{
  herald_emulator_sign_in_refusal_add_headers (call, NULL, NULL);
  add_headers (call, action, FALSE);
  respond (call, status, page);
}

/**
 * herald_emulator_sign_in_page_respond_form:
 * @call: a call that is not answered yet
 * @action: where the fields go
 * @fields: (element-type utf8 utf8): what goes there
 *
 * Answers with a page that posts them at once, and has a button where scripts do not run.
 */
void
herald_emulator_sign_in_page_respond_form (HeraldEmulatorCall *call,
                                           const char         *action,
                                           GHashTable         *fields)
{
  GString       *page = herald_emulator_sign_in_page_begin ("Back to the application");
  GHashTableIter iter;
  gpointer       name, value;

  g_string_append (page, "<form method=\"post\" action=\"");
  append_escaped (page, action);
  g_string_append (page, "\">\n");
  g_hash_table_iter_init (&iter, fields);
  while (g_hash_table_iter_next (&iter, &name, &value))
    herald_emulator_sign_in_page_add_field (page, name, value);
  g_string_append (page, "<button type=\"submit\">Continue</button>\n</form>\n"
                         "<script>" SUBMIT_SCRIPT "</script>\n");
  herald_emulator_sign_in_refusal_add_headers (call, NULL, NULL);
  add_headers (call, action, TRUE);
  respond (call, 200, page);
}

/**
 * herald_emulator_sign_in_page_refuse:
 * @site: the site
 * @call: a call that is not answered yet
 * @error: why nobody can be sent back to the application
 */
void
herald_emulator_sign_in_page_refuse (HeraldEmulatorSite *site,
                                     HeraldEmulatorCall *call,
                                     const GError       *error)
{
  g_auto (HeraldEmulatorSignInReport) report = { NULL, NULL, NULL, NULL };
  GString *page;

  if (error->domain != HERALD_EMULATOR_SIGN_IN_REFUSAL)
    {
      herald_emulator_sign_in_refusal_respond (site, call, error);
      return;
    }
  herald_emulator_sign_in_report_init (&report, site, call, error);
  page = herald_emulator_sign_in_page_begin ("Sorry, but we’re having trouble signing you in.");
  herald_emulator_sign_in_page_add_text (page, "pre", report.description);
  herald_emulator_sign_in_refusal_add_headers (call, report.trace_id, report.correlation_id);
  add_headers (call, NULL, FALSE);
  respond (call, 400, page);
}
