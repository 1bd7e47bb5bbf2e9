/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source of the shapes: “Query table definitions using the Web API”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-definitions.h"

#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define ID HERALD_EMULATOR_DEFINITION_ID

/**
 * herald_emulator_definitions_begin:
 * @self: (out caller-allocates): empty
 * @request: a GET of definitions
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether the query could be read
 */
gboolean
herald_emulator_definitions_begin (HeraldEmulatorDefinitions *self,
                                   HeraldEmulatorRequest     *request,
                                   GError                   **error)
{
  self->request = request;
  self->schema = herald_emulator_dataverse_get_schema (request->dataverse);
  self->context = g_string_new (request->name);
  self->query =
    herald_emulator_json_query_parse (herald_emulator_call_get_query (request->call), error);
  return self->query != NULL;
}

/**
 * herald_emulator_definitions_clear:
 * @self: what to clear
 */
void
herald_emulator_definitions_clear (HeraldEmulatorDefinitions *self)
{
  g_clear_pointer (&self->cast, g_free);
  g_clear_pointer (&self->query, herald_emulator_json_query_free);
  if (self->context != NULL)
    g_string_free (g_steal_pointer (&self->context), TRUE);
}

/**
 * herald_emulator_definitions_refuse_segment:
 * @segment: what the path names
 *
 * Sets #HERALD_EMULATOR_REFUSAL_NO_SEGMENT.
 *
 * Returns: %FALSE
 */
gboolean
herald_emulator_definitions_refuse_segment (const char *segment, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", segment);
  return FALSE;
}

/**
 * herald_emulator_definitions_refuse_property:
 * @name: what the query names
 * @type: what has no such property
 *
 * Sets #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: %FALSE
 */
gboolean
herald_emulator_definitions_refuse_property (const char *name, const char *type, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Could not find a property named '%s' on type '%s'.", name, type);
  return FALSE;
}

/**
 * herald_emulator_definitions_refuse_filter:
 * @self: a request for a single definition
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY when it has a $filter.
 *
 * Returns: whether there is none
 */
gboolean
herald_emulator_definitions_refuse_filter (HeraldEmulatorDefinitions *self, GError **error)
{
  if (self->query->filter == NULL)
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "$filter can only be applied to a collection.");
  return FALSE;
}

/**
 * herald_emulator_definitions_append_shape:
 * @query: a query
 * @context: gets “(LogicalName,OptionSet(Options))”: what the query selects and expands
 */
void
herald_emulator_definitions_append_shape (const HeraldEmulatorJsonQuery *query, GString *context)
{
  const char *separator = "(";

  if (query->select == NULL && query->expands->len == 0)
    return;
  for (guint i = 0; query->select != NULL && i < query->select->len; i++)
    {
      g_string_append_printf (context, "%s%s", separator,
                              (const char *) g_ptr_array_index (query->select, i));
      separator = ",";
    }
  for (guint i = 0; i < query->expands->len; i++)
    {
      const HeraldEmulatorJsonExpand *expand = g_ptr_array_index (query->expands, i);

      g_string_append_printf (context, "%s%s", separator, expand->name);
      if (expand->query->select == NULL)
        g_string_append (context, "()");
      herald_emulator_definitions_append_shape (expand->query, context);
      separator = ",";
    }
  g_string_append_c (context, ')');
}

/**
 * herald_emulator_definitions_respond:
 * @self: a request
 * @object: what is answered behind the context
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_definitions_respond (HeraldEmulatorDefinitions *self, JsonObject *object)
{
  JsonObject      *answer = json_object_new ();
  g_autofree char *context =
    g_strdup_printf ("%s$metadata#%s", self->request->base, self->context->str);
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_set_string_member (answer, "@odata.context", context);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (answer, name, json_node_copy (node));
  herald_emulator_request_respond (self->request, 200, answer);
  return TRUE;
}

/**
 * herald_emulator_definitions_respond_array:
 * @self: a request for a collection
 * @array: (transfer full): its members
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_definitions_respond_array (HeraldEmulatorDefinitions *self, JsonArray *array)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_array_member (object, "value", array);
  return herald_emulator_definitions_respond (self, object);
}

/**
 * herald_emulator_definitions_dup_key:
 * @request: a request with a key
 *
 * Returns: (transfer full): “Name='value'” or an id; “” when it is no key of definitions
 */
char *
herald_emulator_definitions_dup_key (HeraldEmulatorRequest *request)
{
  const char *name, *value;

  if (request->keys->len != 2)
    return g_strdup ("");
  name = g_ptr_array_index (request->keys, 0);
  value = g_ptr_array_index (request->keys, 1);
  return *name == '\0' || strcmp (name, ID) == 0 ? g_strdup (value)
                                                 : g_strdup_printf ("%s='%s'", name, value);
}

/**
 * herald_emulator_definitions_is_meant:
 * @key: “LogicalName='x'”, or an id
 * @member: what definitions of this kind are named by
 * @object: one of them
 *
 * Returns: whether the key means it
 */
gboolean
herald_emulator_definitions_is_meant (const char *key, const char *member, JsonObject *object)
{
  g_autofree char *by_name =
    g_strdup_printf ("%s='%s'", member, json_object_get_string_member (object, member));

  return strcmp (key, by_name) == 0 ||
         g_ascii_strcasecmp (key, json_object_get_string_member (object, ID)) == 0;
}

/**
 * herald_emulator_definitions_find:
 * @objects: (element-type JsonObject): definitions
 * @key: “SchemaName='x'”, or an id
 * @member: what they are named by
 * @what: what they are, for the refusal
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW.
 *
 * Returns: (transfer none): the one that the key means
 */
JsonObject *
herald_emulator_definitions_find (GPtrArray  *objects,
                                  const char *key,
                                  const char *member,
                                  const char *what,
                                  GError    **error)
{
  for (guint i = 0; i < objects->len; i++)
    if (herald_emulator_definitions_is_meant (key, member, g_ptr_array_index (objects, i)))
      return g_ptr_array_index (objects, i);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "Could not find %s with the specified key: '%s'.", what, key);
  return NULL;
}
