/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the ready line that an emulator prints, and makes the built-in environment of it. */
#include "config.h"

#include "model/herald-emulator-info.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-environment-colour.h"
#include "model/herald-url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char        *name;
  HeraldJsonPresence presence;
} fields[HERALD_EMULATOR_INFO_N_FIELDS] = {
  { "http", HERALD_JSON_REQUIRED },
  { "https", HERALD_JSON_REQUIRED },
  { "h2", HERALD_JSON_REQUIRED },
  { "ca", HERALD_JSON_REQUIRED },
  { "adminToken", HERALD_JSON_REQUIRED },
  { "bearer", HERALD_JSON_OPTIONAL },
  { "tenantId", HERALD_JSON_REQUIRED },
  { "clientId", HERALD_JSON_OPTIONAL },
  { "confidentialClientId", HERALD_JSON_REQUIRED },
  { "clientSecret", HERALD_JSON_REQUIRED },
  { "organizationId", HERALD_JSON_REQUIRED },
  { "userId", HERALD_JSON_REQUIRED },
};

struct _HeraldEmulatorInfo
{
  GObject parent_instance;

  char    *fields[HERALD_EMULATOR_INFO_N_FIELDS]; /* (owned) */
  GArray  *apps;                                  /* (element-type HeraldEmulatorApp) (owned) */
  gboolean moved;
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorInfo, herald_emulator_info, G_TYPE_OBJECT)

static void
clear_app (gpointer data)
{
  HeraldEmulatorApp *app = data;

  g_clear_pointer (&app->id, g_free);
  g_clear_pointer (&app->name, g_free);
  g_clear_pointer (&app->bundle_id, g_free);
  g_clear_pointer (&app->team_id, g_free);
  g_clear_pointer (&app->key_id, g_free);
  g_clear_pointer (&app->apns_key_path, g_free);
  g_clear_pointer (&app->service_account_path, g_free);
  g_clear_pointer (&app->project_id, g_free);
  g_clear_pointer (&app->api_token, g_free);
}

static gboolean
read_copy (JsonObject        *object,
           const char        *name,
           HeraldJsonPresence presence,
           char             **value,
           GError           **error)
{
  const char *text;

  if (!herald_json_read_string (object, name, presence, &text, error))
    return FALSE;
  *value = g_strdup (text);
  return TRUE;
}

static gboolean
read_app (JsonObject *object, HeraldEmulatorApp *app, GError **error)
{
  return read_copy (object, "id", HERALD_JSON_REQUIRED, &app->id, error) &&
         read_copy (object, "name", HERALD_JSON_REQUIRED, &app->name, error) &&
         read_copy (object, "bundleId", HERALD_JSON_REQUIRED, &app->bundle_id, error) &&
         read_copy (object, "teamId", HERALD_JSON_REQUIRED, &app->team_id, error) &&
         read_copy (object, "keyId", HERALD_JSON_REQUIRED, &app->key_id, error) &&
         read_copy (object, "apnsKey", HERALD_JSON_REQUIRED, &app->apns_key_path, error) &&
         read_copy (object, "serviceAccount", HERALD_JSON_REQUIRED, &app->service_account_path,
                    error) &&
         read_copy (object, "projectId", HERALD_JSON_REQUIRED, &app->project_id, error) &&
         read_copy (object, "apiToken", HERALD_JSON_OPTIONAL, &app->api_token, error);
}

static gboolean
read_apps (HeraldEmulatorInfo *self, JsonObject *object, GError **error)
{
  JsonArray *array;

  if (!herald_json_read_array (object, "apps", HERALD_JSON_OPTIONAL, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode         *node = json_array_get_element (array, i);
      HeraldEmulatorApp app = { 0 };

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "“apps” must hold objects");
          return FALSE;
        }
      if (!read_app (json_node_get_object (node), &app, error))
        {
          clear_app (&app);
          return FALSE;
        }
      g_array_append_val (self->apps, app);
    }
  return TRUE;
}

