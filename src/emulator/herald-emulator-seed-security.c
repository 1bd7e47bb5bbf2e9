/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Privileges, roles and who has them, column security, settings, and the messages of each table. */
#include "config.h"

#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-metadata.h"
#include "emulator/herald-emulator-seed-steps.h"
#include "emulator/herald-emulator-stable-id.h"

#include <string.h>

#define SEND_PRIVILEGE "prvSendAppNotification"
#define APPS_TABLE "msdynmkt_mobileappchannelinstance"

typedef enum
{
  ADMINISTRATOR,
  CUSTOMIZER,
  MAKER,
  BASIC,
  MARKETER,
  N_ROLES,
} Role;

static const struct
{
  const char *name;
  const char *template_id; /* (nullable) */
} roles[N_ROLES] = {
  [ADMINISTRATOR] = { "System Administrator", HERALD_EMULATOR_ADMIN_TEMPLATE },
  [CUSTOMIZER] = { "System Customizer", "119f245c-3cc8-4b62-b31c-d1a046ced15d" },
  [MAKER] = { "Environment Maker", NULL },
  [BASIC] = { "Basic User", NULL },
  [MARKETER] = { "Marketing Professional - Business", NULL },
};

/* Which tables a grant is about. */
typedef enum
{
  ALL_TABLES,
  OF_ORGANIZATION,
  OF_UNITS,
  PEOPLE, /* contacts, leads, accounts */
  PREFIX, /* whose name starts so */
  ONE,
} Scope;

#define CRWA "Create Read Write Append AppendTo"
#define EVERYTHING "Create Read Write Delete Assign Share Append AppendTo"

/* Later grants of a role replace earlier ones of the same privilege. */
static const struct
{
  Role                role;
  Scope               scope;
  const char         *table;
  const char         *types;
  HeraldEmulatorDepth depth;
} grants[] = {
  { ADMINISTRATOR, ALL_TABLES, NULL, EVERYTHING, HERALD_EMULATOR_DEPTH_GLOBAL },
  { CUSTOMIZER, OF_ORGANIZATION, NULL, EVERYTHING, HERALD_EMULATOR_DEPTH_GLOBAL },
  { CUSTOMIZER, OF_UNITS, NULL, "Read", HERALD_EMULATOR_DEPTH_GLOBAL },
  { CUSTOMIZER, PREFIX, "msdyn", CRWA, HERALD_EMULATOR_DEPTH_GLOBAL },
  { CUSTOMIZER, ONE, "appnotification", EVERYTHING, HERALD_EMULATOR_DEPTH_GLOBAL },
  { MAKER, OF_ORGANIZATION, NULL, "Read AppendTo", HERALD_EMULATOR_DEPTH_GLOBAL },
  { MAKER, OF_UNITS, NULL, "Read", HERALD_EMULATOR_DEPTH_GLOBAL },
  { MAKER, ONE, "appsetting", CRWA, HERALD_EMULATOR_DEPTH_GLOBAL },
  { MAKER, ONE, "organizationsetting", CRWA, HERALD_EMULATOR_DEPTH_GLOBAL },
  { MAKER, ONE, "appmodule", CRWA, HERALD_EMULATOR_DEPTH_GLOBAL },
  { BASIC, OF_ORGANIZATION, NULL, "Read AppendTo", HERALD_EMULATOR_DEPTH_GLOBAL },
  { BASIC, OF_UNITS, NULL, "Read", HERALD_EMULATOR_DEPTH_GLOBAL },
  { BASIC, PEOPLE, NULL, EVERYTHING, HERALD_EMULATOR_DEPTH_BASIC },
  { BASIC, ONE, "appnotification", "Create Read Write Delete", HERALD_EMULATOR_DEPTH_BASIC },
  { BASIC, ONE, "appusersetting", CRWA, HERALD_EMULATOR_DEPTH_BASIC },
  { MARKETER, OF_ORGANIZATION, NULL, "Read AppendTo", HERALD_EMULATOR_DEPTH_GLOBAL },
  { MARKETER, OF_UNITS, NULL, "Read", HERALD_EMULATOR_DEPTH_GLOBAL },
  { MARKETER, PEOPLE, NULL, EVERYTHING, HERALD_EMULATOR_DEPTH_GLOBAL },
  { MARKETER, PREFIX, "msdyn", CRWA, HERALD_EMULATOR_DEPTH_GLOBAL },
  { MARKETER, ONE, "msdynmkt_mobileapp", EVERYTHING, HERALD_EMULATOR_DEPTH_NONE },
  { MARKETER, ONE, "msdynmkt_mobileapp", "Read", HERALD_EMULATOR_DEPTH_DEEP },
};

