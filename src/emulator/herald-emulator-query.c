/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads $select, $filter, $orderby, $top, $count, $skiptoken and $deltatoken; what Dataverse does
 * not know is refused, never ignored, so that a client's mistake shows here and not in production.
 */
#include "config.h"

#include "emulator/herald-emulator-query.h"

#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define MOST_ORDERS 30 /* each is compared with each before it when a page is sought */

typedef struct
{
  const HeraldEmulatorQueryContext *context;
  HeraldEmulatorQuery              *query;
  const HeraldEmulatorTable        *table;
  HeraldEmulatorQueryScope          scope;
  guint                            *n_expands; /* of the whole query */
  guint                             seen;      /* a bit for each option that was read */
  gboolean                          has_apply;
} Reader;

typedef gboolean (*OptionFunc) (Reader *reader, const char *value, GError **error);

static const HeraldEmulatorColumn *
find_property (Reader *reader, const char *name, GError **error)
{
  const HeraldEmulatorColumn *column =
    herald_emulator_table_find_public_column (reader->table, name);

  if (column == NULL)
    herald_emulator_path_fail (reader->table, name, error);
  return column;
}

static gboolean
read_select (Reader *reader, const char *value, GError **error)
{
  g_auto (GStrv) names = g_strsplit (value, ",", -1);

  if (*value == '\0')
    return TRUE; /* selects nothing, which is all */
  reader->query->select = g_ptr_array_new ();
  for (gsize i = 0; names[i] != NULL; i++)
    {
      const HeraldEmulatorColumn *column = find_property (reader, g_strstrip (names[i]), error);

      if (column == NULL)
        return FALSE;
      if (!g_ptr_array_find (reader->query->select, column, NULL))
        g_ptr_array_add (reader->query->select,
                         g_hash_table_lookup (reader->table->by_name, column->name));
    }
  return TRUE;
}

static gboolean
read_filter (Reader *reader, const char *value, GError **error)
{
  reader->query->filter = herald_emulator_filter_parse (value, reader->context->aliases, error);
  return reader->query->filter != NULL;
}

static gboolean
refuse_orders (GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "The $orderby query option has more than %d properties.", MOST_ORDERS);
  return FALSE;
}

static gboolean
read_order_item (Reader *reader, HeraldEmulatorLexer *lexer, GError **error)
{
  HeraldEmulatorOrder order = { .descending = FALSE };
  const char         *name = lexer->text;

  if (lexer->kind == HERALD_EMULATOR_TOKEN_ALIAS)
    name = herald_emulator_aliases_require (reader->context->aliases, lexer->text, error);
  else if (lexer->kind != HERALD_EMULATOR_TOKEN_NAME)
    return herald_emulator_lexer_fail (lexer, error);
  if (reader->query->order->len == MOST_ORDERS)
    return refuse_orders (error);
  /* “Aggregate data using OData”: what aggregates are called cannot be ordered by. */
  if (reader->has_apply && name != NULL && strchr (name, '/') == NULL &&
      herald_emulator_table_find_public_column (reader->table, name) == NULL)
    return herald_emulator_refuse_query (error, "The query node SingleValueOpenPropertyAccess is "
                                                "not supported");
  if (name == NULL ||
      !herald_emulator_path_resolve (reader->context->schema, reader->table, name, &order.path,
                                     error) ||
      !herald_emulator_lexer_advance (lexer, error))
    return FALSE;
  order.descending = herald_emulator_lexer_is_name (lexer, "desc");
  if ((order.descending || herald_emulator_lexer_is_name (lexer, "asc")) &&
      !herald_emulator_lexer_advance (lexer, error))
    return FALSE;
  g_array_append_val (reader->query->order, order);
  return TRUE;
}

static gboolean
read_orderby (Reader *reader, const char *value, GError **error)
{
  g_auto (HeraldEmulatorLexer) lexer = { .source = value };

  if (!herald_emulator_lexer_init (&lexer, value, error) ||
      !read_order_item (reader, &lexer, error))
    return FALSE;
  while (lexer.kind == HERALD_EMULATOR_TOKEN_COMMA)
    if (!herald_emulator_lexer_advance (&lexer, error) || !read_order_item (reader, &lexer, error))
      return FALSE;
  return lexer.kind == HERALD_EMULATOR_TOKEN_END || herald_emulator_lexer_fail (&lexer, error);
}

