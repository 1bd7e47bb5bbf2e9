/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes json-glib's tree without blanks. json-glib's own generator makes a string for every value,
 * and writes 1e+22 as “1e+22.0”, which is no JSON. */
#include "config.h"

#include "base/herald-json.h"

#include <math.h>
#include <string.h>

#define FIRST_TEXT_BYTES 512

static void write_node (GString *text, JsonNode *node);

static void
write_escaped (GString *text, char c)
{
  static const char letters[] = { '"', '\\', '\b', '\f', '\n', '\r', '\t' };
  static const char names[] = { '"', '\\', 'b', 'f', 'n', 'r', 't' };
  const char       *letter = memchr (letters, c, sizeof letters);

  if (letter != NULL)
    {
      g_string_append_c (text, '\\');
      g_string_append_c (text, names[letter - letters]);
    }
  else
    g_string_append_printf (text, "\\u%04x", (guint) (guchar) c);
}

static gboolean
is_plain (char c)
{
  return (guchar) c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

static void
write_string (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *c = value; *c != '\0';)
    {
      const char *first = c;

      while (*c != '\0' && is_plain (*c))
        c++;
      g_string_append_len (text, first, c - first);
      if (*c != '\0')
        write_escaped (text, *c++);
    }
  g_string_append_c (text, '"');
}

/* A real number stays one when it is read again. */
static void
write_double (GString *text, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      g_string_append (text, "null");
      return;
    }
  g_string_append (text, g_ascii_dtostr (digits, sizeof digits, value));
  if (strpbrk (digits, ".e") == NULL)
    g_string_append (text, ".0");
}

static void
write_int (GString *text, gint64 value)
{
  char    digits[24];
  char   *first = digits + sizeof digits;
  guint64 left = value < 0 ? -(guint64) value : (guint64) value;

  do
    *--first = (char) ('0' + left % 10);
  while ((left /= 10) > 0);
  if (value < 0)
    *--first = '-';
  g_string_append_len (text, first, digits + sizeof digits - first);
}

static void
write_value (GString *text, JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    write_string (text, json_node_get_string (node));
  else if (type == G_TYPE_INT64)
    write_int (text, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    write_double (text, json_node_get_double (node));
  else
    g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
}

static void
write_object (GString *text, JsonObject *object)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *member;
  char           between = '{';

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_string_append_c (text, between);
      write_string (text, name);
      g_string_append_c (text, ':');
      write_node (text, member);
      between = ',';
    }
  g_string_append (text, between == '{' ? "{}" : "}");
}

static void
write_array (GString *text, JsonArray *array)
{
  guint n = json_array_get_length (array);

  g_string_append_c (text, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      write_node (text, json_array_get_element (array, i));
    }
  g_string_append_c (text, ']');
}

static void
write_node (GString *text, JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      write_object (text, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      write_array (text, json_node_get_array (node));
      break;
    case JSON_NODE_VALUE:
      write_value (text, node);
      break;
    case JSON_NODE_NULL:
    default:
      g_string_append (text, "null");
    }
}

/**
 * herald_json_write:
 * @node: a tree
 * @pretty: whether to indent by two spaces
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): its text
 */
char *
herald_json_write (JsonNode *node, gboolean pretty)
{
  GString *text;

  g_return_val_if_fail (node != NULL, NULL);

  if (pretty)
    return json_to_string (node, TRUE);
  text = g_string_sized_new (FIRST_TEXT_BYTES);
  write_node (text, node);
  return g_string_free (text, FALSE);
}

/**
 * herald_json_write_bytes:
 * @node: a tree
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): its compact text without a closing NUL
 */
GBytes *
herald_json_write_bytes (JsonNode *node)
{
  char *text = herald_json_write (node, FALSE);

  return g_bytes_new_take (text, strlen (text));
}
