/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages are cut by the values of the last row, not by an offset, so that rows that come or go
 * between two pages make no row appear twice or not at all. */
#include "config.h"

#include "emulator/herald-emulator-seek.h"

#include "base/herald-json.h"
#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define COOKIE_FORMAT                                                                              \
  "<cookie pagenumber=\"%" G_GINT64_FORMAT "\" pagingcookie=\"%s\" istracking=\"False\" />"

static void
clear_key (gpointer key)
{
  g_clear_pointer (&((HeraldEmulatorSeekKey *) key)->sql, g_free);
}

/**
 * herald_emulator_seek_new:
 *
 * Returns: (transfer full) (element-type HeraldEmulatorSeekKey): no keys
 */
GArray *
herald_emulator_seek_new (void)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (HeraldEmulatorSeekKey));

  g_array_set_clear_func (keys, clear_key);
  return keys;
}

/**
 * herald_emulator_seek_add:
 * @keys: (element-type HeraldEmulatorSeekKey): gets one more
 * @sql: (transfer full): an expression without values
 * @descending: whether rows are ordered downwards by it
 * @is_text: whether it is text; it is a whole number otherwise
 */
void
herald_emulator_seek_add (GArray *keys, GString *sql, gboolean descending, gboolean is_text)
{
  HeraldEmulatorSeekKey key = { g_string_free (sql, FALSE), descending, is_text };

  g_array_append_val (keys, key);
}

static const HeraldEmulatorSeekKey *
get_key (GArray *keys, guint index)
{
  return &g_array_index (keys, HeraldEmulatorSeekKey, index);
}

/**
 * herald_emulator_seek_append_select:
 * @keys: (element-type HeraldEmulatorSeekKey): the keys
 * @sql: what a statement selects; gets a value for each key, the last of all
 */
void
herald_emulator_seek_append_select (GArray *keys, GString *sql)
{
  for (guint i = 0; i < keys->len; i++)
    g_string_append_printf (sql, ", %s", get_key (keys, i)->sql);
}

/**
 * herald_emulator_seek_append_order:
 * @keys: (element-type HeraldEmulatorSeekKey): the keys
 * @sql: a statement; gets “ ORDER BY …”
 */
void
herald_emulator_seek_append_order (GArray *keys, GString *sql)
{
  for (guint i = 0; i < keys->len; i++)
    g_string_append_printf (sql, "%s%s%s", i == 0 ? " ORDER BY " : ", ", get_key (keys, i)->sql,
                            get_key (keys, i)->descending ? " DESC" : "");
}

static void
add_json_value (GArray *values, JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    herald_emulator_values_add_null (values);
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    herald_emulator_values_add_text (values, json_node_get_string (node));
  else
    herald_emulator_values_add_int (values, json_node_get_int (node));
}

/* “after the last row by this key”; null comes first when ascending, last when descending. */
static void
append_after_key (const HeraldEmulatorSeekKey *key, JsonNode *last, GString *sql, GArray *values)
{
  if (JSON_NODE_HOLDS_NULL (last))
    {
      g_string_append_printf (sql, key->descending ? "0" : "(%s IS NOT NULL)", key->sql);
      return;
    }
  g_string_append_printf (sql, "(%s %c ?", key->sql, key->descending ? '<' : '>');
  add_json_value (values, last);
  if (key->descending)
    g_string_append_printf (sql, " OR %s IS NULL", key->sql);
  g_string_append_c (sql, ')');
}

/**
 * herald_emulator_seek_append_after:
 * @keys: (element-type HeraldEmulatorSeekKey): the keys
 * @last: their values in the last row
 * @sql: a statement; gets “ AND (…)”, which only rows after that one fulfil
 * @values: (element-type HeraldEmulatorValue): gets a value per question mark
 */
void
herald_emulator_seek_append_after (GArray *keys, JsonArray *last, GString *sql, GArray *values)
{
  g_string_append (sql, " AND (");
  for (guint i = 0; i < keys->len; i++)
    {
      g_string_append (sql, i > 0 ? " OR (" : "(");
      for (guint j = 0; j < i; j++)
        {
          g_string_append_printf (sql, "%s IS ? AND ", get_key (keys, j)->sql);
          add_json_value (values, json_array_get_element (last, j));
        }
      append_after_key (get_key (keys, i), json_array_get_element (last, i), sql, values);
      g_string_append_c (sql, ')');
    }
  g_string_append_c (sql, ')');
}

static gboolean
is_key_part (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return JSON_NODE_HOLDS_NULL (node) || type == G_TYPE_STRING || type == G_TYPE_INT64;
}

/**
 * herald_emulator_seek_parse_token:
 * @keys: (element-type HeraldEmulatorSeekKey): the keys
 * @token: “<cookie pagenumber="2" pagingcookie="…">”: whoever changes a next link is told
 * @page: (out): the number of the page that it leads to
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: (transfer full): the values of the keys in the last row
 */
JsonArray *
herald_emulator_seek_parse_token (GArray *keys, const char *token, gint64 *page, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (token, "\"", -1);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *last = NULL;

  if (g_strv_length (parts) == 7 && strcmp (parts[0], "<cookie pagenumber=") == 0)
    bytes = herald_base64url_decode (parts[3]);
  if (bytes != NULL)
    node = herald_json_parse_bytes (bytes, NULL);
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) &&
      g_ascii_string_to_signed (parts[1], 10, 2, G_MAXINT32, page, NULL))
    last = json_node_get_array (node);
  for (guint i = 0; last != NULL && i < json_array_get_length (last); i++)
    if (!is_key_part (json_array_get_element (last, i)))
      last = NULL;
  if (last != NULL && json_array_get_length (last) == keys->len)
    return json_array_ref (last);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "The skip token is not valid: it belongs to another query or was changed on its "
               "way.");
  return NULL;
}

/**
 * herald_emulator_seek_build_token:
 * @keys: (element-type HeraldEmulatorSeekKey): the keys, which the statement selected last
 * @rows: stands on the last row of a page
 * @page: the number of the next page
 *
 * Returns: (transfer full): the paging cookie
 */
char *
herald_emulator_seek_build_token (GArray *keys, HeraldEmulatorRows *rows, gint64 page)
{
  int first = herald_emulator_rows_get_n_columns (rows) - (int) keys->len;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray       *last = json_array_new ();
  g_autofree char *json = NULL;
  g_autofree char *cookie = NULL;

  json_node_take_array (node, last);
  for (guint i = 0; i < keys->len; i++)
    {
      int index = first + (int) i;

      if (herald_emulator_rows_is_null (rows, index))
        json_array_add_null_element (last);
      else if (get_key (keys, i)->is_text)
        json_array_add_string_element (last, herald_emulator_rows_get_text (rows, index));
      else
        json_array_add_int_element (last, herald_emulator_rows_get_int (rows, index));
    }
  json = herald_json_write (node, FALSE);
  cookie = herald_base64url_encode ((const guint8 *) json, strlen (json));
  return g_strdup_printf (COOKIE_FORMAT, page, cookie);
}
