/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the path of a request: `contacts`, `contacts(guid)`, `teams(name='x',y=1)`, `WhoAmI()`, and
 * what follows. */
#include "config.h"

#include "emulator/herald-emulator-request.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-address.h"
#include "emulator/herald-emulator-media-type.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-rows.h"

#include <string.h>

#define LATEST_VERSION 4.01  /* of OData */
#define HIGHEST_VERSION 99.0 /* that a caller may claim to read */

/* Whether keys may follow the name; after any other, parentheses hold what a function takes. */
static gboolean
is_collection (HeraldEmulatorRequest *self, const char *name)
{
  static const char *const definitions[] = { "EntityDefinitions", "RelationshipDefinitions",
                                             "GlobalOptionSetDefinitions", NULL };

  return g_strv_contains (definitions, name) ||
         herald_emulator_schema_find_set (herald_emulator_dataverse_get_schema (self->dataverse),
                                          name) != NULL;
}

/* What follows the name of a function is its own matter, as long as the parentheses close. */
static gboolean
read_segment (HeraldEmulatorRequest *self, const char *segment, GError **error)
{
  const char      *left = strchr (segment, '(');
  g_autofree char *name = left != NULL ? g_strndup (segment, (gsize) (left - segment)) : NULL;

  if (name == NULL || !g_str_has_suffix (segment, ")") || is_collection (self, name))
    return herald_emulator_address_read (segment, self->aliases, &self->name, &self->has_key,
                                         self->keys, error);
  self->name = g_steal_pointer (&name);
  self->arguments = g_strndup (left + 1, strlen (left) - strlen ("()"));
  return TRUE;
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
  g_clear_pointer (&self->sight, herald_emulator_sight_free);
  g_clear_pointer (&self->preferences, herald_emulator_preferences_free);
  g_clear_pointer (&self->aliases, herald_emulator_aliases_free);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->arguments, g_free);
  g_clear_pointer (&self->tail, g_free);
  g_free (self);
}

/* “Compose HTTP requests and handle errors”: the service speaks OData 4.0. What a caller can read
 * at most has to reach that, and what it writes has to be that or the next one, which is the same
 * here. */
static gboolean
check_version (HeraldEmulatorCall *call, const char *name, double most, GError **error)
{
  const char *value = herald_emulator_call_get_header (call, name);
  char       *end = NULL;
  double      version = value != NULL ? g_ascii_strtod (value, &end) : 4.0;

  if (value == NULL || (end != value && g_ascii_isdigit (*value) && (*end == '\0' || *end == ';') &&
                        version >= 4.0 && version <= most))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "The value '%.80s' of the header '%s' is not supported: the service speaks OData "
               "4.0.",
               value, name);
  return FALSE;
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
  self->user = (HeraldEmulatorUser){ g_strdup (user->id) };
  self->sight = herald_emulator_sight_new (dataverse, user->id);
  self->preferences = herald_emulator_preferences_read (call);
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->base =
    g_strdup_printf ("%s/api/data/%s/", origin, herald_emulator_call_get_capture (call, "version"));
  if (!check_version (call, "OData-MaxVersion", HIGHEST_VERSION, error) ||
      !check_version (call, "OData-Version", LATEST_VERSION, error))
    return NULL;
  self->aliases = herald_emulator_aliases_parse (herald_emulator_call_get_query (call), error);
  if (self->aliases == NULL ||
      !read_path (self, herald_emulator_call_get_capture (call, "rest"), error))
    return NULL;
  self->table =
    herald_emulator_schema_find_set (herald_emulator_dataverse_get_schema (dataverse), self->name);
  return g_steal_pointer (&self);
}

/**
 * herald_emulator_request_check_media_type:
 * @self: a request with a body
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_MEDIA_TYPE.
 *
 * Returns: whether the body is said to be JSON in UTF-8; one of which nothing is said is not
 */
gboolean
herald_emulator_request_check_media_type (HeraldEmulatorRequest *self, GError **error)
{
  const char *header = herald_emulator_call_get_header (self->call, "content-type");

  if (herald_emulator_media_type_is_json (header))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_MEDIA_TYPE,
               "The request entity's media type '%.80s' is not supported for this resource.",
               header != NULL && *header != '\0' ? header : "application/octet-stream");
  return FALSE;
}

/**
 * herald_emulator_request_read_body:
 * @self: a request
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_MEDIA_TYPE, #HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD.
 *
 * Returns: (transfer full): its body, which has to be an object
 */
JsonObject *
herald_emulator_request_read_body (HeraldEmulatorRequest *self, GError **error)
{
  GBytes *body = herald_emulator_call_get_body (self->call);
  g_autoptr (GError) json_error = NULL;
  JsonObject *object;

  if (g_bytes_get_size (body) == 0)
    {
      herald_emulator_refusal_set_payload (self->name, error, "The request has no body.");
      return NULL;
    }
  if (!herald_emulator_request_check_media_type (self, error))
    return NULL;
  object = herald_json_parse_object (body, &json_error);
  if (object == NULL)
    herald_emulator_refusal_set_payload (self->name, error, "%s", json_error->message);
  return object;
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
  return herald_emulator_address_find_row (self->dataverse, self->table, self->keys, error);
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
    .sight = self->sight,
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
 * herald_emulator_request_add_session_token:
 * @self: a request that wrote
 * @table: where
 * @id: (nullable): the row that was written last
 *
 * Elastic tables give out where their writes stand; whoever passes it back in MSCRM.SessionToken
 * reads its own writes, as everybody does here. Other tables have no such token.
 */
void
herald_emulator_request_add_session_token (HeraldEmulatorRequest     *self,
                                           const HeraldEmulatorTable *table,
                                           const char                *id)
{
  gint64           version = id != NULL && table->elastic
                               ? herald_emulator_rows_get_version (self->dataverse, table, id)
                               : 0;
  g_autofree char *token = g_strdup_printf ("0:-1#%" G_GINT64_FORMAT, MAX (version, 0));

  if (table->elastic)
    herald_emulator_call_add_header (self->call, "x-ms-session-token", token);
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
  herald_emulator_preferences_strip (self->preferences, node);
  herald_emulator_preferences_apply (self->preferences, self->call);
  herald_emulator_call_add_header (self->call, "Content-Type",
                                   herald_emulator_preferences_get_content_type (
                                     self->preferences));
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
