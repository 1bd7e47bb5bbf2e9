/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table says how each part of the ready line is called on screen, in a shell and in JSON. */
#include "config.h"

#include "model/herald-addresses.h"

#include "base/herald-json.h"
#include "base/herald-redact.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  HeraldEmulatorInfoField field;
  const char             *label; /* translated when used */
  const char             *variable;
  const char             *member;
  gboolean                secret;
} Line;

/* clang-format off */
static const Line address_lines[] = {
  { HERALD_EMULATOR_INFO_HTTP, N_("HTTP"), "HERALD_HTTP", "http", FALSE },
  { HERALD_EMULATOR_INFO_HTTPS, N_("HTTPS"), "HERALD_HTTPS", "https", FALSE },
  { HERALD_EMULATOR_INFO_H2, N_("HTTP/2"), "HERALD_H2", "h2", FALSE },
  { HERALD_EMULATOR_INFO_CA, N_("CA certificate"), "HERALD_CA", "ca", FALSE },
};

static const Line id_lines[] = {
  { HERALD_EMULATOR_INFO_TENANT_ID, N_("Tenant ID"), "HERALD_TENANT_ID", "tenantId", FALSE },
  { HERALD_EMULATOR_INFO_CLIENT_ID, N_("Client ID (public)"), "HERALD_CLIENT_ID", "clientId", FALSE },
  { HERALD_EMULATOR_INFO_CONFIDENTIAL_CLIENT_ID, N_("Client ID (with secret)"), "HERALD_CONFIDENTIAL_CLIENT_ID",
    "confidentialClientId", FALSE },
  { HERALD_EMULATOR_INFO_CLIENT_SECRET, N_("Client secret"), "HERALD_CLIENT_SECRET", "clientSecret", TRUE },
  { HERALD_EMULATOR_INFO_ORGANIZATION_ID, N_("Organization ID"), "HERALD_ORGANIZATION_ID", "organizationId", FALSE },
  { HERALD_EMULATOR_INFO_USER_ID, N_("User ID"), "HERALD_USER_ID", "userId", FALSE },
  { HERALD_EMULATOR_INFO_BEARER, N_("Dataverse token"), "HERALD_BEARER", "bearer", TRUE },
  { HERALD_EMULATOR_INFO_ADMIN_TOKEN, N_("Admin token"), "HERALD_ADMIN_TOKEN", "adminToken", TRUE },
};

static const struct
{
  goffset     offset;
  const char *label; /* translated when used */
  const char *variable;
  const char *member;
  gboolean    secret;
} app_lines[] = {
  { G_STRUCT_OFFSET (HeraldEmulatorApp, id), N_("Application ID"), "APPLICATION_ID", "id", FALSE },
  { G_STRUCT_OFFSET (HeraldEmulatorApp, api_token), N_("Access token"), "API_TOKEN", "apiToken", TRUE },
  { G_STRUCT_OFFSET (HeraldEmulatorApp, bundle_id), N_("Bundle ID"), "BUNDLE_ID", "bundleId", FALSE },
  { G_STRUCT_OFFSET (HeraldEmulatorApp, team_id), N_("Team ID"), "TEAM_ID", "teamId", FALSE },
  { G_STRUCT_OFFSET (HeraldEmulatorApp, key_id), N_("Key ID"), "KEY_ID", "keyId", FALSE },
  { G_STRUCT_OFFSET (HeraldEmulatorApp, apns_key_path), N_("Signing key, .p8"), "APNS_KEY", "apnsKey", FALSE },
  { G_STRUCT_OFFSET (HeraldEmulatorApp, project_id), N_("Firebase project"), "PROJECT_ID", "projectId", FALSE },
  { G_STRUCT_OFFSET (HeraldEmulatorApp, service_account_path), N_("Service account"), "SERVICE_ACCOUNT",
    "serviceAccount", FALSE },
};
/* clang-format on */

static void
address_free (gpointer data)
{
  HeraldAddress *self = data;

  g_free (self->group);
  g_free (self->label);
  g_free (self->variable);
  g_free (self->value);
  g_free (self);
}

