/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `POST /_herald/import/contacts` and `/devices`: a CSV file becomes rows, all of them or none. A
 * wrong row does not hide the next wrong one: the answer lists them with their lines. A file whose
 * sender goes away meanwhile is given up. `GET /_herald/import/GUID` tells how far one is. */
#include "config.h"

#include "emulator/herald-emulator-import.h"

#include "base/herald-csv.h"
#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-app-config.h"
#include "emulator/herald-emulator-apps.h"
#include "emulator/herald-emulator-import-runs.h"
#include "emulator/herald-emulator-phones.h"
#include "emulator/herald-emulator-record.h"

#include <string.h>

#define SERVICE_NAME "import"
#define MOST_ROWS 100000
#define MOST_ROW_ERRORS 100
#define ROWS_BETWEEN_LOOKS 256 /* some milliseconds of work */
#define DEVICE_TABLE "msdynmkt_pushmobiledevice"
#define LONGEST_TOKEN 4000 /* the token's column */

typedef struct _Import  Import;
typedef struct _Service Service;

/* Turns one record into rows. */
typedef gboolean (*RowFunc) (Import *import, GError **error);
typedef gboolean (*HeaderFunc) (Import *import, GError **error);

/* A file that came. */
struct _Import
{
  HeraldEmulatorSite *site; /* (unowned) */
  HeraldEmulatorCall *call; /* (owned) */
  char               *id;   /* (owned) (nullable): what its sender calls it */
  HeaderFunc          header_func;
  RowFunc             row_func;

  HeraldCsv *csv;    /* (owned) */
  GPtrArray *header; /* (element-type utf8) (owned) */
  GPtrArray *fields; /* (element-type utf8) (owned): of the present row */
  JsonArray *errors; /* (owned) */
  guint      n_rows;
  gboolean   abandoned; /* whoever sent the file is gone */
};

/* Files are read one after the other, as they came. */
struct _Service
{
  HeraldEmulatorSite *site;    /* (unowned): parent */
  GQueue              imports; /* (element-type Import) (owned): the first is being read */
  GSource            *source;  /* (owned) (nullable): reads the first */
};

static const char *
get_field (Import *import, const char *name)
{
  for (guint i = 0; i < import->header->len && i < import->fields->len; i++)
    if (strcmp (g_ptr_array_index (import->header, i), name) == 0)
      return g_ptr_array_index (import->fields, i);
  return "";
}

static gboolean
refuse (GError **error, const char *format, const char *what)
{
  g_autoptr (GString) sentence = g_string_new (format);

  g_string_replace (sentence, "%s", what, 1);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, sentence->str);
  return FALSE;
}

static gboolean
check_unique (GPtrArray *header, GError **error)
{
  for (guint i = 0; i < header->len; i++)
    for (guint j = i + 1; j < header->len; j++)
      if (strcmp (g_ptr_array_index (header, i), g_ptr_array_index (header, j)) == 0)
        return refuse (error, "The column “%s” occurs twice", g_ptr_array_index (header, i));
  return TRUE;
}

static const HeraldEmulatorColumn *
find_contact_column (Import *import, const char *name)
{
  HeraldEmulatorSchema *schema =
    herald_emulator_dataverse_get_schema (herald_emulator_dataverse_get (import->site));
  const HeraldEmulatorTable  *table = herald_emulator_schema_find_table (schema, "contact");
  const HeraldEmulatorColumn *column =
    table != NULL ? herald_emulator_table_find_column (table, name) : NULL;

  if (column == NULL || column->read_only)
    return NULL;
  return column->type == HERALD_EMULATOR_COLUMN_STRING ||
             column->type == HERALD_EMULATOR_COLUMN_MEMO
           ? column
           : NULL;
}

/* Any text column of the table may be given, and the id. */
static gboolean
check_contact_header (Import *import, GError **error)
{
  gboolean named = FALSE;

  for (guint i = 0; i < import->header->len; i++)
    {
      const char *name = g_ptr_array_index (import->header, i);

      named = named || strcmp (name, "lastname") == 0;
      if (strcmp (name, "contactid") != 0 && find_contact_column (import, name) == NULL)
        return refuse (error, "A contact has no text column “%s”", name);
    }
  return named || refuse (error, "The column “%s” is missing", "lastname");
}