static gboolean
read_top (Reader *reader, const char *value, GError **error)
{
  gint64 top = 0;

  if (!g_ascii_string_to_signed (value, 10, 0, G_MAXINT32, &top, NULL))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "Invalid value '%s' for $top query option found. The $top query option requires "
                   "a non-negative integer value.",
                   value);
      return FALSE;
    }
  reader->query->top = top;
  return TRUE;
}

static gboolean
read_count (Reader *reader, const char *value, GError **error)
{
  reader->query->count = strcmp (value, "true") == 0;
  if (reader->query->count || strcmp (value, "false") == 0)
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Invalid value '%s' for $count query option found. Valid values are 'true' and "
               "'false'.",
               value);
  return FALSE;
}

static gboolean
read_skip_token (Reader *reader, const char *value, GError **error)
{
  reader->query->skip_token = g_strdup (value);
  return TRUE;
}

static gboolean
read_delta_token (Reader *reader, const char *value, GError **error)
{
  reader->query->delta_token = g_strdup (value);
  return TRUE;
}

static gboolean
read_skip (Reader *reader, const char *value, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Skip Clause is not supported in CRM");
  return FALSE;
}

static gboolean
read_format (Reader *reader, const char *value, GError **error)
{
  if (strcmp (value, "json") == 0 || g_str_has_prefix (value, "application/json"))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "The value '%s' of $format is not supported.", value);
  return FALSE;
}

/* Written bare or as a literal of OData: the documentation has both. */
static gboolean
read_partition_id (Reader *reader, const char *value, GError **error)
{
  gsize length = strlen (value);
  g_autoptr (GString) id = g_string_new (value);

  if (length >= 2 && *value == '\'' && value[length - 1] == '\'')
    {
      g_string_truncate (id, length - 1);
      g_string_erase (id, 0, 1);
      g_string_replace (id, "''", "'", 0);
    }
  reader->query->partition_id = g_string_free (g_steal_pointer (&id), FALSE);
  return TRUE;
}

static gboolean
read_expand (Reader *reader, const char *value, GError **error)
{
  HeraldEmulatorQueryContext context = *reader->context;

  /* “Use OData to query data”: parameter aliases cannot be used inside $expand. */
  context.aliases = NULL;
  reader->query->expand =
    herald_emulator_expand_parse (&context, reader->table, value, reader->n_expands, error);
  return reader->query->expand != NULL;
}

static gboolean
read_apply (Reader *reader, const char *value, GError **error)
{
  reader->query->apply = herald_emulator_apply_parse (reader->context, reader->table, value, error);
  return reader->query->apply != NULL;
}

/* “Query data using FetchXml”, read 2026-11: it says all that the other options say but $count. */
static gboolean
read_fetch_xml (Reader *reader, const char *value, GError **error)
{
  HeraldEmulatorQuery *query = reader->query;

  if (query->select != NULL || query->expand != NULL || query->apply != NULL ||
      query->filter != NULL || query->order->len > 0 || query->top >= 0 ||
      query->skip_token != NULL)
    return herald_emulator_refuse_query (error, "fetchXml cannot stand beside other options.");
  query->fetch = herald_emulator_fetch_parse (reader->context, reader->table, value, error);
  return query->fetch != NULL;
}

static gboolean
refuse_in_lookup (Reader *reader, const char *value, GError **error)
{
  return herald_emulator_refuse_query (error,
                                       "Only $select and $filter clause can be provided while "
                                       "doing $expand on many-to-one relationship or nested "
                                       "one-to-many relationship.");
}

#define ONE_OR_MANY (HERALD_EMULATOR_QUERY_ROW | HERALD_EMULATOR_QUERY_SET)
#define EXPANDED (HERALD_EMULATOR_QUERY_EXPANDED_ONE | HERALD_EMULATOR_QUERY_EXPANDED_MANY)
#define MANY (HERALD_EMULATOR_QUERY_SET | HERALD_EMULATOR_QUERY_EXPANDED_MANY)

