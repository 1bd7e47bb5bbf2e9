/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns HTTP/2 requests into calls, pseudo headers into method, path and host. */
#include "config.h"

#include "emulator/herald-emulator-h2.h"

#include "h2/herald-h2-server.h"

#include <string.h>

#define APNS_PREFIX "/3/"
#define CERTIFICATE_DATA "client-certificate" /* on a session: its fingerprint */
#define INTERNAL_ERROR 2                      /* RFC 9113, section 7 */

struct _HeraldEmulatorH2
{
  GObject parent_instance;

  HeraldH2Server        *server; /* (owned) */
  HeraldEmulatorCallFunc dispatch;
  gpointer               user_data; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorH2, herald_emulator_h2, G_TYPE_OBJECT)

/* Where an answer has to go. */
typedef struct
{
  HeraldH2Session *session; /* (owned) */
  gint32           stream_id;
} Destination;

static void
destination_free (gpointer data)
{
  Destination *self = data;

  g_object_unref (self->session);
  g_free (self);
}

/* The length of the whole body is announced, and half of it sent: a malformed message (RFC 9113,
 * section 8.1.1). */
static void
respond_half (Destination *destination, HeraldEmulatorCall *call, HeraldH2Header *headers, gsize n)
{
  GBytes          *body = herald_emulator_call_get_answer_body (call);
  gsize            size = body != NULL ? g_bytes_get_size (body) : 0;
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, size);
  g_autoptr (GBytes) half = size > 0 ? g_bytes_new_from_bytes (body, 0, size / 2) : NULL;

  headers[n].name = "content-length";
  headers[n].value = length;
  herald_h2_session_respond (destination->session, destination->stream_id,
                             herald_emulator_call_get_status (call), headers, n + 1, half);
}

static void
release_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  const HeraldEmulatorDamage *damage = herald_emulator_call_get_damage (call);
  Destination                *destination = user_data;
  GPtrArray                  *pairs = herald_emulator_call_get_answer_headers (call);
  GBytes                     *body = herald_emulator_call_get_answer_body (call);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree HeraldH2Header *headers = g_new0 (HeraldH2Header, pairs->len / 2 + 2);
  gsize                      n_headers = 0;

  for (guint i = 0; i + 1 < pairs->len; i += 2)
    {
      char *name = g_ascii_strdown (g_ptr_array_index (pairs, i), -1);

      g_ptr_array_add (names, name);
      headers[n_headers].name = name;
      headers[n_headers++].value = g_ptr_array_index (pairs, i + 1);
    }
  if (!herald_h2_session_is_open (destination->session))
    return;
  if (damage->drop)
    herald_h2_session_reset_stream (destination->session, destination->stream_id, INTERNAL_ERROR);
  else if (damage->truncate)
    respond_half (destination, call, headers, n_headers);
  else
    herald_h2_session_respond (destination->session, destination->stream_id,
                               herald_emulator_call_get_status (call), headers, n_headers, body);
}

static void
copy_headers (HeraldEmulatorCall *call, const HeraldH2Message *request)
{
  for (gsize i = 0; i < request->n_headers; i++)
    {
      const HeraldH2Header *header = &request->headers[i];

      if (strcmp (header->name, ":authority") == 0)
        herald_emulator_call_add_request_header (call, "host", header->value);
      else if (header->name[0] != ':')
        herald_emulator_call_add_request_header (call, header->name, header->value);
    }
}

/* Read once per connection; an empty text is none. */
static const char *
find_certificate (HeraldH2Session *session)
{
  const char      *known = g_object_get_data (G_OBJECT (session), CERTIFICATE_DATA);
  GTlsCertificate *certificate;
  g_autoptr (GByteArray) der = NULL;
  char *fingerprint = NULL;

  if (known != NULL)
    return *known != '\0' ? known : NULL;
  certificate = herald_h2_session_get_peer_certificate (session);
  if (certificate != NULL)
    g_object_get (certificate, "certificate", &der, NULL);
  if (der != NULL)
    fingerprint = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  g_object_set_data_full (G_OBJECT (session), CERTIFICATE_DATA,
                          fingerprint != NULL ? fingerprint : g_strdup (""), g_free);
  return fingerprint;
}

