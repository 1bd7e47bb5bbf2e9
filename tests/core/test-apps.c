/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile app configurations, their tokens and the credentials check. */
#include "config.h"

#include <string.h>

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-apps.h"
#include "core/herald-history.h"
#include "herald-test-session.h"

static void
free_check (gpointer check)
{
  herald_credential_check_free (check);
}

static GPtrArray *
list_apps (HeraldTestSession *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *apps;

  herald_apps_list_async (fixture->session, NULL, herald_await_cb, &await);
  apps = herald_apps_list_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return apps;
}

static HeraldApp *
load (HeraldTestSession *fixture, const char *id, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_apps_load_async (fixture->session, id, NULL, herald_await_cb, &await);
  return herald_apps_load_finish (fixture->session, herald_await_result (&await), error);
}

static gboolean
save (HeraldTestSession *fixture, HeraldApp *app, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_apps_save_async (fixture->session, app, NULL, herald_await_cb, &await);
  return herald_apps_save_finish (fixture->session, herald_await_result (&await), error);
}

static GPtrArray *
list_tokens (HeraldTestSession *fixture, const char *app_id)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *tokens;

  herald_apps_list_tokens_async (fixture->session, app_id, NULL, herald_await_cb, &await);
  tokens = herald_apps_list_tokens_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return tokens;
}

static HeraldAccessToken *
create_token (HeraldTestSession *fixture, const char *app_id, const char *name)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  HeraldAccessToken *token;

  herald_apps_create_token_async (fixture->session, app_id, name, NULL, herald_await_cb, &await);
  token = herald_apps_create_token_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return token;
}

static char *
reveal (HeraldTestSession *fixture, const char *app_id, const char *token_id, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_apps_reveal_token_async (fixture->session, app_id, token_id, NULL, herald_await_cb,
                                  &await);
  return herald_apps_reveal_token_finish (fixture->session, herald_await_result (&await), error);
}

static gboolean
revoke_token (HeraldTestSession *fixture, const char *app_id, const char *token_id, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_apps_revoke_token_async (fixture->session, app_id, token_id, NULL, herald_await_cb,
                                  &await);
  return herald_apps_revoke_token_finish (fixture->session, herald_await_result (&await), error);
}

static GPtrArray *
check (HeraldTestSession *fixture, HeraldApp *app)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *checks;

  herald_apps_check_async (fixture->session, app, NULL, herald_await_cb, &await);
  checks = herald_apps_check_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_ptr_array_set_free_func (checks, free_check);
  return checks;
}

static GBytes *
read_file (const char *path)
{
  char   *content = NULL;
  gsize   length = 0;
  GError *error = NULL;

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (content, length);
}

/* An app with the first sample's credentials under a name of its own. */
static HeraldApp *
make_app (HeraldTestSession *fixture)
{
  const HeraldEmulatorApp *sample = herald_emulator_info_get_app (fixture->info, 0);
  HeraldApp               *app = herald_app_new ();
  g_autoptr (GBytes) key = read_file (sample->apns_key_path);
  g_autoptr (GBytes) account = read_file (sample->service_account_path);
  g_autoptr (GError) error = NULL;

  herald_app_set (app, HERALD_APP_NAME, "Northwind");
  herald_app_set (app, HERALD_APP_BUNDLE_ID, sample->bundle_id);
  herald_app_set (app, HERALD_APP_TEAM_ID, sample->team_id);
  herald_app_set_apns_mode (app, HERALD_APNS_TOKEN);
  herald_app_set_fcm_mode (app, HERALD_FCM_SERVICE_ACCOUNT);
  herald_app_import_signing_key (app, sample->apns_key_path, key, &error);
  g_assert_no_error (error);
  herald_app_set (app, HERALD_APP_KEY_ID, sample->key_id);
  herald_app_import_service_account (app, sample->service_account_path, account, &error);
  g_assert_no_error (error);
  return app;
}

/* The body of the newest request that used @method. */
static char *
dup_last_body (HeraldTestSession *fixture, const char *method, const char *path)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) exchanges = NULL;

  herald_history_list_exchanges_async (fixture->session, "dataverse", 100, NULL, herald_await_cb,
                                       &await);
  exchanges =
    herald_history_list_exchanges_finish (fixture->session, herald_await_result (&await), NULL);
  for (guint i = 0; i < exchanges->len; i++)
    {
      HeraldExchange *exchange = g_ptr_array_index (exchanges, i);

      if (g_str_equal (herald_exchange_get_method (exchange), method) &&
          strstr (herald_exchange_get_url (exchange), path) != NULL)
        return g_strdup (herald_exchange_get_request_body (exchange));
    }
  return NULL;
}

static void
test_list (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) apps = list_apps (fixture);

  g_assert_cmpuint (apps->len, ==, 2);
  g_assert_cmpstr (herald_app_get (apps->pdata[0], HERALD_APP_NAME), ==, "Contoso Shop");
  g_assert_cmpint (herald_app_get_state (apps->pdata[0], HERALD_PLATFORM_IOS), ==,
                   HERALD_APP_STATE_CONFIGURED);
  g_assert_cmpint (herald_app_get_state (apps->pdata[0], HERALD_PLATFORM_ANDROID), ==,
                   HERALD_APP_STATE_CONFIGURED);
}

