/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/_herald/snapshots`: all rows under a name, to come back to. */
#include "config.h"

#include "emulator/herald-emulator-admin-snapshots.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-reset.h"
#include "emulator/herald-emulator-snapshots.h"

#include <string.h>

static JsonObject *
build_snapshot (const HeraldEmulatorSnapshot *snapshot)
{
  g_autofree char *made = herald_time_format (snapshot->made_us);
  JsonObject      *object = json_object_new ();

  json_object_set_string_member (object, "name", snapshot->name);
  json_object_set_string_member (object, "createdOn", made);
  json_object_set_int_member (object, "bytes", snapshot->size_bytes);
  return object;
}

static void
list_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GPtrArray) snapshots = NULL;
  JsonArray *array;

  if (!herald_emulator_admin_check (site, call))
    return;
  array = json_array_new ();
  snapshots = herald_emulator_snapshots_list (herald_emulator_site_get_dir (site));
  for (guint i = 0; i < snapshots->len; i++)
    json_array_add_object_element (array, build_snapshot (g_ptr_array_index (snapshots, i)));
  herald_emulator_admin_respond_array (call, array);
}

static JsonObject *
find_snapshot (HeraldEmulatorSite *site, const char *name)
{
  g_autoptr (GPtrArray) snapshots =
    herald_emulator_snapshots_list (herald_emulator_site_get_dir (site));

  for (guint i = 0; i < snapshots->len; i++)
    {
      const HeraldEmulatorSnapshot *snapshot = g_ptr_array_index (snapshots, i);

      if (strcmp (snapshot->name, name) == 0)
        return build_snapshot (snapshot);
    }
  return json_object_new ();
}

static gboolean
check_room (HeraldEmulatorSite *site, const char *name, GError **error)
{
  const char *dir = herald_emulator_site_get_dir (site);
  g_autoptr (GPtrArray) snapshots = herald_emulator_snapshots_list (dir);

  if (!herald_emulator_snapshots_check_name (name, error))
    return FALSE;
  if (snapshots->len < HERALD_EMULATOR_MOST_SNAPSHOTS || herald_emulator_snapshots_has (dir, name))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT, "There are %u snapshots; delete some",
               snapshots->len);
  return FALSE;
}

static void
respond_saved (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);

  herald_emulator_admin_respond_object (call, 201,
                                        find_snapshot (site,
                                                       herald_emulator_call_get_capture (call,
                                                                                         "name")));
}

static void
save_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  const char         *name = herald_emulator_call_get_capture (call, "name");
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  if (check_room (site, name, &error))
    herald_emulator_reset_save (site, call, name, respond_saved);
  else
    herald_emulator_admin_fail (call, error);
}

static void
restore_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);

  if (herald_emulator_admin_check (site, call))
    herald_emulator_reset_restore (site, call, herald_emulator_call_get_capture (call, "name"));
}

static void
remove_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  if (herald_emulator_snapshots_remove (herald_emulator_site_get_dir (site),
                                        herald_emulator_call_get_capture (call, "name"), &error))
    herald_emulator_call_respond (call, 204, NULL);
  else
    herald_emulator_admin_fail (call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/_herald/snapshots", list_cb },
  { "POST", "/_herald/snapshots/{name}", save_cb },
  { "POST", "/_herald/snapshots/{name}/restore", restore_cb },
  { "DELETE", "/_herald/snapshots/{name}", remove_cb },
};

/**
 * herald_emulator_admin_snapshots_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_admin_snapshots_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
