/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An in-app notification as JSON: the body of SendAppNotification, and drafts. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "model/herald-inapp-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Spelled as documented: the envelope's type has no “#”, all others have (Microsoft, “Send in-app
 * notifications”, read 2026-11). */
#define ENVELOPE_TYPE "Microsoft.Dynamics.CRM.expando"
#define EXPANDO_TYPE "#Microsoft.Dynamics.CRM.expando"
#define COLLECTION_TYPE "#Collection(Microsoft.Dynamics.CRM.expando)"

typedef struct
{
  int         value;
  const char *name;
} Name;

static const Name icon_names[] = {
  { HERALD_ICON_INFO, "info" },       { HERALD_ICON_SUCCESS, "success" },
  { HERALD_ICON_FAILURE, "failure" }, { HERALD_ICON_WARNING, "warning" },
  { HERALD_ICON_MENTION, "mention" }, { HERALD_ICON_CUSTOM, "custom" },
};

static const Name toast_names[] = {
  { HERALD_TOAST_TIMED, "timed" },
  { HERALD_TOAST_HIDDEN, "hidden" },
};

static const Name priority_names[] = {
  { HERALD_PRIORITY_NORMAL, "normal" },
  { HERALD_PRIORITY_HIGH, "high" },
};

static const Name target_names[] = {
  { HERALD_TARGET_INLINE, "inline" },
  { HERALD_TARGET_DIALOG, "dialog" },
  { HERALD_TARGET_NEW_WINDOW, "newWindow" },
};

static const char *
find_name (const Name *names, gsize n_names, int value)
{
  for (gsize i = 0; i < n_names; i++)
    if (names[i].value == value)
      return names[i].name;
  return names[0].name;
}

static HeraldInappAction *
dup_action (HeraldInappMessage *self, guint position)
{
  GListModel *actions = G_LIST_MODEL (herald_inapp_message_get_actions (self));

  return g_list_model_get_item (actions, position);
}

static guint
count_actions (HeraldInappMessage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (herald_inapp_message_get_actions (self)));
}

/* The icon is part of the content only when it is a custom one. */
static const char *
get_shown_icon_url (HeraldInappMessage *self)
{
  if (herald_inapp_message_get_icon (self) != HERALD_ICON_CUSTOM)
    return NULL;
  return herald_inapp_message_get_icon_url (self);
}

static void
add_typed (JsonObject *object, const char *type)
{
  if (type != NULL)
    json_object_set_string_member (object, "@odata.type", type);
}

/* @type: (nullable): the annotation of the request; the stored column has none. */
static JsonArray *
build_actions (HeraldInappMessage *self, const char *type)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < count_actions (self); i++)
    {
      g_autoptr (HeraldInappAction) action = dup_action (self, i);
      JsonObject *data = json_object_new ();
      JsonObject *object = json_object_new ();

      add_typed (data, type);
      json_object_set_string_member (data, "type", "url");
      json_object_set_string_member (data, "url", herald_inapp_action_get_url (action));
      json_object_set_string_member (data, "navigationTarget",
                                     find_name (target_names, G_N_ELEMENTS (target_names),
                                                (int) herald_inapp_action_get_target (action)));
      json_object_set_string_member (object, "title", herald_inapp_action_get_title (action));
      json_object_set_object_member (object, "data", data);
      json_array_add_object_element (array, object);
    }
  return array;
}

