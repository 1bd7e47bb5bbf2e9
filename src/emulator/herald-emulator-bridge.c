/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the script of a web app calls: permission, registration and launches of the app on one
 * phone. The plug-in registers by the registration API as every app does; its tokens are told once
 * that succeeded and the app may show notifications (Median, “Microsoft Dynamics”, read 2026-11).
 * There is no admin token in a web app, so that only pages of this machine are answered. */
#include "config.h"

#include "emulator/herald-emulator-bridge.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-apps.h"
#include "emulator/herald-emulator-outbound.h"
#include "emulator/herald-emulator-permission.h"
#include "emulator/herald-emulator-phones.h"
#include "emulator/herald-emulator-resources.h"

#define RESOURCE "/io/github/herald_console/Herald/emulator/median-msdynamics.js"
#define APP_VERSION "1.0.0"
#define APP_BUILD 1
#define ACCEPTED 202

static const char table_sql[] =
  "CREATE TABLE IF NOT EXISTS bridge_app ("
  "  phone_id TEXT PRIMARY KEY REFERENCES phone (id) ON DELETE CASCADE,"
  "  registered INTEGER NOT NULL DEFAULT 0)";
static const char launch_sql[] = "INSERT INTO bridge_app (phone_id) VALUES (?)"
                                 " ON CONFLICT (phone_id) DO NOTHING";
static const char begin_sql[] = "DELETE FROM bridge_app WHERE phone_id = ?";
static const char registered_sql[] = "INSERT INTO bridge_app (phone_id, registered) VALUES (?, 1)"
                                     " ON CONFLICT (phone_id) DO UPDATE SET registered = 1";
static const char select_sql[] =
  "SELECT p.platform, p.os_version, p.sandbox, COALESCE (p.identity, ''), COALESCE (p.app_id, ''),"
  " COALESCE (p.user_id, ''), COALESCE (p.token, ''), p.permission = 'granted', p.installed,"
  " COALESCE (a.msdynmkt_apitoken, ''), COALESCE (a.msdynmkt_name, p.name),"
  " b.phone_id IS NOT NULL, COALESCE (b.registered, 0) FROM phone AS p"
  " LEFT JOIN dv_msdynmkt_mobileappchannelinstance AS a"
  " ON a.msdynmkt_mobileappchannelinstanceid = p.app_id"
  " LEFT JOIN bridge_app AS b ON b.phone_id = p.id WHERE p.id = ?";

/* The app on a phone; texts are never NULL once it was read. */
typedef struct
{
  gboolean ios;
  char    *os_version;
  gboolean sandbox;
  char    *identity;
  char    *app_id;
  char    *user_id;
  char    *token;
  gboolean granted;
  gboolean installed;
  char    *api_token;
  char    *name;
  gboolean launched;
  gboolean registered;
} App;

/* A registration on its way. */
typedef struct
{
  HeraldEmulatorSite *site;    /* (unowned): parent */
  HeraldEmulatorCall *call;    /* (owned) */
  char               *phone;   /* (owned) */
  char               *user_id; /* (owned) */
} Registration;

