/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions of columns: what all have, what each kind has, and the sets of options. */
#include "config.h"

#include "emulator/herald-emulator-metadata.h"

#include "emulator/herald-emulator-stable-id.h"

#include <string.h>

#define INTRODUCED "1.0.0.0"

/* By the type of the column; two kinds of lookup have names of their own. */
static const struct
{
  const char *kind;
  const char *type;
} kinds[] = {
  [HERALD_EMULATOR_COLUMN_STRING] = { "StringAttributeMetadata", "String" },
  [HERALD_EMULATOR_COLUMN_MEMO] = { "MemoAttributeMetadata", "Memo" },
  [HERALD_EMULATOR_COLUMN_INT] = { "IntegerAttributeMetadata", "Integer" },
  [HERALD_EMULATOR_COLUMN_BIGINT] = { "BigIntAttributeMetadata", "BigInt" },
  [HERALD_EMULATOR_COLUMN_BOOLEAN] = { "BooleanAttributeMetadata", "Boolean" },
  [HERALD_EMULATOR_COLUMN_CHOICE] = { "PicklistAttributeMetadata", "Picklist" },
  [HERALD_EMULATOR_COLUMN_STATE] = { "StateAttributeMetadata", "State" },
  [HERALD_EMULATOR_COLUMN_STATUS] = { "StatusAttributeMetadata", "Status" },
  [HERALD_EMULATOR_COLUMN_DATETIME] = { "DateTimeAttributeMetadata", "DateTime" },
  [HERALD_EMULATOR_COLUMN_DATE] = { "DateTimeAttributeMetadata", "DateTime" },
  [HERALD_EMULATOR_COLUMN_GUID] = { "UniqueIdentifierAttributeMetadata", "Uniqueidentifier" },
  [HERALD_EMULATOR_COLUMN_LOOKUP] = { "LookupAttributeMetadata", "Lookup" },
  [HERALD_EMULATOR_COLUMN_MANAGED_PROPERTY] = { "ManagedPropertyAttributeMetadata",
                                                "ManagedProperty" },
};

/**
 * herald_emulator_metadata_get_kind:
 * @column: a column
 *
 * Returns: (transfer none): the name of its definition's type, without the namespace
 */
const char *
herald_emulator_metadata_get_kind (const HeraldEmulatorColumn *column)
{
  return kinds[column->type].kind;
}

/**
 * herald_emulator_metadata_is_kind:
 * @name: a type's name without its namespace
 *
 * Returns: whether definitions of columns can be cast to it
 */
gboolean
herald_emulator_metadata_is_kind (const char *name)
{
  /* Kinds of columns that no table here has; nothing is found, but the question is right. */
  static const char *const others[] = {
    "DecimalAttributeMetadata",
    "DoubleAttributeMetadata",
    "MoneyAttributeMetadata",
    "EntityNameAttributeMetadata",
    "ImageAttributeMetadata",
    "FileAttributeMetadata",
    "EnumAttributeMetadata",
    "MultiSelectPicklistAttributeMetadata",
    NULL,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].kind, name) == 0)
      return TRUE;
  return g_strv_contains (others, name);
}

/* “ownerid” and “parentcustomerid” have types of their own. */
static const char *
get_type (const HeraldEmulatorColumn *column)
{
  if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP && strcmp (column->name, "ownerid") == 0)
    return "Owner";
  if (column->type == HERALD_EMULATOR_COLUMN_LOOKUP &&
      herald_emulator_column_points_to (column, "account") &&
      herald_emulator_column_points_to (column, "contact"))
    return "Customer";
  return kinds[column->type].type;
}

static char *
make_type_name (const char *type)
{
  return strcmp (type, "Uniqueidentifier") == 0 ? g_strdup ("UniqueidentifierType")
                                                : g_strconcat (type, "Type", NULL);
}

