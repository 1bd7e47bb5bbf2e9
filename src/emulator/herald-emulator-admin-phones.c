/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, adds, changes and removes emulated phones and lists what they hold. */
#include "config.h"

#include "emulator/herald-emulator-admin-phones.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-apps.h"
#include "emulator/herald-emulator-bridge.h"
#include "emulator/herald-emulator-notifications.h"
#include "emulator/herald-emulator-permission.h"

#include <string.h>

#define DEFAULT_NOTIFICATIONS 200
#define MOST_NOTIFICATIONS 10000
#define DEFAULT_IOS_VERSION "18.1"
#define DEFAULT_ANDROID_VERSION "15"

static const char *const permissions[] = { "granted", "denied", "notAsked", NULL };
static const char *const members[] = {
  "name", "platform", "osVersion", "permission",  "online",      "installed", "token", "app",
  "user", "bundleId", "projectId", "environment", "rotateToken", "consent",   "reset", NULL,
};
/* Only of a new phone, and only of one that is there. */
static const char *const fixed_members[] = { "platform", "bundleId", "projectId", "environment",
                                             NULL };
static const char *const change_members[] = { "rotateToken", "reset", NULL };

/* Which app is on a phone, as far as the push services see it. */
typedef struct
{
  const char        *app_id;   /* (nullable) */
  const char        *identity; /* (nullable) */
  gboolean           sandbox;
  HeraldEmulatorApp *app; /* (owned) (nullable): owns the identity when it came from there */
} Build;

static void
build_clear (Build *build)
{
  g_clear_pointer (&build->app, herald_emulator_app_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Build, build_clear)

static gboolean G_GNUC_PRINTF (2, 3) invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (HERALD_ERROR, HERALD_ERROR_INVALID, format, arguments));
  va_end (arguments);
  return FALSE;
}

static gboolean
check_members (JsonObject *body, GError **error)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_iter_init_ordered (&iter, body);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!g_strv_contains (members, name))
      return invalid (error, "A phone has no “%s”", name);
  return TRUE;
}

static gboolean
read_text (JsonObject *body, const char *name, const char **value, GError **error)
{
  return herald_json_read_string (body, name, HERALD_JSON_OPTIONAL, value, error);
}

static gboolean
check_permission (const char *permission, GError **error)
{
  return g_strv_contains (permissions, permission) ||
         invalid (error, "A permission is “granted”, “denied” or “notAsked”, not “%s”", permission);
}

static gboolean
check_platform (const char *platform, GError **error)
{
  if (platform != NULL && (g_str_equal (platform, "ios") || g_str_equal (platform, "android")))
    return TRUE;
  return invalid (error, "A platform is “ios” or “android”");
}

/* The app's identity follows from its configuration, or is given. */
static gboolean
read_build (HeraldEmulatorSite    *site,
            HeraldEmulatorPlatform platform,
            JsonObject            *body,
            Build                 *build,
            GError               **error)
{
  gboolean    ios = platform == HERALD_EMULATOR_IOS;
  const char *environment = NULL;

  if (!read_text (body, "app", &build->app_id, error) ||
      !read_text (body, ios ? "bundleId" : "projectId", &build->identity, error) ||
      !read_text (body, "environment", &environment, error))
    return FALSE;
  if (build->app_id != NULL)
    {
      build->app = herald_emulator_apps_find (site, build->app_id);
      if (build->app == NULL)
        return invalid (error, "There is no mobile app configuration “%s”", build->app_id);
      build->sandbox = build->app->sandbox;
      if (build->identity == NULL)
        build->identity = ios ? build->app->bundle_id : build->app->project_id;
    }
  if (environment != NULL)
    build->sandbox = g_str_equal (environment, "sandbox");
  return TRUE;
}

