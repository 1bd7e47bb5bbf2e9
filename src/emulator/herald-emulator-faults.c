/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/_herald/faults`: rules that make the services fail. The first rule that strikes decides what
 * becomes of a call; the admin API itself never fails on purpose. Rules are gone after a reset and
 * a restart. */
#include "config.h"

#include "emulator/herald-emulator-faults.h"

#include "base/herald-error.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-fault-answer.h"
#include "emulator/herald-emulator-fault.h"

#include <string.h>

#define SERVICE_NAME "faults"
#define MOST_FAULTS 100

typedef struct
{
  HeraldEmulatorSite *site;   /* (unowned): parent */
  GPtrArray          *faults; /* (element-type HeraldEmulatorFault) (owned) */
  guint64             last_number;
} Faults;

static HeraldEmulatorFault *
find_striking (Faults *self, HeraldEmulatorCall *call)
{
  for (guint i = 0; i < self->faults->len; i++)
    if (herald_emulator_fault_hits (g_ptr_array_index (self->faults, i), call))
      return g_ptr_array_index (self->faults, i);
  return NULL;
}

/* Whether the call was answered instead of handled. */
static gboolean
gate_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  Faults                          *self = user_data;
  HeraldEmulatorFault             *fault = find_striking (self, call);
  const HeraldEmulatorFaultAction *action;
  HeraldEmulatorDamage             damage = { 0 };
  g_autofree char                 *seconds = NULL;

  if (fault == NULL)
    return FALSE;
  action = herald_emulator_fault_get_action (fault);
  damage.drop = action->drop || action->drop_after;
  damage.truncate = action->truncate;
  damage.garbage = action->garbage;
  damage.delay_ms = action->delay_ms;
  herald_emulator_call_set_damage (call, herald_emulator_fault_get_id (fault), &damage);
  if (action->status == 0 && !action->drop)
    return FALSE;
  seconds = g_strdup_printf ("%u", action->retry_after_seconds);
  if (action->has_retry_after)
    herald_emulator_call_add_header (call, "Retry-After", seconds);
  /* The log shows 503 where the client sees a connection that ends. */
  herald_emulator_fault_answer (self->site, call, action->status != 0 ? action->status : 503);
  return TRUE;
}

static void
list_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  Faults             *self = herald_emulator_site_get_service (site, SERVICE_NAME);
  JsonArray          *array;

  if (!herald_emulator_admin_check (site, call))
    return;
  array = json_array_new ();
  for (guint i = 0; i < self->faults->len; i++)
    json_array_add_object_element (array, herald_emulator_fault_to_json (
                                            g_ptr_array_index (self->faults, i)));
  herald_emulator_admin_respond_array (call, array);
}

static HeraldEmulatorFault *
make_fault (Faults *self, JsonObject *body, GError **error)
{
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, self->last_number + 1);

  if (self->faults->len < MOST_FAULTS)
    return herald_emulator_fault_parse (id, body, herald_emulator_site_get_clock (self->site),
                                        error);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT, "There are %u faults; delete some",
               self->faults->len);
  return NULL;
}

static void
add_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  Faults             *self = herald_emulator_site_get_service (site, SERVICE_NAME);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  HeraldEmulatorFault *fault;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  fault = make_fault (self, body, &error);
  if (fault == NULL)
    {
      herald_emulator_admin_fail (call, error);
      return;
    }
  self->last_number++;
  g_ptr_array_add (self->faults, fault);
  herald_emulator_admin_respond_object (call, 201, herald_emulator_fault_to_json (fault));
}

static void
clear_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  Faults             *self = herald_emulator_site_get_service (site, SERVICE_NAME);

  if (!herald_emulator_admin_check (site, call))
    return;
  g_ptr_array_set_size (self->faults, 0);
  herald_emulator_call_respond (call, 204, NULL);
}

static gboolean
remove_fault (Faults *self, const char *id)
{
  for (guint i = 0; i < self->faults->len; i++)
    if (strcmp (herald_emulator_fault_get_id (g_ptr_array_index (self->faults, i)), id) == 0)
      {
        g_ptr_array_remove_index (self->faults, i);
        return TRUE;
      }
  return FALSE;
}

static void
remove_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  Faults             *self = herald_emulator_site_get_service (site, SERVICE_NAME);

  if (!herald_emulator_admin_check (site, call))
    return;
  if (remove_fault (self, herald_emulator_call_get_capture (call, "id")))
    herald_emulator_call_respond (call, 204, NULL);
  else
    herald_emulator_admin_refuse (call, 404, "NOT_FOUND", "There is no such fault.");
}

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  Faults *self = user_data;

  if (reload == HERALD_EMULATOR_RELOAD_RESET)
    g_ptr_array_set_size (self->faults, 0);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/_herald/faults", list_cb },
  { "POST", "/_herald/faults", add_cb },
  { "DELETE", "/_herald/faults", clear_cb },
  { "DELETE", "/_herald/faults/{id}", remove_cb },
};

static void
free_fault (gpointer fault)
{
  herald_emulator_fault_free (fault);
}

static void
faults_free (gpointer data)
{
  Faults *self = data;

  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_free (self);
}

/**
 * herald_emulator_faults_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_faults_attach (HeraldEmulatorSite *site, GError **error)
{
  Faults *self = g_new0 (Faults, 1);

  self->site = site;
  self->faults = g_ptr_array_new_with_free_func (free_fault);
  herald_emulator_site_take_service (site, SERVICE_NAME, self, faults_free);
  herald_emulator_site_set_gate_func (site, gate_cb, self);
  herald_emulator_site_add_reload_func (site, reload_cb, self);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
