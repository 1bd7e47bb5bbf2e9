/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accepts TLS connections on the loopback address and keeps one HeraldH2Session for each. */
#include "config.h"

#include "h2/herald-h2-server.h"

#include "base/herald-error.h"
#include "h2/herald-h2-server-private.h"
#include "h2/herald-h2-session-private.h"
#include "h2/herald-h2-source.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define PORT_TRIES 16
#define MOST_CONNECTIONS 256
#define MOST_HANDSHAKES 32            /* GIO's pool does ten at a time, and each has a deadline */
#define MOST_WAITING_CONNECTIONS 1024 /* the kernel keeps them */
#define HANDSHAKE_TIMEOUT_MS (10 * 1000)
#define IDLE_TIMEOUT_MS (10 * 60 * 1000)
#define CROWDED_IDLE_TIMEOUT_MS 1000 /* while others wait to come in */

struct _HeraldH2Server
{
  GObject parent_instance;

  GTlsCertificate    *certificate; /* (owned) */
  guint               max_streams;
  const guint        *first_streams; /* (unowned) (nullable): in place of max_streams */
  gsize               max_body_bytes;
  HeraldH2RequestFunc request_func;
  gpointer            user_data;
  guint               handshake_timeout_ms;
  guint               idle_timeout_ms;
  guint               most_connections;
  guint               crowded_idle_timeout_ms;
  char               *idle_farewell; /* (owned) (nullable) */
  char               *stop_farewell; /* (owned) (nullable) */
  char               *large_prefix;  /* (owned) (nullable) */
  GBytes             *large_text;    /* (owned) (nullable) */

  GSocketService *service; /* (owned) (nullable): while it listens */
  guint16         port;
  GHashTable     *sessions;   /* (element-type HeraldH2Session) (owned) */
  GHashTable     *handshakes; /* (element-type Handshake) (owned) */
  GSource        *sweep;      /* (owned): looks for idle connections */
};

G_DEFINE_FINAL_TYPE (HeraldH2Server, herald_h2_server, G_TYPE_OBJECT)

/* A connection that has not agreed on TLS yet. */
typedef struct
{
  HeraldH2Server *server;      /* (unowned) (nullable): NULL once it has stopped */
  GIOStream      *base;        /* (owned) */
  GIOStream      *tls;         /* (owned) */
  GCancellable   *cancellable; /* (owned) */
  GSource        *readable;    /* (owned) (nullable): until the client says something */
  gint64          deadline_us;
} Handshake;

static void
handshake_free (Handshake *handshake)
{
  herald_h2_source_clear (&handshake->readable);
  g_clear_object (&handshake->tls);
  g_clear_object (&handshake->base);
  g_clear_object (&handshake->cancellable);
  g_free (handshake);
}

/* Ends it without a session: at once, or when its thread has noticed. */
static void
handshake_abandon (Handshake *handshake)
{
  g_cancellable_cancel (handshake->cancellable);
  if (handshake->readable == NULL)
    return;
  g_hash_table_remove (handshake->server->handshakes, handshake);
  g_io_stream_close (handshake->base, NULL, NULL);
  handshake_free (handshake);
}

