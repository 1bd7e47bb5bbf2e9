/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Written on sockets and not on an HTTP library, so that broken answers are possible and what the
 * client puts on the wire is seen as it is. */
#include "config.h"

#include "herald-script-peer.h"

#include <string.h>
#include <sys/socket.h>

#define FLOOD_BYTES ((gsize) 64 * 1024)
#define DRIP_PAUSE_US 2000

typedef enum
{
  STEP_ANSWER, /* and keep the connection */
  STEP_RAW,    /* and close it */
  STEP_RESET,
  STEP_HOLD,
  STEP_DRIP,
  STEP_FLOOD,
  STEP_QUOTE,
} StepKind;

typedef struct
{
  StepKind kind;
  char    *path;  /* (owned) (nullable) */
  char    *bytes; /* (owned) (nullable) */
} Step;

struct _HeraldScriptPeer
{
  GObject parent_instance;

  GSocket         *socket;      /* (owned) */
  GSocketListener *listener;    /* (owned) */
  GCancellable    *cancellable; /* (owned) */
  GThread         *thread;      /* (owned) (nullable) */
  char            *url;         /* (owned) */

  GMutex           lock;
  GCond            changed;
  GTlsCertificate *certificate; /* (owned) (nullable), by @lock: without one it talks plainly */
  GPtrArray       *steps;       /* (owned) (element-type Step), by @lock */
  GPtrArray       *always;      /* (owned) (element-type Step), by @lock: when no step is left */
  GPtrArray       *requests;    /* (owned) (element-type utf8), by @lock */

  HeraldScriptPeerTalk talk; /* (nullable): instead of the script, by @lock, as the following */
  gpointer             talk_data;
  const char *const   *protocols; /* (unowned) (nullable): for ALPN */
};

G_DEFINE_FINAL_TYPE (HeraldScriptPeer, herald_script_peer, G_TYPE_OBJECT)

typedef struct
{
  HeraldScriptPeer  *peer;       /* (unowned): outlives its threads */
  GSocketConnection *connection; /* (owned) */
  GIOStream         *stream;     /* (owned): what is said over it, encrypted or not */
} Client;

static void
step_free (gpointer data)
{
  Step *self = data;

  g_free (self->path);
  g_free (self->bytes);
  g_free (self);
}

static gboolean
step_matches (const Step *step, const char *request)
{
  const char *path = strchr (request, ' ');

  return step->path == NULL || (path != NULL && g_str_has_prefix (path + 1, step->path));
}

static Step *
step_new (StepKind kind, const char *path, const char *bytes)
{
  Step *self = g_new0 (Step, 1);

  self->kind = kind;
  self->path = g_strdup (path);
  self->bytes = g_strdup (bytes);
  return self;
}

static Step *
dup_always (HeraldScriptPeer *self, const char *request)
{
  for (guint i = 0; i < self->always->len; i++)
    {
      const Step *step = g_ptr_array_index (self->always, i);

      if (step_matches (step, request))
        return step_new (step->kind, step->path, step->bytes);
    }
  return NULL;
}

static void
append_escaped (GString *text, const char *words)
{
  for (const char *c = words; *c != '\0'; c++)
    if (*c == '+' || *c == '"' || *c == '\\' || *c < ' ')
      g_string_append_printf (text, "\\u%04x", (guint) (guchar) *c);
    else
      g_string_append_c (text, *c);
}

/* Credentials, body, and the body as a form is read. */
static char *
dup_quote (const char *request)
{
  const char      *header = strstr (request, "\r\nAuthorization: ");
  const char      *value = header != NULL ? header + strlen ("\r\nAuthorization: ") : "";
  const char      *body = strstr (request, "\r\n\r\n") + strlen ("\r\n\r\n");
  g_autofree char *credentials = g_strndup (value, strcspn (value, "\r"));
  g_autofree char *form = g_uri_unescape_string (body, NULL);
  GString         *quote = g_string_new (NULL);

  append_escaped (quote, credentials);
  g_string_append_c (quote, ' ');
  append_escaped (quote, body);
  g_string_append_c (quote, ' ');
  append_escaped (quote, form != NULL ? form : "");
  return g_string_free (quote, FALSE);
}

