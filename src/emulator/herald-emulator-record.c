/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes rows as the service does: ids, defaults, owner, dates, version, computed names, and what
 * hangs on a row when it goes. */
#include "config.h"

#include "emulator/herald-emulator-record.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-app-config.h"
#include "emulator/herald-emulator-link-access.h"
#include "emulator/herald-emulator-links.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

struct _HeraldEmulatorRecord
{
  HeraldEmulatorDataverse   *dataverse; /* (unowned) */
  const HeraldEmulatorTable *table;
  GPtrArray                 *names; /* (element-type utf8) (owned): SQL columns */
  gboolean                   judged;
  GArray                    *values; /* (element-type HeraldEmulatorValue) (owned): beside @names */
};

static gboolean
find_value (HeraldEmulatorRecord *self, const char *name, guint *index)
{
  return g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, index);
}

static HeraldEmulatorValue *
get_value (HeraldEmulatorRecord *self, const char *name)
{
  guint index;

  return find_value (self, name, &index) ? &g_array_index (self->values, HeraldEmulatorValue, index)
                                         : NULL;
}

/* Takes @value over; a value that is there already is replaced. */
static void
put_value (HeraldEmulatorRecord *self, const char *name, HeraldEmulatorValue value)
{
  HeraldEmulatorValue *there = get_value (self, name);

  if (there != NULL)
    {
      g_free (there->text);
      *there = value;
      return;
    }
  g_ptr_array_add (self->names, g_strdup (name));
  g_array_append_val (self->values, value);
}

/**
 * herald_emulator_record_new:
 * @dataverse: the emulated Dataverse
 * @logical_name: a table of its schema
 *
 * Returns: (transfer full): a row without values
 */
HeraldEmulatorRecord *
herald_emulator_record_new (HeraldEmulatorDataverse *dataverse, const char *logical_name)
{
  HeraldEmulatorRecord *self = g_new0 (HeraldEmulatorRecord, 1);

  self->dataverse = dataverse;
  self->table = herald_emulator_schema_find_table (herald_emulator_dataverse_get_schema (dataverse),
                                                   logical_name);
  g_assert (self->table != NULL);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->values = herald_emulator_values_new ();
  return self;
}

/**
 * herald_emulator_record_set_judged:
 * @self: a row that a user wants to write
 *
 * The emulator's own rows are written whatever the roles say; those of users are judged.
 */
void
herald_emulator_record_set_judged (HeraldEmulatorRecord *self)
{
  self->judged = TRUE;
}

/**
 * herald_emulator_record_free:
 * @self: (nullable): the row to free
 */
void
herald_emulator_record_free (HeraldEmulatorRecord *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_array_unref);
  g_free (self);
}

/**
 * herald_emulator_record_get_table:
 * @self: a row
 *
 * Returns: (transfer none): where it belongs
 */
const HeraldEmulatorTable *
herald_emulator_record_get_table (HeraldEmulatorRecord *self)
{
  return self->table;
}

/**
 * herald_emulator_record_set_text:
 * @self: a row
 * @column: a text or GUID column
 * @value: (nullable): its value
 */
void
herald_emulator_record_set_text (HeraldEmulatorRecord *self, const char *column, const char *value)
{
  HeraldEmulatorValue entry = { .kind = HERALD_EMULATOR_VALUE_TEXT, .text = g_strdup (value) };

  g_return_if_fail (herald_emulator_table_find_column (self->table, column) != NULL);

  if (value == NULL)
    entry.kind = HERALD_EMULATOR_VALUE_NULL;
  put_value (self, column, entry);
}

/**
 * herald_emulator_record_set_int:
 * @self: a row
 * @column: a number, choice, boolean or date column
 * @value: its value; dates in seconds since 1970
 */
void
herald_emulator_record_set_int (HeraldEmulatorRecord *self, const char *column, gint64 value)
{
  HeraldEmulatorValue entry = { .kind = HERALD_EMULATOR_VALUE_INT, .integer = value };

  g_return_if_fail (herald_emulator_table_find_column (self->table, column) != NULL);

  put_value (self, column, entry);
}

/**
 * herald_emulator_record_set_null:
 * @self: a row
 * @column: any column
 */
