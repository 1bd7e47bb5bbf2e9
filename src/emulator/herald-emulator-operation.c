/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a function or action is called with. A function's parameters stand in the path, often
 * by aliases (“Use Web API functions”, read 2026-11); an action's are the members of its body. */
#include "config.h"

#include "emulator/herald-emulator-operation.h"

#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-split.h"

#include <string.h>

#define MOST_ITEMS 1000
#define CRM "Microsoft.Dynamics.CRM."

static const char *const edm_types[] = {
  [HERALD_EMULATOR_PARAMETER_STRING] = "Edm.String",
  [HERALD_EMULATOR_PARAMETER_INT] = "Edm.Int32",
  [HERALD_EMULATOR_PARAMETER_BOOLEAN] = "Edm.Boolean",
  [HERALD_EMULATOR_PARAMETER_ACCESS_TYPE] = "mscrm.EndpointAccessType",
  [HERALD_EMULATOR_PARAMETER_STRINGS] = "Collection(Edm.String)",
  [HERALD_EMULATOR_PARAMETER_GUIDS] = "Collection(Edm.Guid)",
  [HERALD_EMULATOR_PARAMETER_ENTITY] = "mscrm.crmbaseentity",
  [HERALD_EMULATOR_PARAMETER_USER] = "mscrm.systemuser",
  [HERALD_EMULATOR_PARAMETER_EXPANDO] = "mscrm.expando",
};

/**
 * herald_emulator_parameter_get_edm_type:
 * @self: a parameter
 *
 * Returns: (transfer none): its type as $metadata tells it
 */
const char *
herald_emulator_parameter_get_edm_type (const HeraldEmulatorParameter *self)
{
  return edm_types[self->type];
}

static const HeraldEmulatorParameter *
find_parameter (const HeraldEmulatorOperation *operation, const char *name)
{
  for (const HeraldEmulatorParameter *parameter = operation->parameters; parameter->name != NULL;
       parameter++)
    if (strcmp (parameter->name, name) == 0)
      return parameter;
  return NULL;
}

static gboolean
refuse_type (const HeraldEmulatorParameter *parameter, const char *literal, GError **error)
{
  return herald_emulator_refuse_query (error,
                                       "Cannot convert the literal '%.200s' of the parameter '%s' "
                                       "to the expected type '%s'.",
                                       literal, parameter->name, edm_types[parameter->type]);
}

/* “'O''Brien'” as O'Brien. */
static char *
unquote (const char *text)
{
  gsize    length = strlen (text);
  GString *plain;

  if (length < 2 || text[0] != '\'' || text[length - 1] != '\'')
    return NULL;
  plain = g_string_new_len (text + 1, (gssize) length - 2);
  for (const char *quote = strchr (plain->str, '\''); quote != NULL; quote = strchr (quote, '\''))
    {
      gsize place = (gsize) (quote - plain->str);

      if (quote[1] != '\'')
        {
          g_string_free (plain, TRUE);
          return NULL;
        }
      g_string_erase (plain, (gssize) place, 1);
      quote = plain->str + place + 1;
    }
  return g_string_free (plain, FALSE);
}

/* “Microsoft.Dynamics.CRM.EndpointAccessType'Default'” as Default. */
static char *
read_member (const char *text)
{
  const char      *quote = strchr (text, '\'');
  g_autofree char *type = quote != NULL ? g_strndup (text, (gsize) (quote - text)) : NULL;

  return g_strcmp0 (type, CRM "EndpointAccessType") == 0 ? unquote (quote) : NULL;
}

/* “['contact','lead']”, as the reference writes RetrieveTotalRecordCount; NULL when it is none. */
static JsonNode *
read_quoted_list (const char *text)
{
  g_autofree char *inner = g_strndup (text + strlen ("["), strlen (text) - strlen ("[]"));
  g_auto (GStrv) items = herald_emulator_split (inner, ",");
  g_autoptr (JsonArray) array = json_array_new ();

  for (gsize i = 0; items[i] != NULL; i++)
    {
      g_autofree char *plain = unquote (items[i]);

      if (plain == NULL)
        return NULL;
      json_array_add_string_element (array, plain);
    }
  return json_node_init_array (json_node_alloc (), array);
}

