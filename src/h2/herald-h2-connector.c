/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name, TCP, TLS and ALPN for one origin, with errors that say which of them failed. */
#include "config.h"

#include "h2/herald-h2-connector.h"

#include "base/herald-deadline.h"
#include "base/herald-error.h"
#include "base/herald-task-data.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define HTTPS_PORT 443

struct _HeraldH2Connector
{
  GObject parent_instance;

  GUri            *uri;                /* (owned) (nullable): NULL when the origin is not https */
  char            *origin;             /* (owned) */
  HeraldTransport *transport;          /* (owned) */
  GTlsCertificate *client_certificate; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldH2Connector, herald_h2_connector, G_TYPE_OBJECT)

typedef struct
{
  HeraldDeadline      *deadline; /* (owned) (nullable) */
  GIOStream           *tls;      /* (owned) (nullable) */
  GTlsCertificateFlags refused;
} ConnectTask;

static void
connect_task_clear (ConnectTask *task)
{
  g_clear_pointer (&task->deadline, herald_deadline_free);
  g_clear_object (&task->tls);
}

HERALD_DEFINE_TASK_DATA (ConnectTask, connect_task, connect_task_clear)

static const char *
get_host (HeraldH2Connector *self)
{
  return g_uri_get_host (self->uri);
}

static guint16
get_port (HeraldH2Connector *self)
{
  const int port = g_uri_get_port (self->uri);

  return port < 0 ? HTTPS_PORT : (guint16) port;
}

/* Gives the low-level error the name of the step and of the host. */
static GError *
convert_error (HeraldH2Connector *self, ConnectTask *task, const GError *cause)
{
  GError *error;

  if (herald_deadline_has_passed (task->deadline))
    return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                        _("“%s” did not answer in time; try again, or look at the network between"),
                          get_host (self));
  if (g_cancellable_is_cancelled (herald_deadline_get_cancellable (task->deadline)))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                _("The connection attempt was cancelled"));
  if (task->refused != 0)
    return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                        _("The certificate of “%s” cannot be trusted: %s"), get_host (self),
                           herald_transport_explain_certificate (task->refused));
  error = herald_transport_explain (self->transport, get_host (self), FALSE, cause);
  if (error != NULL)
    return error;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                        _("Nothing answers at “%s”; check that it runs and that the address is "
                          "right"),
                           get_host (self));
  return g_error_new (HERALD_ERROR, HERALD_ERROR_NETWORK,
                      _("Could not connect to “%s”: %s"), get_host (self), cause->message);
}

static void
fail_task (GTask *task, const GError *cause)
{
  g_task_return_error (task, convert_error (g_task_get_source_object (task),
                                            connect_task_get (task), cause));
}

/* The server is not known to be the right one. */
static gboolean
certificate_offered_cb (GTlsConnection      *tls,
                        GTlsCertificate     *certificate,
                        GTlsCertificateFlags flags,
                        gpointer             data)
{
  GTask             *task = data;
  HeraldH2Connector *self = g_task_get_source_object (task);

  if (herald_transport_ignores_tls_errors (self->transport))
    return TRUE;
  connect_task_get (task)->refused = flags;
  return FALSE;
}

static void
handshake_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HeraldH2Connector *self = g_task_get_source_object (task);
  ConnectTask       *connect = connect_task_get (task);
  GTlsConnection    *tls = G_TLS_CONNECTION (source);
  g_autoptr (GError) error = NULL;

  g_signal_handlers_disconnect_by_data (tls, task);
  if (!g_tls_connection_handshake_finish (tls, result, &error))
    {
      fail_task (task, error);
      return;
    }
  if (g_strcmp0 (g_tls_connection_get_negotiated_protocol (tls), "h2") != 0)
    {
      g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_NETWORK,
                               _("“%s” does not offer HTTP/2 on port %u; check the address, and whether a "
                                 "proxy or a firewall stands in between"),
                                  get_host (self), get_port (self));
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&connect->tls), g_object_unref);
}

