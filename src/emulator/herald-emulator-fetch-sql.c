/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins and conditions of FetchXML. The links follow each other as they do in the XML,
 * each with its own filter; a condition with “entityname” is asked after the joins. */
#include "config.h"

#include "emulator/herald-emulator-fetch-sql.h"

#include "emulator/herald-emulator-fetch-private.h"
#include "emulator/herald-emulator-relationship.h"

/* The names that conditions of @entity may use: of its own rows and of all others; which of them
 * stand there was checked when the condition was read. */
static GArray *
make_scopes (const HeraldEmulatorFetchEntity *entity)
{
  GPtrArray *all = entity->all;
  GArray    *scopes = g_array_sized_new (FALSE, TRUE, sizeof (HeraldEmulatorFilterScope), all->len);

  g_array_set_size (scopes, all->len);
  for (guint i = 0; i < all->len; i++)
    {
      const HeraldEmulatorFetchEntity *other = g_ptr_array_index (all, i);
      HeraldEmulatorFilterScope *scope = &g_array_index (scopes, HeraldEmulatorFilterScope, i);

      *scope = (HeraldEmulatorFilterScope){
        .outer = i > 0 ? &g_array_index (scopes, HeraldEmulatorFilterScope, i - 1) : NULL,
        .variable = other->variable,
        .table = other->table,
        .number = other->number,
      };
    }
  return scopes;
}

static gboolean
write_filter (const HeraldEmulatorFetchEntity  *entity,
              const HeraldEmulatorFilter       *filter,
              const HeraldEmulatorQueryContext *context,
              GString                          *sql,
              GArray                           *values,
              GError                          **error)
{
  g_autoptr (GArray) scopes = make_scopes (entity);
  HeraldEmulatorFilterWriter writer = { context, NULL, sql, values, TRUE };

  writer.scope = &g_array_index (scopes, HeraldEmulatorFilterScope, scopes->len - 1);
  return herald_emulator_filter_write (&writer, filter, error);
}

static gboolean
append_filter (const HeraldEmulatorFetchEntity  *entity,
               const HeraldEmulatorQueryContext *context,
               GString                          *sql,
               GArray                           *values,
               GError                          **error)
{
  if (entity->filter == NULL)
    return TRUE;
  g_string_append (sql, " AND ");
  return write_filter (entity, entity->filter, context, sql, values, error);
}

static void
append_pairs (const HeraldEmulatorFetchEntity *entity, GString *sql)
{
  g_autofree char *alias = g_strdup_printf ("t%u", entity->number);
  g_autofree char *origin =
    g_strdup_printf ("t%u.\"%s\"", entity->parent->number, entity->to->name);

  herald_emulator_collection_append_link (entity->pairs, sql, alias, origin);
}

/* “t1.contactid = t0.primarycontactid”, and that the row has not ended. */
static void
append_tie (const HeraldEmulatorFetchEntity  *entity,
            const HeraldEmulatorQueryContext *context,
            GString                          *sql,
            GArray                           *values)
{
  if (entity->pairs != NULL)
    append_pairs (entity, sql);
  else
    g_string_append_printf (sql, "t%u.\"%s\" = t%u.\"%s\"", entity->number, entity->from->name,
                            entity->parent->number, entity->to->name);
  if (!entity->table->elastic)
    return;
  g_string_append_printf (sql, " AND t%u.expires_at > ?", entity->number);
  herald_emulator_values_add_int (values, context->now);
}

/* Which rows of @link stand beside one of its parent; inside the subquery of the first one its name
 * is that of the rows sought through. */
static gboolean
append_match (const HeraldEmulatorFetchEntity  *link,
              const HeraldEmulatorQueryContext *context,
              GString                          *sql,
              GArray                           *values,
              GError                          **error)
{
  gboolean is_first = link->tie == HERALD_EMULATOR_FETCH_FIRST;

  if (is_first)
    g_string_append_printf (sql,
                            "t%u.rownumber = (SELECT min (t%u.rownumber) FROM \"%s\" AS t%u WHERE ",
                            link->number, link->number,
                            herald_emulator_sight_get_source (context->sight, link->table),
                            link->number);
  append_tie (link, context, sql, values);
  if (!append_filter (link, context, sql, values, error))
    return FALSE;
  if (is_first)
    g_string_append_c (sql, ')');
  return TRUE;
}

