/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept on this computer: folders, environments, drafts. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-drafts.h"
#include "core/herald-environments.h"
#include "core/herald-folders.h"
#include "herald-test-dir.h"
#include "herald-test-session.h"
#include "herald-test-store.h"

#define PASSPHRASE "correct horse"

/* A closed session is enough for all of it; no emulator is needed. */
typedef struct
{
  HeraldTestStore base;
  HeraldSecrets  *secrets;
  HeraldSession  *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment =
    herald_environment_new (HERALD_ENVIRONMENT_DEVELOPMENT);

  herald_test_store_set_up (&fixture->base, data);
  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, "env");
  fixture->secrets = herald_secrets_new ();
  fixture->session = herald_session_new (environment, fixture->base.store, fixture->secrets, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->secrets);
  herald_test_store_tear_down (&fixture->base, data);
}

static GPtrArray *
list_drafts (Fixture *fixture, HeraldDraftKind kind)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *drafts;

  herald_drafts_list_async (fixture->session, kind, NULL, herald_await_cb, &await);
  drafts = herald_drafts_list_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return drafts;
}

static void
test_drafts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldDraft) draft = herald_draft_new (HERALD_DRAFT_PUSH, "Spring", "{}");
  g_auto (HeraldAwait) save = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) delete = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GPtrArray) none = NULL;

  herald_drafts_save_async (fixture->session, draft, "Spring sale", "{\"a\":1}", NULL,
                            herald_await_cb, &save);
  g_assert_true (herald_drafts_save_finish (fixture->session, herald_await_result (&save), NULL));
  g_assert_cmpint (herald_draft_get_id (draft), >, 0);
  kept = list_drafts (fixture, HERALD_DRAFT_PUSH);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_cmpstr (herald_draft_get_name (kept->pdata[0]), ==, "Spring sale");
  g_assert_cmpstr (herald_draft_get_json (kept->pdata[0]), ==, "{\"a\":1}");
  g_assert_cmpint (herald_draft_get_changed_us (kept->pdata[0]), >, 0);
  others = list_drafts (fixture, HERALD_DRAFT_INAPP);
  g_assert_cmpuint (others->len, ==, 0);
  herald_drafts_delete_async (fixture->session, kept->pdata[0], NULL, herald_await_cb, &delete);
  g_assert_true (
    herald_drafts_delete_finish (fixture->session, herald_await_result (&delete), NULL));
  none = list_drafts (fixture, HERALD_DRAFT_PUSH);
  g_assert_cmpuint (none->len, ==, 0);
}

/* Fast typing saves again before the first save has its id. */
static void
test_overlapping_saves_make_one_draft (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldDraft) draft = herald_draft_new (HERALD_DRAFT_INAPP, "n", "{}");
  HeraldAwait awaits[5] = { HERALD_AWAIT_INIT };
  g_autoptr (GPtrArray) kept = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (awaits); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"i\":%u}", i);

      herald_drafts_save_async (fixture->session, draft, "n", json, NULL, herald_await_cb,
                                &awaits[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (awaits); i++)
    {
      g_assert_true (
        herald_drafts_save_finish (fixture->session, herald_await_result (&awaits[i]), NULL));
      herald_await_clear (&awaits[i]);
    }
  kept = list_drafts (fixture, HERALD_DRAFT_INAPP);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_cmpstr (herald_draft_get_json (kept->pdata[0]), ==, "{\"i\":4}");
}

static HeraldEnvironment *
make_environment (void)
{
  HeraldEnvironment *environment = herald_environment_new (HERALD_ENVIRONMENT_TEST);

  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, "Contoso test");
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, "https://contoso.crm4.dynamics.com");
  herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY,
                          "https://login.microsoftonline.com");
  herald_environment_set (environment, HERALD_ENVIRONMENT_TENANT_ID,
                          "11111111-1111-1111-1111-111111111111");
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID,
                          "22222222-2222-2222-2222-222222222222");
  herald_environment_set (environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT,
                          "public-eur.mkt.dynamics.com");
  return environment;
}

static gboolean
save_environment (Fixture           *fixture,
                  HeraldEnvironment *environment,
                  const char        *secret,
                  GError           **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_environments_save_async (fixture->base.store, fixture->secrets, environment,
                                  &(HeraldEnvironmentSecrets){ .credential = secret }, NULL,
                                  herald_await_cb, &await);
  return herald_environments_save_finish (fixture->base.store, herald_await_result (&await), error);
}

static GPtrArray *
list_environments (Fixture *fixture)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *environments;

  herald_environments_list_async (fixture->base.store, NULL, herald_await_cb, &await);
  environments =
    herald_environments_list_finish (fixture->base.store, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return environments;
}

static char *
look_up_secret (Fixture *fixture, const char *environment_id)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_lookup_async (fixture->secrets, environment_id, HERALD_SECRET_CLIENT_SECRET,
                               "22222222-2222-2222-2222-222222222222", NULL, herald_await_cb,
                               &await);
  return herald_secrets_lookup_finish (fixture->secrets, herald_await_result (&await), NULL);
}

static void
test_environments (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment = make_environment ();
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *id = NULL;
  g_autofree char *gone = NULL;
  g_auto (HeraldAwait) remove = HERALD_AWAIT_INIT;

  save_environment (fixture, environment, "s3cret", &error);
  g_assert_no_error (error);
  kept = list_environments (fixture);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_cmpstr (herald_environment_get (kept->pdata[0], HERALD_ENVIRONMENT_NAME), ==,
                   "Contoso test");
  id = g_strdup (herald_environment_get (kept->pdata[0], HERALD_ENVIRONMENT_ID));
  secret = look_up_secret (fixture, id);
  g_assert_cmpstr (secret, ==, "s3cret");
  herald_environments_remove_async (fixture->base.store, fixture->secrets, id, NULL,
                                    herald_await_cb, &remove);
  g_assert_true (
    herald_environments_remove_finish (fixture->base.store, herald_await_result (&remove), NULL));
  none = list_environments (fixture);
  g_assert_cmpuint (none->len, ==, 0);
  gone = look_up_secret (fixture, id);
  g_assert_null (gone);
}

