/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of rows as the Web API sends it, and where the next one is. */
#include "config.h"

#include "net/herald-dataverse-private.h"

#include "base/herald-error.h"
#include "base/herald-json.h"

#include <glib/gi18n-lib.h>

/* How control information may be called: OData 4.01 leaves the prefix out (OASIS, “OData JSON
 * Format Version 4.01”, 4.5 “Control Information”, read 2026-11). */
static const char *const next_link_names[] = { "@odata.nextLink", "@nextLink" };
static const char *const count_names[] = { "@odata.count", "@count" };

static void
json_object_free (gpointer object)
{
  json_object_unref (object);
}

/* Makes the objects of a page; one row that cannot be read fails the page. */
static GPtrArray *
convert_rows (JsonArray *value, HeraldRowFunc row_func, GDestroyNotify row_free, GError **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func (row_func != NULL ? row_free : json_object_free);

  for (guint i = 0; i < json_array_get_length (value); i++)
    {
      JsonNode *node = json_array_get_element (value, i);
      gpointer  row;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                       _("Dataverse answered with a list whose entry %u is no row"), i + 1);
          return NULL;
        }
      row = row_func != NULL ? row_func (json_node_get_object (node), error)
                             : json_node_dup_object (node);
      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}

/* A link may be relative to the API's root, where Dataverse's context URLs lead (OASIS, “OData JSON
 * Format Version 4.0”, 4.5.5 “Annotation odata.nextLink”, read 2026-11); a whole one stays as it
 * is.
 */
static char *
resolve_link (const char *link, const char *base)
{
  if (g_uri_peek_scheme (link) != NULL)
    return g_strdup (link);
  return g_uri_resolve_relative (base, link, G_URI_FLAGS_ENCODED, NULL);
}

static gboolean
read_next_link (HeraldDataversePage *page, JsonObject *object, const char *base, GError **error)
{
  const char *link = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (next_link_names) && link == NULL; i++)
    if (!herald_json_read_string (object, next_link_names[i], HERALD_JSON_OPTIONAL, &link, error))
      return FALSE;
  if (link == NULL)
    return TRUE;
  page->next_link = resolve_link (link, base);
  if (page->next_link != NULL)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL, _("the next link is no address"));
  return FALSE;
}

static gboolean
read_count (HeraldDataversePage *page, JsonObject *object, GError **error)
{
  page->count = -1;
  for (gsize i = 0; i < G_N_ELEMENTS (count_names) && page->count < 0; i++)
    if (!herald_json_read_int (object, count_names[i], HERALD_JSON_OPTIONAL, &page->count, error))
      return FALSE;
  return TRUE;
}

/* @base: the API's root. The row function may be NULL for #JsonObject rows. */
HeraldDataversePage *
herald_dataverse_page_parse (JsonObject    *object,
                             const char    *base,
                             HeraldRowFunc  row_func,
                             GDestroyNotify row_free,
                             GError       **error)
{
  g_autoptr (HeraldDataversePage) page = g_new0 (HeraldDataversePage, 1);
  g_autoptr (GError) local_error = NULL;
  JsonArray *value = NULL;

  if (!herald_json_read_array (object, "value", HERALD_JSON_REQUIRED, &value, &local_error) ||
      !read_next_link (page, object, base, &local_error) ||
      !read_count (page, object, &local_error))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("Dataverse answered with a list that cannot be read: %s"),
                      local_error->message);
      return NULL;
    }
  page->rows = convert_rows (value, row_func, row_free, error);
  return page->rows != NULL ? g_steal_pointer (&page) : NULL;
}

/**
 * herald_dataverse_page_free:
 * @self: (nullable): the page to free, with its rows
 */
void
herald_dataverse_page_free (HeraldDataversePage *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->next_link);
  g_free (self);
}
