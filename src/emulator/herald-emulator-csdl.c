/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the model as XML: “OData Common Schema Definition Language (CSDL) Version 4.0”, with the
 * namespace, alias and container that Dataverse has. Names come from the schema and need no
 * escaping. */
#include "config.h"

#include "emulator/herald-emulator-csdl.h"

#include "emulator/herald-emulator-metadata.h"
#include "emulator/herald-emulator-operation.h"

#include <string.h>

#define MOST_FIELDS 12

typedef struct
{
  const char *name;
  const char *type;
} Field;

/* A type that functions return. */
static const struct
{
  const char *name;
  Field       fields[MOST_FIELDS];
} complex_types[] = {
  { "BooleanManagedProperty",
    { { "Value", "Edm.Boolean" },
      { "CanBeChanged", "Edm.Boolean" },
      { "ManagedPropertyLogicalName", "Edm.String" } } },
  { "LocalizedLabel",
    { { "Label", "Edm.String" },
      { "LanguageCode", "Edm.Int32" },
      { "IsManaged", "Edm.Boolean" },
      { "MetadataId", "Edm.Guid" },
      { "HasChanged", "Edm.Boolean" } } },
  { "Label",
    { { "LocalizedLabels", "Collection(mscrm.LocalizedLabel)" },
      { "UserLocalizedLabel", "mscrm.LocalizedLabel" } } },
  { "WhoAmIResponse",
    { { "BusinessUnitId", "Edm.Guid" },
      { "UserId", "Edm.Guid" },
      { "OrganizationId", "Edm.Guid" } } },
  { "RetrieveVersionResponse", { { "Version", "Edm.String" } } },
  { "EndpointCollection",
    { { "Count", "Edm.Int32" },
      { "IsReadOnly", "Edm.Boolean" },
      { "Keys", "Collection(Edm.String)" },
      { "Values", "Collection(Edm.String)" } } },
  { "OrganizationDetail",
    { { "OrganizationId", "Edm.Guid" },
      { "FriendlyName", "Edm.String" },
      { "OrganizationVersion", "Edm.String" },
      { "EnvironmentId", "Edm.String" },
      { "DatacenterId", "Edm.Guid" },
      { "Geo", "Edm.String" },
      { "TenantId", "Edm.String" },
      { "UrlName", "Edm.String" },
      { "UniqueName", "Edm.String" },
      { "State", "mscrm.OrganizationState" },
      { "Endpoints", "mscrm.EndpointCollection" } } },
  { "RetrieveCurrentOrganizationResponse", { { "Detail", "mscrm.OrganizationDetail" } } },
  { "EntityRecordCountCollection",
    { { "Count", "Edm.Int32" },
      { "IsReadOnly", "Edm.Boolean" },
      { "Keys", "Collection(Edm.String)" },
      { "Values", "Collection(Edm.Int64)" } } },
  { "RetrieveTotalRecordCountResponse",
    { { "EntityRecordCountCollection", "mscrm.EntityRecordCountCollection" } } },
  { "SettingDetail",
    { { "Name", "Edm.String" },
      { "DisplayName", "Edm.String" },
      { "Value", "Edm.String" },
      { "DefaultValue", "Edm.String" },
      { "DataType", "Edm.Int32" } } },
  { "RetrieveSettingResponse", { { "SettingDetail", "mscrm.SettingDetail" } } },
  { "SendAppNotificationResponse", { { "NotificationId", "Edm.Guid" } } },
  { "RolePrivilege",
    { { "Depth", "mscrm.PrivilegeDepth" },
      { "PrivilegeId", "Edm.Guid" },
      { "BusinessUnitId", "Edm.Guid" },
      { "PrivilegeName", "Edm.String" } } },
  { "RetrieveUserPrivilegesResponse", { { "RolePrivileges", "Collection(mscrm.RolePrivilege)" } } },
  { "RetrieveUserPrivilegeByPrivilegeNameResponse",
    { { "RolePrivileges", "Collection(mscrm.RolePrivilege)" } } },
  { "RetrieveUserSetOfPrivilegesByNamesResponse",
    { { "RolePrivileges", "Collection(mscrm.RolePrivilege)" } } },
  { "RetrieveUserSetOfPrivilegesByIdsResponse",
    { { "RolePrivileges", "Collection(mscrm.RolePrivilege)" } } },
  { "RetrievePrincipalAccessResponse", { { "AccessRights", "mscrm.AccessRights" } } },
};

