/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions of tables, their keys and relationships. What a definition says beyond the schema is
 * what a new environment says. */
#include "config.h"

#include "emulator/herald-emulator-metadata.h"

#include "emulator/herald-emulator-stable-id.h"

#include <string.h>

#define ENGLISH 1033
#define INTRODUCED "1.0.0.0"

const char *const herald_emulator_privilege_types[] = { "Create", "Read",     "Write",
                                                        "Delete", "Assign",   "Share",
                                                        "Append", "AppendTo", NULL };

/**
 * herald_emulator_metadata_add_id:
 * @object: a definition
 * @kind: what is defined
 * @name: which one
 *
 * Adds MetadataId, the same in every run.
 */
void
herald_emulator_metadata_add_id (JsonObject *object, const char *kind, const char *name)
{
  g_autofree char *id = herald_emulator_stable_id (kind, name);

  json_object_set_string_member (object, "MetadataId", id);
}

/**
 * herald_emulator_metadata_add_label:
 * @object: a definition
 * @name: the member
 * @text: (nullable): the label in English, the only language
 */
void
herald_emulator_metadata_add_label (JsonObject *object, const char *name, const char *text)
{
  JsonObject *label = json_object_new ();
  JsonArray  *all = json_array_new ();

  for (int i = 0; text != NULL && i < 2; i++)
    {
      JsonObject      *localized = json_object_new ();
      g_autofree char *key = g_strconcat (name, " ", text, NULL);

      json_object_set_string_member (localized, "Label", text);
      json_object_set_int_member (localized, "LanguageCode", ENGLISH);
      json_object_set_boolean_member (localized, "IsManaged", TRUE);
      herald_emulator_metadata_add_id (localized, "label", key);
      json_object_set_null_member (localized, "HasChanged");
      if (i == 0)
        json_array_add_object_element (all, localized);
      else
        json_object_set_object_member (label, "UserLocalizedLabel", localized);
    }
  if (text == NULL)
    json_object_set_null_member (label, "UserLocalizedLabel");
  json_object_set_array_member (label, "LocalizedLabels", all);
  json_object_set_object_member (object, name, label);
}

/**
 * herald_emulator_metadata_add_managed:
 * @object: a definition
 * @name: the member
 * @value: what it says
 * @managed_property: the logical name of the managed property
 */
void
herald_emulator_metadata_add_managed (JsonObject *object,
                                      const char *name,
                                      gboolean    value,
                                      const char *managed_property)
{
  JsonObject *managed = json_object_new ();

  json_object_set_boolean_member (managed, "Value", value);
  json_object_set_boolean_member (managed, "CanBeChanged", value);
  json_object_set_string_member (managed, "ManagedPropertyLogicalName", managed_property);
  json_object_set_object_member (object, name, managed);
}

static gboolean
is_custom (const HeraldEmulatorTable *table)
{
  return g_str_has_prefix (table->logical_name, "msdyn");
}

