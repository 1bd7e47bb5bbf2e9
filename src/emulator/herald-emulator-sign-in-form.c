/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `application/x-www-form-urlencoded`, read strictly: in a body or behind a question mark. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-form.h"

#include "emulator/herald-emulator-sign-in-refusal.h"

#include <string.h>

#define CONTENT_TYPE "application/x-www-form-urlencoded"
#define MOST_BYTES ((gsize) 64 * 1024)
#define MOST_FIELDS 64

static GHashTable *
refuse (GError **error)
{
  herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_MALFORMED, NULL);
  return NULL;
}

/* GLib's reader would end a text at an encoded NUL. */
static gboolean
is_plain (const char *text, gsize size)
{
  g_autofree char *copy = g_strndup (text, size);

  return memchr (text, '\0', size) == NULL && strstr (copy, "%00") == NULL;
}

static GHashTable *
parse (const char *text, gsize size, GError **error)
{
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) local_error = NULL;
  GUriParamsIter iter;
  char          *name, *value;

  if (size > MOST_BYTES || !is_plain (text, size))
    return refuse (error);
  g_uri_params_iter_init (&iter, text, (gssize) size, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, &local_error))
    if (!g_hash_table_insert (fields, name, value) || g_hash_table_size (fields) > MOST_FIELDS)
      return refuse (error);
  return local_error == NULL ? g_steal_pointer (&fields) : refuse (error);
}

static gboolean
is_form (const char *type)
{
  gsize length = strlen (CONTENT_TYPE);

  return type != NULL && g_ascii_strncasecmp (type, CONTENT_TYPE, length) == 0 &&
         (type[length] == '\0' || type[length] == ';' || type[length] == ' ');
}

/**
 * herald_emulator_sign_in_form_read_body:
 * @call: a call
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: (transfer full): the fields of its body
 */
GHashTable *
herald_emulator_sign_in_form_read_body (HeraldEmulatorCall *call, GError **error)
{
  gsize       size = 0;
  const char *body = g_bytes_get_data (herald_emulator_call_get_body (call), &size);

  if (!is_form (herald_emulator_call_get_header (call, "content-type")))
    return refuse (error);
  return parse (size > 0 ? body : "", size, error);
}

/**
 * herald_emulator_sign_in_form_read_query:
 * @call: a call
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: (transfer full): the fields of its query string
 */
GHashTable *
herald_emulator_sign_in_form_read_query (HeraldEmulatorCall *call, GError **error)
{
  const char *query = herald_emulator_call_get_query (call);

  return parse (query != NULL ? query : "", query != NULL ? strlen (query) : 0, error);
}

/**
 * herald_emulator_sign_in_form_get:
 * @fields: the fields of a request
 * @name: a field
 *
 * Returns: (transfer none) (nullable): its value; %NULL when it is absent or empty
 */
const char *
herald_emulator_sign_in_form_get (GHashTable *fields, const char *name)
{
  const char *value = g_hash_table_lookup (fields, name);

  return value != NULL && *value != '\0' ? value : NULL;
}
