/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phones with one app each, and the tokens of the two push services. A token outlives its phone:
 * it ends when the app is removed or gets another one, and is then refused for good. */
#include "config.h"

#include "emulator/herald-emulator-phones.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "emulator/herald-emulator-apple-tokens.h"

#include <string.h>
#include <sys/random.h>

#define APNS_TOKEN_LENGTH 64   /* hex digits of 32 bytes */
#define FCM_INSTANCE_LENGTH 11 /* before the colon */
#define FCM_TOKEN_LENGTH 134   /* after “:APA91b”; 152 characters in all */
#define MOST_RANDOM_BYTES 256  /* that getrandom() gives at once */

static const char tables_sql[] =
  "CREATE TABLE IF NOT EXISTS phone ("
  "  id TEXT PRIMARY KEY,"
  "  name TEXT NOT NULL,"
  "  platform INTEGER NOT NULL,"
  "  os_version TEXT NOT NULL,"
  "  permission TEXT NOT NULL,"
  "  online INTEGER NOT NULL DEFAULT 1,"
  "  installed INTEGER NOT NULL DEFAULT 1,"
  "  app_id TEXT,"
  "  identity TEXT,"
  "  sandbox INTEGER NOT NULL DEFAULT 0,"
  "  user_id TEXT,"
  "  token TEXT);"
  "CREATE TABLE IF NOT EXISTS push_token ("
  "  token TEXT PRIMARY KEY,"
  "  platform INTEGER NOT NULL,"
  "  identity TEXT NOT NULL,"
  "  sandbox INTEGER NOT NULL,"
  "  phone_id TEXT REFERENCES phone (id) ON DELETE SET NULL,"
  "  ended_us INTEGER NOT NULL DEFAULT 0,"
  "  expired INTEGER NOT NULL DEFAULT 0);"
  "CREATE TABLE IF NOT EXISTS tracking_refusal ("
  "  phone_id TEXT PRIMARY KEY REFERENCES phone (id) ON DELETE CASCADE);"
  "CREATE INDEX IF NOT EXISTS push_token_by_phone ON push_token (phone_id);"
  "CREATE INDEX IF NOT EXISTS push_token_by_identity ON push_token (identity, platform);"
  "CREATE TABLE IF NOT EXISTS notification ("
  "  n INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  phone_id TEXT NOT NULL REFERENCES phone (id) ON DELETE CASCADE,"
  "  platform INTEGER NOT NULL,"
  "  received_us INTEGER NOT NULL,"
  "  opened_us INTEGER NOT NULL DEFAULT 0,"
  "  expires_us INTEGER NOT NULL,"
  "  collapse_id TEXT,"
  "  silent INTEGER NOT NULL,"
  "  shown INTEGER NOT NULL,"
  "  payload TEXT NOT NULL);"
  "CREATE INDEX IF NOT EXISTS notification_by_phone ON notification (phone_id, n);"
  "CREATE TABLE IF NOT EXISTS interaction ("
  "  n INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  at_us INTEGER NOT NULL,"
  "  status TEXT NOT NULL,"
  "  tracking_id TEXT,"
  "  device_token TEXT,"
  "  phone_id TEXT,"
  "  notification INTEGER,"
  "  link TEXT,"
  "  reported INTEGER NOT NULL);"
  "CREATE INDEX IF NOT EXISTS interaction_by_tracking ON interaction (tracking_id)";
static const char insert_phone_sql[] =
  "INSERT INTO phone (id, name, platform, os_version, permission, app_id, identity, sandbox,"
  " user_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char insert_token_sql[] =
  "INSERT INTO push_token (token, platform, identity, sandbox, phone_id, ended_us)"
  " VALUES (?, ?, ?, ?, ?, ?)";
static const char select_token_sql[] =
  "SELECT t.token, t.platform, t.identity, t.sandbox, t.phone_id, t.ended_us, p.online,"
  " p.permission = 'granted', t.expired FROM push_token AS t LEFT JOIN phone AS p ON p.id = "
  "t.phone_id"
  " WHERE t.token = ?";
static const char phone_columns[] =
  "SELECT p.id, p.name, p.platform, p.os_version, p.permission, p.online, p.installed, p.token,"
  " p.app_id, a.msdynmkt_name, p.user_id, p.identity, p.sandbox,"
  " NOT EXISTS (SELECT 1 FROM tracking_refusal AS r WHERE r.phone_id = p.id),"
  " (SELECT f.token FROM fcm_apple_token AS f WHERE f.apns_token = p.token) FROM phone AS p"
  " LEFT JOIN dv_msdynmkt_mobileappchannelinstance AS a"
  " ON a.msdynmkt_mobileappchannelinstanceid = p.app_id";