static void
snippet_free (gpointer data)
{
  HeraldSnippet *self = data;

  g_free (self->text);
  g_free (self->masked);
  g_free (self);
}

static void
add (GPtrArray  *list,
     const char *group,
     const char *label,
     char       *variable,
     const char *value,
     gboolean    secret)
{
  HeraldAddress *address;

  if (value == NULL || *value == '\0')
    {
      g_free (variable);
      return;
    }
  address = g_new0 (HeraldAddress, 1);
  address->group = g_strdup (group);
  address->label = g_strdup (label);
  address->variable = variable;
  address->value = g_strdup (value);
  address->secret = secret;
  g_ptr_array_add (list, address);
}

static void
add_lines (GPtrArray          *list,
           HeraldEmulatorInfo *info,
           const char         *group,
           const Line         *lines,
           gsize               n_lines)
{
  for (gsize i = 0; i < n_lines; i++)
    add (list, group,
         _(lines[i].label), g_strdup (lines[i].variable),
            herald_emulator_info_get (info, lines[i].field), lines[i].secret);
}

/* The field of an app that a line stands for. */
static const char *
get_app_value (const HeraldEmulatorApp *app, gsize line)
{
  return G_STRUCT_MEMBER (char *, app, app_lines[line].offset);
}

/* The first app's variables have no number: most people have one app. */
static char *
dup_app_variable (gsize app, gsize line)
{
  if (app == 0)
    return g_strconcat ("HERALD_", app_lines[line].variable, NULL);
  return g_strdup_printf ("HERALD_APP%" G_GSIZE_FORMAT "_%s", app + 1, app_lines[line].variable);
}

static void
append_export (GString *text, const char *name, const char *value)
{
  g_autofree char *quoted = g_shell_quote (value);

  g_string_append_printf (text, "export %s=%s\n", name, quoted);
}

static void
set_member (JsonObject *object, const char *name, const char *value, gboolean masked)
{
  if (value != NULL && *value != '\0')
    json_object_set_string_member (object, name, masked ? HERALD_REDACTED : value);
}

static JsonObject *
build_app (const HeraldEmulatorApp *app, gboolean with_secrets)
{
  JsonObject *object = json_object_new ();

  set_member (object, "name", app->name, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (app_lines); i++)
    set_member (object, app_lines[i].member, get_app_value (app, i),
                app_lines[i].secret && !with_secrets);
  return object;
}

/* @format holds the byte 1 where the secret belongs. */
G_GNUC_PRINTF (4, 5)
static void
add_snippet (GPtrArray *list, const char *title, const char *secret, const char *format, ...)
{
  g_autofree char *text = NULL;
  HeraldSnippet   *snippet = g_new0 (HeraldSnippet, 1);
  g_auto (GStrv) parts = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  parts = g_strsplit (text, "\x01", -1);
  snippet->title = title;
  snippet->text = g_strjoinv (secret, parts);
  snippet->masked = g_strjoinv (HERALD_REDACTED, parts);
  g_ptr_array_add (list, snippet);
}

/**
 * herald_addresses_list:
 * @info: what the emulator said when it was ready
 *
 * Returns: (transfer full) (element-type HeraldAddress): every address, id and file, in groups
 */
GPtrArray *
herald_addresses_list (HeraldEmulatorInfo *info)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (address_free);

  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (info), list);

  add_lines (list, info, _("Addresses"), address_lines, G_N_ELEMENTS (address_lines));
  add_lines (list, info, _("Sign-In and Dataverse"), id_lines, G_N_ELEMENTS (id_lines));
  for (gsize i = 0; i < herald_emulator_info_get_n_apps (info); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (app_lines); j++)
      {
        const HeraldEmulatorApp *app = herald_emulator_info_get_app (info, i);

        add (list, app->name,
             _(app_lines[j].label), dup_app_variable (i, j), get_app_value (app, j),
                app_lines[j].secret);
      }
  return list;
}

/**
 * herald_addresses_list_snippets:
 * @info: what the emulator said when it was ready
 *
 * Returns: (transfer full) (element-type HeraldSnippet): commands to begin with
 */