/* By the number of the user in the seed. */
static const struct
{
  guint user;
  Role  role;
} assignments[] = {
  { 0, ADMINISTRATOR }, { 1, MARKETER },   { 1, MAKER }, { 1, BASIC },
  { 2, BASIC },         { 3, CUSTOMIZER }, { 3, MAKER }, { 3, BASIC },
  { 4, BASIC },         { 5, BASIC },      { 6, BASIC },
};

/* Privileges without a table. */
static const char *const miscellaneous[] = { SEND_PRIVILEGE, "prvActOnBehalfOfAnotherUser",
                                             "prvPublishCustomization" };

static HeraldEmulatorDb *
get_db (HeraldEmulatorSite *site)
{
  return herald_emulator_site_get_db (site);
}

static GPtrArray *
get_tables (HeraldEmulatorSite *site)
{
  return herald_emulator_schema_get_tables (
    herald_emulator_dataverse_get_schema (herald_emulator_dataverse_get (site)));
}

static char *
make_role_id (Role role)
{
  return herald_emulator_seed_make_id ("role", role);
}

static gboolean
add_privilege (HeraldEmulatorSite        *site,
               const char                *name,
               const HeraldEmulatorTable *table,
               gint64                     right,
               GError                   **error)
{
  static const char insert_sql[] =
    "INSERT OR IGNORE INTO dv_privilege (privilegeid, name, accessright, canbebasic, canbelocal,"
    " canbedeep, canbeglobal, createdon, modifiedon, versionnumber)"
    " VALUES (?, ?, ?, ?, ?4, ?4, 1, ?, ?5, ?)";
  g_autofree char *id = herald_emulator_metadata_make_privilege_id (name);
  gboolean         has_depths = table != NULL && table->user_owned;

  return herald_emulator_db_run (get_db (site), error, insert_sql, "ssiiii", id, name, right,
                                 (gint64) has_depths, herald_emulator_seed_get_time (0),
                                 herald_emulator_dataverse_next_version (
                                   herald_emulator_dataverse_get (site)));
}

static gboolean
add_privileges (HeraldEmulatorSite *site, GError **error)
{
  /* In the order of herald_emulator_privilege_types. */
  static const gint64 rights[] = { 32, 1, 2, 65536, 524288, 262144, 4, 16 };

  GPtrArray *tables = get_tables (site);

  for (guint i = 0; i < tables->len; i++)
    for (gsize j = 0; herald_emulator_privilege_types[j] != NULL; j++)
      {
        const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);
        g_autofree char           *name =
          herald_emulator_metadata_make_privilege_name (table, herald_emulator_privilege_types[j]);

        if (!table->intersect && !add_privilege (site, name, table, rights[j], error))
          return FALSE;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (miscellaneous); i++)
    if (!add_privilege (site, miscellaneous[i], NULL, 0, error))
      return FALSE;
  return TRUE;
}

static gboolean
grant (HeraldEmulatorSite *site,
       Role                role,
       const char         *privilege,
       HeraldEmulatorDepth depth,
       GError            **error)
{
  g_autofree char *role_id = make_role_id (role);
  g_autofree char *id = herald_emulator_metadata_make_privilege_id (privilege);

  if (!herald_emulator_db_run (get_db (site), error,
                               "DELETE FROM dv_roleprivileges WHERE roleid = ? AND privilegeid = ?",
                               "ss", role_id, id))
    return FALSE;
  return depth == HERALD_EMULATOR_DEPTH_NONE ||
         herald_emulator_db_run (get_db (site), error,
                                 "INSERT INTO dv_roleprivileges (roleid, privilegeid,"
                                 " privilegedepthmask) VALUES (?, ?, ?)",
                                 "ssi", role_id, id, (gint64) depth);
}