static void
fill_quote (Step *step, const char *request)
{
  g_autofree char *quote = dup_quote (request);
  GString         *bytes = g_string_new (step->bytes);

  g_string_replace (bytes, HERALD_SCRIPT_PEER_QUOTE, quote, 0);
  g_free (step->bytes);
  step->bytes = g_string_free (bytes, FALSE);
}

/* Remembers the request and takes its step out of the script. */
static Step *
take_step (HeraldScriptPeer *self, char *request)
{
  Step *step = NULL;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->requests, request);
  for (guint i = 0; step == NULL && i < self->steps->len; i++)
    if (step_matches (g_ptr_array_index (self->steps, i), request))
      step = g_ptr_array_steal_index (self->steps, i);
  if (step == NULL)
    step = dup_always (self, request);
  if (step != NULL && step->kind == STEP_QUOTE)
    fill_quote (step, request);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return step;
}

static gsize
parse_body_length (const char *head)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], "Content-Length:", strlen ("Content-Length:")) == 0)
      return (gsize) g_ascii_strtoull (lines[i] + strlen ("Content-Length:"), NULL, 10);
  return 0;
}

/* Head and body of the next request, or NULL when the client has gone. */
static char *
read_request (HeraldScriptPeer *self, GInputStream *stream)
{
  g_autoptr (GString) request = g_string_new (NULL);
  gsize body_length;
  gsize head_length;
  char  byte;

  while (!g_str_has_suffix (request->str, "\r\n\r\n"))
    {
      if (g_input_stream_read (stream, &byte, 1, self->cancellable, NULL) != 1)
        return NULL;
      g_string_append_c (request, byte);
    }
  head_length = request->len;
  body_length = parse_body_length (request->str);
  g_string_set_size (request, head_length + body_length);
  if (body_length > 0 && !g_input_stream_read_all (stream, request->str + head_length, body_length,
                                                   NULL, self->cancellable, NULL))
    return NULL;
  return g_string_free (g_steal_pointer (&request), FALSE);
}

static void
reset_connection (GSocketConnection *connection)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };
  int           fd = g_socket_get_fd (g_socket_connection_get_socket (connection));

  setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

/* Until the client has gone, which ends a pause, too. */
static void
pour (HeraldScriptPeer *self, Client *client, const char *bytes, gsize size, gint64 pause_us)
{
  GOutputStream *output = g_io_stream_get_output_stream (client->stream);
  GSocket       *socket = g_socket_connection_get_socket (client->connection);

  while (g_output_stream_write_all (output, bytes, size, NULL, self->cancellable, NULL))
    if (pause_us > 0)
      g_socket_condition_timed_wait (socket, G_IO_IN, pause_us, self->cancellable, NULL);
}

static void
flood (HeraldScriptPeer *self, Client *client)
{
  g_autofree char *bytes = g_malloc (FLOOD_BYTES);

  memset (bytes, 'x', FLOOD_BYTES);
  pour (self, client, bytes, FLOOD_BYTES, 0);
}

/* Returns whether the connection is to be kept. */
static gboolean
run_step (HeraldScriptPeer *self, Client *client, const Step *step)
{
  GOutputStream *output = g_io_stream_get_output_stream (client->stream);
  GInputStream  *input = g_io_stream_get_input_stream (client->stream);
  const char    *bytes = step != NULL ? step->bytes
                                      : "HTTP/1.1 500 Not scripted\r\nContent-Length: 0\r\n"
                                        "Connection: close\r\n\r\n";
  char           byte;

  if (bytes != NULL)
    g_output_stream_write_all (output, bytes, strlen (bytes), NULL, self->cancellable, NULL);
  if (step == NULL)
    return FALSE;
  if (step->kind == STEP_RESET)
    reset_connection (client->connection);
  if (step->kind == STEP_DRIP)
    pour (self, client, " ", 1, DRIP_PAUSE_US);
  if (step->kind == STEP_FLOOD)
    flood (self, client);
  if (step->kind == STEP_HOLD)
    g_input_stream_read (input, &byte, 1, self->cancellable, NULL);
  return step->kind == STEP_ANSWER;
}

/* With a certificate everything goes through TLS; the handshake comes with the first read. */
static GIOStream *
open_stream (HeraldScriptPeer *self, GSocketConnection *connection)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  const char *const *protocols;
  GIOStream         *stream;

  g_mutex_lock (&self->lock);
  g_set_object (&certificate, self->certificate);
  protocols = self->protocols;
  g_mutex_unlock (&self->lock);
  if (certificate == NULL)
    return g_object_ref (G_IO_STREAM (connection));
  stream = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, NULL);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (stream), protocols);
  return stream;
}

