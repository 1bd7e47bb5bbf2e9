/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iOS shows its question once and remembers the answer (Apple, “Asking permission to use
 * notifications”, read 2026-11). Android 13 asks, and no more after the second refusal; an older
 * one has no question, and every app may show notifications until its owner turns them off
 * (Android, “Notification runtime permission”, “Request runtime permissions”, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-permission.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-phones.h"

#define FIRST_ANDROID_THAT_ASKS 13
#define MOST_REFUSALS 2

static const char table_sql[] =
  "CREATE TABLE IF NOT EXISTS permission_refusal ("
  "  phone_id TEXT PRIMARY KEY REFERENCES phone (id) ON DELETE CASCADE,"
  "  n INTEGER NOT NULL)";
static const char select_sql[] =
  "SELECT p.platform, p.os_version, p.permission, p.installed, COALESCE (r.n, 0)"
  " FROM phone AS p LEFT JOIN permission_refusal AS r ON r.phone_id = p.id WHERE p.id = ?";
static const char set_sql[] = "UPDATE phone SET permission = ? WHERE id = ?";
static const char forget_sql[] = "DELETE FROM permission_refusal WHERE phone_id = ?";
static const char count_sql[] = "INSERT INTO permission_refusal (phone_id, n) VALUES (?, 1)"
                                " ON CONFLICT (phone_id) DO UPDATE SET n = n + 1";

typedef struct
{
  gboolean ios;
  gboolean asks;       /* the system has a question at all */
  char    *permission; /* (owned) */
  gboolean installed;
  gint64   n_refusals;
} State;

static void
state_clear (State *state)
{
  g_clear_pointer (&state->permission, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (State, state_clear)

static gboolean
refuse (GError **error, HeraldError code, const char *message)
{
  g_set_error_literal (error, HERALD_ERROR, (gint) code, message);
  return FALSE;
}

static gboolean
read_state (HeraldEmulatorSite *site, const char *id, State *state, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_sql, "s", id);

  if (rows == NULL)
    return FALSE;
  if (!herald_emulator_rows_next (rows, &local_error))
    {
      if (local_error == NULL)
        return refuse (error, HERALD_ERROR_NOT_FOUND, "There is no such phone");
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  state->ios = herald_emulator_rows_get_int (rows, 0) == HERALD_EMULATOR_IOS;
  state->asks = state->ios || g_ascii_strtoull (herald_emulator_rows_get_text (rows, 1), NULL,
                                                10) >= FIRST_ANDROID_THAT_ASKS;
  state->permission = g_strdup (herald_emulator_rows_get_text (rows, 2));
  state->installed = herald_emulator_rows_get_int (rows, 3) != 0;
  state->n_refusals = herald_emulator_rows_get_int (rows, 4);
  return TRUE;
}

static gboolean
write_permission (HeraldEmulatorSite *site, const char *id, const char *permission, GError **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, set_sql, "ss",
                                 permission, id);
}

static gboolean
forget_refusals (HeraldEmulatorSite *site, const char *id, GError **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, forget_sql, "s", id);
}

/**
 * herald_emulator_permission_begin:
 * @site: the site
 * @id: a phone
 * @error: return location
 *
 * **Errors:** NOT_FOUND, STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_permission_begin (HeraldEmulatorSite *site, const char *id, GError **error)
{
  g_auto (State) state = { 0 };

  return read_state (site, id, &state, error) && forget_refusals (site, id, error) &&
         write_permission (site, id, state.asks ? "notAsked" : "granted", error);
}

/**
 * herald_emulator_permission_set:
 * @site: the site
 * @id: a phone
 * @permission: “granted”, “denied”, or “notAsked” as after an installation
 * @error: return location
 *
 * **Errors:** INVALID when the system has no question, NOT_FOUND, STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_permission_set (HeraldEmulatorSite *site,
                                const char         *id,
                                const char         *permission,
                                GError            **error)
{
  g_auto (State) state = { 0 };

  if (!g_str_equal (permission, "notAsked"))
    return write_permission (site, id, permission, error);
  if (!read_state (site, id, &state, error))
    return FALSE;
  if (!state.asks)
    return refuse (error, HERALD_ERROR_INVALID,
                   "Android asks since version 13: before, a permission is “granted” or “denied”");
  return forget_refusals (site, id, error) && write_permission (site, id, permission, error);
}

/**
 * herald_emulator_permission_settle:
 * @site: the site
 * @id: a phone
 * @error: return location
 *
 * A system that never asks lets an app show notifications that was not asked for yet; everything
 * else stays as it was, as after a phone's update.
 *
 * **Errors:** NOT_FOUND, STORE.
 *
 * Returns: whether it is right now
 */
gboolean
herald_emulator_permission_settle (HeraldEmulatorSite *site, const char *id, GError **error)
{
  g_auto (State) state = { 0 };

  if (!read_state (site, id, &state, error))
    return FALSE;
  return state.asks || !g_str_equal (state.permission, "notAsked") ||
         write_permission (site, id, "granted", error);
}

static gboolean
is_question_shown (const State *state)
{
  if (state->ios)
    return g_str_equal (state->permission, "notAsked");
  return state->asks && !g_str_equal (state->permission, "granted") &&
         state->n_refusals < MOST_REFUSALS;
}

/* Of an app that is on the phone. */
static gboolean
read_app_state (HeraldEmulatorSite *site, const char *id, State *state, GError **error)
{
  if (!read_state (site, id, state, error))
    return FALSE;
  return state->installed || refuse (error, HERALD_ERROR_CONFLICT, "The app is not on the phone");
}

/**
 * herald_emulator_permission_look:
 * @site: the site
 * @id: a phone
 * @granted: (out): whether the app may show notifications
 * @asks: (out): whether the system would show its question
 * @error: return location
 *
 * **Errors:** CONFLICT without the app, NOT_FOUND, STORE.
 *
 * Returns: whether it could be read
 */
gboolean
herald_emulator_permission_look (HeraldEmulatorSite *site,
                                 const char         *id,
                                 gboolean           *granted,
                                 gboolean           *asks,
                                 GError            **error)
{
  g_auto (State) state = { 0 };

  if (!read_app_state (site, id, &state, error))
    return FALSE;
  *granted = g_str_equal (state.permission, "granted");
  *asks = is_question_shown (&state);
  return TRUE;
}

/**
 * herald_emulator_permission_ask:
 * @site: the site
 * @id: a phone
 * @granted: what its user says if they are asked
 * @asked: (out): whether they saw the question
 * @error: return location
 *
 * **Errors:** CONFLICT without the app, NOT_FOUND, STORE.
 *
 * Returns: whether nothing went wrong
 */
gboolean
herald_emulator_permission_ask (HeraldEmulatorSite *site,
                                const char         *id,
                                gboolean            granted,
                                gboolean           *asked,
                                GError            **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  g_auto (State) state = { 0 };

  if (!read_app_state (site, id, &state, error))
    return FALSE;
  *asked = is_question_shown (&state);
  if (!*asked)
    return TRUE;
  if (!granted && !herald_emulator_db_run (db, error, count_sql, "s", id))
    return FALSE;
  return write_permission (site, id, granted ? "granted" : "denied", error);
}

/**
 * herald_emulator_permission_read_answer:
 * @body: an object with “answer” and nothing else
 * @granted: (out): whether the answer is “granted” and not “denied”
 * @error: return location
 *
 * **Errors:** INVALID.
 *
 * Returns: whether it is either of the two words
 */
gboolean
herald_emulator_permission_read_answer (JsonObject *body, gboolean *granted, GError **error)
{
  const char *answer = NULL;

  if (!herald_json_read_string (body, "answer", HERALD_JSON_REQUIRED, &answer, error))
    return FALSE;
  *granted = g_str_equal (answer, "granted");
  if (json_object_get_size (body) == 1 && (*granted || g_str_equal (answer, "denied")))
    return TRUE;
  return refuse (error, HERALD_ERROR_INVALID, "Give “answer”: “granted” or “denied”");
}

static void
ask_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  const char         *id = herald_emulator_call_get_capture (call, "id");
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  gboolean granted = FALSE;
  gboolean asked = FALSE;
  g_auto (State) state = { 0 };
  JsonObject *object;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  if (!herald_emulator_permission_read_answer (body, &granted, &error) ||
      !herald_emulator_permission_ask (site, id, granted, &asked, &error) ||
      !read_state (site, id, &state, &error))
    {
      herald_emulator_admin_fail (call, error);
      return;
    }
  object = json_object_new ();
  json_object_set_boolean_member (object, "asked", asked);
  json_object_set_string_member (object, "permission", state.permission);
  herald_emulator_admin_respond_object (call, 200, object);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/_herald/phones/{id}/ask-permission", ask_cb },
};

/**
 * herald_emulator_permission_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the table is there
 */
gboolean
herald_emulator_permission_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), table_sql, error);
}
