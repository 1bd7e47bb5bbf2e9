/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads keys in parentheses and finds the row that they name, in a path as in a reference. */
#include "config.h"

#include "emulator/herald-emulator-address.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-lexer.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-rows.h"

#include <string.h>

static gboolean
refuse_segment (const char *segment, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", segment);
  return FALSE;
}

/* A literal, or an alias of one. The alias of anything else, such as a list, is kept as it stands:
 * functions may take it. */
static char *
read_key_value (const HeraldEmulatorAliases *aliases,
                const HeraldEmulatorLexer   *lexer,
                GError                     **error)
{
  const char *value = lexer->text;
  g_auto (HeraldEmulatorLexer) inner = { .source = value };

  if (lexer->kind == HERALD_EMULATOR_TOKEN_GUID || lexer->kind == HERALD_EMULATOR_TOKEN_STRING ||
      lexer->kind == HERALD_EMULATOR_TOKEN_INTEGER)
    return g_strdup (value);
  if (lexer->kind != HERALD_EMULATOR_TOKEN_ALIAS || aliases == NULL)
    {
      herald_emulator_lexer_fail (lexer, error);
      return NULL;
    }
  value = herald_emulator_aliases_require (aliases, lexer->text, error);
  if (value == NULL || !herald_emulator_lexer_init (&inner, value, NULL) ||
      inner.kind != HERALD_EMULATOR_TOKEN_STRING)
    return g_strdup (value);
  if (*inner.next == '\0')
    return g_strdup (inner.text);
  herald_emulator_lexer_advance (&inner, NULL);
  herald_emulator_lexer_fail (&inner, error);
  return NULL;
}

/* “name=value”, or a value alone, which is the id. */
static gboolean
read_key (GPtrArray                   *keys,
          const HeraldEmulatorAliases *aliases,
          HeraldEmulatorLexer         *lexer,
          GError                     **error)
{
  g_autofree char *name = g_strdup ("");
  char            *value;

  if (lexer->kind == HERALD_EMULATOR_TOKEN_NAME)
    {
      g_free (name);
      name = g_strdup (lexer->text);
      if (!herald_emulator_lexer_advance (lexer, error))
        return FALSE;
      if (lexer->kind != HERALD_EMULATOR_TOKEN_EQUALS)
        return herald_emulator_lexer_fail (lexer, error);
      if (!herald_emulator_lexer_advance (lexer, error))
        return FALSE;
    }
  value = read_key_value (aliases, lexer, error);
  if (value == NULL)
    return FALSE;
  g_ptr_array_add (keys, g_steal_pointer (&name));
  g_ptr_array_add (keys, value);
  return herald_emulator_lexer_advance (lexer, error);
}

static gboolean
read_keys (GPtrArray                   *keys,
           const HeraldEmulatorAliases *aliases,
           HeraldEmulatorLexer         *lexer,
           GError                     **error)
{
  if (!herald_emulator_lexer_advance (lexer, error))
    return FALSE;
  while (lexer->kind != HERALD_EMULATOR_TOKEN_RIGHT)
    {
      if (!read_key (keys, aliases, lexer, error))
        return FALSE;
      if (lexer->kind == HERALD_EMULATOR_TOKEN_COMMA)
        {
          if (!herald_emulator_lexer_advance (lexer, error))
            return FALSE;
        }
      else if (lexer->kind != HERALD_EMULATOR_TOKEN_RIGHT)
        return herald_emulator_lexer_fail (lexer, error);
    }
  if (!herald_emulator_lexer_advance (lexer, error))
    return FALSE;
  return lexer->kind == HERALD_EMULATOR_TOKEN_END || herald_emulator_lexer_fail (lexer, error);
}

/**
 * herald_emulator_address_read:
 * @segment: one segment of a path, decoded
 * @aliases: (nullable): what “@p1” among the keys stands for
 * @name: (out) (transfer full): what stands before the parentheses
 * @has_key: (out): whether there are parentheses
 * @keys: (element-type utf8): gets what is in them
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_SEGMENT, #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether it could be read
 */
