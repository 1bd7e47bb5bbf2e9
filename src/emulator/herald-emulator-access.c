/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Security roles as the service applies them: a user has the roles given to him and those of his
 * teams; of several the deepest counts. Source: “Security roles and privileges” and “Check security
 * privileges”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-access.h"

#include "emulator/herald-emulator-metadata.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-rows.h"

#include <string.h>

#define ROLES_OF_USER                                                                              \
  "(SELECT roleid FROM dv_systemuserroles WHERE systemuserid = ?1 UNION"                           \
  " SELECT roleid FROM dv_teamroles JOIN dv_teammembership USING (teamid)"                         \
  " WHERE systemuserid = ?1)"

static const char select_depth_sql[] =
  "SELECT max (privilegedepthmask) FROM dv_privilege JOIN dv_roleprivileges USING (privilegeid)"
  " WHERE name = ?2 AND roleid IN " ROLES_OF_USER;
static const char select_admin_sql[] =
  "SELECT 1 FROM dv_role WHERE roletemplateid = ?2 AND roleid IN " ROLES_OF_USER;
static const char count_sql[] =
  "SELECT count (DISTINCT roleid), count (DISTINCT privilegeid) FROM dv_roleprivileges"
  " WHERE roleid IN " ROLES_OF_USER;

/**
 * herald_emulator_depth_get_name:
 * @depth: a depth
 *
 * Returns: (transfer none): as functions tell it
 */
const char *
herald_emulator_depth_get_name (HeraldEmulatorDepth depth)
{
  if (depth >= HERALD_EMULATOR_DEPTH_GLOBAL)
    return "Global";
  if (depth >= HERALD_EMULATOR_DEPTH_DEEP)
    return "Deep";
  return depth >= HERALD_EMULATOR_DEPTH_LOCAL ? "Local" : "Basic";
}

static gint64
select_number (HeraldEmulatorDataverse *dataverse, const char *sql, const char *a, const char *b)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_dataverse_get_db (dataverse), NULL, sql, "ss", a, b);

  return rows != NULL && herald_emulator_rows_next (rows, NULL)
           ? herald_emulator_rows_get_int (rows, 0)
           : 0;
}

static HeraldEmulatorDepth
select_depth (HeraldEmulatorDataverse *dataverse, const char *user_id, const char *privilege)
{
  GHashTable      *known = herald_emulator_dataverse_get_depths (dataverse);
  g_autofree char *key = g_strconcat (user_id, " ", privilege, NULL);
  gpointer         depth = NULL;

  if (!g_hash_table_lookup_extended (known, key, NULL, &depth))
    {
      depth =
        GINT_TO_POINTER ((int) select_number (dataverse, select_depth_sql, user_id, privilege));
      g_hash_table_insert (known, g_steal_pointer (&key), depth);
    }
  return (HeraldEmulatorDepth) GPOINTER_TO_INT (depth);
}

/**
 * herald_emulator_access_get_depth:
 * @dataverse: the emulated Dataverse
 * @user_id: a user
 * @privilege: a name such as “prvReadContact”
 *
 * Whoever acts on behalf of the user must have it, too: “Impersonate another user using the Web
 * API”, read 2026-11: what both have is what counts.
 *
 * Returns: how deep the user has it
 */
HeraldEmulatorDepth
herald_emulator_access_get_depth (HeraldEmulatorDataverse *dataverse,
                                  const char              *user_id,
                                  const char              *privilege)
{
  const char         *delegate_id = herald_emulator_dataverse_get_delegate_id (dataverse);
  HeraldEmulatorDepth depth = select_depth (dataverse, user_id, privilege);

  return delegate_id != NULL ? MIN (depth, select_depth (dataverse, delegate_id, privilege))
                             : depth;
}

/**
 * herald_emulator_access_is_admin:
 * @dataverse: the emulated Dataverse
 * @user_id: a user
 *
 * Returns: whether one of the user's roles is the System Administrator
 */
