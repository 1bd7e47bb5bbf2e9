/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET of what belongs to a row: `contacts(id)/fullname`, `…/fullname/$value`, `accounts(id)/
 * primarycontactid`, `…/$ref`, `accounts(id)/contact_customer_accounts`, `…/$count`, `…(id)`. */
#include "config.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-webapi-read.h"

#include <string.h>

/* Where the path stands. */
typedef struct
{
  HeraldEmulatorRequest     *request;
  const HeraldEmulatorTable *table;
  char                      *id; /* (owned) (nullable): an empty lookup led here when NULL */
} Place;

static void
place_clear (Place *self)
{
  g_clear_pointer (&self->id, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
refuse_segment (const char *segment, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", segment);
  return FALSE;
}

static gboolean
check_exists (const Place *place, GError **error)
{
  if (herald_emulator_rows_exists (place->request->dataverse, place->table, place->id))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "%s With Id = %s Does Not Exist", place->table->logical_name, place->id);
  return FALSE;
}

/* Goes to the row that @name leads to. */
static gboolean
follow (Place *place, const HeraldEmulatorColumn *lookup, const char *name, GError **error)
{
  HeraldEmulatorSchema *schema = herald_emulator_dataverse_get_schema (place->request->dataverse);
  g_autofree char      *sql =
    g_strdup_printf ("SELECT \"%s\", \"%s_target\" FROM \"%s\" WHERE \"%s\" = ?", lookup->name,
                     lookup->name, place->table->sql_name, place->table->primary_key);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_dataverse_get_db (place->request->dataverse), error,
                               sql, "s", place->id);

  if (rows == NULL)
    return FALSE;
  g_clear_pointer (&place->id, g_free);
  if (herald_emulator_rows_next (rows, NULL) && !herald_emulator_rows_is_null (rows, 0))
    {
      const char *target = herald_emulator_rows_get_text (rows, 1);

      if (herald_emulator_table_has_way (place->table, name, target))
        {
          place->id = g_strdup (herald_emulator_rows_get_text (rows, 0));
          place->table = herald_emulator_schema_find_table (schema, target);
        }
    }
  return TRUE;
}

static gboolean
is_member (const Place *place, const HeraldEmulatorCollection *collection, const char *id)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  g_string_printf (sql, "SELECT 1 FROM \"%s\" AS t0 WHERE t0.\"%s\" = ? AND ",
                   collection->table->sql_name, collection->table->primary_key);
  herald_emulator_collection_append_link (collection, sql, "t0", "?");
  herald_emulator_values_add_text (values, id);
  herald_emulator_values_add_text (values, place->id);
  rows =
    herald_emulator_db_select_values (herald_emulator_dataverse_get_db (place->request->dataverse),
                                      sql->str, values, NULL);
  return rows != NULL && herald_emulator_rows_next (rows, NULL);
}

/* Goes to the row of a collection that “(id)” names; @name is all of the segment. */
static gboolean
enter (Place *place, const char *name, GError **error)
{
  gsize                           length = strcspn (name, "(");
  g_autofree char                *property = g_strndup (name, length);
  g_autofree char                *key = g_strdup (name + length + 1);
  g_autofree char                *id = NULL;
  const HeraldEmulatorCollection *collection =
    herald_emulator_table_find_collection (place->table, property);

  if (collection == NULL || !g_str_has_suffix (key, ")"))
    return refuse_segment (name, error);
  key[strlen (key) - 1] = '\0';
  if (!herald_guid_is_valid (key))
    return herald_emulator_refuse_query (error, "The key in '%s' is not the id of a %s.", name,
                                         collection->table->logical_name);
  id = herald_guid_normalise (key);
  if (!is_member (place, collection, id))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
                   "%s With Id = %s Does Not Exist", collection->table->logical_name, id);
      return FALSE;
    }
  g_free (place->id);
  place->id = g_steal_pointer (&id);
  place->table = collection->table;
  return TRUE;
}

static gboolean
respond_nothing (const Place *place)
{
  herald_emulator_request_respond_empty (place->request, 204);
  return TRUE;
}

static char *
dup_address (const Place *place)
{
  return g_strdup_printf ("%s%s(%s)", place->request->base, place->table->entity_set, place->id);
}

static gboolean
respond_reference (const Place *place)
{
  JsonObject      *object;
  g_autofree char *context = NULL;
  g_autofree char *address = NULL;

  if (place->id == NULL)
    return respond_nothing (place);
  object = json_object_new ();
  context = g_strconcat (place->request->base, "$metadata#$ref", NULL);
  address = dup_address (place);
  json_object_set_string_member (object, "@odata.context", context);
  json_object_set_string_member (object, "@odata.id", address);
  herald_emulator_request_respond (place->request, 200, object);
  return TRUE;
}

static gboolean
respond_row (const Place *place, GError **error)
{
  g_autoptr (HeraldEmulatorQuery) query = NULL;
  HeraldEmulatorReading reading;
  g_autoptr (JsonObject) row = NULL;

  if (place->id == NULL)
    return respond_nothing (place);
  query = herald_emulator_webapi_parse_query (place->request, place->table,
                                              HERALD_EMULATOR_QUERY_ROW, error);
  if (query == NULL)
    return FALSE;
  reading = herald_emulator_webapi_make_reading (place->request, place->table, query);
  row = herald_emulator_rows_read_one (&reading, place->id, error);
  if (row == NULL)
    return FALSE;
  herald_emulator_request_respond (place->request, 200,
                                   herald_emulator_webapi_wrap_row (&reading, row));
  return TRUE;
}

