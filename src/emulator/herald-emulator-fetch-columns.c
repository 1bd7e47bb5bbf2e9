/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What FetchXML selects and orders by. Sources: “Select columns using FetchXml”, “Aggregate data
 * using FetchXml” and “Order rows using FetchXml”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-fetch-private.h"

#include <string.h>

static const struct
{
  const char            *name;
  HeraldEmulatorFetchUse use;
} aggregates[] = {
  { "count", HERALD_EMULATOR_FETCH_COUNT }, { "countcolumn", HERALD_EMULATOR_FETCH_COUNT_COLUMN },
  { "sum", HERALD_EMULATOR_FETCH_SUM },     { "avg", HERALD_EMULATOR_FETCH_AVERAGE },
  { "min", HERALD_EMULATOR_FETCH_MIN },     { "max", HERALD_EMULATOR_FETCH_MAX },
};

static const struct
{
  const char             *name;
  HeraldEmulatorFetchPart part;
} parts[] = {
  { "day", HERALD_EMULATOR_FETCH_DAY },     { "week", HERALD_EMULATOR_FETCH_WEEK },
  { "month", HERALD_EMULATOR_FETCH_MONTH }, { "quarter", HERALD_EMULATOR_FETCH_QUARTER },
  { "year", HERALD_EMULATOR_FETCH_YEAR },
};

/**
 * herald_emulator_fetch_column_clear:
 * @column: a #HeraldEmulatorFetchColumn in an array
 */
void
herald_emulator_fetch_column_clear (gpointer column)
{
  g_clear_pointer (&((HeraldEmulatorFetchColumn *) column)->name, g_free);
}

/**
 * herald_emulator_fetch_check_alias:
 * @alias: what an attribute or a link is to be called
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_ALIAS.
 *
 * Returns: whether it may be called so
 */
gboolean
herald_emulator_fetch_check_alias (const char *alias, GError **error)
{
  static const char letters[] = G_CSET_A_2_Z G_CSET_a_2_z "_";
  static const char others[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_";

  return (strspn (alias, letters) > 0 && alias[strspn (alias, others)] == '\0') ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_ALIAS, error,
                                       "Invalid character specified for alias: %s. It may have "
                                       "letters, digits and underscores, and no digit in front.",
                                       alias);
}

static gboolean
is_number (const HeraldEmulatorColumn *column)
{
  return column->type == HERALD_EMULATOR_COLUMN_INT ||
         column->type == HERALD_EMULATOR_COLUMN_BIGINT ||
         herald_emulator_column_has_options (column);
}

static gboolean
is_moment (const HeraldEmulatorColumn *column)
{
  return column->type == HERALD_EMULATOR_COLUMN_DATETIME ||
         column->type == HERALD_EMULATOR_COLUMN_DATE;
}

static gboolean
fits_use (const HeraldEmulatorFetchColumn *column)
{
  if (column->use == HERALD_EMULATOR_FETCH_SUM || column->use == HERALD_EMULATOR_FETCH_AVERAGE)
    return is_number (column->column);
  if (column->use == HERALD_EMULATOR_FETCH_MIN || column->use == HERALD_EMULATOR_FETCH_MAX)
    return is_number (column->column) || is_moment (column->column);
  return column->part == HERALD_EMULATOR_FETCH_WHOLE || is_moment (column->column);
}

static gboolean
read_aggregate (const HeraldEmulatorFetchElement *element,
                HeraldEmulatorFetchColumn        *column,
                GError                          **error)
{
  const char *name = herald_emulator_fetch_element_get (element, "aggregate");
  gboolean    found = name == NULL;

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (aggregates); i++)
    if (strcmp (aggregates[i].name, name) == 0)
      {
        column->use = aggregates[i].use;
        found = TRUE;
      }
  return found || herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                                "Invalid XML: aggregate=\"%s\".", name);
}

static gboolean
read_part (const HeraldEmulatorFetchElement *element,
           HeraldEmulatorFetchColumn        *column,
           GError                          **error)
{
  const char *name = herald_emulator_fetch_element_get (element, "dategrouping");

  if (name == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strcmp (parts[i].name, name) == 0)
      {
        column->part = parts[i].part;
        return column->use == HERALD_EMULATOR_FETCH_GROUP ||
               herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                             "Invalid XML: dategrouping needs groupby.");
      }
  if (g_str_has_prefix (name, "fiscal-"))
    return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED, error,
                                         "The emulator does not support dategrouping=\"%s\" in "
                                         "fetchXml.",
                                         name);
  return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                       "Invalid XML: dategrouping=\"%s\".", name);
}

