/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of an environment, brought to one spelling when they are set. */
#include "config.h"

#include "model/herald-environment.h"

#include "base/herald-guid.h"
#include "model/herald-proxy.h"
#include "model/herald-url.h"

#include <glib/gi18n-lib.h>

struct _HeraldEnvironment
{
  GObject parent_instance;

  HeraldEnvironmentKind kind;
  gboolean              read_only;
  gboolean              ignores_tls_errors;
  char                 *fields[HERALD_ENVIRONMENT_N_FIELDS]; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldEnvironment, herald_environment, G_TYPE_OBJECT)

static const struct
{
  HeraldEnvironmentKind kind;
  const char           *name;
  const char           *label;
} kinds[] = {
  { HERALD_ENVIRONMENT_EMULATOR, "emulator", N_ ("Emulator") },
  { HERALD_ENVIRONMENT_DEVELOPMENT, "development", N_ ("Development") },
  { HERALD_ENVIRONMENT_TEST, "test", N_ ("Test") },
  { HERALD_ENVIRONMENT_PRODUCTION, "production", N_ ("Production") },
};

static gboolean
is_origin (HeraldEnvironmentField field)
{
  return field == HERALD_ENVIRONMENT_URL || field == HERALD_ENVIRONMENT_AUTHORITY ||
         field == HERALD_ENVIRONMENT_APNS_ORIGIN || field == HERALD_ENVIRONMENT_FCM_ORIGIN;
}

static gboolean
is_nullable (HeraldEnvironmentField field)
{
  return field >= HERALD_ENVIRONMENT_CA_FILE;
}

static gboolean
is_guid (HeraldEnvironmentField field)
{
  return field == HERALD_ENVIRONMENT_ORGANIZATION_ID || field == HERALD_ENVIRONMENT_USER_ID ||
         field == HERALD_ENVIRONMENT_CLIENT_ID || field == HERALD_ENVIRONMENT_TENANT_ID;
}

/* What can be brought to one spelling is; what cannot stays, for validation to tell about. */
static char *
dup_normalised (HeraldEnvironmentField field, const char *value)
{
  g_autofree char *stripped = g_strstrip (g_strdup (value != NULL ? value : ""));
  char            *normalised = NULL;

  if (*stripped == '\0')
    return NULL;
  if (is_origin (field))
    normalised = herald_url_normalise_origin (stripped, NULL);
  else if (is_guid (field))
    normalised = herald_guid_normalise (stripped);
  else if (field == HERALD_ENVIRONMENT_PROXY)
    normalised = herald_proxy_normalise (stripped, NULL);
  if (normalised == NULL)
    return g_steal_pointer (&stripped);
  /* The system's proxy is what is used when nothing is said. */
  if (*normalised == '\0')
    g_clear_pointer (&normalised, g_free);
  return normalised;
}

static void
herald_environment_finalize (GObject *object)
{
  HeraldEnvironment *self = HERALD_ENVIRONMENT (object);

  for (int i = 0; i < HERALD_ENVIRONMENT_N_FIELDS; i++)
    g_free (self->fields[i]);
  G_OBJECT_CLASS (herald_environment_parent_class)->finalize (object);
}

static void
herald_environment_class_init (HeraldEnvironmentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_environment_finalize;
}

static void
herald_environment_init (HeraldEnvironment *self)
{
}

/**
 * herald_environment_new:
 * @kind: what it is for
 *
 * Returns: (transfer full): an environment without any text
 */
HeraldEnvironment *
herald_environment_new (HeraldEnvironmentKind kind)
{
  HeraldEnvironment *self = g_object_new (HERALD_TYPE_ENVIRONMENT, NULL);

  self->kind = kind;
  return self;
}

/**
 * herald_environment_get_kind:
 * @self: an environment
 *
 * Returns: what it is for
 */
HeraldEnvironmentKind
herald_environment_get_kind (HeraldEnvironment *self)
{
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), HERALD_ENVIRONMENT_EMULATOR);

  return self->kind;
}

/**
 * herald_environment_set_kind:
 * @self: an environment
 * @kind: what it is for from now on
 */
void
herald_environment_set_kind (HeraldEnvironment *self, HeraldEnvironmentKind kind)
{
  g_return_if_fail (HERALD_IS_ENVIRONMENT (self));

  self->kind = kind;
}

/**
 * herald_environment_is_emulator:
 * @self: an environment
 *
 * Returns: whether everything of it is on this computer
 */
gboolean
herald_environment_is_emulator (HeraldEnvironment *self)
{
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), FALSE);

  return self->kind == HERALD_ENVIRONMENT_EMULATOR;
}

/**
 * herald_environment_is_read_only:
 * @self: an environment
 *
 * Returns: whether Herald only looks there
 */
gboolean
herald_environment_is_read_only (HeraldEnvironment *self)
{
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), TRUE);

  return self->read_only;
}

