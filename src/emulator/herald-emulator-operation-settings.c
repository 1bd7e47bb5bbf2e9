/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of apps and of the organisation, and publishing. A setting has a definition with a
 * default; rows of the organisation and of an app override it. Source: “Send in-app notifications
 * within model-driven apps” and “Use settings”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-operation.h"
#include "emulator/herald-emulator-record.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define LONGEST_VALUE 2000
#define BOOLEAN_TYPE 2
#define NUMBER_TYPE 0
#define ONLY_ORGANIZATION 1
#define ONLY_APP 2

typedef struct
{
  char  *id;
  char  *name;
  char  *display_name;
  char  *default_value;
  gint64 data_type;
  gint64 level;
} Definition;

static void
definition_clear (Definition *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->display_name, g_free);
  g_clear_pointer (&self->default_value, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Definition, definition_clear)

static HeraldEmulatorDb *
get_db (HeraldEmulatorRequest *request)
{
  return herald_emulator_dataverse_get_db (request->dataverse);
}

static const char *
get_text (JsonObject *arguments, const char *name)
{
  JsonNode *node = json_object_get_member (arguments, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? json_node_get_string (node) : NULL;
}

static gboolean
find_definition (HeraldEmulatorRequest *request,
                 const char            *name,
                 Definition            *definition,
                 GError               **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (get_db (request), error,
                               "SELECT settingdefinitionid, uniquename, displayname, defaultvalue, "
                               "datatype, overridablelevel"
                               " FROM dv_settingdefinition WHERE uniquename = ?",
                               "s", name);

  if (rows == NULL)
    return FALSE;
  if (!herald_emulator_rows_next (rows, error))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
                   "A setting with the name '%s' was not found.", name);
      return FALSE;
    }
  definition->id = g_strdup (herald_emulator_rows_get_text (rows, 0));
  definition->name = g_strdup (herald_emulator_rows_get_text (rows, 1));
  definition->display_name = g_strdup (herald_emulator_rows_get_text (rows, 2));
  definition->default_value = g_strdup (herald_emulator_rows_get_text (rows, 3));
  definition->data_type = herald_emulator_rows_get_int (rows, 4);
  definition->level = herald_emulator_rows_get_int (rows, 5);
  return TRUE;
}

static gboolean
find_app (HeraldEmulatorRequest *request, const char *unique_name, char **id, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (get_db (request), error,
                               "SELECT appmoduleid FROM dv_appmodule WHERE uniquename = ?", "s",
                               unique_name);

  if (rows == NULL)
    return FALSE;
  if (herald_emulator_rows_next (rows, error))
    {
      *id = g_strdup (herald_emulator_rows_get_text (rows, 0));
      return TRUE;
    }
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_ROW,
               "An app with the unique name '%s' was not found.", unique_name);
  return FALSE;
}

/* The overriding row of an app, or of the organisation without one. */
static gboolean
find_override (HeraldEmulatorRequest *request,
               const Definition      *definition,
               const char            *app_id,
               char                 **id,
               char                 **value)
{
  static const char of_app[] = "SELECT appsettingid, value FROM dv_appsetting"
                               " WHERE settingdefinitionid = ? AND parentappmoduleid = ?";
  static const char of_organization[] =
    "SELECT organizationsettingid, value FROM dv_organizationsetting"
    " WHERE settingdefinitionid = ? AND ? IS NULL";
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (get_db (request), NULL, app_id != NULL ? of_app : of_organization,
                               "ss", definition->id, app_id);

  if (rows == NULL || !herald_emulator_rows_next (rows, NULL))
    return FALSE;
  *id = g_strdup (herald_emulator_rows_get_text (rows, 0));
  *value = g_strdup (herald_emulator_rows_get_text (rows, 1));
  return TRUE;
}

/* The app's value, else the organisation's, else the default. */
static char *
find_value (HeraldEmulatorRequest *request, const Definition *definition, const char *app_id)
{
  g_autofree char *id = NULL;
  char            *value = NULL;

  if (app_id != NULL && find_override (request, definition, app_id, &id, &value))
    return value;
  if (find_override (request, definition, NULL, &id, &value))
    return value;
  return g_strdup (definition->default_value);
}