static const struct
{
  const char *name;
  gboolean    is_flags;
  const char *members; /* “name=value …” */
} enum_types[] = {
  { "EndpointAccessType", FALSE, "Default=0 Internet=1 Intranet=2" },
  { "OrganizationState", FALSE, "Enabled=0 Disabled=1" },
  { "PrivilegeDepth", FALSE, "Basic=0 Local=1 Deep=2 Global=3 RecordFilter=4" },
  { "AccessRights", TRUE,
    "None=0 ReadAccess=1 WriteAccess=2 AppendAccess=4 AppendToAccess=16 CreateAccess=32 "
    "DeleteAccess=65536 ShareAccess=262144 AssignAccess=524288" },
};

static void
write_fields (GString *xml, const Field *fields)
{
  for (gsize i = 0; i < MOST_FIELDS && fields[i].name != NULL; i++)
    g_string_append_printf (xml, "<Property Name=\"%s\" Type=\"%s\"%s/>\n", fields[i].name,
                            fields[i].type,
                            strcmp (fields[i].type, "Edm.Guid") == 0 ? " Nullable=\"false\"" : "");
}

static void
write_simple_types (GString *xml)
{
  for (gsize i = 0; i < G_N_ELEMENTS (enum_types); i++)
    {
      g_auto (GStrv) members = g_strsplit (enum_types[i].members, " ", -1);

      g_string_append_printf (xml, "<EnumType Name=\"%s\"%s>\n", enum_types[i].name,
                              enum_types[i].is_flags ? " IsFlags=\"true\"" : "");
      for (gsize j = 0; members[j] != NULL; j++)
        {
          char *equals = strchr (members[j], '=');

          *equals = '\0';
          g_string_append_printf (xml, "<Member Name=\"%s\" Value=\"%s\"/>\n", members[j],
                                  equals + 1);
        }
      g_string_append (xml, "</EnumType>\n");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (complex_types); i++)
    {
      g_string_append_printf (xml, "<ComplexType Name=\"%s\">\n", complex_types[i].name);
      write_fields (xml, complex_types[i].fields);
      g_string_append (xml, "</ComplexType>\n");
    }
}

/* What all rows are, what users and teams are, and objects of any shape. */
static void
write_base_types (GString *xml)
{
  g_string_append (xml, "<EntityType Name=\"crmbaseentity\" Abstract=\"true\"/>\n"
                        "<EntityType Name=\"principal\" BaseType=\"mscrm.crmbaseentity\" "
                        "Abstract=\"true\"/>\n"
                        "<ComplexType Name=\"expando\" OpenType=\"true\"/>\n");
}

static void
write_column (GString *xml, const HeraldEmulatorTable *table, const HeraldEmulatorColumn *column)
{
  gboolean is_key = strcmp (column->name, table->primary_key) == 0;

  g_string_append_printf (xml, "<Property Name=\"%s\" Type=\"%s\"", column->public_name,
                          herald_emulator_column_get_edm_type (column));
  if (is_key)
    g_string_append (xml, " Nullable=\"false\"");
  if (herald_emulator_column_is_text (column))
    g_string_append_printf (xml, " MaxLength=\"%" G_GINT64_FORMAT "\"", column->length);
  g_string_append (xml, "/>\n");
}

/* Ways that share a property lead to a principal. */
static gboolean
is_shared (const HeraldEmulatorColumn *column)
{
  return column->navigations->len > 1 &&
         strcmp (g_array_index (column->navigations, HeraldEmulatorNavigation, 0).name,
                 g_array_index (column->navigations, HeraldEmulatorNavigation, 1).name) == 0;
}

static void
write_lookup (GString *xml, HeraldEmulatorSchema *schema, const HeraldEmulatorColumn *column)
{
  if (is_shared (column))
    {
      g_string_append_printf (xml, "<NavigationProperty Name=\"%s\" Type=\"mscrm.principal\"/>\n",
                              g_array_index (column->navigations, HeraldEmulatorNavigation, 0)
                                .name);
      return;
    }
  for (guint i = 0; i < column->navigations->len; i++)
    {
      const HeraldEmulatorNavigation *way =
        &g_array_index (column->navigations, HeraldEmulatorNavigation, i);
      const HeraldEmulatorTable *target = herald_emulator_schema_find_table (schema, way->target);

      g_string_append_printf (xml,
                              "<NavigationProperty Name=\"%s\" Type=\"mscrm.%s\" Partner=\"%s\">"
                              "<ReferentialConstraint Property=\"%s\" ReferencedProperty=\"%s\"/>"
                              "</NavigationProperty>\n",
                              way->name, way->target, way->relationship, column->public_name,
                              target->primary_key);
    }
}

static const char *
get_base_type (const HeraldEmulatorTable *table)
{
  return strcmp (table->logical_name, "systemuser") == 0 ||
             strcmp (table->logical_name, "team") == 0
           ? "principal"
           : "crmbaseentity";
}

