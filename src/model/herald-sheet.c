/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what an app developer needs to register devices: addresses, ids, and the request itself.
 */
#include "config.h"

#include "model/herald-sheet.h"

#include "base/herald-json.h"
#include "base/herald-redact.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *member; /* in JSON; never translated */
  const char *label;  /* translated */
  const char *value;  /* (nullable): left out */
} Line;

#define N_LINES 11

static const char *
get (HeraldApp *app, HeraldAppField field)
{
  const char *value = herald_app_get (app, field);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* Fills @lines in the order of the sheet. */
static void
fill_lines (Line              *lines,
            HeraldApp         *app,
            HeraldEnvironment *environment,
            const char        *endpoint,
            const char        *api_token)
{
  const char *apns_mode =
    herald_app_get_apns_environment (app) == HERALD_APNS_SANDBOX ? "sandbox" : "production";
  const char *organization =
    herald_environment_get (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID);
  gboolean has_ios = get (app, HERALD_APP_BUNDLE_ID) != NULL;
  gsize    i = 0;

  lines[i++] = (Line){ "name", _("App"), get (app, HERALD_APP_NAME) };
  lines[i++] =
    (Line){ "environment", _("Environment"),
                              herald_environment_get (environment, HERALD_ENVIRONMENT_NAME) };
  lines[i++] = (Line){ "publicEndpoint", _("Public endpoint"), endpoint };
  lines[i++] = (Line){ "organizationId", _("Organization ID"), organization };
  lines[i++] = (Line){ "applicationId", _("Application ID"), get (app, HERALD_APP_ID) };
  lines[i++] =
    (Line){ "apiToken", _("Access token"), api_token != NULL ? api_token : HERALD_REDACTED };
  lines[i++] = (Line){ "bundleId", _("Bundle ID (iOS)"), get (app, HERALD_APP_BUNDLE_ID) };
  lines[i++] = (Line){ "teamId", _("Team ID (iOS)"), get (app, HERALD_APP_TEAM_ID) };
  lines[i++] = (Line){ "keyId", _("Key ID (iOS)"), get (app, HERALD_APP_KEY_ID) };
  lines[i++] =
    (Line){ "apnsEnvironment", _("APNs environment (iOS)"), has_ios ? apns_mode : NULL };
  lines[i++] =
    (Line){ "projectId", _("Firebase project (Android)"), herald_app_get_project_id (app) };
  g_assert (i == N_LINES);
}

static gboolean
is_shown (const Line *line)
{
  return line->value != NULL && *line->value != '\0';
}

/* The registration request, ready to paste: only the person, the device and the token are open. */
static char *
write_curl (HeraldApp *app, HeraldEnvironment *environment)
{
  g_autofree char *base = herald_environment_dup_registration_base (environment);
  const char      *app_id = get (app, HERALD_APP_ID);
  gboolean         is_android = get (app, HERALD_APP_BUNDLE_ID) == NULL;

  return g_strdup_printf ("curl --request POST '%s/pushdeviceregistration/devices' \\\n"
                          "  --header 'Content-Type: application/json' \\\n"
                          "  --header 'x-ms-track-registration: true' \\\n"
                          "  --data '{\"MobileAppId\":\"%s\",\"UserId\":\"'\"$USER_ID\"'\","
                          "\"ApiToken\":\"'\"$API_TOKEN\"'\",\"%s\":\"'\"$DEVICE_TOKEN\"'\"}'\n",
                          base != NULL ? base
                                       : "https://PUBLIC_ENDPOINT/api/v1.0/orgs/ORGANIZATION_ID",
                          app_id != NULL ? app_id : "APPLICATION_ID",
                          is_android ? "FcmDeviceToken" : "ApnsDeviceToken");
}

static char *
write_json (const Line *lines)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  for (gsize i = 0; i < N_LINES; i++)
    if (is_shown (&lines[i]))
      json_object_set_string_member (object, lines[i].member, lines[i].value);
    else
      json_object_set_null_member (object, lines[i].member);
  json_node_take_object (node, object);
  return herald_json_write (node, TRUE);
}

static char *
write_text (const Line *lines, const char *curl)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < N_LINES; i++)
    if (is_shown (&lines[i]))
      g_string_append_printf (text, "%s: %s\n", lines[i].label, lines[i].value);
  g_string_append_printf (text, "\n%s\n%s", _("Register a device:"), curl);
  return g_string_free (text, FALSE);
}

static char *
write_markdown (const Line *lines, const char *curl)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "# %s\n\n| %s | %s |\n| --- | --- |\n",
                          lines[0].value != NULL ? lines[0].value
                                                 : _("Mobile app"), _("Field"), _("Value"));
  for (gsize i = 1; i < N_LINES; i++)
    if (is_shown (&lines[i]))
      g_string_append_printf (text, "| %s | `%s` |\n", lines[i].label, lines[i].value);
  g_string_append_printf (text, "\n## %s\n\n```sh\n%s```\n\n%s\n",
                          _("Register a device"), curl,
                             _("The answer 202 means that the registration is queued, not that it is "
                            "done. Keep the access token on your server."));
  return g_string_free (text, FALSE);
}

/**
 * herald_sheet_write:
 * @app: an app
 * @environment: the environment it is in
 * @api_token: (nullable): the access token to show; %NULL masks it
 * @format: how to write it
 *
 * No other secret of the app is ever part of the sheet.
 *
 * Returns: (transfer full): the sheet
 */
char *
herald_sheet_write (HeraldApp         *app,
                    HeraldEnvironment *environment,
                    const char        *api_token,
                    HeraldSheetFormat  format)
{
  g_autofree char *endpoint = NULL;
  g_autofree char *curl = NULL;
  const char      *typed_endpoint;
  Line             lines[N_LINES];

  g_return_val_if_fail (HERALD_IS_APP (app), NULL);
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (environment), NULL);

  typed_endpoint = herald_environment_get (environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT);
  endpoint = herald_public_endpoint_normalise (typed_endpoint, NULL);
  fill_lines (lines, app, environment, endpoint, api_token);
  if (format == HERALD_SHEET_JSON)
    return write_json (lines);
  curl = write_curl (app, environment);
  return format == HERALD_SHEET_MARKDOWN ? write_markdown (lines, curl) : write_text (lines, curl);
}
