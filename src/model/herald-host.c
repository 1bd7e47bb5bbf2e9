/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said about a server that an environment talks to, or was kept from talking to. */
#include "config.h"

#include "model/herald-host.h"

#include "model/herald-url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  HeraldHostPurposes purpose;
  const char        *service; /* of an exchange */
  const char        *name;    /* in JSON */
  const char        *label;
} purposes_known[] = {
  { HERALD_HOST_DATAVERSE, "dataverse", "dataverse", N_ ("Dataverse") },
  { HERALD_HOST_SIGN_IN, "sign-in", "signIn", N_ ("sign-in") },
  { HERALD_HOST_REGISTRATION, "registration", "registration", N_ ("device registration") },
  { HERALD_HOST_APNS, "apns", "apns", N_ ("pushes to iPhones (APNs)") },
  { HERALD_HOST_FCM, "fcm", "fcm", N_ ("pushes to Android (FCM)") },
  { HERALD_HOST_GOOGLE_TOKEN, "google-token", "googleToken", N_ ("Google’s access tokens") },
  { HERALD_HOST_EMULATOR, "emulator", "emulator", N_ ("control of the emulator") },
  { HERALD_HOST_DISCOVERY, "discovery", "discovery", N_ ("list of environments") },
  { HERALD_HOST_PROXY, "proxy", "proxy", N_ ("proxy on the way to the others") },
  { HERALD_HOST_SYSTEM_PROXY, "system-proxy", "systemProxy",
    N_ ("the system’s proxy on the way to the others") },
};

/**
 * herald_host_new:
 * @environment_id: whose server it is
 * @origin: which server
 *
 * Returns: (transfer full): a server that was not contacted and is not allowed
 */
HeraldHost *
herald_host_new (const char *environment_id, const char *origin)
{
  HeraldHost *self = g_new0 (HeraldHost, 1);

  self->environment_id = g_strdup (environment_id);
  self->origin = g_strdup (origin);
  return self;
}

/**
 * herald_host_copy:
 * @self: a server
 *
 * Returns: (transfer full): the same
 */
HeraldHost *
herald_host_copy (const HeraldHost *self)
{
  HeraldHost *copy = herald_host_new (self->environment_id, self->origin);

  copy->purposes = self->purposes;
  copy->allowed = self->allowed;
  copy->contacted_us = self->contacted_us;
  copy->status = self->status;
  copy->error = g_strdup (self->error);
  copy->n_contacts = self->n_contacts;
  copy->refused_us = self->refused_us;
  copy->n_refused = self->n_refused;
  return copy;
}

/**
 * herald_host_free:
 * @self: (nullable): a server
 */
void
herald_host_free (HeraldHost *self)
{
  if (self == NULL)
    return;
  g_free (self->environment_id);
  g_free (self->origin);
  g_free (self->error);
  g_free (self);
}

/**
 * herald_host_is_local:
 * @self: a server
 *
 * Returns: whether it is this computer
 */
gboolean
herald_host_is_local (const HeraldHost *self)
{
  return herald_url_is_loopback (self->origin);
}

/**
 * herald_host_dup_address:
 * @self: a server
 *
 * Returns: (transfer full): such as `https://contoso.crm4.dynamics.com`
 */
char *
herald_host_dup_address (const HeraldHost *self)
{
  static const char *const usual[][2] = { { "https:", ":443" }, { "http:", ":80" } };
  gsize                    length = strlen (self->origin);

  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_str_has_prefix (self->origin, usual[i][0]) &&
        g_str_has_suffix (self->origin, usual[i][1]))
      length -= strlen (usual[i][1]);
  return g_strndup (self->origin, length);
}

/**
 * herald_host_describe_outcome:
 * @self: a server
 *
 * Returns: (transfer full): how the last contact ended; “” when there was none
 */
char *
herald_host_describe_outcome (const HeraldHost *self)
{
  if (self->contacted_us == 0)
    return g_strdup ("");
  if (self->error != NULL)
    return g_strdup (self->error);
  if (self->status == 0)
    return g_strdup (_("Connected"));
  /* Translators: %u is a status code of HTTP, such as 200. */
  return g_strdup_printf (_("Answered with %u"), self->status);
}

/**
 * herald_host_compare:
 * @a: pointer to a #HeraldHost
 * @b: pointer to another one
 *
 * Returns: their order by address
 */
int
herald_host_compare (gconstpointer a, gconstpointer b)
{
  const HeraldHost *first = *(const HeraldHost *const *) a;
  const HeraldHost *second = *(const HeraldHost *const *) b;

  return strcmp (first->origin, second->origin);
}

/**
 * herald_host_purposes_from_service:
 * @service: (nullable): of an exchange
 *
 * Returns: what its server is contacted for; 0 when that is not known
 */
HeraldHostPurposes
herald_host_purposes_from_service (const char *service)
{
  for (gsize i = 0; i < G_N_ELEMENTS (purposes_known); i++)
    if (g_strcmp0 (purposes_known[i].service, service) == 0)
      return purposes_known[i].purpose;
  return 0;
}

/**
 * herald_host_purposes_to_names:
 * @purposes: any number of them
 *
 * Returns: (transfer full): their names in JSON
 */
GStrv
herald_host_purposes_to_names (HeraldHostPurposes purposes)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (purposes_known); i++)
    if (purposes & purposes_known[i].purpose)
      g_strv_builder_add (names, purposes_known[i].name);
  return g_strv_builder_end (names);
}

/**
 * herald_host_purposes_describe:
 * @purposes: any number of them
 *
 * Returns: (transfer full): the translated words for them
 */
char *
herald_host_purposes_describe (HeraldHostPurposes purposes)
{
  GString *words = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (purposes_known); i++)
    {
      if (!(purposes & purposes_known[i].purpose))
        continue;
      if (words->len > 0)
        g_string_append (words, C_ ("between words of a list", ", "));
      g_string_append (words, _(purposes_known[i].label));
    }
  return g_string_free (words, FALSE);
}
