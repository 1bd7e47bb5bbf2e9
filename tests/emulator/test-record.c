/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole site without its listeners' clients: rows, users, clock and registry from the inside. */
#include "config.h"

#include "emulator/herald-emulator-app-config.h"
#include "emulator/herald-emulator-bearer.h"
#include "emulator/herald-emulator-record.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-registry.h"
#include "emulator/herald-emulator-seed.h"
#include "emulator/herald-emulator-services.h"
#include "herald-test-dir.h"

#include "base/herald-error.h"

#include <string.h>

#define ANY_ID "00000000-0000-4000-a000-000000000001"

typedef struct
{
  char                    *dir;
  HeraldEmulatorSite      *site;
  HeraldEmulatorDataverse *dataverse;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->dir = herald_test_dir_new ();
  self->site = herald_emulator_site_new (self->dir, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (herald_emulator_services_attach (self->site, &error));
  g_assert_true (herald_emulator_seed_fill (self->site, "small", &error));
  g_assert_true (herald_emulator_site_listen (self->site, 0, 0, 0, &error));
  g_assert_true (herald_emulator_db_commit (herald_emulator_site_get_db (self->site), &error));
  self->dataverse = herald_emulator_dataverse_get (self->site);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&self->site));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  herald_test_dir_remove (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

/* A call by the user with this directory id. */
static HeraldEmulatorCall *
new_call_as (Fixture *self, const char *object_id, const char *method, const char *path)
{
  HeraldEmulatorCall *call =
    herald_emulator_call_new (HERALD_EMULATOR_OVER_HTTP, method, path, NULL, NULL, NULL, NULL);
  g_autofree char *token =
    herald_emulator_bearer_issue (self->site, herald_emulator_site_get_http (self->site),
                                  "some client", object_id, TRUE, 60, NULL);
  g_autofree char *authorization = g_strconcat ("Bearer ", token, NULL);

  herald_emulator_call_add_request_header (call, "Host", "127.0.0.1");
  herald_emulator_call_add_request_header (call, "Authorization", authorization);
  return call;
}

static HeraldEmulatorCall *
get_as (Fixture *self, const char *object_id, const char *path)
{
  HeraldEmulatorCall *call = new_call_as (self, object_id, "GET", path);

  herald_emulator_site_dispatch (call, self->site);
  return call;
}

static JsonObject *
parse_answer (HeraldEmulatorCall *call)
{
  GBytes          *body = herald_emulator_call_get_answer_body (call);
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_node_dup_object (node);
}

static char *
find_user_object_id (Fixture *self, const char *email)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (self->site), NULL,
                               "SELECT azureactivedirectoryobjectid FROM dv_systemuser WHERE "
                               "internalemailaddress = ?",
                               "s", email);

  g_assert_true (herald_emulator_rows_next (rows, NULL));
  return g_strdup (herald_emulator_rows_get_text (rows, 0));
}

static char *
find_app_token (Fixture *self)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (self->site), NULL,
                               "SELECT app_id, value FROM api_token ORDER BY value", "");

  g_assert_true (herald_emulator_rows_next (rows, NULL));
  g_assert_true (
    herald_emulator_registry_check_api_token (self->site, herald_emulator_rows_get_text (rows, 0),
                                              herald_emulator_rows_get_text (rows, 1)));
  return g_strdup (herald_emulator_rows_get_text (rows, 1));
}

static char *
find_app_path (Fixture *self)
{
  g_autoptr (HeraldEmulatorRows) rows = herald_emulator_db_select (
    herald_emulator_site_get_db (self->site), NULL,
    "SELECT msdynmkt_mobileappchannelinstanceid FROM dv_msdynmkt_mobileappchannelinstance", "");

  g_assert_true (herald_emulator_rows_next (rows, NULL));
  return g_strdup_printf ("/api/data/v9.2/msdynmkt_mobileappchannelinstances(%s)",
                          herald_emulator_rows_get_text (rows, 0));
}

