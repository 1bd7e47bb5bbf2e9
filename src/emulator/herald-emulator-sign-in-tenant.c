/* SPDX-License-Identifier: GPL-3.0-or-later */
/* There is one tenant. Its addresses name it by its id, by a verified domain, or by a word for any
 * tenant (Microsoft, “Authorization code flow”, on {tenant}, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-sign-in-tenant.h"

#include "emulator/herald-emulator-sign-in-refusal.h"

#include <string.h>

/* The tenant of all personal accounts: Microsoft, “ID token claims reference”, on iss, read
 * 2026-11.
 */
#define CONSUMERS_ID "9188040d-6c67-4c5b-b112-36a304b66dad"
#define ANY_ID "{tenantid}"

static const char *const domains[] = { "contosoltd.com", "contosoltd.onmicrosoft.com" };

static gboolean
is_own (const char *text, const char *id)
{
  if (g_ascii_strcasecmp (text, id) == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    if (g_ascii_strcasecmp (text, domains[i]) == 0)
      return TRUE;
  return FALSE;
}

/**
 * herald_emulator_sign_in_tenant_read:
 * @site: the site
 * @text: a segment of a path
 * @tenant: (out caller-allocates): what it means
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: whether it names the tenant, or any
 */
gboolean
herald_emulator_sign_in_tenant_read (HeraldEmulatorSite   *site,
                                     const char           *text,
                                     HeraldEmulatorTenant *tenant,
                                     GError              **error)
{
  static const HeraldEmulatorTenant words[] = {
    { HERALD_EMULATOR_TENANT_COMMON, "common", ANY_ID },
    { HERALD_EMULATOR_TENANT_ORGANIZATIONS, "organizations", ANY_ID },
    { HERALD_EMULATOR_TENANT_CONSUMERS, "consumers", CONSUMERS_ID },
  };
  const char *id = herald_emulator_site_get_setting (site, HERALD_EMULATOR_TENANT_ID);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i].segment) == 0)
      {
        *tenant = words[i];
        return TRUE;
      }
  if (g_ascii_strcasecmp (text, CONSUMERS_ID) == 0)
    {
      *tenant = words[G_N_ELEMENTS (words) - 1];
      return TRUE;
    }
  if (!is_own (text, id))
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_TENANT_UNKNOWN,
                                                text);
  *tenant = (HeraldEmulatorTenant){ HERALD_EMULATOR_TENANT_CONCRETE, id, id };
  return TRUE;
}

/**
 * herald_emulator_sign_in_tenant_dup_origin:
 * @site: a listening site
 * @call: a call
 *
 * Returns: (transfer full): the origin the caller uses, which its documents and tokens then name;
 *   that of HTTPS when it is none of ours
 */
char *
herald_emulator_sign_in_tenant_dup_origin (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  g_autofree char *origin = herald_emulator_call_dup_origin (call);
  g_autofree char *lower = g_ascii_strdown (origin, -1);

  if (herald_emulator_site_is_own_origin (site, lower))
    return g_steal_pointer (&lower);
  return g_strdup (herald_emulator_site_get_https (site));
}