gboolean
herald_emulator_address_read (const char                  *segment,
                              const HeraldEmulatorAliases *aliases,
                              char                       **name,
                              gboolean                    *has_key,
                              GPtrArray                   *keys,
                              GError                     **error)
{
  g_auto (HeraldEmulatorLexer) lexer = { .source = segment };

  *has_key = FALSE;
  if (*segment == '\0' || *segment == '$')
    {
      *name = g_strdup (segment);
      return TRUE;
    }
  if (!herald_emulator_lexer_init (&lexer, segment, error))
    return FALSE;
  if (lexer.kind != HERALD_EMULATOR_TOKEN_NAME)
    return refuse_segment (segment, error);
  *name = g_strdup (lexer.text);
  if (!herald_emulator_lexer_advance (&lexer, error))
    return FALSE;
  *has_key = lexer.kind == HERALD_EMULATOR_TOKEN_LEFT;
  if (*has_key)
    return read_keys (keys, aliases, &lexer, error);
  return lexer.kind == HERALD_EMULATOR_TOKEN_END || refuse_segment (segment, error);
}

/**
 * herald_emulator_address_find_key_column:
 * @table: a table
 * @name: a column of a key; a lookup may be called as it is read
 *
 * Returns: (transfer none) (nullable): the column
 */
const HeraldEmulatorColumn *
herald_emulator_address_find_key_column (const HeraldEmulatorTable *table, const char *name)
{
  const HeraldEmulatorColumn *column = herald_emulator_table_find_column (table, name);

  return column != NULL ? column : herald_emulator_table_find_public_column (table, name);
}

static gboolean
has_key_column (const HeraldEmulatorAlternateKey *key,
                const HeraldEmulatorTable        *table,
                const char                       *name)
{
  const HeraldEmulatorColumn *column = herald_emulator_address_find_key_column (table, name);

  return column != NULL && g_strv_contains ((const char *const *) key->columns, column->name);
}

/**
 * herald_emulator_address_is_alternate:
 * @table: a table
 * @keys: (element-type utf8): name, value, name, value…
 *
 * Returns: whether they are those of an alternate key of the table, in any order
 */
gboolean
herald_emulator_address_is_alternate (const HeraldEmulatorTable *table, GPtrArray *keys)
{
  for (guint i = 0; i < table->alternate_keys->len; i++)
    {
      const HeraldEmulatorAlternateKey *key =
        &g_array_index (table->alternate_keys, HeraldEmulatorAlternateKey, i);
      guint n_found = 0;

      for (guint j = 0; j < keys->len; j += 2)
        if (has_key_column (key, table, g_ptr_array_index (keys, j)))
          n_found++;
      if (n_found > 0 && n_found == keys->len / 2 && n_found == g_strv_length (key->columns))
        return TRUE;
    }
  return FALSE;
}

static void
add_key_value (GArray *values, const HeraldEmulatorColumn *column, const char *value)
{
  g_autofree char *id =
    herald_emulator_column_is_text (column) ? NULL : herald_guid_normalise (value);

  herald_emulator_values_add_text (values, id != NULL ? id : value);
}

/* The one row that an alternate key names. */
static char *
find_by_keys (HeraldEmulatorDataverse   *dataverse,
              const HeraldEmulatorTable *table,
              GPtrArray                 *keys,
              GError                   **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  g_string_printf (sql, "SELECT \"%s\" FROM \"%s\" WHERE 1", table->primary_key, table->sql_name);
  for (guint i = 0; i < keys->len; i += 2)
    {
      const HeraldEmulatorColumn *column =
        herald_emulator_address_find_key_column (table, g_ptr_array_index (keys, i));

      g_string_append_printf (sql, " AND \"%s\" = ?", column->name);
      add_key_value (values, column, g_ptr_array_index (keys, i + 1));
    }
  rows = herald_emulator_db_select_values (herald_emulator_dataverse_get_db (dataverse), sql->str,
                                           values, error);
  if (rows == NULL)
    return NULL;
  if (herald_emulator_rows_next (rows, error))
    return g_strdup (herald_emulator_rows_get_text (rows, 0));
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "A record with the specified key values does not exist in %s entity",
               table->logical_name);
  return NULL;
}

/* The id among the keys: alone, or by its column's name, perhaps beside a partition. */
static const char *
find_id_key (const HeraldEmulatorTable *table, GPtrArray *keys)
{
  for (guint i = 0; i < keys->len; i += 2)
    {
      const char *name = g_ptr_array_index (keys, i);

      if ((*name == '\0' && keys->len == 2) || strcmp (name, table->primary_key) == 0)
        return g_ptr_array_index (keys, i + 1);
    }
  return NULL;
}