static void
add_flags (const HeraldEmulatorTable *table, JsonObject *object)
{
  const struct
  {
    const char *name;
    gboolean    value;
  } flags[] = {
    { "AutoRouteToOwnerQueue", FALSE },
    { "CanTriggerWorkflow", !table->intersect },
    { "EntityHelpUrlEnabled", FALSE },
    { "IsDocumentManagementEnabled", FALSE },
    { "IsOneNoteIntegrationEnabled", FALSE },
    { "IsInteractionCentricEnabled", FALSE },
    { "IsKnowledgeManagementEnabled", FALSE },
    { "IsSLAEnabled", FALSE },
    { "IsBPFEntity", FALSE },
    { "IsDocumentRecommendationsEnabled", FALSE },
    { "IsMSTeamsIntegrationEnabled", FALSE },
    { "AutoCreateAccessTeams", FALSE },
    { "IsActivity", FALSE },
    { "IsActivityParty", FALSE },
    { "IsRetrieveAuditEnabled", FALSE },
    { "IsRetrieveMultipleAuditEnabled", FALSE },
    { "IsArchivalEnabled", FALSE },
    { "IsRetentionEnabled", FALSE },
    { "IsAvailableOffline", FALSE },
    { "IsChildEntity", FALSE },
    { "IsAIRUpdated", FALSE },
    { "IsCustomEntity", is_custom (table) },
    { "IsBusinessProcessEnabled", FALSE },
    { "SyncToExternalSearchIndex", FALSE },
    { "IsOptimisticConcurrencyEnabled", !table->intersect },
    { "ChangeTrackingEnabled", herald_emulator_table_is_tracked (table) },
    { "IsImportable", table->user_owned },
    { "IsIntersect", table->intersect },
    { "IsManaged", TRUE },
    { "IsEnabledForCharts", table->user_owned },
    { "IsEnabledForTrace", FALSE },
    { "IsValidForAdvancedFind", !table->intersect },
    { "IsReadingPaneEnabled", TRUE },
    { "IsQuickCreateEnabled", FALSE },
    { "IsStateModelAware", herald_emulator_table_find_column (table, "statecode") != NULL },
    { "EnforceStateTransitions", FALSE },
    { "IsEnabledForExternalChannels", FALSE },
    { "IsPrivate", FALSE },
    { "UsesBusinessDataLabelTable", FALSE },
    { "IsLogicalEntity", FALSE },
    { "HasNotes", FALSE },
    { "HasActivities", FALSE },
    { "HasFeedback", FALSE },
    { "HasEmailAddresses", herald_emulator_table_find_column (table, "emailaddress1") != NULL },
    { "IsSolutionAware", table->solution_aware },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    json_object_set_boolean_member (object, flags[i].name, flags[i].value);
}

static void
add_managed_flags (const HeraldEmulatorTable *table, JsonObject *object)
{
  const struct
  {
    const char *name;
    const char *managed_property;
    gboolean    value;
  } flags[] = {
    { "IsAuditEnabled", "canmodifyauditsettings", FALSE },
    { "IsValidForQueue", "canmodifyqueuesettings", FALSE },
    { "IsConnectionsEnabled", "canmodifyconnectionsettings", FALSE },
    { "IsCustomizable", "iscustomizable", !table->intersect },
    { "IsRenameable", "isrenameable", !table->intersect },
    { "IsMappable", "ismappable", !table->intersect },
    { "IsDuplicateDetectionEnabled", "canmodifyduplicatedetectionsettings", FALSE },
    { "CanCreateAttributes", "cancreateattributes", !table->intersect },
    { "CanCreateForms", "cancreateforms", !table->intersect },
    { "CanCreateViews", "cancreateviews", !table->intersect },
    { "CanCreateCharts", "cancreatecharts", !table->intersect },
    { "CanBeRelatedEntityInRelationship", "canberelatedentityinrelationship", !table->intersect },
    { "CanBePrimaryEntityInRelationship", "canbeprimaryentityinrelationship", !table->intersect },
    { "CanBeInManyToMany", "canbeinmanytomany", !table->intersect && !table->elastic },
    { "CanBeInCustomEntityAssociation", "canbeincustomentityassociation", !table->intersect },
    { "CanEnableSyncToExternalSearchIndex", "canenablesynctoexternalsearchindex", TRUE },
    { "CanModifyAdditionalSettings", "canmodifyadditionalsettings", TRUE },
    { "CanChangeHierarchicalRelationship", "canchangehierarchicalrelationship", FALSE },
    { "CanChangeTrackingBeEnabled", "canchangetrackingbeenabled",
      herald_emulator_table_is_tracked (table) },
    { "IsMailMergeEnabled", "ismailmergeenabled", FALSE },
    { "IsVisibleInMobile", "isvisibleinmobile", FALSE },
    { "IsVisibleInMobileClient", "isvisibleinmobileclient", table->user_owned },
    { "IsReadOnlyInMobileClient", "isreadonlyinmobileclient", FALSE },
    { "IsOfflineInMobileClient", "isofflineinmobileclient", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    herald_emulator_metadata_add_managed (object, flags[i].name, flags[i].value,
                                          flags[i].managed_property);
}

/**
 * herald_emulator_metadata_make_privilege_name:
 * @table: a table
 * @type: a right, such as “Read”
 *
 * Returns: (transfer full): such as “prvReadContact”
 */
char *
herald_emulator_metadata_make_privilege_name (const HeraldEmulatorTable *table, const char *type)
{
  return g_strconcat ("prv", type, table->privilege_name, NULL);
}

/**
 * herald_emulator_metadata_make_privilege_id:
 * @privilege_name: such as “prvReadContact”
 *
 * Returns: (transfer full): the privilege's id, the same in every run
 */
char *
herald_emulator_metadata_make_privilege_id (const char *privilege_name)
{
  return herald_emulator_stable_id ("privilege", privilege_name);
}

static void
add_privileges (const HeraldEmulatorTable *table, JsonObject *object)
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; !table->intersect && herald_emulator_privilege_types[i] != NULL; i++)
    {
      const char      *type = herald_emulator_privilege_types[i];
      JsonObject      *privilege = json_object_new ();
      g_autofree char *name = herald_emulator_metadata_make_privilege_name (table, type);
      g_autofree char *id = herald_emulator_metadata_make_privilege_id (name);
      gboolean         by_owner = table->ownership == HERALD_EMULATOR_OWNED_BY_USER;
      gboolean         by_unit = by_owner || table->ownership == HERALD_EMULATOR_OWNED_BY_UNIT;

      json_object_set_boolean_member (privilege, "CanBeBasic", by_owner);
      json_object_set_boolean_member (privilege, "CanBeDeep", by_unit);
      json_object_set_boolean_member (privilege, "CanBeGlobal", TRUE);
      json_object_set_boolean_member (privilege, "CanBeLocal", by_unit);
      json_object_set_boolean_member (privilege, "CanBeEntityReference", FALSE);
      json_object_set_boolean_member (privilege, "CanBeParentEntityReference", FALSE);
      json_object_set_string_member (privilege, "Name", name);
      json_object_set_string_member (privilege, "PrivilegeId", id);
      json_object_set_string_member (privilege, "PrivilegeType", type);
      json_array_add_object_element (array, privilege);
    }
  json_object_set_array_member (object, "Privileges", array);
}

static void
add_names (const HeraldEmulatorTable *table, JsonObject *object)
{
  static const char *const ownerships[] = {
    [HERALD_EMULATOR_OWNED_BY_NOBODY] = "None",
    [HERALD_EMULATOR_OWNED_BY_USER] = "UserOwned",
    [HERALD_EMULATOR_OWNED_BY_UNIT] = "BusinessOwned",
    [HERALD_EMULATOR_OWNED_BY_ORGANIZATION] = "OrganizationOwned",
  };
  static const char *const nothing[] = {
    "EntityHelpUrl",
    "SettingOf",
    "DataProviderId",
    "DataSourceId",
    "IconLargeName",
    "IconMediumName",
    "IconSmallName",
    "IconVectorName",
    "EntityColor",
    "DaysSinceRecordLastModified",
    "MobileOfflineFilters",
    "PrimaryImageAttribute",
    "RecurrenceBaseEntityLogicalName",
    "ExternalName",
    "ExternalCollectionName",
    "OwnerId",
    "OwnerIdType",
    "OwningBusinessUnit",
    "HasChanged",
  };

  json_object_set_int_member (object, "ActivityTypeMask", 0);
  json_object_set_string_member (object, "LogicalName", table->logical_name);
  json_object_set_int_member (object, "ObjectTypeCode", table->object_type_code);
  json_object_set_string_member (object, "OwnershipType", ownerships[table->ownership]);
  json_object_set_string_member (object, "PrimaryIdAttribute", table->primary_key);
  if (strcmp (table->primary_name, table->primary_key) != 0)
    json_object_set_string_member (object, "PrimaryNameAttribute", table->primary_name);
  else
    json_object_set_null_member (object, "PrimaryNameAttribute");
  json_object_set_string_member (object, "SchemaName", table->schema_name);
  json_object_set_string_member (object, "EntitySetName", table->entity_set);
  json_object_set_string_member (object, "LogicalCollectionName", table->entity_set);
  json_object_set_string_member (object, "CollectionSchemaName", table->entity_set);
  json_object_set_string_member (object, "ReportViewName", table->schema_name);
  json_object_set_string_member (object, "IntroducedVersion", INTRODUCED);
  json_object_set_string_member (object, "TableType", table->elastic ? "Elastic" : "Standard");
  json_object_set_string_member (object, "CreatedOn", "1900-01-01T00:00:00Z");
  json_object_set_string_member (object, "ModifiedOn", "1900-01-01T00:00:00Z");
  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
    json_object_set_null_member (object, nothing[i]);
}

/**
 * herald_emulator_metadata_build_table:
 * @table: a table
 *
 * Returns: (transfer full): its EntityMetadata without what can be expanded
 */
JsonObject *
herald_emulator_metadata_build_table (const HeraldEmulatorTable *table)
{
  JsonObject *object = json_object_new ();

  add_names (table, object);
  add_flags (table, object);
  herald_emulator_metadata_add_label (object, "Description", NULL);
  herald_emulator_metadata_add_label (object, "DisplayName", table->label);
  herald_emulator_metadata_add_label (object, "DisplayCollectionName", table->collection_label);
  add_managed_flags (table, object);
  herald_emulator_metadata_add_id (object, "table", table->logical_name);
  add_privileges (table, object);
  json_object_set_array_member (object, "Settings", json_array_new ());
  return object;
}

/* “AppModule Unique Name” as a schema name. */
static char *
make_key_name (const HeraldEmulatorAlternateKey *key)
{
  g_auto (GStrv) words = g_strsplit (key->name, " ", -1);

  return g_strjoinv ("", words);
}

/**
 * herald_emulator_metadata_build_key:
 * @table: a table
 * @key: one of its alternate keys
 *
 * Returns: (transfer full): its EntityKeyMetadata
 */
JsonObject *
herald_emulator_metadata_build_key (const HeraldEmulatorTable        *table,
                                    const HeraldEmulatorAlternateKey *key)
{
  JsonObject      *object = json_object_new ();
  JsonArray       *columns = json_array_new ();
  g_autofree char *name = make_key_name (key);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autofree char *full = g_strconcat (table->logical_name, ".", name, NULL);

  for (gsize i = 0; key->columns[i] != NULL; i++)
    json_array_add_string_element (columns, key->columns[i]);
  json_object_set_array_member (object, "KeyAttributes", columns);
  json_object_set_string_member (object, "EntityKeyIndexStatus", "Active");
  json_object_set_null_member (object, "AsyncJob");
  json_object_set_boolean_member (object, "IsManaged", TRUE);
  json_object_set_string_member (object, "EntityLogicalName", table->logical_name);
  json_object_set_string_member (object, "LogicalName", lower);
  json_object_set_string_member (object, "SchemaName", name);
  json_object_set_string_member (object, "IntroducedVersion", INTRODUCED);
  json_object_set_boolean_member (object, "IsSynchronous", FALSE);
  json_object_set_boolean_member (object, "IsExportKey", g_str_has_suffix (name, "ExportKey"));
  json_object_set_boolean_member (object, "IsSecondaryKey", FALSE);
  herald_emulator_metadata_add_id (object, "key", full);
  json_object_set_null_member (object, "HasChanged");
  herald_emulator_metadata_add_label (object, "DisplayName", key->name);
  herald_emulator_metadata_add_managed (object, "IsCustomizable", TRUE, "iscustomizable");
  return object;
}

static JsonObject *
new_relationship (const char *name, const char *type)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "IsCustomRelationship", g_str_has_prefix (name, "msdyn"));
  json_object_set_boolean_member (object, "IsValidForAdvancedFind", TRUE);
  json_object_set_string_member (object, "SchemaName", name);
  json_object_set_string_member (object, "SecurityTypes", "None");
  json_object_set_boolean_member (object, "IsManaged", TRUE);
  json_object_set_string_member (object, "RelationshipType", type);
  json_object_set_string_member (object, "IntroducedVersion", INTRODUCED);
  herald_emulator_metadata_add_id (object, "relationship", name);
  json_object_set_null_member (object, "HasChanged");
  herald_emulator_metadata_add_managed (object, "IsCustomizable", FALSE, "iscustomizable");
  return object;
}

