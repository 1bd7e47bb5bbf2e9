/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is secret in an exchange: credentials in headers, in JSON members, in form fields and in
 * query strings. Unknown content is kept; a secret member is masked at any depth. */
#include "config.h"

#include "base/herald-redact.h"

#include "base/herald-json.h"
#include "base/herald-redact-private.h"

#include <string.h>

#define TOKEN_ENDS 6

static const char *const secret_headers[] = {
  "authorization", "cookie", "set-cookie", "proxy-authorization", "x-ms-callback-url-headers",
};

/* Members and form fields, compared in lower case. */
static const char *const secret_names[] = {
  "access_token",
  "adminToken",
  "apiToken",
  "assertion",
  "bearer",
  "client_assertion",
  "client_secret",
  "clientSecret",
  "code",
  "code_verifier",
  "device_code",
  "id_token",
  "msdynmkt_apikey",
  "msdynmkt_apitoken",
  "msdynmkt_certificate1",
  "msdynmkt_certificate2",
  "msdynmkt_certificate3",
  "msdynmkt_certificate4",
  "msdynmkt_certificate5",
  "msdynmkt_password",
  "msdynmkt_serviceaccountjson1",
  "msdynmkt_serviceaccountjson2",
  "msdynmkt_serviceaccountjson3",
  "msdynmkt_serviceaccountjson4",
  "msdynmkt_serviceaccountjson5",
  "msdynmkt_signingkey",
  "passphrase",
  "password",
  "private_key",
  "refresh_token",
};

static gboolean
is_one_of (const char *name, const char *const *names, gsize n_names)
{
  for (gsize i = 0; i < n_names; i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

gboolean
herald_redact_is_secret_header (const char *name)
{
  return is_one_of (name, secret_headers, G_N_ELEMENTS (secret_headers));
}

gboolean
herald_redact_is_secret_name (const char *name, gboolean in_form)
{
  /* An error body carries a “code” that is no authorization code. */
  if (g_ascii_strcasecmp (name, "code") == 0 && !in_form)
    return FALSE;
  return is_one_of (name, secret_names, G_N_ELEMENTS (secret_names));
}

static JsonNode *dup_redacted (JsonNode *node);

static void
add_redacted_member (JsonObject *object, const char *name, JsonNode *node, gpointer copy)
{
  if (herald_redact_is_secret_name (name, FALSE) && !JSON_NODE_HOLDS_NULL (node))
    json_object_set_string_member (copy, name, HERALD_REDACTED);
  else
    json_object_set_member (copy, name, dup_redacted (node));
}

static void
add_redacted_element (JsonArray *array, guint index, JsonNode *node, gpointer copy)
{
  json_array_add_element (copy, dup_redacted (node));
}

static JsonNode *
dup_redacted (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      copy = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (copy, json_object_new ());
      json_object_foreach_member (json_node_get_object (node), add_redacted_member,
                                  json_node_get_object (copy));
      return copy;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, json_array_new ());
      json_array_foreach_element (json_node_get_array (node), add_redacted_element,
                                  json_node_get_array (copy));
      return copy;
    }
  return json_node_copy (node);
}

static char *
redact_form (const char *form)
{
  g_auto (GStrv) fields = g_strsplit (form, "&", -1);

  for (gsize i = 0; fields[i] != NULL; i++)
    {
      char            *equals = strchr (fields[i], '=');
      g_autofree char *name = NULL;

      if (equals == NULL)
        continue;
      *equals = '\0';
      name = g_uri_unescape_string (fields[i], NULL);
      if (herald_redact_is_secret_name (name != NULL ? name : fields[i], TRUE))
        {
          char *masked = g_strconcat (fields[i], "=", HERALD_REDACTED, NULL);

          g_free (fields[i]);
          fields[i] = masked;
        }
      else
        *equals = '=';
    }
  return g_strjoinv ("&", fields);
}

/* Text that is no JSON though it begins like it may be cut off before or behind a secret. */
static gboolean
names_secret (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (secret_names); i++)
    {
      g_autofree char *name = g_ascii_strdown (secret_names[i], -1);

      if (!g_str_equal (name, "code") && strstr (lower, name) != NULL)
        return TRUE;
    }
  return FALSE;
}

static char *
redact_json (const char *text)
{
  g_autoptr (JsonNode) node = herald_json_parse (text, -1, NULL);
  g_autoptr (JsonNode) redacted = NULL;

  if (node == NULL)
    return g_strdup (names_secret (text) ? HERALD_REDACTED : text);
  redacted = dup_redacted (node);
  return herald_json_write (redacted, FALSE);
}

