/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The APNs signing key: an elliptic-curve key on P-256 in PEM, and nothing else. */
#include "config.h"

#include "crypto/herald-apns-key.h"

#include "base/herald-error.h"
#include "crypto/herald-key-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KEY_FILE_PREFIX "AuthKey_" /* the name Apple gives the download */

/* One sentence per kind of file: what it is, and what to do. */
static const char *
explain (HeraldKeyFileKind kind)
{
  switch (kind)
    {
    case HERALD_KEY_FILE_EMPTY:
      return N_ ("The file is empty: download the .p8 key again or restore it from a backup");
    case HERALD_KEY_FILE_TOO_LARGE:
      return N_ ("The file is too large for a signing key: choose the AuthKey_….p8 file from "
                 "Apple, which has about 250 bytes");
    case HERALD_KEY_FILE_UTF16:
      return N_ ("The file was saved as UTF-16 text: choose the .p8 file as Apple gave it, or save "
                 "it as plain text (UTF-8)");
    case HERALD_KEY_FILE_PEM_ENCRYPTED_KEY:
      return N_ ("This private key is encrypted with a password: choose the .p8 file as Apple gave "
                 "it, which has none");
    case HERALD_KEY_FILE_PEM_PUBLIC_KEY:
      return N_ ("This is a public key, which cannot sign: choose the private AuthKey_….p8 file "
                 "from Apple");
    case HERALD_KEY_FILE_PEM_CERTIFICATE:
    case HERALD_KEY_FILE_DER_CERTIFICATE:
      return N_ ("This is a certificate, not a signing key: create an APNs key under Keys in the "
                 "Apple developer account and choose its AuthKey_….p8 file");
    case HERALD_KEY_FILE_PEM_REQUEST:
      return N_ ("This is a certificate signing request, not a signing key: choose the "
                 "AuthKey_….p8 file from Apple");
    case HERALD_KEY_FILE_PEM_CUT:
      return N_ ("The key is cut off, its END line is missing: choose the whole .p8 file");
    case HERALD_KEY_FILE_BARE_KEY:
      return N_ ("The lines “-----BEGIN PRIVATE KEY-----” and “-----END PRIVATE KEY-----” are "
                 "missing: choose the whole .p8 file");
    case HERALD_KEY_FILE_SSH_KEY:
      return N_ ("This is an SSH key: choose the AuthKey_….p8 file from Apple");
    case HERALD_KEY_FILE_PKCS12:
      return N_ ("This is a .p12 certificate bundle, not a signing key: choose the AuthKey_….p8 "
                 "file, or set up the app with a certificate instead of a key");
    case HERALD_KEY_FILE_DER:
      return N_ ("This is a binary (DER) file, while Apple’s key is text: choose the AuthKey_….p8 "
                 "file as Apple gave it");
    case HERALD_KEY_FILE_JSON:
      return N_ ("This is a JSON file; a Google service account belongs to Android: choose the "
                 "AuthKey_….p8 file from Apple here");
    case HERALD_KEY_FILE_PLIST:
      return N_ ("This is a property list such as GoogleService-Info.plist or a provisioning "
                 "profile: choose the AuthKey_….p8 file from Apple");
    case HERALD_KEY_FILE_FCM_SERVER_KEY:
      return N_ ("This is a retired FCM server key and belongs to Android: choose the "
                 "AuthKey_….p8 file from Apple here");
    case HERALD_KEY_FILE_FCM_TOKEN:
      return N_ ("This is the registration token of an Android phone, not a key: choose the "
                 "AuthKey_….p8 file from Apple");
    case HERALD_KEY_FILE_PEM_KEY:
    case HERALD_KEY_FILE_OTHER:
    default:
      return N_ ("This is not an APNs signing key: choose the AuthKey_….p8 file, which begins with "
                 "“-----BEGIN PRIVATE KEY-----”");
    }
}

static HeraldKey *
load_pem (GBytes *content, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (HeraldKey) key = NULL;
  g_autofree char *description = NULL;

  key = herald_key_new_from_pem (g_bytes_get_data (content, NULL),
                                 (gssize) g_bytes_get_size (content), &local_error);
  if (key == NULL)
    {
      g_debug ("APNs key: %s", local_error->message);
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("The key is damaged and cannot be read: choose the .p8 file as Apple gave it, "
                     "unchanged"));
      return NULL;
    }
  if (herald_key_get_kind (key) == HERALD_KEY_EC_P256)
    return g_steal_pointer (&key);
  description = herald_key_describe (key);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               /* Translators: %s is such as “an RSA key of 2048 bits”. */
               _("This is %s, while APNs needs an elliptic-curve key on P-256: choose the "
                 "AuthKey_….p8 file from Apple"),
                  description);
  return NULL;
}

/**
 * herald_apns_key_load:
 * @content: the content of a file, or a pasted text
 *
 * Accepts an unencrypted private key on P-256 in PEM. Everything else gets a sentence that says
 * what it is and what to do.
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): the key
 */
HeraldKey *
herald_apns_key_load (GBytes *content, GError **error)
{
  g_autoptr (GBytes) text = NULL;
  HeraldKeyFileKind kind;

  g_return_val_if_fail (content != NULL, NULL);

  text = herald_key_file_skip_mark (content);
  kind = herald_key_file_recognise (text);
  if (kind == HERALD_KEY_FILE_PEM_KEY)
    return load_pem (text, error);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, _(explain (kind)));
  return NULL;
}

/* After the ten characters: “.p8”, perhaps with the counter a browser puts in front of it. */
static gboolean
is_key_file_end (const char *end)
{
  if (g_str_has_prefix (end, " (") || end[0] == '(')
    {
      const char *digit = strchr (end, '(') + 1;

      if (!g_ascii_isdigit (*digit))
        return FALSE;
      while (g_ascii_isdigit (*digit))
        digit++;
      if (*digit != ')')
        return FALSE;
      end = digit + 1;
    }
  return g_ascii_strcasecmp (end, ".p8") == 0;
}

/**
 * herald_apns_key_id_from_filename:
 * @filename: a file's name, with or without its path
 *
 * Apple names the download “AuthKey_KEYIDKEYID.p8”; browsers add “ (1)” to a second one.
 *
 * Returns: (transfer full) (nullable): the key ID, %NULL when the name has another form
 */
char *
herald_apns_key_id_from_filename (const char *filename)
{
  const char *name = filename;

  g_return_val_if_fail (filename != NULL, NULL);

  for (const char *c = filename; *c != '\0'; c++)
    if (*c == '/' || *c == '\\')
      name = c + 1;
  if (g_ascii_strncasecmp (name, KEY_FILE_PREFIX, strlen (KEY_FILE_PREFIX)) != 0)
    return NULL;
  name += strlen (KEY_FILE_PREFIX);
  for (gsize i = 0; i < HERALD_APNS_ID_LENGTH; i++)
    if (!g_ascii_isalnum (name[i]))
      return NULL;
  return is_key_file_end (name + HERALD_APNS_ID_LENGTH)
           ? g_ascii_strup (name, HERALD_APNS_ID_LENGTH)
           : NULL;
}
