/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goes the same way as herald-http, step by step. */
#include "config.h"

#include "net/herald-probe.h"

#include "base/herald-certificate-giver.h"
#include "base/herald-error.h"
#include "model/herald-url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of each stage; a network that swallows packets would hold a person for minutes. */
#define TIMEOUT_SECONDS 20
#define HTTPS_PORT 443
#define HTTP_PORT 80

struct _HeraldProbe
{
  GObject parent_instance;

  GUri            *uri;       /* (owned) */
  char            *url;       /* (owned) */
  HeraldTransport *transport; /* (owned) */

  char                   *proxy;  /* (owned) (nullable): one in between, after resolving */
  GIOStream              *stream; /* (owned) (nullable): after connecting */
  HeraldCertificateGiver *giver;  /* (owned) (nullable): after encrypting began */
  HeraldTransportProblem  problem;
  GTlsCertificateFlags    certificate_problems;
};

G_DEFINE_FINAL_TYPE (HeraldProbe, herald_probe, G_TYPE_OBJECT)

static const char *
get_host (HeraldProbe *self)
{
  return g_uri_get_host (self->uri);
}

static guint16
get_port (HeraldProbe *self)
{
  int port = g_uri_get_port (self->uri);

  if (port > 0)
    return (guint16) port;
  return herald_probe_is_encrypted (self) ? HTTPS_PORT : HTTP_PORT;
}

static gboolean
was_asked (HeraldProbe *self)
{
  return self->giver != NULL && herald_certificate_giver_was_asked (self->giver);
}

static GTask *
start_task (HeraldProbe        *self,
            gpointer            source_tag,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  self->problem = HERALD_TRANSPORT_OTHER;
  g_task_set_source_tag (task, source_tag);
  return task;
}

/* Cancelling stays what it is, and proxy and client certificate are told about by their name;
 * everything else becomes @text, why, and takes @text. */
static void
return_failure (GTask *task, const GError *lower, char *text)
{
  HeraldProbe *self = g_task_get_source_object (task);
  gboolean     asked = was_asked (self);
  GError      *error = herald_transport_explain (self->transport, get_host (self), asked, lower);

  self->problem = herald_transport_diagnose (self->transport, get_host (self), asked, lower);
  if (herald_error_is_cancelled (lower))
    g_task_return_error (task, g_error_copy (lower));
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_error_matches (lower, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_NETWORK,
                             /* Translators: what did not work. */
                             _("%s: no answer came in time"), text);
  else
    g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_NETWORK, "%s: %s", text,
                             lower->message);
  g_clear_error (&error);
  g_free (text);
}

static char *
describe_addresses (HeraldProbe *self, GList *addresses)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *proxy = herald_transport_dup_proxy (self->transport, get_host (self));

  for (GList *link = addresses; link != NULL; link = link->next)
    {
      g_autofree char *address = g_inet_address_to_string (link->data);

      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", address);
    }
  if (proxy != NULL)
    /* Translators: the server's name, the proxy's name, the proxy's addresses. */
    return g_strdup_printf (_("“%s” is reached through the proxy “%s” (%s)"), get_host (self),
                               proxy, list->str);
  return g_strdup_printf (_("“%s” is %s"), get_host (self), list->str);
}

static void
probe_resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldProbe *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  if (error != NULL)
    return_failure (task, error,
                    g_strdup_printf (_("The name “%s” cannot be found"), get_host (self)));
  else
    g_task_return_pointer (task, describe_addresses (self, addresses), g_free);
  g_resolver_free_addresses (addresses);
}

/* Takes @task. */
static void
resolve (HeraldProbe *self, GTask *task)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  g_resolver_lookup_by_name_async (resolver, self->proxy != NULL ? self->proxy : get_host (self),
                                   g_task_get_cancellable (task), probe_resolved_cb, task);
}

static void
probe_got_proxies_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldProbe *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) proxies =
    g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (error != NULL)
    {
      return_failure (task, error, g_strdup (_("The system’s proxy settings cannot be read")));
      return;
    }
  if (proxies[0] != NULL && !g_str_has_prefix (proxies[0], "direct:"))
    {
      g_autoptr (GUri) uri = g_uri_parse (proxies[0], G_URI_FLAGS_NONE, NULL);

      self->proxy = uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
    }
  resolve (self, g_object_ref (task));
}

static char *
describe_peer (HeraldProbe *self, GSocketConnection *connection)
{
  g_autofree char *proxy = herald_transport_dup_proxy (self->transport, get_host (self));
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);
  g_autofree char *text = NULL;

  if (proxy != NULL)
    /* Translators: the server's name, its port, the proxy's name. */
    return g_strdup_printf (_("Connected to “%s”, port %u, through the proxy “%s”"),
                               get_host (self), get_port (self), proxy);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup_printf (_("Connected to “%s”, port %u"), get_host (self), get_port (self));
  text =
    g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  return g_strdup_printf (_("Connected to %s, port %u"), text, get_port (self));
}