static const struct
{
  const char *name;
  guint       scopes; /* that have it */
  OptionFunc  read;
} options[] = {
  { "$select", ONE_OR_MANY | EXPANDED, read_select },
  { "$expand", ONE_OR_MANY | EXPANDED, read_expand },
  { "$filter", HERALD_EMULATOR_QUERY_SET | EXPANDED, read_filter },
  { "$orderby", MANY, read_orderby },
  { "$orderby", HERALD_EMULATOR_QUERY_EXPANDED_ONE, refuse_in_lookup },
  { "$top", MANY, read_top },
  { "$top", HERALD_EMULATOR_QUERY_EXPANDED_ONE, refuse_in_lookup },
  { "$count", HERALD_EMULATOR_QUERY_SET, read_count },
  { "$skiptoken", HERALD_EMULATOR_QUERY_SET, read_skip_token },
  { "$deltatoken", HERALD_EMULATOR_QUERY_SET, read_delta_token },
  { "$skip", MANY, read_skip },
  { "$format", ONE_OR_MANY, read_format },
  { "partitionId", ONE_OR_MANY, read_partition_id },
  { "$apply", HERALD_EMULATOR_QUERY_SET, read_apply },
  { "fetchXml", HERALD_EMULATOR_QUERY_SET, read_fetch_xml },
};

static OptionFunc
find_option (const char *name, HeraldEmulatorQueryScope scope, guint *bit)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (strcmp (options[i].name, name) == 0 && (options[i].scopes & scope) != 0)
      {
        *bit = 1u << i;
        return options[i].read;
      }
  return NULL;
}

static gboolean
read_option (Reader *reader, const char *name, const char *value, GError **error)
{
  guint      bit = 0;
  OptionFunc read = find_option (name, reader->scope, &bit);

  if (read == NULL)
    return herald_emulator_refuse_query (error, "The query parameter %s is not supported", name);
  if ((reader->seen & bit) != 0)
    return herald_emulator_refuse_query (error,
                                         "Query option '%s' was specified more than once, but it "
                                         "must be specified at most once.",
                                         name);
  if (reader->query->fetch != NULL && name[0] == '$' && strcmp (name, "$format") != 0 &&
      strcmp (name, "$count") != 0)
    return herald_emulator_refuse_query (error, "fetchXml cannot stand beside other options.");
  reader->seen |= bit;
  return read (reader, value, error);
}

/* “name=value” of a URL, still encoded. */
static gboolean
read_field (Reader *reader, const char *field, GError **error)
{
  const char      *equals = strchr (field, '=');
  g_autofree char *raw_name =
    equals != NULL ? g_strndup (field, (gsize) (equals - field)) : g_strdup (field);
  g_autofree char *name = herald_emulator_percent_decode (raw_name, TRUE);
  g_autofree char *value = herald_emulator_percent_decode (equals != NULL ? equals + 1 : "", TRUE);

  if (name != NULL && *name == '@')
    return TRUE; /* read with the other aliases */
  if (value == NULL || name == NULL)
    return herald_emulator_refuse_query (error, "The query string is not valid UTF-8.");
  return read_option (reader, name, value, error);
}

static HeraldEmulatorQuery *
query_new (void)
{
  HeraldEmulatorQuery *query = g_new0 (HeraldEmulatorQuery, 1);

  query->top = -1;
  query->order = g_array_new (FALSE, FALSE, sizeof (HeraldEmulatorOrder));
  return query;
}

/**
 * herald_emulator_query_free:
 * @self: (nullable): the query to free
 */
void
herald_emulator_query_free (HeraldEmulatorQuery *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->select, g_ptr_array_unref);
  g_clear_pointer (&self->expand, g_ptr_array_unref);
  g_clear_pointer (&self->apply, herald_emulator_apply_free);
  g_clear_pointer (&self->fetch, herald_emulator_fetch_free);
  g_clear_pointer (&self->filter, herald_emulator_filter_free);
  g_clear_pointer (&self->order, g_array_unref);
  g_clear_pointer (&self->skip_token, g_free);
  g_clear_pointer (&self->delta_token, g_free);
  g_clear_pointer (&self->partition_id, g_free);
  g_free (self);
}