static const char delete_phone_sql[] = "DELETE FROM phone WHERE id = ?";
static const char end_tokens_sql[] =
  "UPDATE push_token SET ended_us = ?, expired = ? WHERE phone_id = ? AND ended_us = 0";
static const char set_token_sql[] = "UPDATE phone SET token = ? WHERE id = ?";
static const char set_online_sql[] = "UPDATE phone SET online = ? WHERE id = ?";
static const char consent_sql[] = "DELETE FROM tracking_refusal WHERE phone_id = ?";
static const char refuse_sql[] = "INSERT OR IGNORE INTO tracking_refusal (phone_id) VALUES (?)";
static const char set_installed_sql[] = "UPDATE phone SET installed = ? WHERE id = ?";
static const char set_app_sql[] =
  "UPDATE phone SET app_id = ?, identity = ?, sandbox = ?, installed = 1 WHERE id = ?";
static const char select_app_sql[] = "SELECT platform, identity, sandbox FROM phone WHERE id = ?";
static const char drop_waiting_sql[] =
  "DELETE FROM notification WHERE phone_id = ? AND received_us = 0 AND expires_us <= ?";
/* What the owner may see is settled when it arrives. */
static const char receive_waiting_sql[] =
  "UPDATE notification SET received_us = ?, shown = NOT silent AND EXISTS (SELECT 1 FROM phone AS p"
  " WHERE p.id = phone_id AND p.permission = 'granted') WHERE phone_id = ? AND received_us = 0";
static const char drop_notifications_sql[] = "DELETE FROM notification WHERE phone_id = ?";
static const char insert_notification_sql[] =
  "INSERT INTO notification (phone_id, platform, received_us, expires_us, collapse_id, silent,"
  " shown, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
/* Apple replaces what is shown, Google only what still waits. */
static const char collapse_sql[] =
  "DELETE FROM notification WHERE phone_id = ? AND collapse_id = ? AND opened_us = 0"
  " AND (platform = ? OR received_us = 0)";

/* What may be set as text, with its statement. */
static const struct
{
  const char *column;
  const char *sql;
} text_columns[] = {
  { "name", "UPDATE phone SET name = ? WHERE id = ?" },
  { "osVersion", "UPDATE phone SET os_version = ? WHERE id = ?" },
  { "user", "UPDATE phone SET user_id = ? WHERE id = ?" },
};

static gint64
now_us (HeraldEmulatorSite *site)
{
  return herald_clock_get_unix_us (herald_emulator_site_get_clock (site));
}

/**
 * herald_emulator_push_token_free:
 * @self: (nullable): the token to free
 */
void
herald_emulator_push_token_free (HeraldEmulatorPushToken *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->identity, g_free);
  g_clear_pointer (&self->phone_id, g_free);
  g_free (self);
}

/**
 * herald_emulator_phones_attach:
 * @site: the site
 *
 * **Errors:** STORE.
 *
 * Returns: whether the tables are there
 */
gboolean
herald_emulator_phones_attach (HeraldEmulatorSite *site, GError **error)
{
  return herald_emulator_db_execute (herald_emulator_site_get_db (site), tables_sql, error);
}

/* @length characters of @alphabet, whose length is a power of two. */
static void
append_random (GString *text, const char *alphabet, gsize length)
{
  guint8 bytes[MOST_RANDOM_BYTES];
  gsize  n_letters = strlen (alphabet);

  g_assert (length <= sizeof bytes && (n_letters & (n_letters - 1)) == 0);
  if (getrandom (bytes, length, 0) != (gssize) length)
    g_error ("The system gives no random bytes");
  for (gsize i = 0; i < length; i++)
    g_string_append_c (text, alphabet[bytes[i] % n_letters]);
}

/**
 * herald_emulator_phones_make_token:
 * @platform: whose token
 *
 * Returns: (transfer full): a new random token
 */
