/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every reason the services give, with what it means and what to do. The codes are Apple's
 * “Handling notification responses from APNs”, Firebase's “FCM error codes”, Google's token
 * endpoint, Microsoft's “Device registration” and “Troubleshoot push notifications”, the Web API's
 * error codes and the AADSTS reference, all read 2026-11. */
#include "config.h"

#include "model/herald-reason.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HTTP_UNAUTHORIZED 401
#define HTTP_FORBIDDEN 403
#define HTTP_NOT_FOUND 404
#define HTTP_TOO_MANY_REQUESTS 429
#define HTTP_SERVER_ERROR 500

/* Reasons that are common to several codes. */
#define APNS_CALLER                                                                                \
  N_ ("APNs did not accept how the request was made. Nothing is wrong with the device; report it " \
      "with the raw exchange.")
#define APNS_BUSY N_ ("APNs had a problem of its own. Wait some minutes and send again.")
#define APNS_BROADCAST                                                                             \
  N_ ("APNs refused a broadcast request, which a push to a device is not. Report it with the raw " \
      "exchange.")

static const HeraldReason reasons[] = {
  { HERALD_SERVICE_APNS, HERALD_FIX_REGISTER_AGAIN, "BadDeviceToken",
    N_ ("The token is malformed, or it belongs to the other APNs environment. Compare sandbox and "
        "production with how the app was built, then register the device again.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "DeviceTokenNotForTopic",
    N_ ("The token belongs to an app with another bundle ID. Check the bundle ID in the app’s "
        "configuration, or register the device with the right app.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_CLEAN_UP, "Unregistered",
    N_ ("The app was removed from the device, or its token is not valid any more. Clean up the "
        "device; it registers again when the app is opened.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_CLEAN_UP, "ExpiredToken",
    N_ ("The token has expired. Clean up the device; it registers again when the app is opened.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "TopicDisallowed",
    N_ ("The credentials may not send to this bundle ID. Check the bundle ID and whether the key "
        "is limited to other apps.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "BadTopic",
    N_ ("The bundle ID is missing or not valid. Correct it in the app’s configuration.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "MissingTopic",
    N_ ("The bundle ID is missing or not valid. Correct it in the app’s configuration.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "TopicMismatch",
    N_ ("The bundle ID is missing or not valid. Correct it in the app’s configuration.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "InvalidProviderToken",
    N_ ("Apple does not accept the key: key ID, team ID and key do not belong together, or the key "
        "was revoked. Check the three in the app’s configuration.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "ExpiredProviderToken",
    N_ (
      "The signed token was too old for Apple. Set this computer’s clock right and send again.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "MissingProviderToken",
    N_ ("The request carried no credentials. Set up a signing key in the app’s configuration.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "BadEnvironmentKeyIdInToken",
    N_ ("The key may not be used in this APNs environment. Choose the other environment in the "
        "app’s configuration, or another key.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "UnrelatedKeyIdInToken",
    N_ ("The key belongs to another team than the earlier pushes on this connection. Check key ID "
        "and team ID in the app’s configuration.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "BadCertificate",
    N_ ("Apple does not accept the certificate. Use a signing key (.p8) in the app’s "
        "configuration.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "BadCertificateEnvironment",
    N_ ("The certificate is for the other APNs environment. Choose the other environment in the "
        "app’s configuration.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_APP, "Forbidden",
    N_ ("Apple does not allow this with these credentials. Check the key in the app’s "
        "configuration.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_MESSAGE, "PayloadTooLarge",
    N_ ("The push has more than 4096 bytes. Shorten the message or its addresses.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_EDIT_MESSAGE, "PayloadEmpty",
    N_ ("The push had no content. Write a title or a message.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_WAIT, "TooManyProviderTokenUpdates",
    N_ ("Too many signed tokens were made for this key. Wait 20 minutes and send again.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_WAIT, "TooManyRequests",
    N_ ("Too many pushes went to this device in a short time. Wait some minutes and send again.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_WAIT, "InternalServerError", APNS_BUSY },
  { HERALD_SERVICE_APNS, HERALD_FIX_WAIT, "ServiceUnavailable", APNS_BUSY },
  { HERALD_SERVICE_APNS, HERALD_FIX_WAIT, "Shutdown", APNS_BUSY },
  { HERALD_SERVICE_APNS, HERALD_FIX_WAIT, "IdleTimeout",
    N_ ("The connection to APNs was closed while it was idle. Send again.") },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "BadCollapseId", APNS_CALLER },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "BadExpirationDate", APNS_CALLER },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "BadMessageId", APNS_CALLER },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "BadPriority", APNS_CALLER },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "DuplicateHeaders", APNS_CALLER },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "InvalidPushType", APNS_CALLER },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "MissingDeviceToken", APNS_CALLER },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "MissingPushType", APNS_CALLER },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "BadPath", APNS_CALLER },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "MethodNotAllowed", APNS_CALLER },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "FeatureNotEnabled", APNS_BROADCAST },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "MissingChannelId", APNS_BROADCAST },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "BadChannelId", APNS_BROADCAST },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "ChannelNotRegistered", APNS_BROADCAST },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "BadRequestParams", APNS_BROADCAST },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "BadRequestPayload", APNS_BROADCAST },
  { HERALD_SERVICE_APNS, HERALD_FIX_NONE, "CannotCreateChannelConfig", APNS_BROADCAST },
  { HERALD_SERVICE_FCM, HERALD_FIX_CLEAN_UP, "UNREGISTERED",
    N_ ("The app was removed from the device, or its token has expired. Clean up the device; it "
        "registers again when the app is opened.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_REGISTER_AGAIN, "INVALID_ARGUMENT",
    N_ ("FCM does not accept the token or a part of the message. If only this device fails, its "
        "token is wrong: register the device again.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_EDIT_APP, "SENDER_ID_MISMATCH",
    N_ ("The token belongs to another Firebase project than the service account. Import the "
        "service account of the project that the app was built with.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_WAIT, "QUOTA_EXCEEDED",
    N_ ("Too many messages were sent to this project or device. Wait a minute and send again.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_WAIT, "UNAVAILABLE",
    N_ ("FCM is overloaded. Wait a minute and send again.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_WAIT, "INTERNAL",
    N_ ("FCM had a problem of its own. Wait a minute and send again.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_EDIT_APP, "THIRD_PARTY_AUTH_ERROR",
    N_ ("The APNs key or certificate inside the Firebase project is missing or wrong. Register the "
        "device as iOS with its APNs token, or correct it in the Firebase console.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_NONE, "UNSPECIFIED_ERROR",
    N_ ("FCM gave no reason. Send again; if it stays so, look at the raw exchange.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_EDIT_APP, "UNAUTHENTICATED",
    N_ ("Google did not accept the access token. Check the service account in the app’s "
        "configuration.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_EDIT_APP, "PERMISSION_DENIED",
    N_ ("The service account may not send, or the Firebase Cloud Messaging API is off in its "
        "project. Switch the API on, or give the account the role Firebase Cloud Messaging API "
        "Admin.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_EDIT_APP, "SERVICE_DISABLED",
    N_ ("The Firebase Cloud Messaging API is off in this project. Switch it on in the Google Cloud "
        "console.") },
  { HERALD_SERVICE_FCM, HERALD_FIX_EDIT_APP, "NOT_FOUND",
    N_ ("There is no such Firebase project. Import the service account again.") },
  { HERALD_SERVICE_GOOGLE_TOKEN, HERALD_FIX_EDIT_APP, "invalid_grant",
    N_ (
      "Google does not accept the service account: its key was deleted, the account is gone, or "
      "this computer’s clock is wrong. Check the clock, then import a new service account key.") },
  { HERALD_SERVICE_GOOGLE_TOKEN, HERALD_FIX_EDIT_APP, "invalid_client",
    N_ ("Google does not know this service account. Import a new service account key.") },
  { HERALD_SERVICE_GOOGLE_TOKEN, HERALD_FIX_EDIT_APP, "unauthorized_client",
    N_ ("Google does not know this service account. Import a new service account key.") },
  { HERALD_SERVICE_GOOGLE_TOKEN, HERALD_FIX_EDIT_APP, "invalid_scope",
    N_ ("The service account may not use Firebase Cloud Messaging. Give it the role Firebase Cloud "
        "Messaging API Admin.") },
  { HERALD_SERVICE_GOOGLE_TOKEN, HERALD_FIX_NONE, "invalid_request",
    N_ ("Google did not accept how the access token was asked for. Report it with the raw "
        "exchange.") },
  { HERALD_SERVICE_REGISTRATION, HERALD_FIX_NONE, "DuplicateExists",
    N_ ("This device is registered for this person and app already. There is nothing to do.") },
  { HERALD_SERVICE_REGISTRATION, HERALD_FIX_EDIT_APP, "DryRunSendingFailed",
    N_ ("The invisible test push to this token failed. The token is wrong or stale, belongs to the "
        "other APNs environment or Firebase project, or the app’s credentials have expired. Check "
        "the app’s credentials first, then the token.") },
  { HERALD_SERVICE_REGISTRATION, HERALD_FIX_REGISTER_AGAIN, "DeviceTokenTooLong",
    N_ ("The token is longer than the service can keep, so it is not a device token. Copy the "
        "token that the phone got for push notifications.") },
  { HERALD_SERVICE_REGISTRATION, HERALD_FIX_WAIT, "FailedToStoreDevice",
    N_ ("Dataverse could not store the device. Wait some minutes and register it again; if it "
        "fails again, look for plug-ins or full storage in the environment.") },
  { HERALD_SERVICE_REGISTRATION, HERALD_FIX_EDIT_APP, "ApiTokenNotValid",
    N_ ("The access token is not valid for this app. Create a new access token for the app and "
        "register again.") },
  { HERALD_SERVICE_REGISTRATION, HERALD_FIX_EDIT_APP, "Provided API token is not valid",
    N_ ("The access token is not valid for this app. Create a new access token for the app and "
        "register again.") },
  { HERALD_SERVICE_REGISTRATION, HERALD_FIX_EDIT_APP,
    "Sending a test invisible notification failed for the given device token",
    N_ ("The invisible test push to this token failed. The token is wrong or stale, belongs to the "
        "other APNs environment or Firebase project, or the app’s credentials have expired. Check "
        "the app’s credentials first, then the token.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80040217",
    N_ ("The row does not exist any more. Refresh and try again.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80040220",
    N_ ("Your account is missing a privilege for this. Ask an administrator for it; the answer "
        "names it.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80048306",
    N_ ("Your account may not do this. Ask an administrator for access.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80072560",
    N_ ("Your account is not a user of this environment. Ask an administrator to add it with a "
        "security role.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80060888",
    N_ ("Dataverse did not understand the request. Report it with the raw exchange.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x8006088a",
    N_ ("This environment does not offer what was asked for. It may be too old, or the app that "
        "brings it is not installed.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80060882",
    N_ ("Somebody else changed the row in the meantime. Refresh and make your change again.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80040237",
    N_ ("There is a row with these values already. Use that one, or change the values.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80060892",
    N_ ("There is a row with these values already. Use that one, or change the values.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80073002",
    N_ ("There is a row with these values already. Use that one, or change the values.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80040203",
    N_ ("A value is not valid for its column. Check the fields.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_EDIT_MESSAGE, "0x80044331",
    N_ ("A text is longer than its column. Shorten it; the answer names the column.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80048d19",
    N_ ("A value has the wrong type for its column. Report it with the raw exchange.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_NONE, "0x80040265",
    N_ ("A plug-in of this environment refused it. Its own words are in the answer.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_WAIT, "0x80040216",
    N_ ("Dataverse had an unexpected problem. Wait a minute and try again.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_WAIT, "0x80072322",
    N_ ("More than 6000 requests were made in five minutes. Wait; Herald goes on by itself when it "
        "may.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_WAIT, "0x80072321",
    N_ ("The requests of the last five minutes took too much time. Wait; Herald goes on by itself "
        "when it may.") },
  { HERALD_SERVICE_DATAVERSE, HERALD_FIX_WAIT, "0x80072326",
    N_ (
      "Too many requests were on their way at once. Wait; Herald goes on by itself when it may.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50011",
    N_ ("The app registration does not allow this redirect address. Add http://localhost to it "
        "under “Mobile and desktop applications”.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "500113",
    N_ ("The app registration does not allow this redirect address. Add http://localhost to it "
        "under “Mobile and desktop applications”.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50020",
    N_ ("The account does not exist in this tenant. Choose another account, or correct the "
        "tenant.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50034",
    N_ ("The account does not exist in this tenant. Choose another account, or correct the "
        "tenant.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50053",
    N_ (
      "The account is locked, or signs in from a risky address. Wait, or ask an administrator.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50055",
    N_ ("The password has expired. Change it in the browser, then sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50057",
    N_ ("The account is switched off. Ask an administrator.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50058",
    N_ ("The sign-in has ended. Sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50173",
    N_ ("The sign-in has ended. Sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "70008",
    N_ ("The sign-in has ended. Sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "700082",
    N_ ("The sign-in has ended. Sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "700084",
    N_ ("The sign-in has ended. Sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50059",
    N_ ("The tenant is not known. Enter the tenant’s ID or domain in the environment.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50072",
    N_ ("A second factor is needed. Sign in again in the browser.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50074",
    N_ ("A second factor is needed. Sign in again in the browser.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50076",
    N_ ("A second factor is needed. Sign in again in the browser.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50079",
    N_ ("A second factor is needed. Sign in again in the browser.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50105",
    N_ ("The account is not assigned to this application. Ask an administrator to assign it.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "50126",
    N_ ("The user name or the password is wrong. Sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "53000",
    N_ ("A Conditional Access policy blocks this sign-in. Use a managed device, or ask an "
        "administrator.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "53001",
    N_ ("A Conditional Access policy blocks this sign-in. Use a managed device, or ask an "
        "administrator.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "53003",
    N_ ("A Conditional Access policy blocks this sign-in. Use a managed device, or ask an "
        "administrator.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "65001",
    N_ ("Nobody has consented to this application yet. Ask an administrator to consent for the "
        "organization.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "90094",
    N_ ("Nobody has consented to this application yet. Ask an administrator to consent for the "
        "organization.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "65004",
    N_ ("The consent was declined. Sign in again and accept it.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "70011",
    N_ ("The address of the environment is not right, so no token can be asked for it. Correct it "
        "in the environment.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "70016",
    N_ ("The sign-in waits for the code to be entered in the browser.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "700016",
    N_ ("The application is not known in this tenant. Check client ID, tenant and cloud in the "
        "environment.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "7000215",
    N_ ("The client secret is wrong. Enter the secret’s value, not its ID.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "7000218",
    N_ ("The app registration is not a public client. Switch on “Allow public client flows”, or "
        "enter a client secret.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "7000222",
    N_ ("The client secret has expired. Make a new one in the app registration.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "90002",
    N_ ("There is no such tenant. Correct it in the environment.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "90014",
    N_ ("The sign-in service did not accept how it was asked. Report it with the raw exchange.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "900144",
    N_ ("The sign-in service did not accept how it was asked. Report it with the raw exchange.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "9002313",
    N_ ("The sign-in service did not accept how it was asked. Report it with the raw exchange.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "500011",
    N_ ("There is no Dataverse at this address in the tenant. Check the environment’s address and "
        "cloud.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "authorization_pending",
    N_ ("The sign-in waits for the code to be entered in the browser.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_WAIT, "slow_down",
    N_ ("The sign-in service asks to be asked less often; Herald waits longer.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "authorization_declined",
    N_ ("The sign-in was declined. Sign in again and accept it.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "access_denied",
    N_ ("The sign-in was declined. Sign in again and accept it.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "expired_token",
    N_ ("The code has expired. Start the sign-in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "bad_verification_code",
    N_ ("The code was not right. Start the sign-in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "invalid_client",
    N_ ("The sign-in service does not accept the client ID or its secret. Check both in the "
        "environment.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "unauthorized_client",
    N_ ("The application is not allowed to sign in this way. Check the app registration.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "invalid_grant",
    N_ ("The sign-in has ended. Sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "interaction_required",
    N_ ("The sign-in needs you again, perhaps with a second factor. Sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "consent_required",
    N_ ("Nobody has consented to this application yet. Ask an administrator to consent for the "
        "organization.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "login_required",
    N_ ("The sign-in has ended. Sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "invalid_resource",
    N_ ("There is no Dataverse at this address in the tenant. Check the environment’s address and "
        "cloud.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_NONE, "invalid_scope",
    N_ ("The address of the environment is not right, so no token can be asked for it. Correct it "
        "in the environment.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_WAIT, "temporarily_unavailable",
    N_ ("The sign-in service is busy. Wait a minute and sign in again.") },
  { HERALD_SERVICE_SIGN_IN, HERALD_FIX_WAIT, "server_error",
    N_ ("The sign-in service had a problem of its own. Wait a minute and sign in again.") },
};

/* Services write codes with blanks around them, texts with or without a period, and AADSTS numbers
 * with or without their letters. */
static char *
dup_code (HeraldService service, const char *code)
{
  char *stripped = g_strstrip (g_strdup (code));
  gsize length = strlen (stripped);

  if (length > 0 && stripped[length - 1] == '.')
    stripped[length - 1] = '\0';
  if (service == HERALD_SERVICE_SIGN_IN && g_str_has_prefix (stripped, "AADSTS"))
    memmove (stripped, stripped + strlen ("AADSTS"), length - strlen ("AADSTS") + 1);
  return stripped;
}

/* Dataverse writes its codes as signed decimals in places: -2147015902 is 0x80072322. */
static char *
dup_hex_code (const char *code)
{
  char  *end = NULL;
  gint64 number = g_ascii_strtoll (code, &end, 10);

  if (*code != '-' || end == code || *end != '\0')
    return NULL;
  return g_strdup_printf ("0x%08x", (guint) (guint32) number);
}

static const char *
explain_status (guint http_status)
{
  if (http_status == 0)
    return _("No answer came. Whether it was sent is not known.");
  if (http_status == HTTP_UNAUTHORIZED)
    return _("The service did not accept the credentials. Check them and try again.");
  if (http_status == HTTP_FORBIDDEN)
    return _("The service does not allow this with these credentials.");
  if (http_status == HTTP_NOT_FOUND)
    return _("The service does not know this address. Check the environment’s addresses.");
  if (http_status == HTTP_TOO_MANY_REQUESTS)
    return _("The service asks to wait. Try again in a minute.");
  if (http_status / 100 == 3)
    return _("The service answered with a redirect, which is not followed here. Check the address, "
             "and whether a proxy stands in between.");
  if (http_status >= HTTP_SERVER_ERROR)
    return _("The service had a problem of its own. Wait a minute and try again.");
  return NULL;
}

/**
 * herald_reason_find:
 * @service: who gave the reason
 * @code: (nullable): the reason as it was given; blanks around it and casing do not matter
 *
 * **Thread:** any.
 *
 * Returns: (transfer none) (nullable): what is known about it
 */
const HeraldReason *
herald_reason_find (HeraldService service, const char *code)
{
  g_autofree char *stripped = NULL;
  g_autofree char *hex = NULL;

  if (code == NULL)
    return NULL;
  stripped = dup_code (service, code);
  if (service == HERALD_SERVICE_DATAVERSE)
    hex = dup_hex_code (stripped);
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].service == service &&
        g_ascii_strcasecmp (reasons[i].code, hex != NULL ? hex : stripped) == 0)
      return &reasons[i];
  return NULL;
}

/**
 * herald_reason_explain:
 * @service: who gave the reason
 * @code: (nullable): the reason as it was given
 * @http_status: the HTTP status, or 0
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): what it means and what to do; for an unknown reason the reason itself,
 *   so that nothing is hidden
 */
char *
herald_reason_explain (HeraldService service, const char *code, guint http_status)
{
  const HeraldReason *reason = herald_reason_find (service, code);
  g_autofree char    *stripped = g_strstrip (g_strdup (code != NULL ? code : ""));
  const char         *by_status;

  if (reason != NULL)
    return g_strdup (_(reason->text));
  by_status = explain_status (http_status);
  if (by_status != NULL && *stripped == '\0')
    return g_strdup (by_status);
  if (by_status != NULL)
    /* Translators: a sentence, then the service's own word for it. */
    return g_strdup_printf (_("%1$s The service says “%2$s”."), by_status, stripped);
  if (*stripped != '\0')
    return g_strdup_printf (_("The service says “%s”, which Herald does not know. Look at the raw "
                              "exchange."),
                               stripped);
  return g_strdup_printf (_("The service answered with status %u and no reason. Look at the raw "
                            "exchange."),
                             http_status);
}