static void
add_expandos (HeraldInappMessage *self, JsonObject *request)
{
  const char *icon_url = get_shown_icon_url (self);

  if (icon_url != NULL)
    {
      JsonObject *content = json_object_new ();

      add_typed (content, EXPANDO_TYPE);
      json_object_set_string_member (content, "iconUrl", icon_url);
      json_object_set_object_member (request, "OverrideContent", content);
    }
  if (count_actions (self) > 0)
    {
      JsonObject *envelope = json_object_new ();

      add_typed (envelope, ENVELOPE_TYPE);
      json_object_set_string_member (envelope, "actions@odata.type", COLLECTION_TYPE);
      json_object_set_array_member (envelope, "actions", build_actions (self, EXPANDO_TYPE));
      json_object_set_object_member (request, "Actions", envelope);
    }
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

static gboolean
read_name (JsonObject *object,
           const char *member,
           const Name *names,
           gsize       n_names,
           int        *value,
           GError    **error)
{
  const char *text;

  if (!herald_json_read_string (object, member, HERALD_JSON_OPTIONAL, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  for (gsize i = 0; i < n_names; i++)
    if (strcmp (text, names[i].name) == 0)
      {
        *value = names[i].value;
        return TRUE;
      }
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               /* Translators: a value and the JSON member it stands in. */
               _("“%1$s” is not a value of “%2$s”; “%3$s” is one"), text, member, names[0].name);
  return FALSE;
}

static gboolean
read_action (HeraldInappMessage *self, JsonNode *node, GError **error)
{
  g_autoptr (HeraldInappAction) action = NULL;
  JsonObject *object;
  const char *title;
  const char *url;
  int         target = HERALD_TARGET_INLINE;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("Each of “actions” must be an object with “title” and “url”"));
      return FALSE;
    }
  object = json_node_get_object (node);
  if (!herald_json_read_string (object, "title", HERALD_JSON_OPTIONAL, &title, error) ||
      !herald_json_read_string (object, "url", HERALD_JSON_OPTIONAL, &url, error) ||
      !read_name (object, "target", target_names, G_N_ELEMENTS (target_names), &target, error))
    return FALSE;
  action = herald_inapp_action_new (title, url, (HeraldNavigationTarget) target);
  g_list_store_append (herald_inapp_message_get_actions (self), action);
  return TRUE;
}

static gboolean
read_texts (HeraldInappMessage *self, JsonObject *object, GError **error)
{
  const char *title;
  const char *body;
  const char *icon_url;
  gint64      seconds = 0;

  if (!herald_json_read_string (object, "title", HERALD_JSON_OPTIONAL, &title, error) ||
      !herald_json_read_string (object, "body", HERALD_JSON_OPTIONAL, &body, error) ||
      !herald_json_read_string (object, "iconUrl", HERALD_JSON_OPTIONAL, &icon_url, error) ||
      !herald_json_read_int (object, "expirySeconds", HERALD_JSON_OPTIONAL, &seconds, error))
    return FALSE;
  herald_inapp_message_set_title (self, title);
  herald_inapp_message_set_body (self, body);
  herald_inapp_message_set_icon_url (self, icon_url);
  herald_inapp_message_set_expiry_seconds (self, seconds);
  return TRUE;
}

static gboolean
read_choices (HeraldInappMessage *self, JsonObject *object, GError **error)
{
  int icon = HERALD_ICON_INFO;
  int toast = HERALD_TOAST_TIMED;
  int priority = HERALD_PRIORITY_NORMAL;

  if (!read_name (object, "icon", icon_names, G_N_ELEMENTS (icon_names), &icon, error) ||
      !read_name (object, "toast", toast_names, G_N_ELEMENTS (toast_names), &toast, error) ||
      !read_name (object, "priority", priority_names, G_N_ELEMENTS (priority_names), &priority,
                  error))
    return FALSE;
  herald_inapp_message_set_icon (self, (HeraldIconType) icon);
  herald_inapp_message_set_toast (self, (HeraldToastType) toast);
  herald_inapp_message_set_priority (self, (HeraldPriority) priority);
  return TRUE;
}

/**
 * herald_inapp_message_get_data_length:
 * @self: a notification
 *
 * Returns: the characters of the text that the service writes into the column `data`: the custom
 *   icon and the actions, without annotations; 0 when there is neither
 */
gsize
herald_inapp_message_get_data_length (HeraldInappMessage *self)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  JsonObject      *data;
  const char      *icon_url;

  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), 0);

  icon_url = get_shown_icon_url (self);
  if (icon_url == NULL && count_actions (self) == 0)
    return 0;
  data = json_object_new ();
  if (icon_url != NULL)
    json_object_set_string_member (data, "iconUrl", icon_url);
  if (count_actions (self) > 0)
    json_object_set_array_member (data, "actions", build_actions (self, NULL));
  node = take_object (data);
  text = herald_json_write (node, FALSE);
  return (gsize) g_utf8_strlen (text, -1);
}

/**
 * herald_inapp_message_build_request:
 * @self: a notification
 * @recipient_id: the systemuserid of the one who gets it
 *
 * Returns: (transfer full): the body of SendAppNotification
 */