void
herald_emulator_record_set_null (HeraldEmulatorRecord *self, const char *column)
{
  const HeraldEmulatorColumn *description = herald_emulator_table_find_column (self->table, column);

  g_return_if_fail (description != NULL);

  if (description->type == HERALD_EMULATOR_COLUMN_LOOKUP)
    herald_emulator_record_set_lookup (self, column, NULL, NULL);
  else
    put_value (self, column, (HeraldEmulatorValue){ .kind = HERALD_EMULATOR_VALUE_NULL });
}

/**
 * herald_emulator_record_set_lookup:
 * @self: a row
 * @column: a lookup
 * @target: (nullable): logical name of the table it points to
 * @id: (nullable): the row there
 */
void
herald_emulator_record_set_lookup (HeraldEmulatorRecord *self,
                                   const char           *column,
                                   const char           *target,
                                   const char           *id)
{
  g_autofree char    *target_column = g_strconcat (column, "_target", NULL);
  HeraldEmulatorValue entry = { .kind = HERALD_EMULATOR_VALUE_TEXT, .text = g_strdup (target) };

  herald_emulator_record_set_text (self, column, id);
  if (target == NULL)
    entry.kind = HERALD_EMULATOR_VALUE_NULL;
  put_value (self, target_column, entry);
}

/**
 * herald_emulator_record_has:
 * @self: a row
 * @column: any column
 *
 * Returns: whether it was set, be it to null
 */
gboolean
herald_emulator_record_has (HeraldEmulatorRecord *self, const char *column)
{
  return get_value (self, column) != NULL;
}

/**
 * herald_emulator_record_is_null:
 * @self: a row
 * @column: any column
 *
 * Returns: whether it was not set, or set to null
 */
gboolean
herald_emulator_record_is_null (HeraldEmulatorRecord *self, const char *column)
{
  HeraldEmulatorValue *value = get_value (self, column);

  return value == NULL || value->kind == HERALD_EMULATOR_VALUE_NULL;
}

/**
 * herald_emulator_record_get_text:
 * @self: a row
 * @column: any column
 *
 * Returns: (transfer none) (nullable): its text
 */
const char *
herald_emulator_record_get_text (HeraldEmulatorRecord *self, const char *column)
{
  HeraldEmulatorValue *value = get_value (self, column);

  return value != NULL ? value->text : NULL;
}

/**
 * herald_emulator_record_get_int:
 * @self: a row
 * @column: any column
 *
 * Returns: its number; 0 when it has none
 */
gint64
herald_emulator_record_get_int (HeraldEmulatorRecord *self, const char *column)
{
  HeraldEmulatorValue *value = get_value (self, column);

  return value != NULL ? value->integer : 0;
}

static gboolean
check_required (HeraldEmulatorRecord *self, gboolean creating, GError **error)
{
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->table->columns, i);
      gboolean                    judged;

      if (!column->required)
        continue;
      judged =
        herald_emulator_record_has (self, column->name) || (creating && !column->has_default);
      if (!judged || !herald_emulator_record_is_null (self, column->name))
        continue;
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
                   "Required field '%s' is missing", column->name);
      return FALSE;
    }
  return TRUE;
}

static void
add_defaults (HeraldEmulatorRecord *self)
{
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->table->columns, i);

      if (column->has_default && !herald_emulator_record_has (self, column->name))
        herald_emulator_record_set_int (self, column->name, column->default_value);
    }
}

static gboolean
set_first_status_of (HeraldEmulatorRecord *self, gint64 state)
{
  const HeraldEmulatorColumn *status =
    herald_emulator_table_find_column (self->table, "statuscode");

  for (guint i = 0; status != NULL && i < status->options->len; i++)
    {
      HeraldEmulatorOption *option = &g_array_index (status->options, HeraldEmulatorOption, i);

      if (option->state != state)
        continue;
      herald_emulator_record_set_int (self, "statuscode", option->value);
      return TRUE;
    }
  return FALSE;
}