/* Who may not read a secret gets null, and everything else. */
static void
test_secured_columns (Fixture *self, gconstpointer data)
{
  g_autofree char *admin = find_user_object_id (self, "admin@contosoltd.com");
  g_autofree char *other = find_user_object_id (self, "marketing@contosoltd.com");
  g_autofree char *path = find_app_path (self);
  g_autoptr (HeraldEmulatorCall) seen = get_as (self, admin, path);
  g_autoptr (HeraldEmulatorCall) hidden = get_as (self, other, path);
  g_autoptr (JsonObject) seen_row = parse_answer (seen);
  g_autoptr (JsonObject) hidden_row = parse_answer (hidden);
  static const char *const secured[] = { "msdynmkt_apitoken", "msdynmkt_signingkey",
                                         "msdynmkt_serviceaccountjson1" };

  for (gsize i = 0; i < G_N_ELEMENTS (secured); i++)
    {
      g_assert_false (json_object_get_null_member (seen_row, secured[i]));
      g_assert_true (json_object_get_null_member (hidden_row, secured[i]));
    }
  g_assert_cmpstr (json_object_get_string_member (hidden_row, "msdynmkt_bundleid"), ==,
                   json_object_get_string_member (seen_row, "msdynmkt_bundleid"));
}

static void
test_not_a_member (Fixture *self, gconstpointer data)
{
  g_autofree char *disabled = find_user_object_id (self, "former@contosoltd.com");
  const char      *ids[] = { disabled, ANY_ID };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (HeraldEmulatorCall) call = get_as (self, ids[i], "/api/data/v9.2/WhoAmI");
      g_autoptr (JsonObject) answer = parse_answer (call);

      g_assert_cmpuint (herald_emulator_call_get_status (call), ==, 403);
      g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (answer,
                                                                                     "error"),
                                                      "code"),
                       ==, "0x80072560");
    }
}

static char *
add_notification (Fixture *self, gint64 seconds)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (self->dataverse, "appnotification");
  g_autoptr (GError) error = NULL;
  char *id = NULL;

  herald_emulator_record_set_text (record, "title", "Soon gone");
  herald_emulator_record_set_int (record, "ttlinseconds", seconds);
  herald_emulator_record_insert (record,
                                 herald_emulator_site_get_setting (self->site,
                                                                   HERALD_EMULATOR_USER_ID),
                                 &id, &error);
  g_assert_no_error (error);
  return id;
}

static guint
get_status (Fixture *self, const char *id)
{
  g_autofree char *admin = find_user_object_id (self, "admin@contosoltd.com");
  g_autofree char *path = g_strdup_printf ("/api/data/v9.2/appnotifications(%s)", id);
  g_autoptr (HeraldEmulatorCall) call = get_as (self, admin, path);

  return herald_emulator_call_get_status (call);
}

static void
test_expiry (Fixture *self, gconstpointer data)
{
  HeraldClock     *clock = herald_emulator_site_get_clock (self->site);
  g_autofree char *id = add_notification (self, 3600);
  g_autofree char *later = NULL;
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  herald_clock_advance_seconds (clock, 3500);
  g_assert_cmpuint (get_status (self, id), ==, 200);
  herald_clock_advance_seconds (clock, 200);
  g_assert_cmpuint (get_status (self, id), ==, 404);
  /* It is swept away by the next write. */
  later = add_notification (self, 60);
  rows = herald_emulator_db_select (herald_emulator_site_get_db (self->site), NULL,
                                    "SELECT appnotificationid FROM dv_appnotification", "");
  g_assert_true (herald_emulator_rows_next (rows, NULL));
  g_assert_cmpstr (herald_emulator_rows_get_text (rows, 0), ==, later);
  g_assert_false (herald_emulator_rows_next (rows, NULL));
}

