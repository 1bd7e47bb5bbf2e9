/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typed readers over json-glib that say which member is wrong. */
#include "config.h"

#include "base/herald-json.h"

#include "base/herald-error.h"

#include <string.h>

/**
 * herald_json_parse_bytes:
 * @bytes: the text
 *
 * **Errors:** INVALID with line and column. **Thread:** any.
 *
 * Returns: (transfer full): the tree
 */
JsonNode *
herald_json_parse_bytes (GBytes *bytes, GError **error)
{
  gsize       size = 0;
  const char *data;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  return herald_json_parse (data != NULL ? data : "", (gssize) size, error);
}

/**
 * herald_json_parse_object:
 * @bytes: the text of one JSON object
 *
 * **Errors:** INVALID when it is not JSON or not an object. **Thread:** any.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
herald_json_parse_object (GBytes *bytes, GError **error)
{
  g_autoptr (JsonNode) node = herald_json_parse_bytes (bytes, error);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "A JSON object is needed here");
      return NULL;
    }
  return json_node_dup_object (node);
}

/* The member's node, or NULL when it is absent or null; an error only when it is required. */
static gboolean
find_member (JsonObject        *object,
             const char        *name,
             HeraldJsonPresence presence,
             JsonNode         **node,
             GError           **error)
{
  *node = json_object_get_member (object, name);
  if (*node != NULL && JSON_NODE_HOLDS_NULL (*node))
    *node = NULL;
  if (*node != NULL || presence == HERALD_JSON_OPTIONAL)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "The member “%s” is missing", name);
  return FALSE;
}

static gboolean
wrong_type (const char *name, const char *wanted, GError **error)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "The member “%s” must be %s", name,
               wanted);
  return FALSE;
}

/**
 * herald_json_read_string:
 * @object: an object
 * @name: the member's name
 * @presence: whether it has to be there
 * @value: (out) (transfer none) (nullable): its text, %NULL when absent or null
 *
 * **Errors:** INVALID names the member. **Thread:** any.
 *
 * Returns: whether the member is as wanted
 */
gboolean
herald_json_read_string (JsonObject        *object,
                         const char        *name,
                         HeraldJsonPresence presence,
                         const char       **value,
                         GError           **error)
{
  JsonNode *node;

  *value = NULL;
  if (!find_member (object, name, presence, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return wrong_type (name, "a string", error);
  *value = json_node_get_string (node);
  return TRUE;
}

/**
 * herald_json_read_int:
 * @object: an object
 * @name: the member's name
 * @presence: whether it has to be there
 * @value: (inout): its number; unchanged when it is absent or null
 *
 * **Errors:** INVALID names the member. **Thread:** any.
 *
 * Returns: whether the member is as wanted
 */
gboolean
herald_json_read_int (JsonObject        *object,
                      const char        *name,
                      HeraldJsonPresence presence,
                      gint64            *value,
                      GError           **error)
{
  JsonNode *node;

  if (!find_member (object, name, presence, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_INT64)
    return wrong_type (name, "a whole number", error);
  *value = json_node_get_int (node);
  return TRUE;
}

/**
 * herald_json_read_boolean:
 * @object: an object
 * @name: the member's name
 * @presence: whether it has to be there
 * @value: (inout): true or false; unchanged when it is absent or null
 *
 * **Errors:** INVALID names the member. **Thread:** any.
 *
 * Returns: whether the member is as wanted
 */
gboolean
herald_json_read_boolean (JsonObject        *object,
                          const char        *name,
                          HeraldJsonPresence presence,
                          gboolean          *value,
                          GError           **error)
{
  JsonNode *node;

  if (!find_member (object, name, presence, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return wrong_type (name, "true or false", error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * herald_json_read_object:
 * @object: an object
 * @name: the member's name
 * @presence: whether it has to be there
 * @value: (out) (transfer none) (nullable): the inner object, %NULL when absent or null
 *
 * **Errors:** INVALID names the member. **Thread:** any.
 *
 * Returns: whether the member is as wanted
 */
gboolean
herald_json_read_object (JsonObject        *object,
                         const char        *name,
                         HeraldJsonPresence presence,
                         JsonObject       **value,
                         GError           **error)
{
  JsonNode *node;

  *value = NULL;
  if (!find_member (object, name, presence, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return wrong_type (name, "an object", error);
  *value = json_node_get_object (node);
  return TRUE;
}

/**
 * herald_json_read_array:
 * @object: an object
 * @name: the member's name
 * @presence: whether it has to be there
 * @value: (out) (transfer none) (nullable): the array, %NULL when absent or null
 *
 * **Errors:** INVALID names the member. **Thread:** any.
 *
 * Returns: whether the member is as wanted
 */
gboolean
herald_json_read_array (JsonObject        *object,
                        const char        *name,
                        HeraldJsonPresence presence,
                        JsonArray        **value,
                        GError           **error)
{
  JsonNode *node;

  *value = NULL;
  if (!find_member (object, name, presence, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return wrong_type (name, "an array", error);
  *value = json_node_get_array (node);
  return TRUE;
}
