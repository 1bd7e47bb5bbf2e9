/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Web Tokens in compact form (RFC 7515) with the algorithms that Apple, Google and
 * Microsoft take. */
#include "config.h"

#include "crypto/herald-jwt.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "crypto/herald-key-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TOKEN_BYTES 16384 /* far above any token of ours; keeps hostile input small */

struct _HeraldJwt
{
  GObject parent_instance;

  JsonObject *header;       /* (owned) */
  JsonObject *claims;       /* (owned) */
  GBytes     *signed_bytes; /* (owned): header.claims as received */
  GBytes     *signature;    /* (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldJwt, herald_jwt, G_TYPE_OBJECT)

static void
herald_jwt_finalize (GObject *object)
{
  HeraldJwt *self = HERALD_JWT (object);

  g_clear_pointer (&self->header, json_object_unref);
  g_clear_pointer (&self->claims, json_object_unref);
  g_clear_pointer (&self->signed_bytes, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  G_OBJECT_CLASS (herald_jwt_parent_class)->finalize (object);
}

static void
herald_jwt_class_init (HeraldJwtClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_jwt_finalize;
}

static void
herald_jwt_init (HeraldJwt *self)
{
}

static char *
encode_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = herald_json_write (node, FALSE);

  return herald_base64url_encode ((const guint8 *) text, strlen (text));
}

/* The header as given, with the algorithm that is really used in front. */
static char *
encode_header (JsonObject *given, const char *algorithm)
{
  g_autoptr (JsonObject) header = json_object_new ();
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_set_string_member (header, "alg", algorithm);
  json_object_iter_init (&iter, given);
  while (json_object_iter_next (&iter, &name, &value))
    if (!g_str_equal (name, "alg"))
      json_object_set_member (header, name, json_node_copy (value));
  return encode_object (header);
}

/**
 * herald_jwt_sign:
 * @key: a key of the kind that the algorithm needs
 * @algorithm: ES256, RS256 or PS256
 * @header: further header members such as “kid”; “alg” is set here
 * @claims: the claims
 *
 * **Errors:** INVALID when the key is of another kind. **Thread:** any.
 *
 * Returns: (transfer full): the token
 */
char *
herald_jwt_sign (HeraldKey      *key,
                 HeraldSignature algorithm,
                 JsonObject     *header,
                 JsonObject     *claims,
                 GError        **error)
{
  g_autofree char *head = NULL;
  g_autofree char *body = NULL;
  g_autofree char *tail = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GBytes) signature = NULL;

  g_return_val_if_fail (HERALD_IS_KEY (key), NULL);
  g_return_val_if_fail (header != NULL && claims != NULL, NULL);

  head = encode_header (header, herald_signature_get_name (algorithm));
  body = encode_object (claims);
  text = g_strconcat (head, ".", body, NULL);
  data = g_bytes_new_static (text, strlen (text));
  signature = herald_key_sign (key, algorithm, data, error);
  if (signature == NULL)
    return NULL;
  tail = herald_base64url_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  return g_strconcat (text, ".", tail, NULL);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, message);
  return FALSE;
}

static JsonObject *
decode_object (const char *part, GError **error)
{
  g_autoptr (GBytes) bytes = herald_base64url_decode (part);

  if (bytes == NULL)
    {
      refuse (error, _("A part of the token is not base64url"));
      return NULL;
    }
  return herald_json_parse_object (bytes, error);
}

/* Base64 with its padding is a multiple of four long; what is wrong stays for the decoder. */
static void
cut_padding (char *part)
{
  gsize length = strlen (part);

  if (length % 4 != 0)
    return;
  for (guint i = 0; i < 2 && length > 0 && part[length - 1] == '='; i++)
    part[--length] = '\0';
}