/**
 * herald_environment_set_read_only:
 * @self: an environment
 * @read_only: whether Herald only looks there from now on
 */
void
herald_environment_set_read_only (HeraldEnvironment *self, gboolean read_only)
{
  g_return_if_fail (HERALD_IS_ENVIRONMENT (self));

  self->read_only = read_only;
}

/**
 * herald_environment_ignores_tls_errors:
 * @self: an environment
 *
 * Returns: whether any server is taken for the right one
 */
gboolean
herald_environment_ignores_tls_errors (HeraldEnvironment *self)
{
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), FALSE);

  return self->ignores_tls_errors;
}

/**
 * herald_environment_set_ignores_tls_errors:
 * @self: an environment
 * @ignores: whether any server is taken for the right one from now on
 */
void
herald_environment_set_ignores_tls_errors (HeraldEnvironment *self, gboolean ignores)
{
  g_return_if_fail (HERALD_IS_ENVIRONMENT (self));

  self->ignores_tls_errors = ignores;
}

static gboolean
ignores_in_production (HeraldEnvironment *self)
{
  return self->ignores_tls_errors && self->kind == HERALD_ENVIRONMENT_PRODUCTION;
}

/**
 * herald_environment_begins_to_ignore:
 * @before: (nullable): as it is saved; %NULL for a new one
 * @after: as it shall be saved
 *
 * Returns: whether TLS errors will be ignored in production, and were not until now
 */
gboolean
herald_environment_begins_to_ignore (HeraldEnvironment *before, HeraldEnvironment *after)
{
  g_return_val_if_fail (before == NULL || HERALD_IS_ENVIRONMENT (before), TRUE);
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (after), TRUE);

  return ignores_in_production (after) && (before == NULL || !ignores_in_production (before));
}

/**
 * herald_environment_get:
 * @self: an environment
 * @field: which text
 *
 * Returns: (transfer none) (nullable): the text; empty when it is not known, but %NULL for the
 *   fields from the authority file on, where that means “as usual”
 */
const char *
herald_environment_get (HeraldEnvironment *self, HeraldEnvironmentField field)
{
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), NULL);
  g_return_val_if_fail (field < HERALD_ENVIRONMENT_N_FIELDS, NULL);

  if (self->fields[field] == NULL && !is_nullable (field))
    return "";
  return self->fields[field];
}

/**
 * herald_environment_get_sign_in:
 * @self: an environment
 *
 * Returns: how Herald signs in there
 */
HeraldSignIn
herald_environment_get_sign_in (HeraldEnvironment *self)
{
  HeraldSignIn sign_in = HERALD_SIGN_IN_SECRET;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), sign_in);

  herald_sign_in_from_string (self->fields[HERALD_ENVIRONMENT_SIGN_IN], &sign_in);
  return sign_in;
}

/**
 * herald_environment_copy:
 * @self: an environment
 *
 * Returns: (transfer full): another one with the same kind and texts
 */
HeraldEnvironment *
herald_environment_copy (HeraldEnvironment *self)
{
  HeraldEnvironment *copy;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), NULL);

  copy = herald_environment_new (self->kind);
  copy->read_only = self->read_only;
  copy->ignores_tls_errors = self->ignores_tls_errors;
  for (int i = 0; i < HERALD_ENVIRONMENT_N_FIELDS; i++)
    copy->fields[i] = g_strdup (self->fields[i]);
  return copy;
}

/**
 * herald_environment_set:
 * @self: an environment
 * @field: which text
 * @value: (nullable): its value as typed; %NULL and blanks are “none”
 *
 * Brings addresses to `https://host` without a closing slash and GUIDs to lower case.
 */
void
herald_environment_set (HeraldEnvironment *self, HeraldEnvironmentField field, const char *value)
{
  char *normalised;

  g_return_if_fail (HERALD_IS_ENVIRONMENT (self));
  g_return_if_fail (field < HERALD_ENVIRONMENT_N_FIELDS);

  normalised = dup_normalised (field, value);
  g_free (self->fields[field]);
  self->fields[field] = normalised;
}

/**
 * herald_environment_equal:
 * @self: an environment
 * @other: another one
 *
 * Returns: whether they are the same in everything
 */
gboolean
herald_environment_equal (HeraldEnvironment *self, HeraldEnvironment *other)
{
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), FALSE);
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (other), FALSE);

  if (self->kind != other->kind || self->read_only != other->read_only ||
      self->ignores_tls_errors != other->ignores_tls_errors)
    return FALSE;
  for (guint i = 0; i < HERALD_ENVIRONMENT_N_FIELDS; i++)
    if (g_strcmp0 (self->fields[i], other->fields[i]) != 0)
      return FALSE;
  return TRUE;
}