/* No host but this computer is contacted while the emulator is open. */
static gboolean
check_loopback (HeraldEmulatorInfo *self, GError **error)
{
  const HeraldEmulatorInfoField origins[] = { HERALD_EMULATOR_INFO_HTTP, HERALD_EMULATOR_INFO_HTTPS,
                                              HERALD_EMULATOR_INFO_H2 };

  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++)
    if (!herald_url_is_loopback (self->fields[origins[i]]))
      {
        g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                     "The address “%s” is not on this computer", self->fields[origins[i]]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_line (HeraldEmulatorInfo *self, const char *line, GError **error)
{
  g_autoptr (JsonNode) node = herald_json_parse (line, -1, error);
  JsonObject *object;

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "It is not a JSON object");
      return FALSE;
    }
  object = json_node_get_object (node);
  for (int i = 0; i < HERALD_EMULATOR_INFO_N_FIELDS; i++)
    if (!read_copy (object, fields[i].name, fields[i].presence, &self->fields[i], error))
      return FALSE;
  return herald_json_read_boolean (object, "moved", HERALD_JSON_OPTIONAL, &self->moved, error) &&
         check_loopback (self, error) && read_apps (self, object, error);
}

static void
fill_environment (HeraldEmulatorInfo *self, HeraldEnvironment *environment)
{
  const struct
  {
    HeraldEnvironmentField field;
    const char            *value;
  } values[] = {
    { HERALD_ENVIRONMENT_ID, HERALD_EMULATOR_ENVIRONMENT_ID },
    { HERALD_ENVIRONMENT_NAME, herald_environment_kind_get_label (HERALD_ENVIRONMENT_EMULATOR) },
    { HERALD_ENVIRONMENT_COLOUR, HERALD_ENVIRONMENT_COLOUR_EMULATOR },
    { HERALD_ENVIRONMENT_URL, self->fields[HERALD_EMULATOR_INFO_HTTP] },
    { HERALD_ENVIRONMENT_AUTHORITY, self->fields[HERALD_EMULATOR_INFO_HTTP] },
    { HERALD_ENVIRONMENT_TENANT_ID, self->fields[HERALD_EMULATOR_INFO_TENANT_ID] },
    { HERALD_ENVIRONMENT_CLIENT_ID, self->fields[HERALD_EMULATOR_INFO_CONFIDENTIAL_CLIENT_ID] },
    { HERALD_ENVIRONMENT_PUBLIC_ENDPOINT, self->fields[HERALD_EMULATOR_INFO_HTTP] },
    { HERALD_ENVIRONMENT_ORGANIZATION_ID, self->fields[HERALD_EMULATOR_INFO_ORGANIZATION_ID] },
    { HERALD_ENVIRONMENT_USER_ID, self->fields[HERALD_EMULATOR_INFO_USER_ID] },
    { HERALD_ENVIRONMENT_APNS_ORIGIN, self->fields[HERALD_EMULATOR_INFO_H2] },
    { HERALD_ENVIRONMENT_FCM_ORIGIN, self->fields[HERALD_EMULATOR_INFO_HTTP] },
    { HERALD_ENVIRONMENT_CA_FILE, self->fields[HERALD_EMULATOR_INFO_CA] },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    herald_environment_set (environment, values[i].field, values[i].value);
}

static void
herald_emulator_info_finalize (GObject *object)
{
  HeraldEmulatorInfo *self = HERALD_EMULATOR_INFO (object);

  for (int i = 0; i < HERALD_EMULATOR_INFO_N_FIELDS; i++)
    g_free (self->fields[i]);
  g_array_unref (self->apps);
  G_OBJECT_CLASS (herald_emulator_info_parent_class)->finalize (object);
}

static void
herald_emulator_info_class_init (HeraldEmulatorInfoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_info_finalize;
}

static void
herald_emulator_info_init (HeraldEmulatorInfo *self)
{
  self->apps = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorApp));
  g_array_set_clear_func (self->apps, clear_app);
}

/**
 * herald_emulator_info_new_from_line:
 * @ready_line: the JSON line that an emulator prints when it is ready
 *
 * **Errors:** PROTOCOL names what is missing, and an address that is not on this computer.
 *
 * Returns: (transfer full): what it says
 */
HeraldEmulatorInfo *
herald_emulator_info_new_from_line (const char *ready_line, GError **error)
{
  g_autoptr (HeraldEmulatorInfo) self = g_object_new (HERALD_TYPE_EMULATOR_INFO, NULL);
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (ready_line != NULL, NULL);

  if (!read_line (self, ready_line, &local_error))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("The emulator’s ready line cannot be used: %s"), local_error->message);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * herald_emulator_info_get:
 * @self: the info
 * @field: what
 *
 * Returns: (nullable): what the ready line says about it
 */