static gboolean
read_spec (JsonObject *body, HeraldEmulatorPhoneSpec *spec, GError **error)
{
  const char *platform = NULL;
  gboolean    ios;

  if (!check_members (body, error) || !read_text (body, "platform", &platform, error) ||
      !check_platform (platform, error) || !read_text (body, "name", &spec->name, error) ||
      !read_text (body, "osVersion", &spec->os_version, error) ||
      !read_text (body, "permission", &spec->permission, error) ||
      !read_text (body, "user", &spec->user_id, error) ||
      !read_text (body, "token", &spec->token, error))
    return FALSE;
  ios = g_str_equal (platform, "ios");
  spec->platform = ios ? HERALD_EMULATOR_IOS : HERALD_EMULATOR_ANDROID;
  if (spec->name == NULL)
    spec->name = ios ? "iPhone" : "Android phone";
  if (spec->os_version == NULL)
    spec->os_version = ios ? DEFAULT_IOS_VERSION : DEFAULT_ANDROID_VERSION;
  if (spec->permission == NULL)
    spec->permission = "granted";
  return check_permission (spec->permission, error);
}

static gboolean
change_consent (HeraldEmulatorSite *site, const char *id, JsonObject *body, GError **error)
{
  gboolean consent = FALSE;

  if (!json_object_has_member (body, "consent"))
    return TRUE;
  return herald_json_read_boolean (body, "consent", HERALD_JSON_REQUIRED, &consent, error) &&
         herald_emulator_phones_set_consent (site, id, consent, error);
}

/* After the version, whose rules hold for it. */
static gboolean
change_permission (HeraldEmulatorSite *site, const char *id, JsonObject *body, GError **error)
{
  const char *permission = NULL;

  if (!json_object_has_member (body, "permission"))
    return herald_emulator_permission_settle (site, id, error);
  return herald_json_read_string (body, "permission", HERALD_JSON_REQUIRED, &permission, error) &&
         check_permission (permission, error) &&
         herald_emulator_permission_set (site, id, permission, error);
}

static void
respond_phone (HeraldEmulatorSite *site, HeraldEmulatorCall *call, guint status, const char *id)
{
  g_autoptr (GError) error = NULL;
  JsonObject *phone = herald_emulator_phones_describe (site, id, &error);

  if (phone != NULL)
    herald_emulator_admin_respond_object (call, status, phone);
  else if (error != NULL)
    herald_emulator_admin_fail (call, error);
  else
    herald_emulator_admin_refuse (call, 404, "NOT_FOUND", "There is no such phone.");
}

static void
list_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  JsonArray *phones;

  if (!herald_emulator_admin_check (site, call))
    return;
  phones = herald_emulator_phones_list (site, &error);
  if (phones != NULL)
    herald_emulator_admin_respond_array (call, phones);
  else
    herald_emulator_admin_fail (call, error);
}

static void
get_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);

  if (herald_emulator_admin_check (site, call))
    respond_phone (site, call, 200, herald_emulator_call_get_capture (call, "id"));
}