static GIOStream *
create_tls (HeraldH2Connector *self, GSocketConnection *connection, GTask *task, GError **error)
{
  static const char *const protocols[] = { "h2", NULL };
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GSocketConnectable) identity =
    g_network_address_new (get_host (self), get_port (self));

  tls = g_tls_client_connection_new (G_IO_STREAM (connection), identity, error);
  if (tls == NULL)
    return NULL;
  g_tls_connection_set_database (G_TLS_CONNECTION (tls),
                                 herald_transport_get_authorities (self->transport));
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  if (self->client_certificate != NULL)
    g_tls_connection_set_certificate (G_TLS_CONNECTION (tls), self->client_certificate);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (certificate_offered_cb), task);
  return g_steal_pointer (&tls);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HeraldH2Connector *self = g_task_get_source_object (task);
  ConnectTask       *connect = connect_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = NULL;

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (connection != NULL)
    {
      /* Proxied connections have a socket as well; only its options are wanted. */
      g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY,
                           TRUE, NULL);
      connect->tls = create_tls (self, connection, task, &error);
    }
  if (connect->tls == NULL)
    {
      fail_task (task, error);
      return;
    }
  g_tls_connection_handshake_async (G_TLS_CONNECTION (connect->tls), G_PRIORITY_DEFAULT,
                                    herald_deadline_get_cancellable (connect->deadline),
                                    handshake_done_cb, g_steal_pointer (&task));
}

static void
herald_h2_connector_finalize (GObject *object)
{
  HeraldH2Connector *self = HERALD_H2_CONNECTOR (object);

  g_clear_pointer (&self->uri, g_uri_unref);
  g_free (self->origin);
  g_clear_object (&self->client_certificate);
  g_clear_object (&self->transport);

  G_OBJECT_CLASS (herald_h2_connector_parent_class)->finalize (object);
}

static void
herald_h2_connector_class_init (HeraldH2ConnectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_h2_connector_finalize;
}

static void
herald_h2_connector_init (HeraldH2Connector *self)
{
}

/**
 * herald_h2_connector_new:
 * @origin: “https://host:port”
 * @transport: through which proxy, whom to trust
 * @client_certificate: (nullable): shown to servers that ask for one
 *
 * Returns: (transfer full): a connector; a wrong origin is an error of each attempt
 */
HeraldH2Connector *
herald_h2_connector_new (const char      *origin,
                         HeraldTransport *transport,
                         GTlsCertificate *client_certificate)
{
  HeraldH2Connector *self = g_object_new (HERALD_TYPE_H2_CONNECTOR, NULL);

  self->origin = g_strdup (origin);
  self->uri = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);
  if (self->uri != NULL &&
      (g_strcmp0 (g_uri_get_scheme (self->uri), "https") != 0 ||
       g_uri_get_host (self->uri) == NULL || *g_uri_get_host (self->uri) == '\0'))
    g_clear_pointer (&self->uri, g_uri_unref);
  self->transport = g_object_ref (transport);
  g_set_object (&self->client_certificate, client_certificate);
  return self;
}

/**
 * herald_h2_connector_dup_authority:
 * @self: a connector
 *
 * Returns: (transfer full): what “:authority” says, such as “localhost:2197”
 */
char *
herald_h2_connector_dup_authority (HeraldH2Connector *self)
{
  const char      *host = self->uri == NULL ? "" : get_host (self);
  const int        port = self->uri == NULL ? -1 : g_uri_get_port (self->uri);
  const gboolean   is_ipv6 = strchr (host, ':') != NULL;
  g_autofree char *name = g_strdup_printf (is_ipv6 ? "[%s]" : "%s", host);

  if (port < 0 || port == HTTPS_PORT)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s:%d", name, port);
}

/**
 * herald_h2_connector_connect_async:
 * @self: a connector
 * @timeout_ms: for name, TCP and TLS together
 * @cancellable: (nullable): stops the attempt
 * @callback: called with the connection or the reason
 * @user_data: for @callback
 *
 * **Errors:** INVALID (origin), NETWORK.
 */
void
herald_h2_connector_connect_async (HeraldH2Connector  *self,
                                   guint               timeout_ms,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GSocketClient) client = NULL;
  g_autoptr (GSocketConnectable) target = NULL;
  ConnectTask *connect = connect_task_attach (task);

  g_task_set_source_tag (task, herald_h2_connector_connect_async);
  if (self->uri == NULL)
    {
      g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_INVALID,
                               _("“%s” is not an address that begins with https://"),
                                  self->origin);
      return;
    }
  connect->deadline = herald_deadline_new (timeout_ms, cancellable);
  client = herald_transport_create_client (self->transport, 0);
  /* By its URL, which is what proxy settings go by. */
  target = g_network_address_parse_uri (self->origin, get_port (self), NULL);
  g_socket_client_connect_async (client, target,
                                 herald_deadline_get_cancellable (connect->deadline), connected_cb,
                                 g_steal_pointer (&task));
}

/**
 * herald_h2_connector_connect_finish:
 * @self: a connector
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a connection that speaks HTTP/2
 */
GIOStream *
herald_h2_connector_connect_finish (HeraldH2Connector *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
