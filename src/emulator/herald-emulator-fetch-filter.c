/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters of FetchXML as those of OData. Source: “Filter rows using FetchXml”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-fetch-private.h"

#include <string.h>

/* “About quick find queries”, read 2026-11. */
typedef enum
{
  QUICK_FIND_NONE,
  QUICK_FIND_LIMITED,
  QUICK_FIND_UNLIMITED,
} QuickFind;

static gboolean read_filter (HeraldEmulatorFetchReader        *reader,
                             HeraldEmulatorFetchEntity        *entity,
                             const HeraldEmulatorFetchElement *element,
                             HeraldEmulatorFilter             *filter,
                             GError                          **error);

/* The rows of @other stand in the statement where a condition of @entity does. */
static gboolean
check_place (const HeraldEmulatorFetchEntity *entity,
             const HeraldEmulatorFetchEntity *other,
             GError                         **error)
{
  return !herald_emulator_fetch_is_join (entity) || other->select != entity->select ||
         other->number <= entity->number ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED, error,
                                       "The emulator does not support a condition of the link "
                                       "'%s' on '%s', which comes after it.",
                                       entity->alias, other->alias);
}

static gboolean
find_other (HeraldEmulatorFetchReader        *reader,
            const HeraldEmulatorFetchEntity  *entity,
            const char                       *alias,
            const HeraldEmulatorFetchEntity **other,
            GError                          **error)
{
  *other = entity;
  if (alias != NULL && *alias != '\0')
    *other = herald_emulator_fetch_find_entity (reader, entity, alias, error);
  return *other != NULL && check_place (entity, *other, error);
}

/* The matches of a quick find are counted in one table. */
static gboolean
check_quick_find (const HeraldEmulatorFetchReader *reader, GError **error)
{
  return !reader->in_quick_find ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED, error,
                                       "The emulator does not support conditions on another table "
                                       "in a quick find filter of fetchXml.");
}

/* “valueof”: a column of the same row, or “alias.column” of a row that is joined to it. */
static char *
read_other_column (HeraldEmulatorFetchReader       *reader,
                   const HeraldEmulatorFetchEntity *entity,
                   const HeraldEmulatorFetchEntity *own,
                   const HeraldEmulatorColumn      *column,
                   const char                      *text,
                   GError                         **error)
{
  const char      *dot = strchr (text, '.');
  g_autofree char *alias = dot != NULL ? g_strndup (text, (gsize) (dot - text)) : NULL;
  const HeraldEmulatorFetchEntity *other = own;
  const HeraldEmulatorColumn      *compared;

  if (alias != NULL && (!find_other (reader, entity, alias, &other, error) ||
                        (other != entity && !check_quick_find (reader, error))))
    return NULL;
  compared = herald_emulator_fetch_require_column (other, dot != NULL ? dot + 1 : text, error);
  if (compared == NULL)
    return NULL;
  if (strcmp (herald_emulator_column_get_edm_type (compared),
              herald_emulator_column_get_edm_type (column)) == 0)
    return g_strdup_printf ("%s/%s", other->variable, compared->public_name);
  herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                "The attributes '%s' and '%s' cannot be compared: they are not of "
                                "one type.",
                                column->name, text);
  return NULL;
}

static GPtrArray *
read_values (const HeraldEmulatorFetchElement *element)
{
  GPtrArray  *values = g_ptr_array_new ();
  const char *value = herald_emulator_fetch_element_get (element, "value");

  if (value != NULL)
    g_ptr_array_add (values, (gpointer) (guintptr) value);
  for (guint i = 0; i < element->children->len; i++)
    {
      const HeraldEmulatorFetchElement *child = g_ptr_array_index (element->children, i);

      g_ptr_array_add (values, child->text->str);
    }
  return values;
}

static gboolean
read_condition (HeraldEmulatorFetchReader        *reader,
                HeraldEmulatorFetchEntity        *entity,
                const HeraldEmulatorFetchElement *element,
                HeraldEmulatorFilter             *outer,
                GError                          **error)
{
  const char *name = herald_emulator_fetch_element_require (element, "attribute", error);
  const char *link = herald_emulator_fetch_element_get (element, "entityname");
  const char *other_name = herald_emulator_fetch_element_get (element, "valueof");
  HeraldEmulatorFetchCondition     condition = { .column = NULL };
  const HeraldEmulatorFetchEntity *own = entity;
  g_autoptr (GPtrArray) values = read_values (element);
  g_autofree char      *other = NULL;
  HeraldEmulatorFilter *filter;

  if (name == NULL || !find_other (reader, entity, link, &own, error) ||
      (own != entity && !check_quick_find (reader, error)))
    return FALSE;
  condition.column = herald_emulator_fetch_require_column (own, name, error);
  if (condition.column == NULL)
    return FALSE;
  if (++reader->fetch->n_conditions > HERALD_EMULATOR_FETCH_MOST_CONDITIONS)
    return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                         "Number of conditions in query exceeded maximum limit.");
  condition.operator_name = herald_emulator_fetch_element_require (element, "operator", error);
  condition.variable = own->variable;
  condition.values = values;
  if (other_name != NULL)
    other = read_other_column (reader, entity, own, condition.column, other_name, error);
  condition.other = other;
  if (condition.operator_name == NULL || (other_name != NULL && other == NULL))
    return FALSE;
  filter = herald_emulator_fetch_condition_make_filter (&condition, error);
  if (filter != NULL)
    g_ptr_array_add (outer->children, filter);
  return filter != NULL;
}