/* A literal of the path as JSON; NULL when it has another type. */
static JsonNode *
read_literal (const HeraldEmulatorParameter *parameter, const char *text)
{
  gboolean         is_text = parameter->type == HERALD_EMULATOR_PARAMETER_STRING;
  gboolean         is_member = parameter->type == HERALD_EMULATOR_PARAMETER_ACCESS_TYPE;
  g_autofree char *plain = is_text ? unquote (text) : is_member ? read_member (text) : NULL;
  JsonNode        *node;

  if (strcmp (text, "null") == 0)
    return json_node_init_null (json_node_alloc ());
  if (!is_text && !is_member && g_str_has_prefix (text, "['") && g_str_has_suffix (text, "]"))
    return read_quoted_list (text);
  if (!is_text && !is_member)
    return herald_json_parse (text, -1, NULL);
  if (plain == NULL)
    return NULL;
  node = json_node_alloc ();
  json_node_init_string (node, plain);
  return node;
}

static gboolean
is_list_of_texts (JsonNode *node, gboolean of_ids)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  if (json_array_get_length (array) > MOST_ITEMS)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (item) || json_node_get_value_type (item) != G_TYPE_STRING ||
          (of_ids && !herald_guid_is_valid (json_node_get_string (item))))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_access_type (JsonNode *node)
{
  static const char *const members[] = { "Default", "Internet", "Intranet", NULL };

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
         g_strv_contains (members, json_node_get_string (node));
}

static gboolean
has_type (const HeraldEmulatorParameter *parameter, JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  switch (parameter->type)
    {
    case HERALD_EMULATOR_PARAMETER_STRING:
      return type == G_TYPE_STRING;
    case HERALD_EMULATOR_PARAMETER_INT:
      return type == G_TYPE_INT64;
    case HERALD_EMULATOR_PARAMETER_BOOLEAN:
      return type == G_TYPE_BOOLEAN;
    case HERALD_EMULATOR_PARAMETER_ACCESS_TYPE:
      return is_access_type (node);
    case HERALD_EMULATOR_PARAMETER_STRINGS:
    case HERALD_EMULATOR_PARAMETER_GUIDS:
      return is_list_of_texts (node, parameter->type == HERALD_EMULATOR_PARAMETER_GUIDS);
    case HERALD_EMULATOR_PARAMETER_ENTITY:
      return JSON_NODE_HOLDS_OBJECT (node);
    case HERALD_EMULATOR_PARAMETER_USER:
    case HERALD_EMULATOR_PARAMETER_EXPANDO:
    default:
      return TRUE;
    }
}

/* Splits “A='x,y',B=@b,C=['x','y']” at its commas; a quote or a list that stays open leaves one
 * part. */
static GPtrArray *
split_arguments (const char *text)
{
  GPtrArray  *parts = g_ptr_array_new_with_free_func (g_free);
  const char *start = text;
  gboolean    quoted = FALSE;
  int         depth = 0;

  for (const char *place = text; *text != '\0'; place++)
    {
      if (*place == '\'')
        quoted = !quoted;
      else if (!quoted)
        depth += (*place == '[') - (*place == ']');
      if (*place != '\0' && (*place != ',' || quoted || depth > 0))
        continue;
      g_ptr_array_add (parts, g_strstrip (g_strndup (start, (gsize) (place - start))));
      if (*place == '\0')
        break;
      start = place + 1;
    }
  return parts;
}

static gboolean
read_argument (const HeraldEmulatorOperation *self,
               HeraldEmulatorRequest         *request,
               const char                    *part,
               JsonObject                    *arguments,
               GError                       **error)
{
  gsize                          length = strcspn (part, "=");
  g_autofree char               *name = g_strchomp (g_strndup (part, length));
  const HeraldEmulatorParameter *parameter = find_parameter (self, name);
  const char                    *value = part + length;
  JsonNode                      *node;

  if (*value != '=' || parameter == NULL || json_object_has_member (arguments, name))
    return herald_emulator_refuse_query (error,
                                         "The parameter '%s' is not a valid parameter of the "
                                         "operation '%s', or is there twice.",
                                         name, self->name);
  value += 1 + strspn (value + 1, " ");
  if (*value == '@')
    value = herald_emulator_aliases_require (request->aliases, value, error);
  if (value == NULL)
    return FALSE;
  node = read_literal (parameter, value);
  if (node == NULL)
    return refuse_type (parameter, value, error);
  json_object_set_member (arguments, name, node);
  return TRUE;
}

