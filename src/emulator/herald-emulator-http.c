/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libmicrohttpd in a GLib main context. Not libsoup's server: 3.2 keeps memory for every closed
 * connection (25 kB with TLS), knows neither limits nor time-outs for connections, and takes
 * requests that RFC 9112 wants refused. */
#include "config.h"

#include "emulator/herald-emulator-http.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-http-request.h"

#include <fcntl.h>
#include <string.h>

#define IDLE_SECONDS 60u
#define MOST_CONNECTIONS 1000u
/* Of one connection: its longest URL and headers fit, a body is kept elsewhere. The library wipes
 * all of it after each request. */
#define CONNECTION_BYTES ((size_t) 64 * 1024)
#define BACKLOG 256
#define LONGEST_WAIT_MS 60000
#define PORT_TRIES 16
#define RUNS_AT_END 8 /* a resumed connection takes three of them to send its answer */

/* One family's socket. */
typedef struct
{
  struct MHD_Daemon *daemon; /* (owned) */
  gpointer           tag;    /* of its descriptor in the source */
} Listener;

struct _HeraldEmulatorHttp
{
  GObject parent_instance;

  GTlsCertificate         *certificate; /* (owned) (nullable) */
  HeraldEmulatorHttpShared shared;

  GArray  *listeners; /* (element-type Listener) (owned) */
  GSource *source;    /* (owned) (nullable): runs them */
  guint16  port;
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorHttp, herald_emulator_http, G_TYPE_OBJECT)

typedef struct
{
  GSource             parent;
  HeraldEmulatorHttp *http; /* (unowned): owns us */
} HttpSource;

static int
get_wait_ms (Listener *listener)
{
  MHD_UNSIGNED_LONG_LONG wait_ms = 0;

  if (MHD_get_timeout (listener->daemon, &wait_ms) != MHD_YES)
    return LONGEST_WAIT_MS;
  return (int) MIN (wait_ms, LONGEST_WAIT_MS);
}

static gboolean
source_prepare (GSource *source, int *timeout_ms)
{
  HeraldEmulatorHttp *self = ((HttpSource *) source)->http;

  *timeout_ms = self->shared.resumed ? 0 : LONGEST_WAIT_MS;
  for (guint i = 0; i < self->listeners->len; i++)
    *timeout_ms = MIN (*timeout_ms, get_wait_ms (&g_array_index (self->listeners, Listener, i)));
  return *timeout_ms == 0;
}

static gboolean
is_ready (GSource *source, Listener *listener)
{
  return g_source_query_unix_fd (source, listener->tag) != 0 || get_wait_ms (listener) == 0;
}

static gboolean
source_check (GSource *source)
{
  HeraldEmulatorHttp *self = ((HttpSource *) source)->http;

  for (guint i = 0; i < self->listeners->len; i++)
    if (is_ready (source, &g_array_index (self->listeners, Listener, i)))
      return TRUE;
  return self->shared.resumed;
}

/* With a loop of ours the library does not notice by itself that a connection was resumed. */
static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  HeraldEmulatorHttp *self = ((HttpSource *) source)->http;
  gboolean            resumed = self->shared.resumed;

  self->shared.resumed = FALSE;
  for (guint i = 0; i < self->listeners->len; i++)
    {
      Listener *listener = &g_array_index (self->listeners, Listener, i);

      if (resumed || is_ready (source, listener))
        MHD_run (listener->daemon);
    }
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  source_prepare, source_check, source_dispatch, NULL, NULL, NULL
};

static void *
target_cb (void *cls, const char *target, struct MHD_Connection *connection)
{
  return herald_emulator_http_request_new (cls, target);
}

static enum MHD_Result
access_cb (void                  *cls,
           struct MHD_Connection *connection,
           const char            *path,
           const char            *method,
           const char            *version,
           const char            *chunk,
           size_t                *size,
           void                 **request)
{
  return herald_emulator_http_request_advance (*request, connection, method, chunk, size);
}