static gboolean
append_joins (const HeraldEmulatorFetchEntity  *entity,
              const HeraldEmulatorQueryContext *context,
              GString                          *sql,
              GArray                           *values,
              GError                          **error)
{
  for (guint i = 0; i < entity->children->len; i++)
    {
      const HeraldEmulatorFetchEntity *link = g_ptr_array_index (entity->children, i);

      if (!herald_emulator_fetch_is_join (link))
        continue;
      g_string_append_printf (sql, "%s JOIN \"%s\" AS t%u ON (",
                              link->tie == HERALD_EMULATOR_FETCH_INNER ? "" : " LEFT",
                              herald_emulator_sight_get_source (context->sight, link->table),
                              link->number);
      if (!append_match (link, context, sql, values, error))
        return FALSE;
      g_string_append_c (sql, ')');
      if (!append_joins (link, context, sql, values, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean append_existing (const HeraldEmulatorFetchEntity  *entity,
                                 const HeraldEmulatorQueryContext *context,
                                 GString                          *sql,
                                 GArray                           *values,
                                 GError                          **error);

/* “EXISTS (…)”: there is a row of @entity, with all that is linked to it, that fits. */
static gboolean
append_exists (const HeraldEmulatorFetchEntity  *entity,
               const HeraldEmulatorQueryContext *context,
               GString                          *sql,
               GArray                           *values,
               GError                          **error)
{
  g_string_append_printf (sql, "EXISTS (SELECT 1 FROM \"%s\" AS t%u",
                          herald_emulator_sight_get_source (context->sight, entity->table),
                          entity->number);
  if (!append_joins (entity, context, sql, values, error))
    return FALSE;
  g_string_append (sql, " WHERE ");
  append_tie (entity, context, sql, values);
  if (!append_filter (entity, context, sql, values, error) ||
      !append_existing (entity, context, sql, values, error))
    return FALSE;
  g_string_append_c (sql, ')');
  return TRUE;
}

/* The links of one FROM that only rule which rows are found. */
static gboolean
append_existing (const HeraldEmulatorFetchEntity  *entity,
                 const HeraldEmulatorQueryContext *context,
                 GString                          *sql,
                 GArray                           *values,
                 GError                          **error)
{
  for (guint i = 0; i < entity->children->len; i++)
    {
      const HeraldEmulatorFetchEntity *link = g_ptr_array_index (entity->children, i);

      if (herald_emulator_fetch_is_join (link))
        {
          if (!append_existing (link, context, sql, values, error))
            return FALSE;
          continue;
        }
      g_string_append (sql, " AND ");
      if (!append_exists (link, context, sql, values, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_fetch_append_link_filter:
 * @writer: where to write
 * @filter: a filter that is a link
 *
 * Source: “link-entity element”, filter link types, read 2026-11: “all” finds rows with related
 * ones of which none fits, and “not all” is the same as “any”.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_fetch_append_link_filter (const HeraldEmulatorFilterWriter *writer,
                                          const HeraldEmulatorFilter       *filter,
                                          GError                          **error)
{
  const HeraldEmulatorFetchEntity *link = filter->link;

  g_string_append_c (writer->sql, '(');
  if (link->tie == HERALD_EMULATOR_FETCH_ALL)
    {
      g_string_append_printf (writer->sql, "EXISTS (SELECT 1 FROM \"%s\" AS t%u WHERE ",
                              herald_emulator_sight_get_source (writer->context->sight,
                                                                link->table),
                              link->number);
      append_tie (link, writer->context, writer->sql, writer->values);
      g_string_append (writer->sql, ") AND ");
    }
  if (link->tie != HERALD_EMULATOR_FETCH_EXISTS)
    g_string_append (writer->sql, "NOT ");
  if (!append_exists (link, writer->context, writer->sql, writer->values, error))
    return FALSE;
  g_string_append_c (writer->sql, ')');
  return TRUE;
}

/**
 * herald_emulator_fetch_append_from:
 * @reading: what is wanted
 * @sql: gets “ FROM … WHERE …”
 * @values: (element-type HeraldEmulatorValue): gets a value per question mark
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether the filters fit the tables
 */
gboolean
herald_emulator_fetch_append_from (const HeraldEmulatorReading *reading,
                                   GString                     *sql,
                                   GArray                      *values,
                                   GError                     **error)
{
  const HeraldEmulatorQueryContext *context = &reading->context;
  const HeraldEmulatorFetchEntity  *root = herald_emulator_fetch_get_root (reading->query->fetch);

  g_string_append_printf (sql, " FROM \"%s\" AS t0",
                          herald_emulator_sight_get_source (context->sight, root->table));
  if (!append_joins (root, context, sql, values, error))
    return FALSE;
  g_string_append (sql, " WHERE 1");
  herald_emulator_rows_append_limits (reading, sql, values);
  return append_filter (root, context, sql, values, error) &&
         append_existing (root, context, sql, values, error);
}

/**
 * herald_emulator_fetch_append_quick_find:
 * @reading: what is wanted
 * @quick_find: one of its filters
 * @sql: gets “ FROM … WHERE …”: all that the filter alone matches, whoever may see it
 * @values: (element-type HeraldEmulatorValue): gets a value per question mark
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether the filter fits the table
 */
gboolean
herald_emulator_fetch_append_quick_find (const HeraldEmulatorReading        *reading,
                                         const HeraldEmulatorFetchQuickFind *quick_find,
                                         GString                            *sql,
                                         GArray                             *values,
                                         GError                            **error)
{
  const HeraldEmulatorFetchEntity *entity = quick_find->entity;

  g_string_append_printf (sql, " FROM \"%s\" AS t%u WHERE ", entity->table->sql_name,
                          entity->number);
  return write_filter (entity, quick_find->filter, &reading->context, sql, values, error);
}
