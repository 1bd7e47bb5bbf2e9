/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `…/navigation/$ref`: rows tied and untied; and rows created in a collection. Source: “Associate
 * and disassociate table rows using the Web API”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-address.h"
#include "emulator/herald-emulator-conditions.h"
#include "emulator/herald-emulator-graph.h"
#include "emulator/herald-emulator-links.h"
#include "emulator/herald-emulator-record.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-rows.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define REF "/$ref"

/* What a path says about a link. */
typedef struct
{
  HeraldEmulatorRequest          *request;    /* (unowned) */
  char                           *origin_id;  /* the row whose property it is */
  char                           *name;       /* the property */
  GPtrArray                      *keys;       /* of a row in the collection, perhaps none */
  const HeraldEmulatorColumn     *column;     /* (nullable): behind a single-valued property */
  const HeraldEmulatorCollection *collection; /* (nullable) */
} Link;

static void
link_clear (Link *self)
{
  g_clear_pointer (&self->origin_id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Link, link_clear)

static gboolean
refuse_segment (const char *segment, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", segment);
  return FALSE;
}

static gboolean
refuse_method (Link *self, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_METHOD_NOT_ALLOWED,
               "The requested resource does not support http method '%s'.",
               herald_emulator_call_get_method (self->request->call));
  return FALSE;
}

/* The row must be there, and of the version that the caller knows if he says one. */
static gboolean
find_origin (Link *self, GError **error)
{
  HeraldEmulatorRequest *request = self->request;
  gint64                 version;

  self->origin_id = herald_emulator_request_resolve_id (request, error);
  if (self->origin_id == NULL)
    return FALSE;
  version = herald_emulator_rows_get_version (request->dataverse, request->table, self->origin_id);
  if (version >= 0)
    return herald_emulator_conditions_check_write (request, self->origin_id, version, error);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "%s With Id = %s Does Not Exist", request->table->logical_name, self->origin_id);
  return FALSE;
}

static gboolean
read_link (Link *self, const char *segment, GError **error)
{
  gboolean has_key = FALSE;

  self->keys = g_ptr_array_new_with_free_func (g_free);
  if (!herald_emulator_address_read (segment, self->request->aliases, &self->name, &has_key,
                                     self->keys, error))
    return FALSE;
  self->column = herald_emulator_table_find_navigation (self->request->table, self->name);
  self->collection = herald_emulator_table_find_collection (self->request->table, self->name);
  if (self->collection == NULL && (self->column == NULL || has_key))
    return refuse_segment (segment, error);
  return find_origin (self, error);
}

/* The other row, as the body says it; it must be one that the property may hold. */
static gboolean
read_other (Link *self, const HeraldEmulatorTable **table, char **id, GError **error)
{
  HeraldEmulatorRequest *request = self->request;
  g_autoptr (JsonObject) body = herald_emulator_request_read_body (request, error);
  JsonNode *node;

  if (body == NULL)
    return FALSE;
  node = json_object_get_member (body, "@odata.id");
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return herald_emulator_refusal_set_payload (request->table->entity_set, error,
                                                "The body must be an object with the address of "
                                                "the other row in '@odata.id'.");
  if (!herald_emulator_address_parse_reference (request->dataverse, json_node_get_string (node),
                                                table, id, error))
    return FALSE;
  if (self->collection != NULL
        ? *table == self->collection->table
        : herald_emulator_table_has_way (request->table, self->name, (*table)->logical_name))
    return TRUE;
  return herald_emulator_refusal_set_payload (request->table->entity_set, error,
                                              "The property '%s' cannot point to a row of type "
                                              "'Microsoft.Dynamics.CRM.%s'.",
                                              self->name, (*table)->logical_name);
}

static gboolean
set_lookup (Link *self, const HeraldEmulatorTable *table, const char *id, GError **error)
{
  HeraldEmulatorRequest *request = self->request;
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (request->dataverse, request->table->logical_name);

  herald_emulator_record_set_lookup (record, self->column->name,
                                     table != NULL ? table->logical_name : NULL, id);
  herald_emulator_record_set_judged (record);
  return herald_emulator_record_update (record, self->origin_id, request->user.id, error);
}

