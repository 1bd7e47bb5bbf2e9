/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the rows of msdynmkt_mobileappchannelinstance. The registration service looks at them as
 * the product's does: from behind, with all secrets. What was found is kept until one of them
 * changes, as every push and every registration asks. */
#include "config.h"

#include "emulator/herald-emulator-apps.h"

#define SERVICE_NAME "apps"
#define MOST_KEPT 256 /* of either kind; then all are forgotten */

static const char find_sql[] =
  "SELECT msdynmkt_mobileappchannelinstanceid, msdynmkt_name, msdynmkt_bundleid, msdynmkt_keyid,"
  " msdynmkt_teamid, msdynmkt_signingkey, account, msdynmkt_applicationmode,"
  " msdynmkt_authenticationmode, msdynmkt_fcmauthenticationmode,"
  " CASE WHEN json_valid (account) AND json_type (account, '$.project_id') = 'text'"
  " THEN json_extract (account, '$.project_id') END"
  " FROM (SELECT *, coalesce (msdynmkt_serviceaccountjson1, '') ||"
  " coalesce (msdynmkt_serviceaccountjson2, '') || coalesce (msdynmkt_serviceaccountjson3, '') ||"
  " coalesce (msdynmkt_serviceaccountjson4, '') || coalesce (msdynmkt_serviceaccountjson5, '')"
  " AS account FROM dv_msdynmkt_mobileappchannelinstance"
  " WHERE msdynmkt_mobileappchannelinstanceid = ?)";
static const char topic_sql[] =
  "SELECT max (msdynmkt_teamid = ?), max (msdynmkt_applicationmode = 0),"
  " max (msdynmkt_applicationmode = 1) FROM dv_msdynmkt_mobileappchannelinstance"
  " WHERE msdynmkt_bundleid = ?";

typedef struct
{
  GHashTable *apps;    /* (element-type utf8 HeraldEmulatorApp) (owned): by id */
  GHashTable *topics;  /* (element-type utf8 HeraldEmulatorTopic) (owned): by bundle id and team */
  guint64     version; /* of the rows they are from */
} Kept;

static void
app_clear (gpointer data)
{
  HeraldEmulatorApp *self = data;

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->bundle_id, g_free);
  g_clear_pointer (&self->key_id, g_free);
  g_clear_pointer (&self->team_id, g_free);
  g_clear_pointer (&self->signing_key, g_free);
  g_clear_pointer (&self->service_account, g_free);
  g_clear_pointer (&self->project_id, g_free);
}

/**
 * herald_emulator_app_unref:
 * @self: (nullable): an app
 */
void
herald_emulator_app_unref (HeraldEmulatorApp *self)
{
  if (self != NULL)
    g_rc_box_release_full (self, app_clear);
}

static void
unref_app (gpointer app)
{
  herald_emulator_app_unref (app);
}

static void
kept_clear (Kept *self)
{
  g_hash_table_remove_all (self->apps);
  g_hash_table_remove_all (self->topics);
}

static void
kept_free (gpointer data)
{
  Kept *self = data;

  g_clear_pointer (&self->apps, g_hash_table_unref);
  g_clear_pointer (&self->topics, g_hash_table_unref);
  g_free (self);
}

static Kept *
get_kept (HeraldEmulatorSite *site)
{
  Kept   *self = herald_emulator_site_get_service (site, SERVICE_NAME);
  guint64 version = herald_emulator_db_get_watched_version (herald_emulator_site_get_db (site));

  if (self->version != version || g_hash_table_size (self->apps) >= MOST_KEPT ||
      g_hash_table_size (self->topics) >= MOST_KEPT)
    kept_clear (self);
  self->version = version;
  return self;
}

