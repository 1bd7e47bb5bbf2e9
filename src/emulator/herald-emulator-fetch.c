/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FetchXML of one table: columns, order, filters and pages. Source: “FetchXml reference” and “Page
 * results using FetchXml”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-fetch.h"

#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define MOST_CONDITIONS 500 /* Dataverse's limit of conditions in one query */
#define MOST_ORDERS 30      /* as of $orderby */
#define DEEPEST 64          /* filters in filters */
#define MOST_SKIPPED 50000  /* rows before a page that is sought without a cookie */
#define SKIP_TOKEN                                                                                 \
  "<cookie pagenumber=\"%" G_GINT64_FORMAT "\" pagingcookie=\"%s\" istracking=\"False\" />"

typedef struct
{
  const HeraldEmulatorQueryContext *context;
  const HeraldEmulatorTable        *table;
  HeraldEmulatorQuery              *query;
  GPtrArray                        *open; /* (element-type HeraldEmulatorFilter) (unowned) */
  HeraldEmulatorFetchCondition      condition;
  GString                          *value; /* (owned) (nullable): of a <value> */
  guint                             n_conditions;
  gboolean                          has_fetch;
  gboolean                          has_entity;
  gboolean                          has_all;
  gboolean                          is_distinct;
} Reader;

typedef struct
{
  const char *const *names;
  const char *const *values;
} Attributes;

typedef gboolean (*StartFunc) (Reader *reader, const Attributes *attributes, GError **error);

static G_GNUC_PRINTF (3, 4) gboolean
  refuse (HeraldEmulatorRefusal code, GError **error, const char *format, ...)
{
  va_list          arguments;
  g_autofree char *sentence = NULL;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, HERALD_EMULATOR_REFUSAL, (gint) code, sentence);
  return FALSE;
}

/* Returns: (nullable): the value of the attribute */
static const char *
find_attribute (const Attributes *attributes, const char *name)
{
  for (gsize i = 0; attributes->names[i] != NULL; i++)
    if (strcmp (attributes->names[i], name) == 0)
      return attributes->values[i];
  return NULL;
}

static gboolean
read_flag (const Attributes *attributes, const char *name, gboolean *flag, GError **error)
{
  const char *value = find_attribute (attributes, name);

  *flag = value != NULL && (strcmp (value, "true") == 0 || strcmp (value, "1") == 0);
  return value == NULL || *flag || strcmp (value, "false") == 0 || strcmp (value, "0") == 0 ||
         refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error, "Invalid XML: %s=\"%s\" is no flag.", name,
                 value);
}

/* @number stays as it is where the attribute is absent. */
static gboolean
read_number (const Attributes *attributes, const char *name, gint64 *number, GError **error)
{
  const char *value = find_attribute (attributes, name);

  return value == NULL || g_ascii_string_to_signed (value, 10, 1, G_MAXINT32, number, NULL) ||
         refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                 "Invalid XML: %s=\"%s\" is no positive number.", name, value);
}

static const HeraldEmulatorColumn *
require_column (Reader *reader, const Attributes *attributes, const char *attribute, GError **error)
{
  const char                 *name = find_attribute (attributes, attribute);
  const HeraldEmulatorColumn *column =
    name != NULL ? herald_emulator_table_find_column (reader->table, name) : NULL;

  if (name == NULL)
    refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error, "Invalid XML: '%s' is missing.", attribute);
  else if (column == NULL)
    refuse (HERALD_EMULATOR_REFUSAL_NO_ATTRIBUTE, error,
            "'%s' entity doesn't contain attribute with Name = '%s' and NameMapping = 'Logical'.",
            reader->table->logical_name, name);
  return column;
}

/* What a page starts after: a cookie holds what a skip token does. */
static gboolean
read_cookie (Reader *reader, const char *cookie, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (cookie, "\"", -1);

  if (g_strv_length (parts) != 5 || strcmp (parts[0], "<cookie page=") != 0 ||
      !g_str_has_suffix (parts[2], " last="))
    return refuse (HERALD_EMULATOR_REFUSAL_BAD_QUERY, error, "Malformed paging cookie.");
  if (reader->query->page > 1)
    reader->query->skip_token = g_strdup_printf (SKIP_TOKEN, reader->query->page, parts[3]);
  return TRUE;
}

