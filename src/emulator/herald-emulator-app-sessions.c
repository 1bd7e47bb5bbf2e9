/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts model-driven apps for users and lets scripts do in them what a person would. Sessions are
 * in memory only and end with a reset. */
#include "config.h"

#include "emulator/herald-emulator-app-sessions.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-app-session.h"

#include <string.h>

#define SERVICE_NAME "app-sessions"
#define MOST_SESSIONS 32
#define UNIFIED_INTERFACE 4 /* clienttype of the apps that have a bell */

typedef struct
{
  HeraldEmulatorSite *site;     /* (unowned): parent */
  GHashTable         *sessions; /* (element-type utf8 HeraldEmulatorAppSession) (owned): by id */
} AppSessions;

static const char select_user_sql[] =
  "SELECT systemuserid FROM dv_systemuser"
  " WHERE (systemuserid = ? OR internalemailaddress = ?) AND isdisabled = 0";

/* The app's own value of the setting, the organization's, or the default. */
static const char select_app_sql[] =
  "SELECT app.clienttype, coalesce ("
  " (SELECT s.value FROM dv_appsetting AS s JOIN dv_settingdefinition AS d"
  "  ON d.settingdefinitionid = s.settingdefinitionid"
  "  WHERE d.uniquename = ?2 AND s.parentappmoduleid = app.appmoduleid),"
  " (SELECT s.value FROM dv_organizationsetting AS s JOIN dv_settingdefinition AS d"
  "  ON d.settingdefinitionid = s.settingdefinitionid WHERE d.uniquename = ?2),"
  " (SELECT defaultvalue FROM dv_settingdefinition WHERE uniquename = ?2))"
  " FROM dv_appmodule AS app WHERE app.uniquename = ?1";

static void
app_sessions_free (gpointer data)
{
  AppSessions *self = data;

  g_hash_table_unref (self->sessions);
  g_free (self);
}

static void
respond (HeraldEmulatorCall *call, guint status, HeraldEmulatorAppSession *session)
{
  herald_emulator_admin_respond_object (call, status,
                                        herald_emulator_app_session_describe (session));
}

/* Whoever cannot be found is told apart from what went wrong. */
static void
fail (HeraldEmulatorCall *call, const GError *error)
{
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND))
    herald_emulator_admin_refuse (call, 404, "NOT_FOUND", error->message);
  else
    herald_emulator_admin_fail (call, error);
}

static char *
find_user (AppSessions *self, const char *who, GError **error)
{
  g_autofree char *id = herald_guid_normalise (who);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (self->site), error, select_user_sql,
                               "ss", id != NULL ? id : "", who);

  if (rows == NULL)
    return NULL;
  if (herald_emulator_rows_next (rows, error))
    return g_strdup (herald_emulator_rows_get_text (rows, 0));
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
               "No user who may sign in has the id or e-mail “%s”", who);
  return NULL;
}

static gboolean
find_bell (AppSessions *self, const char *app, gboolean *has_bell, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  *has_bell = TRUE;
  if (app == NULL)
    return TRUE;
  rows = herald_emulator_db_select (herald_emulator_site_get_db (self->site), error, select_app_sql,
                                    "ss", app, "AllowNotificationsEarlyAccess");
  if (rows == NULL)
    return FALSE;
  if (!herald_emulator_rows_next (rows, error))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND, "No app is called “%s”", app);
      return FALSE;
    }
  *has_bell = herald_emulator_rows_get_int (rows, 0) == UNIFIED_INTERFACE &&
              g_strcmp0 (herald_emulator_rows_get_text (rows, 1), "true") == 0;
  return TRUE;
}

static HeraldEmulatorAppSession *
start (AppSessions *self, JsonObject *body, GError **error)
{
  const char      *who = NULL;
  const char      *app = NULL;
  g_autofree char *user_id = NULL;
  gboolean         has_bell;

  if (!herald_json_read_string (body, "user", HERALD_JSON_REQUIRED, &who, error) ||
      !herald_json_read_string (body, "app", HERALD_JSON_OPTIONAL, &app, error))
    return NULL;
  if (g_hash_table_size (self->sessions) >= MOST_SESSIONS)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                   "%d apps are open; close one of them first", MOST_SESSIONS);
      return NULL;
    }
  user_id = find_user (self, who, error);
  if (user_id == NULL || !find_bell (self, app, &has_bell, error))
    return NULL;
  return herald_emulator_app_session_start (self->site, user_id, app, has_bell, error);
}

