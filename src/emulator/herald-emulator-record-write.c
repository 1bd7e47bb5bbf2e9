/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes rows as the service does, and takes away what hangs on a row when it goes. */
#include "config.h"

#include "emulator/herald-emulator-record-private.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-app-config.h"
#include "emulator/herald-emulator-link-access.h"
#include "emulator/herald-emulator-links.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-tombstones.h"

/* What follows from other columns, for a row of which only some are known. */
static gboolean
update_computed (HeraldEmulatorRecord *self, const char *id, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->dataverse);
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < self->table->computed->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->table->computed, i);

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
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->dataverse);
  GError           *local_error = NULL;

  if (self->changed != NULL)
    return herald_emulator_record_insert_repeated (self, error);
  if (herald_emulator_db_run_values (db, self->table->insert_sql, self->values, &local_error))
    return TRUE;
  translate_conflict (self, &local_error);
  g_propagate_error (error, local_error);
  return FALSE;
}

static void
append_assignment (HeraldEmulatorRecord *self,
                   guint                 place,
                   const char           *name,
                   const char           *ending,
                   GString              *sql,
                   GArray               *values)
{
  const HeraldEmulatorValue *value = &g_array_index (self->values, HeraldEmulatorValue, place);

  if (!self->is_set[place])
    return;
  g_string_append_printf (sql, "%s\"%s%s\" = ?", values->len > 0 ? ", " : "", name, ending);
  if (value->kind == HERALD_EMULATOR_VALUE_INT)
    herald_emulator_values_add_int (values, value->integer);
  else
    herald_emulator_values_add_text (values, value->text);
}

/* Only what was set; the other columns stay as they are. */
static void
append_assignments (HeraldEmulatorRecord *self, GString *sql, GArray *values)
{
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->table->columns, i);

      append_assignment (self, column->place, column->name, "", sql, values);
      if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP)
        append_assignment (self, herald_emulator_column_get_target_place (column), column->name,
                           "_target", sql, values);
    }
}

static gboolean
run_update (HeraldEmulatorRecord *self, const char *id, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (self->dataverse);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (GString) sql = g_string_new (NULL);
  GError *local_error = NULL;

  g_string_printf (sql, "UPDATE \"%s\" SET ", self->table->sql_name);
  append_assignments (self, sql, values);
  g_string_append_printf (sql, " WHERE \"%s\" = ?", self->table->primary_key);
  herald_emulator_values_add_text (values, id);
  if (!herald_emulator_db_run_values (db, sql->str, values, &local_error))
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
  if (!herald_emulator_record_check_required (self, TRUE, error) ||
      !herald_emulator_record_settle_status (self, error))
    return FALSE;
  herald_emulator_record_add_defaults (self);
  if (self->table->user_owned && herald_emulator_record_is_null (self, "ownerid"))
    herald_emulator_record_set_lookup (self, "ownerid", "systemuser", user_id);
  herald_emulator_record_settle_owner (self);
  if (self->judged && !judge_new (self, user_id, error))
    return FALSE;
  if (self->table->elastic && herald_emulator_record_is_null (self, "partitionid"))
    herald_emulator_record_set_text (self, "partitionid",
                                     herald_emulator_record_get_text (self, "ownerid"));
  herald_emulator_record_add_audit (self, user_id, TRUE);
  herald_emulator_app_config_prepare (self);
  herald_emulator_record_compute (self);
  if (!herald_emulator_record_expire (self->dataverse, self->table, error) ||
      !run_insert (self, error) ||
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
  if (!herald_emulator_record_check_required (self, FALSE, error) ||
      !herald_emulator_record_settle_status (self, error))
    return FALSE;
  herald_emulator_record_settle_owner (self);
  herald_emulator_record_add_audit (self, user_id, FALSE);
  return run_update (self, id, error) && update_computed (self, id, error) &&
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
  gint64           version = herald_emulator_dataverse_next_version (dataverse);
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
  return herald_emulator_tombstones_add (db, table, id, version,
                                         herald_emulator_dataverse_get_now (dataverse), error) &&
         herald_emulator_links_forget_row (dataverse, logical_name, id, version, error) &&
         herald_emulator_app_config_forget (herald_emulator_dataverse_get_site (dataverse),
                                            logical_name, id, error);
}

/**
 * herald_emulator_record_expire:
 * @dataverse: the emulated Dataverse
 * @table: a table
 *
 * Rows whose life is over are taken away when somebody writes beside them or asks for changes.
 *
 * **Errors:** STORE.
 *
 * Returns: whether none is left
 */
gboolean
herald_emulator_record_expire (HeraldEmulatorDataverse   *dataverse,
                               const HeraldEmulatorTable *table,
                               GError                   **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (dataverse);
  gint64            now = herald_emulator_dataverse_get_now (dataverse);
  g_autofree char  *sql = NULL;
  gboolean          found = FALSE;

  if (!table->elastic)
    return TRUE;
  if (!herald_emulator_tombstones_add_expired (db, table,
                                               herald_emulator_dataverse_next_version (dataverse),
                                               now, &found, error))
    return FALSE;
  sql = g_strdup_printf ("DELETE FROM \"%s\" WHERE expires_at <= ?", table->sql_name);
  return !found || herald_emulator_db_run (db, error, sql, "i", now);
}