gboolean
herald_emulator_access_is_admin (HeraldEmulatorDataverse *dataverse, const char *user_id)
{
  return select_number (dataverse, select_admin_sql, user_id, HERALD_EMULATOR_ADMIN_TEMPLATE) != 0;
}

static void
refuse (HeraldEmulatorDataverse   *dataverse,
        const char                *user_id,
        const HeraldEmulatorTable *table,
        const char                *privilege,
        GError                   **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_dataverse_get_db (dataverse), NULL, count_sql, "s",
                               user_id);
  g_autofree char *id = herald_emulator_metadata_make_privilege_id (privilege);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean counted = rows != NULL && herald_emulator_rows_next (rows, NULL);

  g_string_printf (text,
                   "Principal user (Id=%s, type=8, roleCount=%" G_GINT64_FORMAT
                   ", privilegeCount=%" G_GINT64_FORMAT ") is missing %s privilege (Id=%s)",
                   user_id, counted ? herald_emulator_rows_get_int (rows, 0) : 0,
                   counted ? herald_emulator_rows_get_int (rows, 1) : 0, privilege, id);
  if (table != NULL)
    g_string_append_printf (text, " on OTC=%" G_GINT64_FORMAT " for entity '%s'",
                            table->object_type_code, table->logical_name);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE, "%s.",
               text->str);
}

/**
 * herald_emulator_access_require:
 * @dataverse: the emulated Dataverse
 * @user_id: who wants to do something
 * @table: (nullable): with rows of which table
 * @privilege: what it takes
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE, naming the privilege.
 *
 * Returns: whether the user has it, however deep
 */
gboolean
herald_emulator_access_require (HeraldEmulatorDataverse   *dataverse,
                                const char                *user_id,
                                const HeraldEmulatorTable *table,
                                const char                *privilege,
                                GError                   **error)
{
  if (herald_emulator_access_get_depth (dataverse, user_id, privilege) !=
      HERALD_EMULATOR_DEPTH_NONE)
    return TRUE;
  refuse (dataverse, user_id, table, privilege, error);
  return FALSE;
}

/* What everybody may read: pairs of N:N relationships and what the platform itself is made of. */
static gboolean
is_open (const HeraldEmulatorTable *table, const char *type)
{
  return strcmp (type, "Read") == 0 && table->ownership == HERALD_EMULATOR_OWNED_BY_NOBODY;
}

/**
 * herald_emulator_access_require_type:
 * @dataverse: the emulated Dataverse
 * @user_id: who wants to do something
 * @table: with rows of which table
 * @type: a right such as “Read”
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE.
 *
 * Returns: whether the user may do it with any row
 */
gboolean
herald_emulator_access_require_type (HeraldEmulatorDataverse   *dataverse,
                                     const char                *user_id,
                                     const HeraldEmulatorTable *table,
                                     const char                *type,
                                     GError                   **error)
{
  g_autofree char *privilege = herald_emulator_metadata_make_privilege_name (table, type);

  return is_open (table, type) ||
         herald_emulator_access_require (dataverse, user_id, table, privilege, error);
}

/**
 * herald_emulator_access_require_all:
 * @dataverse: the emulated Dataverse
 * @user_id: who wants to do something
 * @table: with the rows of which table
 * @type: a right such as “Read”
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE.
 *
 * Returns: whether the user may do it with all rows
 */
gboolean
herald_emulator_access_require_all (HeraldEmulatorDataverse   *dataverse,
                                    const char                *user_id,
                                    const HeraldEmulatorTable *table,
                                    const char                *type,
                                    GError                   **error)
{
  g_autofree char *privilege = herald_emulator_metadata_make_privilege_name (table, type);

  if (is_open (table, type) || herald_emulator_access_get_depth (dataverse, user_id, privilege) >=
                                 HERALD_EMULATOR_DEPTH_GLOBAL)
    return TRUE;
  refuse (dataverse, user_id, table, privilege, error);
  return FALSE;
}

