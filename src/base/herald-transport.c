/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One place for what HTTP/1.1, HTTP/2 and the connection test do alike. */
#include "config.h"

#include "base/herald-transport.h"

#include "base/herald-authorities.h"
#include "base/herald-error.h"
#include "base/herald-proxy-resolver.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HeraldTransport
{
  GObject parent_instance;

  HeraldProxyResolver *resolver;           /* (owned) */
  HeraldAuthorities   *authorities;        /* (owned) */
  GTlsCertificate     *client_certificate; /* (owned) (nullable) */
  gboolean             uses_system_proxy;
  gboolean             has_password; /* for the proxy */
  gboolean             ignores_tls_errors;
};

G_DEFINE_FINAL_TYPE (HeraldTransport, herald_transport, G_TYPE_OBJECT)

static void
herald_transport_finalize (GObject *object)
{
  HeraldTransport *self = HERALD_TRANSPORT (object);

  g_clear_object (&self->resolver);
  g_clear_object (&self->authorities);
  g_clear_object (&self->client_certificate);
  G_OBJECT_CLASS (herald_transport_parent_class)->finalize (object);
}

static void
herald_transport_class_init (HeraldTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_transport_finalize;
}

static void
herald_transport_init (HeraldTransport *self)
{
}

static gboolean
is_set (const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
load_authorities (HeraldTransport *self, const char *ca_file, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  self->authorities = herald_authorities_new (is_set (ca_file) ? ca_file : NULL, &local_error);
  if (self->authorities != NULL)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The certificate file “%s” cannot be used: %s"), ca_file, local_error->message);
  return FALSE;
}

static gboolean
load_certificate (HeraldTransport *self, const char *pem, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  self->client_certificate = g_tls_certificate_new_from_pem (pem, -1, &local_error);
  if (self->client_certificate != NULL)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The client certificate cannot be used: %s"), local_error->message);
  return FALSE;
}

static HeraldProxyResolver *
create_resolver (const HeraldTransportOptions *options)
{
  if (!is_set (options->proxy))
    return herald_proxy_resolver_new_system ();
  if (strcmp (options->proxy, HERALD_PROXY_NONE) == 0)
    return herald_proxy_resolver_new (NULL, NULL, NULL);
  return herald_proxy_resolver_new (options->proxy, options->proxy_user, options->proxy_password);
}

/**
 * herald_transport_new:
 * @options: how; copied
 *
 * Reads the authority file. **Errors:** INVALID: a file or the certificate cannot be used.
 *
 * Returns: (transfer full): the way to an environment's servers
 */
HeraldTransport *
herald_transport_new (const HeraldTransportOptions *options, GError **error)
{
  g_autoptr (HeraldTransport) self = NULL;

  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (HERALD_TYPE_TRANSPORT, NULL);
  self->resolver = create_resolver (options);
  self->uses_system_proxy = !is_set (options->proxy);
  self->has_password = is_set (options->proxy_password);
  self->ignores_tls_errors = options->ignores_tls_errors;
  if (!load_authorities (self, options->ca_file, error))
    return NULL;
  if (is_set (options->client_certificate) &&
      !load_certificate (self, options->client_certificate, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * herald_transport_new_default:
 *
 * Returns: (transfer full): the system's proxy, the system's authorities
 */
HeraldTransport *
herald_transport_new_default (void)
{
  const HeraldTransportOptions options = { .proxy = NULL };

  return herald_transport_new (&options, NULL);
}

/**
 * herald_transport_new_direct:
 * @ca_file: (nullable): path of PEM certificates to trust beside the system's authorities
 *
 * **Errors:** INVALID: the file cannot be used.
 *
 * Returns: (transfer full): a way without a proxy
 */
HeraldTransport *
herald_transport_new_direct (const char *ca_file, GError **error)
{
  const HeraldTransportOptions options = { .proxy = HERALD_PROXY_NONE, .ca_file = ca_file };

  return herald_transport_new (&options, error);
}

/**
 * herald_transport_get_proxy_resolver:
 * @self: a transport
 *
 * Returns: (transfer none): what says which proxy leads to a server; never one to this computer
 */
GProxyResolver *
herald_transport_get_proxy_resolver (HeraldTransport *self)
{
  g_return_val_if_fail (HERALD_IS_TRANSPORT (self), NULL);

  return G_PROXY_RESOLVER (self->resolver);
}

/**
 * herald_transport_get_authorities:
 * @self: a transport
 *
 * Returns: (transfer none): what every connection of the environment has to be given, and who says
 *   whether a server is the right one
 */
GTlsDatabase *
herald_transport_get_authorities (HeraldTransport *self)
{
  g_return_val_if_fail (HERALD_IS_TRANSPORT (self), NULL);

  return G_TLS_DATABASE (self->authorities);
}

/**
 * herald_transport_get_client_certificate:
 * @self: a transport
 *
 * Returns: (transfer none) (nullable): what to show to a server of the environment that asks
 */
GTlsCertificate *
herald_transport_get_client_certificate (HeraldTransport *self)
{
  g_return_val_if_fail (HERALD_IS_TRANSPORT (self), NULL);

  return self->client_certificate;
}

/**
 * herald_transport_ignores_tls_errors:
 * @self: a transport
 *
 * Returns: whether any server is taken for the right one
 */
gboolean
herald_transport_ignores_tls_errors (HeraldTransport *self)
{
  g_return_val_if_fail (HERALD_IS_TRANSPORT (self), FALSE);

  return self->ignores_tls_errors;
}

/**
 * herald_transport_explain_certificate:
 * @problems: what is wrong with a server's certificate
 *
 * Returns: (transfer none): that and what to do, as the end of a sentence
 */
const char *
herald_transport_explain_certificate (GTlsCertificateFlags problems)
{
  if ((problems & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return _("it was issued for another host name; check the address");
  if ((problems & G_TLS_CERTIFICATE_EXPIRED) != 0)
    return _("it has expired; check the clock of this computer, too");
  if ((problems & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
    return _("it is not valid yet; check the clock of this computer, too");
  if ((problems & G_TLS_CERTIFICATE_REVOKED) != 0)
    return _("it has been revoked");
  if ((problems & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    return _("its authority is not trusted on this computer; if it is your organization’s own, choose "
             "its certificate authority file in the environment’s settings");
  return _("it is not valid");
}

/**
 * herald_transport_create_client:
 * @self: a transport
 * @timeout_seconds: of each step; 0 for none
 *
 * Returns: (transfer full): opens connections the right way; encrypting them is the caller's
 */
GSocketClient *
herald_transport_create_client (HeraldTransport *self, guint timeout_seconds)
{
  GSocketClient *client;

  g_return_val_if_fail (HERALD_IS_TRANSPORT (self), NULL);

  client = g_socket_client_new ();
  g_socket_client_set_timeout (client, timeout_seconds);
  g_socket_client_set_proxy_resolver (client, G_PROXY_RESOLVER (self->resolver));
  return client;
}

/* Returns: (nullable): host and port */
static const char *
get_proxy_name (const char *origin)
{
  const char *end = origin != NULL ? strstr (origin, "://") : NULL;

  return end != NULL ? end + strlen ("://") : NULL;
}

/**
 * herald_transport_dup_proxy:
 * @self: a transport
 * @host: a server's name
 *
 * Returns: (transfer full) (nullable): the proxy that was last used for it, as “host:port”
 */
char *
herald_transport_dup_proxy (HeraldTransport *self, const char *host)
{
  g_autofree char *origin = herald_transport_dup_proxy_origin (self, host);

  return g_strdup (get_proxy_name (origin));
}

/**
 * herald_transport_dup_proxy_origin:
 * @self: a transport
 * @host: a server's name
 *
 * Returns: (transfer full) (nullable): the proxy that was last used for it, as
 *   “scheme://host:port”
 */
char *
herald_transport_dup_proxy_origin (HeraldTransport *self, const char *host)
{
  g_return_val_if_fail (HERALD_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (host != NULL, NULL);

  return herald_proxy_resolver_dup_used (self->resolver, host);
}

/**
 * herald_transport_uses_system_proxy:
 * @self: a transport
 *
 * Returns: whether the system says which proxy leads to a server
 */
gboolean
herald_transport_uses_system_proxy (HeraldTransport *self)
{
  g_return_val_if_fail (HERALD_IS_TRANSPORT (self), FALSE);

  return self->uses_system_proxy;
}

static gboolean
is_unreachable (const GError *lower)
{
  return g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED) ||
         g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
         g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE);
}

static HeraldTransportProblem
diagnose_proxy (HeraldTransport *self, const GError *lower)
{
  if (lower->domain == G_RESOLVER_ERROR)
    return HERALD_TRANSPORT_PROXY_UNKNOWN;
  if (is_unreachable (lower))
    return HERALD_TRANSPORT_PROXY_UNREACHABLE;
  if (g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
      g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED))
    return self->has_password ? HERALD_TRANSPORT_PROXY_REFUSES_PASSWORD
                              : HERALD_TRANSPORT_PROXY_WANTS_PASSWORD;
  if (g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
    return HERALD_TRANSPORT_PROXY_FORBIDS;
  if (g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED))
    return HERALD_TRANSPORT_PROXY_FAILED;
  return HERALD_TRANSPORT_OTHER;
}

/* Whether it ended because of the client certificate: some servers say so, most just hang up. */
static gboolean
is_about_certificate (gboolean asked, const GError *lower)
{
  if (g_error_matches (lower, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    return TRUE;
  return asked && (g_error_matches (lower, G_TLS_ERROR, G_TLS_ERROR_MISC) ||
                   g_error_matches (lower, G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE) ||
                   g_error_matches (lower, G_TLS_ERROR, G_TLS_ERROR_EOF) ||
                   g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
                   g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED));
}

/**
 * herald_transport_diagnose:
 * @self: a transport
 * @host: the server that was to be reached
 * @asked: whether it wanted a client certificate
 * @lower: what GIO says
 *
 * Returns: what it was, as far as these settings are concerned
 */
HeraldTransportProblem
herald_transport_diagnose (HeraldTransport *self,
                           const char      *host,
                           gboolean         asked,
                           const GError    *lower)
{
  g_autofree char *proxy = NULL;

  g_return_val_if_fail (HERALD_IS_TRANSPORT (self), HERALD_TRANSPORT_OTHER);
  g_return_val_if_fail (host != NULL && lower != NULL, HERALD_TRANSPORT_OTHER);

  if (is_about_certificate (asked, lower))
    return self->client_certificate != NULL ? HERALD_TRANSPORT_CERTIFICATE_REFUSED
                                            : HERALD_TRANSPORT_CERTIFICATE_WANTED;
  proxy = herald_proxy_resolver_dup_used (self->resolver, host);
  return proxy != NULL ? diagnose_proxy (self, lower) : HERALD_TRANSPORT_OTHER;
}

static char *
describe (HeraldTransportProblem problem, const char *origin, const char *host, const char *detail)
{
  const char    *proxy = get_proxy_name (origin);
  const gboolean is_http = origin != NULL && g_str_has_prefix (origin, "http");

  switch (problem)
    {
    case HERALD_TRANSPORT_PROXY_UNKNOWN:
      return g_strdup_printf (_("The name of the proxy “%s” cannot be found"), proxy);
    case HERALD_TRANSPORT_PROXY_UNREACHABLE:
      /* Translators: a server, a proxy, a reason. */
      return g_strdup_printf (_("“%s” cannot be reached through the proxy “%s”: %s"), host, proxy,
                                 detail);
    case HERALD_TRANSPORT_PROXY_WANTS_PASSWORD:
      return g_strdup_printf (is_http
                              ? _("The proxy “%s” wants a user name and a password (407)")
                              : _("The proxy “%s” wants a user name and a password"), proxy);
    case HERALD_TRANSPORT_PROXY_REFUSES_PASSWORD:
      return g_strdup_printf (
        is_http ? _("The proxy “%s” does not take the user name and the password (407)")
                : _("The proxy “%s” does not take the user name and the password"), proxy);
    case HERALD_TRANSPORT_PROXY_FORBIDS:
      /* Translators: a proxy, a server. */
      return g_strdup_printf (is_http
                              ? _("The proxy “%s” does not allow connections to “%s” (403)")
                              : _("The proxy “%s” does not allow connections to “%s”"), proxy,
                                   host);
    case HERALD_TRANSPORT_PROXY_FAILED:
      /* Translators: a proxy, a server, a reason. */
      return g_strdup_printf (_("The proxy “%s” does not connect to “%s”: %s"), proxy, host,
                                 detail);
    case HERALD_TRANSPORT_CERTIFICATE_WANTED:
      return g_strdup_printf (_("“%s” wants a client certificate, and the environment has none"),
                                 host);
    case HERALD_TRANSPORT_CERTIFICATE_REFUSED:
      return g_strdup_printf (_("“%s” does not take the environment’s client certificate: %s"),
                                 host, detail);
    case HERALD_TRANSPORT_OTHER:
    default:
      return NULL;
    }
}

/**
 * herald_transport_explain:
 * @self: a transport
 * @host: the server that was to be reached
 * @asked: whether it wanted a client certificate
 * @lower: what GIO says
 *
 * Returns: (transfer full) (nullable): NETWORK: what the proxy or the client certificate has to do
 *   with it; %NULL when nothing
 */
GError *
herald_transport_explain (HeraldTransport *self,
                          const char      *host,
                          gboolean         asked,
                          const GError    *lower)
{
  HeraldTransportProblem problem = herald_transport_diagnose (self, host, asked, lower);
  g_autofree char       *proxy = herald_transport_dup_proxy_origin (self, host);
  g_autofree char       *text = describe (problem, proxy, host, lower->message);

  return text != NULL ? g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NETWORK, text) : NULL;
}