static void
start_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  AppSessions *self = user_data;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  HeraldEmulatorAppSession *session;

  if (!herald_emulator_admin_check (self->site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  session = start (self, body, &error);
  if (session == NULL)
    {
      fail (call, error);
      return;
    }
  g_hash_table_insert (self->sessions, g_strdup (herald_emulator_app_session_get_id (session)),
                       session);
  respond (call, 200, session);
}

/* The session that the path names; the call is answered when there is none. */
static HeraldEmulatorAppSession *
find_session (AppSessions *self, HeraldEmulatorCall *call)
{
  HeraldEmulatorAppSession *session;

  if (!herald_emulator_admin_check (self->site, call))
    return NULL;
  session = g_hash_table_lookup (self->sessions, herald_emulator_call_get_capture (call, "id"));
  if (session == NULL)
    herald_emulator_admin_refuse (call, 404, "NOT_FOUND", "There is no such app session.");
  return session;
}

static void
get_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorAppSession *session = find_session (user_data, call);

  if (session != NULL)
    respond (call, 200, session);
}

static void
navigate_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorAppSession *session = find_session (user_data, call);
  g_autoptr (GError) error = NULL;

  if (session == NULL)
    return;
  if (herald_emulator_app_session_navigate (session, &error))
    respond (call, 200, session);
  else
    fail (call, error);
}

static void
open_center_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorAppSession *session = find_session (user_data, call);

  if (session == NULL)
    return;
  herald_emulator_app_session_open_center (session);
  respond (call, 200, session);
}

static gboolean
dismiss (HeraldEmulatorAppSession *session, JsonObject *body, GError **error)
{
  const char      *notification = NULL;
  gboolean         all = FALSE;
  g_autofree char *id = NULL;

  if (!herald_json_read_string (body, "notification", HERALD_JSON_OPTIONAL, &notification, error) ||
      !herald_json_read_boolean (body, "all", HERALD_JSON_OPTIONAL, &all, error))
    return FALSE;
  if (all == (notification != NULL))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   "Say either “notification” with an id or “all” with true");
      return FALSE;
    }
  id = notification != NULL ? herald_guid_normalise (notification) : NULL;
  return herald_emulator_app_session_dismiss (session, id != NULL ? id : notification, error);
}

static void
dismiss_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorAppSession *session = find_session (user_data, call);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  if (session == NULL)
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (dismiss (session, body, &error))
    respond (call, 200, session);
  else
    fail (call, error);
}

static void
close_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  AppSessions *self = user_data;

  if (find_session (self, call) == NULL)
    return;
  g_hash_table_remove (self->sessions, herald_emulator_call_get_capture (call, "id"));
  herald_emulator_call_respond (call, 204, NULL);
}

/* Users and notifications are other ones now. */
static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  AppSessions *self = user_data;

  g_hash_table_remove_all (self->sessions);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/_herald/app-sessions", start_cb },
  { "GET", "/_herald/app-sessions/{id}", get_cb },
  { "DELETE", "/_herald/app-sessions/{id}", close_cb },
  { "POST", "/_herald/app-sessions/{id}/navigate", navigate_cb },
  { "POST", "/_herald/app-sessions/{id}/open-center", open_center_cb },
  { "POST", "/_herald/app-sessions/{id}/dismiss", dismiss_cb },
};

/**
 * herald_emulator_app_sessions_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_app_sessions_attach (HeraldEmulatorSite *site, GError **error)
{
  AppSessions *self = g_new0 (AppSessions, 1);

  self->site = site;
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) herald_emulator_app_session_free);
  herald_emulator_site_take_service (site, SERVICE_NAME, self, app_sessions_free);
  herald_emulator_site_add_reload_func (site, reload_cb, self);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              self);
  return TRUE;
}
