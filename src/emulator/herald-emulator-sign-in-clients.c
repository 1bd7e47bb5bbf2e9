/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of registrations, and which addresses each may be answered at. Source: Microsoft,
 * “Redirect URI (reply URL) restrictions and limitations”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-clients.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-seed-steps.h"
#include "emulator/herald-emulator-sign-in-refusal.h"

#include <string.h>

#define SERVICE_NAME "sign-in clients"

/* “http” to this machine, whatever the port; what is written here is a path. */
#define WEB_REDIRECTS                                                                              \
  {                                                                                                \
    "http://localhost", "http://localhost/callback", "http://localhost/auth/callback",             \
      "http://localhost/redirect", "http://localhost/signin-oidc", "http://127.0.0.1/callback",    \
  }
#define NATIVE_REDIRECTS                                                                           \
  {                                                                                                \
    "http://localhost", "http://127.0.0.1"                                                         \
  }

/* The application of Microsoft's own samples for Dataverse (“Use OAuth authentication with
 * Microsoft Dataverse”, read 2026-11), so that they run unchanged. */
#define SAMPLE_ID "51f81489-12ee-4a9e-aaae-a2591f45987d"
#define SAMPLE_REDIRECT "app://58145B91-0C36-4500-8554-080854F2AC97"

static const HeraldEmulatorSignInClient clients[] = {
  { .key = "public client",
    .name = "Herald",
    .public_flows = TRUE,
    .purpose = "The ready line's clientId: a desktop application.",
    .redirects = NATIVE_REDIRECTS },
  { .key = "confidential client",
    .name = "Herald service",
    .kind = HERALD_EMULATOR_CLIENT_WEB,
    .credentials = TRUE,
    .purpose = "The ready line's confidentialClientId: secret and certificate.",
    .redirects = WEB_REDIRECTS },
  { .key = "client without application user",
    .name = "No application user",
    .kind = HERALD_EMULATOR_CLIENT_WEB,
    .credentials = TRUE,
    .purpose = "Gets tokens, but Dataverse does not know it (0x80072560).",
    .redirects = WEB_REDIRECTS },
  { .key = "sample client",
    .name = "Dataverse samples",
    .public_flows = TRUE,
    .purpose = "The application of Microsoft's samples.",
    .redirects = { "http://localhost", SAMPLE_REDIRECT } },
  { .key = "page client",
    .name = "Herald in a page",
    .kind = HERALD_EMULATOR_CLIENT_PAGE,
    .purpose = "A single-page application; its refresh tokens last a day (700084).",
    .redirects = WEB_REDIRECTS },
  { .key = "client without public flows",
    .name = "No public flows",
    .purpose = "Device codes and codes are refused (7000218).",
    .redirects = NATIVE_REDIRECTS },
  { .key = "client with expired secret",
    .name = "Expired secret",
    .kind = HERALD_EMULATOR_CLIENT_WEB,
    .secret_expired = TRUE,
    .purpose = "Every secret is expired (7000222).",
    .redirects = WEB_REDIRECTS },
  { .key = "client with assignment",
    .name = "Assignment required",
    .public_flows = TRUE,
    .assignment_required = TRUE,
    .purpose = "Only the administrator is assigned (50105).",
    .redirects = NATIVE_REDIRECTS },
  { .key = "client without consent",
    .name = "Consent missing",
    .public_flows = TRUE,
    .consent = HERALD_EMULATOR_CONSENT_ASKED,
    .purpose = "Users are asked (65004 when they decline, 65001 when nobody can be asked).",
    .redirects = NATIVE_REDIRECTS },
  { .key = "client for administrators",
    .name = "Administrator's consent",
    .public_flows = TRUE,
    .consent = HERALD_EMULATOR_CONSENT_BY_ADMIN,
    .purpose = "Only the administrator may consent (90094).",
    .redirects = NATIVE_REDIRECTS },
  { .key = "client without reply address",
    .name = "No reply address",
    .public_flows = TRUE,
    .purpose = "There is nowhere to answer (500113)." },
  { .key = "disabled client",
    .name = "Disabled",
    .public_flows = TRUE,
    .disabled = TRUE,
    .purpose = "It is switched off (7000112).",
    .redirects = NATIVE_REDIRECTS },
};

