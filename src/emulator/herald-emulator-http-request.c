/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks what RFC 9112 wants and the library lets pass, gathers the body within its limit, hands
 * the call over and waits, suspended, until its answer may leave. */
/* For POLLRDHUP. */
#define _GNU_SOURCE

#include "config.h"

#include "emulator/herald-emulator-http-request.h"

#include "emulator/herald-emulator-early-refusal.h"
#include "emulator/herald-emulator-gzip.h"

#include <poll.h>
#include <string.h>

/* Of all bodies that are being read at once. */
#define MOST_BODY_BYTES_TOGETHER ((gsize) 256 * 1024 * 1024)
/* Of a refused body: read to its end, as a client that is cut off while it sends may never see why.
 */
#define MOST_DRAINED_BYTES ((gsize) 64 * 1024 * 1024)
#define HALF_BLOCK_BYTES 16384

struct _HeraldEmulatorHttpRequest
{
  HeraldEmulatorHttpShared *shared;     /* (unowned): outlives its requests */
  struct MHD_Connection    *connection; /* (unowned) (nullable): NULL before and after its time */

  char               *target;  /* (owned): as it was sent */
  GByteArray         *body;    /* (owned) */
  HeraldEmulatorCall *answer;  /* (owned) (nullable): the answered call */
  guint               refusal; /* a status; 0 while nothing is wrong */
  gsize               drained_bytes;
  gboolean            started;
  gboolean            suspended;
  gboolean            given_up;
};

static void
request_clear (gpointer data)
{
  HeraldEmulatorHttpRequest *self = data;

  g_clear_pointer (&self->target, g_free);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_object (&self->answer);
}

static void
request_unref (gpointer self)
{
  g_rc_box_release_full (self, request_clear);
}

/**
 * herald_emulator_http_request_new:
 * @shared: what it has in common with the listener's others
 * @target: the request's target as it was sent
 *
 * Returns: (transfer full): a request; end it with herald_emulator_http_request_end()
 */
HeraldEmulatorHttpRequest *
herald_emulator_http_request_new (HeraldEmulatorHttpShared *shared, const char *target)
{
  HeraldEmulatorHttpRequest *self = g_rc_box_new0 (HeraldEmulatorHttpRequest);

  self->shared = shared;
  self->target = g_strdup (target);
  self->body = g_byte_array_new ();
  return self;
}

static enum MHD_Result
queue (struct MHD_Connection *connection, guint status, struct MHD_Response *response)
{
  enum MHD_Result result = MHD_queue_response (connection, status, response);

  MHD_destroy_response (response);
  return result;
}

/* After a broken request nobody knows where the next one begins. */
static enum MHD_Result
respond_refusal (HeraldEmulatorHttpRequest *self)
{
  g_autofree char     *text = herald_emulator_early_refusal_word (self->refusal, self->target);
  struct MHD_Response *response;

  response = MHD_create_response_from_buffer (strlen (text), text, MHD_RESPMEM_MUST_COPY);
  MHD_add_response_header (response, "Content-Type", "application/json; charset=utf-8");
  if (herald_emulator_early_refusal_is_dataverse (self->target))
    MHD_add_response_header (response, "OData-Version", "4.0");
  MHD_add_response_header (response, "Connection", "close");
  return queue (self->connection, self->refusal, response);
}

static void
unref_bytes (void *bytes)
{
  g_bytes_unref (bytes);
}

static struct MHD_Response *
create_response (GBytes *body)
{
  gsize       size = 0;
  const void *data;

  if (body == NULL)
    return MHD_create_response_from_buffer (0, NULL, MHD_RESPMEM_PERSISTENT);
  data = g_bytes_get_data (body, &size);
  /* By way of a number: the library only reads what it takes without const. */
  return MHD_create_response_from_buffer_with_free_callback_cls (size, (void *) (guintptr) data,
                                                                 unref_bytes, g_bytes_ref (body));
}

