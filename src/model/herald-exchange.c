/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a request and its answer without their secrets, and writes them for people. */
#include "config.h"

#include "model/herald-exchange.h"

#include "base/herald-json.h"
#include "base/herald-known-secrets.h"
#include "base/herald-redact.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define US_PER_MS 1000

struct _HeraldExchange
{
  GObject parent_instance;

  gint64 id;
  char  *service; /* (owned) */
  char  *method;  /* (owned) */
  char  *url;     /* (owned): redacted */
  gint64 started_us;

  GString *request_headers; /* (owned): redacted lines */
  char    *request_body;    /* (owned) (nullable): redacted */

  HeraldKnownSecrets *secrets; /* (owned) (nullable): of the request, until it has ended */

  guint    status;
  char    *protocol;       /* (owned) (nullable) */
  GString *answer_headers; /* (owned): redacted lines */
  char    *answer_body;    /* (owned) (nullable): redacted */
  char    *error;          /* (owned) (nullable) */
  gint64   connect_us;
  gint64   total_us;
};

G_DEFINE_FINAL_TYPE (HeraldExchange, herald_exchange, G_TYPE_OBJECT)

static void
append_header (GString *headers, const char *name, const char *value)
{
  g_autofree char *redacted = herald_redact_header (name, value);

  /* A line is one header: no value may begin another. */
  g_strdelimit (redacted, "\r\n", ' ');
  if (headers->len > 0)
    g_string_append_c (headers, '\n');
  g_string_append_printf (headers, "%s: %s", name, redacted);
}

static char *
redact_bytes (const char *content_type, GBytes *body)
{
  gsize       size = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  return herald_redact_body (content_type, data, (gssize) size);
}

static char *
dup_pretty (const char *body)
{
  g_autoptr (JsonNode) node = NULL;

  if (body == NULL || *body == '\0')
    return g_strdup ("");
  node = herald_json_parse (body, -1, NULL);
  return node != NULL ? herald_json_write (node, TRUE) : g_strdup (body);
}

/* “msdynmkt_apitoken” and “ApiToken” as the name of a shell variable: MSDYNMKT_APITOKEN, API_TOKEN.
 */
static void
append_variable_name (GString *text, const char *name, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      gboolean begins_word = i > 0 && g_ascii_isupper (name[i]) && g_ascii_islower (name[i - 1]);

      if (begins_word)
        g_string_append_c (text, '_');
      g_string_append_c (text, g_ascii_isalnum (name[i]) ? g_ascii_toupper (name[i]) : '_');
    }
}

/* The name that a masked value belongs to stands before it: «"name":"» in JSON, «name=» in a form.
 */
static void
append_variable (GString *text, const char *begin, const char *mask)
{
  const char *end = mask;
  const char *start;

  while (end > begin && !g_ascii_isalnum (end[-1]) && end[-1] != '_')
    end--;
  start = end;
  while (start > begin && (g_ascii_isalnum (start[-1]) || start[-1] == '_' || start[-1] == '-'))
    start--;
  g_string_append (text, "'\"$");
  if (start == end)
    g_string_append (text, "SECRET");
  else
    append_variable_name (text, start, (gsize) (end - start));
  g_string_append (text, "\"'");
}

/* A word for the shell, in single quotes; each mask becomes a variable between them. */
static void
append_quoted (GString *text, const char *value)
{
  const char *c = value;

  g_string_append_c (text, '\'');
  while (*c != '\0')
    if (g_str_has_prefix (c, HERALD_REDACTED))
      {
        append_variable (text, value, c);
        c += strlen (HERALD_REDACTED);
      }
    else if (*c == '\'')
      {
        g_string_append (text, "'\\''");
        c++;
      }
    else
      g_string_append_c (text, *c++);
  g_string_append_c (text, '\'');
}

static void
append_curl_header (GString *text, const char *line)
{
  const char *mask = strstr (line, HERALD_REDACTED);

  g_string_append (text, " \\\n  --header ");
  /* The scheme stands before an authorization's mask, and names nothing. */
  if (mask != NULL && g_ascii_strncasecmp (line, "authorization:", strlen ("authorization:")) == 0)
    g_string_append_printf (text, "'%.*s'\"$ACCESS_TOKEN\"", (int) (mask - line), line);
  else
    append_quoted (text, line);
}