/* What is done with the values: every attribute of an aggregation says so, and no other. */
static gboolean
read_use (HeraldEmulatorFetchReader        *reader,
          const HeraldEmulatorFetchElement *element,
          HeraldEmulatorFetchColumn        *column,
          GError                          **error)
{
  gboolean groups = FALSE;
  gboolean uses_time_zone = FALSE; /* everybody's is UTC */

  if (!read_aggregate (element, column, error) ||
      !herald_emulator_fetch_element_read_flag (element, "groupby", &groups, error) ||
      !herald_emulator_fetch_element_read_flag (element, "usertimezone", &uses_time_zone, error) ||
      !herald_emulator_fetch_element_read_flag (element, "distinct", &column->distinct, error))
    return FALSE;
  if (groups && column->use != HERALD_EMULATOR_FETCH_VALUE)
    return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                         "Invalid XML: an attribute has 'aggregate' and "
                                         "'groupby'.");
  if (groups)
    column->use = HERALD_EMULATOR_FETCH_GROUP;
  if ((column->use != HERALD_EMULATOR_FETCH_VALUE) != reader->fetch->aggregates)
    return herald_emulator_fetch_refuse (
      HERALD_EMULATOR_REFUSAL_BAD_AGGREGATE, error,
      reader->fetch->aggregates
        ? "Attributes can not be returned when aggregate operation is specified: '%s'."
        : "The aggregate of '%s' needs a fetch with aggregate=\"true\".",
      column->column->name);
  if (column->distinct && column->use != HERALD_EMULATOR_FETCH_COUNT_COLUMN)
    return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                         "Invalid XML: 'distinct' needs "
                                         "aggregate=\"countcolumn\".");
  if (!read_part (element, column, error))
    return FALSE;
  return fits_use (column) ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                       "The attribute '%s' of type %s cannot be aggregated so.",
                                       column->column->name,
                                       herald_emulator_column_get_edm_type (column->column));
}

/* Where an attribute has no alias of its own: as it is read, or with its table's in front. */
static char *
make_name (const HeraldEmulatorFetchEntity *entity, const HeraldEmulatorColumn *column)
{
  return entity->alias != NULL ? g_strdup_printf ("%s.%s", entity->alias, column->name)
                               : g_strdup (column->public_name);
}

static gboolean
has_name (GArray *columns, const char *name)
{
  for (guint i = 0; i < columns->len; i++)
    if (strcmp (g_array_index (columns, HeraldEmulatorFetchColumn, i).name, name) == 0)
      return TRUE;
  return FALSE;
}

/* Takes over the column's name. */
static gboolean
add_column (HeraldEmulatorFetchReader *reader, HeraldEmulatorFetchColumn *column)
{
  gboolean is_new = !has_name (reader->fetch->columns, column->name);

  if (is_new)
    g_array_append_val (reader->fetch->columns, *column);
  else
    herald_emulator_fetch_column_clear (column);
  return is_new;
}

static gboolean
read_attribute (HeraldEmulatorFetchReader        *reader,
                HeraldEmulatorFetchEntity        *entity,
                const HeraldEmulatorFetchElement *element,
                GError                          **error)
{
  const char               *name = herald_emulator_fetch_element_require (element, "name", error);
  const char               *alias = herald_emulator_fetch_element_get (element, "alias");
  HeraldEmulatorFetchColumn column = { .entity = entity };

  if (name == NULL)
    return FALSE;
  column.column = herald_emulator_fetch_require_column (entity, name, error);
  if (column.column == NULL || !read_use (reader, element, &column, error) ||
      (alias != NULL && !herald_emulator_fetch_check_alias (alias, error)))
    return FALSE;
  if (alias == NULL && reader->fetch->aggregates)
    return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NO_ALIAS, error,
                                         "An alias is required for the attribute '%s' of an "
                                         "aggregation.",
                                         name);
  column.is_aliased = alias != NULL || entity->alias != NULL;
  column.name = alias != NULL ? g_strdup (alias) : make_name (entity, column.column);
  return add_column (reader, &column) || alias == NULL ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_ALIAS, error,
                                       "The alias '%s' is not unique.", alias);
}

static gboolean
add_all_columns (HeraldEmulatorFetchReader *reader,
                 HeraldEmulatorFetchEntity *entity,
                 GError                   **error)
{
  GPtrArray *columns = entity->table->columns;

  if (reader->fetch->aggregates)
    return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_AGGREGATE, error,
                                         "Attributes can not be returned when aggregate operation "
                                         "is specified.");
  reader->fetch->has_all = reader->fetch->has_all || entity->parent == NULL;
  for (guint i = 0; i < columns->len; i++)
    {
      HeraldEmulatorFetchColumn column = { .entity = entity,
                                           .column = g_ptr_array_index (columns, i),
                                           .is_aliased = entity->alias != NULL };

      column.name = make_name (entity, column.column);
      add_column (reader, &column);
    }
  return TRUE;
}