/* State and status go together: either alone brings the other along. */
static gboolean
settle_status (HeraldEmulatorRecord *self, GError **error)
{
  const HeraldEmulatorColumn *status =
    herald_emulator_table_find_column (self->table, "statuscode");
  const HeraldEmulatorOption *option = NULL;

  if (status == NULL)
    return TRUE;
  if (herald_emulator_record_is_null (self, "statuscode"))
    return herald_emulator_record_is_null (self, "statecode") ||
           set_first_status_of (self, herald_emulator_record_get_int (self, "statecode"));
  option = herald_emulator_column_find_option (status,
                                               herald_emulator_record_get_int (self, "statuscode"));
  if (herald_emulator_record_is_null (self, "statecode"))
    herald_emulator_record_set_int (self, "statecode", option->state);
  if (option->state == herald_emulator_record_get_int (self, "statecode"))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_STATUS,
               "%" G_GINT64_FORMAT " is not a valid status code for state code %" G_GINT64_FORMAT
               " on %s",
               option->value, herald_emulator_record_get_int (self, "statecode"),
               self->table->logical_name);
  return FALSE;
}

static char *
find_owners_unit (HeraldEmulatorRecord *self, const char *owner)
{
  static const char select_sql[] =
    "SELECT businessunitid FROM dv_systemuser WHERE systemuserid = ?1"
    " UNION SELECT businessunitid FROM dv_team WHERE teamid = ?1";
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_dataverse_get_db (self->dataverse), NULL, select_sql,
                               "s", owner);

  return rows != NULL && herald_emulator_rows_next (rows, NULL)
           ? g_strdup (herald_emulator_rows_get_text (rows, 0))
           : NULL;
}

static void
settle_owner (HeraldEmulatorRecord *self)
{
  HeraldEmulatorSite *site = herald_emulator_dataverse_get_site (self->dataverse);
  const char         *owner = herald_emulator_record_get_text (self, "ownerid");
  const char         *target = herald_emulator_record_get_text (self, "ownerid_target");
  gboolean            is_team = g_strcmp0 (target, "team") == 0;
  g_autofree char    *unit = NULL;

  if (!self->table->user_owned || owner == NULL)
    return;
  herald_emulator_record_set_lookup (self, "owninguser", is_team ? NULL : "systemuser",
                                     is_team ? NULL : owner);
  herald_emulator_record_set_lookup (self, "owningteam", is_team ? "team" : NULL,
                                     is_team ? owner : NULL);
  /* Whoever fills in a hundred thousand rows of one owner knows it already. */
  if (!self->judged && herald_emulator_record_has (self, "owningbusinessunit"))
    return;
  unit = find_owners_unit (self, owner);
  herald_emulator_record_set_lookup (
    self, "owningbusinessunit", "businessunit",
    unit != NULL ? unit
                 : herald_emulator_site_get_setting (site, HERALD_EMULATOR_BUSINESS_UNIT_ID));
}

static void
add_audit (HeraldEmulatorRecord *self, const char *user_id, gboolean creating)
{
  gint64 now = herald_emulator_dataverse_get_now (self->dataverse);

  herald_emulator_record_set_int (self, "versionnumber",
                                  herald_emulator_dataverse_next_version (self->dataverse));
  if (self->table->intersect)
    return;
  if (creating && !herald_emulator_record_has (self, "createdon"))
    herald_emulator_record_set_int (self, "createdon", now);
  if (creating)
    herald_emulator_record_set_lookup (self, "createdby", "systemuser", user_id);
  if (!creating || !herald_emulator_record_has (self, "modifiedon"))
    herald_emulator_record_set_int (self, "modifiedon", now);
  herald_emulator_record_set_lookup (self, "modifiedby", "systemuser", user_id);
}

/* What follows from other columns: names joined from parts, the end of an elastic row's life. */
static gboolean
compute_columns (HeraldEmulatorRecord *self, const char *id, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->dataverse);
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < self->table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->table->columns, i);

      if (column->computed_from == NULL)
        continue;
      g_string_append_printf (sql, "%s\"%s\" = trim (", sql->len > 0 ? ", " : "", column->name);
      for (gsize j = 0; column->computed_from[j] != NULL; j++)
        g_string_append_printf (sql, "%scoalesce (\"%s\", '')", j > 0 ? " || ' ' || " : "",
                                column->computed_from[j]);
      g_string_append_c (sql, ')');
    }
  if (self->table->elastic)
    g_string_append_printf (sql,
                            "%sexpires_at = modifiedon + coalesce (ttlinseconds, %" G_GINT64_FORMAT
                            ")",
                            sql->len > 0 ? ", " : "",
                            herald_emulator_table_find_column (self->table, "ttlinseconds")
                              ->default_value);
  if (sql->len == 0)
    return TRUE;
  g_string_prepend (sql, "\" SET ");
  g_string_prepend (sql, self->table->sql_name);
  g_string_prepend (sql, "UPDATE \"");
  g_string_append_printf (sql, " WHERE \"%s\" = ?", self->table->primary_key);
  return herald_emulator_db_run (db, error, sql->str, "s", id);
}

