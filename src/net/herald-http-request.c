/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request: method, URL, headers, body and whether it may be sent twice. */
#include "config.h"

#include "net/herald-http-request.h"

#include "base/herald-json.h"

#include <string.h>

/* Far above a page of 5000 Dataverse rows of the columns we read; guards memory, not content. */
#define MAX_ANSWER_BYTES ((gsize) 64 * 1024 * 1024)
#define JSON_CONTENT_TYPE "application/json; charset=utf-8"

struct _HeraldHttpRequest
{
  GObject parent_instance;

  char      *service;      /* (owned) */
  char      *method;       /* (owned) */
  char      *url;          /* (owned) */
  GPtrArray *headers;      /* (element-type utf8) (owned): name, value, name, value… */
  char      *content_type; /* (owned) (nullable) */
  GBytes    *body;         /* (owned) (nullable) */
  gboolean   idempotent;
  gboolean   is_answer_secret;
  gsize      max_answer_bytes;

  HeraldExchange *exchange; /* (owned) (nullable) */
  gboolean        connection_broken;
};

G_DEFINE_FINAL_TYPE (HeraldHttpRequest, herald_http_request, G_TYPE_OBJECT)

static guint
find_header (HeraldHttpRequest *self, const char *name)
{
  guint index = 0;

  while (index < self->headers->len &&
         g_ascii_strcasecmp (g_ptr_array_index (self->headers, index), name) != 0)
    index += 2;
  return index;
}

static void
herald_http_request_finalize (GObject *object)
{
  HeraldHttpRequest *self = HERALD_HTTP_REQUEST (object);

  g_clear_pointer (&self->service, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_clear_pointer (&self->content_type, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->exchange);
  G_OBJECT_CLASS (herald_http_request_parent_class)->finalize (object);
}

static void
herald_http_request_class_init (HeraldHttpRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_http_request_finalize;
}

static void
herald_http_request_init (HeraldHttpRequest *self)
{
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->max_answer_bytes = MAX_ANSWER_BYTES;
}

/**
 * herald_http_request_new:
 * @service: the service's name in the record, such as “dataverse”
 * @method: the HTTP method in upper case
 * @url: the whole URL, already encoded; it goes over the wire as it is
 *
 * GET and DELETE start as idempotent, everything else does not (RFC 9110, 9.2.2; PATCH and POST
 * never are by themselves).
 *
 * Returns: (transfer full): the request
 */
HeraldHttpRequest *
herald_http_request_new (const char *service, const char *method, const char *url)
{
  HeraldHttpRequest *self;

  g_return_val_if_fail (service != NULL, NULL);
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (url != NULL, NULL);

  self = g_object_new (HERALD_TYPE_HTTP_REQUEST, NULL);
  self->service = g_strdup (service);
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->idempotent = g_str_equal (method, "GET") || g_str_equal (method, "DELETE");
  return self;
}

/**
 * herald_http_request_get_service:
 * @self: a request
 *
 * Returns: (transfer none): the service's name in the record
 */
const char *
herald_http_request_get_service (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), NULL);
  return self->service;
}

/**
 * herald_http_request_get_method:
 * @self: a request
 *
 * Returns: (transfer none): the HTTP method
 */
const char *
herald_http_request_get_method (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), NULL);
  return self->method;
}

/**
 * herald_http_request_dup_label:
 * @self: a request
 *
 * Returns: (transfer full): what people know it by, without anything of a person or a token
 */
char *
herald_http_request_dup_label (HeraldHttpRequest *self)
{
  g_autofree char *path = NULL;
  const char      *name;

  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), NULL);

  path = g_strndup (self->url, strcspn (self->url, "?#("));
  name = strrchr (path, '/');
  return g_strdup_printf ("%s %s", self->method, name != NULL ? name + 1 : path);
}

/**
 * herald_http_request_get_url:
 * @self: a request
 *
 * Returns: (transfer none): the URL as given
 */
const char *
herald_http_request_get_url (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), NULL);
  return self->url;
}

/**
 * herald_http_request_set_header:
 * @self: a request
 * @name: a header name
 * @value: (nullable): its value, or %NULL to take the header away
 *
 * Replaces the header of that name, whatever its case.
 */
void
herald_http_request_set_header (HeraldHttpRequest *self, const char *name, const char *value)
{
  guint index;

  g_return_if_fail (HERALD_IS_HTTP_REQUEST (self));
  g_return_if_fail (name != NULL);

  index = find_header (self, name);
  if (index < self->headers->len)
    g_ptr_array_remove_range (self->headers, index, 2);
  if (value == NULL)
    return;
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

/**
 * herald_http_request_get_header:
 * @self: a request
 * @name: a header name, in any case
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
herald_http_request_get_header (HeraldHttpRequest *self, const char *name)
{
  guint index;

  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  index = find_header (self, name);
  return index < self->headers->len ? g_ptr_array_index (self->headers, index + 1) : NULL;
}

/**
 * herald_http_request_get_headers:
 * @self: a request
 *
 * Returns: (transfer none) (element-type utf8): name, value, name, value…
 */
GPtrArray *
herald_http_request_get_headers (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), NULL);
  return self->headers;
}

