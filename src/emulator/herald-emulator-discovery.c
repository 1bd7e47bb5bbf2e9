/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `/{tenant}/v2.0/.well-known/openid-configuration` and the key set that it names, so that anybody
 * can find the endpoints and verify the tokens. Source: “OpenID Connect on the Microsoft identity
 * platform”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-discovery.h"

#include "crypto/herald-jwt.h"
#include "emulator/herald-emulator-bearer.h"

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
 * herald_emulator_discovery_read_rsa:
 * @key: an RSA key
 * @modulus: (out) (transfer full): its modulus
 * @exponent: (out) (transfer full): its exponent
 *
 * **Thread:** any.
 *
 * Returns: whether @key is an RSA key
 */
gboolean
herald_emulator_discovery_read_rsa (HeraldPublicKey *key, GBytes **modulus, GBytes **exponent)
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
add_text (JsonObject *object, const char *name, const char *first, const char *rest)
{
  g_autofree char *text = g_strconcat (first, rest, NULL);

  json_object_set_string_member (object, name, text);
}

static void
add_list (JsonObject *object, const char *name, const char *const *items)
{
  JsonArray *array = json_array_new ();

  for (; *items != NULL; items++)
    json_array_add_string_element (array, *items);
  json_object_set_array_member (object, name, array);
}

/* The tenant by its id, or a name that stands for any; FALSE when the call was answered. */
static gboolean
check_tenant (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  const char      *tenant = herald_emulator_call_get_capture (call, "tenant");
  const char      *own = herald_emulator_site_get_setting (site, HERALD_EMULATOR_TENANT_ID);
  g_autofree char *description = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  if (g_ascii_strcasecmp (tenant, own) == 0 || strcmp (tenant, "common") == 0 ||
      strcmp (tenant, "organizations") == 0)
    return TRUE;
  description = g_strdup_printf ("AADSTS90002: Tenant '%s' not found. Check to make sure you have "
                                 "the correct tenant ID and are signing into the correct cloud.",
                                 tenant);
  object = json_object_new ();
  json_object_set_string_member (object, "error", "invalid_tenant");
  json_object_set_string_member (object, "error_description", description);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, 400, node);
  return FALSE;
}

static void
configuration_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  static const char *const methods[] = { "client_secret_post", "client_secret_basic", NULL };
  static const char *const algorithms[] = { "RS256", NULL };
  static const char *const subjects[] = { "pairwise", NULL };

  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  const char         *tenant = herald_emulator_site_get_setting (site, HERALD_EMULATOR_TENANT_ID);
  g_autofree char    *origin = herald_emulator_call_dup_origin (call);
  g_autofree char    *base = g_strdup_printf ("%s/%s", origin, tenant);
  g_autofree char    *issuer =
    g_strdup_printf ("%s/%s/v2.0", herald_emulator_site_get_https (site), tenant);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (node, object);
  if (!check_tenant (site, call))
    return;
  json_object_set_string_member (object, "issuer", issuer);
  add_text (object, "token_endpoint", base, "/oauth2/v2.0/token");
  add_text (object, "jwks_uri", base, "/discovery/v2.0/keys");
  add_list (object, "token_endpoint_auth_methods_supported", methods);
  add_list (object, "id_token_signing_alg_values_supported", algorithms);
  add_list (object, "subject_types_supported", subjects);
  herald_emulator_call_respond_json (call, 200, node);
}

static void
add_number (JsonObject *object, const char *name, GBytes *number)
{
  gsize            length = 0;
  const guint8    *data = g_bytes_get_data (number, &length);
  g_autofree char *text = herald_base64url_encode (data, length);

  json_object_set_string_member (object, name, text);
}

static JsonObject *
build_key (HeraldEmulatorSite *site)
{
  g_autoptr (HeraldPublicKey) public_key =
    herald_key_dup_public (herald_emulator_site_get_token_key (site), NULL);
  g_autoptr (GBytes) modulus = NULL;
  g_autoptr (GBytes) exponent = NULL;
  JsonObject *object;

  if (public_key == NULL || !herald_emulator_discovery_read_rsa (public_key, &modulus, &exponent))
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "kty", "RSA");
  json_object_set_string_member (object, "use", "sig");
  json_object_set_string_member (object, "alg", "RS256");
  json_object_set_string_member (object, "kid", HERALD_EMULATOR_TOKEN_KEY_ID);
  add_number (object, "n", modulus);
  add_number (object, "e", exponent);
  return object;
}

static void
keys_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray  *array = json_array_new ();
  JsonObject *key;

  json_node_take_object (node, object);
  json_object_set_array_member (object, "keys", array);
  if (!check_tenant (site, call))
    return;
  key = build_key (site);
  if (key != NULL)
    json_array_add_object_element (array, key);
  herald_emulator_call_respond_json (call, 200, node);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/{tenant}/v2.0/.well-known/openid-configuration", configuration_cb },
  { "GET", "/{tenant}/discovery/v2.0/keys", keys_cb },
};

/**
 * herald_emulator_discovery_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_discovery_attach (HeraldEmulatorSite *site, GError **error)
{
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
