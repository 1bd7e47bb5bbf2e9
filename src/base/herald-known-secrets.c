/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A service may say what it did not like: “the token eyJ… has expired”. What was sent as a secret
 * is taken out of such answers wherever it stands, as it is or written for a form or for JSON. */
/* For memmem. */
#define _GNU_SOURCE

#include "config.h"

#include "base/herald-known-secrets.h"

#include "base/herald-json.h"
#include "base/herald-redact-private.h"
#include "base/herald-redact.h"

#include <string.h>

/* A shorter one would be found in any text, and masking it there would tell it. */
#define LEAST_SECRET_BYTES 6
/* Who repeats a text may cut it: so much of its beginning is masked as well. */
#define LEAST_PART_BYTES ((gsize) 16)

struct _HeraldKnownSecrets
{
  GPtrArray *values; /* (owned) (element-type utf8): longest first */
};

static void
free_secret (gpointer data)
{
  char *secret = data;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static int
compare_lengths (gconstpointer a, gconstpointer b)
{
  const gsize length_a = strlen (*(const char *const *) a);
  const gsize length_b = strlen (*(const char *const *) b);

  return (length_a < length_b) - (length_a > length_b);
}

/* Takes @value. Longest first: the part of another must not leave the rest of it behind. */
static void
take_value (HeraldKnownSecrets *self, char *value)
{
  if (value == NULL)
    return;
  if (strlen (value) < LEAST_SECRET_BYTES ||
      g_ptr_array_find_with_equal_func (self->values, value, g_str_equal, NULL))
    {
      free_secret (value);
      return;
    }
  g_ptr_array_add (self->values, value);
  g_ptr_array_sort (self->values, compare_lengths);
}

/* Between the quotes of JSON; NULL when that is no different. */
static char *
escape_for_json (const char *value)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *quoted = NULL;
  char            *escaped;

  json_node_set_string (node, value);
  quoted = herald_json_write (node, FALSE);
  escaped = g_strndup (quoted + 1, strlen (quoted) - 2);
  explicit_bzero (quoted, strlen (quoted));
  return escaped;
}

static void
add_value (HeraldKnownSecrets *self, const char *value)
{
  if (!g_utf8_validate (value, -1, NULL))
    return;
  take_value (self, g_strdup (value));
  take_value (self, g_uri_escape_string (value, NULL, FALSE));
  take_value (self, escape_for_json (value));
}

static void add_node (HeraldKnownSecrets *self, JsonNode *node, gboolean is_secret);

/* A secret may be a document of its own, such as a service account with its private key. */
static void
add_secret_text (HeraldKnownSecrets *self, const char *text)
{
  g_autoptr (JsonNode) inner = NULL;

  add_value (self, text);
  if (*text == '{' || *text == '[')
    inner = herald_json_parse (text, -1, NULL);
  if (inner != NULL)
    add_node (self, inner, FALSE);
}

static void
add_members (HeraldKnownSecrets *self, JsonObject *object, gboolean is_secret)
{
  JsonObjectIter iter;
  const char    *name = NULL;
  JsonNode      *node = NULL;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    add_node (self, node, is_secret || herald_redact_is_secret_name (name, FALSE));
}

/* True recursion: as deep as the parser lets documents be. */
static void
add_node (HeraldKnownSecrets *self, JsonNode *node, gboolean is_secret)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    add_members (self, json_node_get_object (node), is_secret);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      add_node (self, json_array_get_element (json_node_get_array (node), i), is_secret);
  else if (is_secret && JSON_NODE_HOLDS_VALUE (node) &&
           json_node_get_value_type (node) == G_TYPE_STRING)
    add_secret_text (self, json_node_get_string (node));
}

static void
add_json (HeraldKnownSecrets *self, const char *text, gboolean is_secret)
{
  g_autoptr (JsonNode) node = herald_json_parse (text, -1, NULL);

  if (node != NULL)
    add_node (self, node, is_secret);
}

static void
add_field (HeraldKnownSecrets *self, const char *field)
{
  const char      *equals = strchr (field, '=');
  g_autofree char *escaped_name = NULL;
  g_autofree char *name = NULL;
  char            *value;

  if (equals == NULL)
    return;
  escaped_name = g_strndup (field, (gsize) (equals - field));
  name = g_uri_unescape_string (escaped_name, NULL);
  if (!herald_redact_is_secret_name (name != NULL ? name : escaped_name, TRUE))
    return;
  value = g_uri_unescape_string (equals + 1, NULL);
  take_value (self, g_strdup (equals + 1));
  if (value != NULL)
    {
      add_secret_text (self, value);
      free_secret (value);
    }
}

