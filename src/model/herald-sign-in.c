/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one signs in to an environment. Whoever answers at an environment's address names the sign-in
 * service; for an address of Microsoft's only Microsoft's own services are believed. */
#include "config.h"

#include "model/herald-sign-in.h"

#include "base/herald-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *name;
  const char *label;
} ways[] = {
  [HERALD_SIGN_IN_SECRET] = { "secret", N_ ("Application with a client secret") },
  [HERALD_SIGN_IN_CERTIFICATE] = { "certificate", N_ ("Application with a certificate") },
  [HERALD_SIGN_IN_USER] = { "user", N_ ("Person, in the browser") },
};

/* The domains of Dataverse in each cloud: Microsoft, “Discovery service”, read 2026-11. */
static const char *const dataverse_suffixes[] = {
  ".dynamics.com",
  ".microsoftdynamics.us",
  ".appsplatform.us",
  ".dynamics.cn",
};

/* The sign-in service of each cloud: Microsoft, “National clouds”, read 2026-11. */
static const char *const authorities[] = {
  "https://login.microsoftonline.com",
  "https://login.microsoftonline.us",
  "https://login.partner.microsoftonline.cn",
  "https://login.chinacloudapi.cn",
};

/**
 * herald_sign_in_to_string:
 * @self: a way to sign in
 *
 * Returns: “secret”, “certificate” or “user”
 */
const char *
herald_sign_in_to_string (HeraldSignIn self)
{
  g_return_val_if_fail ((gsize) self < G_N_ELEMENTS (ways), "");

  return ways[self].name;
}

/**
 * herald_sign_in_from_string:
 * @text: (nullable): a name
 * @sign_in: (out): the way; unchanged when there is none of that name
 *
 * Returns: whether there is one
 */
gboolean
herald_sign_in_from_string (const char *text, HeraldSignIn *sign_in)
{
  g_return_val_if_fail (sign_in != NULL, FALSE);

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (ways); i++)
    if (strcmp (text, ways[i].name) == 0)
      {
        *sign_in = (HeraldSignIn) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * herald_sign_in_get_label:
 * @self: a way to sign in
 *
 * Returns: (transfer none): the translated words for it
 */
const char *
herald_sign_in_get_label (HeraldSignIn self)
{
  g_return_val_if_fail ((gsize) self < G_N_ELEMENTS (ways), "");

  return _(ways[self].label);
}

/**
 * herald_sign_in_is_dataverse:
 * @url: an environment's origin
 *
 * Returns: whether it is an address of Microsoft's
 */
gboolean
herald_sign_in_is_dataverse (const char *url)
{
  g_return_val_if_fail (url != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (dataverse_suffixes); i++)
    if (g_str_has_suffix (url, dataverse_suffixes[i]))
      return TRUE;
  return FALSE;
}

/**
 * herald_sign_in_is_microsoft:
 * @authority: a sign-in origin, normalised
 *
 * Returns: whether it is the sign-in service of one of Microsoft's clouds
 */
gboolean
herald_sign_in_is_microsoft (const char *authority)
{
  g_return_val_if_fail (authority != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (authorities); i++)
    if (strcmp (authority, authorities[i]) == 0)
      return TRUE;
  return FALSE;
}

/**
 * herald_sign_in_check_authority:
 * @url: an environment's origin
 * @authority: the sign-in origin that it names, normalised
 *
 * **Errors:** AUTH: an address of Microsoft's names a sign-in service that is not Microsoft's.
 *
 * Returns: whether it may be believed
 */
gboolean
herald_sign_in_check_authority (const char *url, const char *authority, GError **error)
{
  if (!herald_sign_in_is_dataverse (url) || herald_sign_in_is_microsoft (authority))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_AUTH,
               _("“%s” names “%s” as its sign-in service, which is not one of Microsoft’s; nothing "
                 "was sent there"),
                 url, authority);
  return FALSE;
}