static GHashTable *
create_session_set (void)
{
  return g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

static gboolean
is_full (HeraldH2Server *self)
{
  return g_hash_table_size (self->sessions) + g_hash_table_size (self->handshakes) >=
         self->most_connections;
}

static guint
get_idle_timeout_ms (HeraldH2Server *self)
{
  return is_full (self) ? MIN (self->crowded_idle_timeout_ms, self->idle_timeout_ms)
                        : self->idle_timeout_ms;
}

static void
arm_sweep (HeraldH2Server *self)
{
  const guint period_ms = MIN (get_idle_timeout_ms (self), self->handshake_timeout_ms) / 2;

  if (self->sweep != NULL && g_source_get_ready_time (self->sweep) < 0)
    herald_h2_source_set_deadline (self->sweep,
                                   g_get_monotonic_time () + period_ms * G_TIME_SPAN_MILLISECOND);
}

/* The clients of Go and Java dial for each of their first requests before they know that one
 * connection takes all. So whoever comes in a crowd is not refused, but waits in the kernel's queue
 * for one of those inside to leave. */
static void
review_crowd (HeraldH2Server *self)
{
  const gboolean crowded =
    is_full (self) || g_hash_table_size (self->handshakes) >= MOST_HANDSHAKES;

  if (self->service == NULL || crowded != g_socket_service_is_active (self->service))
    return;
  if (!crowded)
    {
      g_socket_service_start (self->service);
      return;
    }
  g_socket_service_stop (self->service);
  g_source_set_ready_time (self->sweep, -1);
  arm_sweep (self);
}

static void
session_closed_cb (HeraldH2Session *session, const GError *error, HeraldH2Server *self)
{
  g_signal_handlers_disconnect_by_data (session, self);
  g_hash_table_remove (self->sessions, session);
  review_crowd (self);
}

/* A client that neither sends nor reads is idle even with a stream open; one that waits for an
 * answer of the application is not, unless it does not take what is written. */
static gboolean
is_idle (HeraldH2Session *session, gint64 since_us)
{
  return herald_h2_session_get_quiet_since (session) < since_us &&
         (session->n_given == 0 || session->output_source != NULL);
}

static void
drop_idle_sessions (HeraldH2Server *self, gint64 since_us)
{
  g_autoptr (GPtrArray) idle = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer       session;

  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, &session, NULL))
    if (is_idle (session, since_us))
      g_ptr_array_add (idle, g_object_ref (session));
  for (guint i = 0; i < idle->len; i++)
    herald_h2_session_dismiss (g_ptr_array_index (idle, i), self->idle_farewell);
}

static void
drop_handshakes (HeraldH2Server *self, gint64 deadline_us)
{
  g_autoptr (GList) handshakes = g_hash_table_get_keys (self->handshakes);

  for (GList *link = handshakes; link != NULL; link = link->next)
    if (((Handshake *) link->data)->deadline_us <= deadline_us)
      handshake_abandon (link->data);
}

static gboolean
sweep_cb (gpointer data)
{
  g_autoptr (HeraldH2Server) self = g_object_ref (data);
  const gint64 now_us = g_get_monotonic_time ();

  drop_handshakes (self, now_us);
  drop_idle_sessions (self, now_us - get_idle_timeout_ms (self) * G_TIME_SPAN_MILLISECOND);
  review_crowd (self);
  if (g_hash_table_size (self->sessions) + g_hash_table_size (self->handshakes) > 0)
    arm_sweep (self);
  return G_SOURCE_CONTINUE;
}

static void
start_session (HeraldH2Server *self, GIOStream *tls)
{
  const guint max_streams = self->first_streams != NULL ? *self->first_streams : self->max_streams;
  HeraldH2Session *session = herald_h2_session_new_server (tls, max_streams, self->max_body_bytes,
                                                           self->request_func, self->user_data);

  if (self->large_text != NULL)
    herald_h2_session_set_large_text (session, self->large_prefix, self->large_text);
  g_signal_connect (session, "closed", G_CALLBACK (session_closed_cb), self);
  g_hash_table_add (self->sessions, session);
}

/* Takes a connection on which TLS is agreed on, or ends it. */
static void
take_connection (HeraldH2Server *self, GTlsConnection *tls)
{
  const char *protocol = g_tls_connection_get_negotiated_protocol (tls);

  /* A client that negotiates nothing is taken at its first bytes: there is only HTTP/2 here, Apple
   * asks for no more (“Sending notification requests to APNs”, read 2026-11), and clients that are
   * used with APNs leave ALPN out. */
  if (self != NULL && (protocol == NULL || g_str_equal (protocol, "h2")))
    {
      start_session (self, G_IO_STREAM (tls));
      return;
    }
  g_debug ("A client does not offer HTTP/2");
  g_io_stream_close (G_IO_STREAM (tls), NULL, NULL);
}

