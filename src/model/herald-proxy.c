/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proxies are of two kinds. An HTTP proxy is reached in clear, as is usual: what goes through it is
 * encrypted to its server all the same. One that is itself reached by TLS is not taken, because GIO
 * would trust it by other rules than the environment's. */
#include "config.h"

#include "model/herald-proxy.h"

#include "base/herald-error.h"
#include "base/herald-transport.h"
#include "model/herald-issue.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_USER 255 /* bytes: SOCKS, RFC 1929 */

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (HERALD_ERROR, HERALD_ERROR_INVALID, format, arguments));
  va_end (arguments);
  return FALSE;
}

/* A name or an address; GUri is more generous. */
static gboolean
is_host (const char *host)
{
  if (host == NULL || *host == '\0' || *host == '.' || *host == '-')
    return FALSE;
  for (const char *c = host; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-.:_", *c) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
has_rest (GUri *uri)
{
  const char *path = g_uri_get_path (uri);

  return (*path != '\0' && strcmp (path, "/") != 0) || g_uri_get_query (uri) != NULL ||
         g_uri_get_fragment (uri) != NULL;
}

/* Never repeats the text when a password may stand in it. */
static gboolean
check (GUri *uri, const char *text, GError **error)
{
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  if (uri != NULL && g_uri_get_userinfo (uri) != NULL)
    return refuse (error, "%s",
                   _("Leave name and password out of the proxy’s address; they have places of "
                     "their own"));
  if (strchr (text, '@') != NULL)
    return refuse (error, "%s", _("The proxy’s address is not readable"));
  if (strcmp (scheme, "https") == 0)
    return refuse (error, "%s",
                   _("A proxy that is itself reached by https is not supported; use its http or "
                     "socks5 address. What goes through it is encrypted all the same"));
  if (strcmp (scheme, "http") != 0 && strcmp (scheme, "socks5") != 0)
    return refuse (error, _("“%s” is no proxy; write it like http://proxy.contoso.com:8080 or "
                                 "socks5://proxy.contoso.com:1080"),
                             text);
  if (!is_host (g_uri_get_host (uri)) || has_rest (uri))
    return refuse (error, _("“%s” has to be a proxy’s host and port only"), text);
  if (g_uri_get_port (uri) <= 0)
    return refuse (error, _("Add the proxy’s port to “%s”, such as :8080"), text);
  return TRUE;
}

/**
 * herald_proxy_normalise:
 * @text: what somebody typed
 *
 * **Errors:** INVALID says what is wrong. **Thread:** any.
 *
 * Returns: (transfer full): “none”, `http://host:port` or `socks5://host:port`; empty for the
 *   system's
 */
char *
herald_proxy_normalise (const char *text, GError **error)
{
  g_autofree char *stripped = NULL;
  g_autofree char *host = NULL;
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));
  if (*stripped == '\0' || g_ascii_strcasecmp (stripped, HERALD_PROXY_SYSTEM) == 0)
    return g_strdup ("");
  if (g_ascii_strcasecmp (stripped, HERALD_PROXY_NONE) == 0)
    return g_strdup (HERALD_PROXY_NONE);
  uri = g_uri_parse (stripped, G_URI_FLAGS_NONE, NULL);
  if (!check (uri, stripped, error))
    return NULL;
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  return g_strdup_printf (strchr (host, ':') != NULL ? "%s://[%s]:%d" : "%s://%s:%d",
                          g_uri_get_scheme (uri), host, g_uri_get_port (uri));
}

static gboolean
is_user (const char *user)
{
  if (strlen (user) > LONGEST_USER || !g_utf8_validate (user, -1, NULL))
    return FALSE;
  for (const char *c = user; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) || *c == ':')
      return FALSE;
  return TRUE;
}

/**
 * herald_proxy_validate:
 * @proxy: (nullable): an environment's proxy
 * @user: (nullable): by what name it knows one
 * @issues: (element-type HeraldIssue): gets what is wrong, in the fields “proxy” and “proxyUser”
 */
void
herald_proxy_validate (const char *proxy, const char *user, GPtrArray *issues)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *normalised = herald_proxy_normalise (proxy != NULL ? proxy : "", &error);
  gboolean         has_user = user != NULL && *user != '\0';

  if (error != NULL)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "PROXY_INVALID", "proxy",
                                               "%s.", error->message));
  else if (has_user && normalised != NULL && strstr (normalised, "://") == NULL)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "PROXY_USER_ALONE", "proxyUser",
                                       _("A user name belongs to a proxy with an address. "
                                                 "Enter that, too.")));
  if (has_user && !is_user (user))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "PROXY_USER_INVALID", "proxyUser",
                                       _("A proxy’s user name has at most 255 bytes, and "
                                                 "no colon.")));
}
