/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the path of a request: `contacts`, `contacts(guid)`, `teams(name='x',y=1)`, `WhoAmI()`, and
 * what follows. */
#include "config.h"

#include "emulator/herald-emulator-request.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define CONTENT_TYPE "application/json; odata.metadata=minimal"

static gboolean
refuse_path (const char *segment, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", segment);
  return FALSE;
}

/* A literal, or an alias of one. The alias of anything else, such as a list, is kept as it stands:
 * functions may take it. */
static char *
read_key_value (HeraldEmulatorRequest *self, const HeraldEmulatorLexer *lexer, GError **error)
{
  const char *value = lexer->text;
  g_auto (HeraldEmulatorLexer) inner = { .source = value };

  if (lexer->kind == HERALD_EMULATOR_TOKEN_GUID || lexer->kind == HERALD_EMULATOR_TOKEN_STRING ||
      lexer->kind == HERALD_EMULATOR_TOKEN_INTEGER)
    return g_strdup (value);
  if (lexer->kind != HERALD_EMULATOR_TOKEN_ALIAS)
    {
      herald_emulator_lexer_fail (lexer, error);
      return NULL;
    }
  value = herald_emulator_aliases_require (self->aliases, lexer->text, error);
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
read_key (HeraldEmulatorRequest *self, HeraldEmulatorLexer *lexer, GError **error)
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
  value = read_key_value (self, lexer, error);
  if (value == NULL)
    return FALSE;
  g_ptr_array_add (self->keys, g_steal_pointer (&name));
  g_ptr_array_add (self->keys, value);
  return herald_emulator_lexer_advance (lexer, error);
}

static gboolean
read_keys (HeraldEmulatorRequest *self, HeraldEmulatorLexer *lexer, GError **error)
{
  self->has_key = TRUE;
  if (!herald_emulator_lexer_advance (lexer, error))
    return FALSE;
  while (lexer->kind != HERALD_EMULATOR_TOKEN_RIGHT)
    {
      if (!read_key (self, lexer, error))
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

static gboolean
read_segment (HeraldEmulatorRequest *self, const char *segment, GError **error)
{
  g_auto (HeraldEmulatorLexer) lexer = { .source = segment };

  if (*segment == '\0')
    {
      self->name = g_strdup ("");
      return TRUE;
    }
  if (*segment == '$')
    {
      self->name = g_strdup (segment);
      return TRUE;
    }
  if (!herald_emulator_lexer_init (&lexer, segment, error))
    return FALSE;
  if (lexer.kind != HERALD_EMULATOR_TOKEN_NAME)
    return refuse_path (segment, error);
  self->name = g_strdup (lexer.text);
  if (!herald_emulator_lexer_advance (&lexer, error))
    return FALSE;
  if (lexer.kind == HERALD_EMULATOR_TOKEN_LEFT)
    return read_keys (self, &lexer, error);
  return lexer.kind == HERALD_EMULATOR_TOKEN_END || refuse_path (segment, error);
}

static gboolean
read_path (HeraldEmulatorRequest *self, const char *path, GError **error)
{
  gsize            length = strcspn (path, "/");
  g_autofree char *raw = g_strndup (path, length);
  g_autofree char *segment = herald_emulator_percent_decode (raw, FALSE);

  self->tail = herald_emulator_percent_decode (path[length] == '/' ? path + length + 1 : "", FALSE);
  if (segment == NULL || self->tail == NULL)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "The path is not valid UTF-8.");
      return FALSE;
    }
  return read_segment (self, segment, error);
}

/**
 * herald_emulator_request_free:
 * @self: (nullable): the request to free
 */
void
herald_emulator_request_free (HeraldEmulatorRequest *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->call);
  g_clear_pointer (&self->user.id, g_free);
  g_clear_pointer (&self->preferences, herald_emulator_preferences_free);
  g_clear_pointer (&self->aliases, herald_emulator_aliases_free);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->tail, g_free);
  g_free (self);
}

/**
 * herald_emulator_request_new:
 * @dataverse: the emulated Dataverse
 * @call: a call to `/api/data/{version}/{rest...}`
 * @user: who asks; copied
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY, #HERALD_EMULATOR_REFUSAL_NO_SEGMENT.
 *
 * Returns: (transfer full): the request
 */
HeraldEmulatorRequest *
herald_emulator_request_new (HeraldEmulatorDataverse  *dataverse,
                             HeraldEmulatorCall       *call,
                             const HeraldEmulatorUser *user,
                             GError                  **error)
{
  g_autoptr (HeraldEmulatorRequest) self = g_new0 (HeraldEmulatorRequest, 1);
  g_autofree char *origin = herald_emulator_call_dup_origin (call);

  self->dataverse = dataverse;
  self->call = g_object_ref (call);
  self->user = (HeraldEmulatorUser){ g_strdup (user->id), user->reads_secured };
  self->preferences = herald_emulator_preferences_read (call);
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->base =
    g_strdup_printf ("%s/api/data/%s/", origin, herald_emulator_call_get_capture (call, "version"));
  self->aliases = herald_emulator_aliases_parse (herald_emulator_call_get_query (call), error);
  if (self->aliases == NULL ||
      !read_path (self, herald_emulator_call_get_capture (call, "rest"), error))
    return NULL;
  self->table =
    herald_emulator_schema_find_set (herald_emulator_dataverse_get_schema (dataverse), self->name);
  return g_steal_pointer (&self);
}

