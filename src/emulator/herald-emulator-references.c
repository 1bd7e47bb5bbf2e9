/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `$1` stands for the address of what the request with Content-ID 1 wrote: at the start of a URL,
 * in the value of a bind and in `@odata.id`. Source: “Execute batch operations using the Web API”,
 * “Reference URIs in an operation”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-references.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

struct _HeraldEmulatorReferences
{
  GHashTable *urls; /* (element-type utf8 utf8) (owned): Content-ID to address */
};

/**
 * herald_emulator_references_new:
 *
 * Returns: (transfer full): no references
 */
HeraldEmulatorReferences *
herald_emulator_references_new (void)
{
  HeraldEmulatorReferences *self = g_new0 (HeraldEmulatorReferences, 1);

  self->urls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * herald_emulator_references_free:
 * @self: (nullable): the references to free
 */
void
herald_emulator_references_free (HeraldEmulatorReferences *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->urls, g_hash_table_unref);
  g_free (self);
}

/**
 * herald_emulator_references_add:
 * @self: the references
 * @content_id: (nullable): what the request is called
 * @url: (nullable): the full address of what it wrote; %NULL when it wrote no row
 */
void
herald_emulator_references_add (HeraldEmulatorReferences *self,
                                const char               *content_id,
                                const char               *url)
{
  if (content_id != NULL && url != NULL)
    g_hash_table_insert (self->urls, g_strdup (content_id), g_strdup (url));
}

/**
 * herald_emulator_references_resolve:
 * @self: the references
 * @text: an address that begins with a dollar sign, such as “$1/parentcustomerid_account/$ref”
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY when no earlier request is called so.
 *
 * Returns: (transfer full): the address it stands for
 */
char *
herald_emulator_references_resolve (HeraldEmulatorReferences *self,
                                    const char               *text,
                                    GError                  **error)
{
  gsize            length = strcspn (text + 1, "/?#(");
  g_autofree char *content_id = g_strndup (text + 1, length);
  const char      *url = g_hash_table_lookup (self->urls, content_id);

  if (url != NULL)
    return g_strconcat (url, text + 1 + length, NULL);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Content-ID Reference: '$%.80s' does not exist in the batch context.", content_id);
  return NULL;
}

static gboolean
is_address (const char *member)
{
  return g_str_has_suffix (member, "@odata.bind") || g_str_has_suffix (member, "@odata.id");
}

static JsonNode *
resolve_value (HeraldEmulatorReferences *self, JsonNode *node, gboolean address, GError **error)
{
  const char      *text = NULL;
  g_autofree char *url = NULL;

  if (address && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_get_string (node);
  if (text == NULL || *text != '$')
    return json_node_copy (node);
  url = herald_emulator_references_resolve (self, text, error);
  return url != NULL ? json_node_init_string (json_node_alloc (), url) : NULL;
}

static JsonNode *
resolve_node (HeraldEmulatorReferences *self, JsonNode *node, gboolean address, GError **error);

static JsonNode *
resolve_array (HeraldEmulatorReferences *self, JsonArray *source, gboolean address, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < json_array_get_length (source); i++)
    {
      JsonNode *element = resolve_node (self, json_array_get_element (source, i), address, error);

      if (element == NULL)
        return NULL;
      json_array_add_element (array, element);
    }
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
resolve_object (HeraldEmulatorReferences *self, JsonObject *source, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonObjectIter iter;
  const char    *member;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, source);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      JsonNode *value = resolve_node (self, node, is_address (member), error);

      if (value == NULL)
        return NULL;
      json_object_set_member (object, member, value);
    }
  return json_node_init_object (json_node_alloc (), object);
}

/* A copy: what the parser returns cannot be changed. The parser has bounded the recursion. */
static JsonNode *
resolve_node (HeraldEmulatorReferences *self, JsonNode *node, gboolean address, GError **error)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return resolve_object (self, json_node_get_object (node), error);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return resolve_array (self, json_node_get_array (node), address, error);
  return resolve_value (self, node, address, error);
}

/**
 * herald_emulator_references_resolve_body:
 * @self: the references
 * @body: a request's body
 * @error: return location
 *
 * A body that is no JSON is left to whom it concerns.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY when no earlier request is called so.
 *
 * Returns: (transfer full): the body with addresses in place of references
 */
GBytes *
herald_emulator_references_resolve_body (HeraldEmulatorReferences *self,
                                         GBytes                   *body,
                                         GError                  **error)
{
  gsize       length;
  const char *data = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) resolved = NULL;

  if (length > 0 && g_strstr_len (data, (gssize) length, "\"$") != NULL)
    node = herald_json_parse_bytes (body, NULL);
  if (node == NULL)
    return g_bytes_ref (body);
  resolved = resolve_node (self, node, FALSE, error);
  return resolved != NULL ? herald_json_write_bytes (resolved) : NULL;
}