static void
test_token_expires (Fixture *self, gconstpointer data)
{
  g_autofree char *admin = find_user_object_id (self, "admin@contosoltd.com");
  g_autofree char *token =
    herald_emulator_bearer_issue (self->site, herald_emulator_site_get_http (self->site), "client",
                                  admin, TRUE, 60, NULL);
  g_autofree char *authorization = g_strconcat ("Bearer ", token, NULL);
  const guint      wanted[] = { 200, 401 };

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (HeraldEmulatorCall) call =
        herald_emulator_call_new (HERALD_EMULATOR_OVER_HTTP, "GET", "/api/data/v9.2/WhoAmI", NULL,
                                  NULL, NULL, NULL);

      herald_emulator_call_add_request_header (call, "host", "localhost:1");
      herald_emulator_call_add_request_header (call, "authorization", authorization);
      herald_emulator_site_dispatch (call, self->site);
      g_assert_cmpuint (herald_emulator_call_get_status (call), ==, wanted[i]);
      herald_clock_advance_seconds (herald_emulator_site_get_clock (self->site), 61);
    }
}

static HeraldEmulatorRecord *
new_app (Fixture *self)
{
  HeraldEmulatorRecord *record =
    herald_emulator_record_new (self->dataverse, HERALD_EMULATOR_APP_TABLE);

  herald_emulator_record_set_text (record, "msdynmkt_name", "New");
  return record;
}

static char *
insert (Fixture *self, HeraldEmulatorRecord *record)
{
  g_autoptr (GError) error = NULL;
  char *id = NULL;

  herald_emulator_record_insert (record,
                                 herald_emulator_site_get_setting (self->site,
                                                                   HERALD_EMULATOR_USER_ID),
                                 &id, &error);
  g_assert_no_error (error);
  return id;
}

static void
set_token (Fixture *self, const char *id, const char *token)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (self->dataverse, HERALD_EMULATOR_APP_TABLE);
  g_autoptr (GError) error = NULL;

  herald_emulator_record_set_text (record, "msdynmkt_apitoken", token);
  herald_emulator_record_update (record, id,
                                 herald_emulator_site_get_setting (self->site,
                                                                   HERALD_EMULATOR_USER_ID),
                                 &error);
  g_assert_no_error (error);
}

/* Older tokens stay good until the column is emptied. */
static void
test_api_tokens (Fixture *self, gconstpointer data)
{
  g_autoptr (HeraldEmulatorRecord) record = new_app (self);
  g_autofree char *id = insert (self, record);
  const char      *first = herald_emulator_record_get_text (record, "msdynmkt_apitoken");

  g_assert_true (herald_emulator_registry_check_api_token (self->site, id, first));
  set_token (self, id, "second");
  g_assert_true (herald_emulator_registry_check_api_token (self->site, id, first));
  g_assert_true (herald_emulator_registry_check_api_token (self->site, id, "second"));
  g_assert_false (herald_emulator_registry_check_api_token (self->site, id, "Second"));
  g_assert_false (herald_emulator_registry_check_api_token (self->site, ANY_ID, "second"));
  set_token (self, id, NULL);
  g_assert_false (herald_emulator_registry_check_api_token (self->site, id, first));
  g_assert_false (herald_emulator_registry_check_api_token (self->site, id, "second"));
}

static void
test_api_token_goes_with_app (Fixture *self, gconstpointer data)
{
  g_autoptr (HeraldEmulatorRecord) record = new_app (self);
  g_autofree char *id = insert (self, record);
  const char      *token = herald_emulator_record_get_text (record, "msdynmkt_apitoken");

  g_assert_true (
    herald_emulator_record_delete (self->dataverse, HERALD_EMULATOR_APP_TABLE, id, NULL));
  g_assert_false (herald_emulator_registry_check_api_token (self->site, id, token));
}