static void
handshake_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Handshake      *handshake = data;
  GTlsConnection *tls = G_TLS_CONNECTION (source);
  HeraldH2Server *self = handshake->server;
  g_autoptr (GError) error = NULL;

  if (self != NULL)
    g_hash_table_remove (self->handshakes, handshake);
  if (g_tls_connection_handshake_finish (tls, result, &error))
    {
      take_connection (self, tls);
    }
  else
    {
      g_debug ("TLS handshake failed: %s", error->message);
      g_io_stream_close (handshake->base, NULL, NULL);
    }
  handshake_free (handshake);
  if (self != NULL)
    review_crowd (self);
}

static gboolean
client_spoke_cb (GObject *input, gpointer data)
{
  Handshake *handshake = data;

  g_clear_pointer (&handshake->readable, g_source_unref);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (handshake->tls), G_PRIORITY_DEFAULT,
                                    handshake->cancellable, handshake_done_cb, handshake);
  return G_SOURCE_REMOVE;
}

/* GIO shakes hands in a thread of the pool that everything in this process shares, so a client gets
 * one only when it has said something. */
static void
start_handshake (HeraldH2Server *self, GIOStream *base, GIOStream *tls)
{
  Handshake            *handshake = g_new0 (Handshake, 1);
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (base));

  handshake->server = self;
  handshake->base = g_object_ref (base);
  handshake->tls = g_object_ref (tls);
  handshake->cancellable = g_cancellable_new ();
  handshake->deadline_us =
    g_get_monotonic_time () + self->handshake_timeout_ms * G_TIME_SPAN_MILLISECOND;
  g_hash_table_add (self->handshakes, handshake);
  handshake->readable = g_pollable_input_stream_create_source (input, NULL);
  g_source_set_callback (handshake->readable, G_SOURCE_FUNC (client_spoke_cb), handshake, NULL);
  g_source_attach (handshake->readable, g_main_context_get_thread_default ());
  arm_sweep (self);
}

/* Whom a client's certificate names is the application's question. */
static gboolean
accept_certificate_cb (GTlsConnection      *tls,
                       GTlsCertificate     *certificate,
                       GTlsCertificateFlags errors,
                       gpointer             user_data)
{
  return TRUE;
}

static gboolean
connection_came_cb (GSocketService    *service,
                    GSocketConnection *connection,
                    GObject           *source,
                    HeraldH2Server    *self)
{
  static const char *const protocols[] = { "h2", NULL };
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, TRUE,
                       NULL);
  /* No authority is asked about a client's certificate, so no database: GIO would read the system's
   * authorities, which takes longer than all the rest of a connection. */
  tls =
    g_initable_new (g_tls_backend_get_server_connection_type (g_tls_backend_get_default ()), NULL,
                    &error, "base-io-stream", connection, "certificate", self->certificate,
                    "database", NULL, "authentication-mode", G_TLS_AUTHENTICATION_REQUESTED, NULL);
  if (tls == NULL)
    {
      g_warning ("No TLS for a connection: %s", error->message);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_certificate_cb), NULL);
  start_handshake (self, G_IO_STREAM (connection), tls);
  review_crowd (self);
  return TRUE;
}

static void
herald_h2_server_dispose (GObject *object)
{
  HeraldH2Server *self = HERALD_H2_SERVER (object);

  herald_h2_server_stop (self);
  herald_h2_source_clear (&self->sweep);
  g_clear_object (&self->certificate);

  G_OBJECT_CLASS (herald_h2_server_parent_class)->dispose (object);
}

static void
herald_h2_server_finalize (GObject *object)
{
  HeraldH2Server *self = HERALD_H2_SERVER (object);

  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->handshakes);
  g_free (self->idle_farewell);
  g_free (self->large_prefix);
  g_clear_pointer (&self->large_text, g_bytes_unref);
  g_free (self->stop_farewell);

  G_OBJECT_CLASS (herald_h2_server_parent_class)->finalize (object);
}