/* The one row that an alternate key names. */
static char *
find_by_keys (HeraldEmulatorRequest *self, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  g_string_printf (sql, "SELECT \"%s\" FROM \"%s\" WHERE 1", self->table->primary_key,
                   self->table->sql_name);
  for (guint i = 0; i < self->keys->len; i += 2)
    {
      const char                 *name = g_ptr_array_index (self->keys, i);
      const HeraldEmulatorColumn *column = herald_emulator_table_find_column (self->table, name);

      if (column == NULL)
        {
          g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                       "Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.",
                       name, self->table->logical_name);
          return NULL;
        }
      g_string_append_printf (sql, " AND \"%s\" = ?", column->name);
      herald_emulator_values_add_text (values, g_ptr_array_index (self->keys, i + 1));
    }
  rows = herald_emulator_db_select_values (herald_emulator_dataverse_get_db (self->dataverse),
                                           sql->str, values, error);
  if (rows == NULL)
    return NULL;
  if (herald_emulator_rows_next (rows, error))
    return g_strdup (herald_emulator_rows_get_text (rows, 0));
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "A record with the specified key values does not exist in %s entity",
               self->table->logical_name);
  return NULL;
}

/* Whether the keys are those of an alternate key of the table, in any order. */
static gboolean
is_alternate_key (HeraldEmulatorRequest *self)
{
  for (guint i = 0; i < self->table->alternate_keys->len; i++)
    {
      const HeraldEmulatorAlternateKey *key =
        &g_array_index (self->table->alternate_keys, HeraldEmulatorAlternateKey, i);
      guint n_found = 0;

      for (guint j = 0; j < self->keys->len; j += 2)
        if (g_strv_contains ((const char *const *) key->columns, g_ptr_array_index (self->keys, j)))
          n_found++;
      if (n_found == self->keys->len / 2 && n_found == g_strv_length (key->columns))
        return TRUE;
    }
  return FALSE;
}

/* The id among the keys: alone, or by its column's name, perhaps beside a partition. */
static const char *
find_id_key (HeraldEmulatorRequest *self)
{
  for (guint i = 0; i < self->keys->len; i += 2)
    {
      const char *name = g_ptr_array_index (self->keys, i);

      if ((*name == '\0' && self->keys->len == 2) || strcmp (name, self->table->primary_key) == 0)
        return g_ptr_array_index (self->keys, i + 1);
    }
  return NULL;
}

/**
 * herald_emulator_request_resolve_id:
 * @self: a request whose path names a row
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY, #HERALD_EMULATOR_REFUSAL_NO_ROW.
 *
 * Returns: (transfer full): the id, lower case
 */
char *
herald_emulator_request_resolve_id (HeraldEmulatorRequest *self, GError **error)
{
  const char *id = find_id_key (self);

  if (id != NULL && herald_guid_is_valid (id))
    return herald_guid_normalise (id);
  if (id == NULL && self->keys->len > 0 && is_alternate_key (self))
    return find_by_keys (self, error);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "The key in the path is neither the id of a %s nor one of its alternate keys.",
               self->table->logical_name);
  return NULL;
}

/**
 * herald_emulator_request_get_context:
 * @self: a request
 *
 * Returns: what the meaning of its query options depends on; nothing in it is owned by the caller
 */
HeraldEmulatorQueryContext
herald_emulator_request_get_context (HeraldEmulatorRequest *self)
{
  return (HeraldEmulatorQueryContext){
    .schema = herald_emulator_dataverse_get_schema (self->dataverse),
    .aliases = self->aliases,
    .user_id = self->user.id,
    .now = herald_emulator_dataverse_get_now (self->dataverse),
  };
}

/**
 * herald_emulator_request_dup_address:
 * @self: a request to a set or a row
 * @id: a row's id
 *
 * Returns: (transfer full): the row's full address
 */
char *
herald_emulator_request_dup_address (HeraldEmulatorRequest *self, const char *id)
{
  return g_strdup_printf ("%s%s(%s)", self->base, self->table->entity_set, id);
}

/**
 * herald_emulator_request_respond:
 * @self: a request
 * @status: the HTTP status
 * @object: (transfer full): the body
 */
void
herald_emulator_request_respond (HeraldEmulatorRequest *self, guint status, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  herald_emulator_preferences_apply (self->preferences, self->call);
  herald_emulator_call_add_header (self->call, "Content-Type", CONTENT_TYPE);
  herald_emulator_call_add_header (self->call, "OData-Version", "4.0");
  herald_emulator_call_respond_json (self->call, status, node);
}

/**
 * herald_emulator_request_respond_empty:
 * @self: a request
 * @status: the HTTP status, such as 204
 */
void
herald_emulator_request_respond_empty (HeraldEmulatorRequest *self, guint status)
{
  herald_emulator_call_add_header (self->call, "OData-Version", "4.0");
  herald_emulator_call_respond (self->call, status, NULL);
}
