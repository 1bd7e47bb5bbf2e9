/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queries over JSON objects of one kind. A sample, which has every property that there is, says
 * whether a query makes sense; the objects then only have to be compared. */
#include "config.h"

#include "emulator/herald-emulator-json-query.h"

#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define DEEPEST_EXPAND 3
#define MOST_NAMES 256

static HeraldEmulatorJsonQuery *parse_options (GPtrArray                   *options,
                                               const HeraldEmulatorAliases *aliases,
                                               guint                        depth,
                                               GError                     **error);

static void
expand_free (gpointer data)
{
  HeraldEmulatorJsonExpand *expand = data;

  g_clear_pointer (&expand->name, g_free);
  g_clear_pointer (&expand->query, herald_emulator_json_query_free);
  g_free (expand);
}

/**
 * herald_emulator_json_query_free:
 * @self: (nullable): the query to free
 */
void
herald_emulator_json_query_free (HeraldEmulatorJsonQuery *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->select, g_ptr_array_unref);
  g_clear_pointer (&self->filter, herald_emulator_filter_free);
  g_clear_pointer (&self->expands, g_ptr_array_unref);
  g_free (self);
}

/* Splits where no quote and no parenthesis is open. */
static GPtrArray *
split (const char *text, char separator)
{
  GPtrArray  *parts = g_ptr_array_new_with_free_func (g_free);
  const char *start = text;
  int         depth = 0;
  gboolean    quoted = FALSE;

  for (const char *place = text; *place != '\0'; place++)
    {
      if (*place == '\'')
        quoted = !quoted;
      else if (!quoted && *place == '(')
        depth++;
      else if (!quoted && *place == ')')
        depth--;
      else if (!quoted && depth == 0 && *place == separator)
        {
          g_ptr_array_add (parts, g_strstrip (g_strndup (start, (gsize) (place - start))));
          start = place + 1;
        }
    }
  g_ptr_array_add (parts, g_strstrip (g_strdup (start)));
  return parts;
}

static gboolean
read_select (HeraldEmulatorJsonQuery *self, const char *value, GError **error)
{
  self->select = split (value, ',');
  if (self->select->len > MOST_NAMES)
    return herald_emulator_refuse_query (error, "The $select names more than %d properties.",
                                         MOST_NAMES);
  for (guint i = 0; i < self->select->len; i++)
    if (*(const char *) g_ptr_array_index (self->select, i) == '\0')
      return herald_emulator_refuse_query (error, "The $select '%s' names an empty property.",
                                           value);
  return TRUE;
}

