/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the rows of msdynmkt_mobileappchannelinstance. The registration service looks at them as
 * the product's does: from behind, with all secrets. */
#include "config.h"

#include "emulator/herald-emulator-apps.h"

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

/**
 * herald_emulator_app_free:
 * @self: (nullable): the app to free
 */
void
herald_emulator_app_free (HeraldEmulatorApp *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->bundle_id);
  g_free (self->key_id);
  g_free (self->team_id);
  g_free (self->signing_key);
  g_free (self->service_account);
  g_free (self->project_id);
  g_free (self);
}

static HeraldEmulatorApp *
read_row (HeraldEmulatorRows *rows)
{
  HeraldEmulatorApp *app = g_new0 (HeraldEmulatorApp, 1);

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
 * herald_emulator_apps_find_topic:
 * @site: the site
 * @bundle_id: an app's bundle id
 * @team_id: the team of the key that signed
 *
 * Returns: what is configured for it; nothing when nobody has such an app
 */
HeraldEmulatorTopic
herald_emulator_apps_find_topic (HeraldEmulatorSite *site,
                                 const char         *bundle_id,
                                 const char         *team_id)
{
  HeraldEmulatorTopic topic = { FALSE, FALSE, FALSE };
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, topic_sql, "ss", team_id,
                               bundle_id);

  if (rows == NULL || !herald_emulator_rows_next (rows, NULL))
    return topic;
  topic.of_team = herald_emulator_rows_get_int (rows, 0) != 0;
  topic.production = herald_emulator_rows_get_int (rows, 1) != 0;
  topic.sandbox = herald_emulator_rows_get_int (rows, 2) != 0;
  return topic;
}
