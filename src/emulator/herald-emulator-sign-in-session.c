/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cookie with an unguessable number, the end of it at `/{tenant}/oauth2/v2.0/logout`, and
 * `/oidc/userinfo`. Source: Microsoft, “OpenID Connect on the Microsoft identity platform” and
 * “UserInfo endpoint”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-session.h"

#include "emulator/herald-emulator-shelf.h"
#include "emulator/herald-emulator-sign-in-page.h"
#include "emulator/herald-emulator-sign-in-request.h"

#include <string.h>

#define SERVICE_NAME "sign-in sessions"
#define COOKIE "herald-sign-in"
#define MOST_SESSIONS 1024

static HeraldEmulatorShelf *
get_sessions (HeraldEmulatorSite *site)
{
  return herald_emulator_site_get_service (site, SERVICE_NAME);
}

/* A page in a frame may renew a sign-in only over HTTPS, where browsers send such cookies. */
static void
set_cookie (HeraldEmulatorCall *call, const char *value, const char *more)
{
  gboolean         plain = herald_emulator_call_get_transport (call) == HERALD_EMULATOR_OVER_HTTP;
  g_autofree char *cookie =
    g_strdup_printf (COOKIE "=%s; Path=/; HttpOnly; %s%s", value,
                     plain ? "SameSite=Lax" : "SameSite=None; Secure", more);

  herald_emulator_call_add_header (call, "Set-Cookie", cookie);
}

/* The number that the browser sends, if any. */
static char *
dup_cookie (HeraldEmulatorCall *call)
{
  const char *header = herald_emulator_call_get_header (call, "cookie");
  g_auto (GStrv) parts = header != NULL ? g_strsplit (header, ";", 64) : NULL;

  for (gsize i = 0; parts != NULL && parts[i] != NULL; i++)
    if (g_str_has_prefix (g_strstrip (parts[i]), COOKIE "="))
      return g_strdup (parts[i] + strlen (COOKIE "="));
  return NULL;
}

/**
 * herald_emulator_sign_in_session_begin:
 * @site: the site
 * @call: a browser's call that is not answered yet
 * @object_id: who signed in
 */
void
herald_emulator_sign_in_session_begin (HeraldEmulatorSite *site,
                                       HeraldEmulatorCall *call,
                                       const char         *object_id)
{
  g_autofree char *old = dup_cookie (call);

  if (old != NULL)
    herald_emulator_shelf_remove (get_sessions (site), old);
  set_cookie (call, herald_emulator_shelf_add (get_sessions (site), g_strdup (object_id)), "");
}

/**
 * herald_emulator_sign_in_session_dup_person:
 * @site: the site
 * @call: a browser's call
 *
 * Returns: (transfer full) (nullable): who is signed in there
 */
char *
herald_emulator_sign_in_session_dup_person (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  g_autofree char *cookie = dup_cookie (call);

  return g_strdup (herald_emulator_shelf_find (get_sessions (site), cookie));
}

/* Whether any registration has this address: a browser is sent nowhere else. */
static gboolean
is_registered (HeraldEmulatorSite *site, const char *redirect)
{
  const HeraldEmulatorSignInClient *client;

  for (guint i = 0; (client = herald_emulator_sign_in_clients_get (site, i)) != NULL; i++)
    if (herald_emulator_sign_in_clients_has_redirect (client, redirect))
      return TRUE;
  return FALSE;
}

static char *
build_location (const char *redirect, const char *state)
{
  g_autofree char *escaped = state != NULL ? g_uri_escape_string (state, NULL, FALSE) : NULL;

  if (escaped == NULL)
    return g_strdup (redirect);
  return g_strconcat (redirect, strchr (redirect, '?') != NULL ? "&" : "?", "state=", escaped,
                      NULL);
}

static void
logout (HeraldEmulatorSite *site, HeraldEmulatorCall *call, HeraldEmulatorSignInRequest *request)
{
  const char *redirect = herald_emulator_sign_in_request_get (request, "post_logout_redirect_uri");
  g_autofree char *cookie = dup_cookie (call);
  g_autofree char *location = NULL;
  GString         *page;

  if (cookie != NULL)
    herald_emulator_shelf_remove (get_sessions (site), cookie);
  set_cookie (call, "", "; Max-Age=0");
  if (redirect == NULL || !is_registered (site, redirect))
    {
      page = herald_emulator_sign_in_page_begin ("You signed out of your account");
      herald_emulator_sign_in_page_add_text (page, "p", "You may close this window.");
      herald_emulator_sign_in_page_respond (call, 200, page, NULL);
      return;
    }
  location = build_location (redirect, herald_emulator_sign_in_request_get (request, "state"));
  herald_emulator_sign_in_refusal_add_headers (call, NULL, NULL);
  herald_emulator_call_add_header (call, "Location", location);
  herald_emulator_call_respond (call, 302, NULL);
}

static void
logout_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_auto (HeraldEmulatorSignInRequest) request = { .site = site, .call = call };
  g_autoptr (GError) error = NULL;

  if (herald_emulator_sign_in_request_read_query (&request, &error))
    logout (site, call, &request);
  else
    herald_emulator_sign_in_page_refuse (site, call, error);
}

/* What an error’s “error_uri” leads to. */
static void
error_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  const char *query = herald_emulator_call_get_query (call);
  guint64     number = 0;
  const char *text = NULL;
  GString    *page;

  if (query != NULL && g_str_has_prefix (query, "code=") &&
      g_ascii_string_to_unsigned (query + strlen ("code="), 10, 1, G_MAXUINT32, &number, NULL))
    text = herald_emulator_sign_in_refusal_find_text ((guint) number);
  if (text != NULL)
    {
      g_autofree char *title = g_strdup_printf ("AADSTS%" G_GUINT64_FORMAT, number);

      page = herald_emulator_sign_in_page_begin (title);
      herald_emulator_sign_in_page_add_text (page, "p", text);
    }
  else
    {
      page = herald_emulator_sign_in_page_begin ("Unknown error");
      herald_emulator_sign_in_page_add_text (page, "p",
                                             "The emulator has no error of this number.");
    }
  herald_emulator_sign_in_page_respond (call, text != NULL ? 200 : 404, page, NULL);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/{tenant}/oauth2/v2.0/logout", logout_cb },
  { "GET", "/{tenant}/oauth2/logout", logout_cb },
  { "GET", "/error", error_cb },
};

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  herald_emulator_shelf_clear (user_data);
}

/**
 * herald_emulator_sign_in_session_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_sign_in_session_attach (HeraldEmulatorSite *site, GError **error)
{
  HeraldEmulatorShelf *sessions = herald_emulator_shelf_new (MOST_SESSIONS, g_free);

  herald_emulator_site_take_service (site, SERVICE_NAME, sessions,
                                     (GDestroyNotify) herald_emulator_shelf_free);
  herald_emulator_site_add_reload_func (site, reload_cb, sessions);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
