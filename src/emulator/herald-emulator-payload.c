/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict: a member that is not known, a wrong type, a text that is too long, a number that is no
 * option are refused with the service's codes. Columns that only the service writes are skipped, as
 * it skips them. */
#include "config.h"

#include "emulator/herald-emulator-payload.h"

#include "base/herald-clock.h"
#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-address.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define BIND "@odata.bind"
#define TYPE "@odata.type"
#define NAMESPACE "Microsoft.Dynamics.CRM."

/* The service counts as .NET does: a character beyond the basic plane is two. */
static gint64
count_utf16_units (const char *text)
{
  gint64 units = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    units += g_utf8_get_char (text) > 0xFFFF ? 2 : 1;
  return units;
}

/**
 * herald_emulator_payload_set_text:
 * @record: the row to fill
 * @column: a text column
 * @text: the value
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_TOO_LONG.
 *
 * Returns: whether it was taken
 */
gboolean
herald_emulator_payload_set_text (HeraldEmulatorRecord       *record,
                                  const HeraldEmulatorColumn *column,
                                  const char                 *text,
                                  GError                    **error)
{
  const HeraldEmulatorTable *table = herald_emulator_record_get_table (record);

  if (column->length > 0 && count_utf16_units (text) > column->length)
    {
      /* Two blanks after the first sentence: so the service writes it. */
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_TOO_LONG,
                   "A validation error occurred.  The length of the '%s' attribute of the '%s' "
                   "entity exceeded the maximum allowed length of '%" G_GINT64_FORMAT "'.",
                   column->name, table->logical_name, column->length);
      return FALSE;
    }
  herald_emulator_record_set_text (record, column->name, text);
  return TRUE;
}

static char *
list_options (const HeraldEmulatorColumn *column)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < column->options->len; i++)
    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (column->options, HeraldEmulatorOption, i).value);
  return g_string_free (list, FALSE);
}

/**
 * herald_emulator_payload_set_int:
 * @record: the row to fill
 * @column: a number or choice column
 * @value: the value
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_OPTION, #HERALD_EMULATOR_REFUSAL_OUT_OF_RANGE.
 *
 * Returns: whether it was taken
 */
gboolean
herald_emulator_payload_set_int (HeraldEmulatorRecord       *record,
                                 const HeraldEmulatorColumn *column,
                                 gint64                      value,
                                 GError                    **error)
{
  const HeraldEmulatorTable *table = herald_emulator_record_get_table (record);

  if (herald_emulator_column_has_options (column) &&
      herald_emulator_column_find_option (column, value) == NULL)
    {
      g_autofree char *accepted = list_options (column);

      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_OPTION,
                   "A validation error occurred.  The value %" G_GINT64_FORMAT
                   " of '%s' on record of type '%s' is outside the valid range. Accepted Values: "
                   "%s",
                   value, column->name, table->logical_name, accepted);
      return FALSE;
    }
  if (column->type == HERALD_EMULATOR_COLUMN_INT &&
      (value < column->lowest || value > column->highest))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_OUT_OF_RANGE,
                   "A validation error occurred. The value of '%s' on record of type '%s' is "
                   "outside "
                   "the valid range.",
                   column->name, table->logical_name);
      return FALSE;
    }
  herald_emulator_record_set_int (record, column->name, value);
  return TRUE;
}

static gboolean
refuse_literal (const HeraldEmulatorTable  *table,
                const HeraldEmulatorColumn *column,
                JsonNode                   *node,
                GError                    **error)
{
  g_autofree char *literal = herald_json_write (node, FALSE);

  return herald_emulator_refusal_set_payload (
    table->entity_set, error, "Cannot convert the literal '%s' to the expected type '%s'.", literal,
    herald_emulator_column_get_edm_type (column));
}

static gboolean
set_guid (HeraldEmulatorRecord       *record,
          const HeraldEmulatorColumn *column,
          JsonNode                   *node,
          GError                    **error)
{
  const char      *text = json_node_get_string (node);
  g_autofree char *id = text != NULL ? herald_guid_normalise (text) : NULL;

  if (id == NULL)
    return refuse_literal (herald_emulator_record_get_table (record), column, node, error);
  herald_emulator_record_set_text (record, column->name, id);
  return TRUE;
}