static char *
dup_business_unit (HeraldEmulatorDataverse *dataverse, const char *user_id)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_dataverse_get_db (dataverse), NULL,
                               "SELECT businessunitid FROM dv_systemuser WHERE systemuserid = ?",
                               "s", user_id);

  return rows != NULL && herald_emulator_rows_next (rows, NULL)
           ? g_strdup (herald_emulator_rows_get_text (rows, 0))
           : NULL;
}

/* The business unit a row belongs to, as a column of its table; NULL when it belongs to none. */
static const char *
get_unit_column (const HeraldEmulatorTable *table)
{
  if (table->user_owned)
    return "owningbusinessunit";
  if (table->ownership != HERALD_EMULATOR_OWNED_BY_UNIT)
    return NULL;
  return "businessunitid";
}

static void
append_owner (const HeraldEmulatorTable *table,
              const char                *user_id,
              const char                *alias,
              GString                   *sql,
              GArray                    *values)
{
  if (!table->user_owned)
    {
      g_string_append (sql, "0");
      return;
    }
  g_string_append_printf (sql,
                          "%s.ownerid = ? OR %s.ownerid IN (SELECT teamid FROM dv_teammembership"
                          " WHERE systemuserid = ?)",
                          alias, alias);
  herald_emulator_values_add_text (values, user_id);
  herald_emulator_values_add_text (values, user_id);
}

static void
append_unit (const char         *column,
             HeraldEmulatorDepth depth,
             const char         *unit,
             const char         *alias,
             GString            *sql,
             GArray             *values)
{
  if (depth >= HERALD_EMULATOR_DEPTH_DEEP)
    g_string_append_printf (sql,
                            " OR %s.%s IN (WITH RECURSIVE below (id) AS (SELECT ? UNION SELECT"
                            " businessunitid FROM dv_businessunit JOIN below ON"
                            " parentbusinessunitid = below.id) SELECT id FROM below)",
                            alias, column);
  else
    g_string_append_printf (sql, " OR %s.%s = ?", alias, column);
  herald_emulator_values_add_text (values, unit);
}

/**
 * herald_emulator_access_append_sql:
 * @dataverse: the emulated Dataverse
 * @user_id: who asks
 * @table: the table of the rows
 * @type: a right such as “Read”
 * @alias: what the table is called in the statement
 * @sql: gets a condition, safe beside AND
 * @values: gets the values of it
 *
 * Lets the rows through that the user may do this with.
 */
void
herald_emulator_access_append_sql (HeraldEmulatorDataverse   *dataverse,
                                   const char                *user_id,
                                   const HeraldEmulatorTable *table,
                                   const char                *type,
                                   const char                *alias,
                                   GString                   *sql,
                                   GArray                    *values)
{
  g_autofree char    *privilege = herald_emulator_metadata_make_privilege_name (table, type);
  HeraldEmulatorDepth depth = herald_emulator_access_get_depth (dataverse, user_id, privilege);
  const char         *column = get_unit_column (table);
  g_autofree char    *unit = NULL;

  if (is_open (table, type) || depth >= HERALD_EMULATOR_DEPTH_GLOBAL ||
      (depth != HERALD_EMULATOR_DEPTH_NONE && column == NULL))
    {
      g_string_append (sql, "1");
      return;
    }
  if (depth == HERALD_EMULATOR_DEPTH_NONE)
    {
      g_string_append (sql, "0");
      return;
    }
  g_string_append_c (sql, '(');
  append_owner (table, user_id, alias, sql, values);
  unit = dup_business_unit (dataverse, user_id);
  if (depth >= HERALD_EMULATOR_DEPTH_LOCAL || !table->user_owned)
    append_unit (column, depth, unit, alias, sql, values);
  g_string_append_c (sql, ')');
}

/**
 * herald_emulator_access_has_row:
 * @dataverse: the emulated Dataverse
 * @user_id: who asks
 * @table: the row's table
 * @type: a right such as “Write”
 * @id: the row
 *
 * Returns: whether the user may do this with the row; %FALSE when there is no such row
 */