JsonNode *
herald_inapp_message_build_request (HeraldInappMessage *self, const char *recipient_id)
{
  g_autofree char *guid = NULL;
  g_autofree char *recipient = NULL;
  JsonObject      *request;
  const char      *body;

  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), NULL);
  g_return_val_if_fail (recipient_id != NULL, NULL);

  guid = herald_guid_normalise (recipient_id);
  recipient = g_strdup_printf ("/systemusers(%s)", guid != NULL ? guid : recipient_id);
  body = herald_inapp_message_get_body (self);
  request = json_object_new ();
  json_object_set_string_member (request, "Title", herald_inapp_message_get_title (self));
  json_object_set_string_member (request, "Recipient", recipient);
  if (*body != '\0')
    json_object_set_string_member (request, "Body", body);
  json_object_set_int_member (request, "IconType", (gint64) herald_inapp_message_get_icon (self));
  json_object_set_int_member (request, "ToastType", (gint64) herald_inapp_message_get_toast (self));
  json_object_set_int_member (request, "Priority",
                              (gint64) herald_inapp_message_get_priority (self));
  /* The column is called ttlinseconds, the parameter is not. */
  if (herald_inapp_message_get_expiry_seconds (self) > 0)
    json_object_set_int_member (request, "Expiry", herald_inapp_message_get_expiry_seconds (self));
  add_expandos (self, request);
  return take_object (request);
}

/**
 * herald_inapp_message_to_json:
 * @self: a notification
 *
 * Returns: (transfer full): a draft, for herald_inapp_message_from_json()
 */
char *
herald_inapp_message_to_json (HeraldInappMessage *self)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  JsonArray  *actions;

  g_return_val_if_fail (HERALD_IS_INAPP_MESSAGE (self), NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "title", herald_inapp_message_get_title (self));
  json_object_set_string_member (object, "body", herald_inapp_message_get_body (self));
  json_object_set_string_member (object, "icon",
                                 find_name (icon_names, G_N_ELEMENTS (icon_names),
                                            (int) herald_inapp_message_get_icon (self)));
  if (herald_inapp_message_get_icon_url (self) != NULL)
    json_object_set_string_member (object, "iconUrl", herald_inapp_message_get_icon_url (self));
  json_object_set_string_member (object, "toast",
                                 find_name (toast_names, G_N_ELEMENTS (toast_names),
                                            (int) herald_inapp_message_get_toast (self)));
  json_object_set_string_member (object, "priority",
                                 find_name (priority_names, G_N_ELEMENTS (priority_names),
                                            (int) herald_inapp_message_get_priority (self)));
  json_object_set_int_member (object, "expirySeconds",
                              herald_inapp_message_get_expiry_seconds (self));
  actions = json_array_new ();
  for (guint i = 0; i < count_actions (self); i++)
    {
      g_autoptr (HeraldInappAction) action = dup_action (self, i);
      JsonObject *element = json_object_new ();

      json_object_set_string_member (element, "title", herald_inapp_action_get_title (action));
      json_object_set_string_member (element, "url", herald_inapp_action_get_url (action));
      json_object_set_string_member (element, "target",
                                     find_name (target_names, G_N_ELEMENTS (target_names),
                                                (int) herald_inapp_action_get_target (action)));
      json_array_add_object_element (actions, element);
    }
  json_object_set_array_member (object, "actions", actions);
  node = take_object (object);
  return herald_json_write (node, FALSE);
}

/**
 * herald_inapp_message_from_json:
 * @json: a draft, or a file that a person wrote: the members “title”, “body”, “icon”, “iconUrl”,
 *   “toast”, “priority”, “expirySeconds” and “actions”, all of which may be absent; others are
 *   passed over
 *
 * **Errors:** INVALID with the place or the member.
 *
 * Returns: (transfer full): the notification
 */
HeraldInappMessage *
herald_inapp_message_from_json (const char *json, GError **error)
{
  g_autoptr (HeraldInappMessage) self = herald_inapp_message_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  JsonArray  *actions;

  g_return_val_if_fail (json != NULL, NULL);

  node = herald_json_parse (json, -1, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("A notification is a JSON object with “title” and “body”"));
      return NULL;
    }
  object = json_node_get_object (node);
  if (!read_texts (self, object, error) || !read_choices (self, object, error) ||
      !herald_json_read_array (object, "actions", HERALD_JSON_OPTIONAL, &actions, error))
    return NULL;
  for (guint i = 0; actions != NULL && i < json_array_get_length (actions); i++)
    if (!read_action (self, json_array_get_element (actions, i), error))
      return NULL;
  return g_steal_pointer (&self);
}
