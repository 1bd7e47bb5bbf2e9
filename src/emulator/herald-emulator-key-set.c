/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/{tenant}/discovery/v2.0/keys` and `/{tenant}/discovery/keys`, so that anybody can verify the
 * tokens. Source: “Access tokens in the Microsoft identity platform”, on validating tokens, read
 * 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-key-set.h"

#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator-bearer.h"
#include "emulator/herald-emulator-sign-in-refusal.h"
#include "emulator/herald-emulator-sign-in-tenant.h"

#include <string.h>

#define DER_INTEGER 0x02
#define DER_BIT_STRING 0x03
#define DER_SEQUENCE 0x30

/* A part of a DER structure that is still to be read. */
typedef struct
{
  const guint8 *data;
  gsize         length;
} Der;

/* Takes the element at the front, which must have this tag; its content goes to @content. */
static gboolean
take_element (Der *der, guint8 tag, Der *content)
{
  gsize length, header = 2;

  if (der->length < 2 || der->data[0] != tag)
    return FALSE;
  length = der->data[1];
  if (length >= 0x80)
    {
      gsize n_bytes = length & 0x7f;

      if (n_bytes == 0 || n_bytes > 3 || der->length < 2 + n_bytes)
        return FALSE;
      length = 0;
      for (gsize i = 0; i < n_bytes; i++)
        length = length << 8 | der->data[2 + i];
      header += n_bytes;
    }
  if (der->length - header < length)
    return FALSE;
  *content = (Der){ der->data + header, length };
  der->data += header + length;
  der->length -= header + length;
  return TRUE;
}

static GBytes *
dup_number (Der number)
{
  while (number.length > 1 && number.data[0] == 0)
    {
      number.data++;
      number.length--;
    }
  return g_bytes_new (number.data, number.length);
}

/* SubjectPublicKeyInfo: a sequence of the algorithm and a bit string, which holds, after one byte
 * of unused bits, the sequence of both numbers. */
static gboolean
read_numbers (Der der, Der *modulus, Der *exponent)
{
  Der info, algorithm, bits, numbers;

  if (!take_element (&der, DER_SEQUENCE, &info) ||
      !take_element (&info, DER_SEQUENCE, &algorithm) ||
      !take_element (&info, DER_BIT_STRING, &bits) || bits.length < 1)
    return FALSE;
  bits.data++;
  bits.length--;
  return take_element (&bits, DER_SEQUENCE, &numbers) &&
         take_element (&numbers, DER_INTEGER, modulus) &&
         take_element (&numbers, DER_INTEGER, exponent);
}

/**
 * herald_emulator_key_set_read_rsa:
 * @key: an RSA key
 * @modulus: (out) (transfer full): its modulus
 * @exponent: (out) (transfer full): its exponent
 *
 * **Thread:** any.
 *
 * Returns: whether @key is an RSA key
 */
gboolean
herald_emulator_key_set_read_rsa (HeraldPublicKey *key, GBytes **modulus, GBytes **exponent)
{
  g_autofree char   *pem = herald_public_key_to_pem (key, NULL);
  const char        *start = pem != NULL ? strstr (pem, "KEY-----") : NULL;
  const char        *end = start != NULL ? strstr (start, "-----END") : NULL;
  g_autofree char   *base64 = NULL;
  g_autofree guint8 *bytes = NULL;
  Der                der, first, second;

  if (end == NULL)
    return FALSE;
  start += strlen ("KEY-----");
  base64 = g_strndup (start, (gsize) (end - start));
  bytes = g_base64_decode (base64, &der.length);
  der.data = bytes;
  if (!read_numbers (der, &first, &second))
    return FALSE;
  *modulus = dup_number (first);
  *exponent = dup_number (second);
  return TRUE;
}

static void
add_number (JsonObject *object, const char *name, GBytes *number)
{
  gsize            length = 0;
  const guint8    *data = g_bytes_get_data (number, &length);
  g_autofree char *text = herald_base64url_encode (data, length);

  json_object_set_string_member (object, name, text);
}

static void
add_certificate (JsonObject *object, GBytes *certificate)
{
  gsize            length = 0;
  const guint8    *data = g_bytes_get_data (certificate, &length);
  g_autofree char *text = g_base64_encode (data, length);
  JsonArray       *chain = json_array_new ();

  json_array_add_string_element (chain, text);
  json_object_set_array_member (object, "x5c", chain);
}

static JsonObject *
build_key (HeraldEmulatorSite *site)
{
  g_autoptr (HeraldPublicKey) public_key =
    herald_key_dup_public (herald_emulator_site_get_token_key (site), NULL);
  const char *id = herald_emulator_bearer_get_key_id (site);
  g_autoptr (GBytes) modulus = NULL;
  g_autoptr (GBytes) exponent = NULL;
  JsonObject *object;

  if (public_key == NULL || !herald_emulator_key_set_read_rsa (public_key, &modulus, &exponent))
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "kty", "RSA");
  json_object_set_string_member (object, "use", "sig");
  json_object_set_string_member (object, "kid", id);
  json_object_set_string_member (object, "x5t", id);
  add_number (object, "n", modulus);
  add_number (object, "e", exponent);
  add_certificate (object, herald_emulator_bearer_get_certificate (site));
  return object;
}

static void
respond (HeraldEmulatorCall *call, gpointer user_data, gboolean with_issuer)
{
  HeraldEmulatorSite  *site = HERALD_EMULATOR_SITE (user_data);
  g_autofree char     *origin = herald_emulator_sign_in_tenant_dup_origin (site, call);
  g_autofree char     *issuer = NULL;
  HeraldEmulatorTenant tenant;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object, *key;
  JsonArray  *array;

  if (!herald_emulator_sign_in_tenant_read (site, herald_emulator_call_get_capture (call, "tenant"),
                                            &tenant, &error))
    {
      herald_emulator_sign_in_refusal_respond (site, call, error);
      return;
    }
  issuer = g_strdup_printf ("%s/%s/v2.0", origin, tenant.issuer_id);
  array = json_array_new ();
  key = build_key (site);
  if (key != NULL && with_issuer)
    json_object_set_string_member (key, "issuer", issuer);
  if (key != NULL)
    json_array_add_object_element (array, key);
  object = json_object_new ();
  json_object_set_array_member (object, "keys", array);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  herald_emulator_call_add_header (call, "Access-Control-Allow-Origin", "*");
  herald_emulator_call_respond_json (call, 200, node);
}

static void
keys_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond (call, user_data, TRUE);
}

static void
keys_of_v1_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  respond (call, user_data, FALSE);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/{tenant}/discovery/v2.0/keys", keys_cb },
  { "GET", "/{tenant}/discovery/keys", keys_of_v1_cb },
};

/**
 * herald_emulator_key_set_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_key_set_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