static void
count_signal_cb (HeraldSession *session, guint *n_signals)
{
  (*n_signals)++;
}

static void
test_create (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldApp) app = make_app (fixture);
  g_autoptr (HeraldApp) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *channel = NULL;
  const char      *id;
  guint            n_signals = 0;

  g_signal_connect (fixture->session, "apps-changed", G_CALLBACK (count_signal_cb), &n_signals);
  save (fixture, app, &error);
  g_assert_no_error (error);
  id = herald_app_get (app, HERALD_APP_ID);
  g_assert_nonnull (id);
  g_assert_false (herald_app_has_changes (app));
  g_assert_cmpuint (n_signals, ==, 1);
  loaded = load (fixture, id, &error);
  g_assert_no_error (error);
  for (int i = 0; i < HERALD_APP_N_FIELDS; i++)
    if (i != HERALD_APP_API_TOKEN)
      g_assert_cmpstr (herald_app_get (loaded, (HeraldAppField) i), ==,
                       herald_app_get (app, (HeraldAppField) i));
  /* The service makes the first access token. */
  g_assert_nonnull (herald_app_get (loaded, HERALD_APP_API_TOKEN));
  channel = dup_last_body (fixture, "POST", "msdyn_channelinstances");
  g_assert_nonnull (channel);
  g_assert_nonnull (strstr (channel, id));
}

static void
test_update_writes_changes_only (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) apps = list_apps (fixture);
  HeraldApp       *app = apps->pdata[0];
  g_autofree char *key = g_strdup (herald_app_get (app, HERALD_APP_SIGNING_KEY));
  g_autoptr (HeraldApp) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;

  g_assert_true (save (fixture, app, &error));
  g_assert_null (dup_last_body (fixture, "PATCH", "channelinstances"));
  herald_app_set (app, HERALD_APP_DESCRIPTION, "Changed");
  g_assert_true (save (fixture, app, &error));
  g_assert_no_error (error);
  body = dup_last_body (fixture, "PATCH", "channelinstances");
  g_assert_nonnull (strstr (body, "Changed"));
  g_assert_null (strstr (body, "signingkey"));
  g_assert_null (strstr (body, "serviceaccount"));
  g_assert_null (strstr (body, "msdynmkt_name"));
  loaded = load (fixture, herald_app_get (app, HERALD_APP_ID), &error);
  g_assert_cmpstr (herald_app_get (loaded, HERALD_APP_SIGNING_KEY), ==, key);
}

static void
test_invalid_is_not_sent (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldApp) app = make_app (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) apps = NULL;

  herald_app_set (app, HERALD_APP_TEAM_ID, "SHORT");
  g_assert_false (save (fixture, app, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  apps = list_apps (fixture);
  g_assert_cmpuint (apps->len, ==, 2);
}

static void
test_delete (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) apps = list_apps (fixture);
  const char *id = herald_app_get (apps->pdata[1], HERALD_APP_ID);
  g_autoptr (HeraldAccessToken) token = create_token (fixture, id, "Back end");
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) gone = NULL;
  g_autoptr (GError) secret = NULL;

  herald_apps_delete_async (fixture->session, id, NULL, herald_await_cb, &await);
  herald_apps_delete_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_null (load (fixture, id, &gone));
  g_assert_error (gone, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
  g_assert_null (reveal (fixture, id, herald_access_token_get_id (token), &secret));
  g_assert_error (secret, HERALD_ERROR, HERALD_ERROR_SECRET);
}

static void
test_tokens (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) apps = list_apps (fixture);
  const char *id = herald_app_get (apps->pdata[0], HERALD_APP_ID);
  g_autoptr (GPtrArray) before = list_tokens (fixture, id);
  g_autoptr (HeraldAccessToken) first = NULL;
  g_autoptr (HeraldAccessToken) second = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autofree char *value = NULL;
  g_autofree char *old_value = NULL;

  g_assert_cmpuint (before->len, ==, 1);
  g_assert_cmpstr (herald_access_token_get_id (before->pdata[0]), ==,
                   HERALD_ACCESS_TOKEN_SERVICE_ID);
  first = create_token (fixture, id, "Back end");
  second = create_token (fixture, id, "Test bench");
  after = list_tokens (fixture, id);
  g_assert_cmpuint (after->len, ==, 2);
  g_assert_cmpstr (herald_access_token_get_name (after->pdata[0]), ==, "Test bench");
  g_assert_true (herald_access_token_is_current (after->pdata[0]));
  g_assert_false (herald_access_token_is_current (after->pdata[1]));
  value = reveal (fixture, id, NULL, NULL);
  g_assert_cmpuint (strlen (value), ==, 344);
  g_assert_nonnull (strstr (value, herald_access_token_get_hint (second)));
  old_value = reveal (fixture, id, herald_access_token_get_id (first), NULL);
  g_assert_cmpuint (strlen (old_value), ==, 344);
  g_assert_cmpstr (old_value, !=, value);
}

