/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Written on sockets and not on an HTTP library, so that broken answers are possible and what the
 * client puts on the wire is seen as it is. */
#include "config.h"

#include "herald-script-peer.h"

#include <string.h>
#include <sys/socket.h>

typedef enum
{
  STEP_ANSWER, /* and keep the connection */
  STEP_RAW,    /* and close it */
  STEP_RESET,
  STEP_HOLD,
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

  GSocketListener *listener;    /* (owned) */
  GCancellable    *cancellable; /* (owned) */
  GThread         *thread;      /* (owned) (nullable) */
  char            *url;         /* (owned) */

  GMutex     lock;
  GCond      changed;
  GPtrArray *steps;    /* (owned) (element-type Step), by @lock */
  GPtrArray *requests; /* (owned) (element-type utf8), by @lock */
};

G_DEFINE_FINAL_TYPE (HeraldScriptPeer, herald_script_peer, G_TYPE_OBJECT)

typedef struct
{
  HeraldScriptPeer  *peer;       /* (unowned): outlives its threads */
  GSocketConnection *connection; /* (owned) */
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

/* Returns whether the connection is to be kept. */
static gboolean
run_step (HeraldScriptPeer *self, GSocketConnection *connection, const Step *step)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  GInputStream  *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  const char    *bytes = step != NULL ? step->bytes
                                      : "HTTP/1.1 500 Not scripted\r\nContent-Length: 0\r\n"
                                        "Connection: close\r\n\r\n";
  char           byte;

  if (bytes != NULL)
    g_output_stream_write_all (output, bytes, strlen (bytes), NULL, self->cancellable, NULL);
  if (step == NULL)
    return FALSE;
  if (step->kind == STEP_RESET)
    reset_connection (connection);
  if (step->kind == STEP_HOLD)
    g_input_stream_read (input, &byte, 1, self->cancellable, NULL);
  return step->kind == STEP_ANSWER;
}

static gpointer
client_thread (gpointer data)
{
  Client  *client = data;
  gboolean keep = TRUE;

  while (keep)
    {
      char *request =
        read_request (client->peer,
                      g_io_stream_get_input_stream (G_IO_STREAM (client->connection)));
      Step *step;

      if (request == NULL)
        break;
      step = take_step (client->peer, request);
      keep = run_step (client->peer, client->connection, step);
      if (step != NULL)
        step_free (step);
    }
  g_io_stream_close (G_IO_STREAM (client->connection), NULL, NULL);
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
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
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
  self->requests = g_ptr_array_new_with_free_func (g_free);
}

/**
 * herald_script_peer_new:
 *
 * Returns: (transfer full): a peer that listens on a free port of 127.0.0.1
 */
HeraldScriptPeer *
herald_script_peer_new (void)
{
  HeraldScriptPeer *self = g_object_new (HERALD_TYPE_SCRIPT_PEER, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (self->listener, any_port, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  self->thread = g_thread_new ("script-peer", listen_thread, self);
  return self;
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
add_step (HeraldScriptPeer *self, StepKind kind, const char *path, char *bytes)
{
  Step *step = g_new0 (Step, 1);

  step->kind = kind;
  step->path = g_strdup (path);
  step->bytes = bytes;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->steps, step);
  g_mutex_unlock (&self->lock);
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
  const char *type = headers != NULL && strstr (headers, "Content-Type") != NULL
                       ? ""
                       : "Content-Type: application/json\r\n";

  add_step (self, STEP_ANSWER, path,
            g_strdup_printf ("HTTP/1.1 %u Scripted\r\nContent-Length: %" G_GSIZE_FORMAT
                             "\r\n%s%s\r\n%s",
                             status, strlen (body), type, headers != NULL ? headers : "", body));
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
  add_step (self, STEP_RAW, path, g_strdup (bytes));
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
  add_step (self, STEP_RESET, path, g_strdup (bytes_before));
}

/**
 * herald_script_peer_hold:
 * @self: a peer
 * @path: (nullable): what the request's path begins with
 *
 * The request is read and never answered.
 */
void
herald_script_peer_hold (HeraldScriptPeer *self, const char *path)
{
  add_step (self, STEP_HOLD, path, NULL);
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