static char *
format_raw (JsonNode *value)
{
  GType type = json_node_get_value_type (value);

  if (type == G_TYPE_STRING)
    return g_strdup (json_node_get_string (value));
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (value) ? "true" : "false");
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value));
}

static void
respond_value (const Place *place, const char *name, JsonNode *value)
{
  g_autoptr (GString) context = g_string_new (place->request->base);
  JsonObject *object = json_object_new ();

  g_string_append_printf (context, "$metadata#%s(%s)/%s", place->table->entity_set, place->id,
                          name);
  json_object_set_string_member (object, "@odata.context", context->str);
  json_object_set_member (object, "value", json_node_copy (value));
  herald_emulator_request_respond (place->request, 200, object);
}

/* A property, bare behind “/$value”. */
static gboolean
respond_property (const Place                *place,
                  const HeraldEmulatorColumn *column,
                  gboolean                    raw,
                  GError                    **error)
{
  g_autoptr (HeraldEmulatorQuery) query =
    herald_emulator_webapi_parse_query (place->request, place->table, HERALD_EMULATOR_QUERY_ROW,
                                        error);
  HeraldEmulatorReading reading;
  g_autoptr (JsonObject) row = NULL;
  JsonNode *value;

  if (query == NULL)
    return FALSE;
  g_clear_pointer (&query->select, g_ptr_array_unref);
  reading = herald_emulator_webapi_make_reading (place->request, place->table, query);
  row = herald_emulator_rows_read_one (&reading, place->id, error);
  if (row == NULL)
    return FALSE;
  value = json_object_get_member (row, column->public_name);
  if (JSON_NODE_HOLDS_NULL (value))
    return respond_nothing (place);
  if (raw)
    {
      g_autofree char *text = JSON_NODE_HOLDS_VALUE (value) ? format_raw (value) : NULL;

      if (text == NULL)
        return refuse_segment ("$value", error);
      herald_emulator_call_add_header (place->request->call, "OData-Version", "4.0");
      herald_emulator_call_respond_text (place->request->call, 200, "text/plain", text);
    }
  else
    respond_value (place, column->public_name, value);
  return TRUE;
}

static gboolean
respond_collection (const Place                    *place,
                    const HeraldEmulatorCollection *collection,
                    const char                     *next,
                    GError                        **error)
{
  const HeraldEmulatorLink link = { place->table, place->id, collection, NULL };
  HeraldEmulatorForm       form = HERALD_EMULATOR_FORM_ROWS;

  if (g_strcmp0 (next, "$count") == 0)
    form = HERALD_EMULATOR_FORM_COUNT;
  else if (g_strcmp0 (next, "$ref") == 0)
    form = HERALD_EMULATOR_FORM_REFERENCES;
  else if (next != NULL)
    return refuse_segment (next, error);
  return herald_emulator_webapi_respond_set (place->request, collection->table, &link, form, error);
}

/* Answers what @names[0] of the row leads to; goes on from there while more names follow. */
static gboolean
respond_path (Place *place, const char *const *names, GError **error)
{
  for (; names[0] != NULL; names++)
    {
      const HeraldEmulatorColumn *column =
        herald_emulator_table_find_public_column (place->table, names[0]);
      const HeraldEmulatorCollection *collection =
        herald_emulator_table_find_collection (place->table, names[0]);
      const HeraldEmulatorColumn *lookup =
        herald_emulator_table_find_navigation (place->table, names[0]);
      gboolean is_last = names[1] == NULL || names[2] == NULL;

      if (place->id == NULL)
        return refuse_segment (names[0], error);
      if (column != NULL && (names[1] == NULL || (is_last && strcmp (names[1], "$value") == 0)))
        return respond_property (place, column, names[1] != NULL, error);
      if (collection != NULL && is_last)
        return respond_collection (place, collection, names[1], error);
      if (strchr (names[0], '(') != NULL)
        {
          if (!enter (place, names[0], error))
            return FALSE;
          continue;
        }
      if (lookup == NULL)
        return refuse_segment (column != NULL || collection != NULL ? names[1] : names[0], error);
      if (!follow (place, lookup, names[0], error))
        return FALSE;
      if (is_last && g_strcmp0 (names[1], "$ref") == 0)
        return respond_reference (place);
    }
  return respond_row (place, error);
}

/* A name that no row has is refused before it is asked whether there is such a row. */
static gboolean
check_name (const Place *place, const char *name, GError **error)
{
  return strchr (name, '(') != NULL ||
         herald_emulator_table_find_public_column (place->table, name) != NULL ||
         herald_emulator_table_find_navigation (place->table, name) != NULL ||
         herald_emulator_table_find_collection (place->table, name) != NULL ||
         refuse_segment (name, error);
}

/**
 * herald_emulator_webapi_navigate:
 * @request: a GET with something behind the row's key
 * @id: the row's id
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_navigate (HeraldEmulatorRequest *request, const char *id, GError **error)
{
  g_auto (Place) place = { request, request->table, g_strdup (id) };
  g_auto (GStrv) names = g_strsplit (request->tail, "/", -1);

  return check_name (&place, names[0], error) && check_exists (&place, error) &&
         respond_path (&place, (const char *const *) names, error);
}
