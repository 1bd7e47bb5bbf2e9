/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is there in a new emulator, step by step. The same seed gives the same ids, names and tokens;
 * only keys and secrets are new in each folder. */
#include "config.h"

#include "emulator/herald-emulator-seed.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "emulator/herald-emulator-phones.h"
#include "emulator/herald-emulator-seed-steps.h"
#include "emulator/herald-emulator-stable-id.h"

#include <string.h>
#include <sys/random.h>

#define SECRET_BYTES 30 /* 40 characters of Base64, as client secrets have */
#define MANY_ROWS 10000 /* from here on it is cheaper to sort an index once */
#define LARGE_CACHE "PRAGMA cache_size = -65536" /* KiB, while many rows are added */

static const char tables_sql[] = "SELECT name FROM sqlite_master WHERE type = 'table'"
                                 " AND name <> 'setting' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'";

static const char indexes_sql[] = "SELECT name FROM sqlite_master WHERE type = 'index'"
                                  " AND sql IS NOT NULL AND (tbl_name GLOB 'dv_*'"
                                  " OR tbl_name = 'push_token')";

static const char get_cache_sql[] = "PRAGMA cache_size";

static const HeraldEmulatorSeedSize sizes[] = {
  { "small", 20, 5, 15 },
  { "demo", 200, 40, 60 },
  { "10k", 10000, 1000, 10000 },
  { "100k", 100000, 10000, 100000 },
};

/**
 * herald_emulator_seed_make_id:
 * @kind: what it is an id of
 * @number: which one
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): a GUID, always the same for the same arguments
 */
char *
herald_emulator_seed_make_id (const char *kind, guint number)
{
  g_autofree char *name = g_strdup_printf ("%u", number);

  return herald_emulator_stable_id (kind, name);
}

static char *
make_secret (void)
{
  guint8 bytes[SECRET_BYTES];

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    g_error ("The system gives no random bytes");
  return g_base64_encode (bytes, sizeof bytes);
}

static gboolean
keep_or_set (HeraldEmulatorSite   *site,
             HeraldEmulatorSetting setting,
             const char           *value,
             GError              **error)
{
  return herald_emulator_site_get_setting (site, setting) != NULL ||
         herald_emulator_site_set_setting (site, setting, value, error);
}

/* Ids are the same everywhere, secrets are new in each folder; both stay over a reset. */
static gboolean
make_settings (HeraldEmulatorSite *site, GError **error)
{
  static const struct
  {
    HeraldEmulatorSetting setting;
    const char           *kind; /* (nullable): NULL is a secret */
  } settings[] = {
    { HERALD_EMULATOR_TENANT_ID, "tenant" },
    { HERALD_EMULATOR_CLIENT_ID, "public client" },
    { HERALD_EMULATOR_CONFIDENTIAL_CLIENT_ID, "confidential client" },
    { HERALD_EMULATOR_CLIENT_SECRET, NULL },
    { HERALD_EMULATOR_ADMIN_TOKEN, NULL },
    { HERALD_EMULATOR_ORGANIZATION_ID, "organization" },
    { HERALD_EMULATOR_BUSINESS_UNIT_ID, "business unit" },
    { HERALD_EMULATOR_USER_ID, "user" },
    { HERALD_EMULATOR_USER_OBJECT_ID, "directory object" },
    { HERALD_EMULATOR_APPLICATION_USER_ID, "application user" },
    { HERALD_EMULATOR_APPLICATION_OBJECT_ID, "service principal" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *value = settings[i].kind != NULL
                                 ? herald_emulator_seed_make_id (settings[i].kind, 0)
                                 : make_secret ();

      if (!keep_or_set (site, settings[i].setting, value, error))
        return FALSE;
    }
  return TRUE;
}

static const HeraldEmulatorSeedSize *
find_size (const char *name, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (strcmp (sizes[i].name, name) == 0)
      return &sizes[i];
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               "There is no seed “%s”; choose small, demo, 10k or 100k", name);
  return NULL;
}

/**
 * herald_emulator_seed_get_name:
 * @site: the site
 * @name: (nullable): a seed's name
 *
 * Returns: (transfer none): @name, or the seed that was filled in last
 */
const char *
herald_emulator_seed_get_name (HeraldEmulatorSite *site, const char *name)
{
  if (name == NULL)
    name = herald_emulator_site_get_setting (site, HERALD_EMULATOR_SEED);
  return name != NULL ? name : "demo";
}

/**
 * herald_emulator_seed_is_large:
 * @name: a seed
 * @large: (out): whether it takes so long that others should not wait for it
 *
 * **Errors:** INVALID for an unknown seed.
 *
 * Returns: whether there is such a seed
 */
gboolean
herald_emulator_seed_is_large (const char *name, gboolean *large, GError **error)
{
  const HeraldEmulatorSeedSize *size = find_size (name, error);

  *large = size != NULL && size->n_contacts >= MANY_ROWS;
  return size != NULL;
}

/* Runs a statement for every name that @select_sql finds. */
static gboolean
run_for_each (HeraldEmulatorDb *db, const char *select_sql, const char *verb, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows = herald_emulator_db_select (db, error, select_sql, "");
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GError) local_error = NULL;

  while (rows != NULL && herald_emulator_rows_next (rows, &local_error))
    g_string_append_printf (sql, "%s \"%s\";", verb, herald_emulator_rows_get_text (rows, 0));
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  if (rows == NULL || local_error != NULL)
    return FALSE;
  /* A statement that is still being read keeps the schema from changing. */
  g_clear_pointer (&rows, herald_emulator_rows_free);
  return herald_emulator_db_execute (db, sql->str, error);
}