static gboolean
begins_like_json (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text == '{' || *text == '[';
}

/* A header, a request line or a form within a part. */
static char *
redact_part_line (const char *line)
{
  const char      *colon = strchr (line, ':');
  const char      *value;
  g_autofree char *name = NULL;
  g_autofree char *masked = NULL;

  name = colon != NULL ? g_strndup (line, (gsize) (colon - line)) : NULL;
  if (name == NULL || !herald_redact_is_secret_header (g_strstrip (name)))
    return strchr (line, '?') != NULL ? herald_redact_url (line) : redact_form (line);
  for (value = colon + 1; *value == ' ' || *value == '\t'; value++)
    continue;
  masked = herald_redact_header (name, value);
  return g_strdup_printf ("%s: %s", name, masked);
}

/* Parts with headers, requests and JSON in them, at any depth: JSON goes on to the next line that
 * begins a part, which none within it can. */
static char *
redact_multipart (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) result = g_string_new (NULL);
  gsize i = 0;

  while (lines[i] != NULL)
    {
      g_autoptr (GString) json = g_string_new (NULL);
      g_autofree char *masked = NULL;

      if (begins_like_json (lines[i]))
        for (; lines[i] != NULL && !g_str_has_prefix (lines[i], "--"); i++)
          g_string_append_printf (json, "%s\n", lines[i]);
      masked = json->len > 0 ? redact_json (json->str) : redact_part_line (g_strchomp (lines[i++]));
      g_string_append_printf (result, "%s\n", masked);
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

/**
 * herald_redact_header:
 * @name: a header's name
 * @value: its value
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): @value, or its scheme and a mask when the header carries a credential
 */
char *
herald_redact_header (const char *name, const char *value)
{
  const char *blank;

  g_return_val_if_fail (name != NULL && value != NULL, NULL);

  if (!herald_redact_is_secret_header (name))
    return g_strdup (value);
  blank = strchr (value, ' ');
  if (g_ascii_strcasecmp (name, "authorization") == 0 && blank != NULL)
    return g_strdup_printf ("%.*s " HERALD_REDACTED, (int) (blank - value), value);
  return g_strdup (HERALD_REDACTED);
}

/**
 * herald_redact_body:
 * @content_type: (nullable): the media type
 * @body: the bytes, which need not end in NUL
 * @length: their number, or -1 when @body ends in NUL
 *
 * Masks secret members of JSON, secret fields of a form, and both and secret headers in the parts
 * of a batch. Other text is kept as it is; bytes that are not UTF-8 are replaced by a remark.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): what may be kept and shown
 */
char *
herald_redact_body (const char *content_type, const char *body, gssize length)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (body != NULL || length == 0, NULL);

  if (length == 0 || (length < 0 && *body == '\0'))
    return g_strdup ("");
  if (!g_utf8_validate (body, length, NULL))
    return g_strdup_printf ("(%" G_GSSIZE_FORMAT " bytes that are not text)", length);
  text = length < 0 ? g_strdup (body) : g_strndup (body, (gsize) length);
  if (content_type != NULL && g_ascii_strncasecmp (content_type, "multipart/", 10) == 0)
    return redact_multipart (text);
  return begins_like_json (text) ? redact_json (text) : redact_form (text);
}

/**
 * herald_redact_url:
 * @url: an address
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the address with secret query fields masked
 */
char *
herald_redact_url (const char *url)
{
  const char      *query;
  g_autofree char *redacted = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  query = strchr (url, '?');
  if (query == NULL)
    return g_strdup (url);
  redacted = redact_form (query + 1);
  return g_strdup_printf ("%.*s?%s", (int) (query - url), url, redacted);
}

/**
 * herald_redact_token:
 * @token: (nullable): a device or access token
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): its first and last characters around an ellipsis; a short one is masked
 *   whole
 */
char *
herald_redact_token (const char *token)
{
  gsize length = token != NULL ? strlen (token) : 0;

  if (length == 0)
    return g_strdup ("");
  if (length <= (gsize) 3 * TOKEN_ENDS || !g_utf8_validate (token, -1, NULL))
    return g_strdup (HERALD_REDACTED);
  return g_strdup_printf ("%.*s…%s", TOKEN_ENDS, token, token + length - TOKEN_ENDS);
}
