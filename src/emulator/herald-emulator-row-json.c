/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values, ETag and the annotations that were asked for. Formatted values are those of an American
 * user, as a new organisation has them. */
#include "config.h"

#include "emulator/herald-emulator-row-json.h"

#include "base/herald-clock.h"
#include "emulator/herald-emulator-relationship.h"

#include <string.h>

#define FORMATTED "OData.Community.Display.V1.FormattedValue"
#define LOGICAL_NAME "Microsoft.Dynamics.CRM.lookuplogicalname"
#define NAVIGATION "Microsoft.Dynamics.CRM.associatednavigationproperty"
#define FIRST_VALUE 2 /* after the row number and the version */

struct _HeraldEmulatorRowWriter
{
  const HeraldEmulatorReading *reading; /* (unowned) */
  GPtrArray                   *columns; /* (element-type HeraldEmulatorColumn) (owned) */
  GHashTable                  *names;   /* (owned): “table id” to the row's name */
  gboolean                     wants_formatted;
  gboolean                     wants_logical_name;
  gboolean                     wants_navigation;
};

/**
 * herald_emulator_format_etag:
 * @version: a row's version
 *
 * Returns: (transfer full): W/"123"
 */
char *
herald_emulator_format_etag (gint64 version)
{
  return g_strdup_printf ("W/\"%" G_GINT64_FORMAT "\"", version);
}

static char *
format_moment (gint64 seconds, gboolean with_time)
{
  g_autofree char *text = herald_time_format (seconds * G_USEC_PER_SEC);

  if (!with_time)
    text[10] = '\0';
  return g_steal_pointer (&text);
}

static char *
format_moment_for_people (gint64 seconds, gboolean with_time)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  int hour;

  if (time == NULL)
    return NULL;
  hour = g_date_time_get_hour (time);
  if (!with_time)
    return g_strdup_printf ("%d/%d/%d", g_date_time_get_month (time),
                            g_date_time_get_day_of_month (time), g_date_time_get_year (time));
  return g_strdup_printf ("%d/%d/%d %d:%02d %s", g_date_time_get_month (time),
                          g_date_time_get_day_of_month (time), g_date_time_get_year (time),
                          hour % 12 == 0 ? 12 : hour % 12, g_date_time_get_minute (time),
                          hour < 12 ? "AM" : "PM");
}

/* 1234567 as 1,234,567. */
static char *
group_digits (gint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  GString         *grouped = g_string_new (digits);
  gssize           place = (gssize) grouped->len - 3;

  for (; place > (number < 0 ? 1 : 0); place -= 3)
    g_string_insert_c (grouped, place, ',');
  return g_string_free (grouped, FALSE);
}

static char *
find_row_name (HeraldEmulatorRowWriter *self, const char *logical_name, const char *id)
{
  HeraldEmulatorDataverse   *dataverse = self->reading->dataverse;
  const HeraldEmulatorTable *table =
    herald_emulator_schema_find_table (herald_emulator_dataverse_get_schema (dataverse),
                                       logical_name);
  g_autofree char *sql = NULL;
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  if (table == NULL)
    return NULL;
  sql = g_strdup_printf ("SELECT \"%s\" FROM \"%s\" WHERE \"%s\" = ?", table->primary_name,
                         table->sql_name, table->primary_key);
  rows =
    herald_emulator_db_select (herald_emulator_dataverse_get_db (dataverse), NULL, sql, "s", id);
  return rows != NULL && herald_emulator_rows_next (rows, NULL)
           ? g_strdup (herald_emulator_rows_get_text (rows, 0))
           : NULL;
}

static const char *
get_row_name (HeraldEmulatorRowWriter *self, const char *logical_name, const char *id)
{
  g_autofree char *key = g_strconcat (logical_name, " ", id, NULL);

  if (!g_hash_table_contains (self->names, key))
    g_hash_table_insert (self->names, g_strdup (key), find_row_name (self, logical_name, id));
  return g_hash_table_lookup (self->names, key);
}