/* The first team of a key stays its team, whatever is saved later. */
static void
test_apple_key_is_trusted_once (Fixture *self, gconstpointer data)
{
  g_autoptr (HeraldKey) key = herald_key_generate (HERALD_KEY_EC_P256, NULL);
  g_autofree char *pem = herald_key_to_pem (key, NULL);
  g_autoptr (HeraldEmulatorRecord) first = new_app (self);
  g_autoptr (HeraldEmulatorRecord) second = new_app (self);
  g_autoptr (HeraldEmulatorAppleKey) found = NULL;
  g_autofree char *first_id = NULL;
  g_autofree char *second_id = NULL;

  herald_emulator_record_set_text (first, "msdynmkt_signingkey", pem);
  herald_emulator_record_set_text (first, "msdynmkt_keyid", "KEYKEYKEY1");
  herald_emulator_record_set_text (first, "msdynmkt_teamid", "TEAMTEAM01");
  first_id = insert (self, first);
  herald_emulator_record_set_text (second, "msdynmkt_signingkey", pem);
  herald_emulator_record_set_text (second, "msdynmkt_keyid", "KEYKEYKEY2");
  herald_emulator_record_set_text (second, "msdynmkt_teamid", "TEAMTEAM02");
  second_id = insert (self, second);
  found = herald_emulator_registry_find_apple_key (self->site, "KEYKEYKEY1");
  g_assert_nonnull (found);
  g_assert_cmpstr (found->team_id, ==, "TEAMTEAM01");
  g_assert_null (herald_emulator_registry_find_apple_key (self->site, "KEYKEYKEY2"));
}

/* What is no key teaches nothing and is saved all the same. */
static void
test_garbage_key (Fixture *self, gconstpointer data)
{
  g_autoptr (HeraldEmulatorRecord) record = new_app (self);
  g_autofree char *id = NULL;

  herald_emulator_record_set_text (record, "msdynmkt_signingkey", "not a key");
  herald_emulator_record_set_text (record, "msdynmkt_keyid", "KEYKEYKEY1");
  herald_emulator_record_set_text (record, "msdynmkt_teamid", "TEAMTEAM01");
  herald_emulator_record_set_text (record, "msdynmkt_serviceaccountjson1", "{}");
  id = insert (self, record);
  g_assert_nonnull (id);
  g_assert_null (herald_emulator_registry_find_apple_key (self->site, "KEYKEYKEY1"));
}

static void
test_seeded_credentials_are_known (Fixture *self, gconstpointer data)
{
  static const char *const key_ids[] = { "SH0PKEY001", "F1TKEY0002", "SPAREKEY03" };
  static const char *const emails[] = {
    "firebase-adminsdk@contoso-shop.iam.gserviceaccount.com",
    "firebase-adminsdk@fabrikam-fitness.iam.gserviceaccount.com",
    "firebase-adminsdk-spare@contoso-shop.iam.gserviceaccount.com",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (key_ids); i++)
    {
      g_autoptr (HeraldEmulatorAppleKey) key =
        herald_emulator_registry_find_apple_key (self->site, key_ids[i]);
      g_autoptr (HeraldEmulatorGoogleAccount) account =
        herald_emulator_registry_find_google_account (self->site, emails[i], NULL);

      g_assert_nonnull (key);
      g_assert_nonnull (account);
      g_assert_null (
        herald_emulator_registry_find_google_account (self->site, emails[i], "no such key"));
    }
}

/* A step that fails leaves nothing behind. */
static void
test_step_is_whole (Fixture *self, gconstpointer data)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (self->site);
  g_autoptr (HeraldEmulatorRecord) record = herald_emulator_record_new (self->dataverse, "contact");
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  herald_emulator_record_set_text (record, "contactid", ANY_ID);
  g_assert_true (herald_emulator_db_begin_step (db, NULL));
  id = insert (self, record);
  g_assert_false (herald_emulator_record_insert (record, ANY_ID, NULL, &error));
  g_assert_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_DUPLICATE);
  herald_emulator_db_end_step (db, FALSE);
  g_clear_error (&error);
  g_assert_false (herald_emulator_record_delete (self->dataverse, "contact", ANY_ID, &error));
  g_assert_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW);
}