static void
append_half (GString *text, const char *headers, const char *body)
{
  g_autofree char *pretty = dup_pretty (body);

  if (*headers != '\0')
    g_string_append_printf (text, "%s\n", headers);
  if (*pretty != '\0')
    g_string_append_printf (text, "\n%s\n", pretty);
}

/* It has ended, and nothing is kept that is not needed any more. */
static void
forget_secrets (HeraldExchange *self)
{
  g_clear_pointer (&self->secrets, herald_known_secrets_free);
}

/* Takes @text: (nullable). */
static char *
take_masked (HeraldExchange *self, char *text)
{
  g_autofree char *own = text;

  if (own == NULL || self->secrets == NULL)
    return g_steal_pointer (&own);
  return herald_known_secrets_mask (self->secrets, own);
}

static void
herald_exchange_finalize (GObject *object)
{
  HeraldExchange *self = HERALD_EXCHANGE (object);

  g_free (self->service);
  g_free (self->method);
  g_free (self->url);
  g_string_free (self->request_headers, TRUE);
  g_free (self->request_body);
  forget_secrets (self);
  g_free (self->protocol);
  g_string_free (self->answer_headers, TRUE);
  g_free (self->answer_body);
  g_free (self->error);
  G_OBJECT_CLASS (herald_exchange_parent_class)->finalize (object);
}

static void
herald_exchange_class_init (HeraldExchangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_exchange_finalize;
}

static void
herald_exchange_init (HeraldExchange *self)
{
  self->request_headers = g_string_new (NULL);
  self->answer_headers = g_string_new (NULL);
}

/**
 * herald_exchange_new:
 * @service: which service, such as “dataverse”
 * @method: the HTTP method
 * @url: the address; secrets in its query are masked
 * @started_us: when it was sent, in microseconds of Unix time
 *
 * Returns: (transfer full): an exchange that has no answer yet
 */
HeraldExchange *
herald_exchange_new (const char *service, const char *method, const char *url, gint64 started_us)
{
  HeraldExchange *self;

  g_return_val_if_fail (service != NULL && method != NULL && url != NULL, NULL);

  self = g_object_new (HERALD_TYPE_EXCHANGE, NULL);
  self->service = g_strdup (service);
  self->method = g_strdup (method);
  self->url = herald_redact_url (url);
  self->secrets = herald_known_secrets_new ();
  herald_known_secrets_add_url (self->secrets, url);
  self->started_us = started_us;
  return self;
}

/**
 * herald_exchange_add_request_header:
 * @self: an exchange
 * @name: the header's name
 * @value: its value as sent; credentials are masked here
 */
void
herald_exchange_add_request_header (HeraldExchange *self, const char *name, const char *value)
{
  g_return_if_fail (HERALD_IS_EXCHANGE (self));
  g_return_if_fail (name != NULL && value != NULL);

  append_header (self->request_headers, name, value);
  if (self->secrets != NULL)
    herald_known_secrets_add_header (self->secrets, name, value);
}

/**
 * herald_exchange_set_request_body:
 * @self: an exchange
 * @content_type: (nullable): its media type
 * @body: (nullable): the bytes as sent; secret members and fields are masked here
 */
void
herald_exchange_set_request_body (HeraldExchange *self, const char *content_type, GBytes *body)
{
  g_return_if_fail (HERALD_IS_EXCHANGE (self));

  g_free (self->request_body);
  self->request_body = redact_bytes (content_type, body);
  if (self->secrets != NULL)
    herald_known_secrets_add_body (self->secrets, content_type, body);
}

/**
 * herald_exchange_add_answer_header:
 * @self: an exchange
 * @name: the header's name
 * @value: its value as received; credentials are masked here
 */
void
herald_exchange_add_answer_header (HeraldExchange *self, const char *name, const char *value)
{
  g_autofree char *masked = NULL;

  g_return_if_fail (HERALD_IS_EXCHANGE (self));
  g_return_if_fail (name != NULL && value != NULL);

  masked = take_masked (self, g_strdup (value));
  append_header (self->answer_headers, name, masked);
}

/**
 * herald_exchange_mask_body:
 * @self: an exchange whose request is complete and that has not ended
 * @body: what was answered
 *
 * Returns: (transfer full): @body without what the request holds of secrets
 */
GBytes *
herald_exchange_mask_body (HeraldExchange *self, GBytes *body)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);
  g_return_val_if_fail (self->secrets != NULL && body != NULL, NULL);

  return herald_known_secrets_mask_body (self->secrets, body);
}