static void
annotate (JsonObject *object, const char *property, const char *annotation, const char *value)
{
  g_autofree char *name = g_strconcat (property, "@", annotation, NULL);

  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static char *
format_for_people (const HeraldEmulatorColumn *column, gint64 value)
{
  const HeraldEmulatorOption *option = herald_emulator_column_find_option (column, value);

  if (option != NULL)
    return g_strdup (option->label);
  if (column->type == HERALD_EMULATOR_COLUMN_BOOLEAN)
    return g_strdup (value != 0 ? "Yes" : "No");
  if (column->type == HERALD_EMULATOR_COLUMN_DATETIME ||
      column->type == HERALD_EMULATOR_COLUMN_DATE)
    return format_moment_for_people (value, column->type == HERALD_EMULATOR_COLUMN_DATETIME);
  return group_digits (value);
}

/* The only managed property of rows is whether they may be changed or deleted. */
static void
write_managed_property (JsonObject *object, const char *name, gboolean value)
{
  JsonObject *property = json_object_new ();

  json_object_set_boolean_member (property, "Value", value);
  json_object_set_boolean_member (property, "CanBeChanged", TRUE);
  json_object_set_string_member (property, "ManagedPropertyLogicalName",
                                 "iscustomizableanddeletable");
  json_object_set_object_member (object, name, property);
}

static void
write_number (HeraldEmulatorRowWriter    *self,
              JsonObject                 *object,
              const HeraldEmulatorColumn *column,
              gint64                      value)
{
  if (column->type == HERALD_EMULATOR_COLUMN_BOOLEAN)
    json_object_set_boolean_member (object, column->public_name, value != 0);
  else if (column->type == HERALD_EMULATOR_COLUMN_DATETIME ||
           column->type == HERALD_EMULATOR_COLUMN_DATE)
    {
      g_autofree char *text =
        format_moment (value, column->type == HERALD_EMULATOR_COLUMN_DATETIME);

      json_object_set_string_member (object, column->public_name, text);
    }
  else
    json_object_set_int_member (object, column->public_name, value);
  if (self->wants_formatted)
    {
      g_autofree char *formatted = format_for_people (column, value);

      annotate (object, column->public_name, FORMATTED, formatted);
    }
}

static void
write_lookup (HeraldEmulatorRowWriter    *self,
              JsonObject                 *object,
              const HeraldEmulatorColumn *column,
              HeraldEmulatorRows         *rows,
              int                         index)
{
  const char *id = herald_emulator_rows_get_text (rows, index);
  const char *target = herald_emulator_rows_get_text (rows, index + 1);

  json_object_set_string_member (object, column->public_name, id);
  if (target == NULL)
    return;
  if (self->wants_formatted)
    annotate (object, column->public_name, FORMATTED, get_row_name (self, target, id));
  if (self->wants_logical_name)
    annotate (object, column->public_name, LOGICAL_NAME, target);
  for (guint i = 0; self->wants_navigation && i < column->navigations->len; i++)
    {
      const HeraldEmulatorNavigation *way =
        &g_array_index (column->navigations, HeraldEmulatorNavigation, i);

      if (g_str_equal (way->target, target))
        annotate (object, column->public_name, NAVIGATION, way->name);
    }
}

/**
 * herald_emulator_row_writer_put:
 * @self: the writer
 * @object: gets the value and its annotations by the column's public name
 * @column: what the value is of
 * @rows: a SELECT that stands on a row
 * @index: where the value is in it; behind a lookup stands its target
 */
void
herald_emulator_row_writer_put (HeraldEmulatorRowWriter    *self,
                                JsonObject                 *object,
                                const HeraldEmulatorColumn *column,
                                HeraldEmulatorRows         *rows,
                                int                         index)
{
  if (herald_emulator_rows_is_null (rows, index))
    json_object_set_null_member (object, column->public_name);
  else if (column->type == HERALD_EMULATOR_COLUMN_MANAGED_PROPERTY)
    write_managed_property (object, column->public_name,
                            herald_emulator_rows_get_int (rows, index) != 0);
  else if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP)
    write_lookup (self, object, column, rows, index);
  else if (herald_emulator_column_is_text (column) || column->type == HERALD_EMULATOR_COLUMN_GUID)
    json_object_set_string_member (object, column->public_name,
                                   herald_emulator_rows_get_text (rows, index));
  else
    write_number (self, object, column, herald_emulator_rows_get_int (rows, index));
}

