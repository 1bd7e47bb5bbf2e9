/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request with its answer. Handlers see only this, so every service works over HTTP, HTTPS and
 * HTTP/2 alike. An answer is recorded first and released by the site once its writes are committed.
 */
#include "config.h"

#include "emulator/herald-emulator-call.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-call-private.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (HeraldEmulatorCall, herald_emulator_call, G_TYPE_OBJECT)

static const char *
find_pair (GPtrArray *pairs, const char *name)
{
  for (guint i = 0; pairs != NULL && i + 1 < pairs->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (pairs, i), name) == 0)
      return g_ptr_array_index (pairs, i + 1);
  return NULL;
}

static void
drop_companion (HeraldEmulatorCall *self)
{
  gpointer companion = g_steal_pointer (&self->companion);

  if (companion != NULL)
    self->companion_destroy (companion);
}

static void
herald_emulator_call_finalize (GObject *object)
{
  HeraldEmulatorCall *self = HERALD_EMULATOR_CALL (object);

  drop_companion (self);
  if (self->release_destroy != NULL)
    self->release_destroy (self->release_data);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->query, g_free);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->certificate, g_free);
  g_clear_pointer (&self->request_headers, g_ptr_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->captures, g_ptr_array_unref);
  g_clear_pointer (&self->answer_headers, g_ptr_array_unref);
  g_clear_pointer (&self->answer_body, g_bytes_unref);
  g_clear_pointer (&self->fault, g_free);
  G_OBJECT_CLASS (herald_emulator_call_parent_class)->finalize (object);
}

static void
herald_emulator_call_class_init (HeraldEmulatorCallClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_call_finalize;
}

static void
herald_emulator_call_init (HeraldEmulatorCall *self)
{
  self->request_headers = g_ptr_array_new_with_free_func (g_free);
  self->answer_headers = g_ptr_array_new_with_free_func (g_free);
  self->body = g_bytes_new (NULL, 0);
  self->start_us = g_get_monotonic_time ();
}

/**
 * herald_emulator_call_new:
 * @transport: what carries it
 * @method: the verb, such as "GET"
 * @path: percent-encoded, from the first slash
 * @query: (nullable): percent-encoded, without the question mark
 * @release_func: (nullable): sends the answer
 * @user_data: for @release_func
 * @destroy: (nullable): frees @user_data with the call
 *
 * Returns: (transfer full): a call without headers and body
 */
HeraldEmulatorCall *
herald_emulator_call_new (HeraldEmulatorTransport transport,
                          const char             *method,
                          const char             *path,
                          const char             *query,
                          HeraldEmulatorCallFunc  release_func,
                          gpointer                user_data,
                          GDestroyNotify          destroy)
{
  HeraldEmulatorCall *self = g_object_new (HERALD_TYPE_EMULATOR_CALL, NULL);

  self->transport = transport;
  self->method = g_strdup (method);
  self->path = g_strdup (path);
  self->query = g_strdup (query);
  self->release_func = release_func;
  self->release_data = user_data;
  self->release_destroy = destroy;
  return self;
}

/**
 * herald_emulator_call_set_gone_func:
 * @self: a call on its way in
 * @func: tells whether the peer is gone; gets the data of the release function
 */
void
herald_emulator_call_set_gone_func (HeraldEmulatorCall *self, HeraldEmulatorGoneFunc func)
{
  self->gone_func = func;
}

/**
 * herald_emulator_call_is_abandoned:
 * @self: a call that is not answered yet
 *
 * For handlers that work long: what nobody waits for need not be done.
 *
 * Returns: whether the peer is known to be gone
 */
gboolean
herald_emulator_call_is_abandoned (HeraldEmulatorCall *self)
{
  return self->gone_func != NULL && self->gone_func (self->release_data);
}

/**
 * herald_emulator_call_add_request_header:
 * @self: a call on its way in
 * @name: a header's name; HTTP/2's “:authority” is given as “host”
 * @value: its value
 */
void
herald_emulator_call_add_request_header (HeraldEmulatorCall *self,
                                         const char         *name,
                                         const char         *value)
{
  g_ptr_array_add (self->request_headers, g_strdup (name));
  g_ptr_array_add (self->request_headers, g_strdup (value));
}

/**
 * herald_emulator_call_set_body:
 * @self: a call on its way in
 * @body: the request's bytes
 */
void
herald_emulator_call_set_body (HeraldEmulatorCall *self, GBytes *body)
{
  g_bytes_ref (body);
  g_bytes_unref (self->body);
  self->body = body;
}

/**
 * herald_emulator_call_set_connection:
 * @self: a call on its way in
 * @connection: what it came over, for services to keep data with
 * @certificate: (nullable): SHA-256 of the certificate that the client showed, in hex
 */
void
herald_emulator_call_set_connection (HeraldEmulatorCall *self,
                                     GObject            *connection,
                                     const char         *certificate)
{
  g_set_object (&self->connection, connection);
  g_free (self->certificate);
  self->certificate = g_strdup (certificate);
}