static gboolean
add_link (Link *self, GError **error)
{
  const HeraldEmulatorTable *table = NULL;
  g_autofree char           *id = NULL;

  if (self->keys->len > 0)
    return refuse_method (self, error);
  if (!read_other (self, &table, &id, error))
    return FALSE;
  if (self->collection == NULL)
    return set_lookup (self, table, id, error);
  return herald_emulator_links_add (self->request->dataverse, self->collection, self->origin_id, id,
                                    self->request->user.id, error);
}

/* The row that leaves a collection: by its key in the path, or by `?$id=` and its address. */
static gboolean
find_leaver (Link *self, char **id, GError **error)
{
  HeraldEmulatorRequest     *request = self->request;
  const char                *query = herald_emulator_call_get_query (request->call);
  const HeraldEmulatorTable *table = NULL;
  g_autofree char           *reference = NULL;

  if (self->keys->len > 0)
    {
      *id = herald_emulator_address_find_row (request->dataverse, self->collection->table,
                                              self->keys, error);
      return *id != NULL;
    }
  if (query != NULL && g_ascii_strncasecmp (query, "%24id=", strlen ("%24id=")) == 0)
    reference = herald_emulator_percent_decode (query + strlen ("%24id="), FALSE);
  else if (query != NULL && g_str_has_prefix (query, "$id="))
    reference = herald_emulator_percent_decode (query + strlen ("$id="), FALSE);
  if (reference == NULL)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "Which row is to leave '%s' must stand in its key or in $id.", self->name);
      return FALSE;
    }
  if (!herald_emulator_address_parse_reference (request->dataverse, reference, &table, id, error))
    return FALSE;
  if (table == self->collection->table)
    return TRUE;
  return refuse_segment (table->entity_set, error);
}

static gboolean
remove_link (Link *self, GError **error)
{
  g_autofree char *id = NULL;

  if (self->collection == NULL)
    return set_lookup (self, NULL, NULL, error);
  return find_leaver (self, &id, error) &&
         herald_emulator_links_remove (self->request->dataverse, self->collection, self->origin_id,
                                       id, self->request->user.id, error);
}

static gboolean
run_in_step (Link *self, gboolean (*func) (Link *self, GError **error), GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->request->dataverse);
  gboolean          good;

  if (!herald_emulator_db_begin_step (db, error))
    return FALSE;
  good = func (self, error);
  herald_emulator_db_end_step (db, good);
  return good;
}

/**
 * herald_emulator_webapi_is_reference:
 * @request: a request to a row
 *
 * Returns: whether its path ends in “/$ref”
 */
gboolean
herald_emulator_webapi_is_reference (HeraldEmulatorRequest *request)
{
  return g_str_has_suffix (request->tail, REF);
}

/**
 * herald_emulator_webapi_change_reference:
 * @request: a PUT, POST or DELETE of “navigation/$ref” of a row
 *
 * PUT sets a single-valued property, POST adds to a collection, DELETE takes either away.
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_change_reference (HeraldEmulatorRequest *request, GError **error)
{
  g_auto (Link) link = { .request = request };
  g_autofree char *segment = g_strndup (request->tail, strlen (request->tail) - strlen (REF));
  const char      *method = herald_emulator_call_get_method (request->call);
  gboolean         is_delete = strcmp (method, "DELETE") == 0;

  if (!read_link (&link, segment, error))
    return FALSE;
  if (!is_delete && strcmp (method, link.collection != NULL ? "POST" : "PUT") != 0)
    return refuse_method (&link, error);
  if (!run_in_step (&link, is_delete ? remove_link : add_link, error))
    return FALSE;
  herald_emulator_request_respond_empty (request, 204);
  return TRUE;
}

/**
 * herald_emulator_webapi_create_related:
 * @request: a POST to a collection-valued property of a row
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_create_related (HeraldEmulatorRequest *request, GError **error)
{
  g_auto (Link) link = { .request = request };
  g_autoptr (JsonObject) body = NULL;
  HeraldEmulatorNewRow row = { .user_id = request->user.id };

  if (!read_link (&link, request->tail, error))
    return FALSE;
  if (link.collection == NULL || link.keys->len > 0)
    return refuse_method (&link, error);
  body = herald_emulator_request_read_body (request, error);
  if (body == NULL)
    return FALSE;
  row.table = link.collection->table;
  row.parent = link.collection;
  row.parent_id = link.origin_id;
  request->table = row.table; /* from here on it is a POST to the set of the new row */
  return herald_emulator_webapi_create_row (request, &row, body, error);
}