static gboolean
set_contact_field (Import *import, HeraldEmulatorRecord *record, const char *name, GError **error)
{
  const char                 *value = get_field (import, name);
  const HeraldEmulatorColumn *column = find_contact_column (import, name);

  if (*value == '\0')
    return TRUE;
  if (column == NULL && !herald_guid_is_valid (value))
    return refuse (error, "“%s” is no GUID", value);
  if (column != NULL && column->length > 0 && g_utf8_strlen (value, -1) > column->length)
    return refuse (error, "“%s” is too long", name);
  herald_emulator_record_set_text (record, name, value);
  return TRUE;
}

static gboolean
add_contact (Import *import, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (import->site), "contact");

  if (*get_field (import, "lastname") == '\0')
    return refuse (error, "“%s” is empty", "lastname");
  for (guint i = 0; i < import->header->len; i++)
    if (!set_contact_field (import, record, g_ptr_array_index (import->header, i), error))
      return FALSE;
  return herald_emulator_record_insert (record,
                                        herald_emulator_site_get_setting (import->site,
                                                                          HERALD_EMULATOR_USER_ID),
                                        NULL, error);
}

static gboolean
check_device_header (Import *import, GError **error)
{
  static const char *const wanted[] = { "platform", "token", "user", "app", NULL };

  for (guint i = 0; i < import->header->len; i++)
    if (!g_strv_contains (wanted, g_ptr_array_index (import->header, i)))
      return refuse (error, "A device has no column “%s”; give platform, token, user and app",
                     g_ptr_array_index (import->header, i));
  for (guint i = 0; wanted[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (import->header, wanted[i], g_str_equal, NULL))
      return refuse (error, "The column “%s” is missing", wanted[i]);
  return TRUE;
}

static gboolean
read_platform (Import *import, HeraldEmulatorPlatform *platform, GError **error)
{
  const char *text = get_field (import, "platform");

  if (g_ascii_strcasecmp (text, "ios") != 0 && g_ascii_strcasecmp (text, "android") != 0)
    return refuse (error, "“%s” is no platform; give ios or android", text);
  *platform = g_ascii_strcasecmp (text, "ios") == 0 ? HERALD_EMULATOR_IOS : HERALD_EMULATOR_ANDROID;
  return TRUE;
}

static gboolean
write_device (Import *import, HeraldEmulatorPlatform platform, GError **error)
{
  gboolean ios = platform == HERALD_EMULATOR_IOS;
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (import->site), DEVICE_TABLE);

  herald_emulator_record_set_text (record, "msdynmkt_name", ios ? "iOS device" : "Android device");
  herald_emulator_record_set_text (record, "msdynmkt_devicetoken", get_field (import, "token"));
  herald_emulator_record_set_text (record, "msdynmkt_platform", ios ? "iOS" : "Android");
  herald_emulator_record_set_text (record, "msdynmkt_useridentifier", get_field (import, "user"));
  herald_emulator_record_set_lookup (record, HERALD_EMULATOR_APP_TABLE "id",
                                     HERALD_EMULATOR_APP_TABLE, get_field (import, "app"));
  return herald_emulator_record_insert (record,
                                        herald_emulator_site_get_setting (import->site,
                                                                          HERALD_EMULATOR_USER_ID),
                                        NULL, error);
}

/* Registered, and known to the emulated Apple or Google, so that a push is accepted. */
static gboolean
add_device (Import *import, GError **error)
{
  HeraldEmulatorPlatform platform = HERALD_EMULATOR_IOS;
  const char            *token = get_field (import, "token");
  const char            *app_id = get_field (import, "app");
  g_autoptr (HeraldEmulatorApp) app = NULL;

  if (!read_platform (import, &platform, error))
    return FALSE;
  if (*token == '\0' || strlen (token) > LONGEST_TOKEN)
    return refuse (error, "“%s” is empty or too long", "token");
  if (!herald_guid_is_valid (get_field (import, "user")))
    return refuse (error, "“%s” is no GUID", get_field (import, "user"));
  app = herald_guid_is_valid (app_id) ? herald_emulator_apps_find (import->site, app_id) : NULL;
  if (app == NULL)
    return refuse (error, "There is no app “%s”", app_id);
  return herald_emulator_phones_add_token (import->site, platform, token,
                                           platform == HERALD_EMULATOR_IOS ? app->bundle_id
                                                                           : app->project_id,
                                           app->sandbox, 0, error) &&
         write_device (import, platform, error);
}