/* A taken key, told as the service tells it. */
static void
translate_conflict (HeraldEmulatorRecord *self, GError **error)
{
  g_autofree char *primary = NULL;
  gboolean         is_primary;

  if (error == NULL || !g_error_matches (*error, HERALD_ERROR, HERALD_ERROR_CONFLICT))
    return;
  primary = g_strconcat (".", self->table->primary_key, NULL);
  is_primary = g_str_has_suffix ((*error)->message, primary);
  g_clear_error (error);
  if (is_primary)
    g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_DUPLICATE,
                 "A record with matching key values already exists.");
  else
    g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_DUPLICATE_KEY,
                 "Entity Key violated. A record with the same value for a key of %s already "
                 "exists. "
                 "A duplicate record cannot be created. Select one or more unique values and try "
                 "again.",
                 self->table->label);
}

static gboolean
run_insert (HeraldEmulatorRecord *self, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  GError  *local_error = NULL;
  gboolean good;

  g_string_printf (sql, "INSERT INTO \"%s\" (", self->table->sql_name);
  for (guint i = 0; i < self->names->len; i++)
    g_string_append_printf (sql, "%s\"%s\"", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (self->names, i));
  g_string_append (sql, ") VALUES (");
  for (guint i = 0; i < self->names->len; i++)
    g_string_append (sql, i > 0 ? ", ?" : "?");
  g_string_append_c (sql, ')');
  good = herald_emulator_db_run_values (herald_emulator_dataverse_get_db (self->dataverse),
                                        sql->str, self->values, &local_error);
  if (!good)
    {
      translate_conflict (self, &local_error);
      g_propagate_error (error, local_error);
    }
  return good;
}

static gboolean
run_update (HeraldEmulatorRecord *self, const char *id, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->dataverse);
  g_autoptr (GString) sql = g_string_new (NULL);
  GError *local_error = NULL;

  g_string_printf (sql, "UPDATE \"%s\" SET ", self->table->sql_name);
  for (guint i = 0; i < self->names->len; i++)
    g_string_append_printf (sql, "%s\"%s\" = ?", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (self->names, i));
  g_string_append_printf (sql, " WHERE \"%s\" = ?", self->table->primary_key);
  herald_emulator_values_add_text (self->values, id);
  if (!herald_emulator_db_run_values (db, sql->str, self->values, &local_error))
    {
      translate_conflict (self, &local_error);
      g_propagate_error (error, local_error);
      return FALSE;
    }
  if (herald_emulator_db_get_n_changes (db) > 0)
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "%s With Id = %s Does Not Exist", self->table->logical_name, id);
  return FALSE;
}

/* Rows whose life is over are taken away when somebody writes beside them. */
static gboolean
remove_expired (HeraldEmulatorRecord *self, GError **error)
{
  g_autofree char *sql = NULL;

  if (!self->table->elastic)
    return TRUE;
  sql = g_strdup_printf ("DELETE FROM \"%s\" WHERE expires_at <= ?", self->table->sql_name);
  return herald_emulator_db_run (herald_emulator_dataverse_get_db (self->dataverse), error, sql,
                                 "i", herald_emulator_dataverse_get_now (self->dataverse));
}

static gboolean
judge_new (HeraldEmulatorRecord *self, const char *user_id, GError **error)
{
  return herald_emulator_access_check_new (self->dataverse, user_id, self, error) &&
         herald_emulator_link_access_check_record (self->dataverse, user_id, self, NULL, error) &&
         herald_emulator_access_check_columns (self->dataverse, user_id, self, "cancreate", error);
}

/* Whoever gives a row away needs to be allowed to assign it, too. */
static gboolean
judge_change (HeraldEmulatorRecord *self, const char *id, const char *user_id, GError **error)
{
  return herald_emulator_access_check_row (self->dataverse, user_id, self->table, "Write", id,
                                           error) &&
         (herald_emulator_record_is_null (self, "ownerid") ||
          herald_emulator_access_check_row (self->dataverse, user_id, self->table, "Assign", id,
                                            error)) &&
         herald_emulator_link_access_check_record (self->dataverse, user_id, self, id, error) &&
         herald_emulator_access_check_columns (self->dataverse, user_id, self, "canupdate", error);
}

