/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user may do, as functions tell it. Source: “Check security privileges” and the functions'
 * references, read 2026-11. */
#include "config.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-address.h"
#include "emulator/herald-emulator-operation.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-rows.h"

#define PRIVILEGES_TYPE "RetrieveUserPrivilegesResponse"

/* The depths of roles that a user has by himself, and of those that come from teams. */
#define SELECT_PRIVILEGES                                                                          \
  "SELECT p.privilegeid, p.name, max (CASE WHEN r.own THEN privilegedepthmask ELSE 0 END),"        \
  " max (privilegedepthmask), u.businessunitid FROM dv_systemuser AS u JOIN"                       \
  " (SELECT roleid, systemuserid, 1 AS own FROM dv_systemuserroles UNION ALL"                      \
  " SELECT roleid, systemuserid, 0 FROM dv_teamroles JOIN dv_teammembership USING (teamid)) AS r"  \
  " USING (systemuserid) JOIN dv_roleprivileges USING (roleid) JOIN dv_privilege AS p"             \
  " USING (privilegeid) WHERE u.systemuserid = ?"

static const char select_all_sql[] = SELECT_PRIVILEGES " GROUP BY p.privilegeid ORDER BY p.name";
static const char select_by_name_sql[] = SELECT_PRIVILEGES " AND p.name = ? GROUP BY p.privilegeid";
static const char select_by_id_sql[] =
  SELECT_PRIVILEGES " AND p.privilegeid = ? GROUP BY p.privilegeid";

static HeraldEmulatorDb *
get_db (HeraldEmulatorRequest *request)
{
  return herald_emulator_dataverse_get_db (request->dataverse);
}

/* The user that the function is called on, who must be there. */
static char *
find_user (HeraldEmulatorRequest *request, GError **error)
{
  g_autofree char *id = herald_emulator_request_resolve_id (request, error);

  if (id == NULL)
    return NULL;
  if (herald_emulator_rows_exists (request->dataverse, request->table, id))
    return g_steal_pointer (&id);
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "systemuser With Id = %s Does Not Exist", id);
  return NULL;
}

static void
add_privilege (HeraldEmulatorRows *rows, gboolean flatten_teams, JsonArray *array)
{
  HeraldEmulatorDepth own = (HeraldEmulatorDepth) herald_emulator_rows_get_int (rows, 2);
  HeraldEmulatorDepth all = (HeraldEmulatorDepth) herald_emulator_rows_get_int (rows, 3);
  HeraldEmulatorDepth flat = own != HERALD_EMULATOR_DEPTH_NONE ? own : HERALD_EMULATOR_DEPTH_BASIC;
  JsonObject         *object = json_object_new ();

  json_object_set_string_member (object, "Depth",
                                 herald_emulator_depth_get_name (flatten_teams ? flat : all));
  json_object_set_string_member (object, "PrivilegeId", herald_emulator_rows_get_text (rows, 0));
  json_object_set_string_member (object, "BusinessUnitId", herald_emulator_rows_get_text (rows, 4));
  json_object_set_string_member (object, "PrivilegeName", herald_emulator_rows_get_text (rows, 1));
  json_array_add_object_element (array, object);
}

/* Adds what one statement finds. */
static gboolean
add_privileges (HeraldEmulatorRequest *request,
                const char            *sql,
                const char            *user_id,
                const char            *key,
                JsonArray             *array,
                GError               **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (get_db (request), error, sql, key != NULL ? "ss" : "s", user_id,
                               key);

  if (rows == NULL)
    return FALSE;
  while (herald_emulator_rows_next (rows, NULL))
    add_privilege (rows, key == NULL, array);
  return TRUE;
}