static JsonObject *
read_path_arguments (const HeraldEmulatorOperation *self,
                     HeraldEmulatorRequest         *request,
                     const char                    *text,
                     GError                       **error)
{
  g_autoptr (JsonObject) arguments = json_object_new ();
  g_autoptr (GPtrArray) parts = split_arguments (text != NULL ? text : "");

  for (guint i = 0; i < parts->len; i++)
    if (!read_argument (self, request, g_ptr_array_index (parts, i), arguments, error))
      return NULL;
  return g_steal_pointer (&arguments);
}

/* An action without parameters may come without a body. */
static JsonObject *
read_body_arguments (const HeraldEmulatorOperation *self,
                     HeraldEmulatorRequest         *request,
                     const char                    *text,
                     GError                       **error)
{
  GBytes *body = herald_emulator_call_get_body (request->call);

  if (text != NULL && *text != '\0')
    {
      herald_emulator_refuse_query (
        error, "The parameters of the action '%s' belong in the body of the request.", self->name);
      return NULL;
    }
  if (self->parameters[0].name == NULL && (body == NULL || g_bytes_get_size (body) == 0))
    return json_object_new ();
  return herald_emulator_request_read_body (request, error);
}

static gboolean
check_members (const HeraldEmulatorOperation *self, JsonObject *arguments, GError **error)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, arguments);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      const HeraldEmulatorParameter *parameter = find_parameter (self, name);
      g_autofree char               *literal = NULL;

      if (parameter == NULL)
        return herald_emulator_refuse_query (error,
                                             "The parameter '%s' in the request payload is not a "
                                             "valid parameter for the operation "
                                             "'%s'.",
                                             name, self->name);
      if (JSON_NODE_HOLDS_NULL (node) || has_type (parameter, node))
        continue;
      literal = herald_json_write (node, FALSE);
      return refuse_type (parameter, literal, error);
    }
  return TRUE;
}

static gboolean
check_required (const HeraldEmulatorOperation *self, JsonObject *arguments, GError **error)
{
  for (const HeraldEmulatorParameter *parameter = self->parameters; parameter->name != NULL;
       parameter++)
    {
      JsonNode *node = json_object_get_member (arguments, parameter->name);

      if (!parameter->required || (node != NULL && !JSON_NODE_HOLDS_NULL (node)))
        continue;
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
                   "Required field '%s' is missing for action '%s'.", parameter->name, self->name);
      return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_operation_read_arguments:
 * @self: a function or action
 * @request: a call of it
 * @text: (nullable): what stands between the parentheses of the path
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY for unknown names and wrong types,
 * #HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT for what is missing.
 *
 * Returns: (transfer full): the arguments by name
 */
JsonObject *
herald_emulator_operation_read_arguments (const HeraldEmulatorOperation *self,
                                          HeraldEmulatorRequest         *request,
                                          const char                    *text,
                                          GError                       **error)
{
  g_autoptr (JsonObject) arguments = self->is_action
                                       ? read_body_arguments (self, request, text, error)
                                       : read_path_arguments (self, request, text, error);

  if (arguments == NULL || !check_members (self, arguments, error) ||
      !check_required (self, arguments, error))
    return NULL;
  return g_steal_pointer (&arguments);
}

/**
 * herald_emulator_operation_new_answer:
 * @request: a call of a function or action
 * @type: what it returns, without the namespace
 *
 * Returns: (transfer full): an object with the context only
 */
JsonObject *
herald_emulator_operation_new_answer (HeraldEmulatorRequest *request, const char *type)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *context = g_strdup_printf ("%s$metadata#" CRM "%s", request->base, type);

  json_object_set_string_member (object, "@odata.context", context);
  return object;
}