static void
completed_cb (void                           *cls,
              struct MHD_Connection          *connection,
              void                          **request,
              enum MHD_RequestTerminationCode code)
{
  if (*request != NULL)
    herald_emulator_http_request_end (*request);
  *request = NULL;
}

/* Paths and queries stay as they were sent: the router decodes them. */
static size_t
keep_encoded_cb (void *cls, struct MHD_Connection *connection, char *text)
{
  return strlen (text);
}

G_GNUC_PRINTF (2, 0)
static void
log_cb (void *cls, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  g_debug ("%s", g_strchomp (text));
}

static struct MHD_Daemon *
start_daemon (HeraldEmulatorHttp *self, int fd)
{
  g_autofree char      *certificate = NULL, *key = NULL;
  unsigned int          flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
  struct MHD_OptionItem tls[] = { { MHD_OPTION_HTTPS_MEM_CERT, 0, NULL },
                                  { MHD_OPTION_HTTPS_MEM_KEY, 0, NULL },
                                  { MHD_OPTION_END, 0, NULL } };

  if (self->certificate != NULL)
    {
      g_object_get (self->certificate, "certificate-pem", &certificate, "private-key-pem", &key,
                    NULL);
      flags |= MHD_USE_TLS;
      tls[0].ptr_value = certificate;
      tls[1].ptr_value = key;
    }
  return MHD_start_daemon (flags, 0, NULL, NULL, access_cb, NULL, MHD_OPTION_EXTERNAL_LOGGER,
                           log_cb, NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_STRICT_FOR_CLIENT,
                           1, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS,
                           MHD_OPTION_CONNECTION_LIMIT, MOST_CONNECTIONS,
                           MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES,
                           MHD_OPTION_URI_LOG_CALLBACK, target_cb, &self->shared,
                           MHD_OPTION_UNESCAPE_CALLBACK, keep_encoded_cb, NULL,
                           MHD_OPTION_NOTIFY_COMPLETED, completed_cb, NULL, MHD_OPTION_ARRAY,
                           self->certificate != NULL ? tls : tls + 2, MHD_OPTION_END);
}

static GSocket *
open_socket (GSocketFamily family, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocket) socket =
    g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  g_socket_set_listen_backlog (socket, BACKLOG);
  g_socket_set_blocking (socket, FALSE);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static gboolean
serve_socket (HeraldEmulatorHttp *self, GSocket *socket, GError **error)
{
  Listener                    listener = { NULL, NULL };
  const union MHD_DaemonInfo *info;
  int                         fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 3);

  listener.daemon = fd >= 0 ? start_daemon (self, fd) : NULL; /* owns the descriptor */
  if (listener.daemon == NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK,
                   "The HTTP server of the emulator does not start");
      return FALSE;
    }
  info = MHD_get_daemon_info (listener.daemon, MHD_DAEMON_INFO_EPOLL_FD);
  listener.tag = g_source_add_unix_fd (self->source, info->epoll_fd, G_IO_IN);
  g_array_append_val (self->listeners, listener);
  return TRUE;
}

static guint16
get_port_of (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

static gboolean
set_listen_error (guint16 port, const GError *cause, GError **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                 "Port %u is in use; choose another, or 0 for any free one", port);
  else
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_NETWORK, "Cannot listen on 127.0.0.1:%u: %s",
                 port, cause->message);
  return FALSE;
}

/* “localhost” is also ::1, and some clients try only that. Without IPv6 there is but one. */
static gboolean
open_sockets (guint16 port, GSocket **ipv4, GSocket **ipv6, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  for (guint i = 0; i < PORT_TRIES; i++)
    {
      g_autoptr (GSocket) first = NULL;

      g_clear_error (&local_error);
      first = open_socket (G_SOCKET_FAMILY_IPV4, port, &local_error);
      if (first == NULL)
        break;
      *ipv6 = open_socket (G_SOCKET_FAMILY_IPV6, get_port_of (first), &local_error);
      if (*ipv6 != NULL || !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
        {
          *ipv4 = g_steal_pointer (&first);
          return TRUE;
        }
      if (port != 0)
        break;
    }
  return set_listen_error (port, local_error, error);
}

static void
herald_emulator_http_finalize (GObject *object)
{
  HeraldEmulatorHttp *self = HERALD_EMULATOR_HTTP (object);

  herald_emulator_http_stop (self);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->shared.waiting, g_hash_table_unref);
  g_clear_pointer (&self->listeners, g_array_unref);
  G_OBJECT_CLASS (herald_emulator_http_parent_class)->finalize (object);
}

