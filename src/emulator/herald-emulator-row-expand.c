/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what $expand wants, row by row. Source: “Join tables using OData”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-row-expand.h"

#define ETAG "@odata.etag"
#define NEXT_LINK "@odata.nextLink"

/* Reads at most @page_size rows of a branch. */
static HeraldEmulatorPage *
read_branch (const HeraldEmulatorReading *reading,
             const HeraldEmulatorExpand  *expand,
             const HeraldEmulatorBranch  *branch,
             const char                  *id,
             gint64                       page_size,
             GError                     **error)
{
  const HeraldEmulatorLink link = { reading->table, id, expand->collection, expand->lookup };
  HeraldEmulatorReading    inner = *reading;

  inner.table = branch->table;
  inner.query = branch->query;
  inner.link = &link;
  return herald_emulator_rows_read_page (&inner, page_size, error);
}

/* The address of the row that a single-valued property leads to, instead of the row. */
static JsonObject *
make_reference (const HeraldEmulatorReading *reading,
                const HeraldEmulatorTable   *table,
                JsonObject                  *row)
{
  JsonObject      *reference = json_object_new ();
  g_autofree char *address =
    g_strdup_printf ("%s%s(%s)", reading->base, table->entity_set,
                     json_object_get_string_member (row, table->primary_key));

  json_object_set_string_member (reference, "@odata.id", address);
  return reference;
}

/* Where a property has several targets, the row says of which table it is. */
static void
add_type (JsonObject *row, const HeraldEmulatorTable *table)
{
  g_autofree char *type = g_strconcat ("#Microsoft.Dynamics.CRM.", table->logical_name, NULL);

  json_object_set_string_member (row, "@odata.type", type);
}

static gboolean
expand_lookup (const HeraldEmulatorReading *reading,
               const HeraldEmulatorExpand  *expand,
               JsonObject                  *row,
               const char                  *id,
               GError                     **error)
{
  json_object_set_null_member (row, expand->name);
  for (guint i = 0; i < expand->branches->len; i++)
    {
      const HeraldEmulatorBranch *branch =
        &g_array_index (expand->branches, HeraldEmulatorBranch, i);
      g_autoptr (HeraldEmulatorPage) page = read_branch (reading, expand, branch, id, 1, error);
      JsonObject *found;

      if (page == NULL)
        return FALSE;
      if (json_array_get_length (page->rows) == 0)
        continue;
      found = json_array_get_object_element (page->rows, 0);
      json_object_remove_member (found, ETAG);
      if (expand->branches->len > 1)
        add_type (found, branch->table);
      json_object_set_object_member (row, expand->name,
                                     expand->references
                                       ? make_reference (reading, branch->table, found)
                                       : json_object_ref (found));
    }
  return TRUE;
}

/* The collection's own address with the options, and how to go on where it was cut. */
static char *
build_next_link (const HeraldEmulatorReading *reading,
                 const HeraldEmulatorExpand  *expand,
                 const char                  *id,
                 const char                  *skip_token)
{
  g_autoptr (GString) link = g_string_new (reading->base);

  g_string_append_printf (link, "%s(%s)/%s", reading->table->entity_set, id, expand->name);
  for (gsize i = 0; expand->options[i] != NULL; i++)
    {
      g_autofree char *encoded = g_uri_escape_string (expand->options[i], "$=,();/'@:!*[]", FALSE);

      g_string_append_printf (link, "%c%s", i == 0 ? '?' : '&', encoded);
    }
  if (skip_token != NULL)
    {
      g_autofree char *encoded = g_uri_escape_string (skip_token, NULL, FALSE);

      g_string_append_printf (link, "%c$skiptoken=%s", expand->options[0] == NULL ? '?' : '&',
                              encoded);
    }
  return g_string_free (g_steal_pointer (&link), FALSE);
}

/* Collections are cut into pages only where the query has a nested $expand; otherwise the link
 * repeats what was read, which can be read again page by page. */
static gboolean
expand_collection (const HeraldEmulatorReading *reading,
                   const HeraldEmulatorExpand  *expand,
                   JsonObject                  *row,
                   const char                  *id,
                   GError                     **error)
{
  const HeraldEmulatorBranch *branch = &g_array_index (expand->branches, HeraldEmulatorBranch, 0);
  gint64                      size =
    reading->expanded_page_size > 0 ? reading->expanded_page_size : HERALD_EMULATOR_LARGEST_PAGE;
  g_autofree char *link_name = g_strconcat (expand->name, NEXT_LINK, NULL);
  g_autofree char *link = NULL;
  g_autoptr (HeraldEmulatorPage) page = NULL;

  if (branch->query->top >= 0)
    size = MIN (size, branch->query->top);
  page = read_branch (reading, expand, branch, id, size, error);
  if (page == NULL)
    return FALSE;
  for (guint i = 0; reading->is_nested && i < json_array_get_length (page->rows); i++)
    json_object_remove_member (json_array_get_object_element (page->rows, i), ETAG);
  json_object_set_array_member (row, expand->name, g_steal_pointer (&page->rows));
  if (reading->is_nested && page->skip_token == NULL)
    return TRUE;
  link = build_next_link (reading, expand, id, reading->is_nested ? page->skip_token : NULL);
  json_object_set_string_member (row, link_name, link);
  return TRUE;
}

/**
 * herald_emulator_row_expand:
 * @reading: what is wanted of the row
 * @row: the row as JSON; gets a member for each property that is followed
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY; STORE.
 *
 * Returns: whether all could be read
 */
gboolean
herald_emulator_row_expand (const HeraldEmulatorReading *reading, JsonObject *row, GError **error)
{
  GPtrArray  *expands = reading->query->expand;
  const char *id = json_object_get_string_member (row, reading->table->primary_key);

  for (guint i = 0; expands != NULL && i < expands->len; i++)
    {
      const HeraldEmulatorExpand *expand = g_ptr_array_index (expands, i);
      gboolean                    good = expand->collection != NULL
                                           ? expand_collection (reading, expand, row, id, error)
                                           : expand_lookup (reading, expand, row, id, error);

      if (!good)
        return FALSE;
    }
  return TRUE;
}
