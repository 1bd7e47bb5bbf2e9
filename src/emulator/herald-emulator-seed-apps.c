/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two configured apps with working credentials, their channel instances, and a spare set of
 * credentials to create a third one with. */
#include "config.h"

#include "emulator/herald-emulator-app-config.h"
#include "emulator/herald-emulator-samples.h"
#include "emulator/herald-emulator-seed-steps.h"

#include <string.h>

#define CHANNEL_NAME "Push notifications"
#define COLUMN_CHARACTERS ((gsize) 4000) /* of each part column */
#define SHA256_BYTES ((gsize) 32)
#define API_TOKEN_PARTS 8 /* 256 bytes: 344 characters, as the one public example has */
#define AUTHENTICATION_TOKEN 1
#define FCM_SERVICE_ACCOUNT 1

static const struct
{
  const char *name;
  const char *description;
  const char *bundle_id;
  const char *team_id;
  const char *key_id;
  const char *project_id;
} apps[HERALD_EMULATOR_SEED_N_APPS] = {
  { "Contoso Shop", "The shop’s app for customers", "com.contoso.shop", "C0NT0S0TM1", "SH0PKEY001",
    "contoso-shop" },
  { "Fabrikam Fitness", "Classes, bookings and training plans", "com.fabrikam.fitness",
    "FABR1KAMT2", "F1TKEY0002", "fabrikam-fitness" },
};

/**
 * herald_emulator_seed_get_bundle_id:
 * @app: number of an app of the seed
 *
 * **Thread:** any.
 *
 * Returns: (transfer none): its bundle id
 */
const char *
herald_emulator_seed_get_bundle_id (guint app)
{
  return apps[app].bundle_id;
}

/**
 * herald_emulator_seed_get_project_id:
 * @app: number of an app of the seed
 *
 * **Thread:** any.
 *
 * Returns: (transfer none): its Firebase project
 */
const char *
herald_emulator_seed_get_project_id (guint app)
{
  return apps[app].project_id;
}

/* As random as the folder's admin token, and the same after a reset: the ready line stays true. */
static char *
make_api_token (HeraldEmulatorSite *site, guint app)
{
  const char *secret = herald_emulator_site_get_setting (site, HERALD_EMULATOR_ADMIN_TOKEN);
  guint8      bytes[API_TOKEN_PARTS * SHA256_BYTES];

  for (guint part = 0; part < API_TOKEN_PARTS; part++)
    {
      g_autoptr (GHmac) hmac =
        g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret));
      g_autofree char *name = g_strdup_printf ("access token %u %u", app, part);
      gsize            length = SHA256_BYTES;

      g_hmac_update (hmac, (const guchar *) name, -1);
      g_hmac_get_digest (hmac, bytes + part * SHA256_BYTES, &length);
    }
  return g_base64_encode (bytes, sizeof bytes);
}

/* Five columns hold one file. It is plain ASCII, so bytes are characters. */
static void
set_service_account (HeraldEmulatorRecord *record, const char *json)
{
  gsize length = strlen (json);

  for (guint part = 0; part < HERALD_EMULATOR_JSON_PARTS; part++)
    {
      g_autofree char *column = g_strdup_printf ("msdynmkt_serviceaccountjson%u", part + 1);
      gsize            start = MIN (length, part * COLUMN_CHARACTERS);
      g_autofree char *text = g_strndup (json + start, COLUMN_CHARACTERS);

      if (*text != '\0')
        herald_emulator_record_set_text (record, column, text);
    }
}

static gboolean
insert (HeraldEmulatorSite *site, HeraldEmulatorRecord *record, guint number, GError **error)
{
  herald_emulator_record_set_int (record, "createdon", herald_emulator_seed_get_time (number));
  herald_emulator_record_set_int (record, "modifiedon", herald_emulator_seed_get_time (number));
  return herald_emulator_record_insert (record,
                                        herald_emulator_site_get_setting (site,
                                                                          HERALD_EMULATOR_USER_ID),
                                        NULL, error);
}

