/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys, service accounts and access tokens in three small tables. A key that nobody knows yet is
 * trusted as it is first saved; from then on a wrong team, key id or project is refused by the
 * emulated Apple and Google as it would be by the real ones. */
#include "config.h"

#include "emulator/herald-emulator-registry.h"

#include "crypto/herald-apns-key.h"
#include "crypto/herald-service-account.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/random.h>

#define API_TOKEN_BYTES 256 /* 344 characters of Base64, as the one public example has */

static const char tables_sql[] = "CREATE TABLE IF NOT EXISTS apple_key ("
                                 "  fingerprint TEXT PRIMARY KEY,"
                                 "  key_id TEXT NOT NULL UNIQUE,"
                                 "  team_id TEXT NOT NULL,"
                                 "  public_pem TEXT NOT NULL);"
                                 "CREATE TABLE IF NOT EXISTS apple_key_rule ("
                                 "  key_id TEXT PRIMARY KEY,"
                                 "  environment INTEGER NOT NULL,"
                                 "  revoked INTEGER NOT NULL);"
                                 "CREATE TABLE IF NOT EXISTS google_account ("
                                 "  client_email TEXT NOT NULL,"
                                 "  project_id TEXT NOT NULL,"
                                 "  private_key_id TEXT NOT NULL,"
                                 "  public_pem TEXT NOT NULL,"
                                 "  PRIMARY KEY (client_email, private_key_id));"
                                 "CREATE TABLE IF NOT EXISTS api_token ("
                                 "  app_id TEXT NOT NULL,"
                                 "  value TEXT NOT NULL,"
                                 "  created_us INTEGER NOT NULL,"
                                 "  last_used_us INTEGER,"
                                 "  PRIMARY KEY (app_id, value))";
static const char insert_apple_key_sql[] =
  "INSERT OR IGNORE INTO apple_key (fingerprint, key_id, team_id, public_pem)"
  " VALUES (?, ?, ?, ?)";
static const char select_apple_key_sql[] =
  "SELECT k.fingerprint, k.key_id, k.team_id, k.public_pem, coalesce (r.environment, 0)"
  " FROM apple_key AS k LEFT JOIN apple_key_rule AS r ON r.key_id = k.key_id"
  " WHERE k.key_id = ? AND coalesce (r.revoked, 0) = 0";
static const char rule_apple_key_sql[] =
  "INSERT INTO apple_key_rule (key_id, environment, revoked) VALUES (?, ?, ?)"
  " ON CONFLICT (key_id) DO UPDATE SET environment = excluded.environment,"
  " revoked = excluded.revoked";
static const char insert_google_account_sql[] =
  "INSERT OR IGNORE INTO google_account (client_email, project_id, private_key_id, public_pem)"
  " SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS"
  " (SELECT 1 FROM google_account WHERE client_email = ?1 AND project_id <> ?2)";
static const char select_google_account_sql[] =
  "SELECT client_email, project_id, private_key_id, public_pem FROM google_account"
  " WHERE client_email = ?1 AND (?2 IS NULL OR private_key_id = ?2)";
static const char insert_api_token_sql[] =
  "INSERT OR IGNORE INTO api_token (app_id, value, created_us) VALUES (?, ?, ?)";
static const char delete_api_tokens_sql[] = "DELETE FROM api_token WHERE app_id = ?";
static const char use_api_token_sql[] =
  "UPDATE api_token SET last_used_us = ? WHERE app_id = ? AND value = ?";

/**
 * herald_emulator_apple_key_free:
 * @self: (nullable): the key to free
 */
void
herald_emulator_apple_key_free (HeraldEmulatorAppleKey *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->fingerprint, g_free);
  g_clear_pointer (&self->key_id, g_free);
  g_clear_pointer (&self->team_id, g_free);
  g_clear_pointer (&self->public_pem, g_free);
  g_free (self);
}

/**
 * herald_emulator_google_account_free:
 * @self: (nullable): the account to free
 */
void
herald_emulator_google_account_free (HeraldEmulatorGoogleAccount *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->client_email, g_free);
  g_clear_pointer (&self->project_id, g_free);
  g_clear_pointer (&self->private_key_id, g_free);
  g_clear_pointer (&self->public_pem, g_free);
  g_free (self);
}

/**
 * herald_emulator_registry_attach:
 * @site: the site
 *
 * **Errors:** STORE.
 *
 * Returns: whether the tables are there
 */
