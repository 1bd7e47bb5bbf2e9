/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the service adds to a row by itself: defaults, owner, dates, version, computed names. */
#include "config.h"

#include "emulator/herald-emulator-record-private.h"

#include "emulator/herald-emulator-refusal.h"

#include <string.h>

/**
 * herald_emulator_record_check_required:
 * @self: a row
 * @creating: whether it is a new one
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT.
 *
 * Returns: whether no column that must have a value is without one
 */
gboolean
herald_emulator_record_check_required (HeraldEmulatorRecord *self,
                                       gboolean              creating,
                                       GError              **error)
{
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->table->columns, i);
      const HeraldEmulatorValue  *value;
      gboolean                    judged;

      if (!column->required)
        continue;
      value = herald_emulator_record_peek (self, column);
      judged = value != NULL || (creating && !column->has_default);
      if (!judged || (value != NULL && value->kind != HERALD_EMULATOR_VALUE_NULL))
        continue;
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
                   "Required field '%s' is missing", column->name);
      return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_record_add_defaults:
 * @self: a new row
 *
 * Gives the columns that were not set the value that they begin with.
 */
void
herald_emulator_record_add_defaults (HeraldEmulatorRecord *self)
{
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (self->table->columns, i);

      if (column->has_default && herald_emulator_record_peek (self, column) == NULL)
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

/**
 * herald_emulator_record_settle_status:
 * @self: a row
 *
 * State and status go together: either alone brings the other along.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_STATUS.
 *
 * Returns: whether they agree
 */
gboolean
herald_emulator_record_settle_status (HeraldEmulatorRecord *self, GError **error)
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
    " UNION ALL SELECT businessunitid FROM dv_team WHERE teamid = ?1";
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_dataverse_get_db (self->dataverse), NULL, select_sql,
                               "s", owner);

  return rows != NULL && herald_emulator_rows_next (rows, NULL)
           ? g_strdup (herald_emulator_rows_get_text (rows, 0))
           : NULL;
}

/**
 * herald_emulator_record_settle_owner:
 * @self: a row
 *
 * What follows from the owner: user or team, and the business unit.
 */
void
herald_emulator_record_settle_owner (HeraldEmulatorRecord *self)
{
  HeraldEmulatorSite *site = herald_emulator_dataverse_get_site (self->dataverse);
  const char         *owner = herald_emulator_record_get_text (self, "ownerid");
  const char         *target = herald_emulator_record_get_target (self, "ownerid");
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

/* “Created By (Delegate)”: who acted on behalf of the user; nobody when he acted himself. */
static void
add_delegate (HeraldEmulatorRecord *self, const char *column)
{
  const char *delegate_id = herald_emulator_dataverse_get_delegate_id (self->dataverse);

  if (herald_emulator_table_find_column (self->table, column) == NULL)
    return;
  if (delegate_id != NULL)
    herald_emulator_record_set_lookup (self, column, "systemuser", delegate_id);
  else
    herald_emulator_record_set_null (self, column);
}

/**
 * herald_emulator_record_add_audit:
 * @self: a row
 * @user_id: who writes it
 * @creating: whether it is a new one
 *
 * Who and when, and a version that no row had before.
 */
void
herald_emulator_record_add_audit (HeraldEmulatorRecord *self,
                                  const char           *user_id,
                                  gboolean              creating)
{
  gint64 now = herald_emulator_dataverse_get_now (self->dataverse);

  herald_emulator_record_set_int (self, "versionnumber",
                                  herald_emulator_dataverse_next_version (self->dataverse));
  if (self->table->intersect)
    return;
  if (creating && !herald_emulator_record_has (self, "createdon"))
    herald_emulator_record_set_int (self, "createdon", now);
  if (creating)
    {
      herald_emulator_record_set_lookup (self, "createdby", "systemuser", user_id);
      add_delegate (self, "createdonbehalfby");
    }
  if (!creating || !herald_emulator_record_has (self, "modifiedon"))
    herald_emulator_record_set_int (self, "modifiedon", now);
  herald_emulator_record_set_lookup (self, "modifiedby", "systemuser", user_id);
  add_delegate (self, "modifiedonbehalfby");
}

/* The parts that have something, with a blank between, as the service joins names. */
static char *
join_parts (HeraldEmulatorRecord *self, const HeraldEmulatorColumn *column)
{
  GString *text = g_string_new (NULL);
  char    *start;

  for (gsize i = 0; column->computed_from[i] != NULL; i++)
    {
      const char *part = herald_emulator_record_get_text (self, column->computed_from[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", part != NULL ? part : "");
    }
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  start = text->str + strspn (text->str, " ");
  g_string_erase (text, 0, start - text->str);
  return g_string_free (text, FALSE);
}

/**
 * herald_emulator_record_compute:
 * @self: a new row, complete but for this
 *
 * What follows from other columns: names joined from parts, the end of an elastic row's life. A
 * change does not know the other columns; there the database computes it.
 */
void
herald_emulator_record_compute (HeraldEmulatorRecord *self)
{
  const HeraldEmulatorTable *table = self->table;

  for (guint i = 0; i < table->computed->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->computed, i);
      g_autofree char            *text = join_parts (self, column);

      herald_emulator_record_set_text (self, column->name, text);
    }
  if (table->elastic)
    {
      HeraldEmulatorValue *expiry =
        &g_array_index (self->values, HeraldEmulatorValue, table->n_places - 1);
      gint64 life_seconds =
        herald_emulator_record_is_null (self, "ttlinseconds")
          ? herald_emulator_table_find_column (table, "ttlinseconds")->default_value
          : herald_emulator_record_get_int (self, "ttlinseconds");

      if (self->changed != NULL)
        self->changed[table->n_places - 1] = TRUE;
      expiry->kind = HERALD_EMULATOR_VALUE_INT;
      expiry->integer = herald_emulator_record_get_int (self, "modifiedon") + life_seconds;
    }
}