GPtrArray *
herald_addresses_list_snippets (HeraldEmulatorInfo *info)
{
  GPtrArray               *list = g_ptr_array_new_with_free_func (snippet_free);
  const HeraldEmulatorApp *app;
  const char              *http;
  const char              *bearer;

  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (info), list);

  http = herald_emulator_info_get (info, HERALD_EMULATOR_INFO_HTTP);
  bearer = herald_emulator_info_get (info, HERALD_EMULATOR_INFO_BEARER);
  if (bearer != NULL)
    add_snippet (list,
                 _("Ask Dataverse who I am"), bearer,
                    "curl --header 'Authorization: Bearer \x01' \\\n  '%s/api/data/v9.2/WhoAmI'\n",
                    http);
  add_snippet (list,
               _("Get a token for Dataverse"), herald_emulator_info_get_client_secret (info),
                  "curl --data 'grant_type=client_credentials' \\\n  --data 'client_id=%s' \\\n"
                  "  --data 'client_secret=\x01' \\\n  --data 'scope=%s/.default' \\\n"
                  "  '%s/%s/oauth2/v2.0/token'\n",
                  herald_emulator_info_get (info, HERALD_EMULATOR_INFO_CONFIDENTIAL_CLIENT_ID),
                  http, http, herald_emulator_info_get (info, HERALD_EMULATOR_INFO_TENANT_ID));
  app = herald_emulator_info_get_n_apps (info) > 0 ? herald_emulator_info_get_app (info, 0) : NULL;
  if (app != NULL && app->api_token != NULL)
    add_snippet (list, _("Register a phone"), app->api_token,
                          "curl --header 'Content-Type: application/json' \\\n  --data "
                          "'{\"MobileAppId\":\"%s\","
                          "\"UserId\":\"CONTACT-ID\",\"ApiToken\":\"\x01\",\"ApnsDeviceToken\":"
                          "\"DEVICE-TOKEN\"}' \\\n"
                          "  '%s/api/v1.0/orgs/%s/pushdeviceregistration/devices'\n",
                          app->id, http,
                          herald_emulator_info_get (info, HERALD_EMULATOR_INFO_ORGANIZATION_ID));
  add_snippet (list, _("List the phones"), herald_emulator_info_get_admin_token (info),
                        "curl --header 'Authorization: Bearer \x01' \\\n  '%s/_herald/phones'\n",
                        http);
  return list;
}

/**
 * herald_addresses_write_variables:
 * @info: what the emulator said when it was ready
 * @with_secrets: whether the secrets are written, too
 *
 * Returns: (transfer full): lines for a shell
 */
char *
herald_addresses_write_variables (HeraldEmulatorInfo *info, gboolean with_secrets)
{
  g_autoptr (GPtrArray) list = NULL;
  GString *text;

  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (info), NULL);

  list = herald_addresses_list (info);
  text = g_string_new (NULL);
  for (guint i = 0; i < list->len; i++)
    {
      const HeraldAddress *address = g_ptr_array_index (list, i);

      append_export (text, address->variable,
                     address->secret && !with_secrets ? "" : address->value);
    }
  return g_string_free (text, FALSE);
}

/**
 * herald_addresses_write_json:
 * @info: what the emulator said when it was ready
 * @with_secrets: whether the secrets are written, too; they are masked otherwise
 *
 * Returns: (transfer full): an object with the members of the ready line
 */
char *
herald_addresses_write_json (HeraldEmulatorInfo *info, gboolean with_secrets)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray  *apps = json_array_new ();

  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (info), NULL);

  json_node_take_object (node, object);
  for (gsize i = 0; i < G_N_ELEMENTS (address_lines); i++)
    set_member (object, address_lines[i].member,
                herald_emulator_info_get (info, address_lines[i].field), FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (id_lines); i++)
    set_member (object, id_lines[i].member, herald_emulator_info_get (info, id_lines[i].field),
                id_lines[i].secret && !with_secrets);
  for (gsize i = 0; i < herald_emulator_info_get_n_apps (info); i++)
    json_array_add_object_element (apps, build_app (herald_emulator_info_get_app (info, i),
                                                    with_secrets));
  json_object_set_array_member (object, "apps", apps);
  return herald_json_write (node, TRUE);
}
