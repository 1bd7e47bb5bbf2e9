/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes signing keys and service accounts once per folder, tells the emulated Apple and Google
 * whose they are, and lists them in the ready line. */
#include "config.h"

#include "emulator/herald-emulator-samples.h"

#include "base/herald-json.h"
#include "crypto/herald-apns-certificate.h"
#include "crypto/herald-service-account.h"
#include "emulator/herald-emulator-certificates.h"
#include "emulator/herald-emulator-keys.h"

#include <string.h>

#define ACCOUNT_DOMAIN "iam.gserviceaccount.com"
#define PASSPHRASE_LENGTH 16
#define CERTIFICATE_DAYS 395 /* thirteen months, as Apple's */
#define CERTIFICATE_MARGIN_SECONDS ((gint64) 30 * 24 * 60 * 60)
#define KEY_ID_LENGTH 40 /* of a service account's private_key_id */

static const char table_sql[] = "CREATE TABLE IF NOT EXISTS sample ("
                                "  position INTEGER PRIMARY KEY,"
                                "  app_id TEXT,"
                                "  name TEXT NOT NULL,"
                                "  bundle_id TEXT NOT NULL,"
                                "  team_id TEXT NOT NULL,"
                                "  key_id TEXT NOT NULL,"
                                "  project_id TEXT NOT NULL,"
                                "  apns_file TEXT NOT NULL,"
                                "  account_file TEXT NOT NULL)";
static const char insert_sql[] =
  "INSERT INTO sample (app_id, name, bundle_id, team_id, key_id, project_id, apns_file,"
  " account_file) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
/* A configuration that was deleted since is left out. */
static const char select_sql[] =
  "SELECT app_id, name, bundle_id, team_id, key_id, project_id, apns_file, account_file,"
  " msdynmkt_apitoken FROM sample"
  " LEFT JOIN dv_msdynmkt_mobileappchannelinstance ON msdynmkt_mobileappchannelinstanceid = app_id"
  " WHERE app_id IS NULL OR msdynmkt_mobileappchannelinstanceid IS NOT NULL ORDER BY position";

/**
 * herald_emulator_samples_attach:
 * @site: the site
 *
 * **Errors:** STORE.
 *
 * Returns: whether the table is there
 */
gboolean
herald_emulator_samples_attach (HeraldEmulatorSite *site, GError **error)
{
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), table_sql, error);
}

/* The text of a key file, made when it is not there. */
static char *
load_or_make_apns_key (HeraldEmulatorSite *site, const char *file, GError **error)
{
  g_autofree char *path = herald_emulator_keys_dup_path (herald_emulator_site_get_dir (site), file);
  g_autoptr (HeraldKey) key =
    herald_emulator_keys_load_or_make (herald_emulator_site_get_dir (site), file,
                                       HERALD_KEY_EC_P256, error);
  char *text = NULL;

  if (key == NULL || !g_file_get_contents (path, &text, NULL, error))
    return NULL;
  return text;
}

/* Google's own shape of a key file. */
static char *
format_service_account (const HeraldEmulatorSample *sample, HeraldKey *key, GError **error)
{
  g_autoptr (HeraldPublicKey) public_key = herald_key_dup_public (key, error);
  g_autofree char *fingerprint =
    public_key != NULL ? herald_public_key_get_fingerprint (public_key, error) : NULL;
  g_autofree char *pem = fingerprint != NULL ? herald_key_to_pem (key, error) : NULL;
  g_autofree char *key_id = NULL;
  g_autofree char *email = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (node, object);
  if (pem == NULL)
    return NULL;
  key_id = g_strndup (fingerprint, KEY_ID_LENGTH);
  email = g_strdup_printf ("%s@%s." ACCOUNT_DOMAIN, sample->account, sample->project_id);
  json_object_set_string_member (object, "type", "service_account");
  json_object_set_string_member (object, "project_id", sample->project_id);
  json_object_set_string_member (object, "private_key_id", key_id);
  json_object_set_string_member (object, "private_key", pem);
  json_object_set_string_member (object, "client_email", email);
  json_object_set_string_member (object, "client_id", "100000000000000000001");
  json_object_set_string_member (object, "auth_uri", "https://accounts.google.com/o/oauth2/auth");
  json_object_set_string_member (object, "token_uri", HERALD_GOOGLE_TOKEN_URI);
  json_object_set_string_member (object, "universe_domain", "googleapis.com");
  return herald_json_write (node, TRUE);
}

