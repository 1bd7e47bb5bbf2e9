/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registering, following, reading and cleaning up devices, beside the main job. */
#include "config.h"

#include <string.h>

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-apps.h"
#include "core/herald-devices.h"
#include "core/herald-history.h"
#include "core/herald-people.h"
#include "herald-test-session.h"
#include "store/herald-row-model.h"
#include "store/herald-table-device.h"

typedef struct
{
  HeraldTestSession base;
  char             *app_id;
  char             *user_id;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *emails[] = { "andrew@contosoltd.com", NULL };
  g_auto (HeraldAwait) find = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) people = NULL;

  herald_test_session_set_up (&fixture->base, data);
  herald_people_find_async (fixture->base.session, emails, NULL, herald_await_cb, &find);
  people = herald_people_find_finish (fixture->base.session, herald_await_result (&find), NULL);
  fixture->user_id = g_strdup (herald_person_get_id (people->pdata[0]));
  fixture->app_id = g_strdup (herald_emulator_info_get_app (fixture->base.info, 0)->id);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->app_id);
  g_free (fixture->user_id);
  herald_test_session_tear_down (&fixture->base, data);
}

static GPtrArray *
make_registrations (Fixture *fixture, HeraldPlatform platform, const char *const *tokens)
{
  GPtrArray *registrations = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; tokens[i] != NULL; i++)
    g_ptr_array_add (registrations, herald_registration_new (fixture->app_id, fixture->user_id,
                                                             platform, tokens[i]));
  return registrations;
}

static gboolean
register_all (Fixture *fixture, GPtrArray *registrations, gboolean wait, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_devices_register_async (fixture->base.session, registrations, wait, NULL, herald_await_cb,
                                 &await);
  return herald_devices_register_finish (fixture->base.session, herald_await_result (&await),
                                         error);
}

static GPtrArray *
list_devices (Fixture *fixture, const char *user_id, const char *app_id)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *devices;

  herald_devices_list_async (fixture->base.session, user_id, app_id, NULL, herald_await_cb, &await);
  devices =
    herald_devices_list_finish (fixture->base.session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return devices;
}

static void
assert_status (GPtrArray *registrations, guint position, HeraldRegistrationStatus status)
{
  HeraldRegistration *registration = g_ptr_array_index (registrations, position);

  g_assert_cmpstr (herald_registration_status_to_string (
                     herald_registration_get_status (registration)),
                   ==, herald_registration_status_to_string (status));
}

/* A token the emulator gave to a phone. */
static char *
dup_token (Fixture *fixture, HeraldPlatform platform)
{
  g_autoptr (GPtrArray) devices = list_devices (fixture, NULL, fixture->app_id);

  for (guint i = 0; i < devices->len; i++)
    if (herald_device_get_platform (devices->pdata[i]) == platform)
      return g_strdup (herald_device_get_token (devices->pdata[i]));
  g_assert_not_reached ();
}

static void
count_change_cb (HeraldRegistration *registration, GArray *states)
{
  HeraldRegistrationStatus status = herald_registration_get_status (registration);

  g_array_append_val (states, status);
}

static void
test_states_in_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = dup_token (fixture, HERALD_PLATFORM_IOS);
  const char      *tokens[] = { token, NULL };
  g_autoptr (GPtrArray) registrations = make_registrations (fixture, HERALD_PLATFORM_IOS, tokens);
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (HeraldRegistrationStatus));
  g_autoptr (GError) error = NULL;

  g_signal_connect (registrations->pdata[0], "changed", G_CALLBACK (count_change_cb), states);
  register_all (fixture, registrations, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (states->len, >=, 3);
  g_assert_cmpint (g_array_index (states, HeraldRegistrationStatus, 0), ==,
                   HERALD_REGISTRATION_SENDING);
  g_assert_cmpint (g_array_index (states, HeraldRegistrationStatus, 1), ==,
                   HERALD_REGISTRATION_ACCEPTED);
  assert_status (registrations, 0, HERALD_REGISTRATION_SUCCESS);
  g_assert_nonnull (herald_registration_get_request_id (registrations->pdata[0]));
}

static void
test_duplicate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = dup_token (fixture, HERALD_PLATFORM_IOS);
  const char      *tokens[] = { token, NULL };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) registrations =
        make_registrations (fixture, HERALD_PLATFORM_IOS, tokens);

      g_assert_true (register_all (fixture, registrations, TRUE, NULL));
      assert_status (registrations, 0,
                     i == 0 ? HERALD_REGISTRATION_SUCCESS : HERALD_REGISTRATION_DUPLICATE);
    }
}