static gboolean
is_in_scope (const HeraldEmulatorTable *table, Scope scope, const char *name)
{
  static const char *const people[] = { "contact", "lead", "account", NULL };

  switch (scope)
    {
    case ALL_TABLES:
      return !table->intersect;
    case OF_ORGANIZATION:
      return table->ownership == HERALD_EMULATOR_OWNED_BY_ORGANIZATION;
    case OF_UNITS:
      return table->ownership == HERALD_EMULATOR_OWNED_BY_UNIT;
    case PEOPLE:
      return g_strv_contains (people, table->logical_name);
    case PREFIX:
      return g_str_has_prefix (table->logical_name, name);
    case ONE:
    default:
      return strcmp (table->logical_name, name) == 0;
    }
}

static gboolean
grant_types (HeraldEmulatorSite        *site,
             gsize                      number,
             const HeraldEmulatorTable *table,
             GError                   **error)
{
  g_auto (GStrv) types = g_strsplit (grants[number].types, " ", -1);
  /* Rows of the organisation have no owner that depths could be about. */
  HeraldEmulatorDepth depth = table->ownership == HERALD_EMULATOR_OWNED_BY_ORGANIZATION
                                ? HERALD_EMULATOR_DEPTH_GLOBAL
                                : grants[number].depth;

  for (gsize i = 0; types[i] != NULL; i++)
    {
      g_autofree char *name = herald_emulator_metadata_make_privilege_name (table, types[i]);

      if (!grant (site, grants[number].role, name, depth, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_grants (HeraldEmulatorSite *site, GError **error)
{
  GPtrArray *tables = get_tables (site);

  for (gsize i = 0; i < G_N_ELEMENTS (grants); i++)
    for (guint j = 0; j < tables->len; j++)
      if (is_in_scope (g_ptr_array_index (tables, j), grants[i].scope, grants[i].table) &&
          !grant_types (site, i, g_ptr_array_index (tables, j), error))
        return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (miscellaneous); i++)
    if (!grant (site, ADMINISTRATOR, miscellaneous[i], HERALD_EMULATOR_DEPTH_GLOBAL, error))
      return FALSE;
  return grant (site, MAKER, SEND_PRIVILEGE, HERALD_EMULATOR_DEPTH_GLOBAL, error) &&
         grant (site, MAKER, "prvPublishCustomization", HERALD_EMULATOR_DEPTH_GLOBAL, error) &&
         grant (site, CUSTOMIZER, "prvPublishCustomization", HERALD_EMULATOR_DEPTH_GLOBAL, error);
}

static gboolean
insert (HeraldEmulatorSite *site, HeraldEmulatorRecord *record, GError **error)
{
  herald_emulator_record_set_int (record, "createdon", herald_emulator_seed_get_time (0));
  herald_emulator_record_set_int (record, "modifiedon", herald_emulator_seed_get_time (0));
  return herald_emulator_record_insert (record,
                                        herald_emulator_site_get_setting (site,
                                                                          HERALD_EMULATOR_USER_ID),
                                        NULL, error);
}

static gboolean
add_role (HeraldEmulatorSite *site, Role role, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "role");
  g_autofree char *id = make_role_id (role);

  herald_emulator_record_set_text (record, "roleid", id);
  herald_emulator_record_set_text (record, "roleidunique", id);
  herald_emulator_record_set_text (record, "name", roles[role].name);
  herald_emulator_record_set_text (record, "roletemplateid", roles[role].template_id);
  herald_emulator_record_set_lookup (
    record, "businessunitid", "businessunit",
    herald_emulator_site_get_setting (site, HERALD_EMULATOR_BUSINESS_UNIT_ID));
  herald_emulator_record_set_lookup (record, "parentrootroleid", "role", id);
  return insert (site, record, error);
}

static gboolean
assign (HeraldEmulatorSite *site, const char *user_id, Role role, GError **error)
{
  g_autofree char *role_id = make_role_id (role);

  return herald_emulator_db_run (get_db (site), error,
                                 "INSERT INTO dv_systemuserroles (systemuserid, roleid)"
                                 " VALUES (?, ?)",
                                 "ss", user_id, role_id);
}

/* The team has the marketers' role and one member who has it from nowhere else. */
static gboolean
add_team_roles (HeraldEmulatorSite *site, GError **error)
{
  g_autofree char *team = herald_emulator_seed_make_id ("team", 0);
  g_autofree char *member = herald_emulator_seed_make_id ("user", 5);
  g_autofree char *role = make_role_id (MARKETER);

  return herald_emulator_db_run (get_db (site), error,
                                 "INSERT INTO dv_teamroles (teamid, roleid) VALUES (?, ?)", "ss",
                                 team, role) &&
         herald_emulator_db_run (get_db (site), error,
                                 "INSERT INTO dv_teammembership (teamid, systemuserid)"
                                 " VALUES (?, ?)",
                                 "ss", team, member);
}

static gboolean
add_roles (HeraldEmulatorSite *site, GError **error)
{
  for (guint i = 0; i < N_ROLES; i++)
    if (!add_role (site, (Role) i, error))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (assignments); i++)
    {
      g_autofree char *user = herald_emulator_seed_make_id ("user", assignments[i].user);

      if (!assign (site, user, assignments[i].role, error))
        return FALSE;
    }
  return assign (site, herald_emulator_site_get_setting (site, HERALD_EMULATOR_APPLICATION_USER_ID),
                 ADMINISTRATOR, error) &&
         add_team_roles (site, error);
}

static gboolean
add_permission (HeraldEmulatorSite *site, const char *profile, const char *column, GError **error)
{
  static const char *const rights[] = { "canread", "cancreate", "canupdate" };

  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "fieldpermission");
  g_autofree char *id = herald_emulator_stable_id ("column permission", column);

  herald_emulator_record_set_text (record, "fieldpermissionid", id);
  herald_emulator_record_set_lookup (record, "fieldsecurityprofileid", "fieldsecurityprofile",
                                     profile);
  herald_emulator_record_set_text (record, "entityname", APPS_TABLE);
  herald_emulator_record_set_text (record, "attributelogicalname", column);
  for (gsize i = 0; i < G_N_ELEMENTS (rights); i++)
    herald_emulator_record_set_int (record, rights[i], 4);
  return insert (site, record, error);
}