/**
 * herald_emulator_call_take_companion:
 * @self: a call that is not answered yet and has none
 * @companion: (transfer full): what is needed until the answer leaves
 * @destroy: ends it
 */
void
herald_emulator_call_take_companion (HeraldEmulatorCall *self,
                                     gpointer            companion,
                                     GDestroyNotify      destroy)
{
  g_return_if_fail (self->companion == NULL);

  self->companion = companion;
  self->companion_destroy = destroy;
}

/**
 * herald_emulator_call_set_answered_func:
 * @self: a call
 * @func: called when a handler has answered; it has to release the call in the end
 * @user_data: for @func
 */
void
herald_emulator_call_set_answered_func (HeraldEmulatorCall    *self,
                                        HeraldEmulatorCallFunc func,
                                        gpointer               user_data)
{
  self->answered_func = func;
  self->answered_data = user_data;
}

/**
 * herald_emulator_call_get_answered_data:
 * @self: a call
 *
 * Returns: (transfer none): what its answered function gets
 */
gpointer
herald_emulator_call_get_answered_data (HeraldEmulatorCall *self)
{
  return self->answered_data;
}

/**
 * herald_emulator_call_take_captures:
 * @self: a call
 * @captures: (transfer full) (element-type utf8): name, value, name, value…
 */
void
herald_emulator_call_take_captures (HeraldEmulatorCall *self, GPtrArray *captures)
{
  g_clear_pointer (&self->captures, g_ptr_array_unref);
  self->captures = captures;
}

/**
 * herald_emulator_call_release:
 * @self: an answered call
 *
 * Lets the answer's bytes leave.
 */
void
herald_emulator_call_release (HeraldEmulatorCall *self)
{
  HeraldEmulatorCallFunc func = self->release_func;

  g_return_if_fail (self->status != 0);

  self->release_func = NULL;
  drop_companion (self);
  if (func != NULL)
    func (self, self->release_data);
}

/**
 * herald_emulator_call_replace_answer:
 * @self: an answered call that was not released yet
 * @status: the new status
 * @json: the new body
 *
 * For the one case that an answer turns out wrong after all: its writes could not be committed.
 */
void
herald_emulator_call_replace_answer (HeraldEmulatorCall *self, guint status, const char *json)
{
  self->status = status;
  g_ptr_array_set_size (self->answer_headers, 0);
  herald_emulator_call_add_header (self, "Content-Type", "application/json; charset=utf-8");
  g_clear_pointer (&self->answer_body, g_bytes_unref);
  self->answer_body = g_bytes_new (json, strlen (json));
}

/**
 * herald_emulator_call_get_transport:
 * @self: a call
 *
 * Returns: what carries it
 */
HeraldEmulatorTransport
herald_emulator_call_get_transport (HeraldEmulatorCall *self)
{
  return self->transport;
}

/**
 * herald_emulator_call_get_method:
 * @self: a call
 *
 * Returns: (transfer none): the verb
 */
const char *
herald_emulator_call_get_method (HeraldEmulatorCall *self)
{
  return self->method;
}

/**
 * herald_emulator_call_get_path:
 * @self: a call
 *
 * Returns: (transfer none): the path as it came, percent-encoded
 */
const char *
herald_emulator_call_get_path (HeraldEmulatorCall *self)
{
  return self->path;
}

/**
 * herald_emulator_call_get_query:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): what follows the question mark, as it came
 */
const char *
herald_emulator_call_get_query (HeraldEmulatorCall *self)
{
  return self->query;
}

/**
 * herald_emulator_call_get_header:
 * @self: a call
 * @name: a request header's name, in any case
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
herald_emulator_call_get_header (HeraldEmulatorCall *self, const char *name)
{
  return find_pair (self->request_headers, name);
}

/**
 * herald_emulator_call_get_request_headers:
 * @self: a call
 *
 * Returns: (transfer none) (element-type utf8): name, value, name, value…
 */
GPtrArray *
herald_emulator_call_get_request_headers (HeraldEmulatorCall *self)
{
  return self->request_headers;
}

/**
 * herald_emulator_call_get_body:
 * @self: a call
 *
 * Returns: (transfer none): the request's bytes, perhaps none
 */
GBytes *
herald_emulator_call_get_body (HeraldEmulatorCall *self)
{
  return self->body;
}

/**
 * herald_emulator_call_get_connection:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): the connection of HTTP/2 it came over
 */
GObject *
herald_emulator_call_get_connection (HeraldEmulatorCall *self)
{
  return self->connection;
}

/**
 * herald_emulator_call_get_certificate:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): SHA-256 of the certificate that the client showed, in hex
 */
const char *
herald_emulator_call_get_certificate (HeraldEmulatorCall *self)
{
  return self->certificate;
}

/**
 * herald_emulator_call_get_capture:
 * @self: a call that was routed
 * @name: a name of the route's pattern
 *
 * Returns: (transfer none): what stood there; percent-decoded, except for a rest of the path
 */