gboolean
herald_emulator_registry_attach (HeraldEmulatorSite *site, GError **error)
{
  static const char *const watched[] = { "apple_key", "apple_key_rule", NULL };
  HeraldEmulatorDb        *db = herald_emulator_site_get_db (site);

  herald_emulator_db_watch (db, watched);
  return herald_emulator_db_execute (db, tables_sql, error);
}

static gboolean
is_apple_id (const char *id)
{
  return id != NULL && strlen (id) == HERALD_APNS_ID_LENGTH;
}

/**
 * herald_emulator_registry_learn_apple_key:
 * @site: the site
 * @signing_key_pem: (nullable): text of a .p8 file
 * @key_id: (nullable): its key id
 * @team_id: (nullable): its team
 *
 * Learns a key that is not known yet. Text that is no APNs key, or an incomplete set, teaches
 * nothing and is no error: Dataverse keeps whatever is saved.
 *
 * **Errors:** STORE, SECRET.
 *
 * Returns: whether nothing went wrong
 */
gboolean
herald_emulator_registry_learn_apple_key (HeraldEmulatorSite *site,
                                          const char         *signing_key_pem,
                                          const char         *key_id,
                                          const char         *team_id,
                                          GError            **error)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (HeraldKey) key = NULL;
  g_autoptr (HeraldPublicKey) public_key = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *pem = NULL;

  if (signing_key_pem == NULL || !is_apple_id (key_id) || !is_apple_id (team_id))
    return TRUE;
  content = g_bytes_new (signing_key_pem, strlen (signing_key_pem));
  key = herald_apns_key_load (content, NULL);
  if (key == NULL)
    return TRUE;
  public_key = herald_key_dup_public (key, error);
  if (public_key == NULL)
    return FALSE;
  fingerprint = herald_public_key_get_fingerprint (public_key, error);
  pem = fingerprint != NULL ? herald_public_key_to_pem (public_key, error) : NULL;
  return pem != NULL &&
         herald_emulator_db_run (herald_emulator_site_get_db (site), error, insert_apple_key_sql,
                                 "ssss", fingerprint, key_id, team_id, pem);
}

/**
 * herald_emulator_registry_learn_google_account:
 * @site: the site
 * @service_account_json: (nullable): text of a service account file
 *
 * Learns an account, or another key of a known account. Text that is no service account teaches
 * nothing and is no error.
 *
 * **Errors:** STORE, SECRET.
 *
 * Returns: whether nothing went wrong
 */
gboolean
herald_emulator_registry_learn_google_account (HeraldEmulatorSite *site,
                                               const char         *service_account_json,
                                               GError            **error)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (HeraldServiceAccount) account = NULL;
  g_autoptr (HeraldPublicKey) public_key = NULL;
  g_autofree char *pem = NULL;

  if (service_account_json == NULL)
    return TRUE;
  content = g_bytes_new (service_account_json, strlen (service_account_json));
  account = herald_service_account_new_from_json (content, NULL);
  if (account == NULL)
    return TRUE;
  public_key = herald_key_dup_public (herald_service_account_get_key (account), error);
  pem = public_key != NULL ? herald_public_key_to_pem (public_key, error) : NULL;
  return pem != NULL &&
         herald_emulator_db_run (herald_emulator_site_get_db (site), error,
                                 insert_google_account_sql, "ssss",
                                 herald_service_account_get_client_email (account),
                                 herald_service_account_get_project_id (account),
                                 herald_service_account_get_private_key_id (account), pem);
}

/* The only row of a look-up, or NULL; a failure of the database is told in the log. */
static HeraldEmulatorRows *
select_one (HeraldEmulatorSite *site, const char *sql, const char *a, const char *b)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  herald_emulator_values_add_text (values, a);
  if (strstr (sql, "?2") != NULL)
    herald_emulator_values_add_text (values, b);
  rows = herald_emulator_db_select_values (db, sql, values, &error);
  if (rows != NULL && herald_emulator_rows_next (rows, &error))
    return g_steal_pointer (&rows);
  if (error != NULL)
    g_warning ("%s", error->message);
  return NULL;
}

/**
 * herald_emulator_registry_find_apple_key:
 * @site: the site
 * @key_id: `kid` of a provider token
 *
 * Returns: (transfer full) (nullable): the key that Apple gave that id
 */