static void
test_revoke (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) apps = list_apps (fixture);
  const char *id = herald_app_get (apps->pdata[0], HERALD_APP_ID);
  g_autoptr (HeraldAccessToken) first = create_token (fixture, id, "Old");
  g_autoptr (HeraldAccessToken) second = create_token (fixture, id, "New");
  g_autoptr (HeraldApp) kept = NULL;
  g_autoptr (HeraldApp) emptied = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) secret = NULL;

  g_assert_true (revoke_token (fixture, id, herald_access_token_get_id (first), &error));
  kept = load (fixture, id, &error);
  g_assert_nonnull (herald_app_get (kept, HERALD_APP_API_TOKEN));
  g_assert_true (revoke_token (fixture, id, herald_access_token_get_id (second), &error));
  g_assert_no_error (error);
  emptied = load (fixture, id, &error);
  g_assert_null (herald_app_get (emptied, HERALD_APP_API_TOKEN));
  none = list_tokens (fixture, id);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (reveal (fixture, id, NULL, &secret));
  g_assert_error (secret, HERALD_ERROR, HERALD_ERROR_SECRET);
  g_assert_false (revoke_token (fixture, id, herald_access_token_get_id (second), &unknown));
  g_assert_error (unknown, HERALD_ERROR, HERALD_ERROR_NOT_FOUND);
}

static void
test_check_accepts (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) apps = list_apps (fixture);
  g_autoptr (GPtrArray) checks = check (fixture, apps->pdata[0]);

  g_assert_cmpuint (checks->len, ==, 2);
  for (guint i = 0; i < checks->len; i++)
    {
      HeraldCredentialCheck *answer = g_ptr_array_index (checks, i);

      g_test_message ("%s", answer->message);
      g_assert_true (answer->ok);
      g_assert_cmpstr (answer->code, ==, "OK");
      g_assert_cmpstr (answer->raw, !=, "");
    }
}

static void
test_check_refuses (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) apps = list_apps (fixture);
  HeraldApp *app = apps->pdata[0];
  g_autoptr (GPtrArray) checks = NULL;
  g_autoptr (GPtrArray) offline = NULL;
  HeraldCredentialCheck *answer;

  herald_app_set (app, HERALD_APP_TEAM_ID, "WR0NGTEAM1");
  checks = check (fixture, app);
  answer = g_ptr_array_index (checks, 0);
  g_assert_cmpint (answer->platform, ==, HERALD_PLATFORM_IOS);
  g_assert_false (answer->ok);
  g_assert_cmpstr (answer->code, ==, "InvalidProviderToken");
  g_assert_nonnull (strstr (answer->raw, "403"));

  herald_app_set (app, HERALD_APP_TEAM_ID, "SHORT");
  offline = check (fixture, app);
  answer = g_ptr_array_index (offline, 0);
  g_assert_false (answer->ok);
  g_assert_cmpstr (answer->raw, ==, "");
}

/* No value of a secret may stand in the database, whatever was done with it. */
static void
test_database_has_no_secret (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (HeraldApp) app = make_app (fixture);
  g_autoptr (HeraldAccessToken) token = NULL;
  g_autofree char *value = NULL;
  g_autofree char *path = NULL;
  g_autofree char *wal = NULL;
  const char      *key;

  g_assert_true (save (fixture, app, NULL));
  token = create_token (fixture, herald_app_get (app, HERALD_APP_ID), "Back end");
  value = reveal (fixture, herald_app_get (app, HERALD_APP_ID), NULL, NULL);
  herald_store_close (fixture->store);
  path = g_strdup (herald_store_get_path (fixture->store));
  wal = g_strconcat (path, "-wal", NULL);
  /* A piece from the middle of the key's only long lines. */
  key = strchr (herald_app_get (app, HERALD_APP_SIGNING_KEY), '\n') + 8;
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *content = NULL;
      gsize            length = 0;
      const char      *file = i == 0 ? path : wal;

      if (!g_file_get_contents (file, &content, &length, NULL))
        continue;
      for (gsize at = 0; at + 24 <= length; at++)
        {
          g_assert_cmpint (memcmp (content + at, value + 100, 24), !=, 0);
          g_assert_cmpint (memcmp (content + at, key, 24), !=, 0);
        }
    }
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/core/apps/" path, HeraldTestSession, NULL, herald_test_session_set_up, func,       \
              herald_test_session_tear_down)
  ADD ("list", test_list);
  ADD ("create", test_create);
  ADD ("update-writes-changes-only", test_update_writes_changes_only);
  ADD ("invalid-is-not-sent", test_invalid_is_not_sent);
  ADD ("delete", test_delete);
  ADD ("tokens", test_tokens);
  ADD ("revoke", test_revoke);
  ADD ("check-accepts", test_check_accepts);
  ADD ("check-refuses", test_check_refuses);
  ADD ("database-has-no-secret", test_database_has_no_secret);
  return g_test_run ();
}