static void
test_failed_dry_run (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nobody = g_strnfill (64, 'B');
  const char      *tokens[] = { nobody, NULL };
  g_autoptr (GPtrArray) registrations = make_registrations (fixture, HERALD_PLATFORM_IOS, tokens);

  g_assert_true (register_all (fixture, registrations, TRUE, NULL));
  assert_status (registrations, 0, HERALD_REGISTRATION_FAILED);
  g_assert_nonnull (herald_registration_get_reason (registrations->pdata[0]));
  g_assert_nonnull (herald_registration_get_explanation (registrations->pdata[0]));
}

static void
test_accepted_without_waiting (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = dup_token (fixture, HERALD_PLATFORM_ANDROID);
  const char      *tokens[] = { token, NULL };
  g_autoptr (GPtrArray) registrations =
    make_registrations (fixture, HERALD_PLATFORM_ANDROID, tokens);

  g_assert_true (register_all (fixture, registrations, FALSE, NULL));
  assert_status (registrations, 0, HERALD_REGISTRATION_ACCEPTED);
}

/* 250 in three calls, the order kept: the bad ones fail at their own places. */
static void
test_batches (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) registrations = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *good = dup_token (fixture, HERALD_PLATFORM_IOS);
  g_autoptr (GPtrArray) exchanges = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  guint n_batches = 0;

  for (guint i = 0; i < 250; i++)
    {
      g_autofree char *user = g_strdup_printf ("%08x-0000-4000-8000-000000000000", i + 1);
      g_autofree char *bad = g_strdup_printf ("%064x", i);

      g_ptr_array_add (registrations,
                       herald_registration_new (fixture->app_id, user, HERALD_PLATFORM_IOS,
                                                i % 50 == 7 ? bad : good));
    }
  register_all (fixture, registrations, TRUE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < registrations->len; i++)
    assert_status (registrations, i,
                   i % 50 == 7 ? HERALD_REGISTRATION_FAILED : HERALD_REGISTRATION_SUCCESS);
  herald_history_list_exchanges_async (fixture->base.session, "registration", 1000, NULL,
                                       herald_await_cb, &await);
  exchanges = herald_history_list_exchanges_finish (fixture->base.session,
                                                    herald_await_result (&await), NULL);
  for (guint i = 0; i < exchanges->len; i++)
    n_batches +=
      g_str_has_suffix (herald_exchange_get_url (exchanges->pdata[i]), "/devices/batch") ? 1 : 0;
  g_assert_cmpuint (n_batches, ==, 3);
}

