/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies are looked into as far as people write by hand; a log of thousands stays quick to filter.
 */
#include "config.h"

#include "model/herald-exchange-filter.h"

#include <string.h>

#define SEARCHED_BODY_BYTES 16384

static const struct
{
  const char *part;
  const char *service;
} routes[] = {
  { "/api/data/", "dataverse" },  { "/oauth2/", "sign-in" },
  { "/.well-known/", "sign-in" }, { "/pushdeviceregistration", "registration" },
  { "/orgs/", "interactions" },   { "/3/device/", "apns" },
  { "/v1/projects/", "fcm" },     { "/token", "fcm" },
};

static char *
dup_or_null (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/* @wanted is in lower case; other scripts' letters are compared as they are. */
static gboolean
contains (const char *text, const char *wanted, gsize longest)
{
  gsize length = strlen (wanted);

  for (gsize i = 0; i < longest && text[i] != '\0'; i++)
    {
      gsize j = 0;

      while (j < length && text[i + j] != '\0' && g_ascii_tolower (text[i + j]) == wanted[j])
        j++;
      if (j == length)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_text (HeraldExchange *exchange, const char *text)
{
  g_autofree char *wanted = g_ascii_strdown (text, -1);
  g_autofree char *url = g_uri_unescape_string (herald_exchange_get_url (exchange), NULL);
  g_autofree char *line = g_strdup_printf ("%s %s %u", herald_exchange_get_method (exchange),
                                           url != NULL ? url : herald_exchange_get_url (exchange),
                                           herald_exchange_get_status (exchange));

  return contains (line, wanted, G_MAXSIZE) ||
         contains (herald_exchange_get_request_body (exchange), wanted, SEARCHED_BODY_BYTES) ||
         contains (herald_exchange_get_answer_body (exchange), wanted, SEARCHED_BODY_BYTES);
}

/**
 * herald_exchange_filter_new:
 * @text: (nullable): what is looked for
 * @method: (nullable): an HTTP method
 * @status_class: the first digit of the status, or 0
 * @service: (nullable): a service
 *
 * Returns: (transfer full): a filter; empty texts count as none
 */
HeraldExchangeFilter *
herald_exchange_filter_new (const char *text,
                            const char *method,
                            guint       status_class,
                            const char *service)
{
  HeraldExchangeFilter *self = g_new0 (HeraldExchangeFilter, 1);

  self->text = dup_or_null (text);
  self->method = dup_or_null (method);
  self->status_class = status_class;
  self->service = dup_or_null (service);
  return self;
}

/**
 * herald_exchange_filter_free:
 * @self: (nullable): a filter
 */
void
herald_exchange_filter_free (HeraldExchangeFilter *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->method);
  g_free (self->service);
  g_free (self);
}

/**
 * herald_exchange_filter_matches:
 * @self: (nullable): a filter; %NULL lets everything through
 * @exchange: an exchange
 *
 * Returns: whether it is wanted
 */
gboolean
herald_exchange_filter_matches (const HeraldExchangeFilter *self, HeraldExchange *exchange)
{
  g_return_val_if_fail (HERALD_IS_EXCHANGE (exchange), FALSE);

  if (self == NULL)
    return TRUE;
  if (self->method != NULL && strcmp (self->method, herald_exchange_get_method (exchange)) != 0)
    return FALSE;
  if (self->status_class != 0 && herald_exchange_get_status (exchange) / 100 != self->status_class)
    return FALSE;
  if (self->service != NULL && strcmp (self->service, herald_exchange_find_service (
                                                        herald_exchange_get_url (exchange))) != 0)
    return FALSE;
  return self->text == NULL || has_text (exchange, self->text);
}

/* Returns: (nullable): what the paths of a service look like; NULL when one pattern cannot tell */
static char *
make_path_pattern (const char *service)
{
  const char *part = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (strcmp (routes[i].service, service) != 0)
        continue;
      if (part != NULL)
        return NULL;
      part = routes[i].part;
    }
  return part != NULL ? g_strconcat ("*", part, "*", NULL) : NULL;
}

static void
append_parameter (GString *query, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (query, "&%s=", name);
  g_string_append_uri_escaped (query, value, NULL, FALSE);
}

/**
 * herald_exchange_filter_to_query:
 * @self: (nullable): a filter
 *
 * The emulator may let more pass, for it does not know services.
 *
 * Returns: (transfer full): parameters of `GET /_herald/log`, each with a leading “&”
 */
char *
herald_exchange_filter_to_query (const HeraldExchangeFilter *self)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autofree char *status = NULL;

  if (self == NULL)
    return g_strdup ("");
  if (self->service != NULL)
    path = make_path_pattern (self->service);
  if (self->status_class != 0)
    status = g_strdup_printf ("%uxx", self->status_class);
  append_parameter (query, "method", self->method);
  append_parameter (query, "path", path);
  append_parameter (query, "status", status);
  append_parameter (query, "text", self->text);
  return g_string_free (g_steal_pointer (&query), FALSE);
}

/**
 * herald_exchange_find_service:
 * @url: the address of a request to the emulator
 *
 * Returns: which service it asks, by its path
 */
const char *
herald_exchange_find_service (const char *url)
{
  const char *query;
  gsize       length;

  g_return_val_if_fail (url != NULL, "other");

  query = strchr (url, '?');
  length = query != NULL ? (gsize) (query - url) : strlen (url);
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    if (g_strstr_len (url, (gssize) length, routes[i].part) != NULL)
      return routes[i].service;
  return "other";
}
