/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the parameter aliases of a query string. */
#include "config.h"

#include "emulator/herald-emulator-aliases.h"

#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define MOST_ALIASES 100 /* more than any client sends, little enough to hold */

struct _HeraldEmulatorAliases
{
  GHashTable *values; /* (owned): “@p1” to its text, decoded */
};

/**
 * herald_emulator_percent_decode:
 * @text: a part of a URL
 * @plus_is_space: whether “+” is a blank, as in a query
 *
 * **Thread:** any.
 *
 * Returns: (transfer full) (nullable): the text; %NULL when it is no UTF-8 or holds a NUL
 */
char *
herald_emulator_percent_decode (const char *text, gboolean plus_is_space)
{
  g_autofree char *copy = g_strdup (text);
  g_autofree char *decoded = NULL;

  if (plus_is_space)
    g_strdelimit (copy, "+", ' ');
  decoded = g_uri_unescape_string (copy, NULL);
  if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
    return NULL;
  return g_steal_pointer (&decoded);
}

static gboolean
is_alias (const char *name)
{
  if (*name++ != '@' || !(g_ascii_isalpha (*name) || *name == '_'))
    return FALSE;
  while (g_ascii_isalnum (*name) || *name == '_')
    name++;
  return *name == '\0';
}

static gboolean
add_alias (HeraldEmulatorAliases *self, const char *name, const char *raw_value, GError **error)
{
  g_autofree char *value = herald_emulator_percent_decode (raw_value, TRUE);

  if (!is_alias (name))
    return herald_emulator_refuse_query (error,
                                         "The name of the parameter alias '%s' is not valid.",
                                         name);
  if (value == NULL)
    return herald_emulator_refuse_query (
      error, "The value of the parameter alias '%s' is not valid UTF-8.", name);
  if (g_hash_table_contains (self->values, name))
    return herald_emulator_refuse_query (error,
                                         "Query option '%s' was specified more than once, but it "
                                         "must be specified at "
                                         "most once.",
                                         name);
  if (g_hash_table_size (self->values) == MOST_ALIASES)
    return herald_emulator_refuse_query (
      error, "There are too many parameter aliases: '%s' is one too many.", name);
  g_hash_table_insert (self->values, g_strdup (name), g_strstrip (g_steal_pointer (&value)));
  return TRUE;
}

static gboolean
read_field (HeraldEmulatorAliases *self, const char *field, GError **error)
{
  const char      *equals = strchr (field, '=');
  g_autofree char *raw_name =
    equals != NULL ? g_strndup (field, (gsize) (equals - field)) : g_strdup (field);
  g_autofree char *name = herald_emulator_percent_decode (raw_name, TRUE);

  /* A name that cannot be read is refused with the other options. */
  if (name == NULL || *name != '@')
    return TRUE;
  return add_alias (self, name, equals != NULL ? equals + 1 : "", error);
}

/**
 * herald_emulator_aliases_parse:
 * @raw_query: (nullable): what follows the question mark, still encoded
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY. **Thread:** any.
 *
 * Returns: (transfer full): the aliases; the other options are left alone
 */
HeraldEmulatorAliases *
herald_emulator_aliases_parse (const char *raw_query, GError **error)
{
  g_autoptr (HeraldEmulatorAliases) self = g_new0 (HeraldEmulatorAliases, 1);
  g_auto (GStrv) fields = g_strsplit (raw_query != NULL ? raw_query : "", "&", -1);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize i = 0; fields[i] != NULL; i++)
    if (!read_field (self, fields[i], error))
      return NULL;
  return g_steal_pointer (&self);
}

/**
 * herald_emulator_aliases_find:
 * @self: (nullable): the aliases of a request
 * @alias: a name such as “@p1”; case counts
 *
 * Returns: (transfer none) (nullable): its value as it stands, quotes included
 */
const char *
herald_emulator_aliases_find (const HeraldEmulatorAliases *self, const char *alias)
{
  return self != NULL ? g_hash_table_lookup (self->values, alias) : NULL;
}

/**
 * herald_emulator_aliases_require:
 * @self: (nullable): the aliases of a request
 * @alias: a name such as “@p1”
 *
 * For the parameters of functions and for keys, which need a value.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY when it has none.
 *
 * Returns: (transfer none): its value as it stands, quotes included
 */
const char *
herald_emulator_aliases_require (const HeraldEmulatorAliases *self,
                                 const char                  *alias,
                                 GError                     **error)
{
  const char *value = herald_emulator_aliases_find (self, alias);

  if (value == NULL)
    herald_emulator_refuse_query (error,
                                  "The parameter alias '%s' has no value in the query string.",
                                  alias);
  return value;
}

/**
 * herald_emulator_aliases_free:
 * @self: (nullable): the aliases to free
 */
void
herald_emulator_aliases_free (HeraldEmulatorAliases *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_free (self);
}
