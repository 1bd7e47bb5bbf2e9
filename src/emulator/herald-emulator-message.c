/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and checks messages. The longest texts are those of the columns of
 * msdynmkt_pushnotification. */
#include "config.h"

#include "emulator/herald-emulator-message.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-record.h"
#include "emulator/herald-emulator-redirect.h"

#include <string.h>

#define TABLE "msdynmkt_pushnotification"
#define LONGEST_TITLE 500
#define LONGEST_BODY 2000
#define LONGEST_LINK 2000
#define OPEN_THE_APP 534120000
#define OPEN_IN_BROWSER 534120001
#define READY_TO_SEND 2

static const char select_sql[] =
  "SELECT msdynmkt_title, msdynmkt_subtitle, msdynmkt_message, msdynmkt_link,"
  " msdynmkt_onclickbehavior, msdynmkt_placeholders, statecode FROM dv_msdynmkt_pushnotification"
  " WHERE msdynmkt_pushnotificationid = ?";

static gboolean G_GNUC_PRINTF (2, 3) invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error,
                     g_error_new_valist (HERALD_ERROR, HERALD_ERROR_INVALID, format, arguments));
  va_end (arguments);
  return FALSE;
}

/**
 * herald_emulator_message_free:
 * @self: (nullable): the message to free
 */
void
herald_emulator_message_free (HeraldEmulatorMessage *self)
{
  if (self == NULL)
    return;
  g_free (self->row_id);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->body);
  g_free (self->image_url);
  g_free (self->link);
  g_clear_pointer (&self->definitions, json_object_unref);
  g_free (self);
}

/* An empty text is none. */
static gboolean
read_text (JsonObject *object, const char *name, glong longest, char **value, GError **error)
{
  const char *text = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &text, error))
    return FALSE;
  if (text != NULL && g_utf8_strlen (text, -1) > longest)
    return invalid (error, "“%s” is longer than %ld characters", name, longest);
  *value = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  return TRUE;
}

/* A link with a placeholder can be judged only when it is filled. */
static gboolean
check_address (const char *name, const char *address, GError **error)
{
  return address == NULL || strstr (address, "{{") != NULL ||
         herald_emulator_redirect_is_target (address) ||
         invalid (error, "“%s” must be an absolute address of http or https", name);
}

static gboolean
has_condition (const char *text)
{
  return text != NULL && (strstr (text, "{{#") != NULL || strstr (text, "{{/") != NULL);
}

static gboolean
check (const HeraldEmulatorMessage *self, GError **error)
{
  if (self->title == NULL && self->subtitle == NULL && self->body == NULL)
    return invalid (error, "A message needs a title or a text");
  if (has_condition (self->title) || has_condition (self->subtitle) || has_condition (self->body) ||
      has_condition (self->link))
    return invalid (error, "Conditions in a message are not evaluated; placeholders are");
  return check_address ("link", self->link, error) &&
         check_address ("imageUrl", self->image_url, error);
}

static gboolean
read_members (HeraldEmulatorMessage *self, JsonObject *object, GError **error)
{
  JsonObject *definitions = NULL;
  const char *android = NULL;

  if (!read_text (object, "title", LONGEST_TITLE, &self->title, error) ||
      !read_text (object, "subtitle", LONGEST_TITLE, &self->subtitle, error) ||
      !read_text (object, "body", LONGEST_BODY, &self->body, error) ||
      !read_text (object, "imageUrl", LONGEST_LINK, &self->image_url, error) ||
      !read_text (object, "link", LONGEST_LINK, &self->link, error) ||
      !herald_json_read_object (object, "placeholders", HERALD_JSON_OPTIONAL, &definitions,
                                error) ||
      !herald_json_read_string (object, "android", HERALD_JSON_OPTIONAL, &android, error))
    return FALSE;
  if (android != NULL && !g_str_equal (android, "data") && !g_str_equal (android, "notification"))
    return invalid (error, "“android” is “data” or “notification”");
  self->notification = g_strcmp0 (android, "notification") == 0;
  self->definitions = definitions != NULL ? json_object_ref (definitions) : json_object_new ();
  return TRUE;
}