/**
 * herald_emulator_row_writer_new:
 * @reading: what shapes the answer; outlives the writer
 * @columns: (element-type HeraldEmulatorColumn): what the SELECT has after number and version
 *
 * Returns: (transfer full): a writer for rows of that SELECT
 */
HeraldEmulatorRowWriter *
herald_emulator_row_writer_new (const HeraldEmulatorReading *reading, GPtrArray *columns)
{
  HeraldEmulatorRowWriter *self = g_new0 (HeraldEmulatorRowWriter, 1);

  self->reading = reading;
  self->columns = g_ptr_array_ref (columns);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->wants_formatted = herald_emulator_preferences_want (reading->preferences, FORMATTED);
  self->wants_logical_name = herald_emulator_preferences_want (reading->preferences, LOGICAL_NAME);
  self->wants_navigation = herald_emulator_preferences_want (reading->preferences, NAVIGATION);
  return self;
}

/* The types that JSON does not tell: OData JSON Format 4.0, “odata.type”. */
static void
add_types (HeraldEmulatorRowWriter *self, JsonObject *object)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->columns, i);
      const char                 *type = herald_emulator_column_get_edm_type (column);
      g_autofree char            *name = g_strconcat ("#", type + strlen ("Edm."), NULL);

      if (strcmp (type, "Edm.String") != 0 && strcmp (type, "Edm.Boolean") != 0 &&
          g_str_has_prefix (type, "Edm."))
        annotate (object, column->public_name, "odata.type", name);
    }
}

static void
add_links (JsonObject *object, const char *row, const char *navigation)
{
  g_autofree char *target = g_strdup_printf ("%s/%s", row, navigation);
  g_autofree char *reference = g_strconcat (target, "/$ref", NULL);

  annotate (object, navigation, "odata.associationLink", reference);
  annotate (object, navigation, "odata.navigationLink", target);
}

/* All control information, for who accepts it. */
static void
add_control_information (HeraldEmulatorRowWriter *self, JsonObject *object, const char *id)
{
  const HeraldEmulatorTable *table = self->reading->table;
  g_autofree char *type = g_strconcat ("#Microsoft.Dynamics.CRM.", table->logical_name, NULL);
  g_autofree char *link = g_strdup_printf ("%s(%s)", table->entity_set, id);
  g_autofree char *address = g_strconcat (self->reading->base, link, NULL);

  json_object_set_string_member (object, "@odata.type", type);
  json_object_set_string_member (object, "@odata.id", address);
  json_object_set_string_member (object, "@odata.editLink", link);
  add_types (self, object);
  for (guint i = 0; i < table->columns->len; i++)
    {
      GArray *ways = ((HeraldEmulatorColumn *) g_ptr_array_index (table->columns, i))->navigations;

      for (guint j = 0; j < ways->len; j++)
        add_links (object, address, g_array_index (ways, HeraldEmulatorNavigation, j).name);
    }
  for (guint i = 0; i < table->collections->len; i++)
    add_links (object, address,
               g_array_index (table->collections, HeraldEmulatorCollection, i).name);
}

/**
 * herald_emulator_row_writer_write:
 * @self: the writer
 * @rows: a SELECT that stands on a row
 *
 * Returns: (transfer full): the row with its ETag
 */
JsonObject *
herald_emulator_row_writer_write (HeraldEmulatorRowWriter *self, HeraldEmulatorRows *rows)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *etag = herald_emulator_format_etag (herald_emulator_rows_get_int (rows, 1));
  int              index = FIRST_VALUE;

  json_object_set_string_member (object, "@odata.etag", etag);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->columns, i);

      herald_emulator_row_writer_put (self, object, column, rows, index);
      index += column->type == HERALD_EMULATOR_COLUMN_LOOKUP ? 2 : 1;
    }
  if (self->reading->preferences->metadata == HERALD_EMULATOR_METADATA_FULL)
    add_control_information (self, object,
                             json_object_get_string_member (object,
                                                            self->reading->table->primary_key));
  return object;
}

/**
 * herald_emulator_row_writer_free:
 * @self: (nullable): the writer to free
 */
void
herald_emulator_row_writer_free (HeraldEmulatorRowWriter *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_free (self);
}
