/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread for each connection, and one more for the way back of a tunnel. */
#include "config.h"

#include "herald-test-proxy.h"

#include <string.h>

#define LONGEST_HEAD 16384
#define CHUNK_BYTES 4096
#define MOST_CONNECTIONS 16

struct _HeraldTestProxy
{
  GObject parent_instance;

  GSocketService *service; /* (owned) */
  char           *url;     /* (owned) */
  GCancellable   *stopped; /* (owned): ends all connections */

  GMutex      lock;       /* of what follows */
  GCond       idle;       /* told when a connection has ended */
  guint       n_open;     /* connections */
  char       *answer;     /* (owned) (nullable) */
  char       *credential; /* (owned) (nullable) */
  GString    *heads;      /* (owned) */
  GByteArray *passed;     /* (owned): from clients, through tunnels */
  guint       n_requests;
};

G_DEFINE_FINAL_TYPE (HeraldTestProxy, herald_test_proxy, G_TYPE_OBJECT)

/* The way back of a tunnel. */
typedef struct
{
  GInputStream  *from;    /* (unowned) */
  GOutputStream *to;      /* (unowned) */
  GSocket       *end;     /* (unowned): told when nothing more comes */
  GCancellable  *stopped; /* (unowned) */
} Back;

static gboolean
read_head (HeraldTestProxy *self, GInputStream *stream, GString *head)
{
  char byte;

  while (head->len < LONGEST_HEAD && !g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      if (g_input_stream_read (stream, &byte, 1, self->stopped, NULL) != 1)
        return FALSE;
      g_string_append_c (head, byte);
    }
  return TRUE;
}

static gpointer
carry_back (gpointer data)
{
  Back  *back = data;
  guint8 chunk[CHUNK_BYTES];
  gssize size;

  while ((size = g_input_stream_read (back->from, chunk, sizeof chunk, back->stopped, NULL)) > 0)
    if (!g_output_stream_write_all (back->to, chunk, (gsize) size, NULL, back->stopped, NULL))
      break;
  g_socket_shutdown (back->end, FALSE, TRUE, NULL);
  return NULL;
}

static void
tunnel (HeraldTestProxy *self, GSocketConnection *client, GSocketConnection *server)
{
  GInputStream  *from = g_io_stream_get_input_stream (G_IO_STREAM (client));
  GOutputStream *to = g_io_stream_get_output_stream (G_IO_STREAM (server));
  Back           back = { g_io_stream_get_input_stream (G_IO_STREAM (server)),
                          g_io_stream_get_output_stream (G_IO_STREAM (client)),
                          g_socket_connection_get_socket (client), self->stopped };
  g_autoptr (GThread) thread = g_thread_new ("back", carry_back, &back);
  guint8 chunk[CHUNK_BYTES];
  gssize size;

  while ((size = g_input_stream_read (from, chunk, sizeof chunk, self->stopped, NULL)) > 0)
    {
      g_mutex_lock (&self->lock);
      g_byte_array_append (self->passed, chunk, (guint) size);
      g_mutex_unlock (&self->lock);
      if (!g_output_stream_write_all (to, chunk, (gsize) size, NULL, self->stopped, NULL))
        break;
    }
  g_socket_shutdown (g_socket_connection_get_socket (server), TRUE, TRUE, NULL);
  g_thread_join (g_steal_pointer (&thread));
}

/* Whether the head carries the credential that is wanted. */
static gboolean
may_pass (const char *head, const char *credential)
{
  g_autofree char *encoded = NULL;
  g_autofree char *line = NULL;

  if (credential == NULL)
    return TRUE;
  encoded = g_base64_encode ((const guchar *) credential, strlen (credential));
  line = g_strdup_printf ("\r\nProxy-Authorization: Basic %s\r\n", encoded);
  return strstr (head, line) != NULL;
}

/* Returns: (transfer full) (nullable): what to say instead of opening a tunnel */
static char *
take_head (HeraldTestProxy *self, const char *head)
{
  char *answer = NULL;

  g_mutex_lock (&self->lock);
  self->n_requests++;
  g_string_append (self->heads, head);
  if (!may_pass (head, self->credential))
    answer = g_strdup ("HTTP/1.1 407 Proxy Authentication Required\r\n"
                       "Proxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n");
  else if (self->answer != NULL)
    answer = g_strdup (self->answer);
  else if (!g_str_has_prefix (head, "CONNECT "))
    answer = g_strdup ("HTTP/1.1 400 Tunnels Only\r\nContent-Length: 0\r\n\r\n");
  g_mutex_unlock (&self->lock);
  return answer;
}

