/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SoupServer turned into calls. libsoup 3.2 keeps one descriptor for every keep-alive connection
 * that the peer has closed; a reaper closes those twice a second. */
#include "config.h"

#include "emulator/herald-emulator-http.h"

#include "base/herald-error.h"

#include <errno.h>
#include <libsoup/soup.h>
#include <sys/socket.h>

#define REAP_INTERVAL_MS 500

struct _HeraldEmulatorHttp
{
  GObject parent_instance;

  SoupServer            *server;      /* (owned) */
  GTlsCertificate       *certificate; /* (owned) (nullable) */
  gsize                  most_body_bytes;
  HeraldEmulatorCallFunc dispatch;
  gpointer               user_data; /* (unowned) */

  GHashTable *sockets;       /* (element-type GSocket) (owned): seen and not yet closed */
  GSource    *reaper_source; /* (owned) (nullable) */
  guint16     port;
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorHttp, herald_emulator_http, G_TYPE_OBJECT)

static gboolean
is_closed_by_peer (GSocket *socket)
{
  char byte;

  return recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static gboolean
reap_cb (gpointer user_data)
{
  HeraldEmulatorHttp *self = HERALD_EMULATOR_HTTP (user_data);
  GHashTableIter      iter;
  gpointer            socket;

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    {
      if (!g_socket_is_closed (socket) && !is_closed_by_peer (socket))
        continue;
      g_socket_close (socket, NULL);
      g_hash_table_iter_remove (&iter);
    }
  return G_SOURCE_CONTINUE;
}

static void
request_started_cb (SoupServer *server, SoupServerMessage *message, HeraldEmulatorHttp *self)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL && !g_hash_table_contains (self->sockets, socket))
    g_hash_table_add (self->sockets, g_object_ref (socket));
}

static void
refuse_long_body (SoupServerMessage *message)
{
  static const char text[] = "{\"error\":{\"code\":\"RequestEntityTooLarge\",\"message\":\"The "
                             "request's body is too large.\"}}";

  soup_server_message_set_status (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
  soup_server_message_set_response (message, "application/json; charset=utf-8", SOUP_MEMORY_STATIC,
                                    text, sizeof text - 1);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, HeraldEmulatorHttp *self)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (body->length > (goffset) self->most_body_bytes)
    {
      soup_message_body_set_accumulate (body, FALSE);
      soup_message_body_truncate (body);
      g_object_set_data (G_OBJECT (message), "too-long", GINT_TO_POINTER (TRUE));
    }
}

/* Before the body is read: a length that is too large is refused at once. */
static void
early_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  HeraldEmulatorHttp *self = HERALD_EMULATOR_HTTP (user_data);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      soup_message_headers_get_content_length (headers) > (goffset) self->most_body_bytes)
    refuse_long_body (message);
  else
    g_signal_connect_object (message, "got-chunk", G_CALLBACK (got_chunk_cb), self, 0);
}

/* libsoup 3.2 takes the length away from a 204 and then, for want of a length, closes the
 * connection without saying so; a client that sends its next request there sees it reset. */
static void
wrote_headers_cb (SoupServerMessage *message, gpointer user_data)
{
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_NONE);
}

/* Nothing that is written from now on arrives; libsoup finds that out by itself. */
static void
hang_up (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
wrote_first_half_cb (SoupServerMessage *message, gpointer user_data)
{
  hang_up (message);
}

/* The length of the whole body is announced; the connection ends between its halves. */
static void
append_body (SoupServerMessage *message, GBytes *body, gboolean truncate)
{
  SoupMessageBody *list = soup_server_message_get_response_body (message);
  gsize            size = g_bytes_get_size (body);
  g_autoptr (GBytes) first = g_bytes_new_from_bytes (body, 0, size / 2);
  g_autoptr (GBytes) second = g_bytes_new_from_bytes (body, size / 2, size - size / 2);

  if (!truncate)
    {
      soup_message_body_append_bytes (list, body);
      return;
    }
  g_signal_connect (message, size / 2 > 0 ? "wrote-chunk" : "wrote-headers",
                    G_CALLBACK (wrote_first_half_cb), NULL);
  if (size / 2 > 0)
    soup_message_body_append_bytes (list, first);
  soup_message_body_append_bytes (list, second);
}

static void
release_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  SoupServerMessage          *message = SOUP_SERVER_MESSAGE (user_data);
  SoupMessageHeaders         *headers = soup_server_message_get_response_headers (message);
  GPtrArray                  *pairs = herald_emulator_call_get_answer_headers (call);
  GBytes                     *body = herald_emulator_call_get_answer_body (call);
  const HeraldEmulatorDamage *damage = herald_emulator_call_get_damage (call);

  if (damage->drop)
    hang_up (message);
  soup_server_message_set_status (message, herald_emulator_call_get_status (call), NULL);
  for (guint i = 0; i + 1 < pairs->len; i += 2)
    soup_message_headers_append (headers, g_ptr_array_index (pairs, i),
                                 g_ptr_array_index (pairs, i + 1));
  if (herald_emulator_call_get_status (call) == SOUP_STATUS_NO_CONTENT)
    g_signal_connect (message, "wrote-headers", G_CALLBACK (wrote_headers_cb), NULL);
  if (body != NULL)
    append_body (message, body, damage->truncate);
  soup_server_message_unpause (message);
}