/**
 * herald_emulator_operation_retrieve_setting:
 * @request: a call of RetrieveSetting
 * @arguments: SettingName; AppUniqueName
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_operation_retrieve_setting (HeraldEmulatorRequest *request,
                                            JsonObject            *arguments,
                                            GError               **error)
{
  const char *app = get_text (arguments, "AppUniqueName");
  g_auto (Definition) definition = { .id = NULL };
  g_autofree char *app_id = NULL;
  g_autofree char *value = NULL;
  JsonObject      *object, *detail;

  if (!find_definition (request, get_text (arguments, "SettingName"), &definition, error) ||
      (app != NULL && !find_app (request, app, &app_id, error)))
    return FALSE;
  value = find_value (request, &definition, app_id);
  object = herald_emulator_operation_new_answer (request, "RetrieveSettingResponse");
  detail = json_object_new ();
  json_object_set_string_member (detail, "Name", definition.name);
  json_object_set_string_member (detail, "DisplayName", definition.display_name);
  json_object_set_string_member (detail, "Value", value);
  json_object_set_string_member (detail, "DefaultValue", definition.default_value);
  json_object_set_int_member (detail, "DataType", definition.data_type);
  json_object_set_object_member (object, "SettingDetail", detail);
  herald_emulator_request_respond (request, 200, object);
  return TRUE;
}

static gboolean
refuse_value (const Definition *definition, const char *value, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
               "'%.100s' is not a valid value of the setting '%s'.", value, definition->name);
  return FALSE;
}

static gboolean
check_value (const Definition *definition, const char *value, const char *app_id, GError **error)
{
  if (strlen (value) > LONGEST_VALUE)
    return refuse_value (definition, value, error);
  if (definition->data_type == BOOLEAN_TYPE && strcmp (value, "true") != 0 &&
      strcmp (value, "false") != 0)
    return refuse_value (definition, value, error);
  if (definition->data_type == NUMBER_TYPE &&
      !g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, NULL, NULL))
    return refuse_value (definition, value, error);
  if ((app_id != NULL && definition->level == ONLY_ORGANIZATION) ||
      (app_id == NULL && definition->level == ONLY_APP))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
                   "The setting '%s' cannot be overridden for %s.", definition->name,
                   app_id != NULL ? "an app" : "the organization");
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_override (HeraldEmulatorRequest *request,
                const Definition      *definition,
                const char            *app_id,
                const char            *value,
                GError               **error)
{
  const char *table = app_id != NULL ? "appsetting" : "organizationsetting";
  g_autoptr (HeraldEmulatorRecord) record = herald_emulator_record_new (request->dataverse, table);
  g_autofree char *id = NULL;
  g_autofree char *old = NULL;

  herald_emulator_record_set_judged (record);
  herald_emulator_record_set_text (record, "value", value);
  if (find_override (request, definition, app_id, &id, &old))
    return herald_emulator_record_update (record, id, request->user.id, error);
  herald_emulator_record_set_text (record, "uniquename", definition->name);
  herald_emulator_record_set_lookup (record, "settingdefinitionid", "settingdefinition",
                                     definition->id);
  if (app_id != NULL)
    herald_emulator_record_set_lookup (record, "parentappmoduleid", "appmodule", app_id);
  return herald_emulator_record_insert (record, request->user.id, NULL, error);
}

/**
 * herald_emulator_operation_save_setting_value:
 * @request: a call of SaveSettingValue
 * @arguments: SettingName, Value; AppUniqueName, SolutionUniqueName
 *
 * Apps show the value once they are published.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW, #HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_operation_save_setting_value (HeraldEmulatorRequest *request,
                                              JsonObject            *arguments,
                                              GError               **error)
{
  const char *app = get_text (arguments, "AppUniqueName");
  const char *value = get_text (arguments, "Value");
  g_auto (Definition) definition = { .id = NULL };
  g_autofree char *app_id = NULL;
  gboolean         good;

  if (!find_definition (request, get_text (arguments, "SettingName"), &definition, error) ||
      (app != NULL && !find_app (request, app, &app_id, error)) ||
      !check_value (&definition, value, app_id, error) ||
      !herald_emulator_db_begin_step (get_db (request), error))
    return FALSE;
  good = write_override (request, &definition, app_id, value, error);
  herald_emulator_db_end_step (get_db (request), good);
  if (good)
    herald_emulator_request_respond_empty (request, 204);
  return good;
}

/* “<appmodules><appmodule>id</appmodule></appmodules>”: only these apps; else all. */
static gboolean
publish_apps (HeraldEmulatorRequest *request, const char *xml, GError **error)
{
  static const char publish_sql[] =
    "UPDATE dv_appmodule SET publishedon = ?, versionnumber = ?"
    " WHERE ? IS NULL OR instr (lower (?), '<appmodule>' || appmoduleid || '</appmodule>') > 0"
    " OR instr (lower (?), '<appmodule>{' || appmoduleid || '}</appmodule>') > 0";

  return herald_emulator_db_run (get_db (request), error, publish_sql, "iisss",
                                 herald_emulator_dataverse_get_now (request->dataverse),
                                 herald_emulator_dataverse_next_version (request->dataverse), xml,
                                 xml, xml);
}

static void
ignore_text (GMarkupParseContext *context,
             const char          *text,
             gsize                length,
             gpointer             data,
             GError             **error)
{
}

static gboolean
check_xml (const char *xml, GError **error)
{
  static const GMarkupParser parser = { .text = ignore_text };

  g_autoptr (GMarkupParseContext) context =
    g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, NULL, NULL);

  if (g_str_has_prefix (xml, "<importexportxml") &&
      g_markup_parse_context_parse (context, xml, -1, NULL) &&
      g_markup_parse_context_end_parse (context, NULL))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
               "The parameter 'ParameterXml' must be an importexportxml document.");
  return FALSE;
}

/**
 * herald_emulator_operation_publish:
 * @request: a call of PublishXml or PublishAllXml
 * @arguments: ParameterXml, of PublishXml
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_operation_publish (HeraldEmulatorRequest *request,
                                   JsonObject            *arguments,
                                   GError               **error)
{
  const char *xml = get_text (arguments, "ParameterXml");

  if (!herald_emulator_access_require (request->dataverse, request->user.id, NULL,
                                       "prvPublishCustomization", error) ||
      (xml != NULL && !check_xml (xml, error)) || !publish_apps (request, xml, error))
    return FALSE;
  herald_emulator_request_respond_empty (request, 204);
  return TRUE;
}