static GSocketConnection *
connect_to (const char *head)
{
  g_auto (GStrv) words = g_strsplit (head, " ", 3);
  const char *colon = words[0] != NULL && words[1] != NULL ? strrchr (words[1], ':') : NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  if (colon == NULL)
    return NULL;
  g_socket_client_set_enable_proxy (client, FALSE);
  return g_socket_client_connect_to_host (client, "127.0.0.1",
                                          (guint16) g_ascii_strtoull (colon + 1, NULL, 10), NULL,
                                          NULL);
}

static void
serve (HeraldTestProxy *self, GSocketConnection *client)
{
  GOutputStream *back = g_io_stream_get_output_stream (G_IO_STREAM (client));
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GSocketConnection) server = NULL;
  g_autofree char *answer = NULL;

  if (!read_head (self, g_io_stream_get_input_stream (G_IO_STREAM (client)), head))
    return;
  answer = take_head (self, head->str);
  if (answer == NULL)
    server = connect_to (head->str);
  if (answer == NULL)
    answer = g_strdup (server != NULL ? "HTTP/1.1 200 Connection established\r\n\r\n"
                                      : "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
  if (g_output_stream_write_all (back, answer, strlen (answer), NULL, NULL, NULL) && server != NULL)
    tunnel (self, client, server);
  g_io_stream_close (G_IO_STREAM (client), NULL, NULL);
}

/* On a thread of the service. */
static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *client,
        GObject                *source,
        HeraldTestProxy        *self)
{
  serve (self, client);
  g_mutex_lock (&self->lock);
  self->n_open--;
  g_cond_signal (&self->idle);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* Before a thread is given to it. */
static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *client,
             GObject           *source,
             HeraldTestProxy   *self)
{
  g_mutex_lock (&self->lock);
  self->n_open++;
  g_mutex_unlock (&self->lock);
  return FALSE;
}

static void
herald_test_proxy_finalize (GObject *object)
{
  HeraldTestProxy *self = HERALD_TEST_PROXY (object);

  herald_test_proxy_stop (self);
  g_clear_object (&self->service);
  g_clear_object (&self->stopped);
  g_free (self->url);
  g_free (self->answer);
  g_free (self->credential);
  g_string_free (self->heads, TRUE);
  g_byte_array_unref (self->passed);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->idle);
  G_OBJECT_CLASS (herald_test_proxy_parent_class)->finalize (object);
}

static void
herald_test_proxy_class_init (HeraldTestProxyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_test_proxy_finalize;
}

static void
herald_test_proxy_init (HeraldTestProxy *self)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (address, 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  g_cond_init (&self->idle);
  self->stopped = g_cancellable_new ();
  self->heads = g_string_new (NULL);
  self->passed = g_byte_array_new ();
  self->service = g_threaded_socket_service_new (MOST_CONNECTIONS);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
}

HeraldTestProxy *
herald_test_proxy_new (void)
{
  return g_object_new (HERALD_TYPE_TEST_PROXY, NULL);
}

const char *
herald_test_proxy_get_url (HeraldTestProxy *self)
{
  return self->url;
}

static void
replace (HeraldTestProxy *self, char **text, const char *value)
{
  g_mutex_lock (&self->lock);
  g_free (*text);
  *text = g_strdup (value);
  g_mutex_unlock (&self->lock);
}

void
herald_test_proxy_set_answer (HeraldTestProxy *self, const char *answer)
{
  replace (self, &self->answer, answer);
}

void
herald_test_proxy_set_credential (HeraldTestProxy *self, const char *credential)
{
  replace (self, &self->credential, credential);
}

guint
herald_test_proxy_get_n_requests (HeraldTestProxy *self)
{
  guint n_requests;

  g_mutex_lock (&self->lock);
  n_requests = self->n_requests;
  g_mutex_unlock (&self->lock);
  return n_requests;
}

char *
herald_test_proxy_dup_heads (HeraldTestProxy *self)
{
  char *heads;

  g_mutex_lock (&self->lock);
  heads = g_strdup (self->heads->str);
  g_mutex_unlock (&self->lock);
  return heads;
}

gboolean
herald_test_proxy_saw (HeraldTestProxy *self, const char *bytes)
{
  const gsize length = strlen (bytes);
  gboolean    saw;

  g_mutex_lock (&self->lock);
  saw = strstr (self->heads->str, bytes) != NULL;
  for (gsize i = 0; !saw && i + length <= self->passed->len; i++)
    saw = memcmp (self->passed->data + i, bytes, length) == 0;
  g_mutex_unlock (&self->lock);
  return saw;
}

void
herald_test_proxy_stop (HeraldTestProxy *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->stopped);
  g_mutex_lock (&self->lock);
  while (self->n_open > 0)
    g_cond_wait (&self->idle, &self->lock);
  g_mutex_unlock (&self->lock);
}
