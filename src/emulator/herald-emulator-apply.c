/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads `filter(…)/groupby((a,b),aggregate(…))`. Source: “Aggregate data using OData”, read
 * 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-apply.h"

#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-split.h"

#include <string.h>

#define MOST_PARTS 20 /* groups or aggregates of one query */

typedef struct
{
  const HeraldEmulatorQueryContext *context;
  const HeraldEmulatorTable        *table;
  const char                       *text;
  HeraldEmulatorApply              *apply;
} Reader;

static const struct
{
  const char                 *name;
  HeraldEmulatorAggregateKind kind;
} methods[] = {
  { "sum", HERALD_EMULATOR_AGGREGATE_SUM },
  { "average", HERALD_EMULATOR_AGGREGATE_AVERAGE },
  { "min", HERALD_EMULATOR_AGGREGATE_MIN },
  { "max", HERALD_EMULATOR_AGGREGATE_MAX },
  { "countdistinct", HERALD_EMULATOR_AGGREGATE_COUNT_DISTINCT },
};

static void
clear_group (gpointer group)
{
  g_clear_pointer (&((HeraldEmulatorGroup *) group)->name, g_free);
}

static void
clear_aggregate (gpointer aggregate)
{
  g_clear_pointer (&((HeraldEmulatorAggregate *) aggregate)->name, g_free);
}

/**
 * herald_emulator_apply_free:
 * @self: (nullable): the options to free
 */
void
herald_emulator_apply_free (HeraldEmulatorApply *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->filter, herald_emulator_filter_free);
  g_clear_pointer (&self->groups, g_array_unref);
  g_clear_pointer (&self->aggregates, g_array_unref);
  g_free (self);
}

static gboolean
refuse_syntax (const Reader *reader, const char *part, GError **error)
{
  return herald_emulator_refuse_query (error, "Syntax error at '%s' in '%s'.", part, reader->text);
}

/* What stands between the parentheses of “name(…)”; %NULL when @text is something else. */
static char *
unwrap (const char *text, const char *name)
{
  gsize            length = strlen (name);
  const char      *end;
  g_autofree char *inner = NULL;

  if (strncmp (text, name, length) != 0 || text[length] != '(')
    return NULL;
  end = herald_emulator_split_find_end (text + length + 1, "");
  if (*end != ')' || end[1] != '\0')
    return NULL;
  inner = g_strndup (text + length + 1, (gsize) (end - text - (gssize) length - 1));
  return g_strdup (g_strstrip (inner));
}

static gboolean
is_name_taken (const Reader *reader, const char *name)
{
  for (guint i = 0; i < reader->apply->groups->len; i++)
    if (strcmp (g_array_index (reader->apply->groups, HeraldEmulatorGroup, i).name, name) == 0)
      return TRUE;
  for (guint i = 0; i < reader->apply->aggregates->len; i++)
    if (strcmp (g_array_index (reader->apply->aggregates, HeraldEmulatorAggregate, i).name, name) ==
        0)
      return TRUE;
  return FALSE;
}

static gboolean
check_name (const Reader *reader, const char *name, GError **error)
{
  if (reader->apply->groups->len + reader->apply->aggregates->len == MOST_PARTS)
    return herald_emulator_refuse_query (error, "$apply has more than %d parts.", MOST_PARTS);
  return !is_name_taken (reader, name) ||
         herald_emulator_refuse_query (error, "The name '%s' stands twice in $apply.", name);
}

/* In the result a column of a related row has the name of its table, too. */
static char *
build_group_name (const HeraldEmulatorPath *path)
{
  if (path->n_steps == 0)
    return g_strdup (path->column->public_name);
  return g_strdup_printf ("%s_%s", path->table->logical_name, path->column->public_name);
}