/* Who is who stays; every other table is as it was made, whichever service made it. */
static gboolean
clear_tables (HeraldEmulatorSite *site, GError **error)
{
  return run_for_each (herald_emulator_site_get_db (site), tables_sql, "DELETE FROM", error);
}

/* A seed lives in the system's time; the site follows when it is reloaded. */
static gboolean
forget_clock (HeraldEmulatorSite *site, GError **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error,
                                 "DELETE FROM setting WHERE name = ?", "i",
                                 (gint64) HERALD_EMULATOR_CLOCK_OFFSET);
}

static gboolean
add_many (HeraldEmulatorSite *site, const HeraldEmulatorSeedSize *size, GError **error)
{
  return herald_emulator_seed_add_people (site, size, error) &&
         herald_emulator_seed_add_apps (site, error) &&
         herald_emulator_seed_add_devices (site, size, error);
}

/* Ids are random, so that every row goes to another place of every index. */
static gboolean
add_many_without_indexes (HeraldEmulatorSite           *site,
                          const HeraldEmulatorSeedSize *size,
                          GError                      **error)
{
  HeraldEmulatorDb     *db = herald_emulator_site_get_db (site);
  HeraldEmulatorSchema *schema =
    herald_emulator_dataverse_get_schema (herald_emulator_dataverse_get (site));

  return run_for_each (db, indexes_sql, "DROP INDEX", error) && add_many (site, size, error) &&
         herald_emulator_schema_create_tables (schema, db, error) &&
         herald_emulator_phones_attach (site, error);
}

static gboolean
find_cache_size (HeraldEmulatorDb *db, gint64 *size, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows = herald_emulator_db_select (db, error, get_cache_sql, "");

  if (rows == NULL || !herald_emulator_rows_next (rows, error))
    return FALSE;
  *size = herald_emulator_rows_get_int (rows, 0);
  return TRUE;
}

/* The index of the ids has to stay; what does not fit into memory is written and read again for
 * nearly every row. */
static gboolean
add_many_in_memory (HeraldEmulatorSite *site, const HeraldEmulatorSeedSize *size, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  g_autofree char  *restore_sql = NULL;
  gint64            cache_size = 0;
  gboolean          good;

  if (!find_cache_size (db, &cache_size, error) ||
      !herald_emulator_db_execute (db, LARGE_CACHE, error))
    return FALSE;
  good = add_many_without_indexes (site, size, error);
  restore_sql = g_strdup_printf ("PRAGMA cache_size = %" G_GINT64_FORMAT, cache_size);
  return herald_emulator_db_execute (db, restore_sql, good ? error : NULL) && good;
}

static gboolean
fill (HeraldEmulatorSite *site, const HeraldEmulatorSeedSize *size, GError **error)
{
  return make_settings (site, error) && forget_clock (site, error) &&
         herald_emulator_seed_add_organization (site, error) &&
         herald_emulator_seed_add_users (site, error) &&
         herald_emulator_seed_add_security (site, error) &&
         (size->n_contacts < MANY_ROWS ? add_many (site, size, error)
                                       : add_many_in_memory (site, size, error)) &&
         herald_emulator_site_set_setting (site, HERALD_EMULATOR_SEED, size->name, error);
}

/* Within a step, which has to be rolled back on failure. */
static gboolean
refill (HeraldEmulatorSite *site, const char *name, GError **error)
{
  const HeraldEmulatorSeedSize *size =
    find_size (herald_emulator_seed_get_name (site, name), error);

  return size != NULL && clear_tables (site, error) &&
         herald_emulator_dataverse_load_last_version (herald_emulator_dataverse_get (site),
                                                      error) &&
         fill (site, size, error);
}

/**
 * herald_emulator_seed_reset:
 * @site: a site whose services are attached
 * @name: (nullable): the seed; %NULL takes the one that was there
 *
 * Empties every table but who is who, and fills again. Ids, secrets and key files stay, so that the
 * ready line stays true. What services keep beside the rows is theirs; see
 * herald_emulator_site_reload().
 *
 * **Errors:** INVALID for an unknown seed; STORE, SECRET.
 *
 * Returns: whether the site is as new; on failure it is unchanged
 */
gboolean
herald_emulator_seed_reset (HeraldEmulatorSite *site, const char *name, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  gboolean          good;

  if (!herald_emulator_db_begin_step (db, error))
    return FALSE;
  good = refill (site, name, error);
  herald_emulator_db_end_step (db, good);
  /* What was filled in is what the versions ended with; the old rows are asked again. */
  if (!good)
    herald_emulator_dataverse_load_last_version (herald_emulator_dataverse_get (site), NULL);
  return good;
}

/**
 * herald_emulator_seed_fill:
 * @site: a site whose services are attached and whose tables are empty
 * @name: the seed: “small”, “demo”, “10k” or “100k”
 *
 * **Errors:** INVALID for an unknown seed; STORE, SECRET.
 *
 * Returns: whether the site is filled
 */
gboolean
herald_emulator_seed_fill (HeraldEmulatorSite *site, const char *name, GError **error)
{
  const HeraldEmulatorSeedSize *size = find_size (name, error);
  HeraldEmulatorDb             *db = herald_emulator_site_get_db (site);
  gboolean                      good;

  if (size == NULL || !herald_emulator_db_begin_step (db, error))
    return FALSE;
  good = fill (site, size, error);
  herald_emulator_db_end_step (db, good);
  return good;
}
