/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads $expand and holds it to what “Join tables using OData” (read 2026-11) allows. */
#include "config.h"

#include "emulator/herald-emulator-expand.h"

#include "emulator/herald-emulator-query.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-split.h"

#include <string.h>

#define ONLY_SELECT_AND_FILTER                                                                     \
  "Only $select and $filter clause can be provided while doing $expand on many-to-one "            \
  "relationship or nested one-to-many relationship."

static void
clear_branch (gpointer data)
{
  HeraldEmulatorBranch *branch = data;

  g_clear_pointer (&branch->query, herald_emulator_query_free);
}

static void
expand_free (gpointer data)
{
  HeraldEmulatorExpand *self = data;

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->options, g_strfreev);
  g_clear_pointer (&self->branches, g_array_unref);
  g_free (self);
}

static gboolean
find_property (HeraldEmulatorExpand *self, const HeraldEmulatorTable *table, GError **error)
{
  self->collection = herald_emulator_table_find_collection (table, self->name);
  if (self->collection == NULL)
    self->lookup = herald_emulator_table_find_navigation (table, self->name);
  if (self->collection != NULL || self->lookup != NULL)
    return TRUE;
  if (herald_emulator_table_find_public_column (table, self->name) != NULL)
    return herald_emulator_refuse_query (error,
                                         "Property '%s' on type 'Microsoft.Dynamics.CRM.%s' is not "
                                         "a navigation property or complex property. Only "
                                         "navigation properties can be expanded.",
                                         self->name, table->logical_name);
  return herald_emulator_refuse_query (error,
                                       "Could not find a property named '%s' on type "
                                       "'Microsoft.Dynamics.CRM.%s'.",
                                       self->name, table->logical_name);
}

/* “nav”, “nav/$ref”, “nav($select=…;…)”. */
static gboolean
read_item (HeraldEmulatorExpand *self, const char *item, GError **error)
{
  const char      *open = strchr (item, '(');
  g_autofree char *path = open != NULL ? g_strndup (item, (gsize) (open - item)) : g_strdup (item);
  char            *slash;

  g_strstrip (path);
  slash = strchr (path, '/');
  self->references = slash != NULL && strcmp (slash, "/$ref") == 0;
  if (self->references)
    *slash = '\0';
  self->name = g_strdup (path);
  if (open == NULL)
    self->options = g_new0 (char *, 1);
  else
    {
      const char      *end = herald_emulator_split_find_end (open + 1, "");
      g_autofree char *inner = g_strndup (open + 1, (gsize) (end - open - 1));

      if (*end != ')' || end[1] != '\0' || *g_strstrip (inner) == '\0')
        return herald_emulator_refuse_query (error,
                                             "Syntax error: the options of '%s' in $expand do not "
                                             "end as they should in '%s'.",
                                             self->name, item);
      self->options = herald_emulator_split (inner, ";");
    }
  return TRUE;
}

static gboolean
add_branch (HeraldEmulatorExpand             *self,
            const HeraldEmulatorQueryContext *context,
            const HeraldEmulatorTable        *table,
            guint                            *n_expands,
            GError                          **error)
{
  HeraldEmulatorBranch branch = { table, NULL };

  branch.query =
    herald_emulator_query_parse_nested (context, (const char *const *) self->options, table,
                                        self->collection != NULL
                                          ? HERALD_EMULATOR_QUERY_EXPANDED_MANY
                                          : HERALD_EMULATOR_QUERY_EXPANDED_ONE,
                                        n_expands, error);
  if (branch.query == NULL)
    return FALSE;
  g_array_append_val (self->branches, branch);
  return TRUE;
}

/* A property with several targets, such as “ownerid”, needs only one that has what is wanted; of a
 * row of another no more than its id is shown. */
static gboolean
add_branches (HeraldEmulatorExpand             *self,
              const HeraldEmulatorQueryContext *context,
              guint                            *n_expands,
              GError                          **error)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (GError) first_error = NULL;

  for (guint i = 0; i < self->lookup->navigations->len; i++)
    {
      const HeraldEmulatorNavigation *way =
        &g_array_index (self->lookup->navigations, HeraldEmulatorNavigation, i);
      const HeraldEmulatorTable *table =
        herald_emulator_schema_find_table (context->schema, way->target);

      if (strcmp (way->name, self->name) == 0 &&
          !add_branch (self, context, table, n_expands, first_error == NULL ? &first_error : NULL))
        g_ptr_array_add (others, (gpointer) table->logical_name);
    }
  if (self->branches->len == 0)
    {
      g_propagate_error (error, g_steal_pointer (&first_error));
      return FALSE;
    }
  for (guint i = 0; i < others->len; i++)
    {
      HeraldEmulatorBranch branch = {
        herald_emulator_schema_find_table (context->schema, g_ptr_array_index (others, i)),
        herald_emulator_query_new_for_id (),
      };

      g_array_append_val (self->branches, branch);
    }
  return TRUE;
}

static HeraldEmulatorExpand *
parse_item (const HeraldEmulatorQueryContext *context,
            const HeraldEmulatorTable        *table,
            const char                       *item,
            guint                            *n_expands,
            GError                          **error)
{
  HeraldEmulatorExpand *self = g_new0 (HeraldEmulatorExpand, 1);
  gboolean              good;

  self->branches = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorBranch));
  g_array_set_clear_func (self->branches, clear_branch);
  good = ++*n_expands <= HERALD_EMULATOR_MOST_EXPANDS ||
         herald_emulator_refuse_query (error, "A query can have %d $expand options at most.",
                                       HERALD_EMULATOR_MOST_EXPANDS);
  good = good && read_item (self, item, error) && find_property (self, table, error);
  if (good && self->references && (self->collection != NULL || g_strv_length (self->options) > 0))
    good = herald_emulator_refuse_query (error, "Expand with $ref is only supported on lookup type "
                                                "navigation property.");
  if (good && self->collection != NULL)
    good = add_branch (self, context, self->collection->table, n_expands, error);
  else if (good)
    good = add_branches (self, context, n_expands, error);
  if (good)
    return self;
  expand_free (self);
  return NULL;
}

