/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small objects: people, devices, registrations, results, tokens, users, platforms. */
#include "config.h"

#include "model/herald-access-token.h"
#include "model/herald-device.h"
#include "model/herald-person.h"
#include "model/herald-registration.h"
#include "model/herald-send-result.h"
#include "model/herald-system-user.h"

static void
count_cb (int *n_changes)
{
  (*n_changes)++;
}

static void
test_platforms (void)
{
  g_assert_cmpint (herald_platform_from_string ("iOS"), ==, HERALD_PLATFORM_IOS);
  g_assert_cmpint (herald_platform_from_string (" ANDROID "), ==, HERALD_PLATFORM_ANDROID);
  g_assert_cmpint (herald_platform_from_string ("windows"), ==, HERALD_PLATFORM_UNKNOWN);
  g_assert_cmpint (herald_platform_from_string (NULL), ==, HERALD_PLATFORM_UNKNOWN);
  for (int i = HERALD_PLATFORM_UNKNOWN; i <= HERALD_PLATFORM_ANDROID; i++)
    {
      HeraldPlatform platform = (HeraldPlatform) i;

      g_assert_cmpint (herald_platform_from_string (herald_platform_to_string (platform)), ==, i);
      g_assert_cmpstr (herald_platform_get_label (platform), !=, "");
    }
}

static void
test_person (void)
{
  g_autoptr (HeraldPerson) person =
    herald_person_new (HERALD_PERSON_CONTACT, "{0F9EFAEC-1234-4321-9999-5D1B0C7E0A11}", " ",
                       "a@b.example", "", NULL, 1);

  g_assert_cmpstr (herald_person_get_id (person), ==, "0f9efaec-1234-4321-9999-5d1b0c7e0a11");
  g_assert_cmpstr (herald_person_get_name (person), ==, "a@b.example");
  g_assert_null (herald_person_get_company (person));
  g_assert_null (herald_person_get_phone (person));
  g_assert_cmpstr (herald_person_get_state (person), ==, "inactive");
  g_assert_null (herald_person_get_query (person));
  herald_person_set_query (person, "second@b.example");
  g_assert_cmpstr (herald_person_get_query (person), ==, "second@b.example");
}

static void
test_person_states (void)
{
  const struct
  {
    HeraldPersonTable table;
    int               code;
    const char       *state;
  } cases[] = {
    { HERALD_PERSON_CONTACT, 0, "active" },    { HERALD_PERSON_CONTACT, 1, "inactive" },
    { HERALD_PERSON_CONTACT, 2, "unknown" },   { HERALD_PERSON_CONTACT, -1, "unknown" },
    { HERALD_PERSON_LEAD, 0, "open" },         { HERALD_PERSON_LEAD, 1, "qualified" },
    { HERALD_PERSON_LEAD, 2, "disqualified" }, { HERALD_PERSON_LEAD, 3, "unknown" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldPerson) person =
        herald_person_new (cases[i].table, "id", "N", NULL, NULL, NULL, cases[i].code);

      g_assert_cmpstr (herald_person_get_state (person), ==, cases[i].state);
      g_assert_cmpstr (herald_person_get_state_label (person), !=, "");
    }
  g_assert_cmpstr (herald_person_table_to_string (HERALD_PERSON_LEAD), ==, "lead");
}

static void
test_device (void)
{
  g_autoptr (HeraldDevice) device =
    herald_device_new (NULL, HERALD_PLATFORM_IOS, "tok", "{0F9EFAEC-1234-4321-9999-5D1B0C7E0A11}",
                       "");

  g_assert_null (herald_device_get_id (device));
  g_assert_null (herald_device_get_app_id (device));
  g_assert_cmpstr (herald_device_get_user_id (device), ==, "0f9efaec-1234-4321-9999-5d1b0c7e0a11");
  g_assert_cmpint (herald_device_get_state (device), ==, HERALD_DEVICE_REGISTERED);
  herald_device_set_state (device, HERALD_DEVICE_REMOVED);
  herald_device_set_user_name (device, "Ann");
  herald_device_set_user_name (device, "Bea");
  herald_device_set_registered_us (device, 7);
  g_assert_cmpstr (herald_device_get_user_name (device), ==, "Bea");
  g_assert_cmpint (herald_device_get_registered_us (device), ==, 7);
  g_assert_cmpstr (herald_device_state_to_string (herald_device_get_state (device)), ==, "removed");
}

