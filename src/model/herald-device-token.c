/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says before anything is sent whether a text can be a device token of the chosen platform, and if
 * not, what it is instead. */
#include "config.h"

#include "model/herald-device-token.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIELD "token"
/* 32 bytes: Dynamics' support article allows 64 characters, and APNs tokens have that many. */
#define APNS_TOKEN_DIGITS 64
/* msdynmkt_pushmobiledevice.msdynmkt_devicetoken; longer ones end in DeviceTokenTooLong. */
#define STORED_TOKEN_CHARACTERS 300
/* Firebase tokens have about 140 to 200 characters; nothing this short is one. */
#define FCM_TOKEN_SHORTEST 32

/**
 * herald_device_token_clean:
 * @text: (nullable): a token as somebody copied it
 *
 * Takes off what printing a token adds: blanks, line ends and angle brackets.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the token
 */
char *
herald_device_token_clean (const char *text)
{
  GString *cleaned = g_string_new (NULL);

  for (const char *c = text != NULL ? text : ""; *c != '\0'; c++)
    if (!g_ascii_isspace (*c) && *c != '<' && *c != '>')
      g_string_append_c (cleaned, *c);
  return g_string_free (cleaned, FALSE);
}

static gboolean
is_hex (const char *token)
{
  for (const char *c = token; *c != '\0'; c++)
    if (!g_ascii_isxdigit (*c))
      return FALSE;
  return TRUE;
}

/* “eyJ” is how Base64 of «{"» begins, so every JSON Web Token begins with it. */
static gboolean
is_jwt (const char *token)
{
  const char *first_dot = strchr (token, '.');

  return g_str_has_prefix (token, "eyJ") && first_dot != NULL &&
         strchr (first_dot + 1, '.') != NULL;
}

static HeraldIssue *
new_error (const char *code, const char *message)
{
  return herald_issue_new (HERALD_SEVERITY_ERROR, code, FIELD, "%s", message);
}

/* What is no token of any platform. */
static HeraldIssue *
check_any (const char *token)
{
  if (*token == '\0')
    return new_error ("TOKEN_EMPTY", _("There is no token yet. Paste the device’s token."));
  if (!g_utf8_validate (token, -1, NULL))
    return new_error ("TOKEN_NOT_TEXT", _("This is not text. Copy the token again."));
  if (*token == '{' || *token == '[' || *token == '"')
    return new_error ("TOKEN_IS_JSON", _("This is JSON. Paste only the text of the token in it, "
                                         "without quotes."));
  if (is_jwt (token))
    return new_error ("TOKEN_IS_JWT", _("This is a sign-in token (JWT). Paste the token that the "
                                        "phone got for push notifications."));
  return NULL;
}

static HeraldIssue *
check_length (const char *token)
{
  glong n_characters = g_utf8_strlen (token, -1);

  if (n_characters <= STORED_TOKEN_CHARACTERS)
    return NULL;
  return herald_issue_new (HERALD_SEVERITY_ERROR, "TOKEN_TOO_LONG", FIELD,
                           /* Translators: first the length, then the longest that is stored. */
                           _("This has %ld characters; a token has at most %d. Paste the token "
                             "alone."),
                              n_characters, STORED_TOKEN_CHARACTERS);
}

static HeraldIssue *
check_wrong_digit (const char *token)
{
  const char      *c = token;
  g_autofree char *wrong = NULL;

  while (g_ascii_isxdigit (*c))
    c++;
  wrong = g_strndup (c, (gsize) (g_utf8_next_char (c) - c));
  return herald_issue_new (HERALD_SEVERITY_ERROR, "TOKEN_NOT_HEX", FIELD,
                           /* Translators: a character and its place, counted from 1. */
                           _("“%s” at place %ld is not a hexadecimal digit. An iOS token is made of "
                             "the digits 0-9 and A-F only."),
                              wrong, (glong) (c - token) + 1);
}

