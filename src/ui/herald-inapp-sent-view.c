/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sent notifications in the order of the notification centre. A row that is gone was dismissed, has
 * expired or was recalled: the service keeps no receipt (Microsoft, “Send in-app notifications”).
 */
#include "config.h"

#include "ui/herald-inapp-sent-view.h"

#include "base/herald-error.h"
#include "core/herald-inapp.h"
#include "ui/herald-change.h"
#include "ui/herald-inapp-card.h"
#include "ui/herald-status.h"
#include "ui/herald-time-label.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HeraldInappSentView
{
  AdwBin parent_instance;

  HeraldSession    *session;     /* (owned) (nullable) */
  GCancellable     *cancellable; /* (owned) (nullable) */
  GPtrArray        *entries;     /* (element-type HeraldInappEntry) (owned) */
  HeraldInappEntry *recalling;   /* (owned) (nullable): asked about */

  GtkListBox   *list;
  GtkLabel     *nothing_label;
  GtkEditable  *search_entry;
  GtkStack     *stack;
  HeraldStatus *status;
};

G_DEFINE_FINAL_TYPE (HeraldInappSentView, herald_inapp_sent_view, ADW_TYPE_BIN)

static const char *
get_recipient (HeraldInappEntry *entry)
{
  const char *name = herald_inapp_entry_get_recipient_name (entry);

  return name != NULL ? name : herald_inapp_entry_get_recipient_id (entry);
}

static const char *
get_title (HeraldInappEntry *entry)
{
  const char *title = herald_inapp_message_get_title (herald_inapp_entry_get_message (entry));

  return title != NULL && *title != '\0' ? title : _("Untitled");
}

static void
recalled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldInappSentView) self = HERALD_INAPP_SENT_VIEW (user_data);
  g_autoptr (GError) error = NULL;

  if (!herald_inapp_recall_finish (HERALD_SESSION (source), result, &error))
    {
      if (!herald_error_is_cancelled (error))
        herald_toast_show_error (GTK_WIDGET (self), _("The notification could not be recalled"),
                                                       error);
    }
  else
    herald_toast_show (GTK_WIDGET (self), _("Recalled; a card that is on screen goes with the "
                                            "next look of the app"));
  herald_inapp_sent_view_reload (self);
}

static void
recall_now (GtkWidget *widget, gpointer entry)
{
  HeraldInappSentView *self = HERALD_INAPP_SENT_VIEW (widget);
  const char          *ids[] = { herald_inapp_entry_get_id (entry), NULL };

  if (self->session != NULL)
    herald_inapp_recall_async (self->session, ids, self->cancellable, recalled_cb,
                               g_object_ref (self));
}

static void
recall_agreed_cb (HeraldInappSentView *self)
{
  g_autoptr (HeraldInappEntry) entry = g_steal_pointer (&self->recalling);

  if (self->session != NULL && entry != NULL)
    herald_change_ask (GTK_WIDGET (self), self->session,
                       _("The notification is deleted for its recipient."),
                          _("_Recall"), recall_now, NULL, g_steal_pointer (&entry),
                             g_object_unref);
}

static void
recall_clicked_cb (HeraldInappSentView *self, GtkWidget *button)
{
  HeraldInappEntry *entry = g_object_get_data (G_OBJECT (button), "herald-entry");
  GtkWidget        *dialog = NULL;
  g_autofree char  *body = NULL;

  /* Translators: title of the notification, name of its recipient. */
  body = g_strdup_printf (_("“%s” will be deleted from the notification centre of %s. This cannot "
                            "be undone."),
                             get_title (entry), get_recipient (entry));
  g_set_object (&self->recalling, entry);
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   _("Recall This Notification?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "recall", _("_Recall"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "recall",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::recall", G_CALLBACK (recall_agreed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static char *
describe_entry (HeraldInappEntry *entry)
{
  gint64           now_us = g_get_real_time ();
  gint64           expires_us = herald_inapp_entry_get_expires_us (entry);
  g_autofree char *age = herald_time_describe (now_us, herald_inapp_entry_get_created_us (entry));
  g_autofree char *expires = NULL;

  if (expires_us == 0)
    /* Translators: name of the recipient, age such as “5 minutes ago”. */
    return g_strdup_printf (_("To %s, %s"), get_recipient (entry), age);
  expires = herald_time_describe_exactly (expires_us);
  /* Translators: name of the recipient, age, date and time. */
  return g_strdup_printf (_("To %s, %s · expires %s"), get_recipient (entry), age, expires);
}

static GtkWidget *
create_row (HeraldInappSentView *self, HeraldInappEntry *entry)
{
  HeraldInappMessage *message = herald_inapp_entry_get_message (entry);
  GtkWidget          *row = adw_action_row_new ();
  GtkWidget          *button = gtk_button_new_with_mnemonic (_("_Recall…"));
  g_autofree char    *details = describe_entry (entry);
  g_autofree char    *spoken = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), get_title (entry));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), details);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (herald_icon_type_get_icon_name (
                               herald_inapp_message_get_icon (message))));
  /* Translators: accessible name of a button; %s is the title of a notification. */
  spoken = g_strdup_printf (_("Recall “%s”"), get_title (entry));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "herald-entry", g_object_ref (entry), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (recall_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static gboolean
matches (HeraldInappEntry *entry, const char *text)
{
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  g_autofree char *title = g_utf8_casefold (get_title (entry), -1);
  g_autofree char *recipient = g_utf8_casefold (get_recipient (entry), -1);

  return strstr (title, wanted) != NULL || strstr (recipient, wanted) != NULL;
}

static void
fill_list (HeraldInappSentView *self)
{
  const char *text = gtk_editable_get_text (self->search_entry);
  guint       n_shown = 0;
  GtkWidget  *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->entries->len; i++)
    {
      if (!matches (self->entries->pdata[i], text))
        continue;
      gtk_list_box_append (self->list, create_row (self, self->entries->pdata[i]));
      n_shown++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_shown > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->nothing_label), n_shown == 0);
}

