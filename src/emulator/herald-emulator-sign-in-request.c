/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what is the same at every endpoint. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-request.h"

#include "emulator/herald-emulator-sign-in-form.h"

#include <string.h>

/**
 * herald_emulator_sign_in_request_clear:
 * @self: a request
 */
void
herald_emulator_sign_in_request_clear (HeraldEmulatorSignInRequest *self)
{
  g_clear_pointer (&self->fields, g_hash_table_unref);
  g_clear_pointer (&self->origin, g_free);
}

static gboolean
read_tenant (HeraldEmulatorSignInRequest *self, GError **error)
{
  self->origin = herald_emulator_sign_in_tenant_dup_origin (self->site, self->call);
  return herald_emulator_sign_in_tenant_read (self->site,
                                              herald_emulator_call_get_capture (self->call,
                                                                                "tenant"),
                                              &self->tenant, error);
}

/* Client id and secret may come by HTTP Basic instead of the form (RFC 6749, 2.3.1). */
static gboolean
read_basic (HeraldEmulatorSignInRequest *self, GError **error)
{
  const char      *header = herald_emulator_call_get_header (self->call, "authorization");
  gsize            length = 0;
  g_autofree char *decoded = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *id = NULL;
  g_autofree char *secret = NULL;

  if (header == NULL || g_ascii_strncasecmp (header, "Basic ", strlen ("Basic ")) != 0)
    return TRUE;
  decoded = (char *) g_base64_decode (header + strlen ("Basic "), &length);
  if (decoded == NULL || !g_utf8_validate (decoded, (gssize) length, NULL))
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_MALFORMED, NULL);
  parts = g_strsplit (decoded, ":", 2);
  if (g_strv_length (parts) == 2)
    {
      id = g_uri_unescape_string (parts[0], NULL);
      secret = g_uri_unescape_string (parts[1], NULL);
    }
  if (id == NULL || secret == NULL)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_MALFORMED, NULL);
  g_hash_table_replace (self->fields, g_strdup ("client_id"), g_steal_pointer (&id));
  g_hash_table_replace (self->fields, g_strdup ("client_secret"), g_steal_pointer (&secret));
  return TRUE;
}

/**
 * herald_emulator_sign_in_request_read_body:
 * @self: a request with site, call and version
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: whether tenant and fields are known
 */
gboolean
herald_emulator_sign_in_request_read_body (HeraldEmulatorSignInRequest *self, GError **error)
{
  self->fields = herald_emulator_sign_in_form_read_body (self->call, error);
  return self->fields != NULL && read_basic (self, error) && read_tenant (self, error);
}

/**
 * herald_emulator_sign_in_request_read_query:
 * @self: a request with site, call and version
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: whether tenant and fields are known
 */
gboolean
herald_emulator_sign_in_request_read_query (HeraldEmulatorSignInRequest *self, GError **error)
{
  self->fields = herald_emulator_sign_in_form_read_query (self->call, error);
  return self->fields != NULL && read_tenant (self, error);
}

/**
 * herald_emulator_sign_in_request_find_client:
 * @self: a request with fields
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: whether its client is registered and may use the tenant's endpoint
 */
gboolean
herald_emulator_sign_in_request_find_client (HeraldEmulatorSignInRequest *self, GError **error)
{
  const char *id = herald_emulator_sign_in_request_require (self, "client_id", error);

  if (id == NULL)
    return FALSE;
  self->client = herald_emulator_sign_in_clients_find (self->site, id, error);
  if (self->client == NULL)
    return FALSE;
  if (self->tenant.kind == HERALD_EMULATOR_TENANT_CONSUMERS)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_CONSUMERS, id);
  return TRUE;
}

/**
 * herald_emulator_sign_in_request_get:
 * @self: a request with fields
 * @name: a field
 *
 * Returns: (transfer none) (nullable): its value; %NULL when it is absent or empty
 */
const char *
herald_emulator_sign_in_request_get (const HeraldEmulatorSignInRequest *self, const char *name)
{
  return herald_emulator_sign_in_form_get (self->fields, name);
}

/**
 * herald_emulator_sign_in_request_require:
 * @self: a request with fields
 * @name: a field
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
herald_emulator_sign_in_request_require (const HeraldEmulatorSignInRequest *self,
                                         const char                        *name,
                                         GError                           **error)
{
  const char *value = herald_emulator_sign_in_request_get (self, name);

  if (value == NULL)
    herald_emulator_sign_in_refusal_set (error,
                                         self->v1 ? HERALD_EMULATOR_SIGN_IN_FIELD_MISSING
                                                  : HERALD_EMULATOR_SIGN_IN_PARAMETER_MISSING,
                                         name);
  return value;
}

/**
 * herald_emulator_sign_in_request_dup_scope:
 * @self: a request with fields
 * @fallback: (nullable): what was asked for before
 *
 * v1.0 names a resource instead, and has an ID token and a refresh token always.
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: (transfer full): what is asked for, in the words of v2.0
 */
char *
herald_emulator_sign_in_request_dup_scope (const HeraldEmulatorSignInRequest *self,
                                           const char                        *fallback,
                                           GError                           **error)
{
  const char *name = self->v1 ? "resource" : "scope";
  const char *value = herald_emulator_sign_in_request_get (self, name);

  if (value == NULL && fallback != NULL)
    return g_strdup (fallback);
  if (value == NULL)
    return g_strdup (herald_emulator_sign_in_request_require (self, name, error));
  if (!self->v1)
    return g_strdup (value);
  if (strchr (value, ' ') != NULL)
    {
      herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_RESOURCE_UNKNOWN, value);
      return NULL;
    }
  return g_strconcat (value, "/.default openid profile offline_access", NULL);
}
