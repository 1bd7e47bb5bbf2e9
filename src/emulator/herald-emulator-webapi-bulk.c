/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `CreateMultiple`, `UpdateMultiple`, `UpsertMultiple` and `DeleteMultiple`, bound to a set. Rows
 * of a standard table are one step; those of an elastic table are one each, and a failure tells
 * what became of every row. The service recommends 100 to 1,000 rows and has no limit but that of
 * the body. Source: “Use bulk operation messages”, read 2026-11. */
#include "config.h"

#include "base/herald-json.h"
#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-address.h"
#include "emulator/herald-emulator-payload.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-rows.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define NAMESPACE "Microsoft.Dynamics.CRM."
#define DETAILS_NAME "Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails"

typedef struct
{
  HeraldEmulatorRequest *request; /* (unowned) */
  JsonArray             *results; /* (owned): what the answer lists, by the message */
  JsonArray             *details; /* (owned): what became of each row of an elastic table */
  char                  *last_id; /* (owned) (nullable): the row that was written last */
  GError                *failure; /* (owned) (nullable): the first one */
} Bulk;

/* What a message does with one row; @id is set as soon as it is known. */
typedef gboolean (*TargetFunc) (Bulk *self, JsonObject *target, char **id, GError **error);

static void
bulk_clear (Bulk *self)
{
  g_clear_pointer (&self->results, json_array_unref);
  g_clear_pointer (&self->details, json_array_unref);
  g_clear_pointer (&self->last_id, g_free);
  g_clear_error (&self->failure);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bulk, bulk_clear)