static gboolean
set_moment (HeraldEmulatorRecord       *record,
            const HeraldEmulatorColumn *column,
            JsonNode                   *node,
            GError                    **error)
{
  const char      *text = json_node_get_string (node);
  g_autofree char *moment = NULL;
  gint64           unix_us = 0;

  /* A date alone stands for its first second. */
  if (text != NULL && strlen (text) == strlen ("2026-01-31"))
    moment = g_strconcat (text, "T00:00:00Z", NULL);
  else if (column->type == HERALD_EMULATOR_COLUMN_DATETIME)
    moment = g_strdup (text);
  if (moment == NULL || !herald_time_parse (moment, &unix_us))
    return refuse_literal (herald_emulator_record_get_table (record), column, node, error);
  herald_emulator_record_set_int (record, column->name, unix_us / G_USEC_PER_SEC);
  return TRUE;
}

/* A row always has a state and a status. */
static gboolean
set_null (HeraldEmulatorRecord *record, const HeraldEmulatorColumn *column, GError **error)
{
  if (column->type == HERALD_EMULATOR_COLUMN_STATE || column->type == HERALD_EMULATOR_COLUMN_STATUS)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
                   "The property '%s' cannot be set to null.", column->name);
      return FALSE;
    }
  herald_emulator_record_set_null (record, column->name);
  return TRUE;
}

static gboolean
set_column (HeraldEmulatorRecord       *record,
            const HeraldEmulatorColumn *column,
            JsonNode                   *node,
            GError                    **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  const HeraldEmulatorTable *table = herald_emulator_record_get_table (record);

  if (JSON_NODE_HOLDS_NULL (node))
    return set_null (record, column, error);
  switch (column->type)
    {
    case HERALD_EMULATOR_COLUMN_STRING:
    case HERALD_EMULATOR_COLUMN_MEMO:
      return type == G_TYPE_STRING
               ? herald_emulator_payload_set_text (record, column, json_node_get_string (node),
                                                   error)
               : refuse_literal (table, column, node, error);
    case HERALD_EMULATOR_COLUMN_BOOLEAN:
      if (type != G_TYPE_BOOLEAN)
        return refuse_literal (table, column, node, error);
      herald_emulator_record_set_int (record, column->name, json_node_get_boolean (node));
      return TRUE;
    case HERALD_EMULATOR_COLUMN_GUID:
      return type == G_TYPE_STRING ? set_guid (record, column, node, error)
                                   : refuse_literal (table, column, node, error);
    case HERALD_EMULATOR_COLUMN_DATETIME:
    case HERALD_EMULATOR_COLUMN_DATE:
      return type == G_TYPE_STRING ? set_moment (record, column, node, error)
                                   : refuse_literal (table, column, node, error);
    case HERALD_EMULATOR_COLUMN_LOOKUP:
      return herald_emulator_refusal_set_payload (table->entity_set, error,
                                                  "CRM do not support direct update of Entity "
                                                  "Reference properties, Use "
                                                  "Navigation properties instead.");
    case HERALD_EMULATOR_COLUMN_MANAGED_PROPERTY:
      return refuse_literal (table, column, node, error);
    case HERALD_EMULATOR_COLUMN_INT:
    case HERALD_EMULATOR_COLUMN_BIGINT:
    case HERALD_EMULATOR_COLUMN_CHOICE:
    case HERALD_EMULATOR_COLUMN_STATE:
    case HERALD_EMULATOR_COLUMN_STATUS:
    default:
      return type == G_TYPE_INT64
               ? herald_emulator_payload_set_int (record, column, json_node_get_int (node), error)
               : refuse_literal (table, column, node, error);
    }
}