static char *
load_or_make_service_account (HeraldEmulatorSite         *site,
                              const HeraldEmulatorSample *sample,
                              const char                 *file,
                              GError                    **error)
{
  g_autofree char *path = herald_emulator_keys_dup_path (herald_emulator_site_get_dir (site), file);
  g_autoptr (HeraldKey) key = NULL;
  g_autofree char *text = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL))
    return g_steal_pointer (&text);
  key = herald_key_generate (HERALD_KEY_RSA, error);
  text = key != NULL ? format_service_account (sample, key, error) : NULL;
  if (text == NULL || !herald_emulator_keys_write_secret (path, text, error))
    return NULL;
  return g_steal_pointer (&text);
}

static char *
make_passphrase (HeraldEmulatorSite *site, const char *bundle_id)
{
  const char      *secret = herald_emulator_site_get_setting (site, HERALD_EMULATOR_ADMIN_TOKEN);
  g_autofree char *digest = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) secret,
                                                       strlen (secret), bundle_id, -1);

  return g_strndup (digest, PASSPHRASE_LENGTH);
}

static char *
dup_certificate_path (HeraldEmulatorSite *site, const char *bundle_id)
{
  g_autofree char *file = g_strdup_printf ("apns-%s.p12", bundle_id);

  return herald_emulator_keys_dup_path (herald_emulator_site_get_dir (site), file);
}

/* Whether the file there can be read with the passphrase and is good for a while. */
static gboolean
is_certificate_good (HeraldEmulatorSite *site, GBytes *p12, const char *passphrase)
{
  gint64 now = herald_clock_get_unix_seconds (herald_emulator_site_get_clock (site));
  g_autoptr (HeraldApnsCertificate) certificate =
    herald_apns_certificate_read_p12 (p12, passphrase, NULL);

  return certificate != NULL && certificate->not_after > now + CERTIFICATE_MARGIN_SECONDS;
}

/* A client certificate of the app, as an alternative to the key. */
static gboolean
add_certificate (HeraldEmulatorSite *site, const char *bundle_id, GError **error)
{
  g_autofree char *path = dup_certificate_path (site, bundle_id);
  g_autofree char *passphrase = make_passphrase (site, bundle_id);
  g_autoptr (GBytes) p12 = NULL;
  char *data = NULL;
  gsize size = 0;

  if (g_file_get_contents (path, &data, &size, NULL))
    p12 = g_bytes_new_take (data, size);
  if (p12 != NULL && is_certificate_good (site, p12, passphrase))
    return herald_emulator_certificates_learn (site, p12, passphrase, error);
  g_clear_pointer (&p12, g_bytes_unref);
  p12 = herald_emulator_certificates_issue (site, bundle_id, HERALD_EMULATOR_BOTH, CERTIFICATE_DAYS,
                                            passphrase, error);
  return p12 != NULL && herald_emulator_keys_write_bytes (path, p12, error);
}

/**
 * herald_emulator_samples_add:
 * @site: the site
 * @sample: what the credentials are for
 * @apns_key: (out) (optional) (transfer full): text of the .p8 file
 * @service_account: (out) (optional) (transfer full): text of the JSON file
 * @error: return location
 *
 * **Errors:** SECRET, STORE.
 *
 * Returns: whether files and registrations are there
 */