static void
note_error (Import *import, guint line, const GError *error)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "line", line);
  json_object_set_string_member (object, "message", error->message);
  json_array_add_object_element (import->errors, object);
}

static gboolean
check_width (Import *import, GError **error)
{
  return import->fields->len == import->header->len ||
         refuse (error, "A row has as many fields as the header, %s", "no more and no less");
}

/* Whether to go on: not without somebody who waits for it, nor when there are errors enough. */
static gboolean
is_wanted (Import *import)
{
  if (import->n_rows % ROWS_BETWEEN_LOOKS == 0)
    {
      import->abandoned = herald_emulator_call_is_abandoned (import->call);
      herald_emulator_site_attend (import->site);
    }
  return !import->abandoned && json_array_get_length (import->errors) < MOST_ROW_ERRORS;
}

static void
read_rows (Import *import)
{
  HeraldCsv *csv = import->csv;
  GError    *error = NULL;

  while (is_wanted (import) && herald_csv_read (csv, import->fields, &error))
    {
      if (++import->n_rows > MOST_ROWS)
        refuse (&error, "There are more than %s rows", G_STRINGIFY (MOST_ROWS));
      else if (check_width (import, &error))
        import->row_func (import, &error);
      if (error != NULL)
        note_error (import, herald_csv_get_line (csv), error);
      g_clear_error (&error);
      if (import->n_rows > MOST_ROWS)
        return;
    }
  if (error != NULL)
    note_error (import, herald_csv_get_line (csv), error);
  g_clear_error (&error);
}

static gboolean
read_header (Import *import, GError **error)
{
  GError *local_error = NULL;

  if (herald_csv_read (import->csv, import->header, &local_error))
    return check_unique (import->header, error) && import->header_func (import, error);
  if (local_error == NULL)
    return refuse (error, "There is no header%s", "");
  g_propagate_error (error, local_error);
  return FALSE;
}

static void
refuse_rows (HeraldEmulatorCall *call, JsonArray *errors)
{
  JsonObject *outer = json_object_new ();
  JsonObject *inner = json_object_new ();

  json_object_set_string_member (inner, "code", "INVALID");
  json_object_set_string_member (inner, "message", "Rows are wrong; nothing was imported.");
  json_object_set_array_member (inner, "details", json_array_ref (errors));
  json_object_set_object_member (outer, "error", inner);
  herald_emulator_admin_respond_object (call, 400, outer);
}

/* The rows and what is remembered of them stay or go together. */
static gboolean
write_rows (Import *import, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (import->site);
  gboolean          kept;

  if (!herald_emulator_db_begin_step (db, error))
    return FALSE;
  read_rows (import);
  import->abandoned = import->abandoned || herald_emulator_call_is_abandoned (import->call);
  kept = !import->abandoned && json_array_get_length (import->errors) == 0 &&
         (import->id == NULL ||
          herald_emulator_import_runs_keep (db, import->id, import->n_rows, error));
  herald_emulator_db_end_step (db, kept);
  return error == NULL || *error == NULL;
}

static void
respond (HeraldEmulatorCall *call, Import *import)
{
  JsonObject *object;

  if (import->abandoned)
    {
      herald_emulator_admin_refuse (call, 408, "CANCELLED",
                                    "Whoever sent the file went away; nothing was imported.");
      return;
    }
  if (json_array_get_length (import->errors) > 0)
    {
      refuse_rows (call, import->errors);
      return;
    }
  object = json_object_new ();
  json_object_set_int_member (object, "imported", import->n_rows);
  herald_emulator_admin_respond_object (call, 200, object);
}

static void
run (Import *import)
{
  HeraldEmulatorDb *db = herald_emulator_site_get_db (import->site);
  g_autoptr (GError) error = NULL;

  if ((import->id == NULL || herald_emulator_import_runs_check (db, import->id, &error)) &&
      read_header (import, &error) && write_rows (import, &error))
    respond (import->call, import);
  else
    herald_emulator_admin_fail (import->call, error);
}

static void
import_free (gpointer data)
{
  Import *self = data;

  g_clear_object (&self->call);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->csv, herald_csv_free);
  g_clear_pointer (&self->header, g_ptr_array_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->errors, json_array_unref);
  g_free (self);
}