static void
talk_by_script (Client *client)
{
  gboolean keep = TRUE;

  while (keep)
    {
      char *request = read_request (client->peer, g_io_stream_get_input_stream (client->stream));
      Step *step;

      if (request == NULL)
        return;
      step = take_step (client->peer, request);
      keep = run_step (client->peer, client, step);
      if (step != NULL)
        step_free (step);
    }
}

static void
talk_to (HeraldScriptPeer *self, Client *client)
{
  HeraldScriptPeerTalk own;
  gpointer             data;

  g_mutex_lock (&self->lock);
  own = self->talk;
  data = self->talk_data;
  g_mutex_unlock (&self->lock);
  if (own == NULL)
    talk_by_script (client);
  else if (own (client->stream, self->cancellable, data))
    reset_connection (client->connection);
}

static gpointer
client_thread (gpointer data)
{
  Client *client = data;

  talk_to (client->peer, client);
  g_io_stream_close (client->stream, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (client->connection), NULL, NULL);
  g_object_unref (client->stream);
  g_object_unref (client->connection);
  g_free (client);
  return NULL;
}

static gpointer
listen_thread (gpointer data)
{
  HeraldScriptPeer *self = data;
  g_autoptr (GPtrArray) clients = g_ptr_array_new ();
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL)) !=
         NULL)
    {
      Client *client = g_new0 (Client, 1);

      client->peer = self;
      client->connection = connection;
      client->stream = open_stream (self, connection);
      g_ptr_array_add (clients, g_thread_new ("script-client", client_thread, client));
    }
  for (guint i = 0; i < clients->len; i++)
    g_thread_join (g_ptr_array_index (clients, i));
  return NULL;
}

static void
herald_script_peer_finalize (GObject *object)
{
  HeraldScriptPeer *self = HERALD_SCRIPT_PEER (object);

  herald_script_peer_stop (self);
  g_clear_object (&self->listener);
  g_clear_object (&self->socket);
  g_clear_object (&self->certificate);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->always, g_ptr_array_unref);
  g_clear_pointer (&self->requests, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  G_OBJECT_CLASS (herald_script_peer_parent_class)->finalize (object);
}

static void
herald_script_peer_class_init (HeraldScriptPeerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_script_peer_finalize;
}

static void
herald_script_peer_init (HeraldScriptPeer *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->listener = g_socket_listener_new ();
  self->cancellable = g_cancellable_new ();
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->always = g_ptr_array_new_with_free_func (step_free);
  self->requests = g_ptr_array_new_with_free_func (g_free);
}

/**
 * herald_script_peer_new_closed:
 * @certificate: (nullable): with one it talks HTTPS
 *
 * Returns: (transfer full): a peer that holds a port of its own at which nothing answers yet
 */