static void
probe_connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldProbe *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  if (connection == NULL)
    {
      return_failure (task, error,
                      g_strdup_printf (_("No connection to “%s”, port %u"), get_host (self),
                                          get_port (self)));
      return;
    }
  g_clear_object (&self->stream);
  self->stream = G_IO_STREAM (g_object_ref (connection));
  g_task_return_pointer (task, describe_peer (self, connection), g_free);
}

static gboolean
probe_accept_certificate_cb (GTlsConnection      *connection,
                             GTlsCertificate     *certificate,
                             GTlsCertificateFlags problems,
                             gpointer             user_data)
{
  HeraldProbe *self = user_data;

  self->certificate_problems = problems;
  return herald_transport_ignores_tls_errors (self->transport);
}

static const char *
get_version_label (GTlsConnection *connection)
{
  switch (g_tls_connection_get_protocol_version (connection))
    {
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      return "TLS 1.3";
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      return "TLS 1.2";
    case G_TLS_PROTOCOL_VERSION_UNKNOWN:
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_0:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_2:
    default:
      return "TLS";
    }
}

static char *
describe_certificate (GTlsConnection *connection)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (connection);
  g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autofree char *day = end != NULL ? g_date_time_format (end, "%x") : g_strdup ("?");

  /* Translators: the version of TLS, the certificate's issuer, a day. */
  return g_strdup_printf (_("%s with a certificate of “%s”, valid until %s"),
                             get_version_label (connection), issuer != NULL ? issuer : "?", day);
}

static void
probe_encrypted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldProbe *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    return_failure (task, error,
                    g_strdup_printf (_("No secure connection to “%s”"), get_host (self)));
  else
    g_task_return_pointer (task, describe_certificate (G_TLS_CONNECTION (source)), g_free);
}

static void
herald_probe_finalize (GObject *object)
{
  HeraldProbe *self = HERALD_PROBE (object);

  g_clear_pointer (&self->uri, g_uri_unref);
  g_free (self->url);
  g_free (self->proxy);
  g_clear_object (&self->transport);
  g_clear_object (&self->stream);
  g_clear_object (&self->giver);
  G_OBJECT_CLASS (herald_probe_parent_class)->finalize (object);
}

static void
herald_probe_class_init (HeraldProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_probe_finalize;
}

static void
herald_probe_init (HeraldProbe *self)
{
}

/**
 * herald_probe_new:
 * @url: an address of the server
 * @transport: how the server is reached
 *
 * **Errors:** INVALID: @url is no http or https address.
 *
 * Returns: (transfer full): a probe that has not begun
 */
HeraldProbe *
herald_probe_new (const char *url, HeraldTransport *transport, GError **error)
{
  g_autoptr (HeraldProbe) self = NULL;
  g_autofree char *origin = NULL;

  g_return_val_if_fail (url != NULL, NULL);
  g_return_val_if_fail (HERALD_IS_TRANSPORT (transport), NULL);

  origin = herald_url_normalise_origin (url, error);
  if (origin == NULL)
    return NULL;
  self = g_object_new (HERALD_TYPE_PROBE, NULL);
  self->uri = g_uri_parse (origin, G_URI_FLAGS_NONE, error);
  if (self->uri == NULL)
    return NULL;
  self->url = g_steal_pointer (&origin);
  self->transport = g_object_ref (transport);
  return g_steal_pointer (&self);
}

/**
 * herald_probe_is_encrypted:
 * @self: a probe
 *
 * Returns: whether the server is reached by https
 */
gboolean
herald_probe_is_encrypted (HeraldProbe *self)
{
  g_return_val_if_fail (HERALD_IS_PROBE (self), FALSE);

  return g_str_equal (g_uri_get_scheme (self->uri), "https");
}

/**
 * herald_probe_resolve_async:
 * @self: a probe
 * @cancellable: (nullable): to cancel
 * @callback: called when the name is found
 * @user_data: for @callback
 *
 * Looks up the name of the server, or of the proxy that leads to it.
 */
void
herald_probe_resolve_async (HeraldProbe        *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_PROBE (self));

  task = start_task (self, herald_probe_resolve_async, cancellable, callback, user_data);
  g_clear_pointer (&self->proxy, g_free);
  g_proxy_resolver_lookup_async (herald_transport_get_proxy_resolver (self->transport), self->url,
                                 cancellable, probe_got_proxies_cb, task);
}