static void
list_got_entries_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldInappSentView) self = HERALD_INAPP_SENT_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries =
    herald_inapp_list_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || self->session != HERALD_SESSION (source))
    return;
  if (entries == NULL)
    {
      herald_status_show_error (self->status, _("The Notifications Could Not Be Read"), error);
      gtk_stack_set_visible_child_name (self->stack, "status");
      return;
    }
  g_ptr_array_unref (self->entries);
  self->entries = g_steal_pointer (&entries);
  fill_list (self);
  if (self->entries->len == 0)
    herald_status_show_empty (self->status, "preferences-system-notifications-symbolic",
                              _("Nothing Stands"),
                                _("What was sent and is neither dismissed nor expired is here, and "
                                "can be recalled."),
                                  NULL);
  gtk_stack_set_visible_child_name (self->stack, self->entries->len > 0 ? "list" : "status");
}

static void
search_changed_cb (HeraldInappSentView *self)
{
  fill_list (self);
}

static void
status_activated_cb (HeraldInappSentView *self)
{
  herald_inapp_sent_view_reload (self);
}

static void
inapp_changed_cb (HeraldInappSentView *self)
{
  herald_inapp_sent_view_reload (self);
}

static void
herald_inapp_sent_view_dispose (GObject *object)
{
  HeraldInappSentView *self = HERALD_INAPP_SENT_VIEW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->recalling);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_inapp_sent_view_parent_class)->dispose (object);
}

static void
herald_inapp_sent_view_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_INAPP_SENT_VIEW (object)->entries, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_inapp_sent_view_parent_class)->finalize (object);
}

static void
herald_inapp_sent_view_class_init (HeraldInappSentViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_inapp_sent_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_inapp_sent_view_finalize;
  g_type_ensure (HERALD_TYPE_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-inapp-sent-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldInappSentView, list);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappSentView, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappSentView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappSentView, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldInappSentView, status);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
}

static void
herald_inapp_sent_view_init (HeraldInappSentView *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_status_show_loading (self->status, _("Reading Notifications…"));
}

/**
 * herald_inapp_sent_view_new:
 *
 * Returns: (transfer floating): a view without a session
 */
GtkWidget *
herald_inapp_sent_view_new (void)
{
  return g_object_new (HERALD_TYPE_INAPP_SENT_VIEW, NULL);
}

/**
 * herald_inapp_sent_view_set_session:
 * @self: a view
 * @session: (nullable): whose notifications are listed
 * @cancellable: (nullable): the page's
 */
void
herald_inapp_sent_view_set_session (HeraldInappSentView *self,
                                    HeraldSession       *session,
                                    GCancellable        *cancellable)
{
  g_return_if_fail (HERALD_IS_INAPP_SENT_VIEW (self));

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_func (self->session, inapp_changed_cb, self);
  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  g_ptr_array_set_size (self->entries, 0);
  fill_list (self);
  herald_status_show_loading (self->status, _("Reading Notifications…"));
  gtk_stack_set_visible_child_name (self->stack, "status");
  if (session != NULL)
    g_signal_connect_object (session, "inapp-changed", G_CALLBACK (inapp_changed_cb), self,
                             G_CONNECT_SWAPPED);
  herald_inapp_sent_view_reload (self);
}

/**
 * herald_inapp_sent_view_reload:
 * @self: a view
 *
 * Reads the notifications again.
 */
void
herald_inapp_sent_view_reload (HeraldInappSentView *self)
{
  g_return_if_fail (HERALD_IS_INAPP_SENT_VIEW (self));

  if (self->session != NULL)
    herald_inapp_list_async (self->session, NULL, self->cancellable, list_got_entries_cb,
                             g_object_ref (self));
}

/**
 * herald_inapp_sent_view_focus_search:
 * @self: a view
 *
 * Returns: whether there is something to search
 */
gboolean
herald_inapp_sent_view_focus_search (HeraldInappSentView *self)
{
  g_return_val_if_fail (HERALD_IS_INAPP_SENT_VIEW (self), FALSE);

  return self->entries->len > 0 && gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}
