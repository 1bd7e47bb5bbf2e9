/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads its people in small groups as they are asked for, so that a hundred thousand of them never
 * are in memory and never keep the thread for long. */
#include "config.h"

#include "emulator/herald-emulator-audience.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-dataverse.h"

#define MOST_IDS 100000
#define AT_ONCE 100

struct _HeraldEmulatorAudience
{
  HeraldEmulatorSite        *site;    /* (unowned): parent */
  const HeraldEmulatorTable *table;   /* (unowned) */
  GPtrArray                 *columns; /* (element-type HeraldEmulatorColumn) (owned) */
  GPtrArray                 *ids;     /* (element-type utf8) (owned) (nullable): in order */
  HeraldEmulatorFilter      *filter;  /* (owned) (nullable) */
  gint64                     now;     /* what the filter takes for now */

  guint  next_id;
  gint64 row;   /* the last one that was read by the filter */
  GQueue ready; /* (element-type HeraldEmulatorPerson) (owned) */
};

static gboolean G_GNUC_PRINTF (2, 3) invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (HERALD_ERROR, HERALD_ERROR_INVALID, format, arguments));
  va_end (arguments);
  return FALSE;
}

/**
 * herald_emulator_person_free:
 * @self: (nullable): the person to free
 */
void
herald_emulator_person_free (HeraldEmulatorPerson *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_ptr_array_unref (self->values);
  g_free (self);
}

/* Each once, in the order they are given. */
static gboolean
read_ids (HeraldEmulatorAudience *self, JsonArray *array, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (json_array_get_length (array) == 0 || json_array_get_length (array) > MOST_IDS)
    return invalid (error, "“ids” has 1 to %d entries", MOST_IDS);
  self->ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *id =
        JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
          ? herald_guid_normalise (json_node_get_string (node))
          : NULL;

      if (id == NULL)
        return invalid (error, "Entry %u of “ids” is not a GUID", i + 1);
      if (g_hash_table_add (seen, id))
        g_ptr_array_add (self->ids, g_steal_pointer (&id));
    }
  return TRUE;
}

static HeraldEmulatorQueryContext
make_context (HeraldEmulatorAudience *self)
{
  return (HeraldEmulatorQueryContext){
    .schema = herald_emulator_dataverse_get_schema (herald_emulator_dataverse_get (self->site)),
    .user_id = herald_emulator_site_get_setting (self->site, HERALD_EMULATOR_USER_ID),
    .now = self->now,
  };
}

static gboolean
append_filter (HeraldEmulatorAudience *self, GString *sql, GArray *values, GError **error)
{
  const HeraldEmulatorQueryContext context = make_context (self);

  return herald_emulator_filter_append_sql (self->filter, &context, self->table, sql, values,
                                            error);
}

/* Whether the filter is one for the table; the Web API's refusals are INVALID here. */
static gboolean
check_filter (HeraldEmulatorAudience *self, const char *text, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (GError) local_error = NULL;

  self->filter = herald_emulator_filter_parse (text, NULL, &local_error);
  if (self->filter != NULL && append_filter (self, sql, values, &local_error))
    return TRUE;
  return invalid (error, "“filter”: %s", local_error->message);
}

static gboolean
read_table (HeraldEmulatorAudience *self, JsonObject *object, GError **error)
{
  HeraldEmulatorDataverse *dataverse = herald_emulator_dataverse_get (self->site);
  const char              *name = NULL;

  if (!herald_json_read_string (object, "table", HERALD_JSON_OPTIONAL, &name, error))
    return FALSE;
  if (name == NULL)
    name = "contact";
  if (!g_str_equal (name, "contact") && !g_str_equal (name, "lead"))
    return invalid (error, "The “table” of an audience is “contact” or “lead”");
  self->table =
    herald_emulator_schema_find_table (herald_emulator_dataverse_get_schema (dataverse), name);
  self->now = herald_emulator_dataverse_get_now (dataverse);
  return TRUE;
}

/**
 * herald_emulator_audience_read:
 * @site: the site
 * @object: “table” (contact when it is absent) with “ids” or “filter”
 * @error: return location
 *
 * **Errors:** INVALID.
 *
 * Returns: (transfer full): the audience, before its first person
 */