char *
herald_emulator_phones_make_token (HeraldEmulatorPlatform platform)
{
  static const char hex[] = "0123456789abcdef";
  static const char base64url[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  g_autoptr (GString) text = g_string_new (NULL);

  if (platform == HERALD_EMULATOR_IOS)
    append_random (text, hex, APNS_TOKEN_LENGTH);
  else
    {
      append_random (text, base64url, FCM_INSTANCE_LENGTH);
      g_string_append (text, ":APA91b");
      append_random (text, base64url, FCM_TOKEN_LENGTH);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Apple's tokens are bytes; they may be written in either case. */
static char *
normalise_token (HeraldEmulatorPlatform platform, const char *token)
{
  return platform == HERALD_EMULATOR_IOS ? g_ascii_strdown (token, -1) : g_strdup (token);
}

static gboolean
end_tokens (HeraldEmulatorSite *site, const char *phone_id, gboolean expired, GError **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, end_tokens_sql, "iis",
                                 now_us (site), (gint64) expired, phone_id);
}

/* A new token for the app of a phone, which has no living one. */
static gboolean
give_token (HeraldEmulatorSite    *site,
            const char            *phone_id,
            HeraldEmulatorPlatform platform,
            const char            *identity,
            gboolean               sandbox,
            const char            *token,
            GError               **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  g_autofree char  *new_token = NULL;

  if (identity != NULL)
    new_token = token != NULL ? normalise_token (platform, token)
                              : herald_emulator_phones_make_token (platform);
  if (new_token != NULL &&
      !herald_emulator_db_run (db, error, insert_token_sql, "sisisi", new_token, (gint64) platform,
                               identity, (gint64) sandbox, phone_id, (gint64) 0))
    return FALSE;
  if (new_token != NULL && platform == HERALD_EMULATOR_IOS &&
      !herald_emulator_apple_tokens_give (site, phone_id, new_token, error))
    return FALSE;
  return herald_emulator_db_run (db, error, set_token_sql, "ss", new_token, phone_id);
}

/**
 * herald_emulator_phones_add:
 * @site: the site
 * @spec: what the phone is
 * @error: return location
 *
 * **Errors:** CONFLICT when the id or the token is taken, STORE.
 *
 * Returns: (transfer full): the phone's id
 */
char *
herald_emulator_phones_add (HeraldEmulatorSite            *site,
                            const HeraldEmulatorPhoneSpec *spec,
                            GError                       **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  g_autofree char  *id = spec->id != NULL ? g_strdup (spec->id) : herald_guid_new ();
  gboolean          added;

  if (!herald_emulator_db_begin_step (db, error))
    return NULL;
  added =
    herald_emulator_db_run (db, error, insert_phone_sql, "ssissssis", id, spec->name,
                            (gint64) spec->platform, spec->os_version, spec->permission,
                            spec->app_id, spec->identity, (gint64) spec->sandbox, spec->user_id) &&
    give_token (site, id, spec->platform, spec->identity, spec->sandbox, spec->token, error);
  herald_emulator_db_end_step (db, added);
  return added ? g_steal_pointer (&id) : NULL;
}

static void
set_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
describe_row (HeraldEmulatorRows *rows)
{
  JsonObject *phone = json_object_new ();
  gboolean    ios = herald_emulator_rows_get_int (rows, 2) == HERALD_EMULATOR_IOS;

  set_text (phone, "id", herald_emulator_rows_get_text (rows, 0));
  set_text (phone, "name", herald_emulator_rows_get_text (rows, 1));
  set_text (phone, "platform", ios ? "ios" : "android");
  set_text (phone, "osVersion", herald_emulator_rows_get_text (rows, 3));
  set_text (phone, "permission", herald_emulator_rows_get_text (rows, 4));
  json_object_set_boolean_member (phone, "online", herald_emulator_rows_get_int (rows, 5) != 0);
  json_object_set_boolean_member (phone, "installed", herald_emulator_rows_get_int (rows, 6) != 0);
  set_text (phone, "token", herald_emulator_rows_get_text (rows, 7));
  set_text (phone, "app", herald_emulator_rows_get_text (rows, 8));
  set_text (phone, "appName", herald_emulator_rows_get_text (rows, 9));
  set_text (phone, "user", herald_emulator_rows_get_text (rows, 10));
  json_object_set_boolean_member (phone, "consent", herald_emulator_rows_get_int (rows, 13) != 0);
  set_text (phone, ios ? "bundleId" : "projectId", herald_emulator_rows_get_text (rows, 11));
  if (ios)
    {
      set_text (phone, "environment",
                herald_emulator_rows_get_int (rows, 12) != 0 ? "sandbox" : "production");
      set_text (phone, "fcmToken", herald_emulator_rows_get_text (rows, 14));
    }
  return phone;
}

/**
 * herald_emulator_phones_describe:
 * @site: the site
 * @id: a phone
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full) (nullable): the phone, %NULL without error when there is no such one
 */
JsonObject *
herald_emulator_phones_describe (HeraldEmulatorSite *site, const char *id, GError **error)
{
  g_autofree char *sql = g_strconcat (phone_columns, " WHERE p.id = ?", NULL);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, sql, "s", id);

  if (rows == NULL || !herald_emulator_rows_next (rows, error))
    return NULL;
  return describe_row (rows);
}

/**
 * herald_emulator_phones_list:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): all phones in the order they were added
 */
JsonArray *
herald_emulator_phones_list (HeraldEmulatorSite *site, GError **error)
{
  g_autofree char *sql = g_strconcat (phone_columns, " ORDER BY p.rowid", NULL);
  g_autoptr (JsonArray) phones = json_array_new ();
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, sql, "");
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return NULL;
  while (herald_emulator_rows_next (rows, &local_error))
    json_array_add_object_element (phones, describe_row (rows));
  if (local_error == NULL)
    return g_steal_pointer (&phones);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * herald_emulator_phones_remove:
 * @site: the site
 * @id: a phone
 * @error: return location
 *
 * Its tokens end as if the app was removed.
 *
 * **Errors:** STORE.
 *
 * Returns: whether it is gone
 */
gboolean
herald_emulator_phones_remove (HeraldEmulatorSite *site, const char *id, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);

  return end_tokens (site, id, FALSE, error) &&
         herald_emulator_db_run (db, error, delete_phone_sql, "s", id);
}