static void
test_registration (void)
{
  g_autoptr (HeraldRegistration) registration =
    herald_registration_new ("app", "user", HERALD_PLATFORM_ANDROID, " <a:b>\n");
  int n_changes = 0;

  g_signal_connect_swapped (registration, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_cmpstr (herald_registration_get_token (registration), ==, "a:b");
  herald_registration_set_status (registration, HERALD_REGISTRATION_ACCEPTED, NULL, NULL);
  herald_registration_set_status (registration, HERALD_REGISTRATION_ACCEPTED, NULL, NULL);
  g_assert_cmpint (n_changes, ==, 1);
  g_assert_false (herald_registration_is_finished (registration));
  herald_registration_set_status (registration, HERALD_REGISTRATION_FAILED, "DuplicateExists",
                                  "In words.");
  g_assert_cmpint (n_changes, ==, 2);
  g_assert_true (herald_registration_is_finished (registration));
  g_assert_cmpstr (herald_registration_get_reason (registration), ==, "DuplicateExists");
  g_assert_cmpstr (herald_registration_get_explanation (registration), ==, "In words.");
}

static void
test_finished_statuses (void)
{
  for (int i = HERALD_REGISTRATION_WAITING; i <= HERALD_REGISTRATION_STUCK; i++)
    {
      HeraldRegistrationStatus status = (HeraldRegistrationStatus) i;
      g_autoptr (HeraldRegistration) registration =
        herald_registration_new ("app", "user", HERALD_PLATFORM_IOS, "t");
      gboolean is_end = status == HERALD_REGISTRATION_SUCCESS ||
                        status == HERALD_REGISTRATION_DUPLICATE ||
                        status == HERALD_REGISTRATION_FAILED || status == HERALD_REGISTRATION_STUCK;

      herald_registration_set_status (registration, status, NULL, NULL);
      g_assert_cmpint (herald_registration_is_finished (registration), ==, is_end);
      g_assert_cmpstr (herald_registration_status_to_string (status), !=, "");
      g_assert_cmpstr (herald_registration_status_get_label (status), !=, "");
    }
}

static void
test_send_result (void)
{
  g_autoptr (HeraldSendResult) result = herald_send_result_new (NULL, "ab…cd", HERALD_PLATFORM_IOS);
  int n_changes = 0;

  g_signal_connect_swapped (result, "changed", G_CALLBACK (count_cb), &n_changes);
  herald_send_result_set_status (result, HERALD_SEND_SENDING);
  herald_send_result_set_status (result, HERALD_SEND_SENDING);
  herald_send_result_finish (result, HERALD_SEND_FAILED, 410, "Unregistered", "Gone.", "id", 12, 5);
  g_assert_cmpint (n_changes, ==, 2);
  g_assert_cmpint (herald_send_result_get_status (result), ==, HERALD_SEND_FAILED);
  g_assert_cmpuint (herald_send_result_get_code (result), ==, 410);
  g_assert_cmpstr (herald_send_result_get_reason (result), ==, "Unregistered");
  g_assert_cmpstr (herald_send_result_get_explanation (result), ==, "Gone.");
  g_assert_cmpstr (herald_send_result_get_message_id (result), ==, "id");
  g_assert_cmpuint (herald_send_result_get_latency_ms (result), ==, 12);
  g_assert_cmpint (herald_send_result_get_exchange_id (result), ==, 5);
  g_assert_null (herald_send_result_get_target_id (result));
  g_assert_cmpstr (herald_send_result_get_target_label (result), ==, "ab…cd");
  g_assert_cmpstr (herald_send_status_to_string (HERALD_SEND_NOT_REGISTERED), ==, "notRegistered");
}

static void
test_access_token (void)
{
  g_autoptr (HeraldAccessToken) token = herald_access_token_new ("t1", "Build server", 1, 0, TRUE);

  g_assert_null (herald_access_token_get_hint (token));
  herald_access_token_set_hint (token, "…wXyZ");
  g_assert_cmpstr (herald_access_token_get_id (token), ==, "t1");
  g_assert_cmpstr (herald_access_token_get_name (token), ==, "Build server");
  g_assert_cmpint (herald_access_token_get_created_us (token), ==, 1);
  g_assert_cmpint (herald_access_token_get_last_used_us (token), ==, 0);
  g_assert_true (herald_access_token_is_current (token));
  g_assert_cmpstr (herald_access_token_get_hint (token), ==, "…wXyZ");
}

static void
test_system_user (void)
{
  g_autoptr (HeraldSystemUser) named = herald_system_user_new ("u1", "Ann", "");
  g_autoptr (HeraldSystemUser) nameless = herald_system_user_new ("u2", NULL, "u@b.example");

  g_assert_cmpstr (herald_system_user_get_id (named), ==, "u1");
  g_assert_cmpstr (herald_system_user_get_name (named), ==, "Ann");
  g_assert_null (herald_system_user_get_email (named));
  g_assert_cmpstr (herald_system_user_get_name (nameless), ==, "u@b.example");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/platform/spellings", test_platforms);
  g_test_add_func ("/model/person/fields", test_person);
  g_test_add_func ("/model/person/states", test_person_states);
  g_test_add_func ("/model/device/fields", test_device);
  g_test_add_func ("/model/registration/changed", test_registration);
  g_test_add_func ("/model/registration/finished", test_finished_statuses);
  g_test_add_func ("/model/send-result/changed", test_send_result);
  g_test_add_func ("/model/access-token/fields", test_access_token);
  g_test_add_func ("/model/system-user/fields", test_system_user);
  return g_test_run ();
}