gboolean
herald_emulator_samples_add (HeraldEmulatorSite         *site,
                             const HeraldEmulatorSample *sample,
                             char                      **apns_key,
                             char                      **service_account,
                             GError                    **error)
{
  g_autofree char *apns_file = g_strdup_printf ("AuthKey_%s.p8", sample->key_id);
  g_autofree char *account_file =
    g_strdup_printf ("%s-%s.json", sample->project_id, sample->account);
  g_autofree char *key_text = load_or_make_apns_key (site, apns_file, error);
  g_autofree char *account_text =
    key_text != NULL ? load_or_make_service_account (site, sample, account_file, error) : NULL;

  if (account_text == NULL ||
      !herald_emulator_registry_learn_apple_key (site, key_text, sample->key_id, sample->team_id,
                                                 error) ||
      !herald_emulator_registry_learn_google_account (site, account_text, error) ||
      (sample->app_id != NULL && !add_certificate (site, sample->bundle_id, error)) ||
      !herald_emulator_db_run (herald_emulator_site_get_db (site), error, insert_sql, "ssssssss",
                               sample->app_id, sample->name, sample->bundle_id, sample->team_id,
                               sample->key_id, sample->project_id, apns_file, account_file))
    return FALSE;
  if (apns_key != NULL)
    *apns_key = g_steal_pointer (&key_text);
  if (service_account != NULL)
    *service_account = g_steal_pointer (&account_text);
  return TRUE;
}

static void
set_text (JsonObject *object, const char *name, HeraldEmulatorRows *rows, int column)
{
  const char *text = herald_emulator_rows_get_text (rows, column);

  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static void
set_path (JsonObject         *object,
          const char         *name,
          HeraldEmulatorSite *site,
          HeraldEmulatorRows *rows,
          int                 column)
{
  g_autofree char *path =
    herald_emulator_keys_dup_path (herald_emulator_site_get_dir (site),
                                   herald_emulator_rows_get_text (rows, column));
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  json_object_set_string_member (object, name, absolute);
}

static void
set_certificate (JsonObject *object, HeraldEmulatorSite *site, const char *bundle_id)
{
  g_autofree char *path = dup_certificate_path (site, bundle_id);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *passphrase = make_passphrase (site, bundle_id);

  json_object_set_string_member (object, "apnsCertificate", absolute);
  json_object_set_string_member (object, "apnsCertificatePassphrase", passphrase);
}

static JsonObject *
build_sample (HeraldEmulatorSite *site, HeraldEmulatorRows *rows)
{
  JsonObject *object = json_object_new ();

  set_text (object, "bundleId", rows, 2);
  set_text (object, "teamId", rows, 3);
  set_text (object, "keyId", rows, 4);
  set_path (object, "apnsKey", site, rows, 6);
  set_path (object, "serviceAccount", site, rows, 7);
  set_text (object, "projectId", rows, 5);
  return object;
}

/**
 * herald_emulator_samples_add_to_ready_line:
 * @site: a seeded site
 * @ready: gets “apps” and “sample”
 *
 * **Errors:** STORE.
 *
 * Returns: whether the members were added
 */
gboolean
herald_emulator_samples_add_to_ready_line (HeraldEmulatorSite *site,
                                           JsonObject         *ready,
                                           GError            **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_sql, "");
  JsonArray *apps = json_array_new ();
  GError    *local_error = NULL;

  json_object_set_array_member (ready, "apps", apps);
  while (rows != NULL && herald_emulator_rows_next (rows, &local_error))
    {
      JsonObject *sample = build_sample (site, rows);

      if (herald_emulator_rows_is_null (rows, 0))
        {
          json_object_set_object_member (ready, "sample", sample);
          continue;
        }
      set_text (sample, "id", rows, 0);
      set_text (sample, "name", rows, 1);
      set_text (sample, "apiToken", rows, 8);
      set_certificate (sample, site, herald_emulator_rows_get_text (rows, 2));
      json_array_add_object_element (apps, sample);
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return rows != NULL && local_error == NULL;
}
