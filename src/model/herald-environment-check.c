/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with an environment's texts, found before anything is sent. */
#include "config.h"

#include "model/herald-environment.h"

#include "base/herald-guid.h"
#include "model/herald-issue.h"
#include "model/herald-proxy.h"
#include "model/herald-url.h"

#include <glib/gi18n-lib.h>

/* One types it to confirm a change in production. */
#define MOST_NAME_CHARACTERS 100

#define ZERO_WIDTH_NON_JOINER 0x200C
#define ZERO_WIDTH_JOINER 0x200D

/* (nullable): NULL where nothing is known. */
static const char *
get_text (HeraldEnvironment *self, HeraldEnvironmentField field)
{
  const char *text = herald_environment_get (self, field);

  return text != NULL && *text != '\0' ? text : NULL;
}

static void
add_origin_issue (HeraldEnvironment     *self,
                  GPtrArray             *issues,
                  HeraldEnvironmentField field,
                  const char            *name,
                  const char            *missing)
{
  const char *value = get_text (self, field);
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
  else if (herald_environment_is_emulator (self) && !herald_url_is_loopback (origin))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "EMULATOR_FOREIGN_HOST", name,
                                       _("“%s” is not on this computer. The emulator’s addresses "
                                         "are; choose another kind for a real organization."),
                                          origin));
  else if (!herald_environment_is_emulator (self) && g_str_has_prefix (origin, "http:"))
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "ADDRESS_NOT_ENCRYPTED", name,
                                               _("“%s” is not encrypted. Change http to https; "
                                                 "only the emulator may do without."),
                                                  origin));
}

/* Somebody types it to confirm a change, and it stands in titles and in tables. Persian words and
 * some emoji need the joiners. */
static gboolean
is_one_line (const char *name)
{
  for (const char *c = name; *c != '\0'; c = g_utf8_next_char (c))
    {
      const gunichar     character = g_utf8_get_char (c);
      const GUnicodeType type = g_unichar_type (character);

      if (character == ZERO_WIDTH_NON_JOINER || character == ZERO_WIDTH_JOINER)
        continue;
      if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
          type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        return FALSE;
    }
  return TRUE;
}

static void
add_name_issues (HeraldEnvironment *self, GPtrArray *issues)
{
  const char *colour = get_text (self, HERALD_ENVIRONMENT_COLOUR);
  const char *name = get_text (self, HERALD_ENVIRONMENT_NAME);

  if (name == NULL)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "NAME_MISSING", "name",
                                       _("Give the environment a name that you will recognize.")));
  else if (!herald_environment_is_emulator (self) &&
           g_ascii_strcasecmp (name, HERALD_EMULATOR_ENVIRONMENT_ID) == 0)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "NAME_RESERVED", "name",
                                       _("“%s” is the built-in environment. Choose another name."),
                                          name));
  else if (!is_one_line (name))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "NAME_INVALID", "name",
                                       _("The name holds a line break or another character that "
                                         "cannot be seen. Type it anew.")));
  else if (g_utf8_strlen (name, -1) > MOST_NAME_CHARACTERS)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "NAME_LONG", "name",
                                               ngettext ("The name is longer than %d character.",
                                                         "The name is longer than %d characters.",
                                                         MOST_NAME_CHARACTERS),
                                               MOST_NAME_CHARACTERS));
  if (colour != NULL && !g_regex_match_simple ("^#[0-9A-Fa-f]{6}$", colour, G_REGEX_DOLLAR_ENDONLY,
                                               G_REGEX_MATCH_DEFAULT))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "COLOUR_INVALID", "colour",
                                       _("“%s” is not a color. Write it like #3584e4."), colour));
}

static void
add_dataverse_issues (HeraldEnvironment *self, GPtrArray *issues)
{
  const char *url = get_text (self, HERALD_ENVIRONMENT_URL);

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
  const char *tenant = get_text (self, HERALD_ENVIRONMENT_TENANT_ID);
  const char *client = get_text (self, HERALD_ENVIRONMENT_CLIENT_ID);

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
  const char *organization = get_text (self, HERALD_ENVIRONMENT_ORGANIZATION_ID);

  if (get_text (self, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT) == NULL)
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

/* A switch that makes all encryption worth little is never just on. */
static void
add_connection_issues (HeraldEnvironment *self, GPtrArray *issues)
{
  herald_proxy_validate (get_text (self, HERALD_ENVIRONMENT_PROXY),
                         get_text (self, HERALD_ENVIRONMENT_PROXY_USER), issues);
  if (herald_environment_ignores_tls_errors (self))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_WARNING, "TLS_ERRORS_IGNORED", "tlsErrors",
                                       _("Anyone between this computer and the servers can read "
                                         "and change everything, tokens and keys included. Give "
                                         "the certificate authority’s file instead where that is "
                                         "possible.")));
}

/**
 * herald_environment_validate:
 * @self: an environment
 *
 * Findings have the fields “name”, “colour”, “url”, “authority”, “tenantId”, “clientId”,
 * “publicEndpoint”, “organizationId”, “proxy”, “proxyUser”, “tlsErrors”, “apnsOrigin” and
 * “fcmOrigin”.
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
  add_connection_issues (self, issues);
  add_origin_issue (self, issues, HERALD_ENVIRONMENT_APNS_ORIGIN, "apnsOrigin", NULL);
  add_origin_issue (self, issues, HERALD_ENVIRONMENT_FCM_ORIGIN, "fcmOrigin", NULL);
  return issues;
}
