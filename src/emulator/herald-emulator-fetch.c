/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads FetchXML. Sources: “FetchXml reference” and “Page results using FetchXml”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-fetch.h"

#include "emulator/herald-emulator-fetch-private.h"
#include "emulator/herald-emulator-query.h"

#include <string.h>

#define MOST_SKIPPED 50000    /* rows before a page that is sought without a cookie */
#define MOST_AGGREGATED 50000 /* rows: “Aggregate data using FetchXml”, limitations */
#define SKIP_TOKEN                                                                                 \
  "<cookie pagenumber=\"%" G_GINT64_FORMAT "\" pagingcookie=\"%s\" istracking=\"False\" />"

static void
free_entity (gpointer entity)
{
  herald_emulator_fetch_entity_free (entity);
}

static HeraldEmulatorFetch *
fetch_new (void)
{
  HeraldEmulatorFetch *self = g_new0 (HeraldEmulatorFetch, 1);

  self->entities = g_ptr_array_new_with_free_func (free_entity);
  self->columns = g_array_new (FALSE, FALSE, sizeof (HeraldEmulatorFetchColumn));
  g_array_set_clear_func (self->columns, herald_emulator_fetch_column_clear);
  self->orders = g_array_new (FALSE, FALSE, sizeof (HeraldEmulatorFetchOrder));
  self->quick_finds = g_array_new (FALSE, FALSE, sizeof (HeraldEmulatorFetchQuickFind));
  self->top = -1;
  self->page = 1;
  self->most_aggregated = MOST_AGGREGATED;
  return self;
}

/**
 * herald_emulator_fetch_free:
 * @self: (nullable): the query to free
 */
void
herald_emulator_fetch_free (HeraldEmulatorFetch *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->orders, g_array_unref);
  g_clear_pointer (&self->quick_finds, g_array_unref);
  g_clear_pointer (&self->entities, g_ptr_array_unref);
  g_clear_pointer (&self->skip_token, g_free);
  g_free (self);
}

/**
 * herald_emulator_fetch_get_root:
 * @self: a query
 *
 * Returns: (transfer none): the entity that is not linked to another
 */
HeraldEmulatorFetchEntity *
herald_emulator_fetch_get_root (const HeraldEmulatorFetch *self)
{
  return g_ptr_array_index (self->entities, 0);
}

/* What a page starts after: a cookie holds what a skip token does. */
static gboolean
read_cookie (HeraldEmulatorFetch *fetch, const char *cookie, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (cookie, "\"", -1);

  if (g_strv_length (parts) != 5 || strcmp (parts[0], "<cookie page=") != 0 ||
      !g_str_has_suffix (parts[2], " last="))
    return herald_emulator_refuse_query (error, "Malformed paging cookie.");
  if (fetch->page > 1)
    fetch->skip_token = g_strdup_printf (SKIP_TOKEN, fetch->page, parts[3]);
  return TRUE;
}

static gboolean
check_top (const HeraldEmulatorFetch *fetch, gboolean is_paged, GError **error)
{
  if (fetch->top > 0 && is_paged)
    return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                         "The top attribute can't be specified with paging "
                                         "attributes.");
  return fetch->top <= HERALD_EMULATOR_LARGEST_PAGE ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                       "The top attribute can't be greater than %d.",
                                       HERALD_EMULATOR_LARGEST_PAGE);
}

static gboolean
read_page (HeraldEmulatorFetch *fetch, const HeraldEmulatorFetchElement *element, GError **error)
{
  const char *cookie = herald_emulator_fetch_element_get (element, "paging-cookie");
  gboolean    is_paged = herald_emulator_fetch_element_get (element, "page") != NULL ||
                      herald_emulator_fetch_element_get (element, "count") != NULL;

  if (!herald_emulator_fetch_element_read_number (element, "top", &fetch->top, error) ||
      !herald_emulator_fetch_element_read_number (element, "count", &fetch->page_size, error) ||
      !herald_emulator_fetch_element_read_number (element, "page", &fetch->page, error) ||
      !check_top (fetch, is_paged, error) ||
      (cookie != NULL && *cookie != '\0' && !read_cookie (fetch, cookie, error)))
    return FALSE;
  if (fetch->skip_token == NULL &&
      (fetch->page - 1) * MIN (MAX (fetch->page_size, 1), HERALD_EMULATOR_LARGEST_PAGE) >
        MOST_SKIPPED)
    return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                         "Paging cookie is required when trying to retrieve a set "
                                         "of records on any high pages.");
  return TRUE;
}

static gboolean
read_options (HeraldEmulatorFetch *fetch, const HeraldEmulatorFetchElement *element, GError **error)
{
  if (!herald_emulator_fetch_element_read_flag (element, "aggregate", &fetch->aggregates, error) ||
      !herald_emulator_fetch_element_read_flag (element, "distinct", &fetch->distinct, error) ||
      !herald_emulator_fetch_element_read_flag (element, "useraworderby", &fetch->raw_order,
                                                error) ||
      !herald_emulator_fetch_element_read_flag (element, "returntotalrecordcount", &fetch->count,
                                                error) ||
      !herald_emulator_fetch_element_read_number (element, "aggregatelimit",
                                                  &fetch->most_aggregated, error))
    return FALSE;
  return fetch->most_aggregated <= MOST_AGGREGATED ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                       "The aggregatelimit can't be greater than %d.",
                                       MOST_AGGREGATED);
}

