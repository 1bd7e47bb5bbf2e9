/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-phone.h"

#include <string.h>

static JsonObject *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonObject *object = herald_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return object;
}

static void
test_phone (void)
{
  g_autoptr (JsonObject) object =
    parse ("{\"id\":\"p1\",\"name\":\"iPhone\",\"platform\":\"ios\",\"osVersion\":\"17.1\","
           "\"permission\":\"granted\",\"online\":false,\"installed\":true,\"token\":\"ab\","
           "\"app\":\"a1\",\"appName\":\"Shop\",\"user\":null,\"consent\":false,\"later\":1,"
           "\"fcmToken\":\"f:1\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldPhone) phone = herald_phone_new_from_json (object, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (herald_phone_get_id (phone), ==, "p1");
  g_assert_cmpstr (herald_phone_get_name (phone), ==, "iPhone");
  g_assert_cmpint (herald_phone_get_platform (phone), ==, HERALD_PLATFORM_IOS);
  g_assert_cmpstr (herald_phone_get_os_version (phone), ==, "17.1");
  g_assert_cmpstr (herald_phone_get_permission (phone), ==, "granted");
  g_assert_false (herald_phone_is_online (phone));
  g_assert_true (herald_phone_is_installed (phone));
  g_assert_false (herald_phone_has_consent (phone));
  g_assert_cmpstr (herald_phone_get_token (phone), ==, "ab");
  g_assert_cmpstr (herald_phone_get_apns_token (phone), ==, "ab");
  g_assert_cmpstr (herald_phone_get_fcm_token (phone), ==, "f:1");
  g_assert_cmpstr (herald_phone_get_app_id (phone), ==, "a1");
  g_assert_cmpstr (herald_phone_get_app_name (phone), ==, "Shop");
  g_assert_null (herald_phone_get_user_id (phone));
  g_assert_cmpuint (herald_phone_get_notifications (phone)->len, ==, 0);
}

/* Google's token is an Android phone's only one. */
static void
test_android_token (void)
{
  g_autoptr (JsonObject) object =
    parse ("{\"id\":\"p1\",\"name\":\"Pixel\",\"platform\":\"android\",\"osVersion\":\"15\","
           "\"permission\":\"granted\",\"token\":\"f:2\"}");
  g_autoptr (HeraldPhone) phone = herald_phone_new_from_json (object, NULL);

  g_assert_cmpstr (herald_phone_get_fcm_token (phone), ==, "f:2");
  g_assert_null (herald_phone_get_apns_token (phone));
}

static void
test_notification (void)
{
  g_autoptr (JsonObject) object =
    parse ("{\"id\":\"n1\",\"title\":\"T\",\"body\":\"B\",\"link\":\"https://a.example\","
           "\"receivedAt\":\"2026-01-31T12:00:00Z\",\"openedAt\":null,\"shown\":false}");
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldPhoneNotification) notification =
    herald_phone_notification_new_from_json (object, &error);
  HeraldPushMessage *message;

  g_assert_no_error (error);
  message = herald_phone_notification_get_message (notification);
  g_assert_cmpstr (herald_phone_notification_get_id (notification), ==, "n1");
  g_assert_cmpstr (herald_push_message_get (message, HERALD_PUSH_TITLE), ==, "T");
  g_assert_cmpstr (herald_push_message_get (message, HERALD_PUSH_MESSAGE_TEXT), ==, "B");
  g_assert_cmpint (herald_push_message_get_on_click (message), ==, HERALD_ON_CLICK_OPEN_URL);
  g_assert_cmpint (herald_phone_notification_get_received_us (notification), ==,
                   G_GINT64_CONSTANT (1769860800) * G_USEC_PER_SEC);
  g_assert_cmpint (herald_phone_notification_get_opened_us (notification), ==, 0);
  g_assert_false (herald_phone_notification_is_shown (notification));
}

static void
test_refuses (void)
{
  const char *const phones[] = {
    "{}",
    "{\"id\":1}",
    "{\"id\":\"p\",\"name\":\"n\",\"platform\":\"windows\",\"osVersion\":\"\",\"permission\":\"\"}",
    ("{\"id\":\"p\",\"name\":\"n\",\"platform\":\"ios\",\"osVersion\":\"\",\"permission\":\"\","
     "\"online\":1}"),
  };
  const char *const notifications[] = {
    "{}",
    "{\"id\":\"n\"}",
    "{\"id\":\"n\",\"receivedAt\":\"yesterday\"}",
    "{\"id\":\"n\",\"title\":1,\"receivedAt\":\"2026-01-31T12:00:00Z\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (phones); i++)
    {
      g_autoptr (JsonObject) object = parse (phones[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_phone_new_from_json (object, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (notifications); i++)
    {
      g_autoptr (JsonObject) object = parse (notifications[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_phone_notification_new_from_json (object, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/phone/phone", test_phone);
  g_test_add_func ("/model/phone/android-token", test_android_token);
  g_test_add_func ("/model/phone/notification", test_notification);
  g_test_add_func ("/model/phone/refuses", test_refuses);
  return g_test_run ();
}