static gboolean
check_names (JsonObject *object, GError **error)
{
  static const char *const names[] = { "title", "subtitle",     "body",    "imageUrl",
                                       "link",  "placeholders", "android", NULL };
  JsonObjectIter           iter;
  const char              *name;
  JsonNode                *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!g_strv_contains (names, name))
      return invalid (error, "A message has no “%s”", name);
  return TRUE;
}

/**
 * herald_emulator_message_read:
 * @object: “title”, “subtitle”, “body”, “imageUrl”, “link”, “placeholders”, “android”
 * @error: return location
 *
 * **Errors:** INVALID.
 *
 * Returns: (transfer full): the message
 */
HeraldEmulatorMessage *
herald_emulator_message_read (JsonObject *object, GError **error)
{
  g_autoptr (HeraldEmulatorMessage) self = g_new0 (HeraldEmulatorMessage, 1);

  if (!check_names (object, error) || !read_members (self, object, error) || !check (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static JsonObject *
parse_definitions (const char *text)
{
  g_autoptr (JsonNode) node = text != NULL ? herald_json_parse (text, -1, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node)
                                                       : json_object_new ();
}

static char *
dup_column (HeraldEmulatorRows *rows, int column)
{
  const char *text = herald_emulator_rows_get_text (rows, column);

  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/**
 * herald_emulator_message_load:
 * @site: the site
 * @id: of a row of msdynmkt_pushnotification
 * @error: return location
 *
 * **Errors:** INVALID when there is no such message, or one that nobody could send; CONFLICT when
 * it was deactivated; STORE.
 *
 * Returns: (transfer full): the message
 */
HeraldEmulatorMessage *
herald_emulator_message_load (HeraldEmulatorSite *site, const char *id, GError **error)
{
  g_autoptr (HeraldEmulatorMessage) self = g_new0 (HeraldEmulatorMessage, 1);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_sql, "s", id);

  if (rows == NULL)
    return NULL;
  if (!herald_emulator_rows_next (rows, NULL))
    {
      invalid (error, "There is no push message “%s”", id);
      return NULL;
    }
  self->row_id = g_strdup (id);
  self->title = dup_column (rows, 0);
  self->subtitle = dup_column (rows, 1);
  self->body = dup_column (rows, 2);
  if (herald_emulator_rows_get_int (rows, 4) != OPEN_THE_APP)
    self->link = dup_column (rows, 3);
  self->definitions = parse_definitions (herald_emulator_rows_get_text (rows, 5));
  if (herald_emulator_rows_get_int (rows, 6) != 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT, "The message was deactivated");
      return NULL;
    }
  return check (self, error) ? g_steal_pointer (&self) : NULL;
}

static void
set_text (HeraldEmulatorRecord *record, const char *column, const char *value)
{
  if (value != NULL)
    herald_emulator_record_set_text (record, column, value);
}

/**
 * herald_emulator_message_save:
 * @self: a message
 * @site: the site
 * @error: return location
 *
 * **Errors:** those of Dataverse.
 *
 * Returns: whether it has a row now
 */
gboolean
herald_emulator_message_save (HeraldEmulatorMessage *self, HeraldEmulatorSite *site, GError **error)
{
  g_autoptr (HeraldEmulatorRecord) record =
    herald_emulator_record_new (herald_emulator_dataverse_get (site), TABLE);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), self->definitions);
  g_autofree char *definitions = herald_json_write (node, FALSE);

  if (self->row_id != NULL)
    return TRUE;
  set_text (record, "msdynmkt_name", self->title != NULL ? self->title : "Push message");
  set_text (record, "msdynmkt_title", self->title);
  set_text (record, "msdynmkt_subtitle", self->subtitle);
  set_text (record, "msdynmkt_message", self->body);
  set_text (record, "msdynmkt_link", self->link);
  set_text (record, "msdynmkt_placeholders", definitions);
  herald_emulator_record_set_int (record, "msdynmkt_onclickbehavior",
                                  self->link != NULL ? OPEN_IN_BROWSER : OPEN_THE_APP);
  herald_emulator_record_set_int (record, "statuscode", READY_TO_SEND);
  return herald_emulator_record_insert (record,
                                        herald_emulator_site_get_setting (site,
                                                                          HERALD_EMULATOR_USER_ID),
                                        &self->row_id, error);
}