static void
test_shape_is_checked_first (Fixture *fixture, gconstpointer data)
{
  g_autofree char *short_token = g_strnfill (63, 'a');
  g_autofree char *good = g_strnfill (64, 'a');
  const struct
  {
    HeraldPlatform platform;
    const char    *token;
  } rows[] = {
    { HERALD_PLATFORM_IOS, short_token },
    { HERALD_PLATFORM_IOS, "dQw4w9WgXcQ:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx" },
    { HERALD_PLATFORM_IOS, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *tokens[] = { good, rows[i].token, NULL };
      g_autoptr (GPtrArray) registrations = make_registrations (fixture, rows[i].platform, tokens);
      g_autoptr (GError) error = NULL;

      g_assert_false (register_all (fixture, registrations, TRUE, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
      assert_status (registrations, 0, HERALD_REGISTRATION_WAITING);
    }
}

/* The service would keep such a registration pending for ever; Herald does not even start. */
static void
test_app_without_token (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = dup_token (fixture, HERALD_PLATFORM_IOS);
  const char      *tokens[] = { token, NULL };
  g_autoptr (GPtrArray) registrations = make_registrations (fixture, HERALD_PLATFORM_IOS, tokens);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) revoked = NULL;
  g_autoptr (GError) error = NULL;

  herald_apps_revoke_token_async (fixture->base.session, fixture->app_id,
                                  HERALD_ACCESS_TOKEN_SERVICE_ID, NULL, herald_await_cb, &await);
  herald_apps_revoke_token_finish (fixture->base.session, herald_await_result (&await), &revoked);
  g_assert_no_error (revoked);
  g_assert_false (register_all (fixture, registrations, TRUE, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
}

static void
test_cancelled_while_pending (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = dup_token (fixture, HERALD_PLATFORM_IOS);
  const char      *tokens[] = { token, NULL };
  g_autoptr (GPtrArray) registrations = make_registrations (fixture, HERALD_PLATFORM_IOS, tokens);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  herald_devices_register_async (fixture->base.session, registrations, TRUE, cancellable,
                                 herald_await_cb, &await);
  while (herald_registration_get_status (registrations->pdata[0]) < HERALD_REGISTRATION_ACCEPTED)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_false (
    herald_devices_register_finish (fixture->base.session, herald_await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_status (registrations, 0, HERALD_REGISTRATION_ACCEPTED);
}

static void
test_preview_masks_the_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HeraldRegistration) registration =
    herald_registration_new (fixture->app_id, fixture->user_id, HERALD_PLATFORM_IOS, "AABBCC");
  g_autofree char *preview = herald_devices_preview_register (fixture->base.session, registration);

  g_assert_nonnull (strstr (preview, "x-ms-track-registration"));
  g_assert_nonnull (strstr (preview, "AABBCC"));
  g_assert_nonnull (strstr (preview, fixture->user_id));
  g_assert_nonnull (strstr (preview, "ApiToken"));
}

static void
progress_cb (guint n_devices, gpointer user_data)
{
  *(guint *) user_data = n_devices;
}

static gssize
sync_devices (Fixture *fixture, guint *n_seen)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  gssize n_devices;

  herald_devices_sync_async (fixture->base.session, progress_cb, n_seen, NULL, herald_await_cb,
                             &await);
  n_devices =
    herald_devices_sync_finish (fixture->base.session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return n_devices;
}

static HeraldRowModel *
open_model (Fixture *fixture, const char *search)
{
  HeraldDeviceFilter filter = { .environment_id = HERALD_EMULATOR_ENVIRONMENT_ID,
                                .search = search,
                                .include_removed = TRUE,
                                .sort = HERALD_DEVICE_SORT_USER };
  HeraldRowModel    *model = herald_row_model_new (fixture->base.store);
  g_autoptr (HeraldRowQuery) query = herald_device_query_new (&filter);

  herald_row_model_set_query (model, query);
  while (herald_row_model_is_loading (model))
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (herald_row_model_get_error (model));
  return model;
}

/* The Devices page shows the store's table: it must be whole, named and searchable. */
static void
test_sync (Fixture *fixture, gconstpointer data)
{
  guint  n_seen = 0;
  gssize n_devices = sync_devices (fixture, &n_seen);
  g_autoptr (GPtrArray) listed = list_devices (fixture, NULL, NULL);
  g_autoptr (HeraldRowModel) all = open_model (fixture, NULL);
  g_autoptr (HeraldRowModel) found = open_model (fixture, "maria.campbell@contosoltd.com");
  g_autoptr (HeraldRow) row = NULL;

  g_assert_cmpint (n_devices, >, 50);
  g_assert_cmpuint (listed->len, ==, (guint) n_devices);
  g_assert_cmpuint (n_seen, ==, (guint) n_devices);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (all)), ==, (guint) n_devices);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (found)), >=, 1);
  row = g_list_model_get_item (G_LIST_MODEL (found), 0);
  while (!herald_row_is_loaded (row))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (herald_device_get_user_name (herald_row_get_item (row)), ==, "María Campbell");
}

static void
test_gone_devices_are_remembered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = list_devices (fixture, NULL, fixture->app_id);
  g_autoptr (GPtrArray) going = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) after = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  guint n_remaining = G_MAXUINT;
  guint n_seen = 0;

  g_assert_cmpuint (before->len, >, 5);
  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (going, g_object_ref (before->pdata[i]));
  herald_devices_clean_up_async (fixture->base.session, going, NULL, herald_await_cb, &await);
  herald_devices_clean_up_finish (fixture->base.session, herald_await_result (&await), &n_remaining,
                                  &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_remaining, ==, 0);
  sync_devices (fixture, &n_seen);
  after = list_devices (fixture, NULL, fixture->app_id);
  g_assert_cmpuint (after->len, ==, before->len);
  for (guint i = 0; i < after->len; i++)
    g_assert_cmpint (herald_device_get_state (after->pdata[i]) == HERALD_DEVICE_REMOVED, ==,
                     i >= after->len - 3);
}

static void
test_clean_up_needs_app_and_person (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (devices, herald_device_new (NULL, HERALD_PLATFORM_IOS, "AA", NULL, NULL));
  herald_devices_clean_up_async (fixture->base.session, devices, NULL, herald_await_cb, &await);
  g_assert_false (herald_devices_clean_up_finish (fixture->base.session,
                                                  herald_await_result (&await), NULL, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/core/devices/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("states-in-order", test_states_in_order);
  ADD ("duplicate", test_duplicate);
  ADD ("failed-dry-run", test_failed_dry_run);
  ADD ("accepted-without-waiting", test_accepted_without_waiting);
  ADD ("batches", test_batches);
  ADD ("shape-is-checked-first", test_shape_is_checked_first);
  ADD ("app-without-token", test_app_without_token);
  ADD ("cancelled-while-pending", test_cancelled_while_pending);
  ADD ("preview-masks-the-token", test_preview_masks_the_token);
  ADD ("sync", test_sync);
  ADD ("gone-devices-are-remembered", test_gone_devices_are_remembered);
  ADD ("clean-up-needs-app-and-person", test_clean_up_needs_app_and_person);
  return g_test_run ();
}