/**
 * herald_emulator_address_find_row:
 * @dataverse: the emulated Dataverse
 * @table: a table
 * @keys: (element-type utf8): what was between the parentheses
 *
 * An id is taken as it is; whether there is such a row shows when it is used.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY, #HERALD_EMULATOR_REFUSAL_NO_ROW; STORE.
 *
 * Returns: (transfer full): the id, lower case
 */
char *
herald_emulator_address_find_row (HeraldEmulatorDataverse   *dataverse,
                                  const HeraldEmulatorTable *table,
                                  GPtrArray                 *keys,
                                  GError                   **error)
{
  const char *id = find_id_key (table, keys);

  if (id != NULL && herald_guid_is_valid (id))
    return herald_guid_normalise (id);
  if (id == NULL && herald_emulator_address_is_alternate (table, keys))
    return find_by_keys (dataverse, table, keys, error);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "The key in the path is neither the id of a %s nor one of its alternate keys.",
               table->logical_name);
  return NULL;
}

static gboolean
refuse_reference (const char *reference, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD,
               "The reference '%.200s' is not a valid entity reference such as "
               "'/systemusers(<id>)'.",
               reference);
  return FALSE;
}

/* “set(key)” of “http://…/api/data/v9.2/set(key)”, of “/api/data/v9.2/set(key)”, of “/set(key)”;
 * NULL when the address is one of another server. */
static const char *
skip_to_segment (HeraldEmulatorDataverse *dataverse, const char *reference)
{
  static const char root[] = "/api/data/";

  const char      *scheme_end = strstr (reference, "://");
  const char      *path = reference;
  g_autofree char *origin = NULL;

  if (g_ascii_strncasecmp (reference, "http", 4) == 0 && scheme_end != NULL)
    {
      path = scheme_end + 3 + strcspn (scheme_end + 3, "/");
      origin = g_strndup (reference, (gsize) (path - reference));
      if (!herald_emulator_site_is_own_origin (herald_emulator_dataverse_get_site (dataverse),
                                               origin) ||
          !g_str_has_prefix (path, root))
        return NULL;
    }
  if (g_str_has_prefix (path, root))
    {
      path += strlen (root);
      path += strcspn (path, "/");
    }
  return *path == '/' ? path + 1 : path;
}

/**
 * herald_emulator_address_read_reference:
 * @dataverse: the emulated Dataverse
 * @reference: “/set(key)”, “set(key)” or a full address of this server
 * @table: (out): where it points
 * @keys: (element-type utf8): gets what is in the parentheses
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD, #HERALD_EMULATOR_REFUSAL_NO_SEGMENT.
 *
 * Returns: whether it could point to a row
 */
gboolean
herald_emulator_address_read_reference (HeraldEmulatorDataverse    *dataverse,
                                        const char                 *reference,
                                        const HeraldEmulatorTable **table,
                                        GPtrArray                  *keys,
                                        GError                    **error)
{
  const char      *start = skip_to_segment (dataverse, reference);
  g_autofree char *segment = start != NULL ? herald_emulator_percent_decode (start, FALSE) : NULL;
  g_autofree char *set = NULL;
  gboolean         has_key = FALSE;

  if (segment == NULL ||
      !herald_emulator_address_read (segment, NULL, &set, &has_key, keys, NULL) || !has_key)
    return refuse_reference (reference, error);
  *table = herald_emulator_schema_find_set (herald_emulator_dataverse_get_schema (dataverse), set);
  if (*table == NULL)
    return refuse_segment (set, error);
  return keys->len > 0 || refuse_reference (reference, error);
}

/**
 * herald_emulator_address_parse_reference:
 * @dataverse: the emulated Dataverse
 * @reference: “/set(key)”, “set(key)” or a full address of this server
 * @table: (out): where it points
 * @id: (out) (transfer full): the row there, which exists
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD, #HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
 * #HERALD_EMULATOR_REFUSAL_NO_ROW.
 *
 * Returns: whether it points to a row
 */
gboolean
herald_emulator_address_parse_reference (HeraldEmulatorDataverse    *dataverse,
                                         const char                 *reference,
                                         const HeraldEmulatorTable **table,
                                         char                      **id,
                                         GError                    **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  if (!herald_emulator_address_read_reference (dataverse, reference, table, keys, error))
    return FALSE;
  *id = herald_emulator_address_find_row (dataverse, *table, keys, error);
  if (*id == NULL)
    return FALSE;
  if (herald_emulator_rows_exists (dataverse, *table, *id))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "%s With Id = %s Does Not Exist", (*table)->logical_name, *id);
  g_clear_pointer (id, g_free);
  return FALSE;
}