HeraldEmulatorAppleKey *
herald_emulator_registry_find_apple_key (HeraldEmulatorSite *site, const char *key_id)
{
  g_autoptr (HeraldEmulatorRows) rows = select_one (site, select_apple_key_sql, key_id, NULL);
  HeraldEmulatorAppleKey *key;

  if (rows == NULL)
    return NULL;
  key = g_new0 (HeraldEmulatorAppleKey, 1);
  key->fingerprint = g_strdup (herald_emulator_rows_get_text (rows, 0));
  key->key_id = g_strdup (herald_emulator_rows_get_text (rows, 1));
  key->team_id = g_strdup (herald_emulator_rows_get_text (rows, 2));
  key->public_pem = g_strdup (herald_emulator_rows_get_text (rows, 3));
  key->environment = (HeraldEmulatorEnvironment) herald_emulator_rows_get_int (rows, 4);
  return key;
}

/**
 * herald_emulator_registry_rule_apple_key:
 * @site: the site
 * @key_id: a key's id
 * @environment: which of Apple's services it is for
 * @revoked: whether Apple took it back
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_registry_rule_apple_key (HeraldEmulatorSite       *site,
                                         const char               *key_id,
                                         HeraldEmulatorEnvironment environment,
                                         gboolean                  revoked,
                                         GError                  **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, rule_apple_key_sql,
                                 "sii", key_id, (gint64) environment, (gint64) revoked);
}

/**
 * herald_emulator_registry_find_google_account:
 * @site: the site
 * @client_email: `iss` of an assertion
 * @private_key_id: (nullable): its `kid`; %NULL takes any key of the account
 *
 * Returns: (transfer full) (nullable): the account
 */
HeraldEmulatorGoogleAccount *
herald_emulator_registry_find_google_account (HeraldEmulatorSite *site,
                                              const char         *client_email,
                                              const char         *private_key_id)
{
  g_autoptr (HeraldEmulatorRows) rows =
    select_one (site, select_google_account_sql, client_email, private_key_id);
  HeraldEmulatorGoogleAccount *account;

  if (rows == NULL)
    return NULL;
  account = g_new0 (HeraldEmulatorGoogleAccount, 1);
  account->client_email = g_strdup (herald_emulator_rows_get_text (rows, 0));
  account->project_id = g_strdup (herald_emulator_rows_get_text (rows, 1));
  account->private_key_id = g_strdup (herald_emulator_rows_get_text (rows, 2));
  account->public_pem = g_strdup (herald_emulator_rows_get_text (rows, 3));
  return account;
}

/**
 * herald_emulator_registry_add_api_token:
 * @site: the site
 * @app_id: the configuration
 * @value: its new access token
 *
 * The tokens before stay good: whether the service takes them back is not documented.
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_registry_add_api_token (HeraldEmulatorSite *site,
                                        const char         *app_id,
                                        const char         *value,
                                        GError            **error)
{
  gint64 now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));

  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, insert_api_token_sql,
                                 "ssi", app_id, value, now_us);
}

/**
 * herald_emulator_registry_revoke_api_tokens:
 * @site: the site
 * @app_id: the configuration
 *
 * **Errors:** STORE.
 *
 * Returns: whether no token of the app is good any more
 */
gboolean
herald_emulator_registry_revoke_api_tokens (HeraldEmulatorSite *site,
                                            const char         *app_id,
                                            GError            **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, delete_api_tokens_sql,
                                 "s", app_id);
}

/**
 * herald_emulator_registry_check_api_token:
 * @site: the site
 * @app_id: the configuration
 * @value: a token that somebody shows
 *
 * Returns: whether it is a good one; its use is noted
 */
gboolean
herald_emulator_registry_check_api_token (HeraldEmulatorSite *site,
                                          const char         *app_id,
                                          const char         *value)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  gint64            now_us = herald_clock_get_unix_us (herald_emulator_site_get_clock (site));
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_db_run (db, &error, use_api_token_sql, "iss", now_us, app_id, value))
    {
      g_warning ("%s", error->message);
      return FALSE;
    }
  return herald_emulator_db_get_n_changes (db) > 0;
}

/**
 * herald_emulator_registry_make_api_token:
 *
 * Returns: (transfer full): a new random access token
 */
char *
herald_emulator_registry_make_api_token (void)
{
  guint8 bytes[API_TOKEN_BYTES];

  /* Up to 256 bytes getrandom() is never interrupted and never short. */
  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    g_error ("The system gives no random bytes");
  return g_base64_encode (bytes, sizeof bytes);
}