static HeraldEmulatorApp *
read_row (HeraldEmulatorRows *rows)
{
  HeraldEmulatorApp *app = g_rc_box_new0 (HeraldEmulatorApp);

  app->id = g_strdup (herald_emulator_rows_get_text (rows, 0));
  app->name = g_strdup (herald_emulator_rows_get_text (rows, 1));
  app->bundle_id = g_strdup (herald_emulator_rows_get_text (rows, 2));
  app->key_id = g_strdup (herald_emulator_rows_get_text (rows, 3));
  app->team_id = g_strdup (herald_emulator_rows_get_text (rows, 4));
  app->signing_key = g_strdup (herald_emulator_rows_get_text (rows, 5));
  app->service_account = g_strdup (herald_emulator_rows_get_text (rows, 6));
  app->project_id = g_strdup (herald_emulator_rows_get_text (rows, 10));
  app->sandbox = herald_emulator_rows_get_int (rows, 7) == 1;
  app->by_token = herald_emulator_rows_get_int (rows, 8) == 1;
  app->by_service_account = herald_emulator_rows_get_int (rows, 9) == 1;
  return app;
}

static HeraldEmulatorApp *
read_app (HeraldEmulatorSite *site, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), &error, find_sql, "s", id);

  if (rows != NULL && herald_emulator_rows_next (rows, &error))
    return read_row (rows);
  if (error != NULL)
    g_warning ("%s", error->message);
  return NULL;
}

/**
 * herald_emulator_apps_find:
 * @site: the site
 * @id: a configuration's id
 *
 * Returns: (transfer full) (nullable): the configuration, %NULL when there is none
 */
HeraldEmulatorApp *
herald_emulator_apps_find (HeraldEmulatorSite *site, const char *id)
{
  Kept              *kept = get_kept (site);
  HeraldEmulatorApp *app = g_hash_table_lookup (kept->apps, id);

  if (app == NULL)
    {
      app = read_app (site, id);
      if (app == NULL)
        return NULL;
      g_hash_table_insert (kept->apps, g_strdup (id), app);
    }
  return g_rc_box_acquire (app);
}

static HeraldEmulatorTopic *
read_topic (HeraldEmulatorSite *site, const char *bundle_id, const char *team_id)
{
  HeraldEmulatorTopic *topic = g_new0 (HeraldEmulatorTopic, 1);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, topic_sql, "ss", team_id,
                               bundle_id);

  if (rows == NULL || !herald_emulator_rows_next (rows, NULL))
    return topic;
  topic->of_team = herald_emulator_rows_get_int (rows, 0) != 0;
  topic->production = herald_emulator_rows_get_int (rows, 1) != 0;
  topic->sandbox = herald_emulator_rows_get_int (rows, 2) != 0;
  return topic;
}

/**
 * herald_emulator_apps_find_topic:
 * @site: the site
 * @bundle_id: an app's bundle id
 * @team_id: (nullable): the team of the key that signed
 *
 * Returns: what is configured for it; nothing when nobody has such an app
 */
HeraldEmulatorTopic
herald_emulator_apps_find_topic (HeraldEmulatorSite *site,
                                 const char         *bundle_id,
                                 const char         *team_id)
{
  Kept                *kept = get_kept (site);
  g_autofree char     *key = g_strconcat (bundle_id, " ", team_id, NULL);
  HeraldEmulatorTopic *topic = g_hash_table_lookup (kept->topics, key);

  if (topic == NULL)
    {
      topic = read_topic (site, bundle_id, team_id);
      g_hash_table_insert (kept->topics, g_steal_pointer (&key), topic);
    }
  return *topic;
}

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer kept)
{
  kept_clear (kept);
}

/**
 * herald_emulator_apps_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_apps_attach (HeraldEmulatorSite *site, GError **error)
{
  static const char *const tables[] = { "dv_msdynmkt_mobileappchannelinstance", NULL };
  Kept                    *self = g_new0 (Kept, 1);

  self->apps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_app);
  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  herald_emulator_site_take_service (site, SERVICE_NAME, self, kept_free);
  herald_emulator_site_add_reload_func (site, reload_cb, self);
  herald_emulator_db_watch (herald_emulator_site_get_db (site), tables);
  return TRUE;
}