static gboolean
is_group (const HeraldEmulatorApply *apply, const HeraldEmulatorPath *path)
{
  for (guint i = 0; i < apply->groups->len; i++)
    {
      const HeraldEmulatorPath *group = &g_array_index (apply->groups, HeraldEmulatorGroup, i).path;

      if (group->column == path->column && group->n_steps == path->n_steps &&
          memcmp (group->steps, path->steps, path->n_steps * sizeof (HeraldEmulatorStep)) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Results can be ordered by what they are grouped by, and have no columns to choose from. */
static gboolean
check_apply (const HeraldEmulatorQuery *query, GError **error)
{
  if (query->apply == NULL)
    return TRUE;
  if (query->select != NULL || query->expand != NULL || query->count || query->skip_token != NULL)
    return herald_emulator_refuse_query (error, "$apply can stand beside $filter, $orderby and "
                                                "$top only.");
  for (guint i = 0; i < query->order->len; i++)
    if (!is_group (query->apply, &g_array_index (query->order, HeraldEmulatorOrder, i).path))
      return herald_emulator_refuse_query (error, "$orderby needs a property that $apply groups "
                                                  "by.");
  return TRUE;
}

static gboolean
has_apply (const char *const *fields)
{
  for (gsize i = 0; fields[i] != NULL; i++)
    if (g_str_has_prefix (fields[i], "$apply=") ||
        g_ascii_strncasecmp (fields[i], "%24apply=", strlen ("%24apply=")) == 0)
      return TRUE;
  return FALSE;
}

/**
 * herald_emulator_query_parse:
 * @context: what the options depend on
 * @raw_query: (nullable): what follows the question mark, still encoded
 * @table: what is asked about
 * @scope: whether many rows are asked for or one
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY, #HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED.
 *
 * Returns: (transfer full): the options
 */
HeraldEmulatorQuery *
herald_emulator_query_parse (const HeraldEmulatorQueryContext *context,
                             const char                       *raw_query,
                             const HeraldEmulatorTable        *table,
                             HeraldEmulatorQueryScope          scope,
                             GError                          **error)
{
  g_autoptr (HeraldEmulatorQuery) query = query_new ();
  guint n_expands = 0;
  g_auto (GStrv) fields = g_strsplit (raw_query != NULL ? raw_query : "", "&", -1);
  Reader reader = {
    context, query, table, scope, &n_expands, 0, has_apply ((const char *const *) fields)
  };

  for (gsize i = 0; fields[i] != NULL; i++)
    if (*fields[i] != '\0' && !read_field (&reader, fields[i], error))
      return NULL;
  if (query->expand != NULL && !herald_emulator_expand_check (query->expand, error))
    return NULL;
  return check_apply (query, error) ? g_steal_pointer (&query) : NULL;
}

/**
 * herald_emulator_query_parse_nested:
 * @context: what the options depend on
 * @nested_options: (array zero-terminated=1): “$select=a,b” and so on, decoded
 * @table: what is asked about
 * @scope: whether many rows are asked for or one
 * @n_expands: (inout): how many properties the whole query follows so far
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: (transfer full): the options of one property of $expand
 */
HeraldEmulatorQuery *
herald_emulator_query_parse_nested (const HeraldEmulatorQueryContext *context,
                                    const char *const                *nested_options,
                                    const HeraldEmulatorTable        *table,
                                    HeraldEmulatorQueryScope          scope,
                                    guint                            *n_expands,
                                    GError                          **error)
{
  g_autoptr (HeraldEmulatorQuery) query = query_new ();
  Reader reader = { context, query, table, scope, n_expands, 0, FALSE };

  for (gsize i = 0; nested_options[i] != NULL; i++)
    {
      const char      *option = nested_options[i];
      gsize            length = strcspn (option, "=");
      g_autofree char *name = g_strndup (option, length);

      if (!read_option (&reader, g_strstrip (name), option + length + (option[length] == '='),
                        error))
        return NULL;
    }
  return g_steal_pointer (&query);
}

/**
 * herald_emulator_query_new_for_id:
 *
 * Returns: (transfer full): a query for nothing but the id of a row
 */
HeraldEmulatorQuery *
herald_emulator_query_new_for_id (void)
{
  HeraldEmulatorQuery *query = query_new ();

  query->select = g_ptr_array_new ();
  return query;
}

/**
 * herald_emulator_query_append_context:
 * @self: the query
 * @text: gets “(a,b,c(d))”, what the query selects and expands; nothing when all is selected
 */
void
herald_emulator_query_append_context (const HeraldEmulatorQuery *self, GString *text)
{
  if (self->fetch != NULL)
    herald_emulator_fetch_append_context (self->fetch, text);
  if (self->select == NULL && self->expand == NULL)
    return;
  for (guint i = 0; self->select != NULL && i < self->select->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->select, i);

      g_string_append_printf (text, "%c%s", i == 0 ? '(' : ',', column->public_name);
    }
  herald_emulator_expand_append_context (self->expand,
                                         self->select != NULL && self->select->len > 0 ? ',' : '(',
                                         text);
  g_string_append_c (text, ')');
}