static const char *
get_required_level (const HeraldEmulatorTable *table, const HeraldEmulatorColumn *column)
{
  if (column->required || strcmp (column->name, table->primary_key) == 0 ||
      strcmp (column->name, "ownerid") == 0 || column->type == HERALD_EMULATOR_COLUMN_STATE)
    return "SystemRequired";
  return column->recommended ? "ApplicationRequired" : "None";
}

static void
add_required_level (const HeraldEmulatorTable  *table,
                    const HeraldEmulatorColumn *column,
                    JsonObject                 *object)
{
  JsonObject *level = json_object_new ();
  const char *value = get_required_level (table, column);

  json_object_set_string_member (level, "Value", value);
  json_object_set_boolean_member (level, "CanBeChanged", strcmp (value, "SystemRequired") != 0);
  json_object_set_string_member (level, "ManagedPropertyLogicalName",
                                 "canmodifyrequirementlevelsettings");
  json_object_set_object_member (object, "RequiredLevel", level);
}

static void
add_flags (const HeraldEmulatorTable *table, const HeraldEmulatorColumn *column, JsonObject *object)
{
  gboolean is_key = strcmp (column->name, table->primary_key) == 0;
  gboolean writable = !column->read_only && column->computed_from == NULL;
  const struct
  {
    const char *name;
    gboolean    value;
  } flags[] = {
    { "CanBeSecuredForCreate", column->secured },
    { "CanBeSecuredForRead", column->secured },
    { "CanBeSecuredForUpdate", column->secured },
    { "IsCustomAttribute", g_str_has_prefix (column->name, "msdyn") },
    { "IsDataSourceSecret", FALSE },
    { "IsFilterable", TRUE },
    { "IsLogical", FALSE },
    { "IsManaged", TRUE },
    { "IsPrimaryId", is_key },
    { "IsPrimaryName", !is_key && strcmp (column->name, table->primary_name) == 0 },
    { "IsRequiredForForm", FALSE },
    { "IsRetrievable", TRUE },
    { "IsSearchable", herald_emulator_column_is_text (column) },
    { "IsSecured", column->secured },
    { "IsValidForCreate", writable || is_key },
    { "IsValidForForm", writable && !is_key },
    { "IsValidForGrid", TRUE },
    { "IsValidForRead", TRUE },
    { "IsValidForUpdate", writable && !is_key },
    { "IsValidODataAttribute", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    json_object_set_boolean_member (object, flags[i].name, flags[i].value);
}

static void
add_common (const HeraldEmulatorTable  *table,
            const HeraldEmulatorColumn *column,
            JsonObject                 *object)
{
  static const char *const nothing[] = { "AttributeOf",     "DeprecatedVersion", "ExternalName",
                                         "InheritsFrom",    "LinkedAttributeId", "HasChanged",
                                         "AutoNumberFormat" };

  const char      *type = get_type (column);
  g_autofree char *full = g_strconcat (table->logical_name, ".", column->name, NULL);
  g_autofree char *type_name = make_type_name (type);
  JsonObject      *type_object = json_object_new ();

  json_object_set_string_member (object, "AttributeType", type);
  json_object_set_string_member (type_object, "Value", type_name);
  json_object_set_object_member (object, "AttributeTypeName", type_object);
  json_object_set_int_member (object, "ColumnNumber", column->number);
  json_object_set_string_member (object, "EntityLogicalName", table->logical_name);
  json_object_set_string_member (object, "IntroducedVersion", INTRODUCED);
  json_object_set_string_member (object, "LogicalName", column->name);
  json_object_set_string_member (object, "SchemaName", column->schema_name);
  json_object_set_int_member (object, "SourceType", 0);
  json_object_set_string_member (object, "CreatedOn", "1900-01-01T00:00:00Z");
  json_object_set_string_member (object, "ModifiedOn", "1900-01-01T00:00:00Z");
  for (gsize i = 0; i < G_N_ELEMENTS (nothing); i++)
    json_object_set_null_member (object, nothing[i]);
  herald_emulator_metadata_add_id (object, "column", full);
  herald_emulator_metadata_add_label (object, "Description", NULL);
  herald_emulator_metadata_add_label (object, "DisplayName", column->label);
}

static void
add_managed_flags (JsonObject *object)
{
  static const struct
  {
    const char *name;
    const char *managed_property;
    gboolean    value;
  } flags[] = {
    { "CanModifyAdditionalSettings", "canmodifyadditionalsettings", TRUE },
    { "IsAuditEnabled", "canmodifyauditsettings", TRUE },
    { "IsCustomizable", "iscustomizable", TRUE },
    { "IsGlobalFilterEnabled", "canmodifyglobalfiltersettings", FALSE },
    { "IsRenameable", "isrenameable", TRUE },
    { "IsSortableEnabled", "canmodifyissortablesettings", FALSE },
    { "IsValidForAdvancedFind", "canmodifysearchsettings", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    herald_emulator_metadata_add_managed (object, flags[i].name, flags[i].value,
                                          flags[i].managed_property);
}

static void
add_text (const HeraldEmulatorColumn *column, JsonObject *object)
{
  gboolean    is_memo = column->type == HERALD_EMULATOR_COLUMN_MEMO;
  const char *format = column->format != NULL ? column->format : is_memo ? "TextArea" : "Text";
  JsonObject *format_name = json_object_new ();

  json_object_set_string_member (object, "Format", format);
  json_object_set_string_member (format_name, "Value", format);
  json_object_set_object_member (object, "FormatName", format_name);
  json_object_set_string_member (object, "ImeMode", "Auto");
  json_object_set_boolean_member (object, "IsLocalizable", FALSE);
  json_object_set_int_member (object, "MaxLength", column->length);
  if (is_memo)
    return;
  json_object_set_int_member (object, "DatabaseLength", column->length * 2);
  json_object_set_null_member (object, "YomiOf");
  json_object_set_string_member (object, "FormulaDefinition", "");
  json_object_set_int_member (object, "SourceTypeMask", 0);
}

static void
add_moment (const HeraldEmulatorColumn *column, JsonObject *object)
{
  gboolean    date_only = column->type == HERALD_EMULATOR_COLUMN_DATE;
  JsonObject *behavior = json_object_new ();

  json_object_set_string_member (object, "Format", date_only ? "DateOnly" : "DateAndTime");
  json_object_set_string_member (object, "ImeMode", "Inactive");
  json_object_set_string_member (object, "MinSupportedValue", "1753-01-01T00:00:00Z");
  json_object_set_string_member (object, "MaxSupportedValue", "9999-12-30T23:59:59Z");
  json_object_set_int_member (object, "SourceTypeMask", 0);
  json_object_set_string_member (object, "FormulaDefinition", "");
  json_object_set_string_member (behavior, "Value", date_only ? "DateOnly" : "UserLocal");
  json_object_set_object_member (object, "DateTimeBehavior", behavior);
  herald_emulator_metadata_add_managed (object, "CanChangeDateTimeBehavior", !date_only,
                                        "canchangedatetimebehavior");
}

static void
add_choice (const HeraldEmulatorColumn *column, JsonObject *object)
{
  json_object_set_string_member (object, "FormulaDefinition", "");
  json_object_set_int_member (object, "SourceTypeMask", 0);
  json_object_set_int_member (object, "DefaultFormValue",
                              column->has_default ? column->default_value : -1);
  json_object_set_null_member (object, "ParentPicklistLogicalName");
  json_object_set_array_member (object, "ChildPicklistLogicalNames", json_array_new ());
}

static void
add_lookup (const HeraldEmulatorColumn *column, JsonObject *object)
{
  JsonArray *targets = json_array_new ();

  for (guint i = 0; i < column->navigations->len; i++)
    json_array_add_string_element (targets,
                                   g_array_index (column->navigations, HeraldEmulatorNavigation, i)
                                     .target);
  json_object_set_array_member (object, "Targets", targets);
  json_object_set_string_member (object, "Format", "None");
}

static void
add_number (const HeraldEmulatorColumn *column, JsonObject *object)
{
  gboolean is_big = column->type == HERALD_EMULATOR_COLUMN_BIGINT;

  json_object_set_int_member (object, "MinValue", is_big ? G_MININT64 : column->lowest);
  json_object_set_int_member (object, "MaxValue", is_big ? G_MAXINT64 : column->highest);
  if (is_big)
    return;
  json_object_set_string_member (object, "Format", "None");
  json_object_set_string_member (object, "FormulaDefinition", "");
  json_object_set_int_member (object, "SourceTypeMask", 0);
}

/* What only the column's own kind has. */
static void
add_kind (const HeraldEmulatorColumn *column, JsonObject *object)
{
  switch (column->type)
    {
    case HERALD_EMULATOR_COLUMN_STRING:
    case HERALD_EMULATOR_COLUMN_MEMO:
      add_text (column, object);
      break;
    case HERALD_EMULATOR_COLUMN_DATETIME:
    case HERALD_EMULATOR_COLUMN_DATE:
      add_moment (column, object);
      break;
    case HERALD_EMULATOR_COLUMN_CHOICE:
    case HERALD_EMULATOR_COLUMN_STATE:
    case HERALD_EMULATOR_COLUMN_STATUS:
      add_choice (column, object);
      break;
    case HERALD_EMULATOR_COLUMN_LOOKUP:
      add_lookup (column, object);
      break;
    case HERALD_EMULATOR_COLUMN_INT:
    case HERALD_EMULATOR_COLUMN_BIGINT:
      add_number (column, object);
      break;
    case HERALD_EMULATOR_COLUMN_BOOLEAN:
      json_object_set_boolean_member (object, "DefaultValue", column->default_value != 0);
      json_object_set_string_member (object, "FormulaDefinition", "");
      json_object_set_int_member (object, "SourceTypeMask", 0);
      break;
    case HERALD_EMULATOR_COLUMN_MANAGED_PROPERTY:
      json_object_set_string_member (object, "ManagedPropertyLogicalName",
                                     "iscustomizableanddeletable");
      json_object_set_string_member (object, "ValueAttributeTypeCode", "Boolean");
      break;
    case HERALD_EMULATOR_COLUMN_GUID:
    default:
      break;
    }
}

/**
 * herald_emulator_metadata_build_column:
 * @table: a table
 * @column: one of its columns
 * @deep: whether with what only columns of its kind have
 *
 * Returns: (transfer full): its AttributeMetadata without the option set
 */
JsonObject *
herald_emulator_metadata_build_column (const HeraldEmulatorTable  *table,
                                       const HeraldEmulatorColumn *column,
                                       gboolean                    deep)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *type =
    g_strconcat ("#" HERALD_EMULATOR_CRM, herald_emulator_metadata_get_kind (column), NULL);

  json_object_set_string_member (object, "@odata.type", type);
  add_common (table, column, object);
  add_flags (table, column, object);
  add_managed_flags (object);
  add_required_level (table, column, object);
  json_object_set_array_member (object, "Settings", json_array_new ());
  if (deep)
    add_kind (column, object);
  return object;
}

/* The status that a state brings along. */
static gint64
find_first_status (const HeraldEmulatorTable *table, gint64 state)
{
  const HeraldEmulatorColumn *status = herald_emulator_table_find_column (table, "statuscode");

  for (guint i = 0; status != NULL && i < status->options->len; i++)
    if (g_array_index (status->options, HeraldEmulatorOption, i).state == state)
      return g_array_index (status->options, HeraldEmulatorOption, i).value;
  return -1;
}

static JsonObject *
build_option (const HeraldEmulatorTable  *table,
              const HeraldEmulatorColumn *column,
              const HeraldEmulatorOption *option)
{
  JsonObject *object = json_object_new ();

  if (column->type == HERALD_EMULATOR_COLUMN_STATE)
    {
      json_object_set_string_member (object, "@odata.type",
                                     "#" HERALD_EMULATOR_CRM "StateOptionMetadata");
      json_object_set_int_member (object, "DefaultStatus",
                                  find_first_status (table, option->value));
      json_object_set_string_member (object, "InvariantName", option->label);
    }
  if (column->type == HERALD_EMULATOR_COLUMN_STATUS)
    {
      json_object_set_string_member (object, "@odata.type",
                                     "#" HERALD_EMULATOR_CRM "StatusOptionMetadata");
      json_object_set_int_member (object, "State", option->state);
      json_object_set_null_member (object, "TransitionData");
    }
  json_object_set_int_member (object, "Value", option->value);
  herald_emulator_metadata_add_label (object, "Label", option->label);
  herald_emulator_metadata_add_label (object, "Description", NULL);
  json_object_set_null_member (object, "Color");
  json_object_set_boolean_member (object, "IsManaged", TRUE);
  json_object_set_string_member (object, "ExternalValue", "");
  json_object_set_array_member (object, "ParentValues", json_array_new ());
  json_object_set_null_member (object, "Tag");
  json_object_set_boolean_member (object, "IsHidden", FALSE);
  json_object_set_null_member (object, "MetadataId");
  json_object_set_null_member (object, "HasChanged");
  return object;
}

/* “Yes” and “No” unless the column has words of its own. */
static void
add_truths (const HeraldEmulatorTable  *table,
            const HeraldEmulatorColumn *column,
            JsonObject                 *object)
{
  for (gint64 value = 1; value >= 0; value--)
    {
      const HeraldEmulatorOption *own = herald_emulator_column_find_option (column, value);
      char                       *label = g_strdup (value != 0 ? "Yes" : "No");
      HeraldEmulatorOption        option = { .value = value, .label = label };

      json_object_set_object_member (object, value != 0 ? "TrueOption" : "FalseOption",
                                     build_option (table, column, own != NULL ? own : &option));
      g_free (label);
    }
}

/**
 * herald_emulator_metadata_build_option_set:
 * @table: a table
 * @column: a choice, state, status or boolean column of it
 *
 * Returns: (transfer full): its OptionSetMetadata or BooleanOptionSetMetadata
 */
JsonObject *
herald_emulator_metadata_build_option_set (const HeraldEmulatorTable  *table,
                                           const HeraldEmulatorColumn *column)
{
  JsonObject      *object = json_object_new ();
  JsonArray       *options = json_array_new ();
  g_autofree char *name = g_strconcat (table->logical_name, "_", column->name, NULL);

  json_object_set_string_member (object, "Name", name);
  json_object_set_boolean_member (object, "IsCustomOptionSet",
                                  g_str_has_prefix (column->name, "msdyn"));
  json_object_set_boolean_member (object, "IsGlobal", FALSE);
  json_object_set_boolean_member (object, "IsManaged", TRUE);
  json_object_set_string_member (object, "ExternalTypeName", "");
  json_object_set_string_member (object, "OptionSetType", kinds[column->type].type);
  json_object_set_string_member (object, "IntroducedVersion", INTRODUCED);
  json_object_set_null_member (object, "ParentOptionSetName");
  json_object_set_null_member (object, "HasChanged");
  herald_emulator_metadata_add_id (object, "option set", name);
  herald_emulator_metadata_add_label (object, "Description", NULL);
  herald_emulator_metadata_add_label (object, "DisplayName", column->label);
  herald_emulator_metadata_add_managed (object, "IsCustomizable", TRUE, "iscustomizable");
  if (column->type == HERALD_EMULATOR_COLUMN_BOOLEAN)
    {
      add_truths (table, column, object);
      json_array_unref (options);
      return object;
    }
  for (guint i = 0; i < column->options->len; i++)
    json_array_add_object_element (options,
                                   build_option (table, column,
                                                 &g_array_index (column->options,
                                                                 HeraldEmulatorOption, i)));
  json_object_set_array_member (object, "Options", options);
  return object;
}