static gboolean
read_group (const Reader *reader, const char *text, GError **error)
{
  HeraldEmulatorGroup group = { .name = NULL };
  g_autofree char    *name = NULL;

  if (!herald_emulator_path_resolve (reader->context->schema, reader->table, text, &group.path,
                                     error))
    return FALSE;
  name = build_group_name (&group.path);
  if (group.path.column->type == HERALD_EMULATOR_COLUMN_DATETIME ||
      group.path.column->type == HERALD_EMULATOR_COLUMN_DATE ||
      group.path.column->type == HERALD_EMULATOR_COLUMN_MANAGED_PROPERTY)
    return herald_emulator_refuse_query (error, "groupby with the property '%s' is not supported.",
                                         text);
  if (!check_name (reader, name, error))
    return FALSE;
  group.name = g_steal_pointer (&name);
  g_array_append_val (reader->apply->groups, group);
  return TRUE;
}

static gboolean
is_number (const HeraldEmulatorColumn *column)
{
  return column->type == HERALD_EMULATOR_COLUMN_INT ||
         column->type == HERALD_EMULATOR_COLUMN_BIGINT ||
         column->type == HERALD_EMULATOR_COLUMN_CHOICE ||
         column->type == HERALD_EMULATOR_COLUMN_STATE ||
         column->type == HERALD_EMULATOR_COLUMN_STATUS;
}

static gboolean
is_ordered (const HeraldEmulatorColumn *column)
{
  return is_number (column) || column->type == HERALD_EMULATOR_COLUMN_DATETIME ||
         column->type == HERALD_EMULATOR_COLUMN_DATE;
}

static gboolean
fits_method (HeraldEmulatorAggregateKind kind, const HeraldEmulatorColumn *column)
{
  if (kind == HERALD_EMULATOR_AGGREGATE_SUM || kind == HERALD_EMULATOR_AGGREGATE_AVERAGE)
    return is_number (column);
  if (kind == HERALD_EMULATOR_AGGREGATE_MIN || kind == HERALD_EMULATOR_AGGREGATE_MAX)
    return is_ordered (column);
  return TRUE;
}

