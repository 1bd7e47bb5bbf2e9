/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the registry of keys, accounts and access tokens in step with the configurations. */
#include "config.h"

#include "emulator/herald-emulator-app-config.h"

#include "crypto/herald-apns-certificate.h"
#include "emulator/herald-emulator-certificates.h"

#include <string.h>

#define CERTIFICATE_COLUMN 8
#define PASSWORD_COLUMN 9

static const char select_credentials_sql[] =
  "SELECT msdynmkt_signingkey, msdynmkt_keyid, msdynmkt_teamid,"
  " msdynmkt_serviceaccountjson1, msdynmkt_serviceaccountjson2, msdynmkt_serviceaccountjson3,"
  " msdynmkt_serviceaccountjson4, msdynmkt_serviceaccountjson5,"
  " coalesce (msdynmkt_certificate1, '') || coalesce (msdynmkt_certificate2, '') ||"
  " coalesce (msdynmkt_certificate3, '') || coalesce (msdynmkt_certificate4, '') ||"
  " coalesce (msdynmkt_certificate5, ''), msdynmkt_password"
  " FROM dv_msdynmkt_mobileappchannelinstance"
  " WHERE msdynmkt_mobileappchannelinstanceid = ?";

static gboolean
is_app_config (HeraldEmulatorRecord *record)
{
  return strcmp (herald_emulator_record_get_table (record)->logical_name,
                 HERALD_EMULATOR_APP_TABLE) == 0;
}

/**
 * herald_emulator_app_config_prepare:
 * @record: a row of any table, about to be created
 *
 * The product makes an access token when a configuration is first saved; so a configuration that is
 * created without one gets one.
 */
void
herald_emulator_app_config_prepare (HeraldEmulatorRecord *record)
{
  g_autofree char *token = NULL;

  if (!is_app_config (record) || !herald_emulator_record_is_null (record, "msdynmkt_apitoken"))
    return;
  token = herald_emulator_registry_make_api_token ();
  herald_emulator_record_set_text (record, "msdynmkt_apitoken", token);
}

/* The parts of a .p12 are Base64 here; the documentation does not say. */
static GBytes *
read_certificate (HeraldEmulatorRows *rows)
{
  const char *base64 = herald_emulator_rows_get_text (rows, CERTIFICATE_COLUMN);
  gsize       size = 0;
  guint8     *data;

  if (base64 == NULL || *base64 == '\0')
    return NULL;
  data = g_base64_decode (base64, &size);
  return g_bytes_new_take (data, size);
}

static gboolean
learn_certificate (HeraldEmulatorSite *site, HeraldEmulatorRows *rows, GError **error)
{
  g_autoptr (GBytes) p12 = read_certificate (rows);

  return p12 == NULL ||
         herald_emulator_certificates_learn (site, p12,
                                             herald_emulator_rows_get_text (rows, PASSWORD_COLUMN),
                                             error);
}

static gboolean
learn_credentials (HeraldEmulatorSite *site, const char *id, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_credentials_sql,
                               "s", id);
  g_autoptr (GString) json = g_string_new (NULL);

  if (rows == NULL)
    return FALSE;
  if (!herald_emulator_rows_next (rows, NULL))
    return TRUE;
  for (int part = 0; part < HERALD_EMULATOR_JSON_PARTS; part++)
    {
      const char *text = herald_emulator_rows_get_text (rows, 3 + part);

      g_string_append (json, text != NULL ? text : "");
    }
  return herald_emulator_registry_learn_apple_key (site, herald_emulator_rows_get_text (rows, 0),
                                                   herald_emulator_rows_get_text (rows, 1),
                                                   herald_emulator_rows_get_text (rows, 2),
                                                   error) &&
         herald_emulator_registry_learn_google_account (site, json->str, error) &&
         learn_certificate (site, rows, error);
}

/**
 * herald_emulator_app_config_learn:
 * @site: the site
 * @record: a row of any table that was just written
 * @id: its id
 *
 * A configuration's new keys become known to the emulated Apple and Google, and its new access
 * token to the registration service.
 *
 * **Errors:** STORE, SECRET.
 *
 * Returns: whether nothing went wrong
 */
gboolean
herald_emulator_app_config_learn (HeraldEmulatorSite   *site,
                                  HeraldEmulatorRecord *record,
                                  const char           *id,
                                  GError              **error)
{
  const char *token;

  if (!is_app_config (record))
    return TRUE;
  token = herald_emulator_record_get_text (record, "msdynmkt_apitoken");
  if (token != NULL && !herald_emulator_registry_add_api_token (site, id, token, error))
    return FALSE;
  if (token == NULL && herald_emulator_record_has (record, "msdynmkt_apitoken") &&
      !herald_emulator_registry_revoke_api_tokens (site, id, error))
    return FALSE;
  return learn_credentials (site, id, error);
}

/**
 * herald_emulator_app_config_forget:
 * @site: the site
 * @logical_name: the table of a row that was deleted
 * @id: its id
 *
 * **Errors:** STORE.
 *
 * Returns: whether the access tokens of a deleted configuration are gone
 */
gboolean
herald_emulator_app_config_forget (HeraldEmulatorSite *site,
                                   const char         *logical_name,
                                   const char         *id,
                                   GError            **error)
{
  return strcmp (logical_name, HERALD_EMULATOR_APP_TABLE) != 0 ||
         herald_emulator_registry_revoke_api_tokens (site, id, error);
}

/**
 * herald_emulator_app_config_find_certificate:
 * @site: the site
 * @id: a configuration
 *
 * Returns: (transfer full) (nullable): the fingerprint of its certificate for APNs, %NULL when it
 *   has none that can be read
 */
char *
herald_emulator_app_config_find_certificate (HeraldEmulatorSite *site, const char *id)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, select_credentials_sql,
                               "s", id);
  g_autoptr (HeraldApnsCertificate) certificate = NULL;
  g_autoptr (GBytes) p12 = NULL;
  const char *password;

  if (rows == NULL || !herald_emulator_rows_next (rows, NULL))
    return NULL;
  p12 = read_certificate (rows);
  password = herald_emulator_rows_get_text (rows, PASSWORD_COLUMN);
  if (p12 != NULL)
    certificate = herald_apns_certificate_read_p12 (p12, password != NULL ? password : "", NULL);
  return certificate != NULL ? g_strdup (certificate->fingerprint) : NULL;
}