static void
clients_free (gpointer data)
{
  HeraldEmulatorSignInClient *list = data;

  for (gsize i = 0; i < G_N_ELEMENTS (clients); i++)
    g_clear_pointer (&list[i].id, g_free);
  g_free (list);
}

/**
 * herald_emulator_sign_in_clients_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_sign_in_clients_attach (HeraldEmulatorSite *site, GError **error)
{
  HeraldEmulatorSignInClient *list = g_memdup2 (clients, sizeof clients);

  for (gsize i = 0; i < G_N_ELEMENTS (clients); i++)
    list[i].id = strcmp (list[i].key, "sample client") == 0
                   ? g_strdup (SAMPLE_ID)
                   : herald_emulator_seed_make_id (list[i].key, 0);
  herald_emulator_site_take_service (site, SERVICE_NAME, list, clients_free);
  return TRUE;
}

/**
 * herald_emulator_sign_in_clients_get:
 * @site: the site
 * @index: from 0
 *
 * Returns: (transfer none) (nullable): the registration; %NULL behind the last one
 */
const HeraldEmulatorSignInClient *
herald_emulator_sign_in_clients_get (HeraldEmulatorSite *site, guint index)
{
  const HeraldEmulatorSignInClient *list = herald_emulator_site_get_service (site, SERVICE_NAME);

  return index < G_N_ELEMENTS (clients) ? &list[index] : NULL;
}

/**
 * herald_emulator_sign_in_clients_find:
 * @site: the site
 * @id: what a request calls its client
 *
 * **Errors:** #HeraldEmulatorSignInRefusal: unknown or disabled.
 *
 * Returns: (transfer none): the registration
 */
const HeraldEmulatorSignInClient *
herald_emulator_sign_in_clients_find (HeraldEmulatorSite *site, const char *id, GError **error)
{
  const HeraldEmulatorSignInClient *client;

  for (guint i = 0; (client = herald_emulator_sign_in_clients_get (site, i)) != NULL; i++)
    if (g_ascii_strcasecmp (client->id, id) == 0)
      break;
  if (client == NULL)
    {
      herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_CLIENT_UNKNOWN, id);
      return NULL;
    }
  if (client->disabled)
    {
      herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_CLIENT_DISABLED, id);
      return NULL;
    }
  return client;
}

/* Splits “http://localhost:8400/path” into host and path; FALSE when it is no such address. */
static gboolean
read_loopback (const char *uri, char **host, const char **path)
{
  static const char *const names[] = { "localhost", "127.0.0.1" };
  const char              *rest;
  gsize                    length = 0;

  if (!g_str_has_prefix (uri, "http://"))
    return FALSE;
  rest = uri + strlen ("http://");
  for (gsize i = 0; i < G_N_ELEMENTS (names) && length == 0; i++)
    if (g_ascii_strncasecmp (rest, names[i], strlen (names[i])) == 0)
      length = strlen (names[i]);
  if (length == 0)
    return FALSE;
  *host = g_ascii_strdown (rest, (gssize) length);
  rest += length;
  if (*rest == ':')
    {
      gsize n_digits = strspn (rest + 1, "0123456789");

      if (n_digits == 0 || n_digits > 5)
        return FALSE;
      rest += 1 + n_digits;
    }
  *path = *rest == '\0' ? "/" : rest;
  return **path == '/';
}

/**
 * herald_emulator_sign_in_clients_has_redirect:
 * @self: a registration
 * @redirect: where a request wants to be answered
 *
 * On this machine the port may be any, and no path is the path “/”; all else is compared exactly.
 *
 * Returns: whether @redirect is registered
 */
gboolean
herald_emulator_sign_in_clients_has_redirect (const HeraldEmulatorSignInClient *self,
                                              const char                       *redirect)
{
  g_autofree char *host = NULL;
  const char      *path = NULL;
  gboolean         loopback = read_loopback (redirect, &host, &path);

  for (gsize i = 0; i < G_N_ELEMENTS (self->redirects) && self->redirects[i] != NULL; i++)
    {
      g_autofree char *own_host = NULL;
      const char      *own_path = NULL;

      if (strcmp (self->redirects[i], redirect) == 0)
        return TRUE;
      if (loopback && read_loopback (self->redirects[i], &own_host, &own_path) &&
          strcmp (host, own_host) == 0 && strcmp (path, own_path) == 0)
        return TRUE;
    }
  return FALSE;
}