HeraldScriptPeer *
herald_script_peer_new_closed (GTlsCertificate *certificate)
{
  HeraldScriptPeer *self = g_object_new (HERALD_TYPE_SCRIPT_PEER, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_set_object (&self->certificate, certificate);
  self->socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_bind (self->socket, any_port, FALSE, &error);
  g_assert_no_error (error);
  address = g_socket_get_local_address (self->socket, &error);
  g_assert_no_error (error);
  self->url =
    g_strdup_printf ("%s:%u", certificate != NULL ? "https://localhost" : "http://127.0.0.1",
                     g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  return self;
}

/**
 * herald_script_peer_listen:
 * @self: a peer
 *
 * From now on connections are made, but nobody says anything on them.
 */
void
herald_script_peer_listen (HeraldScriptPeer *self)
{
  g_autoptr (GError) error = NULL;

  g_socket_listen (self->socket, &error);
  g_assert_no_error (error);
}

/**
 * herald_script_peer_start:
 * @self: a peer that listens
 *
 * From now on requests are answered.
 */
void
herald_script_peer_start (HeraldScriptPeer *self)
{
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_socket (self->listener, self->socket, NULL, &error);
  g_assert_no_error (error);
  self->thread = g_thread_new ("script-peer", listen_thread, self);
}

/**
 * herald_script_peer_new:
 *
 * Returns: (transfer full): a peer that listens on a free port of 127.0.0.1
 */
HeraldScriptPeer *
herald_script_peer_new (void)
{
  HeraldScriptPeer *self = herald_script_peer_new_closed (NULL);

  herald_script_peer_listen (self);
  herald_script_peer_start (self);
  return self;
}

/**
 * herald_script_peer_set_certificate:
 * @self: a peer that talks HTTPS
 * @certificate: what it shows on connections that are made from now on
 */
void
herald_script_peer_set_certificate (HeraldScriptPeer *self, GTlsCertificate *certificate)
{
  g_mutex_lock (&self->lock);
  g_set_object (&self->certificate, certificate);
  g_mutex_unlock (&self->lock);
}

/**
 * herald_script_peer_set_talk:
 * @self: a peer
 * @talk: (nullable): what is said on connections that are made from now on, on a thread for each
 * @data: for @talk; outlives the threads
 */
void
herald_script_peer_set_talk (HeraldScriptPeer *self, HeraldScriptPeerTalk talk, gpointer data)
{
  g_mutex_lock (&self->lock);
  self->talk = talk;
  self->talk_data = data;
  g_mutex_unlock (&self->lock);
}

/**
 * herald_script_peer_set_protocols:
 * @self: a peer that talks HTTPS
 * @protocols: (nullable): what TLS offers (ALPN) on connections that are made from now on; static
 */
void
herald_script_peer_set_protocols (HeraldScriptPeer *self, const char *const *protocols)
{
  g_mutex_lock (&self->lock);
  self->protocols = protocols;
  g_mutex_unlock (&self->lock);
}

/**
 * herald_script_peer_remember:
 * @self: a peer
 * @request: (transfer full): a whole request that came over a connection with a talk of its own
 */
void
herald_script_peer_remember (HeraldScriptPeer *self, char *request)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->requests, request);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/**
 * herald_script_peer_get_url:
 * @self: a peer
 *
 * Returns: (transfer none): its origin
 */
const char *
herald_script_peer_get_url (HeraldScriptPeer *self)
{
  return self->url;
}

static void
add_step (HeraldScriptPeer *self, StepKind kind, const char *path, const char *bytes)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->steps, step_new (kind, path, bytes));
  g_mutex_unlock (&self->lock);
}

static char *
write_answer (guint status, const char *headers, const char *body)
{
  const char *type = headers != NULL && strstr (headers, "Content-Type") != NULL
                       ? ""
                       : "Content-Type: application/json\r\n";

  return g_strdup_printf ("HTTP/1.1 %u Scripted\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\n%s%s\r\n%s",
                          status, strlen (body), type, headers != NULL ? headers : "", body);
}

/**
 * herald_script_peer_answer:
 * @self: a peer
 * @path: (nullable): what the request's path begins with
 * @status: the status to answer
 * @headers: (nullable): header lines, each ended by CR LF
 * @body: the body, announced as JSON unless @headers name another Content-Type
 */
void
herald_script_peer_answer (HeraldScriptPeer *self,
                           const char       *path,
                           guint             status,
                           const char       *headers,
                           const char       *body)
{
  g_autofree char *bytes = write_answer (status, headers, body);

  add_step (self, STEP_ANSWER, path, bytes);
}

/**
 * herald_script_peer_answer_always:
 * @self: a peer
 * @path: (nullable): what the request's path begins with
 * @status: the status to answer
 * @headers: (nullable): as for herald_script_peer_answer()
 * @body: as for herald_script_peer_answer()
 *
 * The answer to every request for which the script has no line.
 */
void
herald_script_peer_answer_always (HeraldScriptPeer *self,
                                  const char       *path,
                                  guint             status,
                                  const char       *headers,
                                  const char       *body)
{
  g_autofree char *bytes = write_answer (status, headers, body);

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->always, step_new (STEP_ANSWER, path, bytes));
  g_mutex_unlock (&self->lock);
}

/**
 * herald_script_peer_answer_raw:
 * @self: a peer
 * @path: (nullable): what the request's path begins with
 * @bytes: what is written before the connection is closed
 */
void
herald_script_peer_answer_raw (HeraldScriptPeer *self, const char *path, const char *bytes)
{
  add_step (self, STEP_RAW, path, bytes);
}