static void
herald_emulator_http_class_init (HeraldEmulatorHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_http_finalize;
}

static void
herald_emulator_http_init (HeraldEmulatorHttp *self)
{
  self->shared.waiting = g_hash_table_new (NULL, NULL);
  self->listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
}

/**
 * herald_emulator_http_new:
 * @certificate: (nullable): with it the listener speaks TLS
 * @most_body_bytes: a longer request body is answered 413
 * @dispatch: gets every call
 * @user_data: for @dispatch
 *
 * Returns: (transfer full): a server that does not listen yet
 */
HeraldEmulatorHttp *
herald_emulator_http_new (GTlsCertificate       *certificate,
                          gsize                  most_body_bytes,
                          HeraldEmulatorCallFunc dispatch,
                          gpointer               user_data)
{
  HeraldEmulatorHttp *self = g_object_new (HERALD_TYPE_EMULATOR_HTTP, NULL);

  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->shared.transport =
    certificate != NULL ? HERALD_EMULATOR_OVER_HTTPS : HERALD_EMULATOR_OVER_HTTP;
  self->shared.most_body_bytes = most_body_bytes;
  self->shared.dispatch = dispatch;
  self->shared.user_data = user_data;
  return self;
}

/**
 * herald_emulator_http_listen:
 * @self: the server
 * @port: 0 chooses a free one
 *
 * Requests are handled in the thread-default main context of the caller.
 *
 * **Errors:** CONFLICT when the port is taken, NETWORK otherwise.
 *
 * Returns: whether it listens
 */
gboolean
herald_emulator_http_listen (HeraldEmulatorHttp *self, guint16 port, GError **error)
{
  g_autoptr (GSocket) ipv4 = NULL;
  g_autoptr (GSocket) ipv6 = NULL;

  if (!open_sockets (port, &ipv4, &ipv6, error))
    return FALSE;
  self->port = get_port_of (ipv4);
  self->source = g_source_new (&source_funcs, sizeof (HttpSource));
  ((HttpSource *) self->source)->http = self;
  g_source_set_static_name (self->source, "emulator http");
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return serve_socket (self, ipv4, error) && (ipv6 == NULL || serve_socket (self, ipv6, error));
}

/**
 * herald_emulator_http_get_port:
 * @self: a listening server
 *
 * Returns: its port
 */
guint16
herald_emulator_http_get_port (HeraldEmulatorHttp *self)
{
  return self->port;
}

/**
 * herald_emulator_http_run:
 * @self: a listening server
 *
 * Takes what came and sends what is ready, without waiting for anything.
 */
void
herald_emulator_http_run (HeraldEmulatorHttp *self)
{
  for (guint i = 0; i < self->listeners->len; i++)
    MHD_run (g_array_index (self->listeners, Listener, i).daemon);
}

/**
 * herald_emulator_http_stop:
 * @self: the server
 *
 * Closes the listener and every connection.
 */
void
herald_emulator_http_stop (HeraldEmulatorHttp *self)
{
  GHashTableIter iter;
  gpointer       request;

  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  /* The library refuses to stop while one of its connections is suspended. */
  g_hash_table_iter_init (&iter, self->shared.waiting);
  while (g_hash_table_iter_next (&iter, &request, NULL))
    herald_emulator_http_request_give_up (request);
  for (guint i = 0; i < self->listeners->len; i++)
    {
      Listener *listener = &g_array_index (self->listeners, Listener, i);

      /* What was answered leaves as far as its client takes it at once. */
      for (guint run = 0; run < RUNS_AT_END; run++)
        MHD_run (listener->daemon);
      MHD_stop_daemon (listener->daemon);
    }
  g_array_set_size (self->listeners, 0);
}