static void
add_form (HeraldKnownSecrets *self, const char *form)
{
  for (const char *field = form; *field != '\0';)
    {
      const gsize length = strcspn (field, "&\r\n");
      char       *copy = g_strndup (field, length);

      add_field (self, copy);
      free_secret (copy);
      field += length + (field[length] != '\0' ? 1 : 0);
    }
}

static gboolean
is_authorization (const char *name)
{
  return g_ascii_strcasecmp (name, "authorization") == 0 ||
         g_ascii_strcasecmp (name, "proxy-authorization") == 0;
}

static void
add_header (HeraldKnownSecrets *self, const char *name, const char *value)
{
  const char *blank = strchr (value, ' ');

  if (!herald_redact_is_secret_header (name))
    return;
  if (*value == '{')
    add_json (self, value, TRUE);
  add_value (self, is_authorization (name) && blank != NULL ? blank + 1 : value);
}

static void
add_header_line (HeraldKnownSecrets *self, const char *line, gsize length)
{
  char *copy = g_strndup (line, length);
  char *colon = strchr (copy, ':');

  if (colon != NULL)
    {
      *colon = '\0';
      add_header (self, copy, g_strstrip (colon + 1));
    }
  /* All of it: what was moved left its end behind. */
  explicit_bzero (copy, length);
  g_free (copy);
}

/* The documents and the headers of the parts of a batch. A document goes on to the next boundary.
 */
static void
add_parts (HeraldKnownSecrets *self, const char *text)
{
  for (const char *line = text; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      if (*line == '{' || *line == '[')
        {
          const char *boundary = strstr (line, "\n--");
          char       *json;

          length = boundary != NULL ? (gsize) (boundary - line) : strlen (line);
          json = g_strndup (line, length);
          add_json (self, json, FALSE);
          free_secret (json);
        }
      else
        add_header_line (self, line, length);
      line += length + (line[length] != '\0' ? 1 : 0);
    }
}

/**
 * herald_known_secrets_new:
 *
 * Returns: (transfer full): none yet
 */
HeraldKnownSecrets *
herald_known_secrets_new (void)
{
  HeraldKnownSecrets *self = g_new0 (HeraldKnownSecrets, 1);

  self->values = g_ptr_array_new_with_free_func (free_secret);
  return self;
}

/**
 * herald_known_secrets_free:
 * @self: (nullable): the secrets, which are wiped
 */
void
herald_known_secrets_free (HeraldKnownSecrets *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->values);
  g_free (self);
}

/**
 * herald_known_secrets_add_header:
 * @self: secrets
 * @name: a header of the request
 * @value: its value, of which the scheme of an Authorization is no secret
 */
void
herald_known_secrets_add_header (HeraldKnownSecrets *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL && name != NULL && value != NULL);

  add_header (self, name, value);
}

/**
 * herald_known_secrets_add_url:
 * @self: secrets
 * @url: where the request goes
 */
void
herald_known_secrets_add_url (HeraldKnownSecrets *self, const char *url)
{
  const char *query;

  g_return_if_fail (self != NULL && url != NULL);

  query = strchr (url, '?');
  if (query != NULL)
    add_form (self, query + 1);
}

/**
 * herald_known_secrets_add_body:
 * @self: secrets
 * @content_type: (nullable): the media type of the request
 * @body: (nullable): its bytes
 */
void
herald_known_secrets_add_body (HeraldKnownSecrets *self, const char *content_type, GBytes *body)
{
  gsize       size = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;
  char       *text;

  g_return_if_fail (self != NULL);

  if (size == 0 || !g_utf8_validate_len (data, size, NULL))
    return;
  text = g_strndup (data, size);
  if (content_type != NULL && g_ascii_strncasecmp (content_type, "multipart/", 10) == 0)
    add_parts (self, text);
  else if (*text == '{' || *text == '[')
    add_json (self, text, FALSE);
  else
    add_form (self, text);
  free_secret (text);
}

/* Returns: how much of @text is the beginning of a secret, 0 when that is too little to tell */
static gsize
match_part (HeraldKnownSecrets *self, const char *text)
{
  gsize longest = 0;

  for (guint i = 0; i < self->values->len; i++)
    {
      const char *value = g_ptr_array_index (self->values, i);
      gsize       length = 0;

      while (value[length] != '\0' && value[length] == text[length])
        length++;
      longest = MAX (longest, length);
    }
  /* Not in the middle of a letter. */
  while (longest > 0 && ((guchar) text[longest] & 0xc0) == 0x80)
    longest--;
  return longest < LEAST_PART_BYTES ? 0 : longest;
}