static gboolean
change_texts (HeraldEmulatorSite *site, const char *id, JsonObject *body, GError **error)
{
  static const char *const texts[] = { "name", "osVersion", "user" };
  const char              *value = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (!json_object_has_member (body, texts[i]))
        continue;
      if (!read_text (body, texts[i], &value, error))
        return FALSE;
      if (value == NULL && !g_str_equal (texts[i], "user"))
        return invalid (error, "“%s” cannot be null", texts[i]);
      if (!herald_emulator_phones_set_text (site, id, texts[i], value, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
change_app (HeraldEmulatorSite *site,
            const char         *id,
            JsonObject         *phone,
            JsonObject         *body,
            GError            **error)
{
  gboolean ios = g_str_equal (json_object_get_string_member (phone, "platform"), "ios");
  g_auto (Build) build = { 0 };

  if (!json_object_has_member (body, "app"))
    return TRUE;
  if (!read_build (site, ios ? HERALD_EMULATOR_IOS : HERALD_EMULATOR_ANDROID, body, &build, error))
    return FALSE;
  return herald_emulator_phones_set_app (site, id, build.app_id, build.identity, build.sandbox,
                                         error);
}

static gboolean
install (HeraldEmulatorSite *site, const char *id, gboolean installed, GError **error)
{
  return herald_emulator_phones_set_installed (site, id, installed, error) &&
         (!installed || (herald_emulator_permission_begin (site, id, error) &&
                         herald_emulator_bridge_begin (site, id, error)));
}

/* “reset”: the phone as on the first day, with the app installed anew. Members beside it come
 * after it. */
static gboolean
reset_phone (HeraldEmulatorSite *site, const char *id, JsonObject *body, GError **error)
{
  gboolean reset = FALSE;

  if (!herald_json_read_boolean (body, "reset", HERALD_JSON_OPTIONAL, &reset, error))
    return FALSE;
  return !reset || (install (site, id, TRUE, error) &&
                    herald_emulator_phones_set_online (site, id, TRUE, error) &&
                    herald_emulator_phones_set_consent (site, id, TRUE, error));
}

static gboolean
change_state (HeraldEmulatorSite *site, const char *id, JsonObject *body, GError **error)
{
  gboolean installed = FALSE;
  gboolean rotate = FALSE;

  if (!herald_json_read_boolean (body, "installed", HERALD_JSON_OPTIONAL, &installed, error) ||
      !herald_json_read_boolean (body, "rotateToken", HERALD_JSON_OPTIONAL, &rotate, error))
    return FALSE;
  if (json_object_has_member (body, "installed") && !install (site, id, installed, error))
    return FALSE;
  return !rotate || herald_emulator_phones_rotate_token (site, id, error);
}

/* Last: what arrives now is shown by all that was changed before. */
static gboolean
change_online (HeraldEmulatorSite *site, const char *id, JsonObject *body, GError **error)
{
  gboolean online = FALSE;

  if (!json_object_has_member (body, "online"))
    return TRUE;
  return herald_json_read_boolean (body, "online", HERALD_JSON_REQUIRED, &online, error) &&
         herald_emulator_phones_set_online (site, id, online, error);
}

/* “token”: null asks for a new one as “rotateToken” does; a value cannot be chosen. */
static gboolean
check_change (JsonObject *body, GError **error)
{
  if (!check_members (body, error))
    return FALSE;
  for (gsize i = 0; fixed_members[i] != NULL; i++)
    if (json_object_has_member (body, fixed_members[i]))
      return invalid (error, "The “%s” of a phone stays as it is", fixed_members[i]);
  if (!json_object_has_member (body, "token"))
    return TRUE;
  if (!json_object_get_null_member (body, "token"))
    return invalid (error, "A token is given out, not chosen: set “rotateToken” to true");
  json_object_remove_member (body, "token");
  json_object_set_boolean_member (body, "rotateToken", TRUE);
  return TRUE;
}

static gboolean
change_phone (HeraldEmulatorSite *site,
              const char         *id,
              JsonObject         *phone,
              JsonObject         *body,
              GError            **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  gboolean          changed;

  if (!check_change (body, error) || !herald_emulator_db_begin_step (db, error))
    return FALSE;
  changed = change_texts (site, id, body, error) && reset_phone (site, id, body, error) &&
            change_consent (site, id, body, error) && change_app (site, id, phone, body, error) &&
            change_state (site, id, body, error) && change_permission (site, id, body, error) &&
            change_online (site, id, body, error);
  herald_emulator_db_end_step (db, changed);
  return changed;
}

/* What may be said of a phone that is added, beside what it is. */
static gboolean
begin_state (HeraldEmulatorSite            *site,
             const char                    *id,
             const HeraldEmulatorPhoneSpec *spec,
             JsonObject                    *body,
             GError                       **error)
{
  gboolean installed = TRUE;

  if (!herald_json_read_boolean (body, "installed", HERALD_JSON_OPTIONAL, &installed, error))
    return FALSE;
  return change_consent (site, id, body, error) &&
         herald_emulator_permission_set (site, id, spec->permission, error) &&
         (installed || install (site, id, FALSE, error)) && change_online (site, id, body, error);
}

static gboolean
read_new_phone (HeraldEmulatorSite      *site,
                JsonObject              *body,
                HeraldEmulatorPhoneSpec *spec,
                Build                   *build,
                GError                 **error)
{
  for (gsize i = 0; change_members[i] != NULL; i++)
    if (json_object_has_member (body, change_members[i]))
      return invalid (error, "A new phone has no “%s”", change_members[i]);
  if (!read_spec (body, spec, error) || !read_build (site, spec->platform, body, build, error))
    return FALSE;
  spec->app_id = build->app_id;
  spec->identity = build->identity;
  spec->sandbox = build->sandbox;
  return spec->token == NULL || spec->identity != NULL ||
         invalid (error, "A token belongs to an app: give “app”, “bundleId” or “projectId” too");
}

static char *
add_phone (HeraldEmulatorSite *site, JsonObject *body, GError **error)
{
  HeraldEmulatorDb       *db = herald_emulator_site_get_db (site);
  HeraldEmulatorPhoneSpec spec = { 0 };
  g_auto (Build) build = { 0 };
  g_autofree char *id = NULL;
  gboolean         added;

  if (!read_new_phone (site, body, &spec, &build, error) ||
      !herald_emulator_db_begin_step (db, error))
    return NULL;
  id = herald_emulator_phones_add (site, &spec, error);
  added = id != NULL && begin_state (site, id, &spec, body, error);
  herald_emulator_db_end_step (db, added);
  return added ? g_steal_pointer (&id) : NULL;
}

static void
add_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  id = add_phone (site, body, &error);
  if (id != NULL)
    respond_phone (site, call, 201, id);
  else
    herald_emulator_admin_fail (call, error);
}

static void
change_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  const char         *id = herald_emulator_call_get_capture (call, "id");
  g_autoptr (JsonObject) phone = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  phone = herald_emulator_phones_describe (site, id, &error);
  if (phone != NULL && !change_phone (site, id, phone, body, &error))
    herald_emulator_admin_fail (call, error);
  else
    respond_phone (site, call, 200, id);
}

static void
remove_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  const char         *id = herald_emulator_call_get_capture (call, "id");
  g_autoptr (JsonObject) phone = NULL;
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  phone = herald_emulator_phones_describe (site, id, &error);
  if (phone == NULL)
    respond_phone (site, call, 404, id);
  else if (herald_emulator_phones_remove (site, id, &error))
    herald_emulator_call_respond (call, 204, NULL);
  else
    herald_emulator_admin_fail (call, error);
}