static void
write_table (GString *xml, HeraldEmulatorSchema *schema, const HeraldEmulatorTable *table)
{
  g_string_append_printf (xml,
                          "<EntityType Name=\"%s\" BaseType=\"mscrm.%s\">\n"
                          "<Key><PropertyRef Name=\"%s\"/></Key>\n",
                          table->logical_name, get_base_type (table), table->primary_key);
  for (guint i = 0; i < table->columns->len; i++)
    write_column (xml, table, g_ptr_array_index (table->columns, i));
  for (guint i = 0; i < table->columns->len; i++)
    write_lookup (xml, schema, g_ptr_array_index (table->columns, i));
  for (guint i = 0; i < table->collections->len; i++)
    {
      const HeraldEmulatorCollection *collection =
        &g_array_index (table->collections, HeraldEmulatorCollection, i);

      g_string_append_printf (
        xml, "<NavigationProperty Name=\"%s\" Type=\"Collection(mscrm.%s)\" Partner=\"%s\"/>\n",
        collection->name, collection->table->logical_name, collection->partner);
    }
  g_string_append (xml, "</EntityType>\n");
}

static void
write_operation (GString *xml, const HeraldEmulatorOperation *operation)
{
  const char *element = operation->is_action ? "Action" : "Function";

  g_string_append_printf (xml, "<%s Name=\"%s\"%s>\n", element, operation->name,
                          operation->bound_to != NULL ? " IsBound=\"true\"" : "");
  if (operation->bound_to != NULL)
    g_string_append_printf (xml,
                            "<Parameter Name=\"entity\" Type=\"mscrm.%s\" Nullable=\"false\"/>\n",
                            operation->bound_to);
  for (const HeraldEmulatorParameter *parameter = operation->parameters; parameter->name != NULL;
       parameter++)
    g_string_append_printf (xml, "<Parameter Name=\"%s\" Type=\"%s\"%s/>\n", parameter->name,
                            herald_emulator_parameter_get_edm_type (parameter),
                            parameter->required ? " Nullable=\"false\"" : "");
  if (operation->returns != NULL)
    g_string_append_printf (xml, "<ReturnType Type=\"mscrm.%s\"/>\n", operation->returns);
  g_string_append_printf (xml, "</%s>\n", element);
}

static void
write_bindings (GString *xml, HeraldEmulatorSchema *schema, const HeraldEmulatorTable *table)
{
  for (guint i = 0; i < table->columns->len; i++)
    {
      const HeraldEmulatorColumn *column = g_ptr_array_index (table->columns, i);

      for (guint j = 0; j < column->navigations->len; j++)
        {
          const HeraldEmulatorNavigation *way =
            &g_array_index (column->navigations, HeraldEmulatorNavigation, j);

          g_string_append_printf (xml,
                                  "<NavigationPropertyBinding Path=\"%s%s%s\" Target=\"%s\"/>\n",
                                  way->name, is_shared (column) ? "/" HERALD_EMULATOR_CRM : "",
                                  is_shared (column) ? way->target : "",
                                  herald_emulator_schema_find_table (schema, way->target)
                                    ->entity_set);
        }
    }
  for (guint i = 0; i < table->collections->len; i++)
    {
      const HeraldEmulatorCollection *collection =
        &g_array_index (table->collections, HeraldEmulatorCollection, i);

      g_string_append_printf (xml, "<NavigationPropertyBinding Path=\"%s\" Target=\"%s\"/>\n",
                              collection->name, collection->table->entity_set);
    }
}

/* “Use change tracking to synchronize data with external systems”, read 2026-11. */
static void
write_annotations (GString *xml, const HeraldEmulatorTable *table)
{
  if (herald_emulator_table_is_tracked (table))
    g_string_append (xml, "<Annotation Term=\"Org.OData.Capabilities.V1.ChangeTracking\">\n"
                          "<Record>\n<PropertyValue Property=\"Supported\" Bool=\"true\"/>\n"
                          "</Record>\n</Annotation>\n");
}

