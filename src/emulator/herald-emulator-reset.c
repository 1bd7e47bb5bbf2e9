/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /_herald/reset` takes everything back to a seed; the services drop then what they keep
 * beside the rows. A large seed is filled into a file aside, which then takes the place of the
 * one there is: until then, and after a kill, the rows that were there are. */
#include "config.h"

#include "emulator/herald-emulator-reset.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-db-private.h"
#include "emulator/herald-emulator-seed-aside.h"
#include "emulator/herald-emulator-seed.h"

#define SERVICE_NAME "reset"

/* A reset that somebody waits for. */
typedef struct
{
  HeraldEmulatorCall *call;   /* (owned) */
  JsonObject         *body;   /* (owned) */
  const char         *seed;   /* (unowned) (nullable): in @body, also below */
  JsonArray          *tables; /* (unowned) (nullable): only these */
} Wish;

/* Resets are done one after the other, as they came. */
typedef struct
{
  HeraldEmulatorSite      *site;    /* (unowned): parent */
  GQueue                   wishes;  /* (element-type Wish) (owned): the first is being done */
  HeraldEmulatorSeedAside *filling; /* (owned) (nullable): the first one's rows */
} Service;

static void
wish_free (gpointer data)
{
  Wish *self = data;

  g_clear_object (&self->call);
  g_clear_pointer (&self->body, json_object_unref);
  g_free (self);
}

static gboolean
wish_read (Wish *self, GError **error)
{
  return herald_json_read_string (self->body, "seed", HERALD_JSON_OPTIONAL, &self->seed, error) &&
         herald_json_read_array (self->body, "tables", HERALD_JSON_OPTIONAL, &self->tables, error);
}

/* The first wish is done. */
static void
respond_first (Service *self, const GError *error)
{
  Wish *wish = g_queue_pop_head (&self->wishes);

  if (error == NULL)
    herald_emulator_call_respond (wish->call, 204, NULL);
  else
    herald_emulator_admin_fail (wish->call, error);
  wish_free (wish);
}

/* Faults, switches and the clock stay when only some rows are other ones. */
static void
reset_now (Service *self, const Wish *wish)
{
  HeraldEmulatorReload reload =
    wish->tables != NULL ? HERALD_EMULATOR_RELOAD_RESTORE : HERALD_EMULATOR_RELOAD_RESET;
  g_autoptr (GError) error = NULL;
  gboolean done =
    wish->tables != NULL
      ? herald_emulator_seed_reset_tables (self->site, wish->seed, wish->tables, &error)
      : herald_emulator_seed_reset (self->site, wish->seed, &error);

  if (done)
    herald_emulator_site_reload (self->site, reload);
  respond_first (self, error);
}

static gboolean
take_rows (Service *self, const char *path, GError **error)
{
  if (!herald_emulator_db_take_file (herald_emulator_site_get_db (self->site), path, error))
    return FALSE;
  herald_emulator_site_reload (self->site, HERALD_EMULATOR_RELOAD_RESET);
  return TRUE;
}

/* Returns: whether there is something to do, and it is not being done already */
static gboolean
is_idle (const Service *self)
{
  return self->filling == NULL && self->wishes.length > 0;
}

/* A queue goes round: what is done starts the next. */
static void advance (Service *self);

static void
filled_cb (const char *path, const GError *error, gpointer user_data)
{
  Service *self = user_data;
  g_autoptr (GError) take_error = NULL;

  if (error == NULL)
    take_rows (self, path, &take_error);
  respond_first (self, error != NULL ? error : take_error);
  g_clear_pointer (&self->filling, herald_emulator_seed_aside_free);
  advance (self);
}

static void
start_first (Service *self)
{
  const Wish *wish = g_queue_peek_head (&self->wishes);
  const char *seed = herald_emulator_seed_get_name (self->site, wish->seed);
  gboolean    large = FALSE;
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_seed_is_large (seed, &large, &error))
    respond_first (self, error);
  else if (large && wish->tables == NULL)
    self->filling = herald_emulator_seed_aside_start (self->site, seed, filled_cb, self);
  else
    reset_now (self, wish);
}

static void
advance (Service *self)
{
  while (is_idle (self))
    start_first (self);
}

static void
reset_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  Service *self = user_data;
  Wish    *wish;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (self->site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  wish = g_new0 (Wish, 1);
  wish->call = g_object_ref (call);
  wish->body = g_steal_pointer (&body);
  if (wish_read (wish, &error))
    {
      g_queue_push_tail (&self->wishes, wish);
      advance (self);
      return;
    }
  herald_emulator_admin_fail (call, error);
  wish_free (wish);
}

static void
service_free (gpointer data)
{
  Service *self = data;

  g_clear_pointer (&self->filling, herald_emulator_seed_aside_free);
  g_queue_clear_full (&self->wishes, wish_free);
  g_free (self);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/_herald/reset", reset_cb },
};

/**
 * herald_emulator_reset_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_reset_attach (HeraldEmulatorSite *site, GError **error)
{
  Service *self = g_new0 (Service, 1);

  self->site = site;
  herald_emulator_site_take_service (site, SERVICE_NAME, self, service_free);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              self);
  return TRUE;
}