HeraldEmulatorAudience *
herald_emulator_audience_read (HeraldEmulatorSite *site, JsonObject *object, GError **error)
{
  g_autoptr (HeraldEmulatorAudience) self = g_new0 (HeraldEmulatorAudience, 1);
  JsonArray  *ids = NULL;
  const char *filter = NULL;

  self->site = site;
  self->columns = g_ptr_array_new ();
  g_queue_init (&self->ready);
  if (!read_table (self, object, error) ||
      !herald_json_read_array (object, "ids", HERALD_JSON_OPTIONAL, &ids, error) ||
      !herald_json_read_string (object, "filter", HERALD_JSON_OPTIONAL, &filter, error))
    return NULL;
  if ((ids != NULL) == (filter != NULL))
    {
      invalid (error, "An audience has either “ids” or a “filter”");
      return NULL;
    }
  if (ids != NULL ? !read_ids (self, ids, error) : !check_filter (self, filter, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * herald_emulator_audience_free:
 * @self: (nullable): the audience to free
 */
void
herald_emulator_audience_free (HeraldEmulatorAudience *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->ready, (GDestroyNotify) herald_emulator_person_free);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->filter, herald_emulator_filter_free);
  g_free (self);
}

/**
 * herald_emulator_audience_get_table:
 * @self: an audience
 *
 * Returns: (transfer none): whose rows its people are
 */
const HeraldEmulatorTable *
herald_emulator_audience_get_table (HeraldEmulatorAudience *self)
{
  return self->table;
}

/**
 * herald_emulator_audience_set_columns:
 * @self: an audience
 * @columns: (element-type HeraldEmulatorColumn): what is read of each person
 */
void
herald_emulator_audience_set_columns (HeraldEmulatorAudience *self, GPtrArray *columns)
{
  g_ptr_array_unref (self->columns);
  self->columns = g_ptr_array_ref (columns);
}

static GString *
begin_select (HeraldEmulatorAudience *self)
{
  GString *sql = g_string_new (NULL);

  g_string_printf (sql, "SELECT t0.rownumber, t0.\"%s\"", self->table->primary_key);
  for (guint i = 0; i < self->columns->len; i++)
    g_string_append_printf (sql, ", t0.\"%s\"",
                            ((const HeraldEmulatorColumn *) g_ptr_array_index (self->columns, i))
                              ->name);
  g_string_append_printf (sql, " FROM \"%s\" AS t0 WHERE ", self->table->sql_name);
  return sql;
}

static HeraldEmulatorPerson *
read_person (HeraldEmulatorAudience *self, HeraldEmulatorRows *rows)
{
  HeraldEmulatorPerson *person = g_new0 (HeraldEmulatorPerson, 1);

  self->row = herald_emulator_rows_get_int (rows, 0);
  person->found = TRUE;
  person->id = g_strdup (herald_emulator_rows_get_text (rows, 1));
  person->values = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->columns->len; i++)
    g_ptr_array_add (person->values, g_strdup (herald_emulator_rows_get_text (rows, 2 + (int) i)));
  return person;
}

/* The next ones that the filter finds. */
static gboolean
read_group (HeraldEmulatorAudience *self, GError **error)
{
  g_autoptr (GString) sql = begin_select (self);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (HeraldEmulatorRows) rows = NULL;
  g_autoptr (GError) local_error = NULL;

  g_string_append (sql, "t0.rownumber > ? AND (");
  herald_emulator_values_add_int (values, self->row);
  if (!append_filter (self, sql, values, error))
    return FALSE;
  g_string_append_printf (sql, ") ORDER BY t0.rownumber LIMIT %d", AT_ONCE);
  rows = herald_emulator_db_select_values (herald_emulator_site_get_db (self->site), sql->str,
                                           values, error);
  if (rows == NULL)
    return FALSE;
  while (herald_emulator_rows_next (rows, &local_error))
    g_queue_push_tail (&self->ready, read_person (self, rows));
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static HeraldEmulatorPerson *
read_by_id (HeraldEmulatorAudience *self, const char *id, GError **error)
{
  g_autoptr (GString) sql = begin_select (self);
  g_autoptr (HeraldEmulatorRows) rows = NULL;
  g_autoptr (GError) local_error = NULL;
  HeraldEmulatorPerson *person;

  g_string_append_printf (sql, "t0.\"%s\" = ?", self->table->primary_key);
  rows =
    herald_emulator_db_select (herald_emulator_site_get_db (self->site), error, sql->str, "s", id);
  if (rows == NULL)
    return NULL;
  if (herald_emulator_rows_next (rows, &local_error))
    return read_person (self, rows);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  person = g_new0 (HeraldEmulatorPerson, 1);
  person->id = g_strdup (id);
  person->values = g_ptr_array_new ();
  return person;
}

/**
 * herald_emulator_audience_next:
 * @self: an audience
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full) (nullable): the next person; %NULL without error at the end
 */
HeraldEmulatorPerson *
herald_emulator_audience_next (HeraldEmulatorAudience *self, GError **error)
{
  if (self->ids != NULL)
    return self->next_id < self->ids->len
             ? read_by_id (self, g_ptr_array_index (self->ids, self->next_id++), error)
             : NULL;
  if (g_queue_is_empty (&self->ready) && !read_group (self, error))
    return NULL;
  return g_queue_pop_head (&self->ready);
}
