/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change is told as the JSON that the emulator takes; what cannot be undone is asked about. */
#include "config.h"

#include "ui/herald-phone-actions.h"

#include "base/herald-json.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>
#include <string.h>

/* @value: (transfer full) */
static void
emit_change (HeraldPhoneView *view, const char *name, JsonNode *value)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject      *object = json_object_new ();
  g_autofree char *json = NULL;

  json_object_set_member (object, name, value);
  json_node_take_object (node, object);
  json = herald_json_write (node, FALSE);
  g_signal_emit_by_name (view, "change", json);
}

static void
emit_flag (HeraldPhoneView *view, const char *name, gboolean value)
{
  emit_change (view, name, json_node_init_boolean (json_node_alloc (), value));
}

static void
emit_text (HeraldPhoneView *view, const char *name, const char *value)
{
  emit_change (view, name, json_node_init_string (json_node_alloc (), value));
}

static void
online_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  emit_flag (user_data, "online", g_variant_get_boolean (value));
}

static void
installed_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  emit_flag (user_data, "installed", g_variant_get_boolean (value));
}

static void
consent_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  emit_flag (user_data, "consent", g_variant_get_boolean (value));
}

static void
permission_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  emit_text (user_data, "permission", g_variant_get_string (value, NULL));
}

static void
os_version_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  emit_text (user_data, "osVersion", g_variant_get_string (value, NULL));
}

static void
rotate_token_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  emit_flag (user_data, "rotateToken", TRUE);
}

/* What a phone is like on its first day depends on its system: the emulator knows. */
static void
reset_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  emit_flag (user_data, "reset", TRUE);
}

static void
copy_apns_token_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HeraldPhone *phone = herald_phone_view_get_phone (user_data);

  herald_clipboard_copy (user_data, herald_phone_get_apns_token (phone));
  herald_toast_show (user_data, _("APNs token copied"));
}

static void
copy_fcm_token_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HeraldPhone *phone = herald_phone_view_get_phone (user_data);

  herald_clipboard_copy (user_data, herald_phone_get_fcm_token (phone));
  herald_toast_show (user_data, _("FCM token copied"));
}

static void
copy_script_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_signal_emit_by_name (user_data, "copy-script");
}

/* Returns: (transfer none): a question over the window that the view is in */
static AdwMessageDialog *
create_dialog (HeraldPhoneView *view, const char *heading, const char *body)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (view));
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  return ADW_MESSAGE_DIALOG (dialog);
}

static char *
dup_typed_name (AdwMessageDialog *dialog)
{
  GtkWidget *list = adw_message_dialog_get_extra_child (dialog);
  GtkWidget *row = gtk_widget_get_first_child (list);

  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
typed_cb (AdwMessageDialog *dialog)
{
  g_autofree char *name = dup_typed_name (dialog);

  adw_message_dialog_set_response_enabled (dialog, "rename", *name != '\0');
}

static void
rename_response_cb (HeraldPhoneView *view, const char *response, AdwMessageDialog *dialog)
{
  g_autofree char *name = dup_typed_name (dialog);

  if (strcmp (response, "rename") == 0)
    emit_text (view, "name", name);
}

static GtkWidget *
create_name_list (AdwMessageDialog *dialog, const char *name)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Name of the phone"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (row), name);
  g_signal_connect_object (row, "changed", G_CALLBACK (typed_cb), dialog, G_CONNECT_SWAPPED);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return list;
}

static void
rename_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HeraldPhoneView  *view = HERALD_PHONE_VIEW (user_data);
  AdwMessageDialog *dialog = create_dialog (view, _("Rename Phone"), NULL);
  GtkWidget        *list =
    create_name_list (dialog, herald_phone_get_name (herald_phone_view_get_phone (view)));

  adw_message_dialog_add_response (dialog, "rename", _("_Rename"));
  adw_message_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "rename");
  adw_message_dialog_set_extra_child (dialog, list);
  g_signal_connect_object (dialog, "response", G_CALLBACK (rename_response_cb), view,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (gtk_widget_get_first_child (list));
}