/**
 * herald_http_request_set_body:
 * @self: a request
 * @content_type: the Content-Type header
 * @body: (transfer none): the bytes
 */
void
herald_http_request_set_body (HeraldHttpRequest *self, const char *content_type, GBytes *body)
{
  g_return_if_fail (HERALD_IS_HTTP_REQUEST (self));
  g_return_if_fail (content_type != NULL);
  g_return_if_fail (body != NULL);

  g_clear_pointer (&self->content_type, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->content_type = g_strdup (content_type);
  self->body = g_bytes_ref (body);
}

/**
 * herald_http_request_set_json:
 * @self: a request
 * @body: (transfer none): the document to send
 */
void
herald_http_request_set_json (HeraldHttpRequest *self, JsonNode *body)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_if_fail (HERALD_IS_HTTP_REQUEST (self));
  g_return_if_fail (body != NULL);

  bytes = herald_json_write_bytes (body);
  herald_http_request_set_body (self, JSON_CONTENT_TYPE, bytes);
}

/**
 * herald_http_request_get_content_type:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): the Content-Type, or %NULL without a body
 */
const char *
herald_http_request_get_content_type (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), NULL);
  return self->content_type;
}

/**
 * herald_http_request_get_body:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): the body
 */
GBytes *
herald_http_request_get_body (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), NULL);
  return self->body;
}

/**
 * herald_http_request_is_idempotent:
 * @self: a request
 *
 * Returns: whether doing it twice is the same as doing it once
 */
gboolean
herald_http_request_is_idempotent (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), FALSE);
  return self->idempotent;
}

/**
 * herald_http_request_set_idempotent:
 * @self: a request
 * @idempotent: whether doing it twice is the same as doing it once
 */
void
herald_http_request_set_idempotent (HeraldHttpRequest *self, gboolean idempotent)
{
  g_return_if_fail (HERALD_IS_HTTP_REQUEST (self));
  self->idempotent = idempotent;
}

/**
 * herald_http_request_is_answer_secret:
 * @self: a request
 *
 * Returns: whether a good answer may repeat a secret that was sent
 */
gboolean
herald_http_request_is_answer_secret (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), FALSE);

  return self->is_answer_secret;
}

/**
 * herald_http_request_set_answer_secret:
 * @self: a request
 * @is_secret: whether a good answer may repeat a secret that was sent
 */
void
herald_http_request_set_answer_secret (HeraldHttpRequest *self, gboolean is_secret)
{
  g_return_if_fail (HERALD_IS_HTTP_REQUEST (self));

  self->is_answer_secret = is_secret;
}

/**
 * herald_http_request_get_max_answer_bytes:
 * @self: a request
 *
 * Returns: how many bytes the answer's body may have, unpacked
 */
gsize
herald_http_request_get_max_answer_bytes (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), 0);
  return self->max_answer_bytes;
}

/**
 * herald_http_request_set_max_answer_bytes:
 * @self: a request
 * @max_bytes: how many bytes the answer's body may have, unpacked
 */
void
herald_http_request_set_max_answer_bytes (HeraldHttpRequest *self, gsize max_bytes)
{
  g_return_if_fail (HERALD_IS_HTTP_REQUEST (self));
  self->max_answer_bytes = max_bytes;
}

/**
 * herald_http_request_is_connection_broken:
 * @self: a request
 *
 * Returns: whether the last attempt had a connection and lost it before the whole answer was there
 */
gboolean
herald_http_request_is_connection_broken (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), FALSE);
  return self->connection_broken;
}

/**
 * herald_http_request_set_connection_broken:
 * @self: a request
 * @broken: whether the last attempt lost its connection
 */
void
herald_http_request_set_connection_broken (HeraldHttpRequest *self, gboolean broken)
{
  g_return_if_fail (HERALD_IS_HTTP_REQUEST (self));
  self->connection_broken = broken;
}

/**
 * herald_http_request_get_exchange:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): the redacted record of the last attempt, also of one that
 *   failed; %NULL when nothing was tried
 */
HeraldExchange *
herald_http_request_get_exchange (HeraldHttpRequest *self)
{
  g_return_val_if_fail (HERALD_IS_HTTP_REQUEST (self), NULL);
  return self->exchange;
}

/**
 * herald_http_request_set_exchange:
 * @self: a request
 * @exchange: (nullable): the record of the attempt that ended
 */
void
herald_http_request_set_exchange (HeraldHttpRequest *self, HeraldExchange *exchange)
{
  g_return_if_fail (HERALD_IS_HTTP_REQUEST (self));
  g_set_object (&self->exchange, exchange);
}
