/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/herald-device-token.h"

#include <string.h>

#define HEX_16 "0123456789abcdef"
#define HEX_63 HEX_16 HEX_16 HEX_16 "0123456789abcde"
#define HEX_64 HEX_16 HEX_16 HEX_16 HEX_16
#define FCM                                                                                        \
  "dXZ4aGVyYWxkMDAwMDAwMDA:APA91bGq-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"

static void
test_clean (void)
{
  const char *const cases[][2] = {
    { "<01234567 89abcdef>", "0123456789abcdef" },
    { " \tab\r\ncd ", "abcd" },
    { "a:b_c-d", "a:b_c-d" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *cleaned = herald_device_token_clean (cases[i][0]);

      g_assert_cmpstr (cleaned, ==, cases[i][1]);
    }
}

typedef struct
{
  HeraldPlatform platform;
  const char    *token;
  const char    *code;    /* NULL: the shape is right */
  const char    *mention; /* what the sentence must say */
} Case;

static void
test_check (void)
{
  const Case cases[] = {
    { HERALD_PLATFORM_IOS, HEX_64, NULL, NULL },
    { HERALD_PLATFORM_IOS, "<" HEX_16 " " HEX_16 " " HEX_16 " " HEX_16 ">\n", NULL, NULL },
    { HERALD_PLATFORM_ANDROID, FCM, NULL, NULL },
    { HERALD_PLATFORM_IOS, NULL, "TOKEN_EMPTY", "Paste" },
    { HERALD_PLATFORM_IOS, " <> ", "TOKEN_EMPTY", "Paste" },
    { HERALD_PLATFORM_IOS, HEX_63, "TOKEN_TOO_SHORT", "63" },
    { HERALD_PLATFORM_IOS, HEX_63, "TOKEN_TOO_SHORT", "64" },
    { HERALD_PLATFORM_IOS, HEX_64 "00", "TOKEN_TOO_LONG", "66" },
    { HERALD_PLATFORM_IOS, HEX_63 "g", "TOKEN_NOT_HEX", "“g” at place 64" },
    { HERALD_PLATFORM_IOS, "abcä", "TOKEN_NOT_HEX", "“ä” at place 4" },
    { HERALD_PLATFORM_IOS, FCM, "TOKEN_IS_FIREBASE", "APNs" },
    { HERALD_PLATFORM_IOS, "eyJhbGciOi.eyJpc3Mi.c2ln", "TOKEN_IS_JWT", "sign-in" },
    { HERALD_PLATFORM_ANDROID, "eyJhbGciOi.eyJpc3Mi.c2ln", "TOKEN_IS_JWT", "sign-in" },
    { HERALD_PLATFORM_IOS, "{\"token\":\"a\"}", "TOKEN_IS_JSON", "JSON" },
    { HERALD_PLATFORM_ANDROID, "[\"a\"]", "TOKEN_IS_JSON", "JSON" },
    { HERALD_PLATFORM_ANDROID, "\"" FCM "\"", "TOKEN_IS_JSON", "quotes" },
    { HERALD_PLATFORM_ANDROID, HEX_64, "TOKEN_IS_APNS", "iOS" },
    { HERALD_PLATFORM_ANDROID, "a:b\xff", "TOKEN_NOT_TEXT", "again" },
    { HERALD_PLATFORM_ANDROID, FCM "ä", "TOKEN_CHARACTERS", "letters" },
    { HERALD_PLATFORM_ANDROID, "dXZ4aGVyYWxkMDAwMDAwMDA", "TOKEN_SHAPE", "APA91b" },
    { HERALD_PLATFORM_ANDROID, "AAAAabcdefg:APA91b0123456789abcdefghij", "TOKEN_IS_SERVER_KEY",
      "server key" },
    { HERALD_PLATFORM_UNKNOWN, HEX_64, "PLATFORM_MISSING", "Choose" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HeraldIssue) issue = herald_device_token_check (cases[i].platform, cases[i].token);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      if (cases[i].code == NULL)
        {
          g_assert_null (issue);
          continue;
        }
      g_assert_nonnull (issue);
      g_assert_cmpstr (issue->code, ==, cases[i].code);
      g_assert_cmpstr (issue->field, ==, "token");
      g_assert_nonnull (strstr (issue->message, cases[i].mention));
    }
}

static void
test_stored_length (void)
{
  g_autoptr (HeraldIssue) issue = NULL;
  g_autofree char *longest = g_strnfill (300, 'a');
  g_autofree char *too_long = g_strnfill (301, 'a');

  memcpy (longest, "dabc:", 5);
  memcpy (too_long, "dabc:", 5);
  g_assert_null (herald_device_token_check (HERALD_PLATFORM_ANDROID, longest));
  issue = herald_device_token_check (HERALD_PLATFORM_ANDROID, too_long);
  g_assert_cmpstr (issue->code, ==, "TOKEN_TOO_LONG");
  g_assert_nonnull (strstr (issue->message, "301"));
  g_assert_cmpint (issue->severity, ==, HERALD_SEVERITY_ERROR);
}

static void
test_unusual_is_a_warning (void)
{
  g_autoptr (HeraldIssue) issue = herald_device_token_check (HERALD_PLATFORM_ANDROID, "abc");

  g_assert_cmpint (issue->severity, ==, HERALD_SEVERITY_WARNING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/device-token/clean", test_clean);
  g_test_add_func ("/model/device-token/check", test_check);
  g_test_add_func ("/model/device-token/stored-length", test_stored_length);
  g_test_add_func ("/model/device-token/unusual-is-a-warning", test_unusual_is_a_warning);
  return g_test_run ();
}