/* Whole ones are out by now: of the same secret, as it is and escaped, the other would match less.
 */
static char *
mask_parts (HeraldKnownSecrets *self, const char *text)
{
  g_autoptr (GString) masked = g_string_sized_new (strlen (text));

  while (*text != '\0')
    {
      const gsize length = match_part (self, text);

      if (length > 0)
        g_string_append (masked, HERALD_REDACTED);
      else
        g_string_append_c (masked, *text);
      text += MAX (length, 1);
    }
  return g_string_free (g_steal_pointer (&masked), FALSE);
}

/**
 * herald_known_secrets_mask:
 * @self: secrets
 * @text: what somebody else wrote
 *
 * Returns: (transfer full): @text without them, and without what is left of one that was cut
 */
char *
herald_known_secrets_mask (HeraldKnownSecrets *self, const char *text)
{
  g_autoptr (GString) whole = NULL;
  char *masked;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  whole = g_string_new (text);
  for (guint i = 0; i < self->values->len; i++)
    g_string_replace (whole, g_ptr_array_index (self->values, i), HERALD_REDACTED, 0);
  masked = mask_parts (self, whole->str);
  explicit_bzero (whole->str, whole->allocated_len);
  return masked;
}

static JsonNode *dup_masked (HeraldKnownSecrets *self, JsonNode *node);

static JsonNode *
dup_masked_object (HeraldKnownSecrets *self, JsonObject *object)
{
  g_autoptr (JsonObject) copy = json_object_new ();
  JsonObjectIter iter;
  const char    *name = NULL;
  JsonNode      *node = NULL;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *masked = herald_known_secrets_mask (self, name);

      json_object_set_member (copy, masked, dup_masked (self, node));
    }
  return json_node_init_object (json_node_alloc (), copy);
}

static JsonNode *
dup_masked_array (HeraldKnownSecrets *self, JsonArray *array)
{
  g_autoptr (JsonArray) copy = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (copy, dup_masked (self, json_array_get_element (array, i)));
  return json_node_init_array (json_node_alloc (), copy);
}

/* True recursion, as above. */
static JsonNode *
dup_masked (HeraldKnownSecrets *self, JsonNode *node)
{
  g_autofree char *masked = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return dup_masked_object (self, json_node_get_object (node));
  if (JSON_NODE_HOLDS_ARRAY (node))
    return dup_masked_array (self, json_node_get_array (node));
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return json_node_copy (node);
  masked = herald_known_secrets_mask (self, json_node_get_string (node));
  return json_node_init_string (json_node_alloc (), masked);
}

/* A page of thousands of rows is not read for nothing: without an escape a secret stands there as
 * it is known. */
static gboolean
may_hold_one (HeraldKnownSecrets *self, const char *data, gsize size)
{
  for (guint i = 0; i < self->values->len; i++)
    {
      const char *value = g_ptr_array_index (self->values, i);

      if (memmem (data, size, value, MIN (strlen (value), LEAST_PART_BYTES)) != NULL)
        return TRUE;
    }
  return self->values->len > 0 &&
         (memmem (data, size, "\\u", 2) != NULL || memmem (data, size, "\\/", 2) != NULL);
}

/**
 * herald_known_secrets_mask_body:
 * @self: secrets
 * @body: what the service answered
 *
 * In JSON they are found however they are escaped, and the document stays one.
 *
 * Returns: (transfer full): @body without them; itself when it can hold none
 */
GBytes *
herald_known_secrets_mask_body (HeraldKnownSecrets *self, GBytes *body)
{
  g_autoptr (JsonNode) node = NULL;
  gsize       size = 0;
  const char *data;
  char       *text;

  g_return_val_if_fail (self != NULL && body != NULL, NULL);

  data = g_bytes_get_data (body, &size);
  if (data == NULL || !may_hold_one (self, data, size))
    return g_bytes_ref (body);
  node = herald_json_parse_bytes (body, NULL);
  if (node != NULL)
    {
      g_autoptr (JsonNode) masked = dup_masked (self, node);

      text = herald_json_write (masked, FALSE);
    }
  else
    {
      g_autofree char *plain = g_utf8_make_valid (data, (gssize) size);
      text = herald_known_secrets_mask (self, plain);
    }
  return g_bytes_new_take (text, strlen (text));
}