static gboolean
read_page (Reader *reader, const Attributes *attributes, GError **error)
{
  HeraldEmulatorQuery *query = reader->query;
  const char          *cookie = find_attribute (attributes, "paging-cookie");

  if (!read_number (attributes, "top", &query->top, error) ||
      !read_number (attributes, "count", &query->page_size, error) ||
      !read_number (attributes, "page", &query->page, error))
    return FALSE;
  if (query->top > 0 && (query->page > 0 || query->page_size > 0))
    return refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                   "The top attribute can't be specified with paging attributes.");
  if (query->top > HERALD_EMULATOR_LARGEST_PAGE)
    return refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                   "The top attribute can't be greater than %d.", HERALD_EMULATOR_LARGEST_PAGE);
  query->page = MAX (query->page, 1);
  if (cookie != NULL && *cookie != '\0' && !read_cookie (reader, cookie, error))
    return FALSE;
  if (query->skip_token == NULL &&
      (query->page - 1) * MIN (MAX (query->page_size, 1), HERALD_EMULATOR_LARGEST_PAGE) >
        MOST_SKIPPED)
    return refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                   "Paging cookie is required when trying to retrieve a set of records on any "
                   "high pages.");
  return TRUE;
}

static gboolean
start_fetch (Reader *reader, const Attributes *attributes, GError **error)
{
  gboolean aggregates = FALSE;

  if (reader->has_fetch)
    return refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error, "Invalid XML: two roots.");
  reader->has_fetch = TRUE;
  if (!read_flag (attributes, "aggregate", &aggregates, error) ||
      !read_flag (attributes, "distinct", &reader->is_distinct, error) ||
      !read_flag (attributes, "returntotalrecordcount", &reader->query->count, error))
    return FALSE;
  if (aggregates)
    return refuse (HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED, error,
                   "The emulator does not support aggregates in fetchXml.");
  return read_page (reader, attributes, error);
}

static gboolean
start_entity (Reader *reader, const Attributes *attributes, GError **error)
{
  const char *name = find_attribute (attributes, "name");

  if (reader->has_entity || name == NULL)
    return refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                   "Invalid XML: one entity with a name is needed.");
  reader->has_entity = TRUE;
  if (herald_emulator_schema_find_table (reader->context->schema, name) == NULL)
    return refuse (HERALD_EMULATOR_REFUSAL_NO_ENTITY, error,
                   "The entity with a name = '%s' with namemapping = 'Logical' was not found in "
                   "the MetadataCache.",
                   name);
  return strcmp (name, reader->table->logical_name) == 0 ||
         herald_emulator_refuse_query (error,
                                       "The entity '%s' of the fetchXml is not that of the set "
                                       "'%s'.",
                                       name, reader->table->entity_set);
}

static gboolean
start_attribute (Reader *reader, const Attributes *attributes, GError **error)
{
  const HeraldEmulatorColumn *column = require_column (reader, attributes, "name", error);
  GPtrArray                  *select = reader->query->select;

  if (column == NULL)
    return FALSE;
  if (!g_ptr_array_find (select, column, NULL))
    g_ptr_array_add (select, g_hash_table_lookup (reader->table->by_name, column->name));
  return TRUE;
}

static gboolean
start_all_attributes (Reader *reader, const Attributes *attributes, GError **error)
{
  reader->has_all = TRUE;
  return TRUE;
}

static gboolean
start_order (Reader *reader, const Attributes *attributes, GError **error)
{
  const HeraldEmulatorColumn *column = require_column (reader, attributes, "attribute", error);
  HeraldEmulatorOrder         order = { .descending = FALSE };

  if (column == NULL || !read_flag (attributes, "descending", &order.descending, error) ||
      !herald_emulator_path_resolve (reader->context->schema, reader->table, column->public_name,
                                     &order.path, error))
    return FALSE;
  if (reader->query->order->len == MOST_ORDERS)
    return refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                   "The fetchXml has more than %d orders.", MOST_ORDERS);
  g_array_append_val (reader->query->order, order);
  return TRUE;
}

static gboolean
start_filter (Reader *reader, const Attributes *attributes, GError **error)
{
  const char           *type = find_attribute (attributes, "type");
  gboolean              is_or = type != NULL && strcmp (type, "or") == 0;
  HeraldEmulatorFilter *outer = g_ptr_array_index (reader->open, reader->open->len - 1);
  HeraldEmulatorFilter *filter;

  if (type != NULL && !is_or && strcmp (type, "and") != 0)
    return refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error, "Invalid XML: type=\"%s\".", type);
  if (reader->open->len > DEEPEST)
    return refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                   "The filters of the fetchXml are nested too deeply.");
  filter =
    herald_emulator_filter_new (is_or ? HERALD_EMULATOR_FILTER_OR : HERALD_EMULATOR_FILTER_AND);
  g_ptr_array_add (outer->children, filter);
  g_ptr_array_add (reader->open, filter);
  return TRUE;
}