/**
 * herald_probe_resolve_finish:
 * @self: a probe
 * @result: of herald_probe_resolve_async()
 * @error: where to put an error
 *
 * **Errors:** NETWORK, CANCELLED.
 *
 * Returns: (transfer full): the addresses, in words
 */
char *
herald_probe_resolve_finish (HeraldProbe *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_probe_connect_async:
 * @self: a probe
 * @cancellable: (nullable): to cancel
 * @callback: called when there is a connection
 * @user_data: for @callback
 */
void
herald_probe_connect_async (HeraldProbe        *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GSocketClient) client = NULL;
  g_autoptr (GSocketConnectable) target = NULL;
  GTask *task;

  g_return_if_fail (HERALD_IS_PROBE (self));

  task = start_task (self, herald_probe_connect_async, cancellable, callback, user_data);
  client = herald_transport_create_client (self->transport, TIMEOUT_SECONDS);
  /* By its URL, which is what the proxy settings go by. */
  target = g_network_address_parse_uri (self->url, get_port (self), NULL);
  g_socket_client_connect_async (client, target, cancellable, probe_connected_cb, task);
}

/**
 * herald_probe_connect_finish:
 * @self: a probe
 * @result: of herald_probe_connect_async()
 * @error: where to put an error
 *
 * **Errors:** NETWORK, CANCELLED.
 *
 * Returns: (transfer full): whereto, in words
 */
char *
herald_probe_connect_finish (HeraldProbe *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_probe_encrypt_async:
 * @self: a connected probe of an https address
 * @cancellable: (nullable): to cancel
 * @callback: called when the connection is secure
 * @user_data: for @callback
 */
void
herald_probe_encrypt_async (HeraldProbe        *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GSocketConnectable) identity = NULL;
  g_autoptr (GIOStream) tls = NULL;
  GError *error = NULL;
  GTask  *task;

  g_return_if_fail (HERALD_IS_PROBE (self));
  g_return_if_fail (self->stream != NULL);

  task = start_task (self, herald_probe_encrypt_async, cancellable, callback, user_data);
  self->certificate_problems = 0;
  identity = g_network_address_new (get_host (self), get_port (self));
  tls = g_tls_client_connection_new (self->stream, identity, &error);
  if (tls == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_clear_object (&self->giver);
  self->giver =
    herald_certificate_giver_new (herald_transport_get_client_certificate (self->transport));
  g_tls_connection_set_database (G_TLS_CONNECTION (tls),
                                 herald_transport_get_authorities (self->transport));
  g_tls_connection_set_interaction (G_TLS_CONNECTION (tls), G_TLS_INTERACTION (self->giver));
  g_signal_connect_object (tls, "accept-certificate", G_CALLBACK (probe_accept_certificate_cb),
                           self, 0);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, cancellable,
                                    probe_encrypted_cb, task);
}

/**
 * herald_probe_encrypt_finish:
 * @self: a probe
 * @result: of herald_probe_encrypt_async()
 * @error: where to put an error
 *
 * **Errors:** NETWORK, see herald_probe_get_certificate_problems(); CANCELLED.
 *
 * Returns: (transfer full): version and certificate, in words
 */
char *
herald_probe_encrypt_finish (HeraldProbe *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_probe_get_certificate_problems:
 * @self: a probe
 *
 * Returns: what is wrong with the server's certificate, whether it was refused or not
 */
GTlsCertificateFlags
herald_probe_get_certificate_problems (HeraldProbe *self)
{
  g_return_val_if_fail (HERALD_IS_PROBE (self), 0);

  return self->certificate_problems;
}

/**
 * herald_probe_was_certificate_asked:
 * @self: a probe
 *
 * Returns: whether the server wanted a client certificate
 */
gboolean
herald_probe_was_certificate_asked (HeraldProbe *self)
{
  g_return_val_if_fail (HERALD_IS_PROBE (self), FALSE);

  return was_asked (self);
}

/**
 * herald_probe_dup_proxy_origin:
 * @self: a probe
 *
 * Returns: (transfer full) (nullable): the proxy in between, as “scheme://host:port”
 */
char *
herald_probe_dup_proxy_origin (HeraldProbe *self)
{
  g_return_val_if_fail (HERALD_IS_PROBE (self), NULL);

  return herald_transport_dup_proxy_origin (self->transport, get_host (self));
}

/**
 * herald_probe_get_problem:
 * @self: a probe
 *
 * Returns: what proxy or client certificate have to do with the last failure
 */
HeraldTransportProblem
herald_probe_get_problem (HeraldProbe *self)
{
  g_return_val_if_fail (HERALD_IS_PROBE (self), HERALD_TRANSPORT_OTHER);

  return self->problem;
}
