/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs the assertion of an application that has a certificate: Microsoft, “Application
 * authentication certificate credentials”, read 2026-11. */
#include "config.h"

#include "net/herald-client-assertion.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "crypto/herald-certificate.h"
#include "crypto/herald-jwt.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The page recommends five to ten minutes. */
#define LIFE_SECONDS 300
#define SHA256_BYTES 32
#define BEGIN_CERTIFICATE "-----BEGIN CERTIFICATE-----"
#define END_CERTIFICATE "-----END CERTIFICATE-----"

static void
free_key (char *pem)
{
  if (pem != NULL)
    explicit_bzero (pem, strlen (pem));
  g_free (pem);
}

/* The first certificate is the application's own; what follows it is its chain. */
static char *
dup_certificate (const char *pem)
{
  const char *start = strstr (pem, BEGIN_CERTIFICATE);
  const char *end = start != NULL ? strstr (start, END_CERTIFICATE) : NULL;

  return end != NULL ? g_strndup (start, (gsize) (end - start) + strlen (END_CERTIFICATE)) : NULL;
}

/* “-----BEGIN PRIVATE KEY-----”, or with RSA or EC before PRIVATE. */
static HeraldKey *
read_key (const char *pem, GError **error)
{
  const char *label = strstr (pem, "PRIVATE KEY-----");
  const char *start = label != NULL ? g_strrstr_len (pem, label - pem, "-----BEGIN ") : NULL;
  const char *end = start != NULL ? strstr (start, "-----END ") : NULL;
  const char *line_end = end != NULL ? strchr (end, '\n') : NULL;
  HeraldKey  *key;
  char       *block;

  if (end == NULL)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("The file holds no private key; it needs both the key and the "
                             "certificate in PEM form"));
      return NULL;
    }
  block = line_end != NULL ? g_strndup (start, (gsize) (line_end - start) + 1) : g_strdup (start);
  key = herald_key_new_from_pem (block, -1, error);
  free_key (block);
  return key;
}

static gboolean
check_pair (HeraldKey *key, const char *certificate, GError **error)
{
  g_autoptr (HeraldPublicKey) named = herald_certificate_read_key (certificate, error);
  g_autoptr (HeraldPublicKey) own = named != NULL ? herald_key_dup_public (key, error) : NULL;
  g_autofree char *named_print =
    own != NULL ? herald_public_key_get_fingerprint (named, error) : NULL;
  g_autofree char *own_print =
    named_print != NULL ? herald_public_key_get_fingerprint (own, error) : NULL;

  if (own_print == NULL)
    return FALSE;
  if (herald_key_get_kind (key) == HERALD_KEY_RSA && strcmp (named_print, own_print) == 0)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       herald_key_get_kind (key) != HERALD_KEY_RSA
                       ? _("The sign-in service takes RSA keys only")
                       : _("The private key does not belong to the certificate beside it"));
  return FALSE;
}

static JsonObject *
make_header (const char *certificate, GError **error)
{
  g_autoptr (GBytes) der = herald_certificate_pem_to_der (certificate, error);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *thumbprint = NULL;
  guint8           digest[SHA256_BYTES];
  gsize            length = sizeof digest;
  JsonObject      *header;

  if (der == NULL)
    return NULL;
  g_checksum_update (sum, g_bytes_get_data (der, NULL), (gssize) g_bytes_get_size (der));
  g_checksum_get_digest (sum, digest, &length);
  thumbprint = herald_base64url_encode (digest, length);
  header = json_object_new ();
  json_object_set_string_member (header, "typ", "JWT");
  json_object_set_string_member (header, "x5t#S256", thumbprint);
  return header;
}

static JsonObject *
make_claims (const char *client_id, const char *audience, gint64 now_seconds)
{
  g_autofree char *id = herald_guid_new ();
  JsonObject      *claims = json_object_new ();

  json_object_set_string_member (claims, "aud", audience);
  json_object_set_string_member (claims, "iss", client_id);
  json_object_set_string_member (claims, "sub", client_id);
  json_object_set_string_member (claims, "jti", id);
  json_object_set_int_member (claims, "nbf", now_seconds);
  json_object_set_int_member (claims, "iat", now_seconds);
  json_object_set_int_member (claims, "exp", now_seconds + LIFE_SECONDS);
  return claims;
}

/**
 * herald_client_assertion_check_certificate:
 * @pem: a private key and its certificate, both PEM, in either order
 *
 * **Errors:** INVALID says what is wrong. **Thread:** any.
 *
 * Returns: whether assertions can be signed with it
 */
gboolean
herald_client_assertion_check_certificate (const char *pem, GError **error)
{
  g_autofree char *certificate = NULL;
  g_autoptr (HeraldKey) key = NULL;

  g_return_val_if_fail (pem != NULL, FALSE);

  certificate = dup_certificate (pem);
  if (certificate == NULL)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("The file holds no certificate; it needs both the key and the "
                             "certificate in PEM form"));
      return FALSE;
    }
  key = read_key (pem, error);
  return key != NULL && check_pair (key, certificate, error);
}

/**
 * herald_client_assertion_make:
 * @pem: a private key and its certificate, both PEM
 * @client_id: the application
 * @audience: the token endpoint
 * @now_seconds: the time, in seconds since 1970
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): a signed assertion, good for five minutes
 */
char *
herald_client_assertion_make (const char *pem,
                              const char *client_id,
                              const char *audience,
                              gint64      now_seconds,
                              GError    **error)
{
  g_autofree char *certificate = NULL;
  g_autoptr (HeraldKey) key = NULL;
  g_autoptr (JsonObject) header = NULL;
  g_autoptr (JsonObject) claims = NULL;

  g_return_val_if_fail (pem != NULL, NULL);
  g_return_val_if_fail (client_id != NULL && audience != NULL, NULL);

  if (!herald_client_assertion_check_certificate (pem, error))
    return NULL;
  certificate = dup_certificate (pem);
  key = read_key (pem, error);
  header = key != NULL ? make_header (certificate, error) : NULL;
  if (header == NULL)
    return NULL;
  claims = make_claims (client_id, audience, now_seconds);
  return herald_jwt_sign (key, HERALD_SIGNATURE_PS256, header, claims, error);
}