/**
 * herald_emulator_expand_parse:
 * @context: what the options depend on
 * @table: what is expanded
 * @text: the value of $expand, decoded
 * @n_expands: (inout): how many the query has so far, at all its levels
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: (transfer full) (element-type HeraldEmulatorExpand): the properties to follow
 */
GPtrArray *
herald_emulator_expand_parse (const HeraldEmulatorQueryContext *context,
                              const HeraldEmulatorTable        *table,
                              const char                       *text,
                              guint                            *n_expands,
                              GError                          **error)
{
  g_autoptr (GPtrArray) expands = g_ptr_array_new_with_free_func (expand_free);
  g_auto (GStrv) items = herald_emulator_split (text, ",");

  if (*herald_emulator_split_find_end (text, "") == ')')
    {
      herald_emulator_refuse_query (error, "Syntax error: found ')' without '(' in '%s'.", text);
      return NULL;
    }
  for (gsize i = 0; items[i] != NULL; i++)
    {
      HeraldEmulatorExpand *expand = parse_item (context, table, items[i], n_expands, error);

      if (expand == NULL)
        return NULL;
      for (guint j = 0; j < expands->len; j++)
        if (strcmp (((HeraldEmulatorExpand *) g_ptr_array_index (expands, j))->name,
                    expand->name) == 0)
          {
            herald_emulator_refuse_query (error, "The property '%s' is expanded more than once.",
                                          expand->name);
            expand_free (expand);
            return NULL;
          }
      g_ptr_array_add (expands, expand);
    }
  return g_steal_pointer (&expands);
}

static GPtrArray *
get_inner (const HeraldEmulatorExpand *self)
{
  return g_array_index (self->branches, HeraldEmulatorBranch, 0).query->expand;
}

/**
 * herald_emulator_expand_is_nested:
 * @expands: (nullable) (element-type HeraldEmulatorExpand): the properties that a query follows
 *
 * Returns: whether one of them follows others
 */
gboolean
herald_emulator_expand_is_nested (GPtrArray *expands)
{
  for (guint i = 0; expands != NULL && i < expands->len; i++)
    if (get_inner (g_ptr_array_index (expands, i)) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
has_intersect (GPtrArray *expands)
{
  for (guint i = 0; expands != NULL && i < expands->len; i++)
    {
      const HeraldEmulatorExpand *expand = g_ptr_array_index (expands, i);

      if ((expand->collection != NULL && expand->collection->intersect != NULL) ||
          has_intersect (get_inner (expand)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_all_intersects (GPtrArray *expands)
{
  for (guint i = 0; i < expands->len; i++)
    {
      const HeraldEmulatorExpand *expand = g_ptr_array_index (expands, i);

      if (expand->collection == NULL || expand->collection->intersect == NULL)
        return FALSE;
    }
  return TRUE;
}

/* In a query with a nested $expand no collection may be ordered or cut. */
static gboolean
is_plain (GPtrArray *expands)
{
  for (guint i = 0; expands != NULL && i < expands->len; i++)
    {
      const HeraldEmulatorExpand *expand = g_ptr_array_index (expands, i);
      const HeraldEmulatorQuery  *query =
        g_array_index (expand->branches, HeraldEmulatorBranch, 0).query;

      if (query->top >= 0 || query->order->len > 0 || !is_plain (query->expand))
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_expand_check:
 * @expands: (element-type HeraldEmulatorExpand): all that a query follows
 *
 * Checks what can be seen of the whole only.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether the service allows it
 */
gboolean
herald_emulator_expand_check (GPtrArray *expands, GError **error)
{
  gboolean nested = herald_emulator_expand_is_nested (expands);

  if (has_intersect (expands) && (nested || !is_all_intersects (expands)))
    return herald_emulator_refuse_query (error,
                                         "Many-to-many relationships can be expanded neither "
                                         "nested nor together with relationships of another kind.");
  if (nested && !is_plain (expands))
    return herald_emulator_refuse_query (error, ONLY_SELECT_AND_FILTER);
  return TRUE;
}

/**
 * herald_emulator_expand_append_context:
 * @expands: (nullable) (element-type HeraldEmulatorExpand): what a query follows
 * @separator: what stands before the first of them
 * @text: gets “(a(b,c),d())” without the outer parentheses
 */
void
herald_emulator_expand_append_context (GPtrArray *expands, char separator, GString *text)
{
  for (guint i = 0; expands != NULL && i < expands->len; i++)
    {
      const HeraldEmulatorExpand *expand = g_ptr_array_index (expands, i);
      const HeraldEmulatorQuery  *query =
        g_array_index (expand->branches, HeraldEmulatorBranch, 0).query;

      g_string_append_printf (text, "%c%s", i > 0 ? ',' : separator, expand->name);
      if (expand->references)
        g_string_append_printf (text, ",%s/$ref()", expand->name);
      else if (query->select == NULL && query->expand == NULL)
        g_string_append (text, "()");
      else
        herald_emulator_query_append_context (query, text);
    }
}