static gboolean
respond (HeraldEmulatorRequest *request, const char *type, JsonArray *array)
{
  JsonObject *object = herald_emulator_operation_new_answer (request, type);

  json_object_set_array_member (object, "RolePrivileges", array);
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

/**
 * herald_emulator_operation_retrieve_user_privileges:
 * @request: a call of RetrieveUserPrivileges
 * @arguments: none
 *
 * What comes from teams is told at Basic depth only, as the service does.
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_operation_retrieve_user_privileges (HeraldEmulatorRequest *request,
                                                    JsonObject            *arguments,
                                                    GError               **error)
{
  g_autofree char *user_id = find_user (request, error);
  g_autoptr (JsonArray) array = json_array_new ();

  return user_id != NULL && add_privileges (request, select_all_sql, user_id, NULL, array, error) &&
         respond (request, PRIVILEGES_TYPE, g_steal_pointer (&array));
}

static gboolean
check_known (HeraldEmulatorRequest *request, const char *column, const char *key, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM dv_privilege WHERE %s = ?", column);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (get_db (request), error, sql, "s", key);

  if (rows == NULL)
    return FALSE;
  if (herald_emulator_rows_next (rows, error))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "Could not find a privilege with the %s '%.100s'.", column, key);
  return FALSE;
}

/**
 * herald_emulator_operation_retrieve_privilege_by_name:
 * @request: a call of RetrieveUserPrivilegeByPrivilegeName
 * @arguments: PrivilegeName; ExcludeTeamBasic
 *
 * **Errors:** refusals, also for a name that no privilege has; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_operation_retrieve_privilege_by_name (HeraldEmulatorRequest *request,
                                                      JsonObject            *arguments,
                                                      GError               **error)
{
  const char      *name = json_object_get_string_member (arguments, "PrivilegeName");
  g_autofree char *user_id = find_user (request, error);
  g_autoptr (JsonArray) array = json_array_new ();

  return user_id != NULL && check_known (request, "name", name, error) &&
         add_privileges (request, select_by_name_sql, user_id, name, array, error) &&
         respond (request, "RetrieveUserPrivilegeByPrivilegeNameResponse",
                  g_steal_pointer (&array));
}

static gboolean
retrieve_set (HeraldEmulatorRequest *request, JsonArray *keys, gboolean by_id, GError **error)
{
  g_autofree char *user_id = find_user (request, error);
  g_autoptr (JsonArray) array = json_array_new ();

  if (user_id == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      const char      *text = json_array_get_string_element (keys, i);
      g_autofree char *key = by_id ? herald_guid_normalise (text) : g_strdup (text);

      if (!check_known (request, by_id ? "privilegeid" : "name", key, error) ||
          !add_privileges (request, by_id ? select_by_id_sql : select_by_name_sql, user_id, key,
                           array, error))
        return FALSE;
    }
  return respond (request,
                  by_id ? "RetrieveUserSetOfPrivilegesByIdsResponse"
                        : "RetrieveUserSetOfPrivilegesByNamesResponse",
                  g_steal_pointer (&array));
}

/**
 * herald_emulator_operation_retrieve_privileges_by_names:
 * @request: a call of RetrieveUserSetOfPrivilegesByNames
 * @arguments: PrivilegeNames
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_operation_retrieve_privileges_by_names (HeraldEmulatorRequest *request,
                                                        JsonObject            *arguments,
                                                        GError               **error)
{
  return retrieve_set (request, json_object_get_array_member (arguments, "PrivilegeNames"), FALSE,
                       error);
}

/**
 * herald_emulator_operation_retrieve_privileges_by_ids:
 * @request: a call of RetrieveUserSetOfPrivilegesByIds
 * @arguments: PrivilegeIds
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_operation_retrieve_privileges_by_ids (HeraldEmulatorRequest *request,
                                                      JsonObject            *arguments,
                                                      GError               **error)
{
  return retrieve_set (request, json_object_get_array_member (arguments, "PrivilegeIds"), TRUE,
                       error);
}

/* “ReadAccess, WriteAccess, …”, or “None”. */
static char *
list_rights (HeraldEmulatorRequest     *request,
             const char                *user_id,
             const HeraldEmulatorTable *table,
             const char                *id)
{
  static const char *const types[] = { "Read",   "Write",  "Append", "AppendTo",
                                       "Create", "Delete", "Share",  "Assign" };

  GString *rights = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (herald_emulator_access_has_row (request->dataverse, user_id, table, types[i], id))
      g_string_append_printf (rights, "%s%sAccess", rights->len > 0 ? ", " : "", types[i]);
  if (rights->len == 0)
    g_string_append (rights, "None");
  return g_string_free (rights, FALSE);
}

/**
 * herald_emulator_operation_retrieve_principal_access:
 * @request: a call of RetrievePrincipalAccess
 * @arguments: Target
 *
 * **Errors:** refusals; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_operation_retrieve_principal_access (HeraldEmulatorRequest *request,
                                                     JsonObject            *arguments,
                                                     GError               **error)
{
  JsonObject *target = json_object_get_object_member (arguments, "Target");
  JsonNode   *node = json_object_get_member (target, "@odata.id");
  const char *reference =
    node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
  const HeraldEmulatorTable *table = NULL;
  g_autofree char           *user_id = find_user (request, error);
  g_autofree char           *id = NULL;
  g_autofree char           *rights = NULL;
  JsonObject                *object;

  if (user_id == NULL)
    return FALSE;
  if (reference == NULL)
    return herald_emulator_refuse_query (error, "The parameter 'Target' must have '@odata.id'.");
  if (!herald_emulator_address_parse_reference (request->dataverse, reference, &table, &id, error))
    return FALSE;
  rights = list_rights (request, user_id, table, id);
  object = herald_emulator_operation_new_answer (request, "RetrievePrincipalAccessResponse");
  json_object_set_string_member (object, "AccessRights", rights);
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}