/* “column with method”, read up to the word “as”. */
static gboolean
read_method (const Reader            *reader,
             HeraldEmulatorLexer     *lexer,
             HeraldEmulatorAggregate *aggregate,
             GError                 **error)
{
  g_autofree char *column = g_strdup (lexer->text);

  if (!herald_emulator_path_resolve (reader->context->schema, reader->table, column,
                                     &aggregate->path, error) ||
      !herald_emulator_lexer_advance (lexer, error))
    return FALSE;
  if (!herald_emulator_lexer_is_name (lexer, "with"))
    return refuse_syntax (reader, lexer->source, error);
  if (!herald_emulator_lexer_advance (lexer, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (herald_emulator_lexer_is_name (lexer, methods[i].name))
      {
        aggregate->kind = methods[i].kind;
        return fits_method (aggregate->kind, aggregate->path.column) ||
               herald_emulator_refuse_query (error,
                                             "The property '%s' of type %s cannot be aggregated "
                                             "with '%s'.",
                                             column,
                                             herald_emulator_column_get_edm_type (
                                               aggregate->path.column),
                                             methods[i].name);
      }
  return herald_emulator_refuse_query (error,
                                       "The aggregation method '%s' is not supported. Custom "
                                       "methods are not, either.",
                                       lexer->text != NULL ? lexer->text : "");
}

static gboolean
is_simple_name (const HeraldEmulatorLexer *lexer)
{
  return lexer->kind == HERALD_EMULATOR_TOKEN_NAME && strpbrk (lexer->text, "./$") == NULL;
}

static gboolean
read_aggregate (const Reader *reader, const char *text, GError **error)
{
  g_auto (HeraldEmulatorLexer) lexer = { 0 };
  HeraldEmulatorAggregate aggregate = { .kind = HERALD_EMULATOR_AGGREGATE_COUNT };

  if (!herald_emulator_lexer_init (&lexer, text, error))
    return FALSE;
  if (lexer.kind != HERALD_EMULATOR_TOKEN_NAME)
    return refuse_syntax (reader, text, error);
  if (strcmp (lexer.text, "$count") != 0 && !read_method (reader, &lexer, &aggregate, error))
    return FALSE;
  if (!herald_emulator_lexer_advance (&lexer, error))
    return FALSE;
  if (!herald_emulator_lexer_is_name (&lexer, "as"))
    return refuse_syntax (reader, text, error);
  if (!herald_emulator_lexer_advance (&lexer, error))
    return FALSE;
  if (!is_simple_name (&lexer))
    return refuse_syntax (reader, text, error);
  if (!check_name (reader, lexer.text, error))
    return FALSE;
  g_array_append_val (reader->apply->aggregates, aggregate);
  g_array_index (reader->apply->aggregates, HeraldEmulatorAggregate,
                 reader->apply->aggregates->len - 1)
    .name = g_strdup (lexer.text);
  if (!herald_emulator_lexer_advance (&lexer, error))
    return FALSE;
  return lexer.kind == HERALD_EMULATOR_TOKEN_END || refuse_syntax (reader, text, error);
}

static gboolean
read_list (const Reader *reader,
           const char   *text,
           gboolean (*read_part) (const Reader *, const char *, GError **),
           GError **error)
{
  g_auto (GStrv) parts = herald_emulator_split (text, ",");

  for (gsize i = 0; parts[i] != NULL; i++)
    if (!read_part (reader, parts[i], error))
      return FALSE;
  return TRUE;
}

/* “groupby((a,b))” or “groupby((a,b),aggregate(…))”. */
static gboolean
read_groupby (const Reader *reader, const char *inner, GError **error)
{
  g_auto (GStrv) parts = herald_emulator_split (inner, ",");
  guint            n_parts = g_strv_length (parts);
  g_autofree char *groups = unwrap (parts[0], "");
  g_autofree char *aggregates = n_parts == 2 ? unwrap (parts[1], "aggregate") : NULL;

  if (groups == NULL || n_parts > 2 || (n_parts == 2 && aggregates == NULL))
    return refuse_syntax (reader, inner, error);
  return read_list (reader, groups, read_group, error) &&
         (aggregates == NULL || read_list (reader, aggregates, read_aggregate, error));
}

static gboolean
read_last (const Reader *reader, const char *part, GError **error)
{
  g_autofree char *groupby = unwrap (part, "groupby");
  g_autofree char *aggregate = unwrap (part, "aggregate");

  if (groupby != NULL)
    return read_groupby (reader, groupby, error);
  if (aggregate != NULL)
    return read_list (reader, aggregate, read_aggregate, error);
  return herald_emulator_refuse_query (error,
                                       "'%s' in $apply is not supported: it can be aggregate or "
                                       "groupby, after a filter.",
                                       part);
}

static gboolean
read_parts (const Reader *reader, const char *const *parts, GError **error)
{
  g_autofree char *filter = unwrap (parts[0], "filter");

  if (filter != NULL)
    {
      reader->apply->filter =
        herald_emulator_filter_parse (filter, reader->context->aliases, error);
      if (reader->apply->filter == NULL)
        return FALSE;
      parts++;
    }
  if (parts[0] == NULL || parts[1] != NULL)
    return refuse_syntax (reader, parts[0] != NULL ? parts[1] : "", error);
  return read_last (reader, parts[0], error);
}

/**
 * herald_emulator_apply_parse:
 * @context: what the options depend on
 * @table: what is aggregated
 * @text: the value of $apply, decoded
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: (transfer full): what to do
 */
HeraldEmulatorApply *
herald_emulator_apply_parse (const HeraldEmulatorQueryContext *context,
                             const HeraldEmulatorTable        *table,
                             const char                       *text,
                             GError                          **error)
{
  g_autoptr (HeraldEmulatorApply) apply = g_new0 (HeraldEmulatorApply, 1);
  const Reader reader = { context, table, text, apply };
  g_auto (GStrv) parts = herald_emulator_split (text, "/");

  apply->groups = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorGroup));
  apply->aggregates = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorAggregate));
  g_array_set_clear_func (apply->groups, clear_group);
  g_array_set_clear_func (apply->aggregates, clear_aggregate);
  if (*herald_emulator_split_find_end (text, "") != '\0')
    {
      refuse_syntax (&reader, ")", error);
      return NULL;
    }
  return read_parts (&reader, (const char *const *) parts, error) ? g_steal_pointer (&apply) : NULL;
}