/**
 * herald_exchange_mask:
 * @self: an exchange whose request is complete and that has not ended
 * @text: a text of the answer, such as the value of a header
 *
 * Returns: (transfer full): @text without what the request holds of secrets
 */
char *
herald_exchange_mask (HeraldExchange *self, const char *text)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);
  g_return_val_if_fail (self->secrets != NULL && text != NULL, NULL);

  return herald_known_secrets_mask (self->secrets, text);
}

/**
 * herald_exchange_finish:
 * @self: an exchange
 * @status: the HTTP status
 * @protocol: (nullable): such as “HTTP/2”
 * @content_type: (nullable): the answer's media type
 * @body: (nullable): the answer's bytes
 * @connect_us: how long connecting took; 0 on an open connection
 * @total_us: from sending to the last byte
 */
void
herald_exchange_finish (HeraldExchange *self,
                        guint           status,
                        const char     *protocol,
                        const char     *content_type,
                        GBytes         *body,
                        gint64          connect_us,
                        gint64          total_us)
{
  g_return_if_fail (HERALD_IS_EXCHANGE (self));

  self->status = status;
  g_free (self->protocol);
  self->protocol = g_strdup (protocol);
  g_free (self->answer_body);
  self->answer_body = take_masked (self, redact_bytes (content_type, body));
  self->connect_us = connect_us;
  self->total_us = total_us;
  forget_secrets (self);
}

/**
 * herald_exchange_fail:
 * @self: an exchange
 * @message: why no answer came
 * @total_us: how long it took
 */
void
herald_exchange_fail (HeraldExchange *self, const char *message, gint64 total_us)
{
  g_return_if_fail (HERALD_IS_EXCHANGE (self));
  g_return_if_fail (message != NULL);

  g_free (self->error);
  self->error = take_masked (self, g_strdup (message));
  self->total_us = total_us;
  forget_secrets (self);
}

/**
 * herald_exchange_get_id:
 * @self: an exchange
 *
 * Returns: the store's number; 0 before it is kept
 */
gint64
herald_exchange_get_id (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), 0);

  return self->id;
}

/**
 * herald_exchange_set_id:
 * @self: an exchange
 * @id: the store's number
 */
void
herald_exchange_set_id (HeraldExchange *self, gint64 id)
{
  g_return_if_fail (HERALD_IS_EXCHANGE (self));

  self->id = id;
}

/**
 * herald_exchange_get_service:
 * @self: an exchange
 *
 * Returns: which service, such as “apns”
 */
const char *
herald_exchange_get_service (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  return self->service;
}

/**
 * herald_exchange_get_method:
 * @self: an exchange
 *
 * Returns: the HTTP method
 */
const char *
herald_exchange_get_method (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  return self->method;
}

/**
 * herald_exchange_get_url:
 * @self: an exchange
 *
 * Returns: the address without secrets
 */
const char *
herald_exchange_get_url (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  return self->url;
}

/**
 * herald_exchange_get_started_us:
 * @self: an exchange
 *
 * Returns: when it was sent, in microseconds of Unix time
 */
gint64
herald_exchange_get_started_us (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), 0);

  return self->started_us;
}

/**
 * herald_exchange_get_request_headers:
 * @self: an exchange
 *
 * Returns: lines “Name: value”, credentials masked
 */
const char *
herald_exchange_get_request_headers (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  return self->request_headers->str;
}

/**
 * herald_exchange_get_request_body:
 * @self: an exchange
 *
 * Returns: the body without secrets, empty when there is none
 */
const char *
herald_exchange_get_request_body (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  return self->request_body != NULL ? self->request_body : "";
}

/**
 * herald_exchange_get_status:
 * @self: an exchange
 *
 * Returns: the HTTP status; 0 without an answer
 */
guint
herald_exchange_get_status (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), 0);

  return self->status;
}

/**
 * herald_exchange_get_protocol:
 * @self: an exchange
 *
 * Returns: such as “HTTP/2”, empty without an answer
 */
const char *
herald_exchange_get_protocol (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  return self->protocol != NULL ? self->protocol : "";
}

/**
 * herald_exchange_get_answer_headers:
 * @self: an exchange
 *
 * Returns: lines “Name: value”, credentials masked
 */
const char *
herald_exchange_get_answer_headers (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  return self->answer_headers->str;
}