/**
 * herald_environment_leads_elsewhere:
 * @self: an environment
 * @other: the same one with other settings
 *
 * Returns: whether one gets elsewhere, or as somebody else, with @other
 */
gboolean
herald_environment_leads_elsewhere (HeraldEnvironment *self, HeraldEnvironment *other)
{
  static const HeraldEnvironmentField fields[] = {
    HERALD_ENVIRONMENT_URL,        HERALD_ENVIRONMENT_AUTHORITY,
    HERALD_ENVIRONMENT_TENANT_ID,  HERALD_ENVIRONMENT_CLIENT_ID,
    HERALD_ENVIRONMENT_SIGN_IN,    HERALD_ENVIRONMENT_PUBLIC_ENDPOINT,
    HERALD_ENVIRONMENT_CA_FILE,    HERALD_ENVIRONMENT_PROXY,
    HERALD_ENVIRONMENT_PROXY_USER, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE,
    HERALD_ENVIRONMENT_ACCOUNT,
  };

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), TRUE);
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (other), TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (herald_environment_get (self, fields[i]),
                   herald_environment_get (other, fields[i])) != 0)
      return TRUE;
  return self->ignores_tls_errors != other->ignores_tls_errors;
}

/**
 * herald_environment_take_settings:
 * @self: an environment that is open
 * @from: the same one with other settings that do not lead elsewhere
 *
 * Takes over what holds at once: name, colour, kind, and whether Herald only looks there.
 *
 * Returns: whether any of it was different
 */
gboolean
herald_environment_take_settings (HeraldEnvironment *self, HeraldEnvironment *from)
{
  const HeraldEnvironmentField fields[] = { HERALD_ENVIRONMENT_NAME, HERALD_ENVIRONMENT_COLOUR };
  gboolean                     differs;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), FALSE);
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (from), FALSE);

  differs = self->kind != from->kind || self->read_only != from->read_only;
  self->kind = from->kind;
  self->read_only = from->read_only;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *value = herald_environment_get (from, fields[i]);

      differs = differs || g_strcmp0 (herald_environment_get (self, fields[i]), value) != 0;
      herald_environment_set (self, fields[i], value);
    }
  return differs;
}

/**
 * herald_environment_dup_registration_base:
 * @self: an environment
 *
 * The base of the registration service, `{PublicEndpoint}/api/v1.0/orgs/{OrganizationId}` (the path
 * says v1.0 for both versions: Microsoft, “Device registration”, read 2026-11).
 *
 * Returns: (transfer full) (nullable): the base without a closing slash, or %NULL when the public
 *   endpoint or the organization is not known or wrong
 */
char *
herald_environment_dup_registration_base (HeraldEnvironment *self)
{
  const char      *organization;
  g_autofree char *origin = NULL;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), NULL);

  organization = self->fields[HERALD_ENVIRONMENT_ORGANIZATION_ID];
  if (self->fields[HERALD_ENVIRONMENT_PUBLIC_ENDPOINT] == NULL ||
      !herald_guid_is_valid (organization))
    return NULL;
  origin =
    herald_public_endpoint_normalise (self->fields[HERALD_ENVIRONMENT_PUBLIC_ENDPOINT], NULL);
  if (origin == NULL)
    return NULL;
  return g_strdup_printf ("%s/api/v1.0/orgs/%s", origin, organization);
}

/**
 * herald_environment_kind_to_string:
 * @kind: a kind
 *
 * Returns: “emulator”, “development”, “test” or “production”
 */
const char *
herald_environment_kind_to_string (HeraldEnvironmentKind kind)
{
  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (kinds), "");

  return kinds[kind].name;
}

/**
 * herald_environment_kind_from_string:
 * @text: (nullable): a kind's name in any case
 * @kind: (out): the kind; unchanged when there is none of that name
 *
 * Returns: whether there is one
 */
gboolean
herald_environment_kind_from_string (const char *text, HeraldEnvironmentKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (text, kinds[i].name) == 0)
      {
        *kind = kinds[i].kind;
        return TRUE;
      }
  return FALSE;
}

/**
 * herald_environment_kind_get_label:
 * @kind: a kind
 *
 * Returns: (transfer none): the translated word for it
 */
const char *
herald_environment_kind_get_label (HeraldEnvironmentKind kind)
{
  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (kinds), "");

  return _(kinds[kind].label);
}

/**
 * herald_public_endpoint_normalise:
 * @text: the public endpoint as the form, a sample or a person writes it
 *
 * Microsoft's pages disagree about scheme and slash; `host`, `https://host` and `https://host/` are
 * all taken.
 *
 * **Errors:** INVALID says what is wrong. **Thread:** any.
 *
 * Returns: (transfer full): `https://host` without a closing slash; `http` stays on this computer
 */
char *
herald_public_endpoint_normalise (const char *text, GError **error)
{
  return herald_url_normalise_origin (text, error);
}