/**
 * herald_script_peer_reset:
 * @self: a peer
 * @path: (nullable): what the request's path begins with
 * @bytes_before: (nullable): what is written before the connection is reset
 */
void
herald_script_peer_reset (HeraldScriptPeer *self, const char *path, const char *bytes_before)
{
  add_step (self, STEP_RESET, path, bytes_before);
}

/**
 * herald_script_peer_hold:
 * @self: a peer
 * @path: (nullable): what the request's path begins with
 * @bytes_before: (nullable): what is written before nothing more comes
 *
 * The request is read and never answered to the end.
 */
void
herald_script_peer_hold (HeraldScriptPeer *self, const char *path, const char *bytes_before)
{
  add_step (self, STEP_HOLD, path, bytes_before);
}

/**
 * herald_script_peer_drip:
 * @self: a peer
 * @path: (nullable): what the request's path begins with
 * @bytes_before: (nullable): what is written before the blanks
 *
 * A blank now and then until the client has gone.
 */
void
herald_script_peer_drip (HeraldScriptPeer *self, const char *path, const char *bytes_before)
{
  add_step (self, STEP_DRIP, path, bytes_before);
}

/**
 * herald_script_peer_flood:
 * @self: a peer
 * @path: (nullable): what the request's path begins with
 * @bytes_before: (nullable): what is written first
 *
 * As much as the client takes until it has gone.
 */
void
herald_script_peer_flood (HeraldScriptPeer *self, const char *path, const char *bytes_before)
{
  add_step (self, STEP_FLOOD, path, bytes_before);
}

/**
 * herald_script_peer_quote:
 * @self: a peer
 * @path: (nullable): what the request's path begins with
 * @status: the status to answer
 * @body: JSON with HERALD_SCRIPT_PEER_QUOTE in it
 */
void
herald_script_peer_quote (HeraldScriptPeer *self, const char *path, guint status, const char *body)
{
  g_autofree char *bytes = g_strdup_printf ("HTTP/1.1 %u Scripted\r\nConnection: close\r\n"
                                            "Content-Type: application/json\r\n\r\n%s",
                                            status, body);

  add_step (self, STEP_QUOTE, path, bytes);
}

/**
 * herald_script_peer_clear:
 * @self: a peer
 *
 * Forgets the rest of the script and every request.
 */
void
herald_script_peer_clear (HeraldScriptPeer *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->steps, 0);
  g_ptr_array_set_size (self->requests, 0);
  g_mutex_unlock (&self->lock);
}

/**
 * herald_script_peer_get_n_requests:
 * @self: a peer
 *
 * Returns: how many requests have come
 */
guint
herald_script_peer_get_n_requests (HeraldScriptPeer *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return self->requests->len;
}

/**
 * herald_script_peer_count_requests:
 * @self: a peer
 * @first_line_prefix: such as “POST /token”
 *
 * Returns: how many requests that begin so have come
 */
guint
herald_script_peer_count_requests (HeraldScriptPeer *self, const char *first_line_prefix)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  guint                           n_requests = 0;

  for (guint i = 0; i < self->requests->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (self->requests, i), first_line_prefix))
      n_requests++;
  return n_requests;
}

/**
 * herald_script_peer_get_request:
 * @self: a peer
 * @index: which of the requests that have come
 *
 * Returns: (transfer none): head and body as they came
 */
const char *
herald_script_peer_get_request (HeraldScriptPeer *self, guint index)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  g_assert_cmpuint (index, <, self->requests->len);
  return g_ptr_array_index (self->requests, index);
}

/**
 * herald_script_peer_wait_for_requests:
 * @self: a peer
 * @n_requests: how many to wait for
 *
 * Iterates the main context until they have come.
 */
void
herald_script_peer_wait_for_requests (HeraldScriptPeer *self, guint n_requests)
{
  while (herald_script_peer_get_n_requests (self) < n_requests)
    {
      g_main_context_iteration (NULL, FALSE);
      g_mutex_lock (&self->lock);
      g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + 1000);
      g_mutex_unlock (&self->lock);
    }
}

/**
 * herald_script_peer_stop:
 * @self: a peer
 *
 * Closes the port and every connection, and ends the threads.
 */
void
herald_script_peer_stop (HeraldScriptPeer *self)
{
  if (self->thread == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_thread_join (g_steal_pointer (&self->thread));
  g_socket_listener_close (self->listener);
}