/* One profile for what goes to Apple and the access token, one for what goes to Google; somebody
 * who shall see all needs both. The developer has them. */
static gboolean
add_profiles (HeraldEmulatorSite *site, GError **error)
{
  static const char *const names[] = { "Marketers - Mobile app secrets",
                                       "Marketers - Mobile app channel instances secrets" };

  const HeraldEmulatorTable *table =
    herald_emulator_schema_find_table (herald_emulator_dataverse_get_schema (
                                         herald_emulator_dataverse_get (site)),
                                       APPS_TABLE);
  g_autofree char *developer = herald_emulator_seed_make_id ("user", 3);
  g_autofree char *of_apps = herald_emulator_seed_make_id ("column security profile", 0);
  g_autofree char *of_instances = herald_emulator_seed_make_id ("column security profile", 1);
  const char      *ids[] = { of_apps, of_instances };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (HeraldEmulatorRecord) record =
        herald_emulator_record_new (herald_emulator_dataverse_get (site), "fieldsecurityprofile");

      herald_emulator_record_set_text (record, "fieldsecurityprofileid", ids[i]);
      herald_emulator_record_set_text (record, "name", names[i]);
      if (!insert (site, record, error) ||
          !herald_emulator_db_run (get_db (site), error,
                                   "INSERT INTO dv_systemuserprofiles (systemuserid,"
                                   " fieldsecurityprofileid) VALUES (?, ?)",
                                   "ss", developer, ids[i]))
        return FALSE;
    }
  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);
      gboolean                    of_google =
        strstr (column->name, "apikey") != NULL || strstr (column->name, "serviceaccount") != NULL;

      if (column->secured && !add_permission (site, ids[of_google ? 1 : 0], column->name, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_definition (HeraldEmulatorSite *site, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "settingdefinition");
  g_autofree char *id = herald_emulator_seed_make_id ("setting", 0);

  herald_emulator_record_set_text (record, "settingdefinitionid", id);
  herald_emulator_record_set_text (record, "uniquename", "AllowNotificationsEarlyAccess");
  herald_emulator_record_set_text (record, "displayname", "In-app notifications");
  herald_emulator_record_set_text (record, "defaultvalue", "false");
  herald_emulator_record_set_int (record, "datatype", 2);
  return insert (site, record, error);
}

/* The bell is on in the first app only. */
static gboolean
add_app_setting (HeraldEmulatorSite *site, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "appsetting");
  g_autofree char *id = herald_emulator_seed_make_id ("app setting", 0);
  g_autofree char *definition = herald_emulator_seed_make_id ("setting", 0);
  g_autofree char *app = herald_emulator_seed_make_id ("model app", 0);

  herald_emulator_record_set_text (record, "appsettingid", id);
  herald_emulator_record_set_text (record, "uniquename", "AllowNotificationsEarlyAccess");
  herald_emulator_record_set_text (record, "value", "true");
  herald_emulator_record_set_lookup (record, "settingdefinitionid", "settingdefinition",
                                     definition);
  herald_emulator_record_set_lookup (record, "parentappmoduleid", "appmodule", app);
  return insert (site, record, error);
}