static void
app_clear (App *self)
{
  g_clear_pointer (&self->os_version, g_free);
  g_clear_pointer (&self->identity, g_free);
  g_clear_pointer (&self->app_id, g_free);
  g_clear_pointer (&self->user_id, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->api_token, g_free);
  g_clear_pointer (&self->name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (App, app_clear)

static void
registration_free (gpointer data)
{
  Registration *self = data;

  g_object_unref (self->call);
  g_free (self->phone);
  g_free (self->user_id);
  g_free (self);
}

static void
app_fill (App *self, HeraldEmulatorRows *rows)
{
  self->ios = herald_emulator_rows_get_int (rows, 0) == HERALD_EMULATOR_IOS;
  self->os_version = g_strdup (herald_emulator_rows_get_text (rows, 1));
  self->sandbox = herald_emulator_rows_get_int (rows, 2) != 0;
  self->identity = g_strdup (herald_emulator_rows_get_text (rows, 3));
  self->app_id = g_strdup (herald_emulator_rows_get_text (rows, 4));
  self->user_id = g_strdup (herald_emulator_rows_get_text (rows, 5));
  self->token = g_strdup (herald_emulator_rows_get_text (rows, 6));
  self->granted = herald_emulator_rows_get_int (rows, 7) != 0;
  self->installed = herald_emulator_rows_get_int (rows, 8) != 0;
  self->api_token = g_strdup (herald_emulator_rows_get_text (rows, 9));
  self->name = g_strdup (herald_emulator_rows_get_text (rows, 10));
  self->launched = herald_emulator_rows_get_int (rows, 11) != 0;
  self->registered = herald_emulator_rows_get_int (rows, 12) != 0;
}

static gboolean
app_read (App *self, HeraldEmulatorSite *site, const char *phone, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_sql, "s", phone);

  if (rows == NULL)
    return FALSE;
  if (herald_emulator_rows_next (rows, &local_error))
    {
      app_fill (self, rows);
      if (self->installed)
        return TRUE;
      local_error =
        g_error_new_literal (HERALD_ERROR, HERALD_ERROR_CONFLICT, "The app is not on the phone");
    }
  else if (local_error == NULL)
    local_error =
      g_error_new_literal (HERALD_ERROR, HERALD_ERROR_NOT_FOUND, "There is no such phone");
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Answers 403 to the page of another machine; a page of this one may read the answer. */
static gboolean
admit (HeraldEmulatorCall *call)
{
  const char *origin = herald_emulator_call_get_header (call, "origin");
  g_autoptr (GUri) uri = NULL;

  if (origin == NULL)
    return TRUE;
  uri = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || !herald_emulator_outbound_is_allowed (uri))
    {
      herald_emulator_admin_refuse (call, 403, "FORBIDDEN",
                                    "Only a page that this machine serves may use a phone: open it "
                                    "as http://localhost.");
      return FALSE;
    }
  herald_emulator_call_add_header (call, "Access-Control-Allow-Origin", origin);
  herald_emulator_call_add_header (call, "Vary", "Origin");
  return TRUE;
}

/* The app of the phone in the call's path; answers when there is none. */
static gboolean
begin (HeraldEmulatorSite *site, HeraldEmulatorCall *call, App *app)
{
  g_autoptr (GError) error = NULL;

  if (!admit (call))
    return FALSE;
  if (app_read (app, site, herald_emulator_call_get_capture (call, "id"), &error))
    return TRUE;
  herald_emulator_admin_fail (call, error);
  return FALSE;
}

static void
respond_flag (HeraldEmulatorCall *call, const char *name, gboolean value)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, name, value);
  herald_emulator_admin_respond_object (call, 200, object);
}

static void
preflight_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  if (!admit (call))
    return;
  herald_emulator_call_add_header (call, "Access-Control-Allow-Methods", "GET, POST, OPTIONS");
  herald_emulator_call_add_header (call, "Access-Control-Allow-Headers", "content-type");
  herald_emulator_call_respond (call, 204, NULL);
}

static char *
dup_phone_parameter (HeraldEmulatorCall *call, GError **error)
{
  const char *query = herald_emulator_call_get_query (call);
  g_autoptr (GHashTable) parameters =
    g_uri_parse_params (query != NULL ? query : "", -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const char *phone = parameters != NULL ? g_hash_table_lookup (parameters, "phone") : NULL;

  if (phone == NULL)
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                         "Name the phone: /bridge/median-msdynamics.js?phone=ID");
  return g_strdup (phone);
}

/* A text as JavaScript reads it. */
static char *
quote (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return herald_json_write (node, FALSE);
}

static char *
make_script (HeraldEmulatorCall *call, const char *phone, const App *app, GError **error)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (herald_emulator_get_resource (), RESOURCE,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *origin = herald_emulator_call_dup_origin (call);
  g_autofree char *address = g_strconcat (origin, "/bridge/phones/", phone, NULL);
  g_autofree char *quoted_address = quote (address);
  g_autofree char *quoted_name = quote (app->name);

  if (bytes == NULL)
    return NULL;
  return g_strdup_printf ("(%.*s)(%s, %s);\n", (int) g_bytes_get_size (bytes),
                          (const char *) g_bytes_get_data (bytes, NULL), quoted_address,
                          quoted_name);
}