static gboolean
start_condition (Reader *reader, const Attributes *attributes, GError **error)
{
  HeraldEmulatorFetchCondition *condition = &reader->condition;
  const char                   *value = find_attribute (attributes, "value");

  condition->column = require_column (reader, attributes, "attribute", error);
  if (condition->column == NULL)
    return FALSE;
  if (++reader->n_conditions > MOST_CONDITIONS)
    return refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                   "Number of conditions in query exceeded maximum limit.");
  condition->operator_name = g_strdup (find_attribute (attributes, "operator"));
  condition->values = g_ptr_array_new_with_free_func (g_free);
  if (value != NULL)
    g_ptr_array_add (condition->values, g_strdup (value));
  return condition->operator_name != NULL ||
         refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error, "Invalid XML: 'operator' is missing.");
}

static gboolean
start_value (Reader *reader, const Attributes *attributes, GError **error)
{
  reader->value = g_string_new (NULL);
  return TRUE;
}

static gboolean
refuse_link (Reader *reader, const Attributes *attributes, GError **error)
{
  return refuse (HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED, error,
                 "The emulator does not support link-entity in fetchXml.");
}

/* What an element may have; an asterisk marks what the service knows and the emulator does not. */
static const struct
{
  const char *name;
  const char *parent; /* (nullable) */
  const char *attributes;
  StartFunc   start;
} elements[] = {
  { "fetch", NULL,
    " aggregate count distinct latematerialize mapping no-lock output-format page paging-cookie "
    "returntotalrecordcount top useraworderby version ",
    start_fetch },
  { "entity", "fetch", " name ", start_entity },
  { "attribute", "entity",
    " name *alias *aggregate *groupby *dategrouping *distinct *rowaggregate ", start_attribute },
  { "all-attributes", "entity", " ", start_all_attributes },
  { "order", "entity", " attribute descending *alias *entityname ", start_order },
  { "filter", "entity", " type *isquickfindfields *hint ", start_filter },
  { "filter", "filter", " type *isquickfindfields *hint ", start_filter },
  { "condition", "filter", " attribute operator value *entityname *valueof *column ",
    start_condition },
  { "value", "condition", " ", start_value },
  { "link-entity", "entity",
    " name from to alias link-type visible intersect *enableprefiltering *prefilterparametername ",
    refuse_link },
};

static gboolean
check_attributes (const char       *element,
                  const char       *allowed,
                  const Attributes *attributes,
                  GError          **error)
{
  for (gsize i = 0; attributes->names[i] != NULL; i++)
    {
      const char      *name = attributes->names[i];
      g_autofree char *known = g_strdup_printf (" %s ", name);
      g_autofree char *unsupported = g_strdup_printf (" *%s ", name);

      if (strstr (allowed, unsupported) != NULL)
        return refuse (HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED, error,
                       "The emulator does not support the attribute '%s' of '%s' in fetchXml.",
                       name, element);
      if (strstr (allowed, known) == NULL ||
          find_attribute (attributes, name) != attributes->values[i])
        return refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                       "Invalid XML: '%s' may not have this attribute '%s'.", element, name);
    }
  return TRUE;
}

static void
start_element (GMarkupParseContext *parse,
               const char          *name,
               const char         **names,
               const char         **values,
               gpointer             data,
               GError             **error)
{
  const GSList    *parent = g_markup_parse_context_get_element_stack (parse)->next;
  const Attributes attributes = { (const char *const *) names, (const char *const *) values };

  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    if (strcmp (elements[i].name, name) == 0 &&
        g_strcmp0 (elements[i].parent, parent != NULL ? parent->data : NULL) == 0)
      {
        if (check_attributes (name, elements[i].attributes, &attributes, error))
          elements[i].start (data, &attributes, error);
        return;
      }
  refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error, "Invalid XML: '%s' may not stand here.", name);
}

static void
end_condition (Reader *reader, GError **error)
{
  HeraldEmulatorFilter *outer = g_ptr_array_index (reader->open, reader->open->len - 1);
  HeraldEmulatorFilter *filter =
    herald_emulator_fetch_condition_make_filter (&reader->condition, error);

  if (filter != NULL)
    g_ptr_array_add (outer->children, filter);
  herald_emulator_fetch_condition_clear (&reader->condition);
}

/* A filter without a condition is none. */
static void
end_filter (Reader *reader)
{
  HeraldEmulatorFilter *filter = g_ptr_array_remove_index (reader->open, reader->open->len - 1);
  HeraldEmulatorFilter *outer = g_ptr_array_index (reader->open, reader->open->len - 1);

  if (filter->children->len == 0)
    g_ptr_array_remove_index (outer->children, outer->children->len - 1);
}

