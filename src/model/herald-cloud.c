/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clouds: Microsoft, “National clouds” and “Discover the URL for your organization”, read
 * 2026-11. */
#include "config.h"

#include "model/herald-cloud.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const HeraldCloud clouds[] = {
  { "public", N_ ("Worldwide"), "https://login.microsoftonline.com",
    "https://globaldisco.crm.dynamics.com" },
  { "gcc", N_ ("US Government (GCC)"), "https://login.microsoftonline.com",
    "https://globaldisco.crm9.dynamics.com" },
  { "gcc-high", N_ ("US Government (GCC High)"), "https://login.microsoftonline.us",
    "https://globaldisco.crm.microsoftdynamics.us" },
  { "dod", N_ ("US Department of Defense"), "https://login.microsoftonline.us",
    "https://globaldisco.crm.appsplatform.us" },
  { "china", N_ ("China (21Vianet)"), "https://login.partner.microsoftonline.cn",
    "https://globaldisco.crm.dynamics.cn" },
};

/**
 * herald_clouds_get:
 * @n_clouds: (out): how many there are
 *
 * **Thread:** any.
 *
 * Returns: (transfer none) (array length=n_clouds): the clouds
 */
const HeraldCloud *
herald_clouds_get (guint *n_clouds)
{
  g_return_val_if_fail (n_clouds != NULL, NULL);

  *n_clouds = G_N_ELEMENTS (clouds);
  return clouds;
}

/**
 * herald_cloud_find:
 * @name: (nullable): a name
 *
 * **Thread:** any.
 *
 * Returns: (transfer none) (nullable): the cloud of that name
 */
const HeraldCloud *
herald_cloud_find (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (clouds); i++)
    if (strcmp (clouds[i].name, name) == 0)
      return &clouds[i];
  return NULL;
}

/**
 * herald_cloud_get_label:
 * @self: a cloud
 *
 * Returns: (transfer none): the translated words for it
 */
const char *
herald_cloud_get_label (const HeraldCloud *self)
{
  g_return_val_if_fail (self != NULL, "");

  return _(self->label);
}
