/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares URLs by origin (RFC 6454), the unit of trust for bearer tokens. */
#include "config.h"

#include "net/herald-origin.h"

#include <string.h>

static int
default_port (const char *scheme)
{
  if (g_str_equal (scheme, "https"))
    return 443;
  return g_str_equal (scheme, "http") ? 80 : -1;
}

/**
 * herald_origin_normalise:
 * @url: (nullable): an absolute URL
 *
 * **Thread:** any.
 *
 * Returns: (transfer full) (nullable): “scheme://host:port” in lower case, or %NULL when @url is no
 *   http or https URL, or carries a user name
 */
char *
herald_origin_normalise (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;
  int              port;

  if (url == NULL)
    return NULL;
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return NULL;
  if (g_uri_get_userinfo (uri) != NULL || default_port (g_uri_get_scheme (uri)) < 0)
    return NULL;
  port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : default_port (g_uri_get_scheme (uri));
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  if (strchr (host, ':') != NULL) /* an IPv6 address */
    return g_strdup_printf ("%s://[%s]:%d", g_uri_get_scheme (uri), host, port);
  return g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), host, port);
}

/**
 * herald_origin_is_same:
 * @url: (nullable): a URL
 * @other_url: (nullable): another
 *
 * **Thread:** any.
 *
 * Returns: whether both are URLs with the same scheme, host and port
 */
gboolean
herald_origin_is_same (const char *url, const char *other_url)
{
  g_autofree char *origin = herald_origin_normalise (url);
  g_autofree char *other_origin = herald_origin_normalise (other_url);

  return origin != NULL && other_origin != NULL && g_str_equal (origin, other_origin);
}
