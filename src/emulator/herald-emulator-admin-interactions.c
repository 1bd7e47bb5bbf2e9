/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists opens and clicks page by page: `?after=N` goes on after number N, `?limit=M` ends after M.
 */
#include "config.h"

#include "emulator/herald-emulator-admin-interactions.h"

#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-notifications.h"

#define MOST_ROWS 5000 /* also when no limit is given */

/* A whole number of the query string; @value keeps what it has when it is absent. */
static gboolean
read_number (GHashTable *query, const char *name, guint64 most, guint64 *value)
{
  const char *text = g_hash_table_lookup (query, name);

  return text == NULL || g_ascii_string_to_unsigned (text, 10, 0, most, value, NULL);
}

static void
interactions_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GHashTable) query = NULL;
  g_autoptr (GError) error = NULL;
  guint64    after = 0;
  guint64    limit = MOST_ROWS;
  JsonArray *array;

  if (!herald_emulator_admin_check (site, call))
    return;
  query = herald_emulator_admin_read_query (call);
  if (query == NULL)
    return;
  if (!read_number (query, "after", G_MAXINT64, &after) ||
      !read_number (query, "limit", MOST_ROWS, &limit))
    {
      herald_emulator_admin_refuse (call, 400, "INVALID",
                                    "“after” and “limit” are whole numbers; at most 5000 rows.");
      return;
    }
  array =
    herald_emulator_notifications_list_interactions (site, (gint64) after, (guint) limit, &error);
  if (array != NULL)
    herald_emulator_admin_respond_array (call, array);
  else
    herald_emulator_admin_fail (call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/_herald/interactions", interactions_cb },
};

/**
 * herald_emulator_admin_interactions_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_admin_interactions_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