/**
 * herald_emulator_phones_set_text:
 * @site: the site
 * @id: a phone
 * @column: “name”, “osVersion” or “user”
 * @value: (nullable): only a user may be %NULL
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_phones_set_text (HeraldEmulatorSite *site,
                                 const char         *id,
                                 const char         *column,
                                 const char         *value,
                                 GError            **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (text_columns); i++)
    if (g_str_equal (column, text_columns[i].column))
      return herald_emulator_db_run (herald_emulator_site_get_db (site), error, text_columns[i].sql,
                                     "ss", value, id);
  g_return_val_if_reached (FALSE);
}

/**
 * herald_emulator_phones_set_online:
 * @site: the site
 * @id: a phone
 * @online: whether it has a network
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_phones_set_online (HeraldEmulatorSite *site,
                                   const char         *id,
                                   gboolean            online,
                                   GError            **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  gint64            now = now_us (site);

  if (!herald_emulator_db_run (db, error, set_online_sql, "is", (gint64) online, id))
    return FALSE;
  return !online || (herald_emulator_db_run (db, error, drop_waiting_sql, "si", id, now) &&
                     herald_emulator_db_run (db, error, receive_waiting_sql, "is", now, id));
}

/**
 * herald_emulator_phones_set_consent:
 * @site: the site
 * @id: a phone
 * @consent: whether its owner lets clicks be tracked
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_phones_set_consent (HeraldEmulatorSite *site,
                                    const char         *id,
                                    gboolean            consent,
                                    GError            **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error,
                                 consent ? consent_sql : refuse_sql, "s", id);
}

/* A new token for the app that is on the phone. */
static gboolean
renew_token (HeraldEmulatorSite *site, const char *id, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_app_sql, "s", id);
  HeraldEmulatorPlatform platform;
  g_autofree char       *identity = NULL;
  gboolean               sandbox;

  if (rows == NULL)
    return FALSE;
  if (!herald_emulator_rows_next (rows, error))
    return FALSE;
  platform = (HeraldEmulatorPlatform) herald_emulator_rows_get_int (rows, 0);
  identity = g_strdup (herald_emulator_rows_get_text (rows, 1));
  sandbox = herald_emulator_rows_get_int (rows, 2) != 0;
  return give_token (site, id, platform, identity, sandbox, NULL, error);
}