static ssize_t
read_half_cb (void *cls, uint64_t position, char *buffer, size_t most)
{
  gsize       size = 0;
  const char *data = g_bytes_get_data (cls, &size);
  gsize       left = size / 2 - MIN (position, size / 2);

  if (left == 0)
    return MHD_CONTENT_READER_END_WITH_ERROR;
  memcpy (buffer, data + position, MIN (left, most));
  return (ssize_t) MIN (left, most);
}

/* The length of the whole body is announced; the connection ends in its middle. */
static struct MHD_Response *
create_half_response (GBytes *body)
{
  return MHD_create_response_from_callback (g_bytes_get_size (body), HALF_BLOCK_BYTES, read_half_cb,
                                            g_bytes_ref (body), unref_bytes);
}

static enum MHD_Result
respond (HeraldEmulatorHttpRequest *self)
{
  const HeraldEmulatorDamage *damage = herald_emulator_call_get_damage (self->answer);
  GPtrArray                  *pairs = herald_emulator_call_get_answer_headers (self->answer);
  GBytes                     *body = herald_emulator_call_get_answer_body (self->answer);
  struct MHD_Response        *response;

  if (damage->drop)
    return MHD_NO;
  response =
    damage->truncate && body != NULL ? create_half_response (body) : create_response (body);
  MHD_add_response_header (response, "Server", "Herald-Emulator");
  for (guint i = 0; i + 1 < pairs->len; i += 2)
    MHD_add_response_header (response, g_ptr_array_index (pairs, i),
                             g_ptr_array_index (pairs, i + 1));
  return queue (self->connection, herald_emulator_call_get_status (self->answer), response);
}

static gboolean
is_target_clean (const char *target)
{
  if (!g_utf8_validate (target, -1, NULL))
    return FALSE;
  for (const char *c = target; *c != '\0'; c++)
    if ((guchar) *c <= ' ' || *c == 0x7f || *c == '#' ||
        (*c == '%' && (!g_ascii_isxdigit (c[1]) || !g_ascii_isxdigit (c[2]))))
      return FALSE;
  return TRUE;
}

/* A proxy's way to say it: “http://host/path”. What stands there counts, not the Host header; so
 * only what the header may say is taken (RFC 9112, 3.2.2). */
static void
take_absolute_target (HeraldEmulatorHttpRequest *self)
{
  static const char *const origins[] = {
    "http://127.0.0.1",  "http://localhost",  "http://[::1]",
    "https://127.0.0.1", "https://localhost", "https://[::1]"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      gsize       length = strlen (origins[i]);
      const char *rest = self->target + length;

      if (g_ascii_strncasecmp (self->target, origins[i], length) != 0)
        continue;
      if (*rest == ':')
        rest += 1 + strspn (rest + 1, "0123456789");
      if (*rest != '/')
        continue;
      memmove (self->target, rest, strlen (rest) + 1);
      return;
    }
  self->refusal = 421;
}

typedef struct
{
  const char *target; /* (unowned) */
  guint       n_hosts;
  guint       n_lengths;
  guint       n_codings;
  gboolean    chunked;
  gboolean    encoded;  /* the body, and nobody there takes that */
  gboolean    expected; /* something that HTTP does not know */
  gboolean    broken;
} Headers;

/* A token of RFC 9110, 5.6.2: a blank before the colon is none of it (RFC 9112, 5.1). */
static gboolean
is_field_name (const char *name)
{
  const gsize length = strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "!#$%&'*+-.^_`|~");

  return length > 0 && name[length] == '\0';
}

/* Of RFC 9110, 5.5. */
static gboolean
is_field_value (const char *value)
{
  for (; *value != '\0'; value++)
    if (g_ascii_iscntrl (*value) && *value != '\t')
      return FALSE;
  return TRUE;
}