/**
 * herald_emulator_record_insert:
 * @self: a row whose values are valid each by itself
 * @user_id: who creates it
 * @id: (out) (optional) (transfer full): the new row's id
 *
 * Adds defaults, owner, dates and version, and writes the row.
 *
 * **Errors:** refusals for a missing column or a taken key; STORE.
 *
 * Returns: whether it was written; the caller's step has to be rolled back when not
 */
gboolean
herald_emulator_record_insert (HeraldEmulatorRecord *self,
                               const char           *user_id,
                               char                **id,
                               GError              **error)
{
  HeraldEmulatorSite *site = herald_emulator_dataverse_get_site (self->dataverse);
  const char         *key = self->table->primary_key;

  if (herald_emulator_record_is_null (self, key))
    {
      g_autofree char *new_id = herald_guid_new ();

      herald_emulator_record_set_text (self, key, new_id);
    }
  if (!check_required (self, TRUE, error) || !settle_status (self, error))
    return FALSE;
  add_defaults (self);
  if (self->table->user_owned && herald_emulator_record_is_null (self, "ownerid"))
    herald_emulator_record_set_lookup (self, "ownerid", "systemuser", user_id);
  settle_owner (self);
  if (self->judged && !judge_new (self, user_id, error))
    return FALSE;
  if (self->table->elastic && herald_emulator_record_is_null (self, "partitionid"))
    herald_emulator_record_set_text (self, "partitionid",
                                     herald_emulator_record_get_text (self, "ownerid"));
  add_audit (self, user_id, TRUE);
  herald_emulator_app_config_prepare (self);
  if (!remove_expired (self, error) || !run_insert (self, error) ||
      !compute_columns (self, herald_emulator_record_get_text (self, key), error) ||
      !herald_emulator_app_config_learn (site, self, herald_emulator_record_get_text (self, key),
                                         error))
    return FALSE;
  if (id != NULL)
    *id = g_strdup (herald_emulator_record_get_text (self, key));
  return TRUE;
}

/**
 * herald_emulator_record_update:
 * @self: the changed values, valid each by itself
 * @id: the row to change
 * @user_id: who changes it
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW and other refusals; STORE.
 *
 * Returns: whether it was written; the caller's step has to be rolled back when not
 */
gboolean
herald_emulator_record_update (HeraldEmulatorRecord *self,
                               const char           *id,
                               const char           *user_id,
                               GError              **error)
{
  HeraldEmulatorSite *site = herald_emulator_dataverse_get_site (self->dataverse);

  if (self->judged && !judge_change (self, id, user_id, error))
    return FALSE;
  if (!check_required (self, FALSE, error) || !settle_status (self, error))
    return FALSE;
  settle_owner (self);
  add_audit (self, user_id, FALSE);
  return run_update (self, id, error) && compute_columns (self, id, error) &&
         herald_emulator_app_config_learn (site, self, id, error);
}

/**
 * herald_emulator_record_delete:
 * @dataverse: the emulated Dataverse
 * @logical_name: a table
 * @id: the row that goes
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW; STORE.
 *
 * Returns: whether it is gone; the caller's step has to be rolled back when not
 */
gboolean
herald_emulator_record_delete (HeraldEmulatorDataverse *dataverse,
                               const char              *logical_name,
                               const char              *id,
                               GError                 **error)
{
  HeraldEmulatorDb          *db = herald_emulator_dataverse_get_db (dataverse);
  const HeraldEmulatorTable *table =
    herald_emulator_schema_find_table (herald_emulator_dataverse_get_schema (dataverse),
                                       logical_name);
  g_autofree char *sql =
    g_strdup_printf ("DELETE FROM \"%s\" WHERE \"%s\" = ?", table->sql_name, table->primary_key);

  if (!herald_emulator_db_run (db, error, sql, "s", id))
    return FALSE;
  if (herald_emulator_db_get_n_changes (db) == 0)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
                   "%s With Id = %s Does Not Exist", logical_name, id);
      return FALSE;
    }
  return herald_emulator_links_forget_row (dataverse, logical_name, id, error) &&
         herald_emulator_app_config_forget (herald_emulator_dataverse_get_site (dataverse),
                                            logical_name, id, error);
}