static void
herald_h2_server_class_init (HeraldH2ServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_h2_server_dispose;
  object_class->finalize = herald_h2_server_finalize;
}

static void
herald_h2_server_init (HeraldH2Server *self)
{
  self->sessions = create_session_set ();
  self->handshakes = g_hash_table_new (NULL, NULL);
  self->sweep = herald_h2_source_new (sweep_cb, self);
  self->handshake_timeout_ms = HANDSHAKE_TIMEOUT_MS;
  self->idle_timeout_ms = IDLE_TIMEOUT_MS;
  self->crowded_idle_timeout_ms = CROWDED_IDLE_TIMEOUT_MS;
  self->most_connections = MOST_CONNECTIONS;
}

/**
 * herald_h2_server_new:
 * @certificate: with its private key
 * @max_streams: requests one connection may have open at once
 * @max_body_bytes: longer bodies are answered with 413; 0 is no limit
 * @request_func: called for each whole request of every connection
 * @user_data: for @request_func; must outlive the server's listening
 *
 * Belongs to the thread whose default main context it is created on.
 *
 * Returns: (transfer full): a server that does not listen yet
 */
HeraldH2Server *
herald_h2_server_new (GTlsCertificate    *certificate,
                      guint               max_streams,
                      gsize               max_body_bytes,
                      HeraldH2RequestFunc request_func,
                      gpointer            user_data)
{
  HeraldH2Server *self;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);
  g_return_val_if_fail (request_func != NULL, NULL);

  self = g_object_new (HERALD_TYPE_H2_SERVER, NULL);
  self->certificate = g_object_ref (certificate);
  self->max_streams = max_streams;
  self->max_body_bytes = max_body_bytes;
  self->request_func = request_func;
  self->user_data = user_data;
  return self;
}

static gboolean
add_loopback (GSocketService *service,
              GSocketFamily   family,
              guint16         port,
              guint16        *effective_port,
              GError        **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) effective = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return FALSE;
  *effective_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return TRUE;
}

/* “localhost” is also ::1, and some clients try only that; without IPv6 there is but one. A port
 * that somebody else has there is no port for us. */
static GSocketService *
open_service (guint16 port, guint16 *effective_port, GError **error)
{
  g_autoptr (GError) cause = NULL;

  for (guint i = 0; i < PORT_TRIES; i++)
    {
      g_autoptr (GSocketService) service = g_socket_service_new ();

      g_clear_error (&cause);
      /* While it accepts, a second address would cancel what it is about to accept. */
      g_socket_service_stop (service);
      g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), MOST_WAITING_CONNECTIONS);
      if (!add_loopback (service, G_SOCKET_FAMILY_IPV4, port, effective_port, &cause))
        break;
      if (add_loopback (service, G_SOCKET_FAMILY_IPV6, *effective_port, effective_port, &cause) ||
          !g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
        return g_steal_pointer (&service);
      if (port != 0)
        break;
    }
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK,
               _("Could not listen on port %u: %s"), port, cause->message);
  return NULL;
}

/**
 * herald_h2_server_listen:
 * @self: a server that does not listen
 * @port: on 127.0.0.1; 0 chooses a free one
 * @error: return location
 *
 * **Errors:** NETWORK, such as a port in use.
 *
 * Returns: whether it listens
 */
gboolean
herald_h2_server_listen (HeraldH2Server *self, guint16 port, GError **error)
{
  GSocketService *service;

  g_return_val_if_fail (HERALD_IS_H2_SERVER (self), FALSE);
  g_return_val_if_fail (self->service == NULL, FALSE);

  service = open_service (port, &self->port, error);
  if (service == NULL)
    return FALSE;
  g_signal_connect_object (service, "incoming", G_CALLBACK (connection_came_cb), self,
                           G_CONNECT_DEFAULT);
  self->service = service;
  g_socket_service_start (self->service);
  return TRUE;
}