static gboolean
bind_lookup (HeraldEmulatorDataverse *dataverse,
             HeraldEmulatorRecord    *record,
             const char              *member,
             JsonNode                *node,
             GError                 **error)
{
  const HeraldEmulatorTable  *table = herald_emulator_record_get_table (record);
  g_autofree char            *navigation = g_strndup (member, strlen (member) - strlen (BIND));
  const HeraldEmulatorColumn *column = herald_emulator_table_find_navigation (table, navigation);
  const HeraldEmulatorTable  *target = NULL;
  g_autofree char            *id = NULL;

  if (column == NULL)
    return herald_emulator_refusal_set_payload (
      table->entity_set, error,
      "An undeclared property '%s' which only has property annotations in the "
      "payload but no property value was found in the payload. In OData, only "
      "declared navigation properties and declared named streams can be "
      "represented as properties without values.",
      navigation);
  if (JSON_NODE_HOLDS_NULL (node))
    {
      herald_emulator_record_set_null (record, column->name);
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return herald_emulator_refusal_set_payload (table->entity_set, error,
                                                "The annotation '%s' must be a string.", member);
  if (!herald_emulator_address_parse_reference (dataverse, json_node_get_string (node), &target,
                                                &id, error))
    return FALSE;
  if (!herald_emulator_table_has_way (table, navigation, target->logical_name))
    return herald_emulator_refusal_set_payload (table->entity_set, error,
                                                "The property '%s' cannot point to a row of type "
                                                "'Microsoft.Dynamics.CRM.%s'.",
                                                navigation, target->logical_name);
  herald_emulator_record_set_lookup (record, column->name, target->logical_name, id);
  return TRUE;
}

/* A lookup may be emptied by its navigation property being null. */
static gboolean
clear_navigation (HeraldEmulatorRecord *record, const char *member, JsonNode *node)
{
  const HeraldEmulatorColumn *column =
    herald_emulator_table_find_navigation (herald_emulator_record_get_table (record), member);

  if (column == NULL || !JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  herald_emulator_record_set_null (record, column->name);
  return TRUE;
}

/**
 * herald_emulator_payload_is_type:
 * @table: a table
 * @node: (nullable): the value of an object's `@odata.type`
 *
 * Returns: whether it is the name of @table's type, with or without the “#” of the other direction
 */
gboolean
herald_emulator_payload_is_type (const HeraldEmulatorTable *table, JsonNode *node)
{
  const char *type = NULL;

  g_return_val_if_fail (table != NULL, FALSE);

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    type = json_node_get_string (node);
  if (type != NULL && *type == '#')
    type++;
  return type != NULL && g_str_has_prefix (type, NAMESPACE) &&
         g_str_equal (type + strlen (NAMESPACE), table->logical_name);
}

static gboolean
check_type (const HeraldEmulatorTable *table, JsonNode *node, GError **error)
{
  return herald_emulator_payload_is_type (table, node) ||
         herald_emulator_refusal_set_payload (table->entity_set, error,
                                              "The value of '" TYPE "' does not name the expected "
                                              "type '" NAMESPACE "%s'.",
                                              table->logical_name);
}

static gboolean
read_member (HeraldEmulatorDataverse *dataverse,
             HeraldEmulatorRecord    *record,
             const char              *member,
             JsonNode                *node,
             GError                 **error)
{
  const HeraldEmulatorTable  *table = herald_emulator_record_get_table (record);
  const HeraldEmulatorColumn *column = herald_emulator_table_find_column (table, member);

  if (g_str_has_suffix (member, BIND))
    return bind_lookup (dataverse, record, member, node, error);
  if (g_str_equal (member, TYPE))
    return check_type (table, node, error);
  if (strchr (member, '@') != NULL || clear_navigation (record, member, node))
    return TRUE;
  if (column == NULL)
    column = herald_emulator_table_find_public_column (table, member);
  if (column == NULL)
    return herald_emulator_refusal_set_payload (table->entity_set, error,
                                                "Invalid property '%s' was found in entity "
                                                "'Microsoft.Dynamics.CRM.%s'.",
                                                member, table->logical_name);
  return column->read_only || set_column (record, column, node, error);
}

/**
 * herald_emulator_payload_read_object:
 * @dataverse: the emulated Dataverse
 * @table: what @object describes a row of
 * @object: its members
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD and the refusals of single values.
 *
 * Returns: (transfer full): the values that were given
 */
HeraldEmulatorRecord *
herald_emulator_payload_read_object (HeraldEmulatorDataverse   *dataverse,
                                     const HeraldEmulatorTable *table,
                                     JsonObject                *object,
                                     GError                   **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (dataverse, table->logical_name);
  JsonObjectIter iter;
  const char    *member;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    if (!read_member (dataverse, record, member, node, error))
      return NULL;
  herald_emulator_record_set_judged (record);
  return g_steal_pointer (&record);
}