gboolean
herald_emulator_access_has_row (HeraldEmulatorDataverse   *dataverse,
                                const char                *user_id,
                                const HeraldEmulatorTable *table,
                                const char                *type,
                                const char                *id)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = herald_emulator_values_new ();
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  g_string_printf (sql, "SELECT 1 FROM \"%s\" AS t WHERE t.\"%s\" = ? AND ", table->sql_name,
                   table->primary_key);
  herald_emulator_values_add_text (values, id);
  herald_emulator_access_append_sql (dataverse, user_id, table, type, "t", sql, values);
  rows = herald_emulator_db_select_values (herald_emulator_dataverse_get_db (dataverse), sql->str,
                                           values, NULL);
  return rows != NULL && herald_emulator_rows_next (rows, NULL);
}

/**
 * herald_emulator_access_check_row:
 * @dataverse: the emulated Dataverse
 * @user_id: who wants to do something
 * @table: the row's table
 * @type: a right such as “Write”
 * @id: the row
 *
 * A row that is not there is no matter of privileges, unless the user has none at all.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE.
 *
 * Returns: whether the user may go on
 */
gboolean
herald_emulator_access_check_row (HeraldEmulatorDataverse   *dataverse,
                                  const char                *user_id,
                                  const HeraldEmulatorTable *table,
                                  const char                *type,
                                  const char                *id,
                                  GError                   **error)
{
  g_autofree char *privilege = NULL;

  if (!herald_emulator_access_require_type (dataverse, user_id, table, type, error))
    return FALSE;
  if (herald_emulator_access_has_row (dataverse, user_id, table, type, id) ||
      !herald_emulator_rows_exists (dataverse, table, id))
    return TRUE;
  privilege = herald_emulator_metadata_make_privilege_name (table, type);
  refuse (dataverse, user_id, table, privilege, error);
  return FALSE;
}

/* How deep a privilege must be to reach rows of this owner. */
static HeraldEmulatorDepth
get_needed_depth (HeraldEmulatorDataverse *dataverse, const char *user_id, const char *owner_id)
{
  static const char is_below_sql[] =
    "WITH RECURSIVE below (id) AS (SELECT businessunitid FROM dv_systemuser WHERE systemuserid = ?1"
    " UNION SELECT businessunitid FROM dv_businessunit JOIN below ON parentbusinessunitid = id)"
    " SELECT count (*) FROM below WHERE id IN (SELECT businessunitid FROM dv_systemuser WHERE"
    " systemuserid = ?2 UNION SELECT businessunitid FROM dv_team WHERE teamid = ?2)";
  static const char is_same_sql[] =
    "SELECT count (*) FROM dv_systemuser WHERE systemuserid = ?1 AND businessunitid IN"
    " (SELECT businessunitid FROM dv_systemuser WHERE systemuserid = ?2"
    " UNION SELECT businessunitid FROM dv_team WHERE teamid = ?2)";
  static const char is_member_sql[] =
    "SELECT count (*) FROM dv_teammembership WHERE systemuserid = ?1 AND teamid = ?2";

  if (strcmp (user_id, owner_id) == 0 ||
      select_number (dataverse, is_member_sql, user_id, owner_id) > 0)
    return HERALD_EMULATOR_DEPTH_BASIC;
  if (select_number (dataverse, is_same_sql, user_id, owner_id) > 0)
    return HERALD_EMULATOR_DEPTH_LOCAL;
  return select_number (dataverse, is_below_sql, user_id, owner_id) > 0
           ? HERALD_EMULATOR_DEPTH_DEEP
           : HERALD_EMULATOR_DEPTH_GLOBAL;
}

/**
 * herald_emulator_access_check_new:
 * @dataverse: the emulated Dataverse
 * @user_id: who creates
 * @record: what is created, with its owner when it gets another than @user_id
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE when Create is missing or does not reach the
 * owner's business unit.
 *
 * Returns: whether the user may create the row
 */