static HeraldEmulatorFetchEntity *
read_root (HeraldEmulatorFetchReader        *reader,
           const HeraldEmulatorTable        *table,
           const HeraldEmulatorFetchElement *element,
           GError                          **error)
{
  HeraldEmulatorFetchEntity *root;

  if (element->children->len != 1)
    {
      herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                    "Invalid XML: one entity is needed.");
      return NULL;
    }
  root = herald_emulator_fetch_add_entity (reader, NULL, g_ptr_array_index (element->children, 0),
                                           error);
  if (root == NULL || root->table == table)
    return root;
  herald_emulator_refuse_query (error,
                                "The entity '%s' of the fetchXml is not that of the set '%s'.",
                                root->table->logical_name, table->entity_set);
  return NULL;
}

/* What the entities have beside links; links in filters are read by these. */
static gboolean
read_entities (HeraldEmulatorFetchReader *reader, GError **error)
{
  GPtrArray *entities = reader->fetch->entities;
  guint      n = entities->len;

  for (guint i = 0; i < n; i++)
    if (!herald_emulator_fetch_read_columns (reader, g_ptr_array_index (entities, i), error))
      return FALSE;
  for (guint i = 0; i < n; i++)
    if (!herald_emulator_fetch_read_orders (reader, g_ptr_array_index (entities, i), error) ||
        !herald_emulator_fetch_read_filters (reader, g_ptr_array_index (entities, i), error))
      return FALSE;
  return reader->fetch->columns->len > 0 ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                       "Invalid XML: an aggregation without an attribute.");
}

/* Rows that may be equal are not told apart by their key; all others have it. */
static void
add_key (HeraldEmulatorFetch *fetch)
{
  const HeraldEmulatorFetchEntity *root = herald_emulator_fetch_get_root (fetch);
  HeraldEmulatorFetchColumn        key = { .entity = root, .is_implied = TRUE };

  key.column = herald_emulator_table_find_column (root->table, root->table->primary_key);
  for (guint i = 0; i < fetch->columns->len; i++)
    if (strcmp (g_array_index (fetch->columns, HeraldEmulatorFetchColumn, i).name,
                key.column->name) == 0)
      return;
  if (fetch->distinct || fetch->aggregates)
    return;
  g_array_append_val (fetch->columns, key);
  g_array_index (fetch->columns, HeraldEmulatorFetchColumn, fetch->columns->len - 1).name =
    g_strdup (key.column->name);
}

/**
 * herald_emulator_fetch_parse:
 * @context: what a query depends on
 * @table: whose set is asked
 * @xml: the FetchXML
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_XML and others that tell what is wrong,
 * #HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED.
 *
 * Returns: (transfer full): the query
 */
HeraldEmulatorFetch *
herald_emulator_fetch_parse (const HeraldEmulatorQueryContext *context,
                             const HeraldEmulatorTable        *table,
                             const char                       *xml,
                             GError                          **error)
{
  g_autoptr (HeraldEmulatorFetchElement) element = herald_emulator_fetch_element_parse (xml, error);
  g_autoptr (HeraldEmulatorFetch) fetch = fetch_new ();
  HeraldEmulatorFetchReader  reader = { context, fetch, FALSE };
  HeraldEmulatorFetchEntity *root;

  if (element == NULL || !read_options (fetch, element, error) ||
      !read_page (fetch, element, error))
    return NULL;
  root = read_root (&reader, table, element, error);
  if (root == NULL || !herald_emulator_fetch_read_links (&reader, root, error) ||
      !read_entities (&reader, error))
    return NULL;
  add_key (fetch);
  return g_steal_pointer (&fetch);
}

/**
 * herald_emulator_fetch_has_cookies:
 * @self: a query
 *
 * Returns: whether its pages can be told apart by a cookie: “Page results using FetchXml”
 */
gboolean
herald_emulator_fetch_has_cookies (const HeraldEmulatorFetch *self)
{
  for (guint i = 0; i < self->orders->len; i++)
    if (g_array_index (self->orders, HeraldEmulatorFetchOrder, i).column.entity->parent != NULL)
      return FALSE;
  return !self->distinct && !self->aggregates;
}

/* Percent-encoded in lower case, as the service does: “Page results using FetchXml” shows %253c,
 * and there are clients that look for that. */
static char *
escape (const char *text)
{
  char *escaped = g_uri_escape_string (text, NULL, FALSE);

  for (char *c = strchr (escaped, '%'); c != NULL; c = strchr (c + 1, '%'))
    {
      c[1] = g_ascii_tolower (c[1]);
      c[2] = g_ascii_tolower (c[2]);
    }
  return escaped;
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
  g_autofree char *once = escape (cookie);
  g_autofree char *twice = escape (once);

  return g_strdup_printf (SKIP_TOKEN, page, twice);
}

/**
 * herald_emulator_fetch_append_context:
 * @self: a query
 * @text: gets “(a,b)”, what it selects of the root; nothing when that is all, or is aggregated
 */
void
herald_emulator_fetch_append_context (const HeraldEmulatorFetch *self, GString *text)
{
  char separator = '(';

  if (self->has_all || self->aggregates)
    return;
  for (guint i = 0; i < self->columns->len; i++)
    {
      const HeraldEmulatorFetchColumn *column =
        &g_array_index (self->columns, HeraldEmulatorFetchColumn, i);

      if (column->entity->parent != NULL || column->is_implied)
        continue;
      g_string_append_printf (text, "%c%s", separator,
                              column->is_aliased ? column->column->name
                                                 : column->column->public_name);
      separator = ',';
    }
  if (separator == ',')
    g_string_append_c (text, ')');
}