static void
notifications_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  const char         *id = herald_emulator_call_get_capture (call, "id");
  g_autoptr (GHashTable) query = NULL;
  const char *limit_text;
  guint64     limit = DEFAULT_NOTIFICATIONS;
  g_autoptr (JsonObject) phone = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *list;

  if (!herald_emulator_admin_check (site, call))
    return;
  query = herald_emulator_admin_read_query (call);
  if (query == NULL)
    return;
  limit_text = g_hash_table_lookup (query, "limit");
  if (limit_text != NULL &&
      !g_ascii_string_to_unsigned (limit_text, 10, 0, MOST_NOTIFICATIONS, &limit, &error))
    {
      herald_emulator_admin_refuse (call, 400, "INVALID", error->message);
      return;
    }
  phone = herald_emulator_phones_describe (site, id, &error);
  if (phone == NULL)
    {
      respond_phone (site, call, 404, id);
      return;
    }
  list = herald_emulator_notifications_list (site, id, (guint) limit, &error);
  if (list != NULL)
    herald_emulator_admin_respond_array (call, list);
  else
    herald_emulator_admin_fail (call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/_herald/phones", list_cb },
  { "POST", "/_herald/phones", add_cb },
  { "GET", "/_herald/phones/{id}", get_cb },
  { "PATCH", "/_herald/phones/{id}", change_cb },
  { "DELETE", "/_herald/phones/{id}", remove_cb },
  { "GET", "/_herald/phones/{id}/notifications", notifications_cb },
};

/**
 * herald_emulator_admin_phones_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_admin_phones_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
