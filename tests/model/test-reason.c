/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/herald-reason.h"

#include <string.h>

/* The lists of the services' documents, as they stand there. */
static const struct
{
  HeraldService service;
  const char   *codes;
} lists[] = {
  { HERALD_SERVICE_APNS,
    "BadCollapseId BadExpirationDate BadMessageId BadPriority BadTopic DuplicateHeaders "
    "InvalidPushType MissingTopic MissingDeviceToken PayloadEmpty IdleTimeout BadDeviceToken "
    "DeviceTokenNotForTopic TopicDisallowed BadCertificate BadCertificateEnvironment "
    "ExpiredProviderToken Forbidden InvalidProviderToken MissingProviderToken "
    "UnrelatedKeyIdInToken BadEnvironmentKeyIdInToken BadPath MethodNotAllowed Unregistered "
    "ExpiredToken PayloadTooLarge TooManyProviderTokenUpdates TooManyRequests "
    "InternalServerError ServiceUnavailable Shutdown FeatureNotEnabled MissingChannelId "
    "BadChannelId ChannelNotRegistered BadRequestParams BadRequestPayload MissingPushType "
    "CannotCreateChannelConfig TopicMismatch" },
  { HERALD_SERVICE_FCM,
    "UNSPECIFIED_ERROR INVALID_ARGUMENT UNREGISTERED SENDER_ID_MISMATCH QUOTA_EXCEEDED "
    "UNAVAILABLE INTERNAL THIRD_PARTY_AUTH_ERROR UNAUTHENTICATED PERMISSION_DENIED "
    "SERVICE_DISABLED NOT_FOUND" },
  { HERALD_SERVICE_GOOGLE_TOKEN, "invalid_grant invalid_client invalid_scope invalid_request" },
  { HERALD_SERVICE_REGISTRATION,
    "DuplicateExists DryRunSendingFailed DeviceTokenTooLong FailedToStoreDevice "
    "ApiTokenNotValid" },
  { HERALD_SERVICE_DATAVERSE,
    "0x80040217 0x80040220 0x80048306 0x80072560 0x80060888 0x8006088a 0x80060882 0x80040237 "
    "0x80060892 0x80040203 0x80044331 0x80048d19 0x80040265 0x80040216 0x80073002 0x80072322 "
    "0x80072321 0x80072326" },
  { HERALD_SERVICE_SIGN_IN,
    "50011 50020 50034 50053 50055 50057 50058 50059 50072 50074 50076 50079 50105 50126 50173 "
    "53000 53001 53003 65001 65004 70008 700082 700084 70011 70016 700016 7000215 7000218 "
    "7000222 90002 90014 900144 90094 500011 500113 9002313 authorization_pending slow_down "
    "authorization_declined access_denied bad_verification_code expired_token invalid_grant "
    "invalid_client interaction_required consent_required" },
};

static void
test_complete (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_auto (GStrv) codes = g_strsplit (lists[i].codes, " ", -1);

      for (gsize j = 0; codes[j] != NULL; j++)
        {
          const HeraldReason *reason = herald_reason_find (lists[i].service, codes[j]);

          g_test_message ("%s", codes[j]);
          g_assert_nonnull (reason);
          g_assert_cmpint (reason->service, ==, lists[i].service);
          g_assert_cmpstr (reason->code, ==, codes[j]);
          g_assert_true (g_str_has_suffix (reason->text, "."));
        }
    }
}

static void
test_fixes (void)
{
  const struct
  {
    HeraldService service;
    const char   *code;
    HeraldFix     fix;
  } cases[] = {
    { HERALD_SERVICE_APNS, "Unregistered", HERALD_FIX_CLEAN_UP },
    { HERALD_SERVICE_APNS, "ExpiredToken", HERALD_FIX_CLEAN_UP },
    /* Not removed: they also mean “the other environment” and “the other app”. */
    { HERALD_SERVICE_APNS, "BadDeviceToken", HERALD_FIX_REGISTER_AGAIN },
    { HERALD_SERVICE_APNS, "DeviceTokenNotForTopic", HERALD_FIX_EDIT_APP },
    { HERALD_SERVICE_APNS, "PayloadTooLarge", HERALD_FIX_EDIT_MESSAGE },
    { HERALD_SERVICE_FCM, "UNREGISTERED", HERALD_FIX_CLEAN_UP },
    { HERALD_SERVICE_FCM, "SENDER_ID_MISMATCH", HERALD_FIX_EDIT_APP },
    { HERALD_SERVICE_FCM, "QUOTA_EXCEEDED", HERALD_FIX_WAIT },
    { HERALD_SERVICE_REGISTRATION, "DuplicateExists", HERALD_FIX_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (herald_reason_find (cases[i].service, cases[i].code)->fix, ==, cases[i].fix);
}

static void
test_spellings (void)
{
  const struct
  {
    HeraldService service;
    const char   *spelling;
    const char   *code;
  } cases[] = {
    { HERALD_SERVICE_REGISTRATION, " DuplicateExists ", "DuplicateExists" },
    { HERALD_SERVICE_REGISTRATION, "Provided API token is not valid.",
      "Provided API token is not valid" },
    { HERALD_SERVICE_REGISTRATION,
      "Sending a test invisible notification failed for the given device token",
      "Sending a test invisible notification failed for the given device token" },
    { HERALD_SERVICE_DATAVERSE, "0x80040220", "0x80040220" },
    { HERALD_SERVICE_DATAVERSE, "0X8006088A", "0x8006088a" },
    { HERALD_SERVICE_DATAVERSE, "-2147015902", "0x80072322" },
    { HERALD_SERVICE_SIGN_IN, "AADSTS7000218", "7000218" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const HeraldReason *reason = herald_reason_find (cases[i].service, cases[i].spelling);

      g_assert_nonnull (reason);
      g_assert_cmpstr (reason->code, ==, cases[i].code);
    }
}

static void
test_unknown_is_told (void)
{
  g_autofree char *known = herald_reason_explain (HERALD_SERVICE_APNS, "Unregistered", 410);
  g_autofree char *word = herald_reason_explain (HERALD_SERVICE_APNS, "NewReason", 400);
  g_autofree char *both = herald_reason_explain (HERALD_SERVICE_FCM, "NEW", 503);
  g_autofree char *status = herald_reason_explain (HERALD_SERVICE_DATAVERSE, NULL, 418);
  g_autofree char *silent = herald_reason_explain (HERALD_SERVICE_DATAVERSE, "", 429);
  g_autofree char *nothing = herald_reason_explain (HERALD_SERVICE_APNS, NULL, 0);

  g_assert_null (herald_reason_find (HERALD_SERVICE_APNS, NULL));
  g_assert_null (herald_reason_find (HERALD_SERVICE_APNS, "UNREGISTERED_"));
  g_assert_nonnull (strstr (known, "Clean up"));
  g_assert_nonnull (strstr (word, "“NewReason”"));
  g_assert_nonnull (strstr (both, "“NEW”"));
  g_assert_nonnull (strstr (both, "Wait"));
  g_assert_nonnull (strstr (status, "418"));
  g_assert_nonnull (strstr (silent, "wait"));
  g_assert_nonnull (strstr (nothing, "No answer"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/reason/complete", test_complete);
  g_test_add_func ("/model/reason/fixes", test_fixes);
  g_test_add_func ("/model/reason/spellings", test_spellings);
  g_test_add_func ("/model/reason/unknown-is-told", test_unknown_is_told);
  return g_test_run ();
}