static void
request_cb (HeraldH2Session       *session,
            gint32                 stream_id,
            const HeraldH2Message *request,
            gpointer               user_data)
{
  HeraldEmulatorH2 *self = HERALD_EMULATOR_H2 (user_data);
  const char       *method = herald_h2_message_get_header (request, ":method");
  const char       *target = herald_h2_message_get_header (request, ":path");
  const char       *mark;
  g_autofree char  *path = NULL;
  g_autoptr (HeraldEmulatorCall) call = NULL;
  Destination *destination = g_new0 (Destination, 1);

  if (target == NULL)
    target = "/";
  mark = strchr (target, '?');
  path = mark != NULL ? g_strndup (target, (gsize) (mark - target)) : g_strdup (target);
  destination->session = g_object_ref (session);
  destination->stream_id = stream_id;
  call = herald_emulator_call_new (HERALD_EMULATOR_OVER_H2, method != NULL ? method : "", path,
                                   mark != NULL ? mark + 1 : NULL, release_cb, destination,
                                   destination_free);
  copy_headers (call, request);
  herald_emulator_call_set_connection (call, G_OBJECT (session), find_certificate (session));
  herald_emulator_call_set_body (call, request->body);
  if (!g_str_has_prefix (path, APNS_PREFIX))
    herald_h2_session_set_max_streams (session, HERALD_EMULATOR_H2_MOST_STREAMS);
  self->dispatch (call, self->user_data);
}

static void
herald_emulator_h2_dispose (GObject *object)
{
  HeraldEmulatorH2 *self = HERALD_EMULATOR_H2 (object);

  herald_emulator_h2_stop (self);
  g_clear_object (&self->server);
  G_OBJECT_CLASS (herald_emulator_h2_parent_class)->dispose (object);
}

static void
herald_emulator_h2_class_init (HeraldEmulatorH2Class *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_emulator_h2_dispose;
}

static void
herald_emulator_h2_init (HeraldEmulatorH2 *self)
{
}

/**
 * herald_emulator_h2_new:
 * @certificate: the server's
 * @most_body_bytes: a longer request body is refused
 * @dispatch: gets every call
 * @user_data: for @dispatch
 *
 * Returns: (transfer full): a server that does not listen yet
 */
HeraldEmulatorH2 *
herald_emulator_h2_new (GTlsCertificate       *certificate,
                        gsize                  most_body_bytes,
                        HeraldEmulatorCallFunc dispatch,
                        gpointer               user_data)
{
  HeraldEmulatorH2 *self = g_object_new (HERALD_TYPE_EMULATOR_H2, NULL);

  self->dispatch = dispatch;
  self->user_data = user_data;
  self->server = herald_h2_server_new (certificate, HERALD_EMULATOR_H2_MOST_STREAMS,
                                       most_body_bytes, request_cb, self);
  /* GOAWAY carries one of APNs' reasons: “Handling notification responses from APNs”. */
  herald_h2_server_set_farewells (self->server, "{\"reason\":\"IdleTimeout\"}",
                                  "{\"reason\":\"Shutdown\"}");
  herald_h2_server_set_large_text (self->server, APNS_PREFIX, "{\"reason\":\"PayloadTooLarge\"}");
  return self;
}

/**
 * herald_emulator_h2_raise_limit:
 * @connection: of a call over HTTP/2
 *
 * Lets its client have as many requests open at once as any.
 */
void
herald_emulator_h2_raise_limit (GObject *connection)
{
  herald_h2_session_set_max_streams (HERALD_H2_SESSION (connection),
                                     HERALD_EMULATOR_H2_MOST_STREAMS);
}

/**
 * herald_emulator_h2_set_first_streams:
 * @self: the server
 * @max_streams: requests that a new connection may have open at once; must outlive the server
 *
 * The limit is raised by the first request that is not for APNs, or when the service says so.
 */
void
herald_emulator_h2_set_first_streams (HeraldEmulatorH2 *self, const guint *max_streams)
{
  herald_h2_server_set_first_streams (self->server, max_streams);
}

/**
 * herald_emulator_h2_listen:
 * @self: the server
 * @port: 0 chooses a free one
 *
 * **Errors:** those of herald_h2_server_listen().
 *
 * Returns: whether it listens
 */
gboolean
herald_emulator_h2_listen (HeraldEmulatorH2 *self, guint16 port, GError **error)
{
  return herald_h2_server_listen (self->server, port, error);
}

/**
 * herald_emulator_h2_get_port:
 * @self: a listening server
 *
 * Returns: its port
 */
guint16
herald_emulator_h2_get_port (HeraldEmulatorH2 *self)
{
  return herald_h2_server_get_port (self->server);
}

/**
 * herald_emulator_h2_stop:
 * @self: the server
 *
 * Closes the listener and every connection.
 */
void
herald_emulator_h2_stop (HeraldEmulatorH2 *self)
{
  if (self->server != NULL)
    herald_h2_server_stop (self->server);
}