/**
 * herald_h2_server_get_port:
 * @self: a server
 *
 * Returns: the port it listens on, or 0
 */
guint16
herald_h2_server_get_port (HeraldH2Server *self)
{
  g_return_val_if_fail (HERALD_IS_H2_SERVER (self), 0);

  return self->service == NULL ? 0 : self->port;
}

/**
 * herald_h2_server_set_farewells:
 * @self: a server
 * @idle: (nullable): text for a client whose connection is closed because nothing happens on it
 * @stop: (nullable): text for the clients that are there when the server stops
 */
void
herald_h2_server_set_farewells (HeraldH2Server *self, const char *idle, const char *stop)
{
  g_return_if_fail (HERALD_IS_H2_SERVER (self));

  g_free (self->idle_farewell);
  g_free (self->stop_farewell);
  self->idle_farewell = g_strdup (idle);
  self->stop_farewell = g_strdup (stop);
}

/**
 * herald_h2_server_set_first_streams:
 * @self: a server
 * @max_streams: read when a connection begins, in place of what the server was made with; must
 *   outlive the server's listening
 */
void
herald_h2_server_set_first_streams (HeraldH2Server *self, const guint *max_streams)
{
  g_return_if_fail (HERALD_IS_H2_SERVER (self));

  self->first_streams = max_streams;
}

/**
 * herald_h2_server_set_large_text:
 * @self: a server
 * @path_prefix: below which path
 * @json: the body of the answer 413 there; elsewhere it has none
 */
void
herald_h2_server_set_large_text (HeraldH2Server *self, const char *path_prefix, const char *json)
{
  g_return_if_fail (HERALD_IS_H2_SERVER (self));
  g_return_if_fail (path_prefix != NULL && json != NULL);

  g_free (self->large_prefix);
  g_clear_pointer (&self->large_text, g_bytes_unref);
  self->large_prefix = g_strdup (path_prefix);
  self->large_text = g_bytes_new (json, strlen (json));
}

/**
 * herald_h2_server_stop:
 * @self: a server
 *
 * Closes the listener and every connection; the request function is not called again.
 */
void
herald_h2_server_stop (HeraldH2Server *self)
{
  g_autoptr (GHashTable) sessions = NULL;
  g_autoptr (GList) handshakes = NULL;
  GHashTableIter iter;
  gpointer       key;

  g_return_if_fail (HERALD_IS_H2_SERVER (self));

  sessions = g_steal_pointer (&self->sessions);
  self->sessions = create_session_set ();
  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  g_clear_object (&self->service);
  handshakes = g_hash_table_get_keys (self->handshakes);
  for (GList *link = handshakes; link != NULL; link = link->next)
    handshake_abandon (link->data);
  /* Those in a thread end later; they must not come back to this server. */
  g_hash_table_iter_init (&iter, self->handshakes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    ((Handshake *) key)->server = NULL;
  g_hash_table_remove_all (self->handshakes);
  g_hash_table_iter_init (&iter, sessions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_signal_handlers_disconnect_by_data (key, self);
      herald_h2_session_dismiss (key, self->stop_farewell);
    }
}

/* For tests: shorter times. Only before connections come. */
void
herald_h2_server_set_timeouts_ms (HeraldH2Server *self, guint handshake_ms, guint idle_ms)
{
  self->handshake_timeout_ms = handshake_ms;
  self->idle_timeout_ms = idle_ms;
}

/* For tests: fewer connections, and how soon those that are idle make room for others. */
void
herald_h2_server_set_most_connections (HeraldH2Server *self, guint most_connections, guint idle_ms)
{
  self->most_connections = most_connections;
  self->crowded_idle_timeout_ms = idle_ms;
}

/* For tests: connections that are open or shaking hands. */
guint
herald_h2_server_get_n_connections (HeraldH2Server *self)
{
  return g_hash_table_size (self->sessions) + g_hash_table_size (self->handshakes);
}