/**
 * herald_exchange_get_answer_body:
 * @self: an exchange
 *
 * Returns: the body without secrets, empty when there is none
 */
const char *
herald_exchange_get_answer_body (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  return self->answer_body != NULL ? self->answer_body : "";
}

/**
 * herald_exchange_get_error:
 * @self: an exchange
 *
 * Returns: (nullable): why no answer came
 */
const char *
herald_exchange_get_error (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  return self->error;
}

/**
 * herald_exchange_get_connect_us:
 * @self: an exchange
 *
 * Returns: how long connecting took; 0 on an open connection
 */
gint64
herald_exchange_get_connect_us (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), 0);

  return self->connect_us;
}

/**
 * herald_exchange_get_total_us:
 * @self: an exchange
 *
 * Returns: from sending to the last byte, in microseconds
 */
gint64
herald_exchange_get_total_us (HeraldExchange *self)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), 0);

  return self->total_us;
}

/**
 * herald_exchange_to_text:
 * @self: an exchange
 *
 * Returns: (transfer full): both halves as they went over the wire, JSON indented, secrets masked
 */
char *
herald_exchange_to_text (HeraldExchange *self)
{
  GString *text;

  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  text = g_string_new (NULL);
  g_string_append_printf (text, "%s %s\n", self->method, self->url);
  append_half (text, self->request_headers->str, self->request_body);
  g_string_append_c (text, '\n');
  if (self->error != NULL)
    g_string_append_printf (text, _("No answer: %s"), self->error);
  else
    g_string_append_printf (text, "%s %u", herald_exchange_get_protocol (self), self->status);
  g_string_append_printf (text, " (%" G_GINT64_FORMAT " ms)\n", self->total_us / US_PER_MS);
  append_half (text, self->answer_headers->str, self->answer_body);
  return g_string_free (text, FALSE);
}

/**
 * herald_exchange_to_curl:
 * @self: an exchange
 *
 * Masked values become shell variables named after their member, such as `$API_TOKEN`, so that
 * the command runs when the person sets them.
 *
 * Returns: (transfer full): a command that repeats the request
 */
char *
herald_exchange_to_curl (HeraldExchange *self)
{
  GString *text;
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (HERALD_IS_EXCHANGE (self), NULL);

  text = g_string_new ("curl");
  if (g_str_has_prefix (herald_exchange_get_protocol (self), "HTTP/2"))
    g_string_append (text, " --http2");
  g_string_append_printf (text, " --request %s ", self->method);
  append_quoted (text, self->url);
  lines = g_strsplit (self->request_headers->str, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    append_curl_header (text, lines[i]);
  if (self->request_body != NULL && *self->request_body != '\0')
    {
      g_string_append (text, " \\\n  --data-raw ");
      append_quoted (text, self->request_body);
    }
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

/**
 * herald_exchange_restore:
 * @id: the store's number
 * @service: which service
 * @method: the HTTP method
 * @url: the address, redacted
 * @started_us: when it was sent
 * @request_headers: (nullable): lines, redacted
 * @request_body: (nullable): redacted
 * @status: the HTTP status, or 0
 * @protocol: (nullable): such as “HTTP/2”
 * @answer_headers: (nullable): lines, redacted
 * @answer_body: (nullable): redacted
 * @error: (nullable): why no answer came
 * @connect_us: how long connecting took
 * @total_us: how long all took
 *
 * Returns: (transfer full): the exchange as it was kept
 */
HeraldExchange *
herald_exchange_restore (gint64      id,
                         const char *service,
                         const char *method,
                         const char *url,
                         gint64      started_us,
                         const char *request_headers,
                         const char *request_body,
                         guint       status,
                         const char *protocol,
                         const char *answer_headers,
                         const char *answer_body,
                         const char *error,
                         gint64      connect_us,
                         gint64      total_us)
{
  HeraldExchange *self = herald_exchange_new (service, method, url, started_us);

  self->id = id;
  g_string_append (self->request_headers, request_headers != NULL ? request_headers : "");
  self->request_body = g_strdup (request_body);
  self->status = status;
  self->protocol = g_strdup (protocol);
  g_string_append (self->answer_headers, answer_headers != NULL ? answer_headers : "");
  self->answer_body = g_strdup (answer_body);
  self->error = g_strdup (error);
  self->connect_us = connect_us;
  self->total_us = total_us;
  forget_secrets (self);
  return self;
}
