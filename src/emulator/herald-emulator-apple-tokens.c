/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The token itself stands beside those of Apple and of Android phones: its phone, its end and its
 * topics are a token's as any other. */
#include "config.h"

#include "emulator/herald-emulator-apple-tokens.h"

#include "emulator/herald-emulator-apps.h"
#include "emulator/herald-emulator-phones.h"

static const char table_sql[] = "CREATE TABLE IF NOT EXISTS fcm_apple_token ("
                                "  token TEXT PRIMARY KEY REFERENCES push_token (token)"
                                "    ON DELETE CASCADE,"
                                "  apns_token TEXT NOT NULL UNIQUE,"
                                "  app_id TEXT NOT NULL) WITHOUT ROWID";
static const char select_app_sql[] = "SELECT app_id FROM phone WHERE id = ?";
static const char insert_push_token_sql[] =
  "INSERT INTO push_token (token, platform, identity, sandbox, phone_id)"
  " SELECT ?, platform, ?, sandbox, phone_id FROM push_token WHERE token = ?";
static const char insert_sql[] =
  "INSERT INTO fcm_apple_token (token, apns_token, app_id) VALUES (?, ?, ?)";
static const char select_sql[] = "SELECT apns_token, app_id FROM fcm_apple_token WHERE token = ?";

/**
 * herald_emulator_apple_token_free:
 * @self: (nullable): the token to free
 */
void
herald_emulator_apple_token_free (HeraldEmulatorAppleToken *self)
{
  if (self == NULL)
    return;
  g_free (self->apns_token);
  g_free (self->app_id);
  g_free (self);
}

/**
 * herald_emulator_apple_tokens_attach:
 * @site: the site, with the table of phones
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the table is there
 */
gboolean
herald_emulator_apple_tokens_attach (HeraldEmulatorSite *site, GError **error)
{
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), table_sql, error);
}

/* The configuration of the app on a phone, when it has a Firebase project. */
static HeraldEmulatorApp *
find_app (HeraldEmulatorSite *site, const char *phone_id)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, select_app_sql, "s",
                               phone_id);
  g_autoptr (HeraldEmulatorApp) app = NULL;
  const char *app_id = NULL;

  if (rows != NULL && herald_emulator_rows_next (rows, NULL))
    app_id = herald_emulator_rows_get_text (rows, 0);
  if (app_id != NULL)
    app = herald_emulator_apps_find (site, app_id);
  return app != NULL && app->project_id != NULL ? g_steal_pointer (&app) : NULL;
}

/**
 * herald_emulator_apple_tokens_give:
 * @site: the site
 * @phone_id: an iPhone
 * @apns_token: the token that Apple gave to the app on it
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether nothing went wrong
 */
gboolean
herald_emulator_apple_tokens_give (HeraldEmulatorSite *site,
                                   const char         *phone_id,
                                   const char         *apns_token,
                                   GError            **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  g_autoptr (HeraldEmulatorApp) app = find_app (site, phone_id);
  g_autofree char *token = NULL;

  if (app == NULL)
    return TRUE;
  token = herald_emulator_phones_make_token (HERALD_EMULATOR_ANDROID);
  return herald_emulator_db_run (db, error, insert_push_token_sql, "sss", token, app->project_id,
                                 apns_token) &&
         herald_emulator_db_run (db, error, insert_sql, "sss", token, apns_token, app->id);
}

/**
 * herald_emulator_apple_tokens_find:
 * @site: the site
 * @token: a registration token
 *
 * Returns: (transfer full) (nullable): what it stands for
 */
HeraldEmulatorAppleToken *
herald_emulator_apple_tokens_find (HeraldEmulatorSite *site, const char *token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), &error, select_sql, "s", token);
  HeraldEmulatorAppleToken *found;

  if (rows == NULL || !herald_emulator_rows_next (rows, &error))
    {
      if (error != NULL)
        g_warning ("%s", error->message);
      return NULL;
    }
  found = g_new0 (HeraldEmulatorAppleToken, 1);
  found->apns_token = g_strdup (herald_emulator_rows_get_text (rows, 0));
  found->app_id = g_strdup (herald_emulator_rows_get_text (rows, 1));
  return found;
}