static HeraldJwt *
parse (const char *token, gboolean padded, GError **error)
{
  g_autoptr (HeraldJwt) self = NULL;
  g_auto (GStrv) parts = NULL;

  if (strlen (token) > MAX_TOKEN_BYTES)
    {
      refuse (error, _("The token is too long to be a JSON Web Token"));
      return NULL;
    }
  parts = g_strsplit (token, ".", 5);
  if (g_strv_length (parts) != 3)
    {
      refuse (error, _("A JSON Web Token has three parts with dots between them"));
      return NULL;
    }
  self = g_object_new (HERALD_TYPE_JWT, NULL);
  self->signed_bytes = g_bytes_new (token, strlen (parts[0]) + 1 + strlen (parts[1]));
  for (guint i = 0; padded && i < 3; i++)
    cut_padding (parts[i]);
  self->header = decode_object (parts[0], error);
  if (self->header == NULL)
    return NULL;
  self->claims = decode_object (parts[1], error);
  if (self->claims == NULL)
    return NULL;
  self->signature = herald_base64url_decode (parts[2]);
  if (self->signature == NULL)
    {
      refuse (error, _("The signature of the token is not base64url"));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * herald_jwt_parse:
 * @token: a token in compact form
 *
 * Reads it without any judgement of its signature or claims.
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): the token's parts
 */
HeraldJwt *
herald_jwt_parse (const char *token, GError **error)
{
  g_return_val_if_fail (token != NULL, NULL);

  return parse (token, FALSE, error);
}

/**
 * herald_jwt_parse_padded:
 * @token: a token in compact form, whose parts may end in the padding of Base64
 *
 * RFC 7515 allows no padding, but libraries that many use write it.
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: (transfer full): the token's parts
 */
HeraldJwt *
herald_jwt_parse_padded (const char *token, GError **error)
{
  g_return_val_if_fail (token != NULL, NULL);

  return parse (token, TRUE, error);
}

/**
 * herald_jwt_get_header:
 * @self: a token
 *
 * Returns: (transfer none): its header
 */
JsonObject *
herald_jwt_get_header (HeraldJwt *self)
{
  g_return_val_if_fail (HERALD_IS_JWT (self), NULL);

  return self->header;
}

/**
 * herald_jwt_get_claims:
 * @self: a token
 *
 * Returns: (transfer none): its claims, which mean nothing before the signature was verified
 */
JsonObject *
herald_jwt_get_claims (HeraldJwt *self)
{
  g_return_val_if_fail (HERALD_IS_JWT (self), NULL);

  return self->claims;
}

/**
 * herald_jwt_verify_with:
 * @self: a token
 * @key: the signer's public key
 * @algorithm: the one that the verifier chose
 *
 * The header has to name @algorithm: a token never chooses how it is verified. A header with “crit”
 * is refused (RFC 7515, 4.1.11: none is known here).
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: whether the signature is right
 */
gboolean
herald_jwt_verify_with (HeraldJwt       *self,
                        HeraldPublicKey *key,
                        HeraldSignature  algorithm,
                        GError         **error)
{
  const char *named = NULL;

  g_return_val_if_fail (HERALD_IS_JWT (self), FALSE);
  g_return_val_if_fail (HERALD_IS_PUBLIC_KEY (key), FALSE);

  if (!herald_json_read_string (self->header, "alg", HERALD_JSON_REQUIRED, &named, error))
    return FALSE;
  if (!g_str_equal (named, herald_signature_get_name (algorithm)))
    return refuse (error, _("The token's algorithm does not match the key"));
  if (json_object_has_member (self->header, "crit"))
    return refuse (error, _("The token needs an extension that is not known"));
  if (!herald_public_key_verify (key, algorithm, self->signed_bytes, self->signature))
    return refuse (error, _("The token's signature is wrong"));
  return TRUE;
}

/**
 * herald_jwt_verify:
 * @self: a token
 * @key: the signer's public key
 *
 * Like herald_jwt_verify_with(), with the algorithm that follows from the key: ES256 or RS256.
 *
 * **Errors:** INVALID. **Thread:** any.
 *
 * Returns: whether the signature is right
 */
gboolean
herald_jwt_verify (HeraldJwt *self, HeraldPublicKey *key, GError **error)
{
  HeraldKeyKind kind;

  g_return_val_if_fail (HERALD_IS_JWT (self), FALSE);
  g_return_val_if_fail (HERALD_IS_PUBLIC_KEY (key), FALSE);

  kind = herald_public_key_get_kind (key);
  if (kind == HERALD_KEY_OTHER)
    return refuse (error, _("The key is of a kind that cannot verify tokens"));
  return herald_jwt_verify_with (self, key,
                                 kind == HERALD_KEY_EC_P256 ? HERALD_SIGNATURE_ES256
                                                            : HERALD_SIGNATURE_RS256,
                                 error);
}

/**
 * herald_base64url_encode:
 * @data: (array length=length) (nullable): bytes
 * @length: how many
 *
 * Returns: (transfer full): Base64 of RFC 4648, section 5, without padding
 */
char *
herald_base64url_encode (const guint8 *data, gsize length)
{
  char *text = g_base64_encode (data, length);

  for (char *c = text; *c != '\0'; c++)
    {
      if (*c == '+')
        *c = '-';
      else if (*c == '/')
        *c = '_';
      else if (*c == '=')
        *c = '\0';
      if (*c == '\0')
        break;
    }
  return text;
}

static int
decode_digit (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  if (c == '-')
    return 62;
  return c == '_' ? 63 : -1;
}

/**
 * herald_base64url_decode:
 * @text: Base64 of RFC 4648, section 5, without padding
 *
 * Strict: no padding, no white space, no other characters, and unused bits are zero, so that each
 * value has one spelling.
 *
 * Returns: (transfer full) (nullable): the bytes, %NULL when the text is anything else
 */
GBytes *
herald_base64url_decode (const char *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint32 bits = 0;
  guint   n_bits = 0;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) % 4 == 1)
    return NULL;
  for (const char *c = text; *c != '\0'; c++)
    {
      int digit = decode_digit (*c);

      if (digit < 0)
        return NULL;
      bits = bits << 6 | (guint32) digit;
      n_bits += 6;
      if (n_bits >= 8)
        {
          guint8 byte;

          n_bits -= 8;
          byte = (guint8) (bits >> n_bits & 0xff);
          g_byte_array_append (bytes, &byte, 1);
          bits &= (1u << n_bits) - 1;
        }
    }
  if (bits != 0)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