static HeraldIssue *
check_ios (const char *token)
{
  gsize n_digits = strlen (token);

  if (strchr (token, ':') != NULL)
    return new_error ("TOKEN_IS_FIREBASE",
                      _("This is a Firebase token. For iOS the app’s own APNs device token is "
                        "needed: 64 hexadecimal digits, as iOS gives it to the app."));
  if (!is_hex (token))
    {
      HeraldIssue *too_long = check_length (token);

      return too_long != NULL ? too_long : check_wrong_digit (token);
    }
  if (n_digits == APNS_TOKEN_DIGITS)
    return NULL;
  if (n_digits < APNS_TOKEN_DIGITS)
    return herald_issue_new (
      HERALD_SEVERITY_ERROR, "TOKEN_TOO_SHORT", FIELD,
      g_dngettext (GETTEXT_PACKAGE,
                   "This has %u hexadecimal digit; an iOS token needs %d. Copy the whole token.",
                   "This has %u hexadecimal digits; an iOS token needs %d. Copy the whole token.",
                   n_digits),
      (guint) n_digits, APNS_TOKEN_DIGITS);
  return herald_issue_new (HERALD_SEVERITY_ERROR, "TOKEN_TOO_LONG", FIELD,
                           _("This has %u hexadecimal digits; an iOS token has %d. Copy one token "
                             "alone."),
                              (guint) n_digits, APNS_TOKEN_DIGITS);
}

static HeraldIssue *
check_android_shape (const char *token)
{
  /* A registration token begins with an installation id, whose first four bits are 0111, so with
   * c, d, e or f; the retired server keys begin with AAAA and look the same otherwise. */
  if (g_str_has_prefix (token, "AAAA") && strchr (token, ':') != NULL)
    return herald_issue_new (HERALD_SEVERITY_WARNING, "TOKEN_IS_SERVER_KEY", FIELD,
                             _("This looks like a retired Firebase server key. Paste the "
                               "registration token that the phone got."));
  if (strchr (token, ':') == NULL || strlen (token) < FCM_TOKEN_SHORTEST)
    return herald_issue_new (HERALD_SEVERITY_WARNING, "TOKEN_SHAPE", FIELD,
                             _("This does not look like a Firebase registration token, which is "
                               "written like “dXZ4…:APA91b…”. Check that it was copied whole."));
  return NULL;
}

static HeraldIssue *
check_android (const char *token)
{
  HeraldIssue *too_long;

  if (is_hex (token) && strlen (token) == APNS_TOKEN_DIGITS)
    return new_error ("TOKEN_IS_APNS",
                      _("This is an iOS (APNs) token. Choose iOS, or paste the Firebase "
                        "registration token of the Android phone."));
  too_long = check_length (token);
  if (too_long != NULL)
    return too_long;
  for (const char *c = token; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_ascii_isgraph (*c))
      return new_error ("TOKEN_CHARACTERS",
                        _("A Firebase token has only letters A-Z, digits, “-”, "
                                              "“_” and “:”. Copy the token again."));
  return check_android_shape (token);
}

/**
 * herald_device_token_check:
 * @platform: the platform that was chosen
 * @token: (nullable): what was typed or pasted; it is cleaned first
 *
 * **Thread:** any.
 *
 * Returns: (transfer full) (nullable): the finding, with severity ERROR where the service is
 *   certain to refuse the token, or %NULL when its shape is right
 */
HeraldIssue *
herald_device_token_check (HeraldPlatform platform, const char *token)
{
  g_autofree char *cleaned = herald_device_token_clean (token);
  HeraldIssue     *issue = check_any (cleaned);

  if (issue != NULL)
    return issue;
  switch (platform)
    {
    case HERALD_PLATFORM_IOS:
      return check_ios (cleaned);
    case HERALD_PLATFORM_ANDROID:
      return check_android (cleaned);
    case HERALD_PLATFORM_UNKNOWN:
    default:
      return new_error ("PLATFORM_MISSING", _("Choose whether the token is of iOS or Android."));
    }
}