const char *
herald_emulator_call_get_capture (HeraldEmulatorCall *self, const char *name)
{
  const char *value = find_pair (self->captures, name);

  g_return_val_if_fail (value != NULL, "");
  return value;
}

/**
 * herald_emulator_call_get_start_us:
 * @self: a call
 *
 * Returns: when it came in, by the monotonic clock
 */
gint64
herald_emulator_call_get_start_us (HeraldEmulatorCall *self)
{
  return self->start_us;
}

/**
 * herald_emulator_call_dup_origin:
 * @self: a call
 *
 * Returns: (transfer full): scheme, host and port as the caller wrote them
 */
char *
herald_emulator_call_dup_origin (HeraldEmulatorCall *self)
{
  const char *host = herald_emulator_call_get_header (self, "host");
  const char *scheme = self->transport == HERALD_EMULATOR_OVER_HTTP ? "http" : "https";

  return g_strconcat (scheme, "://", host != NULL ? host : "127.0.0.1", NULL);
}

/**
 * herald_emulator_call_add_header:
 * @self: a call that is not answered yet
 * @name: the answer header's name
 * @value: its value
 */
void
herald_emulator_call_add_header (HeraldEmulatorCall *self, const char *name, const char *value)
{
  g_ptr_array_add (self->answer_headers, g_strdup (name));
  g_ptr_array_add (self->answer_headers, g_strdup (value));
}

/**
 * herald_emulator_call_respond:
 * @self: a call that is not answered yet
 * @status: the HTTP status
 * @body: (nullable): the answer's bytes
 */
void
herald_emulator_call_respond (HeraldEmulatorCall *self, guint status, GBytes *body)
{
  if (self->refused)
    return;
  g_return_if_fail (HERALD_IS_EMULATOR_CALL (self) && self->status == 0 && status != 0);

  self->status = status;
  self->answer_body = body != NULL ? g_bytes_ref (body) : NULL;
  if (self->answered_func != NULL)
    self->answered_func (self, self->answered_data);
}

/**
 * herald_emulator_call_respond_json:
 * @self: a call that is not answered yet
 * @status: the HTTP status
 * @node: the answer's tree
 *
 * The content type is plain JSON unless one was added before.
 */
void
herald_emulator_call_respond_json (HeraldEmulatorCall *self, guint status, JsonNode *node)
{
  g_autoptr (GBytes) body = herald_json_write_bytes (node);

  if (find_pair (self->answer_headers, "content-type") == NULL)
    herald_emulator_call_add_header (self, "Content-Type", "application/json; charset=utf-8");
  herald_emulator_call_respond (self, status, body);
}

/**
 * herald_emulator_call_respond_text:
 * @self: a call that is not answered yet
 * @status: the HTTP status
 * @content_type: the media type
 * @text: the answer
 */
void
herald_emulator_call_respond_text (HeraldEmulatorCall *self,
                                   guint               status,
                                   const char         *content_type,
                                   const char         *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  herald_emulator_call_add_header (self, "Content-Type", content_type);
  herald_emulator_call_respond (self, status, body);
}

/**
 * herald_emulator_call_refuse_for_good:
 * @self: a call that is not answered yet
 * @status: the HTTP status
 * @json: the answer
 *
 * Answers in place of whoever would have; what that one says later goes nowhere.
 */
void
herald_emulator_call_refuse_for_good (HeraldEmulatorCall *self, guint status, const char *json)
{
  herald_emulator_call_respond_text (self, status, "application/json; charset=utf-8", json);
  self->refused = TRUE;
}

/**
 * herald_emulator_call_is_answered:
 * @self: a call
 *
 * Returns: whether a handler answered it
 */
gboolean
herald_emulator_call_is_answered (HeraldEmulatorCall *self)
{
  return self->status != 0;
}

/**
 * herald_emulator_call_get_status:
 * @self: a call
 *
 * Returns: the answer's status, 0 while there is none
 */
guint
herald_emulator_call_get_status (HeraldEmulatorCall *self)
{
  return self->status;
}

/**
 * herald_emulator_call_get_answer_headers:
 * @self: a call
 *
 * Returns: (transfer none) (element-type utf8): name, value, name, value…
 */
GPtrArray *
herald_emulator_call_get_answer_headers (HeraldEmulatorCall *self)
{
  return self->answer_headers;
}

/**
 * herald_emulator_call_get_answer_header:
 * @self: a call
 * @name: a header's name, in any case
 *
 * Returns: (transfer none) (nullable): its value in the answer
 */
const char *
herald_emulator_call_get_answer_header (HeraldEmulatorCall *self, const char *name)
{
  return find_pair (self->answer_headers, name);
}

/**
 * herald_emulator_call_get_answer_body:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): the answer's bytes
 */
GBytes *
herald_emulator_call_get_answer_body (HeraldEmulatorCall *self)
{
  return self->answer_body;
}
