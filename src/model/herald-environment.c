/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of an environment, brought to one spelling when they are set and checked before they
 * are used. */
#include "config.h"

#include "model/herald-environment.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "model/herald-issue.h"
#include "model/herald-url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HeraldEnvironment
{
  GObject parent_instance;

  HeraldEnvironmentKind kind;
  gboolean              read_only;
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
  return normalised != NULL ? normalised : g_steal_pointer (&stripped);
}

static void
add_origin_issue (HeraldEnvironment     *self,
                  GPtrArray             *issues,
                  HeraldEnvironmentField field,
                  const char            *name,
                  const char            *missing)
{
  const char *value = self->fields[field];
  g_autoptr (GError) error = NULL;
  g_autofree char *origin = NULL;

  if (value == NULL)
    {
      if (missing != NULL)
        g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "ADDRESS_MISSING", name,
                                                   "%s", missing));
      return;
    }
  origin = herald_url_normalise_origin (value, &error);
  if (origin == NULL)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "ADDRESS_INVALID", name,
                                               "%s.", error->message));
  else if (self->kind == HERALD_ENVIRONMENT_EMULATOR && !herald_url_is_loopback (origin))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "EMULATOR_FOREIGN_HOST", name,
                                       _("“%s” is not on this computer. The emulator’s addresses "
                                         "are; choose another kind for a real organization."),
                                          origin));
  else if (self->kind != HERALD_ENVIRONMENT_EMULATOR && g_str_has_prefix (origin, "http:"))
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "ADDRESS_NOT_ENCRYPTED", name,
                                               _("“%s” is not encrypted. Change http to https; "
                                                 "only the emulator may do without."),
                                                  origin));
}

static void
add_name_issues (HeraldEnvironment *self, GPtrArray *issues)
{
  const char *colour = self->fields[HERALD_ENVIRONMENT_COLOUR];

  if (self->fields[HERALD_ENVIRONMENT_NAME] == NULL)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "NAME_MISSING", "name",
                                       _("Give the environment a name that you will recognize.")));
  else if (self->kind != HERALD_ENVIRONMENT_EMULATOR &&
           g_ascii_strcasecmp (self->fields[HERALD_ENVIRONMENT_NAME],
                               HERALD_EMULATOR_ENVIRONMENT_ID) == 0)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "NAME_RESERVED", "name",
                                       _("“%s” is the built-in environment. Choose another name."),
                                          self->fields[HERALD_ENVIRONMENT_NAME]));
  if (colour != NULL && !g_regex_match_simple ("^#[0-9A-Fa-f]{6}$", colour, G_REGEX_DOLLAR_ENDONLY,
                                               G_REGEX_MATCH_DEFAULT))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "COLOUR_INVALID", "colour",
                                       _("“%s” is not a color. Write it like #3584e4."), colour));
}

static void
add_dataverse_issues (HeraldEnvironment *self, GPtrArray *issues)
{
  const char *url = self->fields[HERALD_ENVIRONMENT_URL];

  add_origin_issue (self, issues, HERALD_ENVIRONMENT_URL, "url",
                    _("Enter the address of the environment, such as "
                      "https://contoso.crm4.dynamics.com."));
  if (url == NULL || herald_issues_find (issues, "url") != NULL || herald_url_is_loopback (url) ||
      herald_sign_in_is_dataverse (url))
    return;
  g_ptr_array_add (issues,
                   herald_issue_new (HERALD_SEVERITY_WARNING, "ADDRESS_UNUSUAL", "url",
                                     _("“%s” does not look like a Dataverse address, which "
                                               "ends in dynamics.com. Check it before signing in."),
                                        url));
}

static void
add_sign_in_issues (HeraldEnvironment *self, GPtrArray *issues)
{
  const char *tenant = self->fields[HERALD_ENVIRONMENT_TENANT_ID];
  const char *client = self->fields[HERALD_ENVIRONMENT_CLIENT_ID];

  /* A person's sign-in learns both from the environment itself. */
  gboolean is_needed = herald_environment_get_sign_in (self) != HERALD_SIGN_IN_USER;

  add_origin_issue (self, issues, HERALD_ENVIRONMENT_AUTHORITY, "authority",
                    is_needed
                    ? _("Enter the sign-in address, mostly https://login.microsoftonline.com.")
                    : NULL);
  if (tenant == NULL && is_needed)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "TENANT_MISSING", "tenantId",
                                               _("Enter the tenant: its ID, its domain or “organizations”.")));
  else if (tenant != NULL && !g_regex_match_simple ("^[A-Za-z0-9][A-Za-z0-9.-]*$", tenant,
                                                    G_REGEX_DOLLAR_ENDONLY, G_REGEX_MATCH_DEFAULT))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "TENANT_INVALID", "tenantId",
                                       _("“%s” is not a tenant. Enter its ID, its domain or "
                                         "“organizations”."),
                                          tenant));
  if (client == NULL || !herald_guid_is_valid (client))
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "CLIENT_INVALID", "clientId",
                                               _("Enter the application (client) ID of the app "
                                                 "registration, a GUID.")));
}

static void
add_registration_issues (HeraldEnvironment *self, GPtrArray *issues)
{
  const char *organization = self->fields[HERALD_ENVIRONMENT_ORGANIZATION_ID];

  if (self->fields[HERALD_ENVIRONMENT_PUBLIC_ENDPOINT] == NULL)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_WARNING, "ENDPOINT_MISSING",
                                       "publicEndpoint",
                                       _("Without the public endpoint no device can be registered. "
                                         "Copy it from the Developer information of a mobile app "
                                         "configuration.")));
  else
    add_origin_issue (self, issues, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT, "publicEndpoint", NULL);
  if (organization != NULL && !herald_guid_is_valid (organization))
    g_ptr_array_add (
      issues, herald_issue_new (HERALD_SEVERITY_ERROR, "ORGANIZATION_INVALID", "organizationId",
                                _("“%s” is not an organization ID. Leave it empty to have it "
                                         "read at sign-in."),
                                   organization));
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
 * herald_environment_get:
 * @self: an environment
 * @field: which text
 *
 * Returns: (transfer none) (nullable): the text; empty when it is not known, but %NULL for the last
 *   three fields, where that means “as usual”
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
 * herald_environment_validate:
 * @self: an environment
 *
 * Findings have the fields “name”, “colour”, “url”, “authority”, “tenantId”, “clientId”,
 * “publicEndpoint”, “organizationId”, “apnsOrigin” and “fcmOrigin”.
 *
 * Returns: (transfer full) (element-type HeraldIssue): what is wrong with it
 */
GPtrArray *
herald_environment_validate (HeraldEnvironment *self)
{
  GPtrArray *issues;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (self), NULL);

  issues = herald_issues_new ();
  add_name_issues (self, issues);
  add_dataverse_issues (self, issues);
  add_sign_in_issues (self, issues);
  add_registration_issues (self, issues);
  add_origin_issue (self, issues, HERALD_ENVIRONMENT_APNS_ORIGIN, "apnsOrigin", NULL);
  add_origin_issue (self, issues, HERALD_ENVIRONMENT_FCM_ORIGIN, "fcmOrigin", NULL);
  return issues;
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
