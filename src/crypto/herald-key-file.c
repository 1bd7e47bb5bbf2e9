/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recognises credential files by content, because their names promise nothing. */
#include "config.h"

#include "crypto/herald-key-file.h"

#include "crypto/herald-key-private.h"

#include <gnutls/pkcs12.h>
#include <string.h>

#define SERVER_KEY_MIN_LENGTH 100 /* legacy FCM server keys have about 152 characters */

/* What a PEM file holds, by the words of its BEGIN line; a certificate with its key is one. */
static const struct
{
  const char       *label;
  HeraldKeyFileKind kind;
} pem_labels[] = {
  { "CERTIFICATE REQUEST-----", HERALD_KEY_FILE_PEM_REQUEST },
  { "-----BEGIN CERTIFICATE-----", HERALD_KEY_FILE_PEM_CERTIFICATE },
  { "-----BEGIN TRUSTED CERTIFICATE-----", HERALD_KEY_FILE_PEM_CERTIFICATE },
  { "-----BEGIN OPENSSH PRIVATE KEY-----", HERALD_KEY_FILE_SSH_KEY },
  { "-----BEGIN ENCRYPTED PRIVATE KEY-----", HERALD_KEY_FILE_PEM_ENCRYPTED_KEY },
  { "Proc-Type: 4,ENCRYPTED", HERALD_KEY_FILE_PEM_ENCRYPTED_KEY },
  { "PRIVATE KEY-----", HERALD_KEY_FILE_PEM_KEY },
  { "PUBLIC KEY-----", HERALD_KEY_FILE_PEM_PUBLIC_KEY },
};

static HeraldKeyFileKind
recognise_pem (const char *text)
{
  if (strstr (text, "-----END ") == NULL)
    return HERALD_KEY_FILE_PEM_CUT;
  for (gsize i = 0; i < G_N_ELEMENTS (pem_labels); i++)
    if (strstr (text, pem_labels[i].label) != NULL)
      return pem_labels[i].kind;
  return HERALD_KEY_FILE_OTHER;
}

static HeraldKeyFileKind
recognise_der (const guint8 *data, gsize size)
{
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  gnutls_datum_t  view = herald_datum_view (data, size);
  gnutls_pkcs12_t bundle = NULL;
  gboolean        is_bundle;

  if (gnutls_pkcs12_init (&bundle) < 0)
    return HERALD_KEY_FILE_DER;
  is_bundle = gnutls_pkcs12_import (bundle, &view, GNUTLS_X509_FMT_DER, 0) >= 0;
  gnutls_pkcs12_deinit (bundle);
  if (is_bundle)
    return HERALD_KEY_FILE_PKCS12;
  if (gnutls_x509_crt_init (&certificate) >= 0 &&
      gnutls_x509_crt_import (certificate, &view, GNUTLS_X509_FMT_DER) >= 0)
    return HERALD_KEY_FILE_DER_CERTIFICATE;
  return HERALD_KEY_FILE_DER;
}

/* A sequence with a long length, as every key, certificate and bundle begins in DER. */
static gboolean
looks_like_der (const guint8 *data, gsize size)
{
  return size > 4 && data[0] == 0x30 && (data[1] >= 0x80 || data[1] + 2u == size);
}

static gboolean
is_word (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isgraph (*text))
      return FALSE;
  return TRUE;
}

/* Base64 that holds a DER sequence: a .p8 whose first and last lines were not copied. */
static gboolean
is_bare_key (const char *text)
{
  g_autofree guint8 *data = NULL;
  gsize              size = 0;
  gboolean           found;

  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && !g_ascii_isspace (*c) && strchr ("+/=", *c) == NULL)
      return FALSE;
  data = g_base64_decode (text, &size);
  found = size > 32 && looks_like_der (data, size);
  gnutls_memset (data, 0, size);
  return found;
}

static HeraldKeyFileKind
recognise_text (char *text)
{
  const char *colon;

  g_strstrip (text);
  if (*text == '\0')
    return HERALD_KEY_FILE_EMPTY;
  if (*text == '{' || *text == '[')
    return HERALD_KEY_FILE_JSON;
  if (strstr (text, "-----BEGIN ") != NULL)
    return recognise_pem (text);
  if (strstr (text, "<plist") != NULL || g_str_has_prefix (text, "bplist"))
    return HERALD_KEY_FILE_PLIST;
  if (is_bare_key (text))
    return HERALD_KEY_FILE_BARE_KEY;
  colon = is_word (text) ? strchr (text, ':') : NULL;
  if (colon == NULL || strlen (text) < SERVER_KEY_MIN_LENGTH)
    return HERALD_KEY_FILE_OTHER;
  if (g_str_has_prefix (colon, ":APA91b") && !g_str_has_prefix (text, "AAAA"))
    return HERALD_KEY_FILE_FCM_TOKEN;
  return g_str_has_prefix (text, "AAAA") ? HERALD_KEY_FILE_FCM_SERVER_KEY : HERALD_KEY_FILE_OTHER;
}

/* Whether the text is UTF-16, with a byte order mark or by its zero bytes. */
static gboolean
looks_like_utf16 (const guint8 *data, gsize size)
{
  if (size < 4)
    return FALSE;
  if ((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff))
    return TRUE;
  return (data[0] == 0 && data[1] == '-') || (data[0] == '-' && data[1] == 0);
}

/**
 * herald_key_file_skip_mark:
 * @content: a file's content
 *
 * Returns: (transfer full): the content without the mark that Windows editors put in front of UTF-8
 */
GBytes *
herald_key_file_skip_mark (GBytes *content)
{
  gsize         size = 0;
  const guint8 *data = g_bytes_get_data (content, &size);

  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return g_bytes_new_from_bytes (content, 3, size - 3);
  return g_bytes_ref (content);
}

/**
 * herald_key_file_recognise:
 * @content: a file's content without a byte order mark of UTF-8
 *
 * **Thread:** any.
 *
 * Returns: what it is
 */
HeraldKeyFileKind
herald_key_file_recognise (GBytes *content)
{
  gsize             size = 0;
  const guint8     *data = g_bytes_get_data (content, &size);
  char             *text;
  HeraldKeyFileKind kind;

  if (size == 0)
    return HERALD_KEY_FILE_EMPTY;
  if (size > HERALD_KEY_FILE_MAX_BYTES)
    return HERALD_KEY_FILE_TOO_LARGE;
  if (looks_like_der (data, size))
    return recognise_der (data, size);
  if (looks_like_utf16 (data, size))
    return HERALD_KEY_FILE_UTF16;
  if (size >= 6 && memcmp (data, "bplist", 6) == 0)
    return HERALD_KEY_FILE_PLIST;
  if (memchr (data, '\0', size) != NULL)
    return HERALD_KEY_FILE_OTHER;
  text = g_strndup ((const char *) data, size);
  kind = recognise_text (text);
  gnutls_memset (text, 0, size);
  g_free (text);
  return kind;
}