static const char *
get_text (JsonObject *target, const char *member)
{
  JsonNode *node = json_object_get_member (target, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

/* The keys of a row: of its address in “@odata.id”, or its id alone. */
static gboolean
read_keys (Bulk *self, JsonObject *target, GPtrArray *keys, GError **error)
{
  const HeraldEmulatorTable *own = self->request->table;
  const HeraldEmulatorTable *table = own;
  const char                *address = get_text (target, "@odata.id");
  const char                *id = get_text (target, own->primary_key);

  if (address != NULL && !herald_emulator_address_read_reference (self->request->dataverse, address,
                                                                  &table, keys, error))
    return FALSE;
  if (address == NULL && id != NULL)
    {
      g_ptr_array_add (keys, g_strdup (""));
      g_ptr_array_add (keys, g_strdup (id));
    }
  if (keys->len > 0 && table == own)
    return TRUE;
  return herald_emulator_refusal_set_payload (own->entity_set, error,
                                              "Each target must say by '%s' or by '@odata.id' "
                                              "which row of '%s' it is.",
                                              own->primary_key, own->entity_set);
}

/* Whether the row is in the partition that the target names, if it names one. */
static gboolean
is_in_partition (Bulk *self, JsonObject *target, const char *id)
{
  const HeraldEmulatorTable *table = self->request->table;
  const char                *partition = table->elastic ? get_text (target, "partitionid") : NULL;
  g_autofree char           *sql = NULL;
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  if (partition == NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT 1 FROM \"%s\" WHERE \"%s\" = ? AND partitionid = ?",
                         table->sql_name, table->primary_key);
  rows = herald_emulator_db_select (herald_emulator_dataverse_get_db (self->request->dataverse),
                                    NULL, sql, "ss", id, partition);
  return rows != NULL && herald_emulator_rows_next (rows, NULL);
}

/* The row, if it is there; @id stays NULL when it is not. */
static gboolean
find_row (Bulk *self, JsonObject *target, GPtrArray *keys, char **id, GError **error)
{
  HeraldEmulatorRequest *request = self->request;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *found =
    herald_emulator_address_find_row (request->dataverse, request->table, keys, &local_error);

  if (found != NULL && herald_emulator_rows_exists (request->dataverse, request->table, found) &&
      is_in_partition (self, target, found))
    *id = g_steal_pointer (&found);
  if (local_error == NULL ||
      g_error_matches (local_error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
refuse_missing (Bulk *self, GPtrArray *keys, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "%s With Id = %s Does Not Exist", self->request->table->logical_name,
               (const char *) g_ptr_array_index (keys, 1));
  return FALSE;
}

static gboolean
insert (Bulk *self, JsonObject *target, GPtrArray *keys, char **id, GError **error)
{
  const HeraldEmulatorNewRow row = { .table = self->request->table,
                                     .keys = keys,
                                     .user_id = self->request->user.id };

  return herald_emulator_graph_insert (self->request->dataverse, &row, target, id, error);
}

static gboolean
update (Bulk *self, JsonObject *target, const char *id, GError **error)
{
  HeraldEmulatorRequest *request = self->request;
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_payload_read_object (request->dataverse, request->table, target, error);

  if (record == NULL)
    return FALSE;
  herald_emulator_record_set_text (record, request->table->primary_key, id);
  return herald_emulator_record_update (record, id, request->user.id, error);
}

static gboolean
create_target (Bulk *self, JsonObject *target, char **id, GError **error)
{
  if (!insert (self, target, NULL, id, error))
    return FALSE;
  json_array_add_string_element (self->results, *id);
  return TRUE;
}

static gboolean
update_target (Bulk *self, JsonObject *target, char **id, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  if (!read_keys (self, target, keys, error) || !find_row (self, target, keys, id, error))
    return FALSE;
  return *id != NULL ? update (self, target, *id, error) : refuse_missing (self, keys, error);
}

static void
add_upsert_result (Bulk *self, const char *id, gboolean created)
{
  const HeraldEmulatorTable *table = self->request->table;
  JsonObject                *result = json_object_new ();
  JsonObject                *target = json_object_new ();
  g_autofree char           *type = g_strconcat ("#" NAMESPACE, table->logical_name, NULL);

  json_object_set_string_member (target, "@odata.type", type);
  json_object_set_string_member (target, table->primary_key, id);
  json_object_set_boolean_member (result, "RecordCreated", created);
  json_object_set_object_member (result, "Target", target);
  json_array_add_object_element (self->results, result);
}

static gboolean
upsert_target (Bulk *self, JsonObject *target, char **id, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  gboolean created;

  if (!read_keys (self, target, keys, error) || !find_row (self, target, keys, id, error))
    return FALSE;
  created = *id == NULL;
  if (!(created ? insert (self, target, keys, id, error) : update (self, target, *id, error)))
    return FALSE;
  add_upsert_result (self, *id, created);
  return TRUE;
}

static gboolean
delete_target (Bulk *self, JsonObject *target, char **id, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  if (!read_keys (self, target, keys, error) || !find_row (self, target, keys, id, error))
    return FALSE;
  if (*id == NULL)
    return refuse_missing (self, keys, error);
  return herald_emulator_access_check_row (self->request->dataverse, self->request->user.id,
                                           self->request->table, "Delete", *id, error) &&
         herald_emulator_record_delete (self->request->dataverse,
                                        self->request->table->logical_name, *id, error);
}

static const struct
{
  const char *name;
  TargetFunc  func;
  const char *list; /* (nullable): the answer's member; 204 without */
} messages[] = {
  { NAMESPACE "CreateMultiple", create_target, "Ids" },
  { NAMESPACE "UpdateMultiple", update_target, NULL },
  { NAMESPACE "UpsertMultiple", upsert_target, "Results" },
  { NAMESPACE "DeleteMultiple", delete_target, NULL },
};

static gboolean
check_target (Bulk *self, JsonNode *node, GError **error)
{
  const HeraldEmulatorTable *table = self->request->table;

  if (JSON_NODE_HOLDS_OBJECT (node) &&
      herald_emulator_payload_is_type (table, json_object_get_member (json_node_get_object (node),
                                                                      "@odata.type")))
    return TRUE;
  return herald_emulator_refusal_set_payload (table->entity_set, error,
                                              "Each target must be an object with the "
                                              "'@odata.type' '" NAMESPACE "%s'.",
                                              table->logical_name);
}

static JsonArray *
read_targets (Bulk *self, JsonObject *body, GError **error)
{
  JsonNode *node = json_object_get_member (body, "Targets");

  if (json_object_get_size (body) == 1 && node != NULL && JSON_NODE_HOLDS_ARRAY (node) &&
      json_array_get_length (json_node_get_array (node)) > 0)
    return json_node_get_array (node);
  herald_emulator_refusal_set_payload (self->request->table->entity_set, error,
                                       "The body must hold the one parameter 'Targets', an array "
                                       "of at least one row.");
  return NULL;
}

/* What became of one row of an elastic table. */
static void
add_detail (Bulk *self, guint index, const char *id, GError *error)
{
  JsonObject *detail = json_object_new ();

  json_object_set_int_member (detail, "RequestIndex", index);
  json_object_set_string_member (detail, "Id",
                                 id != NULL ? id : "00000000-0000-0000-0000-000000000000");
  json_object_set_int_member (detail, "StatusCode",
                              error != NULL ? herald_emulator_refusal_get_status (error) : 200);
  json_array_add_object_element (self->details, detail);
  if (error != NULL && self->failure == NULL)
    self->failure = g_error_copy (error);
}

static gboolean
run_target (Bulk *self, TargetFunc func, JsonNode *node, char **id, GError **error)
{
  return check_target (self, node, error) && func (self, json_node_get_object (node), id, error);
}

/* Each row by itself; a database that fails ends it all. */
static gboolean
run_each (Bulk *self, TargetFunc func, JsonArray *targets, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->request->dataverse);

  for (guint i = 0; i < json_array_get_length (targets); i++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autofree char *id = NULL;
      gboolean         good;

      if (!herald_emulator_db_begin_step (db, error))
        return FALSE;
      good = run_target (self, func, json_array_get_element (targets, i), &id, &local_error);
      herald_emulator_db_end_step (db, good);
      add_detail (self, i, id, local_error);
      g_free (self->last_id);
      self->last_id = g_steal_pointer (&id);
    }
  return TRUE;
}

static gboolean
run_all (Bulk *self, TargetFunc func, JsonArray *targets, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->request->dataverse);
  gboolean          good = TRUE;

  if (!herald_emulator_db_begin_step (db, error))
    return FALSE;
  for (guint i = 0; good && i < json_array_get_length (targets); i++)
    {
      g_autofree char *id = NULL;

      good = run_target (self, func, json_array_get_element (targets, i), &id, error);
    }
  herald_emulator_db_end_step (db, good);
  return good;
}

/* The first failure, with all of them for those who asked for details. */
static void
respond_partly (Bulk *self)
{
  HeraldEmulatorRequest *request = self->request;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *details = NULL;
  JsonObject      *inner = json_object_new ();
  JsonObject      *outer = json_object_new ();

  json_object_set_string_member (inner, "code", herald_emulator_refusal_get_code (self->failure));
  json_object_set_string_member (inner, "message", self->failure->message);
  json_node_set_array (node, self->details);
  details = herald_json_write (node, FALSE);
  if (herald_emulator_preferences_want (request->preferences, DETAILS_NAME))
    json_object_set_string_member (inner, "@" DETAILS_NAME, details);
  json_object_set_object_member (outer, "error", inner);
  herald_emulator_request_respond (request, herald_emulator_refusal_get_status (self->failure),
                                   outer);
}

static void
respond_done (Bulk *self, gsize message)
{
  HeraldEmulatorRequest *request = self->request;
  g_autofree char       *context = NULL;
  JsonObject            *object;

  if (messages[message].list == NULL)
    {
      herald_emulator_request_respond_empty (request, 204);
      return;
    }
  object = json_object_new ();
  context = g_strdup_printf ("%s$metadata#%sResponse", request->base, messages[message].name);
  json_object_set_string_member (object, "@odata.context", context);
  json_object_set_array_member (object, messages[message].list, g_steal_pointer (&self->results));
  herald_emulator_request_respond (request, 200, object);
}

static gboolean
run_message (HeraldEmulatorRequest *request, gsize message, GError **error)
{
  gboolean    elastic = request->table->elastic;
  const char *method = herald_emulator_call_get_method (request->call);
  g_auto (Bulk) bulk = { .request = request };
  g_autoptr (JsonObject) body = NULL;
  JsonArray *targets;

  if (strcmp (method, "POST") != 0)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_METHOD_NOT_ALLOWED,
                   "The requested resource does not support http method '%s'.", method);
      return FALSE;
    }
  if (messages[message].func == delete_target && !elastic)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
                   "DeleteMultiple has not yet been implemented.");
      return FALSE;
    }
  body = herald_emulator_request_read_body (request, error);
  targets = body != NULL ? read_targets (&bulk, body, error) : NULL;
  if (targets == NULL)
    return FALSE;
  bulk.results = json_array_new ();
  bulk.details = json_array_new ();
  if (!(elastic ? run_each : run_all) (&bulk, messages[message].func, targets, error))
    return FALSE;
  herald_emulator_request_add_session_token (request, request->table, bulk.last_id);
  if (bulk.failure != NULL)
    respond_partly (&bulk);
  else
    respond_done (&bulk, message);
  return TRUE;
}

/**
 * herald_emulator_webapi_bulk:
 * @request: a request to a set
 * @found: (out): whether that names a bulk message
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_bulk (HeraldEmulatorRequest *request, gboolean *found, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    if (strcmp (request->tail, messages[i].name) == 0)
      {
        *found = TRUE;
        return run_message (request, i, error);
      }
  *found = FALSE;
  return FALSE;
}