static gboolean
decline_cb (HeraldSecrets *secrets, guint *n_asked)
{
  ++*n_asked;
  return FALSE;
}

static void
remove_environment (Fixture *fixture, const char *id, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_environments_remove_async (fixture->base.store, fixture->secrets, id, NULL,
                                    herald_await_cb, &await);
  herald_environments_remove_finish (fixture->base.store, herald_await_result (&await), error);
}

static void
unlock (HeraldVault *vault)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_vault_unlock_async (vault, PASSPHRASE, NULL, herald_await_cb, &await);
  g_assert_true (herald_vault_unlock_finish (vault, herald_await_result (&await), NULL));
}

/* Secrets of the fixture that go to a file. */
static HeraldVault *
make_vault (Fixture *fixture)
{
  const HeraldVaultCost cost = HERALD_VAULT_COST_LEAST;
  g_autofree char *path = g_strconcat (herald_store_get_path (fixture->base.store), ".vault", NULL);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldVault *vault;

  g_object_unref (fixture->secrets);
  fixture->secrets = herald_secrets_new_with_file (path);
  vault = herald_secrets_get_vault (fixture->secrets);
  herald_vault_set_cost (vault, &cost);
  herald_vault_create_async (vault, PASSPHRASE, NULL, herald_await_cb, &await);
  g_assert_true (herald_vault_create_finish (vault, herald_await_result (&await), NULL));
  return vault;
}

/* Without the passphrase nothing goes, for its secrets would stay in the file. */
static void
test_removing_while_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) environment = make_environment ();
  HeraldVault *vault = make_vault (fixture);
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *gone = NULL;
  const char      *id;
  guint            n_asked = 0;

  g_assert_true (save_environment (fixture, environment, "s3cret", NULL));
  herald_vault_lock (vault);
  g_signal_connect (fixture->secrets, "passphrase-needed", G_CALLBACK (decline_cb), &n_asked);
  kept = list_environments (fixture);
  id = herald_environment_get (kept->pdata[0], HERALD_ENVIRONMENT_ID);
  remove_environment (fixture, id, &error);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  g_assert_cmpuint (n_asked, ==, 1);
  g_clear_pointer (&kept, g_ptr_array_unref);
  kept = list_environments (fixture);
  g_assert_cmpuint (kept->len, ==, 1);
  id = herald_environment_get (kept->pdata[0], HERALD_ENVIRONMENT_ID);
  g_clear_error (&error);

  unlock (vault);
  secret = look_up_secret (fixture, id);
  g_assert_cmpstr (secret, ==, "s3cret");
  remove_environment (fixture, id, &error);
  g_assert_no_error (error);
  none = list_environments (fixture);
  g_assert_cmpuint (none->len, ==, 0);
  gone = look_up_secret (fixture, id);
  g_assert_null (gone);
  g_assert_cmpuint (n_asked, ==, 1);
}

static void
test_bad_environments_are_not_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldEnvironment) emulator = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);
  g_autoptr (HeraldEnvironment) nameless = make_environment ();
  g_autoptr (HeraldEnvironment) clientless = make_environment ();
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) emulator_error = NULL;
  g_autoptr (GError) name_error = NULL;
  g_autoptr (GError) client_error = NULL;

  herald_environment_set (nameless, HERALD_ENVIRONMENT_NAME, NULL);
  herald_environment_set (clientless, HERALD_ENVIRONMENT_CLIENT_ID, NULL);
  g_assert_false (save_environment (fixture, emulator, NULL, &emulator_error));
  g_assert_error (emulator_error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_false (save_environment (fixture, nameless, NULL, &name_error));
  g_assert_error (name_error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_false (save_environment (fixture, clientless, "s3cret", &client_error));
  g_assert_error (client_error, HERALD_ERROR, HERALD_ERROR_INVALID);
  none = list_environments (fixture);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_folders (void)
{
  g_autofree char *dir = herald_test_dir_new ();
  g_autofree char *below = g_build_filename (dir, "deep", "data", NULL);
  g_autofree char *file = g_build_filename (dir, "file", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) in_the_way = NULL;
  g_autoptr (HeraldFolders) folders = herald_folders_new (below, &error);
  g_autofree char *expected = g_build_filename (below, "herald.db", NULL);
  GStatBuf         status;

  g_assert_no_error (error);
  g_assert_cmpstr (herald_folders_get_database_path (folders), ==, expected);
  g_assert_true (g_file_test (herald_folders_get_emulator_dir (folders), G_FILE_TEST_IS_DIR));
  g_assert_cmpint (g_stat (below, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_null (herald_folders_new (file, &in_the_way));
  g_assert_error (in_the_way, HERALD_ERROR, HERALD_ERROR_STORE);
  herald_test_dir_remove (dir);
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/core/keeping/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("drafts", test_drafts);
  ADD ("overlapping-saves-make-one-draft", test_overlapping_saves_make_one_draft);
  ADD ("environments", test_environments);
  ADD ("removing-while-locked", test_removing_while_locked);
  ADD ("bad-environments-are-not-saved", test_bad_environments_are_not_saved);
  g_test_add_func ("/core/keeping/folders", test_folders);
  return g_test_run ();
}