static gboolean
add_filter (HeraldEmulatorSite *site, const char *message, const char *table, GError **error)
{
  static const char insert_sql[] =
    "INSERT INTO dv_sdkmessagefilter (sdkmessagefilterid, name, sdkmessageid, sdkmessageid_target,"
    " primaryobjecttypecode, secondaryobjecttypecode, isvisible, iscustomprocessingstepallowed,"
    " availability, versionnumber) VALUES (?, ?, ?, 'sdkmessage', ?, 'none', 1, 1, 0, ?)";
  g_autofree char *name = g_strconcat (message, " of ", table, NULL);
  g_autofree char *id = herald_emulator_stable_id ("message filter", name);
  g_autofree char *message_id = herald_emulator_stable_id ("message", message);

  return herald_emulator_db_run (get_db (site), error, insert_sql, "ssssi", id, name, message_id,
                                 table,
                                 herald_emulator_dataverse_next_version (
                                   herald_emulator_dataverse_get (site)));
}

static gboolean
add_message (HeraldEmulatorSite *site, const char *name, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), "sdkmessage");
  g_autofree char *id = herald_emulator_stable_id ("message", name);

  herald_emulator_record_set_text (record, "sdkmessageid", id);
  herald_emulator_record_set_text (record, "name", name);
  return insert (site, record, error);
}

/* Deleting many at once is for elastic tables alone: “Bulk operation messages”, read 2026-11. */
static gboolean
add_messages (HeraldEmulatorSite *site, GError **error)
{
  static const char *const names[] = {
    "Create",         "CreateMultiple", "Update",         "UpdateMultiple", "Upsert",
    "UpsertMultiple", "Delete",         "DeleteMultiple", "Retrieve",       "RetrieveMultiple",
  };

  GPtrArray *tables = get_tables (site);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (!add_message (site, names[i], error))
        return FALSE;
      for (guint j = 0; j < tables->len; j++)
        {
          const HeraldEmulatorTable *table = g_ptr_array_index (tables, j);
          gboolean wanted = table->elastic || strcmp (names[i], "DeleteMultiple") != 0;

          if (!table->intersect && wanted &&
              !add_filter (site, names[i], table->logical_name, error))
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * herald_emulator_seed_add_security:
 * @site: a site with users, a team and apps
 *
 * **Errors:** STORE.
 *
 * Returns: whether privileges, roles, profiles, settings and messages are there
 */
gboolean
herald_emulator_seed_add_security (HeraldEmulatorSite *site, GError **error)
{
  return add_privileges (site, error) && add_grants (site, error) && add_roles (site, error) &&
         add_profiles (site, error) && add_definition (site, error) &&
         add_app_setting (site, error) && add_messages (site, error);
}
