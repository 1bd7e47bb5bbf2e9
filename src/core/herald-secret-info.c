/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of secrets: their names in the keyring, which stay as they are, and for people. */
#include "config.h"

#include "core/herald-secret-info.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *name;
  const char *label;
} kinds[HERALD_SECRET_N_KINDS] = {
  [HERALD_SECRET_CLIENT_SECRET] = { "client-secret", N_ ("Client secret to sign in with") },
  [HERALD_SECRET_SIGNING_KEY] = { "signing-key", N_ ("Signing key of an app for APNs") },
  [HERALD_SECRET_SERVICE_ACCOUNT] = { "service-account", N_ ("Service account of an app for FCM") },
  [HERALD_SECRET_API_TOKEN] = { "api-token", N_ ("Access token of an app") },
  [HERALD_SECRET_CERTIFICATE] = { "certificate", N_ ("Certificate to sign in with") },
  [HERALD_SECRET_REFRESH_TOKEN] = { "refresh-token", N_ ("Sign-in of a person") },
  [HERALD_SECRET_PROXY_PASSWORD] = { "proxy-password", N_ ("Password for a proxy") },
  [HERALD_SECRET_TLS_CERTIFICATE] = { "tls-certificate",
                                      N_ ("Certificate to show to the servers") },
};

/**
 * herald_secret_info_new:
 * @environment_id: (nullable): of which environment
 * @kind: (nullable): a kind's name
 * @id: (nullable): of what
 *
 * Returns: (transfer full) (nullable): what is known; %NULL when it is none of Herald's
 */
HeraldSecretInfo *
herald_secret_info_new (const char *environment_id, const char *kind, const char *id)
{
  HeraldSecretInfo *self;
  HeraldSecretKind  found = HERALD_SECRET_N_KINDS;

  if (environment_id == NULL || id == NULL || !herald_secret_kind_from_string (kind, &found))
    return NULL;
  self = g_new0 (HeraldSecretInfo, 1);
  self->environment_id = g_strdup (environment_id);
  self->kind = found;
  self->id = g_strdup (id);
  return self;
}

/**
 * herald_secret_info_new_from_name:
 * @name: of herald_secret_info_dup_name()
 *
 * Returns: (transfer full) (nullable): what is known; %NULL when it is none of Herald's
 */
HeraldSecretInfo *
herald_secret_info_new_from_name (const char *name)
{
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  parts = g_strsplit (name, "\n", 3);
  return g_strv_length (parts) == 3 ? herald_secret_info_new (parts[0], parts[1], parts[2]) : NULL;
}

/**
 * herald_secret_info_dup_name:
 * @self: what is known
 *
 * Returns: (transfer full): its name in our own tables: environment, kind and id, by lines
 */
char *
herald_secret_info_dup_name (const HeraldSecretInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strjoin ("\n", self->environment_id, herald_secret_kind_to_string (self->kind), self->id,
                    NULL);
}

/**
 * herald_secret_info_free:
 * @self: (transfer full): what is known
 */
void
herald_secret_info_free (HeraldSecretInfo *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->environment_id);
  g_free (self->id);
  g_free (self);
}

/**
 * herald_secret_info_compare:
 * @a: pointer to a #HeraldSecretInfo
 * @b: pointer to another one
 *
 * Returns: their order: by environment, kind and id
 */
int
herald_secret_info_compare (gconstpointer a, gconstpointer b)
{
  const HeraldSecretInfo *first = *(const HeraldSecretInfo *const *) a;
  const HeraldSecretInfo *second = *(const HeraldSecretInfo *const *) b;
  int                     order = strcmp (first->environment_id, second->environment_id);

  if (order == 0)
    order = (int) first->kind - (int) second->kind;
  return order != 0 ? order : strcmp (first->id, second->id);
}

/**
 * herald_secret_kind_to_string:
 * @kind: a kind
 *
 * Returns: (transfer none): its name in the keyring
 */
const char *
herald_secret_kind_to_string (HeraldSecretKind kind)
{
  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (kinds), "");

  return kinds[kind].name;
}

/**
 * herald_secret_kind_from_string:
 * @name: (nullable): its name in the keyring
 * @kind: (out): a kind
 *
 * Returns: whether there is such a kind
 */
gboolean
herald_secret_kind_from_string (const char *name, HeraldSecretKind *kind)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, name) == 0)
      {
        *kind = (HeraldSecretKind) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * herald_secret_kind_get_label:
 * @kind: a kind
 *
 * Returns: (transfer none): the translated words for it
 */
const char *
herald_secret_kind_get_label (HeraldSecretKind kind)
{
  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (kinds), "");

  return _(kinds[kind].label);
}

/**
 * herald_keeping_to_string:
 * @keeping: where a secret is
 *
 * Returns: (transfer none): the word that scripts read
 */
const char *
herald_keeping_to_string (HeraldKeeping keeping)
{
  switch (keeping)
    {
    case HERALD_KEEPING_FILE:
      return "file";
    case HERALD_KEEPING_SESSION:
      return "session";
    case HERALD_KEEPING_KEYRING:
    default:
      return "keyring";
    }
}

/**
 * herald_keeping_from_string:
 * @name: the word that scripts write
 * @keeping: (out): where secrets shall be
 *
 * Returns: whether secrets can be moved there; not to the session
 */
gboolean
herald_keeping_from_string (const char *name, HeraldKeeping *keeping)
{
  g_return_val_if_fail (name != NULL && keeping != NULL, FALSE);

  *keeping = strcmp (name, "file") == 0 ? HERALD_KEEPING_FILE : HERALD_KEEPING_KEYRING;
  return strcmp (name, "file") == 0 || strcmp (name, "keyring") == 0;
}