static gboolean
read_link (HeraldEmulatorFetchReader        *reader,
           HeraldEmulatorFetchEntity        *entity,
           const HeraldEmulatorFetchElement *element,
           HeraldEmulatorFilter             *outer,
           GError                          **error)
{
  HeraldEmulatorFetchEntity *link;
  HeraldEmulatorFilter      *filter;

  if (!check_quick_find (reader, error))
    return FALSE;
  link = herald_emulator_fetch_read_filter_link (reader, entity, element, error);
  if (link == NULL)
    return FALSE;
  filter = herald_emulator_filter_new (HERALD_EMULATOR_FILTER_LINK);
  filter->append = herald_emulator_fetch_append_link_filter;
  filter->link = link;
  g_ptr_array_add (outer->children, filter);
  return TRUE;
}

/* Whose limit is on, as it is by default, and only off where a filter says so. */
static gboolean
read_quick_find (const HeraldEmulatorFetchElement *element, QuickFind *quick_find, GError **error)
{
  gboolean is_one = FALSE;
  gboolean limited = FALSE;
  gboolean unlimited = FALSE;

  if (!herald_emulator_fetch_element_read_flag (element, "isquickfindfields", &is_one, error) ||
      !herald_emulator_fetch_element_read_flag (element, "overridequickfindrecordlimitenabled",
                                                &limited, error) ||
      !herald_emulator_fetch_element_read_flag (element, "overridequickfindrecordlimitdisabled",
                                                &unlimited, error))
    return FALSE;
  if (is_one)
    *quick_find = unlimited && !limited ? QUICK_FIND_UNLIMITED : QUICK_FIND_LIMITED;
  return TRUE;
}

static gboolean
read_content (HeraldEmulatorFetchReader        *reader,
              HeraldEmulatorFetchEntity        *entity,
              const HeraldEmulatorFetchElement *element,
              HeraldEmulatorFilter             *filter,
              QuickFind                         quick_find,
              GError                          **error)
{
  HeraldEmulatorFetchQuickFind found = { entity, filter };
  gboolean                     was_in_quick_find = reader->in_quick_find;
  gboolean                     good;

  reader->in_quick_find = was_in_quick_find || quick_find == QUICK_FIND_LIMITED;
  good = read_filter (reader, entity, element, filter, error);
  reader->in_quick_find = was_in_quick_find;
  if (good && quick_find == QUICK_FIND_LIMITED && filter->children->len > 0)
    g_array_append_val (reader->fetch->quick_finds, found);
  return good;
}

/* A filter without a condition is none. */
static gboolean
read_inner_filter (HeraldEmulatorFetchReader        *reader,
                   HeraldEmulatorFetchEntity        *entity,
                   const HeraldEmulatorFetchElement *element,
                   HeraldEmulatorFilter             *outer,
                   GError                          **error)
{
  const char *type = herald_emulator_fetch_element_get (element, "type");
  gboolean    is_or = type != NULL && strcmp (type, "or") == 0;
  QuickFind   quick_find = QUICK_FIND_NONE;
  g_autoptr (HeraldEmulatorFilter) filter =
    herald_emulator_filter_new (is_or ? HERALD_EMULATOR_FILTER_OR : HERALD_EMULATOR_FILTER_AND);

  if (type != NULL && !is_or && strcmp (type, "and") != 0)
    return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                         "Invalid XML: type=\"%s\".", type);
  if (!read_quick_find (element, &quick_find, error) ||
      !read_content (reader, entity, element, filter, quick_find, error))
    return FALSE;
  if (filter->children->len > 0)
    g_ptr_array_add (outer->children, g_steal_pointer (&filter));
  return TRUE;
}

static gboolean
read_filter (HeraldEmulatorFetchReader        *reader,
             HeraldEmulatorFetchEntity        *entity,
             const HeraldEmulatorFetchElement *element,
             HeraldEmulatorFilter             *filter,
             GError                          **error)
{
  for (guint i = 0; i < element->children->len; i++)
    {
      const HeraldEmulatorFetchElement *child = g_ptr_array_index (element->children, i);
      gboolean                          good;

      if (strcmp (child->name, "condition") == 0)
        good = read_condition (reader, entity, child, filter, error);
      else if (strcmp (child->name, "link-entity") == 0)
        good = read_link (reader, entity, child, filter, error);
      else
        good = read_inner_filter (reader, entity, child, filter, error);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_fetch_read_filters:
 * @reader: has the entities
 * @entity: whose element has filters; gets them
 *
 * **Errors:** refusals.
 *
 * Returns: whether they could be read
 */
gboolean
herald_emulator_fetch_read_filters (HeraldEmulatorFetchReader *reader,
                                    HeraldEmulatorFetchEntity *entity,
                                    GError                   **error)
{
  g_autoptr (HeraldEmulatorFilter) filter = herald_emulator_filter_new (HERALD_EMULATOR_FILTER_AND);
  GPtrArray *elements = entity->element->children;

  for (guint i = 0; i < elements->len; i++)
    {
      const HeraldEmulatorFetchElement *element = g_ptr_array_index (elements, i);

      if (strcmp (element->name, "filter") == 0 &&
          !read_inner_filter (reader, entity, element, filter, error))
        return FALSE;
    }
  if (filter->children->len > 0)
    entity->filter = g_steal_pointer (&filter);
  return TRUE;
}