static enum MHD_Result
check_header (void              *cls,
              enum MHD_ValueKind kind,
              const char        *name,
              size_t             name_size,
              const char        *value,
              size_t             value_size)
{
  Headers *headers = cls;

  headers->broken |= strlen (name) != name_size || !is_field_name (name) || value == NULL ||
                     strlen (value) != value_size || !is_field_value (value);
  if (headers->broken)
    return MHD_NO;
  headers->n_hosts += g_ascii_strcasecmp (name, "Host") == 0;
  if (g_ascii_strcasecmp (name, "Content-Length") == 0)
    {
      headers->n_lengths++;
      headers->broken |= value_size == 0 || strspn (value, "0123456789") != value_size;
    }
  else if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0)
    {
      headers->n_codings++;
      headers->chunked = g_ascii_strcasecmp (value, "chunked") == 0;
    }
  else if (g_ascii_strcasecmp (name, "Content-Encoding") == 0)
    headers->encoded |= g_ascii_strcasecmp (value, "identity") != 0 &&
                        !herald_emulator_gzip_is_taken (headers->target, value);
  else if (g_ascii_strcasecmp (name, "Expect") == 0)
    headers->expected = g_ascii_strcasecmp (value, "100-continue") != 0;
  return MHD_YES;
}

static gsize
get_content_length (struct MHD_Connection *connection)
{
  const char *text =
    MHD_lookup_connection_value (connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
  guint64 length = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 0, G_MAXSIZE, &length, NULL))
    return G_MAXSIZE;
  return (gsize) length;
}

/* Two lengths, or a length beside chunks, are how requests are smuggled past a proxy. */
static void
check (HeraldEmulatorHttpRequest *self)
{
  Headers headers = { .target = self->target };

  MHD_get_connection_values_n (self->connection, MHD_HEADER_KIND, check_header, &headers);
  if (headers.broken || headers.n_hosts > 1 || headers.n_lengths + headers.n_codings > 1 ||
      !is_target_clean (self->target))
    self->refusal = 400;
  else if (headers.n_codings > 0 && !headers.chunked)
    self->refusal = 501;
  else if (headers.expected)
    self->refusal = 417;
  else if (headers.encoded)
    self->refusal = 415;
  else if (get_content_length (self->connection) > self->shared->most_body_bytes)
    self->refusal = 413;
  else if (*self->target != '/' && !g_str_equal (self->target, "*"))
    take_absolute_target (self);
}

static void
take_chunk (HeraldEmulatorHttpRequest *self, const char *chunk, gsize size)
{
  HeraldEmulatorHttpShared *shared = self->shared;

  if (self->refusal == 0 && self->body->len + size > shared->most_body_bytes)
    self->refusal = 413;
  else if (self->refusal == 0 && shared->body_bytes + size > MOST_BODY_BYTES_TOGETHER)
    self->refusal = 503;
  if (self->refusal != 0)
    {
      self->drained_bytes += size;
      return;
    }
  g_byte_array_append (self->body, (const guint8 *) chunk, (guint) size);
  shared->body_bytes += size;
}

static gboolean
is_worth_draining (HeraldEmulatorHttpRequest *self)
{
  return self->refusal == 413 && get_content_length (self->connection) <= MOST_DRAINED_BYTES;
}

static void
resume (HeraldEmulatorHttpRequest *self)
{
  if (!self->suspended)
    return;
  self->suspended = FALSE;
  self->shared->resumed = TRUE;
  MHD_resume_connection (self->connection);
}

static void
release_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorHttpRequest *self = user_data;

  if (self->connection == NULL)
    return; /* the listener was stopped, or the peer is gone */
  self->answer = g_object_ref (call);
  g_hash_table_remove (self->shared->waiting, self);
  resume (self);
}

/* While a handler works, nobody reads from the socket: so it is looked at. A client of HTTP leaves
 * its side open until the answer is there; one that has ended it is taken for gone. */