/* Rows that are deleted leave an empty lookup behind, in every relationship of the emulator. */
static JsonObject *
build_cascade (void)
{
  static const char *const changes[] = { "Assign", "Share",   "Unshare",   "Reparent",
                                         "Merge",  "Archive", "RollupView" };

  JsonObject *object = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    json_object_set_string_member (object, changes[i], "NoCascade");
  json_object_set_string_member (object, "Delete", "RemoveLink");
  return object;
}

/**
 * herald_emulator_metadata_build_one_to_many:
 * @table: the table that has the lookup
 * @column: the lookup
 * @way: where it leads
 * @origin: (nullable): the table there; %NULL when it is a principal: a user or a team
 *
 * Returns: (transfer full): the OneToManyRelationshipMetadata
 */
JsonObject *
herald_emulator_metadata_build_one_to_many (const HeraldEmulatorTable      *table,
                                            const HeraldEmulatorColumn     *column,
                                            const HeraldEmulatorNavigation *way,
                                            const HeraldEmulatorTable      *origin)
{
  JsonObject *object = new_relationship (way->relationship, "OneToManyRelationship");

  json_object_set_string_member (object, "ReferencedAttribute",
                                 origin != NULL ? origin->primary_key : "ownerid");
  json_object_set_string_member (object, "ReferencedEntity",
                                 origin != NULL ? origin->logical_name : "owner");
  json_object_set_string_member (object, "ReferencingAttribute", column->name);
  json_object_set_string_member (object, "ReferencingEntity", table->logical_name);
  json_object_set_boolean_member (object, "IsHierarchical", FALSE);
  json_object_set_string_member (object, "EntityKey", "");
  json_object_set_boolean_member (object, "IsRelationshipAttributeDenormalized", FALSE);
  json_object_set_string_member (object, "ReferencedEntityNavigationPropertyName",
                                 way->relationship);
  json_object_set_string_member (object, "ReferencingEntityNavigationPropertyName", way->name);
  json_object_set_int_member (object, "RelationshipBehavior", 1);
  json_object_set_boolean_member (object, "IsDenormalizedLookup", FALSE);
  json_object_set_object_member (object, "CascadeConfiguration", build_cascade ());
  json_object_set_array_member (object, "RelationshipAttributes", json_array_new ());
  return object;
}

/**
 * herald_emulator_metadata_build_many_to_many:
 * @intersect: an N:N relationship
 *
 * Returns: (transfer full): the ManyToManyRelationshipMetadata
 */
JsonObject *
herald_emulator_metadata_build_many_to_many (const HeraldEmulatorIntersect *intersect)
{
  JsonObject *object = new_relationship (intersect->name, "ManyToManyRelationship");

  json_object_set_string_member (object, "IntersectEntityName", intersect->table_name);
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *entity = g_strdup_printf ("Entity%dLogicalName", i + 1);
      g_autofree char *column = g_strdup_printf ("Entity%dIntersectAttribute", i + 1);
      g_autofree char *property = g_strdup_printf ("Entity%dNavigationPropertyName", i + 1);

      json_object_set_string_member (object, entity, intersect->ends[i]->logical_name);
      json_object_set_string_member (object, column, intersect->columns[i]);
      json_object_set_string_member (object, property, intersect->name);
    }
  return object;
}