const char *
herald_emulator_info_get (HeraldEmulatorInfo *self, HeraldEmulatorInfoField field)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), NULL);
  g_return_val_if_fail (field < HERALD_EMULATOR_INFO_N_FIELDS, NULL);

  return self->fields[field];
}

/**
 * herald_emulator_info_get_http:
 * @self: the info
 *
 * Returns: the origin of all services over HTTP
 */
const char *
herald_emulator_info_get_http (HeraldEmulatorInfo *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), NULL);

  return self->fields[HERALD_EMULATOR_INFO_HTTP];
}

/**
 * herald_emulator_info_get_https:
 * @self: the info
 *
 * Returns: the origin of the same services over TLS
 */
const char *
herald_emulator_info_get_https (HeraldEmulatorInfo *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), NULL);

  return self->fields[HERALD_EMULATOR_INFO_HTTPS];
}

/**
 * herald_emulator_info_get_h2:
 * @self: the info
 *
 * Returns: the origin of APNs over HTTP/2
 */
const char *
herald_emulator_info_get_h2 (HeraldEmulatorInfo *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), NULL);

  return self->fields[HERALD_EMULATOR_INFO_H2];
}

/**
 * herald_emulator_info_get_ca_path:
 * @self: the info
 *
 * Returns: the file of the authority that signed its certificates
 */
const char *
herald_emulator_info_get_ca_path (HeraldEmulatorInfo *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), NULL);

  return self->fields[HERALD_EMULATOR_INFO_CA];
}

/**
 * herald_emulator_info_get_admin_token:
 * @self: the info
 *
 * Returns: the bearer of the admin API; a secret
 */
const char *
herald_emulator_info_get_admin_token (HeraldEmulatorInfo *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), NULL);

  return self->fields[HERALD_EMULATOR_INFO_ADMIN_TOKEN];
}

/**
 * herald_emulator_info_get_client_secret:
 * @self: the info
 *
 * Returns: the secret of the environment's client; a secret
 */
const char *
herald_emulator_info_get_client_secret (HeraldEmulatorInfo *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), NULL);

  return self->fields[HERALD_EMULATOR_INFO_CLIENT_SECRET];
}

/**
 * herald_emulator_info_has_moved:
 * @self: the info
 *
 * Returns: whether a port of the folder's last start was in use, so that an address is a new one
 */
gboolean
herald_emulator_info_has_moved (HeraldEmulatorInfo *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), FALSE);

  return self->moved;
}

/**
 * herald_emulator_info_get_n_apps:
 * @self: the info
 *
 * Returns: how many sample apps there are
 */
gsize
herald_emulator_info_get_n_apps (HeraldEmulatorInfo *self)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), 0);

  return self->apps->len;
}

/**
 * herald_emulator_info_get_app:
 * @self: the info
 * @index: which one, below herald_emulator_info_get_n_apps()
 *
 * Returns: (transfer none): a sample app with the files a person would have got
 */
const HeraldEmulatorApp *
herald_emulator_info_get_app (HeraldEmulatorInfo *self, gsize index)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), NULL);
  g_return_val_if_fail (index < self->apps->len, NULL);

  return &g_array_index (self->apps, HeraldEmulatorApp, index);
}

/**
 * herald_emulator_info_dup_script_url:
 * @self: the info
 * @phone_id: which phone
 *
 * Returns: (transfer full): where a web app gets the functions of its native plug-in, bound to the
 *   phone; over HTTP, which a browser takes from this computer even on a page over TLS
 */
char *
herald_emulator_info_dup_script_url (HeraldEmulatorInfo *self, const char *phone_id)
{
  g_autofree char *phone = NULL;

  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), NULL);
  g_return_val_if_fail (phone_id != NULL, NULL);

  phone = g_uri_escape_string (phone_id, NULL, FALSE);
  return g_strdup_printf ("%s/bridge/median-msdynamics.js?phone=%s",
                          self->fields[HERALD_EMULATOR_INFO_HTTP], phone);
}

/**
 * herald_emulator_info_dup_environment:
 * @self: the info
 *
 * Returns: (transfer full): the built-in environment: every service at the emulator's addresses
 */
HeraldEnvironment *
herald_emulator_info_dup_environment (HeraldEmulatorInfo *self)
{
  HeraldEnvironment *environment;

  g_return_val_if_fail (HERALD_IS_EMULATOR_INFO (self), NULL);

  environment = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);
  fill_environment (self, environment);
  return environment;
}