/**
 * herald_emulator_phones_set_installed:
 * @site: the site
 * @id: a phone
 * @installed: whether the app is on it
 * @error: return location
 *
 * Its notifications go with the app, those that wait for the phone, too.
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_phones_set_installed (HeraldEmulatorSite *site,
                                      const char         *id,
                                      gboolean            installed,
                                      GError            **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);

  if (!herald_emulator_db_run (db, error, set_installed_sql, "is", (gint64) installed, id) ||
      !herald_emulator_db_run (db, error, drop_notifications_sql, "s", id) ||
      !end_tokens (site, id, FALSE, error))
    return FALSE;
  if (installed)
    return renew_token (site, id, error);
  return herald_emulator_db_run (db, error, set_token_sql, "ss", NULL, id);
}

/**
 * herald_emulator_phones_set_app:
 * @site: the site
 * @id: a phone
 * @app_id: (nullable): the configuration the app belongs to
 * @identity: (nullable): its bundle id or project id
 * @sandbox: whether it is a development build
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_phones_set_app (HeraldEmulatorSite *site,
                                const char         *id,
                                const char         *app_id,
                                const char         *identity,
                                gboolean            sandbox,
                                GError            **error)
{
  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, set_app_sql, "ssis",
                                 app_id, identity, (gint64) sandbox, id) &&
         herald_emulator_db_run (herald_emulator_site_get_db (site), error, drop_notifications_sql,
                                 "s", id) &&
         end_tokens (site, id, FALSE, error) && renew_token (site, id, error);
}

/**
 * herald_emulator_phones_rotate_token:
 * @site: the site
 * @id: a phone
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the phone has a new token
 */
gboolean
herald_emulator_phones_rotate_token (HeraldEmulatorSite *site, const char *id, GError **error)
{
  return end_tokens (site, id, TRUE, error) && renew_token (site, id, error);
}

/**
 * herald_emulator_phones_add_token:
 * @site: the site
 * @platform: whose token
 * @token: the token
 * @identity: bundle id or project id
 * @sandbox: of iOS: a development build
 * @ended_us: 0 while it is alive
 * @error: return location
 *
 * **Errors:** CONFLICT when it is known already, STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_phones_add_token (HeraldEmulatorSite    *site,
                                  HeraldEmulatorPlatform platform,
                                  const char            *token,
                                  const char            *identity,
                                  gboolean               sandbox,
                                  gint64                 ended_us,
                                  GError               **error)
{
  g_autofree char *normal = normalise_token (platform, token);

  return herald_emulator_db_run (herald_emulator_site_get_db (site), error, insert_token_sql,
                                 "sisisi", normal, (gint64) platform, identity, (gint64) sandbox,
                                 NULL, ended_us);
}

/**
 * herald_emulator_phones_find_token:
 * @site: the site
 * @token: a token; Apple's in lower case
 *
 * Returns: (transfer full) (nullable): what is known of it
 */
HeraldEmulatorPushToken *
herald_emulator_phones_find_token (HeraldEmulatorSite *site, const char *token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), &error, select_token_sql, "s",
                               token);
  HeraldEmulatorPushToken *found;

  if (rows == NULL || !herald_emulator_rows_next (rows, &error))
    {
      if (error != NULL)
        g_warning ("%s", error->message);
      return NULL;
    }
  found = g_new0 (HeraldEmulatorPushToken, 1);
  found->token = g_strdup (herald_emulator_rows_get_text (rows, 0));
  found->platform = (HeraldEmulatorPlatform) herald_emulator_rows_get_int (rows, 1);
  found->identity = g_strdup (herald_emulator_rows_get_text (rows, 2));
  found->sandbox = herald_emulator_rows_get_int (rows, 3) != 0;
  found->phone_id = g_strdup (herald_emulator_rows_get_text (rows, 4));
  found->ended_us = herald_emulator_rows_get_int (rows, 5);
  found->online = herald_emulator_rows_get_int (rows, 6) != 0;
  found->granted = herald_emulator_rows_get_int (rows, 7) != 0;
  found->expired = herald_emulator_rows_get_int (rows, 8) != 0;
  return found;
}

/**
 * herald_emulator_phones_deliver:
 * @site: the site
 * @token: a living token
 * @push: what arrives
 * @error: return location
 *
 * A token without a phone is of somebody else's; its push is as good as delivered.
 *
 * **Errors:** STORE.
 *
 * Returns: whether nothing went wrong
 */
gboolean
herald_emulator_phones_deliver (HeraldEmulatorSite            *site,
                                const HeraldEmulatorPushToken *token,
                                const HeraldEmulatorPush      *push,
                                GError                       **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (site);
  gboolean          shown = token->granted && !push->silent;

  if (token->phone_id == NULL || (!token->online && push->expires_us == 0))
    return TRUE;
  if (push->collapse_id != NULL &&
      !herald_emulator_db_run (db, error, collapse_sql, "ssi", token->phone_id, push->collapse_id,
                               (gint64) HERALD_EMULATOR_IOS))
    return FALSE;
  return herald_emulator_db_run (db, error, insert_notification_sql, "siiisiis", token->phone_id,
                                 (gint64) token->platform, token->online ? now_us (site) : 0,
                                 push->expires_us, push->collapse_id, (gint64) push->silent,
                                 (gint64) shown, push->payload);
}