static void
script_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_auto (App) app = { .ios = FALSE };
  g_autoptr (GError) error = NULL;
  g_autofree char *phone = NULL;
  g_autofree char *script = NULL;

  if (!admit (call))
    return;
  phone = dup_phone_parameter (call, &error);
  if (phone != NULL && app_read (&app, site, phone, &error))
    script = make_script (call, phone, &app, &error);
  if (script == NULL)
    {
      herald_emulator_admin_fail (call, error);
      return;
    }
  herald_emulator_call_add_header (call, "Cache-Control", "no-store");
  herald_emulator_call_respond_text (call, 200, "text/javascript; charset=utf-8", script);
}

static void
launch_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  g_auto (App) app = { .ios = FALSE };

  if (!begin (site, call, &app))
    return;
  if (herald_emulator_db_run (herald_emulator_site_get_db (site), &error, launch_sql, "s",
                              herald_emulator_call_get_capture (call, "id")))
    respond_flag (call, "isFirstLaunch", !app.launched);
  else
    herald_emulator_admin_fail (call, error);
}

static void
look_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  const char *phone = herald_emulator_call_get_capture (call, "id");
  g_autoptr (GError) error = NULL;
  gboolean    granted = FALSE;
  gboolean    asks = FALSE;
  JsonObject *object;

  if (!admit (call))
    return;
  if (!herald_emulator_permission_look (HERALD_EMULATOR_SITE (user_data), phone, &granted, &asks,
                                        &error))
    {
      herald_emulator_admin_fail (call, error);
      return;
    }
  object = json_object_new ();
  json_object_set_boolean_member (object, "granted", granted);
  json_object_set_boolean_member (object, "asks", asks);
  herald_emulator_admin_respond_object (call, 200, object);
}

static gboolean
ask (HeraldEmulatorSite *site,
     const char         *phone,
     JsonObject         *body,
     gboolean           *granted,
     GError            **error)
{
  gboolean answer = FALSE;
  gboolean asks = FALSE;

  return herald_emulator_permission_read_answer (body, &answer, error) &&
         herald_emulator_permission_ask (site, phone, answer, &asks, error) &&
         herald_emulator_permission_look (site, phone, granted, &asks, error);
}

static void
ask_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  gboolean granted = FALSE;

  if (!admit (call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (ask (HERALD_EMULATOR_SITE (user_data), herald_emulator_call_get_capture (call, "id"), body,
           &granted, &error))
    respond_flag (call, "granted", granted);
  else
    herald_emulator_admin_fail (call, error);
}

static void
registered_cb (guint status, const char *location, gpointer user_data)
{
  Registration *self = user_data;
  g_autoptr (GError) error = NULL;

  if (status != ACCEPTED)
    respond_flag (self->call, "success", FALSE);
  else if (herald_emulator_phones_set_text (self->site, self->phone, "user", self->user_id,
                                            &error) &&
           herald_emulator_db_run (herald_emulator_site_get_db (self->site), &error, registered_sql,
                                   "s", self->phone))
    respond_flag (self->call, "success", TRUE);
  else
    herald_emulator_admin_fail (self->call, error);
}

static void
post_registration (HeraldEmulatorSite *site,
                   HeraldEmulatorCall *call,
                   const App          *app,
                   const char         *user_id)
{
  g_autofree char *url =
    g_strdup_printf ("%s/api/v1.0/orgs/%s/pushdeviceregistration/devices",
                     herald_emulator_site_get_http (site),
                     herald_emulator_site_get_setting (site, HERALD_EMULATOR_ORGANIZATION_ID));
  g_autoptr (JsonObject) headers = json_object_new ();
  g_autoptr (JsonObject) body = json_object_new ();
  Registration *self = g_new0 (Registration, 1);

  self->site = site;
  self->call = g_object_ref (call);
  self->phone = g_strdup (herald_emulator_call_get_capture (call, "id"));
  self->user_id = g_strdup (user_id);
  json_object_set_string_member (headers, "x-ms-track-registration", "true");
  json_object_set_string_member (body, "MobileAppId", app->app_id);
  json_object_set_string_member (body, "UserId", user_id);
  json_object_set_string_member (body, "ApiToken", app->api_token);
  json_object_set_string_member (body, app->ios ? "ApnsDeviceToken" : "FcmDeviceToken", app->token);
  herald_emulator_outbound_post (site, url, headers, body, registered_cb, self, registration_free);
}

static void
register_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_auto (App) app = { .ios = FALSE };
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  const char *user_id = NULL;

  if (!begin (site, call, &app))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (!herald_json_read_string (body, "userId", HERALD_JSON_REQUIRED, &user_id, &error))
    herald_emulator_admin_fail (call, error);
  else if (!app.granted || app.token[0] == '\0')
    respond_flag (call, "success", FALSE);
  else
    post_registration (site, call, &app, user_id);
}