static void
remove_response_cb (HeraldPhoneView *view, const char *response)
{
  if (strcmp (response, "delete") == 0)
    g_signal_emit_by_name (view, "remove");
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HeraldPhoneView *view = HERALD_PHONE_VIEW (user_data);
  const char      *name = herald_phone_get_name (herald_phone_view_get_phone (view));
  /* Translators: name of a phone. */
  g_autofree char  *heading = g_strdup_printf (_("Delete “%s”?"), name);
  AdwMessageDialog *dialog =
    create_dialog (view, heading,
                   _("Its notifications go with it, and a push to its token is refused from then on. Devices that "
      "were registered with the token stay. This cannot be undone."));

  adw_message_dialog_add_response (dialog, "delete", _("_Delete"));
  adw_message_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), view,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GSimpleAction *
lookup (GSimpleActionGroup *actions, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (actions), name));
}

static void
set_flag (GSimpleActionGroup *actions, const char *name, gboolean value)
{
  g_simple_action_set_state (lookup (actions, name), g_variant_new_boolean (value));
}

static void
set_text (GSimpleActionGroup *actions, const char *name, const char *value)
{
  g_simple_action_set_state (lookup (actions, name), g_variant_new_string (value));
}

/**
 * herald_phone_actions_new:
 * @view: the view whose menu it is
 *
 * Returns: (transfer full): the actions, to be inserted as “phone”
 */
GSimpleActionGroup *
herald_phone_actions_new (HeraldPhoneView *view)
{
  static const GActionEntry entries[] = {
    { "online", NULL, NULL, "true", online_cb, { 0 } },
    { "installed", NULL, NULL, "true", installed_cb, { 0 } },
    { "consent", NULL, NULL, "true", consent_cb, { 0 } },
    { "permission", NULL, "s", "'granted'", permission_cb, { 0 } },
    { "os-version", NULL, "s", "''", os_version_cb, { 0 } },
    { "rotate-token", rotate_token_cb, NULL, NULL, NULL, { 0 } },
    { "reset", reset_cb, NULL, NULL, NULL, { 0 } },
    { "copy-apns-token", copy_apns_token_cb, NULL, NULL, NULL, { 0 } },
    { "copy-fcm-token", copy_fcm_token_cb, NULL, NULL, NULL, { 0 } },
    { "copy-script", copy_script_cb, NULL, NULL, NULL, { 0 } },
    { "rename", rename_cb, NULL, NULL, NULL, { 0 } },
    { "remove", remove_cb, NULL, NULL, NULL, { 0 } },
  };
  GSimpleActionGroup *actions = g_simple_action_group_new ();

  g_return_val_if_fail (HERALD_IS_PHONE_VIEW (view), actions);

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), view);
  return actions;
}

/**
 * herald_phone_actions_update:
 * @actions: the actions
 * @phone: the phone as it is now
 */
void
herald_phone_actions_update (GSimpleActionGroup *actions, HeraldPhone *phone)
{
  g_return_if_fail (G_IS_SIMPLE_ACTION_GROUP (actions));
  g_return_if_fail (HERALD_IS_PHONE (phone));

  set_flag (actions, "online", herald_phone_is_online (phone));
  set_flag (actions, "installed", herald_phone_is_installed (phone));
  set_flag (actions, "consent", herald_phone_has_consent (phone));
  set_text (actions, "permission", herald_phone_get_permission (phone));
  set_text (actions, "os-version", herald_phone_get_os_version (phone));
  g_simple_action_set_enabled (lookup (actions, "copy-apns-token"),
                               herald_phone_get_apns_token (phone) != NULL);
  g_simple_action_set_enabled (lookup (actions, "copy-fcm-token"),
                               herald_phone_get_fcm_token (phone) != NULL);
}