static void
write_container (GString *xml, HeraldEmulatorSchema *schema, gboolean annotated)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);

  g_string_append (xml, "<EntityContainer Name=\"System\">\n");
  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);

      g_string_append_printf (xml, "<EntitySet Name=\"%s\" EntityType=\"mscrm.%s\">\n",
                              table->entity_set, table->logical_name);
      write_bindings (xml, schema, table);
      if (annotated)
        write_annotations (xml, table);
      g_string_append (xml, "</EntitySet>\n");
    }
  g_string_append (xml,
                   "<EntitySet Name=\"EntityDefinitions\" EntityType=\"mscrm.EntityMetadata\"/>\n"
                   "<EntitySet Name=\"RelationshipDefinitions\""
                   " EntityType=\"mscrm.RelationshipMetadataBase\"/>\n"
                   "<EntitySet Name=\"GlobalOptionSetDefinitions\""
                   " EntityType=\"mscrm.OptionSetMetadataBase\"/>\n");
  for (const HeraldEmulatorOperation *operation = herald_emulator_operations_get ();
       operation->name != NULL; operation++)
    if (operation->bound_to == NULL)
      g_string_append_printf (xml, "<%sImport Name=\"%s\" %s=\"mscrm.%s\"/>\n",
                              operation->is_action ? "Action" : "Function", operation->name,
                              operation->is_action ? "Action" : "Function", operation->name);
  g_string_append (xml, "</EntityContainer>\n");
}

/* The type of a member of a definition, by what it holds in one. */
static const char *
guess_type (const char *name, JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_STRING;

  if (strcmp (name, "MetadataId") == 0)
    return "Edm.Guid";
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_has_member (json_node_get_object (node), "LocalizedLabels")
             ? "mscrm.Label"
             : "mscrm.BooleanManagedProperty";
  if (type == G_TYPE_BOOLEAN)
    return "Edm.Boolean";
  return type == G_TYPE_INT64 ? "Edm.Int32" : "Edm.String";
}

/* As one of them is told. */
static void
write_entity_metadata (GString *xml, HeraldEmulatorSchema *schema)
{
  g_autoptr (JsonObject) sample = herald_emulator_metadata_build_table (
    g_ptr_array_index (herald_emulator_schema_get_tables (schema), 0));
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  g_string_append (xml, "<EntityType Name=\"EntityMetadata\" BaseType=\"mscrm.crmbaseentity\">\n"
                        "<Key><PropertyRef Name=\"MetadataId\"/></Key>\n");
  json_object_iter_init_ordered (&iter, sample);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!JSON_NODE_HOLDS_ARRAY (node))
      g_string_append_printf (xml, "<Property Name=\"%s\" Type=\"%s\"%s/>\n", name,
                              guess_type (name, node),
                              strcmp (name, "MetadataId") == 0 ? " Nullable=\"false\"" : "");
  g_string_append (xml, "</EntityType>\n");
}

/* What else is defined, as far as all of a kind have it. */
static void
write_other_metadata (GString *xml)
{
  g_string_append (xml,
                   "<EntityType Name=\"RelationshipMetadataBase\" "
                   "BaseType=\"mscrm.crmbaseentity\">\n"
                   "<Key><PropertyRef Name=\"MetadataId\"/></Key>\n"
                   "<Property Name=\"MetadataId\" Type=\"Edm.Guid\" Nullable=\"false\"/>\n"
                   "<Property Name=\"SchemaName\" Type=\"Edm.String\"/>\n"
                   "<Property Name=\"RelationshipType\" Type=\"Edm.String\"/>\n"
                   "</EntityType>\n"
                   "<EntityType Name=\"OptionSetMetadataBase\" BaseType=\"mscrm.crmbaseentity\">\n"
                   "<Key><PropertyRef Name=\"MetadataId\"/></Key>\n"
                   "<Property Name=\"MetadataId\" Type=\"Edm.Guid\" Nullable=\"false\"/>\n"
                   "<Property Name=\"Name\" Type=\"Edm.String\"/>\n"
                   "<Property Name=\"IsGlobal\" Type=\"Edm.Boolean\"/>\n"
                   "</EntityType>\n");
}

/**
 * herald_emulator_csdl_write:
 * @schema: the tables
 * @annotated: whether sets say what they are capable of
 *
 * Returns: (transfer full): the document
 */
char *
herald_emulator_csdl_write (HeraldEmulatorSchema *schema, gboolean annotated)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);
  GString   *xml = g_string_new (
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n"
        "<edmx:DataServices>\n"
        "<Schema Namespace=\"Microsoft.Dynamics.CRM\" Alias=\"mscrm\" "
        "xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n");

  write_simple_types (xml);
  write_base_types (xml);
  write_entity_metadata (xml, schema);
  write_other_metadata (xml);
  for (guint i = 0; i < tables->len; i++)
    write_table (xml, schema, g_ptr_array_index (tables, i));
  for (const HeraldEmulatorOperation *operation = herald_emulator_operations_get ();
       operation->name != NULL; operation++)
    write_operation (xml, operation);
  write_container (xml, schema, annotated);
  g_string_append (xml, "</Schema>\n</edmx:DataServices>\n</edmx:Edmx>\n");
  return g_string_free (xml, FALSE);
}