static gboolean
is_gone_cb (gpointer user_data)
{
  HeraldEmulatorHttpRequest      *self = user_data;
  const union MHD_ConnectionInfo *info = NULL;
  struct pollfd                   socket = { .events = POLLRDHUP };

  if (self->connection != NULL)
    info = MHD_get_connection_info (self->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  if (info == NULL)
    return self->connection == NULL;
  socket.fd = info->connect_fd;
  return poll (&socket, 1, 0) > 0 && (socket.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

static enum MHD_Result
copy_header (void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
  herald_emulator_call_add_request_header (cls, name, value);
  return MHD_YES;
}

/* HEAD is GET whose body the library keeps back. */
static HeraldEmulatorCall *
create_call (HeraldEmulatorHttpRequest *self, const char *method)
{
  const char      *query = strchr (self->target, '?');
  g_autofree char *path =
    query != NULL ? g_strndup (self->target, (gsize) (query - self->target)) : NULL;
  g_autoptr (GBytes) body = NULL;
  HeraldEmulatorCall *call;

  call =
    herald_emulator_call_new (self->shared->transport,
                              g_str_equal (method, "HEAD") ? "GET" : method,
                              path != NULL ? path : self->target, query != NULL ? query + 1 : NULL,
                              release_cb, g_rc_box_acquire (self), request_unref);
  herald_emulator_call_set_gone_func (call, is_gone_cb);
  MHD_get_connection_values (self->connection, MHD_HEADER_KIND, copy_header, call);
  self->shared->body_bytes -= self->body->len;
  body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  herald_emulator_call_set_body (call, body);
  return call;
}

static enum MHD_Result
dispatch (HeraldEmulatorHttpRequest *self, const char *method)
{
  g_autoptr (HeraldEmulatorCall) call = create_call (self, method);

  g_hash_table_add (self->shared->waiting, self);
  self->shared->dispatch (call, self->shared->user_data);
  if (self->answer != NULL)
    return respond (self);
  self->suspended = TRUE;
  MHD_suspend_connection (self->connection);
  return MHD_YES;
}

/**
 * herald_emulator_http_request_advance:
 * @self: a request
 * @connection: its connection
 * @method: its method
 * @chunk: (nullable): the next bytes of its body
 * @size: (inout): how many; 0 when the body is complete; set to what is left
 *
 * The library's access handler: called with the headers, with each piece of the body, at its end,
 * and when the answer is there.
 *
 * Returns: %MHD_NO when the connection is to be closed
 */
enum MHD_Result
herald_emulator_http_request_advance (HeraldEmulatorHttpRequest *self,
                                      struct MHD_Connection     *connection,
                                      const char                *method,
                                      const char                *chunk,
                                      gsize                     *size)
{
  if (self->given_up)
    return MHD_NO;
  if (!self->started)
    {
      self->started = TRUE;
      self->connection = connection;
      check (self);
      return self->refusal == 0 || is_worth_draining (self) ? MHD_YES : respond_refusal (self);
    }
  if (self->answer != NULL)
    return respond (self);
  if (*size > 0)
    {
      take_chunk (self, chunk, *size);
      *size = 0;
      return self->drained_bytes > MOST_DRAINED_BYTES ? MHD_NO : MHD_YES;
    }
  return self->refusal != 0 ? respond_refusal (self) : dispatch (self, method);
}

/**
 * herald_emulator_http_request_give_up:
 * @self: a request that waits for its answer
 *
 * Lets the library close its connection.
 */
void
herald_emulator_http_request_give_up (HeraldEmulatorHttpRequest *self)
{
  self->given_up = TRUE;
  resume (self);
}

/**
 * herald_emulator_http_request_end:
 * @self: (transfer full): a request that the library is done with
 */
void
herald_emulator_http_request_end (HeraldEmulatorHttpRequest *self)
{
  g_hash_table_remove (self->shared->waiting, self);
  if (self->body != NULL)
    self->shared->body_bytes -= self->body->len;
  self->connection = NULL;
  g_clear_object (&self->answer);
  request_unref (self);
}