static void
end_element (GMarkupParseContext *parse, const char *name, gpointer data, GError **error)
{
  Reader *reader = data;

  if (strcmp (name, "filter") == 0)
    end_filter (reader);
  else if (strcmp (name, "condition") == 0)
    end_condition (reader, error);
  else if (strcmp (name, "value") == 0)
    g_ptr_array_add (reader->condition.values,
                     g_string_free (g_steal_pointer (&reader->value), FALSE));
}

static void
read_text (GMarkupParseContext *parse,
           const char          *text,
           gsize                length,
           gpointer             data,
           GError             **error)
{
  Reader *reader = data;

  if (reader->value != NULL)
    g_string_append_len (reader->value, text, (gssize) length);
  else if (strspn (text, " \t\r\n") < length)
    refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error, "Invalid XML: text may not stand here.");
}

/* Rows differ by their key; without it equal ones would have to be joined. */
static gboolean
check_distinct (const Reader *reader, GError **error)
{
  return !reader->is_distinct || reader->has_all ||
         g_ptr_array_find (reader->query->select,
                           herald_emulator_table_find_column (reader->table,
                                                              reader->table->primary_key),
                           NULL) ||
         refuse (HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED, error,
                 "The emulator does not support distinct without the primary key in fetchXml.");
}

static gboolean
parse (Reader *reader, const char *xml, GError **error)
{
  static const GMarkupParser parser = { .start_element = start_element,
                                        .end_element = end_element,
                                        .text = read_text };
  g_autoptr (GMarkupParseContext) context =
    g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, reader, NULL);
  GError *local_error = NULL;

  if (!g_markup_parse_context_parse (context, xml, (gssize) strlen (xml), &local_error) ||
      !g_markup_parse_context_end_parse (context, &local_error))
    {
      if (local_error->domain == HERALD_EMULATOR_REFUSAL)
        g_propagate_error (error, local_error);
      else
        {
          refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error, "Invalid XML.");
          g_error_free (local_error);
        }
      return FALSE;
    }
  return reader->has_entity
           ? check_distinct (reader, error)
           : refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error, "Invalid XML: the entity is missing.");
}

/**
 * herald_emulator_fetch_read:
 * @context: what a query depends on
 * @table: whose set is asked
 * @xml: the FetchXML
 * @query: a new query; gets what the FetchXML says
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_XML, #HERALD_EMULATOR_REFUSAL_NO_ENTITY,
 * #HERALD_EMULATOR_REFUSAL_NO_ATTRIBUTE, #HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
 * #HERALD_EMULATOR_REFUSAL_BAD_QUERY, #HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED.
 *
 * Returns: whether it could be read
 */
gboolean
herald_emulator_fetch_read (const HeraldEmulatorQueryContext *context,
                            const HeraldEmulatorTable        *table,
                            const char                       *xml,
                            HeraldEmulatorQuery              *query,
                            GError                          **error)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  g_autoptr (HeraldEmulatorFilter) root = herald_emulator_filter_new (HERALD_EMULATOR_FILTER_AND);
  g_autoptr (GPtrArray) select = g_ptr_array_new ();
  Reader   reader = { .context = context, .table = table, .query = query, .open = open };
  gboolean parsed;

  g_ptr_array_add (open, root);
  query->is_fetch = TRUE;
  query->select = g_ptr_array_ref (select);
  parsed = parse (&reader, xml, error);
  herald_emulator_fetch_condition_clear (&reader.condition);
  if (reader.value != NULL)
    g_string_free (reader.value, TRUE);
  if (parsed && root->children->len > 0)
    query->filter = g_steal_pointer (&root);
  /* No attribute at all stands for all of them. */
  if (reader.has_all || select->len == 0)
    g_clear_pointer (&query->select, g_ptr_array_unref);
  return parsed;
}

/**
 * herald_emulator_fetch_make_cookie:
 * @table: whose rows were read
 * @skip_token: how a page of OData goes on
 *
 * Returns: (transfer full): the same as a paging cookie, which is decoded twice by who reads it
 */
char *
herald_emulator_fetch_make_cookie (const HeraldEmulatorTable *table, const char *skip_token)
{
  g_auto (GStrv) parts = g_strsplit (skip_token, "\"", -1);
  gint64           page = g_ascii_strtoll (parts[1], NULL, 10);
  g_autofree char *cookie =
    g_strdup_printf ("<cookie page=\"%" G_GINT64_FORMAT "\"><%s last=\"%s\" /></cookie>", page - 1,
                     table->primary_key, parts[3]);
  g_autofree char *once = g_uri_escape_string (cookie, NULL, FALSE);
  g_autofree char *twice = g_uri_escape_string (once, NULL, FALSE);

  return g_strdup_printf (SKIP_TOKEN, page, twice);
}