static gboolean
refuse_hidden (const HeraldEmulatorFetchEntity *entity, const char *name, GError **error)
{
  return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                       "A link-entity that only rules what is found may not have "
                                       "'%s': '%s'.",
                                       name, entity->alias);
}

/**
 * herald_emulator_fetch_read_columns:
 * @reader: gets the columns
 * @entity: whose element says which
 *
 * Without any attribute the root has all of its columns, a link has none.
 *
 * **Errors:** refusals.
 *
 * Returns: whether they could be read
 */
gboolean
herald_emulator_fetch_read_columns (HeraldEmulatorFetchReader *reader,
                                    HeraldEmulatorFetchEntity *entity,
                                    GError                   **error)
{
  GPtrArray *elements = entity->element->children;
  guint      n_before = reader->fetch->columns->len;

  for (guint i = 0; i < elements->len; i++)
    {
      const HeraldEmulatorFetchElement *element = g_ptr_array_index (elements, i);
      gboolean                          is_all = strcmp (element->name, "all-attributes") == 0;

      if (!is_all && strcmp (element->name, "attribute") != 0)
        continue;
      if (entity->select != reader->fetch->entities->pdata[0])
        return refuse_hidden (entity, element->name, error);
      if (!(is_all ? add_all_columns (reader, entity, error)
                   : read_attribute (reader, entity, element, error)))
        return FALSE;
    }
  return entity->parent != NULL || reader->fetch->aggregates ||
         reader->fetch->columns->len > n_before || add_all_columns (reader, entity, error);
}

/* Results of an aggregation are ordered by what they are called. */
static gboolean
find_result (HeraldEmulatorFetchReader *reader,
             const char                *alias,
             HeraldEmulatorFetchOrder  *order,
             GError                   **error)
{
  GArray *columns = reader->fetch->columns;

  for (guint i = 0; reader->fetch->aggregates && alias != NULL && i < columns->len; i++)
    {
      order->column = g_array_index (columns, HeraldEmulatorFetchColumn, i);
      if (strcmp (order->column.name, alias) == 0)
        return TRUE;
    }
  return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NO_ALIASED, error,
                                       "There is no attribute with the alias '%s' to order the "
                                       "results of an aggregation by.",
                                       alias != NULL ? alias : "");
}

static gboolean
find_ordered (HeraldEmulatorFetchReader        *reader,
              const HeraldEmulatorFetchEntity  *entity,
              const HeraldEmulatorFetchElement *element,
              HeraldEmulatorFetchOrder         *order,
              GError                          **error)
{
  const char *name = herald_emulator_fetch_element_get (element, "attribute");
  const char *alias = herald_emulator_fetch_element_get (element, "alias");
  const char *link = herald_emulator_fetch_element_get (element, "entityname");

  if (reader->fetch->aggregates || alias != NULL)
    return find_result (reader, alias, order, error);
  if (name == NULL)
    name = herald_emulator_fetch_element_require (element, "attribute", error);
  if (name != NULL && link != NULL && *link != '\0')
    entity = herald_emulator_fetch_find_entity (reader, entity, link, error);
  if (name == NULL || entity == NULL)
    return FALSE;
  order->column.entity = entity;
  order->column.column = herald_emulator_fetch_require_column (entity, name, error);
  return order->column.column != NULL;
}

/**
 * herald_emulator_fetch_read_orders:
 * @reader: gets the orders
 * @entity: whose element says which
 *
 * “Order rows using FetchXml”: those of links come after those of the root.
 *
 * **Errors:** refusals.
 *
 * Returns: whether they could be read
 */
gboolean
herald_emulator_fetch_read_orders (HeraldEmulatorFetchReader *reader,
                                   HeraldEmulatorFetchEntity *entity,
                                   GError                   **error)
{
  GPtrArray *elements = entity->element->children;

  for (guint i = 0; i < elements->len; i++)
    {
      const HeraldEmulatorFetchElement *element = g_ptr_array_index (elements, i);
      HeraldEmulatorFetchOrder          order = { .descending = FALSE };

      if (strcmp (element->name, "order") != 0)
        continue;
      if (entity->select != reader->fetch->entities->pdata[0])
        return refuse_hidden (entity, element->name, error);
      if (!find_ordered (reader, entity, element, &order, error) ||
          !herald_emulator_fetch_element_read_flag (element, "descending", &order.descending,
                                                    error))
        return FALSE;
      if (reader->fetch->orders->len == HERALD_EMULATOR_FETCH_MOST_ORDERS)
        return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                             "The fetchXml has more than %d orders.",
                                             HERALD_EMULATOR_FETCH_MOST_ORDERS);
      g_array_append_val (reader->fetch->orders, order);
    }
  return TRUE;
}
