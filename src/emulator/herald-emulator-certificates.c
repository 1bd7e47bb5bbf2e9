/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates are known by their fingerprint: those issued here, and those of saved
 * configurations, trusted on first use as keys are. What a certificate is for stands in its common
 * name as Apple writes it (“Certificate types”, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-certificates.h"

#include "crypto/herald-apns-certificate.h"

#define BOTH_PREFIX "Apple Push Services: "
#define SANDBOX_PREFIX "Apple Development IOS Push Services: "
#define PRODUCTION_PREFIX "Apple Production IOS Push Services: "

static const char table_sql[] = "CREATE TABLE IF NOT EXISTS apple_certificate ("
                                "  fingerprint TEXT PRIMARY KEY,"
                                "  topic TEXT NOT NULL,"
                                "  environment INTEGER NOT NULL,"
                                "  not_after_us INTEGER NOT NULL,"
                                "  revoked INTEGER NOT NULL DEFAULT 0)";
static const char insert_sql[] =
  "INSERT OR IGNORE INTO apple_certificate (fingerprint, topic, environment, not_after_us)"
  " VALUES (?, ?, ?, ?)";
static const char select_sql[] = "SELECT topic, environment, not_after_us FROM apple_certificate"
                                 " WHERE fingerprint = ? AND revoked = 0";
static const char revoke_sql[] = "UPDATE apple_certificate SET revoked = 1 WHERE fingerprint = ?";

/**
 * herald_emulator_certificate_free:
 * @self: (nullable): the certificate to free
 */
void
herald_emulator_certificate_free (HeraldEmulatorCertificate *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->topic, g_free);
  g_free (self);
}

/**
 * herald_emulator_certificates_attach:
 * @site: the site
 *
 * **Errors:** STORE.
 *
 * Returns: whether the table is there
 */
gboolean
herald_emulator_certificates_attach (HeraldEmulatorSite *site, GError **error)
{
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), table_sql, error);
}

static HeraldEmulatorEnvironment
read_environment (const char *common_name)
{
  if (g_str_has_prefix (common_name, SANDBOX_PREFIX))
    return HERALD_EMULATOR_SANDBOX;
  return g_str_has_prefix (common_name, PRODUCTION_PREFIX) ? HERALD_EMULATOR_PRODUCTION
                                                           : HERALD_EMULATOR_BOTH;
}

static gboolean
remember (HeraldEmulatorSite *site, const HeraldApnsCertificate *certificate, GError **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, insert_sql, "ssii",
                                 certificate->fingerprint, certificate->topic,
                                 (gint64) read_environment (certificate->common_name),
                                 certificate->not_after * G_USEC_PER_SEC);
}

/**
 * herald_emulator_certificates_learn:
 * @site: the site
 * @p12: content of a file
 * @password: (nullable): its password
 *
 * **Errors:** STORE.
 *
 * Returns: whether nothing went wrong
 */
gboolean
herald_emulator_certificates_learn (HeraldEmulatorSite *site,
                                    GBytes             *p12,
                                    const char         *password,
                                    GError            **error)
{
  g_autoptr (HeraldApnsCertificate) certificate =
    herald_apns_certificate_read_p12 (p12, password != NULL ? password : "", NULL);

  return certificate == NULL || remember (site, certificate, error);
}

/**
 * herald_emulator_certificates_issue:
 * @site: the site
 * @topic: a bundle id
 * @environment: which of Apple's services it is for
 * @days: how long it is good
 * @password: for the file
 *
 * **Errors:** SECRET, STORE.
 *
 * Returns: (transfer full): content of a .p12
 */
GBytes *
herald_emulator_certificates_issue (HeraldEmulatorSite       *site,
                                    const char               *topic,
                                    HeraldEmulatorEnvironment environment,
                                    guint                     days,
                                    const char               *password,
                                    GError                  **error)
{
  static const char *const prefixes[] = { BOTH_PREFIX, PRODUCTION_PREFIX, SANDBOX_PREFIX };
  g_autofree char         *common_name = g_strconcat (prefixes[environment], topic, NULL);
  g_autoptr (HeraldApnsCertificate) made = NULL;
  g_autoptr (GBytes) p12 =
    herald_apns_certificate_make_p12 (common_name, topic, days, password, &made, error);

  if (p12 == NULL || !remember (site, made, error))
    return NULL;
  return g_steal_pointer (&p12);
}

/**
 * herald_emulator_certificates_revoke:
 * @site: the site
 * @fingerprint: a certificate
 *
 * **Errors:** STORE.
 *
 * Returns: whether it is not accepted any more
 */
gboolean
herald_emulator_certificates_revoke (HeraldEmulatorSite *site,
                                     const char         *fingerprint,
                                     GError            **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, revoke_sql, "s",
                                 fingerprint);
}

/**
 * herald_emulator_certificates_find:
 * @site: the site
 * @fingerprint: a certificate that a client shows
 *
 * Returns: (transfer full) (nullable): what is known of it
 */
HeraldEmulatorCertificate *
herald_emulator_certificates_find (HeraldEmulatorSite *site, const char *fingerprint)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), NULL, select_sql, "s",
                               fingerprint);
  HeraldEmulatorCertificate *found;

  if (rows == NULL || !herald_emulator_rows_next (rows, NULL))
    return NULL;
  found = g_new0 (HeraldEmulatorCertificate, 1);
  found->topic = g_strdup (herald_emulator_rows_get_text (rows, 0));
  found->environment = (HeraldEmulatorEnvironment) herald_emulator_rows_get_int (rows, 1);
  found->not_after_us = herald_emulator_rows_get_int (rows, 2);
  return found;
}