static void
copy_header (const char *name, const char *value, gpointer call)
{
  herald_emulator_call_add_request_header (call, name, value);
}

static void
message_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  HeraldEmulatorHttp *self = HERALD_EMULATOR_HTTP (user_data);
  GUri               *uri = soup_server_message_get_uri (message);
  g_autoptr (HeraldEmulatorCall) call = NULL;
  g_autoptr (GBytes) body = NULL;

  if (g_object_get_data (G_OBJECT (message), "too-long") != NULL)
    {
      refuse_long_body (message);
      return;
    }
  call = herald_emulator_call_new (self->certificate != NULL ? HERALD_EMULATOR_OVER_HTTPS
                                                             : HERALD_EMULATOR_OVER_HTTP,
                                   soup_server_message_get_method (message), g_uri_get_path (uri),
                                   g_uri_get_query (uri), release_cb, g_object_ref (message),
                                   g_object_unref);
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), copy_header,
                                call);
  body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  herald_emulator_call_set_body (call, body);
  soup_server_message_pause (message);
  self->dispatch (call, self->user_data);
}

static void
herald_emulator_http_dispose (GObject *object)
{
  HeraldEmulatorHttp *self = HERALD_EMULATOR_HTTP (object);

  herald_emulator_http_stop (self);
  g_clear_object (&self->server);
  g_clear_object (&self->certificate);
  G_OBJECT_CLASS (herald_emulator_http_parent_class)->dispose (object);
}

static void
herald_emulator_http_finalize (GObject *object)
{
  HeraldEmulatorHttp *self = HERALD_EMULATOR_HTTP (object);

  g_clear_pointer (&self->sockets, g_hash_table_unref);
  G_OBJECT_CLASS (herald_emulator_http_parent_class)->finalize (object);
}

static void
herald_emulator_http_class_init (HeraldEmulatorHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_emulator_http_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_http_finalize;
}

static void
herald_emulator_http_init (HeraldEmulatorHttp *self)
{
  self->sockets = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
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
  self->most_body_bytes = most_body_bytes;
  self->dispatch = dispatch;
  self->user_data = user_data;
  self->server = soup_server_new ("server-header", "Herald-Emulator", "raw-paths", TRUE,
                                  "tls-certificate", certificate, NULL);
  g_signal_connect_object (self->server, "request-started", G_CALLBACK (request_started_cb), self,
                           0);
  soup_server_add_early_handler (self->server, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->server, NULL, message_cb, self, NULL);
  return self;
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
  SoupServerListenOptions options = SOUP_SERVER_LISTEN_IPV4_ONLY;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  GSList *uris;

  if (self->certificate != NULL)
    options |= SOUP_SERVER_LISTEN_HTTPS;
  if (!soup_server_listen_local (self->server, port, options, &local_error))
    return set_listen_error (port, local_error, error);
  uris = soup_server_get_uris (self->server);
  self->port = (guint16) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  self->reaper_source = g_timeout_source_new (REAP_INTERVAL_MS);
  g_source_set_static_name (self->reaper_source, "emulator reaper");
  g_source_set_callback (self->reaper_source, reap_cb, self, NULL);
  g_source_attach (self->reaper_source, context);
  return TRUE;
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
 * herald_emulator_http_stop:
 * @self: the server
 *
 * Closes the listener and every connection.
 */
void
herald_emulator_http_stop (HeraldEmulatorHttp *self)
{
  if (self->reaper_source != NULL)
    g_source_destroy (self->reaper_source);
  g_clear_pointer (&self->reaper_source, g_source_unref);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_hash_table_remove_all (self->sockets);
}