static void
test_reset (Fixture *self, gconstpointer data)
{
  g_autofree char *secret =
    g_strdup (herald_emulator_site_get_setting (self->site, HERALD_EMULATOR_CLIENT_SECRET));
  g_autofree char *path = find_app_path (self);
  g_autofree char *path_after = NULL;
  g_autofree char *token = find_app_token (self);
  g_autofree char *token_after = NULL;
  g_autofree char *id = add_notification (self, 3600);
  g_autoptr (GError) error = NULL;

  herald_emulator_seed_reset (self->site, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (herald_emulator_site_get_setting (self->site, HERALD_EMULATOR_CLIENT_SECRET), ==,
                   secret);
  g_assert_cmpuint (get_status (self, id), ==, 404);
  path_after = find_app_path (self);
  g_assert_cmpstr (path_after, ==, path);
  token_after = find_app_token (self);
  g_assert_cmpstr (token_after, ==, token);
  g_assert_false (herald_emulator_seed_reset (self->site, "nosuch", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

static void
assert_contact (Fixture *self, const char *id, const char *full_name, gint64 status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_dataverse_get_db (self->dataverse), &error,
                               "SELECT fullname, statuscode FROM dv_contact WHERE contactid = ?",
                               "s", id);

  g_assert_no_error (error);
  g_assert_true (herald_emulator_rows_next (rows, &error));
  g_assert_cmpstr (herald_emulator_rows_get_text (rows, 0), ==, full_name);
  g_assert_cmpint (herald_emulator_rows_get_int (rows, 1), ==, status);
}

/* What a repeated row had the time before is not there the next time, unless it was left so. */
static void
test_repeated (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *id;
    const char *first_name;
    const char *last_name;
    gint64      state;
    const char *full_name;
    gint64      status;
  } rows[] = {
    { "00000000-0000-4000-a000-000000000011", "Ann", "Once", 1, "Ann Once", 2 },
    { "00000000-0000-4000-a000-000000000012", NULL, "Once", 0, "Once", 1 },
    { "00000000-0000-4000-a000-000000000013", " Zoë ", "", 1, "Zoë", 2 },
  };
  const char *user = herald_emulator_site_get_setting (self->site, HERALD_EMULATOR_USER_ID);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatorRecord) record = herald_emulator_record_new (self->dataverse, "contact");

  g_assert_true (
    herald_emulator_db_begin_step (herald_emulator_dataverse_get_db (self->dataverse), &error));
  herald_emulator_record_set_repeated (record);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      herald_emulator_record_set_text (record, "contactid", rows[i].id);
      herald_emulator_record_set_text (record, "firstname", rows[i].first_name);
      herald_emulator_record_set_text (record, "lastname", rows[i].last_name);
      herald_emulator_record_unset (record, "statuscode");
      herald_emulator_record_set_int (record, "statecode", rows[i].state);
      herald_emulator_record_insert (record, user, NULL, &error);
      g_assert_no_error (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_contact (self, rows[i].id, rows[i].full_name, rows[i].status);
  /* The id is taken. */
  g_assert_false (herald_emulator_record_insert (record, user, NULL, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_STORE);
  herald_emulator_db_end_step (herald_emulator_dataverse_get_db (self->dataverse), FALSE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/record/secured-columns", test_secured_columns);
  ADD ("/emulator/record/not-a-member", test_not_a_member);
  ADD ("/emulator/record/expiry", test_expiry);
  ADD ("/emulator/record/token-expires", test_token_expires);
  ADD ("/emulator/record/api-tokens", test_api_tokens);
  ADD ("/emulator/record/api-token-goes-with-app", test_api_token_goes_with_app);
  ADD ("/emulator/record/apple-key-is-trusted-once", test_apple_key_is_trusted_once);
  ADD ("/emulator/record/garbage-key", test_garbage_key);
  ADD ("/emulator/record/seeded-credentials", test_seeded_credentials_are_known);
  ADD ("/emulator/record/step-is-whole", test_step_is_whole);
  ADD ("/emulator/record/reset", test_reset);
  ADD ("/emulator/record/repeated", test_repeated);
  return g_test_run ();
}
