/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reading of addresses for environments, links and images: what is an origin, what is loopback,
 * which scheme a text has. */
#include "config.h"

#include "model/herald-url.h"

#include "base/herald-error.h"
#include "base/herald-host.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define HTTP_PORT 80
#define HTTPS_PORT 443

/**
 * herald_url_is_loopback:
 * @url: (nullable): an address
 *
 * **Thread:** any.
 *
 * Returns: whether it stays on this computer: `localhost`, 127.0.0.0/8 or ::1
 */
gboolean
herald_url_is_loopback (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && herald_host_is_loopback (g_uri_get_host (uri));
}

static gboolean
has_rest (GUri *uri)
{
  const char *path = g_uri_get_path (uri);

  return (*path != '\0' && strcmp (path, "/") != 0) || g_uri_get_query (uri) != NULL ||
         g_uri_get_fragment (uri) != NULL || g_uri_get_userinfo (uri) != NULL;
}

static gboolean
is_usual_port (const char *scheme, int port)
{
  return port <= 0 || port == (strcmp (scheme, "https") == 0 ? HTTPS_PORT : HTTP_PORT);
}

static char *
write_origin (GUri *uri)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  g_autofree char *port = NULL;
  gboolean         is_ipv6 = strchr (host, ':') != NULL;

  if (!is_usual_port (g_uri_get_scheme (uri), g_uri_get_port (uri)))
    port = g_strdup_printf (":%d", g_uri_get_port (uri));
  return g_strconcat (g_uri_get_scheme (uri), "://", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "",
                      port, NULL);
}

/* A host name has neither blanks nor signs; GUri is more generous. */
static gboolean
is_host (const char *host)
{
  if (host == NULL || *host == '\0' || *host == '.' || *host == '-')
    return FALSE;
  for (const char *c = host; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-.:", *c) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * herald_url_normalise_origin:
 * @text: a host, or an address with a scheme, with or without a closing slash
 *
 * Brings the spellings of one origin to `https://host[:port]`, without a closing slash. `http` is
 * taken on this computer only.
 *
 * **Errors:** INVALID says what is wrong. **Thread:** any.
 *
 * Returns: (transfer full): the origin
 */
char *
herald_url_normalise_origin (const char *text, GError **error)
{
  g_autofree char *stripped = NULL;
  g_autofree char *full = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));
  if (strstr (stripped, "://") == NULL)
    full = g_strconcat ("https://", stripped, NULL);
  else
    full = g_strdup (stripped);
  uri = g_uri_parse (full, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || !is_host (g_uri_get_host (uri)))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is not a web address; write it like https://example.com"), stripped);
      return NULL;
    }
  scheme = g_uri_get_scheme (uri);
  if (strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” does not begin with https://; change it to https"), stripped);
      return NULL;
    }
  if (has_rest (uri))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” has more than the host; leave out what follows it"), stripped);
      return NULL;
    }
  if (strcmp (scheme, "http") == 0 && !herald_host_is_loopback (g_uri_get_host (uri)))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is not encrypted; change http to https"), stripped);
      return NULL;
    }
  return write_origin (uri);
}

/**
 * herald_url_dup_scheme:
 * @text: (nullable): an address or anything else
 *
 * **Thread:** any.
 *
 * Returns: (transfer full) (nullable): the scheme in lower case, or %NULL when there is none (RFC
 *   3986, 3.1)
 */
char *
herald_url_dup_scheme (const char *text)
{
  const char *colon = text != NULL ? strchr (text, ':') : NULL;

  if (colon == NULL || colon == text || !g_ascii_isalpha (*text))
    return NULL;
  for (const char *c = text; c < colon; c++)
    if (!g_ascii_isalnum (*c) && strchr ("+-.", *c) == NULL)
      return NULL;
  return g_ascii_strdown (text, colon - text);
}

/**
 * herald_url_is_web:
 * @text: (nullable): an address or anything else
 *
 * **Thread:** any.
 *
 * Returns: whether it is a whole http or https address with a host and no blanks
 */
gboolean
herald_url_is_web (const char *text)
{
  g_autofree char *scheme = herald_url_dup_scheme (text);
  g_autoptr (GUri) uri = NULL;

  if (scheme == NULL || (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0))
    return FALSE;
  if (strpbrk (text, " \t\r\n") != NULL)
    return FALSE;
  uri = g_uri_parse (text, G_URI_FLAGS_PARSE_RELAXED, NULL);
  return uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}
