/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /_herald/reset` takes everything, or single tables, back to a seed; a snapshot is restored
 * in the same way. The services drop then what they keep beside the rows. What takes long is made
 * ready in a file aside, whose rows then take the place of those there are: until then, and after a
 * kill, the rows that were there are. */
#include "config.h"

#include "emulator/herald-emulator-reset.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-aside.h"
#include "emulator/herald-emulator-db-private.h"
#include "emulator/herald-emulator-seed-aside.h"
#include "emulator/herald-emulator-seed.h"
#include "emulator/herald-emulator-snapshots.h"

#define SERVICE_NAME "reset"

/* Other rows that somebody waits for, or a snapshot of those there are. */
typedef struct
{
  HeraldEmulatorCall    *call;     /* (owned) */
  char                  *snapshot; /* (owned) (nullable): NULL is a reset */
  HeraldEmulatorCallFunc respond;  /* (nullable): saves; NULL restores */
  JsonObject            *body;     /* (owned) (nullable): of a reset */
  const char            *seed;     /* (unowned) (nullable): in @body, also below */
  JsonArray             *names;    /* (unowned) (nullable): of tables, only these */
  GPtrArray             *tables;   /* (element-type utf8) (owned) (nullable): the same */
} Wish;

/* Wishes are fulfilled one after the other, as they came. */
typedef struct
{
  HeraldEmulatorSite  *site;   /* (unowned): parent */
  GQueue               wishes; /* (element-type Wish) (owned): the first is being done */
  HeraldEmulatorAside *aside;  /* (owned) (nullable): the first one's rows */
} Service;

static void
wish_free (gpointer data)
{
  Wish *self = data;

  g_clear_object (&self->call);
  g_clear_pointer (&self->snapshot, g_free);
  g_clear_pointer (&self->body, json_object_unref);
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_free (self);
}

static gboolean
wish_read (Wish *self, GError **error)
{
  return herald_json_read_string (self->body, "seed", HERALD_JSON_OPTIONAL, &self->seed, error) &&
         herald_json_read_array (self->body, "tables", HERALD_JSON_OPTIONAL, &self->names, error);
}

/* The first wish is done. */
static void
respond_first (Service *self, const GError *error)
{
  Wish *wish = g_queue_pop_head (&self->wishes);

  if (error != NULL)
    herald_emulator_admin_fail (wish->call, error);
  else if (wish->respond != NULL)
    wish->respond (wish->call, self->site);
  else
    herald_emulator_call_respond (wish->call, 204, NULL);
  wish_free (wish);
}

static void
reset_now (Service *self, const char *seed)
{
  g_autoptr (GError) error = NULL;

  if (herald_emulator_seed_reset (self->site, seed, &error))
    herald_emulator_site_reload (self->site, HERALD_EMULATOR_RELOAD_RESET);
  respond_first (self, error);
}

/* Faults, switches and the clock stay when only some rows are other ones. */
static void
take_rows (Service *self, const Wish *wish, const char *path, GError **error)
{
  gboolean reset = wish->snapshot == NULL && wish->tables == NULL;
  gboolean taken =
    wish->tables != NULL
      ? herald_emulator_seed_take_tables (self->site, path, wish->tables, error)
      : herald_emulator_db_take_file (herald_emulator_site_get_db (self->site), path, error);

  if (taken)
    herald_emulator_site_reload (self->site, reset ? HERALD_EMULATOR_RELOAD_RESET
                                                   : HERALD_EMULATOR_RELOAD_RESTORE);
}

/* Returns: whether there is something to do, and it is not being done already */
static gboolean
is_idle (const Service *self)
{
  return self->aside == NULL && self->wishes.length > 0;
}

/* A queue goes round: what is done starts the next. */
static void advance (Service *self);

static void
made_cb (const char *path, const GError *error, gpointer user_data)
{
  Service    *self = user_data;
  const Wish *wish = g_queue_peek_head (&self->wishes);
  g_autoptr (GError) take_error = NULL;

  if (error == NULL && wish->respond != NULL)
    herald_emulator_snapshots_end_save (herald_emulator_site_get_dir (self->site), wish->snapshot,
                                        path, &take_error);
  else if (error == NULL)
    take_rows (self, wish, path, &take_error);
  respond_first (self, error != NULL ? error : take_error);
  g_clear_pointer (&self->aside, herald_emulator_aside_free);
  advance (self);
}

static void
start_restore (Service *self, const Wish *wish)
{
  const char *dir = herald_emulator_site_get_dir (self->site);
  g_autoptr (GError) error = NULL;
  HeraldEmulatorRestore *restore =
    herald_emulator_restore_new (dir, wish->snapshot, herald_emulator_site_get_db (self->site),
                                 &error);

  if (restore == NULL)
    respond_first (self, error);
  else
    self->aside = herald_emulator_aside_start (dir, herald_emulator_restore_work, restore,
                                               herald_emulator_restore_free, made_cb, self);
}

/* The rows are copied as they are now; checking them is what takes long. */
static void
start_save (Service *self, const Wish *wish)
{
  const char      *dir = herald_emulator_site_get_dir (self->site);
  g_autofree char *path = herald_emulator_aside_dup_path (dir);
  g_autoptr (GError) error = NULL;

  if (herald_emulator_snapshots_begin_save (dir, wish->snapshot,
                                            herald_emulator_site_get_db (self->site), path, &error))
    {
      self->aside = herald_emulator_aside_start (dir, herald_emulator_snapshots_check_work, NULL,
                                                 NULL, made_cb, self);
      return;
    }
  herald_emulator_aside_clean (dir);
  respond_first (self, error);
}

static void
start_seed (Service *self, const char *seed)
{
  self->aside = herald_emulator_aside_start (herald_emulator_site_get_dir (self->site),
                                             herald_emulator_seed_aside_work,
                                             herald_emulator_seed_aside_new (self->site, seed),
                                             herald_emulator_seed_aside_free, made_cb, self);
}

static void
start_reset (Service *self, Wish *wish)
{
  const char *seed = herald_emulator_seed_get_name (self->site, wish->seed);
  gboolean    large = FALSE;
  g_autoptr (GError) error = NULL;

  if (wish->names != NULL)
    wish->tables = herald_emulator_seed_find_tables (self->site, wish->names, &error);
  if (error != NULL || !herald_emulator_seed_is_large (seed, &large, &error))
    respond_first (self, error);
  else if (large || wish->tables != NULL)
    start_seed (self, seed);
  else
    reset_now (self, seed);
}

static void
start_first (Service *self)
{
  Wish *wish = g_queue_peek_head (&self->wishes);

  if (wish->respond != NULL)
    start_save (self, wish);
  else if (wish->snapshot != NULL)
    start_restore (self, wish);
  else
    start_reset (self, wish);
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

  g_clear_pointer (&self->aside, herald_emulator_aside_free);
  g_queue_clear_full (&self->wishes, wish_free);
  g_free (self);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/_herald/reset", reset_cb },
};

static void
take_snapshot_wish (HeraldEmulatorSite    *site,
                    HeraldEmulatorCall    *call,
                    const char            *snapshot,
                    HeraldEmulatorCallFunc respond)
{
  Service *self = herald_emulator_site_get_service (site, SERVICE_NAME);
  Wish    *wish = g_new0 (Wish, 1);

  wish->call = g_object_ref (call);
  wish->snapshot = g_strdup (snapshot);
  wish->respond = respond;
  g_queue_push_tail (&self->wishes, wish);
  advance (self);
}

/**
 * herald_emulator_reset_save:
 * @site: the site
 * @call: a call that is not answered yet
 * @snapshot: what it will be called
 * @respond: answers @call once the snapshot is on the disk; gets @site
 *
 * In turn with resets. A failure is answered here.
 */
void
herald_emulator_reset_save (HeraldEmulatorSite    *site,
                            HeraldEmulatorCall    *call,
                            const char            *snapshot,
                            HeraldEmulatorCallFunc respond)
{
  take_snapshot_wish (site, call, snapshot, respond);
}

/**
 * herald_emulator_reset_restore:
 * @site: the site
 * @call: a call that is not answered yet
 * @snapshot: a snapshot's name
 *
 * In turn with resets; @call is answered when it is over.
 */
void
herald_emulator_reset_restore (HeraldEmulatorSite *site,
                               HeraldEmulatorCall *call,
                               const char         *snapshot)
{
  take_snapshot_wish (site, call, snapshot, NULL);
}

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
