/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Issues and revokes client certificates of APNs; restricts and revokes its signing keys. */
#include "config.h"

#include "emulator/herald-emulator-admin-apns.h"

#include "base/herald-json.h"
#include "crypto/herald-apns-certificate.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-certificates.h"

#include <string.h>

#define USUAL_DAYS 395
#define MOST_DAYS 3653
#define USUAL_PASSPHRASE "emulator"
#define LONGEST_TEXT 255

/* What a new certificate is to be. */
typedef struct
{
  const char               *topic;
  const char               *passphrase;
  gint64                    days;
  HeraldEmulatorEnvironment environment;
} Wanted;

/* “production”, “sandbox”, or absent for both. */
static gboolean
read_environment (JsonObject *body, HeraldEmulatorEnvironment *environment)
{
  const char *text = NULL;

  *environment = HERALD_EMULATOR_BOTH;
  if (!herald_json_read_string (body, "environment", HERALD_JSON_OPTIONAL, &text, NULL))
    return FALSE;
  if (text == NULL)
    return TRUE;
  *environment =
    g_str_equal (text, "sandbox") ? HERALD_EMULATOR_SANDBOX : HERALD_EMULATOR_PRODUCTION;
  return g_str_equal (text, "sandbox") || g_str_equal (text, "production");
}

static gboolean
read_wanted (JsonObject *body, Wanted *wanted)
{
  wanted->days = USUAL_DAYS;
  if (!herald_json_read_string (body, "bundleId", HERALD_JSON_REQUIRED, &wanted->topic, NULL) ||
      !herald_json_read_string (body, "passphrase", HERALD_JSON_OPTIONAL, &wanted->passphrase,
                                NULL) ||
      !herald_json_read_int (body, "validDays", HERALD_JSON_OPTIONAL, &wanted->days, NULL) ||
      !read_environment (body, &wanted->environment))
    return FALSE;
  if (wanted->passphrase == NULL)
    wanted->passphrase = USUAL_PASSPHRASE;
  return *wanted->topic != '\0' && strlen (wanted->topic) <= LONGEST_TEXT &&
         strlen (wanted->passphrase) <= LONGEST_TEXT && wanted->days >= 1 &&
         wanted->days <= MOST_DAYS;
}

static JsonObject *
describe (const Wanted *wanted, GBytes *p12, const HeraldApnsCertificate *certificate)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (p12, NULL), g_bytes_get_size (p12));
  g_autofree char *end = herald_time_format (certificate->not_after * G_USEC_PER_SEC);

  json_object_set_string_member (object, "fingerprint", certificate->fingerprint);
  json_object_set_string_member (object, "bundleId", wanted->topic);
  json_object_set_string_member (object, "notAfter", end);
  json_object_set_string_member (object, "p12", base64);
  json_object_set_string_member (object, "passphrase", wanted->passphrase);
  return object;
}

static void
issue_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GBytes) p12 = NULL;
  g_autoptr (HeraldApnsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  Wanted wanted = { 0 };

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (!read_wanted (body, &wanted))
    {
      herald_emulator_admin_refuse (call, 400, "INVALID",
                                    "A certificate has a “bundleId”, perhaps a “passphrase”, "
                                    "“validDays” from 1 to 3653, and an “environment”: "
                                    "“production” or “sandbox”.");
      return;
    }
  p12 = herald_emulator_certificates_issue (site, wanted.topic, wanted.environment,
                                            (guint) wanted.days, wanted.passphrase, &error);
  certificate =
    p12 != NULL ? herald_apns_certificate_read_p12 (p12, wanted.passphrase, &error) : NULL;
  if (certificate != NULL)
    herald_emulator_admin_respond_object (call, 201, describe (&wanted, p12, certificate));
  else
    herald_emulator_admin_fail (call, error);
}

static void
revoke_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  const char         *fingerprint = herald_emulator_call_get_capture (call, "fingerprint");
  g_autoptr (HeraldEmulatorCertificate) found = NULL;
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  found = herald_emulator_certificates_find (site, fingerprint);
  if (found == NULL)
    herald_emulator_admin_refuse (call, 404, "NOT_FOUND", "There is no such certificate.");
  else if (herald_emulator_certificates_revoke (site, fingerprint, &error))
    herald_emulator_call_respond (call, 204, NULL);
  else
    herald_emulator_admin_fail (call, error);
}

static void
rule_key_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  const char         *key_id = herald_emulator_call_get_capture (call, "key");
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  HeraldEmulatorEnvironment environment;
  gboolean                  revoked = FALSE;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (!read_environment (body, &environment) ||
      !herald_json_read_boolean (body, "revoked", HERALD_JSON_OPTIONAL, &revoked, NULL))
    herald_emulator_admin_refuse (call, 400, "INVALID",
                                  "A key has an “environment”: “production”, “sandbox” or null, "
                                  "and is “revoked” or not.");
  else if (herald_emulator_registry_rule_apple_key (site, key_id, environment, revoked, &error))
    herald_emulator_call_respond (call, 204, NULL);
  else
    herald_emulator_admin_fail (call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/_herald/apns/certificates", issue_cb },
  { "DELETE", "/_herald/apns/certificates/{fingerprint}", revoke_cb },
  { "PUT", "/_herald/apns/keys/{key}", rule_key_cb },
};

/**
 * herald_emulator_admin_apns_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_admin_apns_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