static gboolean
add_config (HeraldEmulatorSite *site,
            guint               number,
            const char         *apns_key,
            const char         *service_account,
            GError            **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), HERALD_EMULATOR_APP_TABLE);
  g_autofree char *id = herald_emulator_seed_make_id ("app", number);
  g_autofree char *file = g_strdup_printf ("%s-firebase-adminsdk.json", apps[number].project_id);
  g_autofree char *token = make_api_token (site, number);

  herald_emulator_record_set_text (record, HERALD_EMULATOR_APP_TABLE "id", id);
  herald_emulator_record_set_text (record, "msdynmkt_name", apps[number].name);
  herald_emulator_record_set_text (record, "msdynmkt_description", apps[number].description);
  herald_emulator_record_set_text (record, "msdynmkt_apitoken", token);
  herald_emulator_record_set_int (record, "msdynmkt_authenticationmode", AUTHENTICATION_TOKEN);
  herald_emulator_record_set_text (record, "msdynmkt_bundleid", apps[number].bundle_id);
  herald_emulator_record_set_text (record, "msdynmkt_keyid", apps[number].key_id);
  herald_emulator_record_set_text (record, "msdynmkt_teamid", apps[number].team_id);
  herald_emulator_record_set_text (record, "msdynmkt_signingkey", apns_key);
  herald_emulator_record_set_int (record, "msdynmkt_fcmauthenticationmode", FCM_SERVICE_ACCOUNT);
  herald_emulator_record_set_text (record, "msdynmkt_serviceaccountjsonname", file);
  set_service_account (record, service_account);
  return insert (site, record, number, error);
}

/* The row that the product's list shows; it points to the configuration. */
static gboolean
add_channel (HeraldEmulatorSite *site, guint number, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "msdyn_channelinstance");
  g_autofree char *id = herald_emulator_seed_make_id ("channel", number);
  g_autofree char *app_id = herald_emulator_seed_make_id ("app", number);
  g_autofree char *definition_id = herald_emulator_seed_make_id ("channel definition", 0);

  herald_emulator_record_set_text (record, "msdyn_channelinstanceid", id);
  herald_emulator_record_set_text (record, "msdyn_name", apps[number].name);
  herald_emulator_record_set_lookup (record, "msdyn_channeldefinitionid", "msdyn_channeldefinition",
                                     definition_id);
  herald_emulator_record_set_lookup (record, "msdyn_extendedentityid", HERALD_EMULATOR_APP_TABLE,
                                     app_id);
  return insert (site, record, number, error);
}

static gboolean
add_channel_definition (HeraldEmulatorSite *site, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "msdyn_channeldefinition");
  g_autofree char *id = herald_emulator_seed_make_id ("channel definition", 0);

  herald_emulator_record_set_text (record, "msdyn_channeldefinitionid", id);
  herald_emulator_record_set_text (record, "msdyn_name", CHANNEL_NAME);
  herald_emulator_record_set_text (record, "msdyn_displayname", CHANNEL_NAME);
  herald_emulator_record_set_text (record, "msdyn_channeldefinitionexternalentity",
                                   HERALD_EMULATOR_APP_TABLE);
  return insert (site, record, 0, error);
}

static gboolean
add_app (HeraldEmulatorSite *site, guint number, GError **error)
{
  g_autofree char           *id = herald_emulator_seed_make_id ("app", number);
  const HeraldEmulatorSample sample = {
    .app_id = id,
    .name = apps[number].name,
    .bundle_id = apps[number].bundle_id,
    .team_id = apps[number].team_id,
    .key_id = apps[number].key_id,
    .project_id = apps[number].project_id,
    .account = "firebase-adminsdk",
  };
  g_autofree char *apns_key = NULL;
  g_autofree char *service_account = NULL;

  return herald_emulator_samples_add (site, &sample, &apns_key, &service_account, error) &&
         add_config (site, number, apns_key, service_account, error) &&
         add_channel (site, number, error);
}

/* The same app as the first, with a key and an account of its own. */
static gboolean
add_spare (HeraldEmulatorSite *site, GError **error)
{
  const HeraldEmulatorSample sample = {
    .name = "Spare",
    .bundle_id = apps[0].bundle_id,
    .team_id = apps[0].team_id,
    .key_id = "SPAREKEY03",
    .project_id = apps[0].project_id,
    .account = "firebase-adminsdk-spare",
  };

  return herald_emulator_samples_add (site, &sample, NULL, NULL, error);
}

/**
 * herald_emulator_seed_add_apps:
 * @site: the site
 *
 * **Errors:** STORE, SECRET.
 *
 * Returns: whether both apps and the spare credentials are there
 */
gboolean
herald_emulator_seed_add_apps (HeraldEmulatorSite *site, GError **error)
{
  if (!add_channel_definition (site, error))
    return FALSE;
  for (guint i = 0; i < HERALD_EMULATOR_SEED_N_APPS; i++)
    if (!add_app (site, i, error))
      return FALSE;
  return add_spare (site, error);
}