static gboolean
read_expand (HeraldEmulatorJsonQuery     *self,
             const char                  *value,
             const HeraldEmulatorAliases *aliases,
             guint                        depth,
             GError                     **error)
{
  g_autoptr (GPtrArray) items = split (value, ',');

  if (depth >= DEEPEST_EXPAND || items->len > MOST_NAMES)
    return herald_emulator_refuse_query (error, "The $expand goes deeper than %d levels.",
                                         DEEPEST_EXPAND);
  for (guint i = 0; i < items->len; i++)
    {
      const char               *item = g_ptr_array_index (items, i);
      gsize                     length = strcspn (item, "(");
      HeraldEmulatorJsonExpand *expand = g_new0 (HeraldEmulatorJsonExpand, 1);
      g_autofree char          *inside = NULL;
      g_autoptr (GPtrArray) options = NULL;

      g_ptr_array_add (self->expands, expand);
      expand->name = g_strchomp (g_strndup (item, length));
      if (item[length] == '(' && (!g_str_has_suffix (item, ")") || item[length + 1] == ')'))
        return herald_emulator_refuse_query (error, "The $expand '%s' is not valid.", item);
      if (item[length] == '(')
        inside = g_strndup (item + length + 1, strlen (item) - length - 2);
      options = inside != NULL ? split (inside, ';') : g_ptr_array_new ();
      expand->query = parse_options (options, aliases, depth + 1, error);
      if (expand->query == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_option (HeraldEmulatorJsonQuery     *self,
             const char                  *name,
             const char                  *value,
             const HeraldEmulatorAliases *aliases,
             guint                        depth,
             GError                     **error)
{
  gboolean twice = (strcmp (name, "$select") == 0 && self->select != NULL) ||
                   (strcmp (name, "$filter") == 0 && self->filter != NULL) ||
                   (strcmp (name, "$expand") == 0 && self->expands->len > 0);

  if (twice)
    return herald_emulator_refuse_query (error,
                                         "Query option '%s' was specified more than once, but it "
                                         "must be "
                                         "specified at most once.",
                                         name);
  if (strcmp (name, "$select") == 0)
    return read_select (self, value, error);
  if (strcmp (name, "$expand") == 0)
    return read_expand (self, value, aliases, depth, error);
  if (strcmp (name, "LabelLanguages") == 0)
    return TRUE; /* English is all there is */
  if (strcmp (name, "$filter") != 0)
    return herald_emulator_refuse_query (error, "The query parameter %s is not supported.", name);
  self->filter = herald_emulator_filter_parse (value, aliases, error);
  return self->filter != NULL;
}

/* @options: decoded, each “$name=value”. */
static HeraldEmulatorJsonQuery *
parse_options (GPtrArray                   *options,
               const HeraldEmulatorAliases *aliases,
               guint                        depth,
               GError                     **error)
{
  g_autoptr (HeraldEmulatorJsonQuery) self = g_new0 (HeraldEmulatorJsonQuery, 1);

  self->expands = g_ptr_array_new_with_free_func (expand_free);
  for (guint i = 0; i < options->len; i++)
    {
      const char      *option = g_ptr_array_index (options, i);
      gsize            length = strcspn (option, "=");
      g_autofree char *name = g_strndup (option, length);

      if (option[length] != '=')
        {
          herald_emulator_refuse_query (error, "The query option '%s' has no value.", option);
          return NULL;
        }
      if (!read_option (self, name, option + length + 1, aliases, depth, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * herald_emulator_json_query_parse:
 * @raw_query: (nullable): the query of an address, percent-encoded
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY; $orderby, $top, $count and all that is not known
 * is refused.
 *
 * Returns: (transfer full): the query; names are not checked yet
 */
HeraldEmulatorJsonQuery *
herald_emulator_json_query_parse (const char *raw_query, GError **error)
{
  g_auto (GStrv) fields = g_strsplit (raw_query != NULL ? raw_query : "", "&", -1);
  g_autoptr (GPtrArray) options = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HeraldEmulatorAliases) aliases = herald_emulator_aliases_parse (raw_query, error);

  if (aliases == NULL)
    return NULL;
  for (gsize i = 0; fields[i] != NULL; i++)
    {
      char *option = herald_emulator_percent_decode (fields[i], TRUE);

      if (option == NULL)
        {
          herald_emulator_refuse_query (error, "The query is not valid UTF-8.");
          return NULL;
        }
      if (*option != '\0' && *option != '@')
        g_ptr_array_add (options, option);
      else
        g_free (option);
    }
  return parse_options (options, aliases, 0, error);
}

/* The value at a path such as “IsCustomizable/Value”. */
static JsonNode *
find_value (JsonObject *object, const char *path)
{
  const char      *slash = strchr (path, '/');
  g_autofree char *name = slash != NULL ? g_strndup (path, (gsize) (slash - path)) : NULL;
  JsonNode        *node = json_object_get_member (object, name != NULL ? name : path);

  if (slash == NULL || node == NULL)
    return node;
  return JSON_NODE_HOLDS_OBJECT (node) ? find_value (json_node_get_object (node), slash + 1) : NULL;
}

static gboolean
check_property (JsonObject *sample, const char *path, const char *type_name, GError **error)
{
  JsonNode *node = find_value (sample, path);

  if (node != NULL && !JSON_NODE_HOLDS_ARRAY (node))
    return TRUE;
  return herald_emulator_refuse_query (error, "Could not find a property named '%s' on type '%s'.",
                                       path, type_name);
}

static gboolean
is_constant (const HeraldEmulatorOperand *operand)
{
  return operand->kind != HERALD_EMULATOR_TOKEN_NAME || strcmp (operand->text, "true") == 0 ||
         strcmp (operand->text, "false") == 0 || strcmp (operand->text, "null") == 0;
}

/* Whether a literal can be compared with what the property holds; null goes with everything. */
static gboolean
is_compatible (JsonNode *node, const HeraldEmulatorOperand *literal)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (g_strcmp0 (literal->text, "null") == 0 && literal->kind == HERALD_EMULATOR_TOKEN_NAME)
    return TRUE;
  if (type == G_TYPE_BOOLEAN)
    return literal->kind == HERALD_EMULATOR_TOKEN_NAME;
  if (type == G_TYPE_INT64)
    return literal->kind == HERALD_EMULATOR_TOKEN_INTEGER;
  return (type == G_TYPE_STRING || JSON_NODE_HOLDS_NULL (node)) &&
         (literal->kind == HERALD_EMULATOR_TOKEN_STRING ||
          literal->kind == HERALD_EMULATOR_TOKEN_GUID);
}

static gboolean
check_filter (const HeraldEmulatorFilter *filter,
              JsonObject                 *sample,
              const char                 *type_name,
              GError                    **error)
{
  for (guint i = 0; filter->children != NULL && i < filter->children->len; i++)
    if (!check_filter (g_ptr_array_index (filter->children, i), sample, type_name, error))
      return FALSE;
  if (filter->kind == HERALD_EMULATOR_FILTER_AND || filter->kind == HERALD_EMULATOR_FILTER_OR ||
      filter->kind == HERALD_EMULATOR_FILTER_NOT)
    return TRUE;
  if (filter->kind != HERALD_EMULATOR_FILTER_COMPARE &&
      filter->kind != HERALD_EMULATOR_FILTER_FUNCTION)
    return herald_emulator_refuse_query (error, "The function '%s' is not supported here.",
                                         filter->name);
  if (is_constant (&filter->left) || !is_constant (&filter->right))
    return herald_emulator_refuse_query (error,
                                         "A condition must compare a property with a value.");
  if (!check_property (sample, filter->left.text, type_name, error))
    return FALSE;
  if (is_compatible (find_value (sample, filter->left.text), &filter->right) &&
      (filter->kind == HERALD_EMULATOR_FILTER_COMPARE ||
       filter->right.kind == HERALD_EMULATOR_TOKEN_STRING))
    return TRUE;
  return herald_emulator_refuse_query (error,
                                       "A binary operator with incompatible types was detected: "
                                       "'%s' cannot be compared "
                                       "with '%s'.",
                                       filter->left.text, filter->right.text);
}

/**
 * herald_emulator_json_query_check:
 * @self: a query
 * @sample: an object with every property there is
 * @type_name: what the objects are
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY for names and values that do not fit.
 *
 * Returns: whether the query can be asked of such objects; what it expands is not checked
 */
gboolean
herald_emulator_json_query_check (const HeraldEmulatorJsonQuery *self,
                                  JsonObject                    *sample,
                                  const char                    *type_name,
                                  GError                       **error)
{
  for (guint i = 0; self->select != NULL && i < self->select->len; i++)
    {
      const char *name = g_ptr_array_index (self->select, i);

      if (!json_object_has_member (sample, name) || strchr (name, '@') != NULL)
        return herald_emulator_refuse_query (error,
                                             "Could not find a property named '%s' on type '%s'.",
                                             name, type_name);
    }
  return self->filter == NULL || check_filter (self->filter, sample, type_name, error);
}

static int
compare (JsonNode *node, const HeraldEmulatorOperand *literal)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node) - (strcmp (literal->text, "true") == 0);
  if (type == G_TYPE_INT64)
    return (json_node_get_int (node) > literal->number) -
           (json_node_get_int (node) < literal->number);
  return strcmp (json_node_get_string (node), literal->text);
}

static gboolean
matches_comparison (JsonNode *node, const char *name, const HeraldEmulatorOperand *literal)
{
  gboolean is_null = node == NULL || !JSON_NODE_HOLDS_VALUE (node);
  gboolean wants_null =
    literal->kind == HERALD_EMULATOR_TOKEN_NAME && strcmp (literal->text, "null") == 0;
  int order;

  if (is_null || wants_null)
    return strcmp (name, "eq") == 0 ? is_null == wants_null
                                    : strcmp (name, "ne") == 0 && is_null != wants_null;
  order = compare (node, literal);
  if (strcmp (name, "eq") == 0)
    return order == 0;
  if (strcmp (name, "ne") == 0)
    return order != 0;
  if (*name == 'g')
    return order > 0 || (order == 0 && name[1] == 'e');
  return order < 0 || (order == 0 && name[1] == 'e');
}

static gboolean
matches_function (JsonNode *node, const char *name, const char *text)
{
  const char *value =
    node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  if (value == NULL)
    return FALSE;
  if (strcmp (name, "startswith") == 0)
    return g_str_has_prefix (value, text);
  if (strcmp (name, "endswith") == 0)
    return g_str_has_suffix (value, text);
  return strstr (value, text) != NULL;
}

static gboolean
matches_filter (const HeraldEmulatorFilter *filter, JsonObject *object)
{
  JsonNode *node;
  gboolean  is_and = filter->kind == HERALD_EMULATOR_FILTER_AND;

  if (filter->kind == HERALD_EMULATOR_FILTER_NOT)
    return !matches_filter (g_ptr_array_index (filter->children, 0), object);
  if (is_and || filter->kind == HERALD_EMULATOR_FILTER_OR)
    {
      for (guint i = 0; i < filter->children->len; i++)
        if (matches_filter (g_ptr_array_index (filter->children, i), object) != is_and)
          return !is_and;
      return is_and;
    }
  node = find_value (object, filter->left.text);
  return filter->kind == HERALD_EMULATOR_FILTER_COMPARE
           ? matches_comparison (node, filter->name, &filter->right)
           : matches_function (node, filter->name, filter->right.text);
}

/**
 * herald_emulator_json_query_matches:
 * @self: a query that was checked
 * @object: an object
 *
 * Returns: whether $filter lets the object through
 */
gboolean
herald_emulator_json_query_matches (const HeraldEmulatorJsonQuery *self, JsonObject *object)
{
  return self->filter == NULL || matches_filter (self->filter, object);
}

/**
 * herald_emulator_json_query_project:
 * @self: a query that was checked
 * @object: an object
 * @always: a property that comes along whether selected or not
 *
 * Returns: (transfer full): what $select leaves of the object, in its order; annotations stay
 */
JsonObject *
herald_emulator_json_query_project (const HeraldEmulatorJsonQuery *self,
                                    JsonObject                    *object,
                                    const char                    *always)
{
  JsonObject    *result = json_object_new ();
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (self->select == NULL || strchr (name, '@') != NULL || strcmp (name, always) == 0 ||
        g_ptr_array_find_with_equal_func (self->select, name, g_str_equal, NULL))
      json_object_set_member (result, name, json_node_copy (node));
  return result;
}