gboolean
herald_emulator_access_check_new (HeraldEmulatorDataverse *dataverse,
                                  const char              *user_id,
                                  HeraldEmulatorRecord    *record,
                                  GError                 **error)
{
  const HeraldEmulatorTable *table = herald_emulator_record_get_table (record);
  g_autofree char *privilege = herald_emulator_metadata_make_privilege_name (table, "Create");
  const char      *owner = NULL;

  if (!herald_emulator_access_require (dataverse, user_id, table, privilege, error))
    return FALSE;
  if (table->user_owned)
    owner = herald_emulator_record_get_text (record, "ownerid");
  if (owner == NULL || herald_emulator_access_get_depth (dataverse, user_id, privilege) >=
                         get_needed_depth (dataverse, user_id, owner))
    return TRUE;
  refuse (dataverse, user_id, table, privilege, error);
  return FALSE;
}

static gboolean
has_profile (HeraldEmulatorDataverse    *dataverse,
             const char                 *user_id,
             const HeraldEmulatorTable  *table,
             const HeraldEmulatorColumn *column,
             const char                 *right)
{
  g_autofree char *sql = NULL;
  g_autoptr (HeraldEmulatorRows) rows = NULL;

  if (herald_emulator_access_is_admin (dataverse, user_id))
    return TRUE;
  sql = g_strdup_printf ("SELECT 1 FROM dv_fieldpermission JOIN dv_systemuserprofiles USING"
                         " (fieldsecurityprofileid) WHERE systemuserid = ? AND entityname = ? AND"
                         " attributelogicalname = ? AND %s <> 0",
                         right);
  rows = herald_emulator_db_select (herald_emulator_dataverse_get_db (dataverse), NULL, sql, "sss",
                                    user_id, table->logical_name, column->name);
  return rows != NULL && herald_emulator_rows_next (rows, NULL);
}

/**
 * herald_emulator_access_has_column:
 * @dataverse: the emulated Dataverse
 * @user_id: who asks
 * @table: a table
 * @column: one of its columns
 * @right: “canread”, “cancreate” or “canupdate”
 *
 * Returns: whether the column is open, or column security profiles of the user, and of whoever acts
 * on his behalf, allow it
 */
gboolean
herald_emulator_access_has_column (HeraldEmulatorDataverse    *dataverse,
                                   const char                 *user_id,
                                   const HeraldEmulatorTable  *table,
                                   const HeraldEmulatorColumn *column,
                                   const char                 *right)
{
  const char *delegate_id = herald_emulator_dataverse_get_delegate_id (dataverse);

  return !column->secured ||
         (has_profile (dataverse, user_id, table, column, right) &&
          (delegate_id == NULL || has_profile (dataverse, delegate_id, table, column, right)));
}

/**
 * herald_emulator_access_check_columns:
 * @dataverse: the emulated Dataverse
 * @user_id: who writes
 * @record: what is written
 * @right: “cancreate” or “canupdate”
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE, naming the column.
 *
 * Returns: whether the user may write all columns that are set
 */
gboolean
herald_emulator_access_check_columns (HeraldEmulatorDataverse *dataverse,
                                      const char              *user_id,
                                      HeraldEmulatorRecord    *record,
                                      const char              *right,
                                      GError                 **error)
{
  const HeraldEmulatorTable *table = herald_emulator_record_get_table (record);

  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);

      if (!column->secured || !herald_emulator_record_has (record, column->name) ||
          herald_emulator_access_has_column (dataverse, user_id, table, column, right))
        continue;
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_PRIVILEGE,
                   "Caller user with Id %s does not have %s permission to the secured attribute "
                   "'%s' of the entity '%s'.",
                   user_id, strcmp (right, "cancreate") == 0 ? "Create" : "Update", column->name,
                   table->logical_name);
      return FALSE;
    }
  return TRUE;
}