/* One for each app on a phone and its user. */
static char *
make_installation_id (const char *phone, const App *app)
{
  g_autofree char *pair = g_strconcat (phone, "/", app->app_id, "/", app->user_id, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, pair, -1);

  return g_strdup_printf ("%.8s-%.4s-8%.3s-8%.3s-%.12s", digest, digest + 8, digest + 12,
                          digest + 15, digest + 18);
}

static void
describe_app (JsonObject *object, HeraldEmulatorSite *site, const App *app)
{
  g_autoptr (HeraldEmulatorApp) found = herald_emulator_apps_find (site, app->app_id);
  const char *bundle_id = found != NULL ? found->bundle_id : NULL;

  json_object_set_string_member (object, "appId", bundle_id != NULL ? bundle_id : app->identity);
  json_object_set_string_member (object, "appVersion", APP_VERSION);
  if (app->ios)
    json_object_set_string_member (object, "appBuild", G_STRINGIFY (APP_BUILD));
  else
    json_object_set_int_member (object, "appBuild", APP_BUILD);
  json_object_set_string_member (object, "distribution", app->sandbox ? "debug" : "release");
}

static void
describe_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_auto (App) app = { .ios = FALSE };
  g_autofree char *installation_id = NULL;
  JsonObject      *object;

  if (!begin (site, call, &app))
    return;
  object = json_object_new ();
  installation_id = make_installation_id (herald_emulator_call_get_capture (call, "id"), &app);
  if (app.registered && app.granted)
    json_object_set_string_member (object, app.ios ? "apnsToken" : "fcmToken", app.token);
  json_object_set_string_member (object, "platform", app.ios ? "ios" : "android");
  describe_app (object, site, &app);
  json_object_set_string_member (object, "hardware", "armv8");
  json_object_set_string_member (object, "installationId", installation_id);
  json_object_set_string_member (object, "model", app.ios ? "iPhone" : "Pixel");
  json_object_set_string_member (object, "os", app.ios ? "iOS" : "Android");
  json_object_set_string_member (object, "osVersion", app.os_version);
  herald_emulator_admin_respond_object (call, 200, object);
}

/**
 * herald_emulator_bridge_begin:
 * @site: the site
 * @id: a phone
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether what the app did before is forgotten
 */
gboolean
herald_emulator_bridge_begin (HeraldEmulatorSite *site, const char *id, GError **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, begin_sql, "s", id);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/bridge/median-msdynamics.js", script_cb },
  { "GET", "/bridge/phones/{id}/permission", look_cb },
  { "POST", "/bridge/phones/{id}/permission", ask_cb },
  { "GET", "/bridge/phones/{id}/registration", describe_cb },
  { "POST", "/bridge/phones/{id}/registration", register_cb },
  { "POST", "/bridge/phones/{id}/launches", launch_cb },
  { "OPTIONS", "/bridge/{rest...}", preflight_cb },
};

/**
 * herald_emulator_bridge_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the table is there
 */
gboolean
herald_emulator_bridge_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), table_sql, error);
}