static Import *
import_new (HeraldEmulatorSite *site, HeraldEmulatorCall *call, const char *id)
{
  Import *self = g_new0 (Import, 1);

  self->site = site;
  self->call = g_object_ref (call);
  self->id = g_strdup (id);
  self->csv = herald_csv_new (herald_emulator_call_get_body (call));
  self->header = g_ptr_array_new_with_free_func (g_free);
  self->fields = g_ptr_array_new_with_free_func (g_free);
  self->errors = json_array_new ();
  return self;
}

static void
clear_source (Service *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static gboolean
run_first_cb (gpointer user_data)
{
  Service *self = user_data;

  run (g_queue_peek_head (&self->imports));
  import_free (g_queue_pop_head (&self->imports));
  if (self->imports.length > 0)
    return G_SOURCE_CONTINUE;
  clear_source (self);
  return G_SOURCE_REMOVE;
}

/* Not within the call: while a listener hands one over, it cannot take others. */
static void
ensure_source (Service *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (self->source != NULL)
    return;
  self->source = g_idle_source_new ();
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (self->source, "emulator import");
  g_source_set_callback (self->source, run_first_cb, self, NULL);
  g_source_attach (self->source, context);
}

static void
take_file (Service *self, HeraldEmulatorCall *call, HeaderFunc header_func, RowFunc row_func)
{
  g_autoptr (GHashTable) query = NULL;
  Import *import;

  if (!herald_emulator_admin_check (self->site, call))
    return;
  query = herald_emulator_admin_read_query (call);
  if (query == NULL)
    return;
  import = import_new (self->site, call, g_hash_table_lookup (query, "id"));
  import->header_func = header_func;
  import->row_func = row_func;
  g_queue_push_tail (&self->imports, import);
  ensure_source (self);
}

static void
contacts_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  take_file (user_data, call, check_contact_header, add_contact);
}

static void
devices_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  take_file (user_data, call, check_device_header, add_device);
}

static const Import *
find_import (Service *self, const char *id)
{
  for (GList *link = self->imports.head; link != NULL; link = link->next)
    {
      const Import *import = link->data;

      if (import->id != NULL && g_ascii_strcasecmp (import->id, id) == 0)
        return import;
    }
  return NULL;
}

static void
respond_running (HeraldEmulatorCall *call, const Import *import)
{
  JsonObject *object = json_object_new ();
  GBytes     *text = herald_emulator_call_get_body (import->call);

  json_object_set_string_member (object, "state", "running");
  json_object_set_int_member (object, "doneBytes", (gint64) herald_csv_get_position (import->csv));
  json_object_set_int_member (object, "totalBytes", (gint64) g_bytes_get_size (text));
  json_object_set_int_member (object, "rows", import->n_rows);
  herald_emulator_admin_respond_object (call, 200, object);
}

static void
respond_over (HeraldEmulatorCall *call, gint64 n_rows)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "state", "over");
  json_object_set_int_member (object, "imported", n_rows);
  herald_emulator_admin_respond_object (call, 200, object);
}

static void
progress_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  Service      *self = user_data;
  const char   *id = herald_emulator_call_get_capture (call, "id");
  const Import *import = find_import (self, id);
  gint64        n_rows = -1;
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (self->site, call))
    return;
  if (import != NULL)
    respond_running (call, import);
  else if (!herald_emulator_import_runs_find (herald_emulator_site_get_db (self->site), id, &n_rows,
                                              &error))
    herald_emulator_admin_fail (call, error);
  else if (n_rows >= 0)
    respond_over (call, n_rows);
  else
    herald_emulator_admin_refuse (call, 404, "NOT_FOUND", "There is no import of this id.");
}

static void
service_free (gpointer data)
{
  Service *self = data;

  clear_source (self);
  g_queue_clear_full (&self->imports, import_free);
  g_free (self);
}

static const HeraldEmulatorRoute routes[] = {
  { "POST", "/_herald/import/contacts", contacts_cb },
  { "POST", "/_herald/import/devices", devices_cb },
  { "GET", "/_herald/import/{id}", progress_cb },
};

/**
 * herald_emulator_import_attach:
 * @site: the site
 * @error: return location
 *
 * **Errors:** STORE.
 *
 * Returns: whether the table of what was imported is there
 */
gboolean
herald_emulator_import_attach (HeraldEmulatorSite *site, GError **error)
{
  Service *self = g_new0 (Service, 1);

  self->site = site;
  herald_emulator_site_take_service (site, SERVICE_NAME, self, service_free);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              self);
  return herald_emulator_import_runs_attach (site, error);
}
