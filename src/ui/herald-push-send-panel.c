/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipients, then one line per device while the send goes on. What is sent is a copy of the
 * message as it was when “Send” was pressed; the form can be used meanwhile. */
#include "config.h"

#include "ui/herald-push-send-panel.h"

#include "base/herald-error.h"
#include "core/herald-devices.h"
#include "core/herald-push.h"
#include "ui/herald-change.h"
#include "ui/herald-exchange-opener.h"
#include "ui/herald-recipient-picker.h"
#include "ui/herald-result-row.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldPushSendPanel
{
  AdwBin parent_instance;

  HeraldSession      *session;          /* (owned) (nullable) */
  GCancellable       *page_cancellable; /* (owned) (nullable) */
  HeraldPushComposer *composer;         /* (unowned) (nullable): weak */
  GCancellable       *sending;          /* (owned) (nullable): of the send under way */
  GPtrArray          *devices;          /* (element-type HeraldDevice) (owned): of the last send */
  GPtrArray          *results;          /* (element-type HeraldSendResult) (owned): likewise */
  HeraldDevice       *cleaning;         /* (owned) (nullable): asked about */

  GtkButton             *cancel_button;
  HeraldRecipientPicker *picker;
  GtkButton             *recipients_button;
  GtkListBox            *result_list;
  GtkButton             *send_button;
  GtkStack              *stack;
  GtkLabel              *summary_label;
  GtkLabel              *title_label;
};

enum
{
  SIGNAL_CLOSE,
  SIGNAL_EDIT_MESSAGE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldPushSendPanel, herald_push_send_panel, ADW_TYPE_BIN)

static guint
count_results (HeraldPushSendPanel *self, HeraldSendStatus status)
{
  guint n_results = 0;

  for (guint i = 0; i < self->results->len; i++)
    if (herald_send_result_get_status (self->results->pdata[i]) == status)
      n_results++;
  return n_results;
}

static char *
summarise_results (HeraldPushSendPanel *self)
{
  guint n_delivered = count_results (self, HERALD_SEND_DELIVERED);
  guint n_open =
    count_results (self, HERALD_SEND_WAITING) + count_results (self, HERALD_SEND_SENDING);
  guint            n_others = self->results->len - n_delivered - n_open;
  g_autofree char *delivered =
    g_strdup_printf (ngettext ("%u delivered", "%u delivered", n_delivered), n_delivered);
  g_autofree char *others = g_strdup_printf (ngettext ("%u not", "%u not", n_others), n_others);

  /* Translators: “2 delivered · 1 not”. */
  return n_others == 0 ? g_steal_pointer (&delivered)
                       : g_strdup_printf (_("%s · %s"), delivered, others);
}

static char *
summarise_recipients (HeraldPushSendPanel *self)
{
  guint n_devices = herald_recipient_picker_get_devices (self->picker)->len;

  if (self->composer != NULL && !herald_push_composer_is_sendable (self->composer))
    return g_strdup (herald_push_composer_get_obstacle (self->composer));
  if (n_devices == 0)
    return g_strdup (_("Choose who gets it."));
  return g_strdup_printf (ngettext ("Goes to %u device as a test, without tracking.",
                                    "Goes to %u devices as a test, without tracking.", n_devices),
                          n_devices);
}

static gboolean
shows_results (HeraldPushSendPanel *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "results") == 0;
}

static void
update (HeraldPushSendPanel *self)
{
  gboolean         results = shows_results (self);
  gboolean         sending = self->sending != NULL;
  g_autofree char *summary = results ? summarise_results (self) : summarise_recipients (self);

  gtk_label_set_text (self->summary_label, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), sending);
  gtk_widget_set_visible (GTK_WIDGET (self->recipients_button), results && !sending);
  gtk_button_set_label (self->send_button, results ? _("_Send Again") : _("_Send"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button),
                            !sending && self->composer != NULL &&
                              herald_push_composer_is_sendable (self->composer) &&
                              herald_recipient_picker_get_devices (self->picker)->len > 0);
}

static void
recipients_changed_cb (HeraldPushSendPanel *self)
{
  update (self);
}

static void
composer_sendable_changed_cb (HeraldPushSendPanel *self)
{
  update (self);
}

static void
result_changed_cb (HeraldPushSendPanel *self)
{
  update (self);
}

static HeraldService
get_service (HeraldSendResult *result)
{
  return herald_send_result_get_platform (result) == HERALD_PLATFORM_ANDROID ? HERALD_SERVICE_FCM
                                                                             : HERALD_SERVICE_APNS;
}

static void
clean_up_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPushSendPanel) self = HERALD_PUSH_SEND_PANEL (user_data);
  g_autoptr (GError) error = NULL;
  guint n_remaining = 0;

  if (!herald_devices_clean_up_finish (HERALD_SESSION (source), result, &n_remaining, &error))
    herald_toast_show_error (GTK_WIDGET (self), _("The device could not be cleaned up"), error);
  else if (n_remaining > 0)
    herald_toast_show (GTK_WIDGET (self), _("Accepted, but the device is still registered"));
  else
    herald_toast_show (GTK_WIDGET (self), _("The device is not registered any more"));
  herald_recipient_picker_reload (self->picker);
}

static void
clean_up_now (GtkWidget *widget, gpointer device)
{
  HeraldPushSendPanel *self = HERALD_PUSH_SEND_PANEL (widget);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->session == NULL)
    return;
  g_ptr_array_add (devices, g_object_ref (device));
  herald_devices_clean_up_async (self->session, devices, self->page_cancellable, clean_up_done_cb,
                                 g_object_ref (self));
}

static void
clean_up_agreed_cb (HeraldPushSendPanel *self)
{
  g_autoptr (HeraldDevice) device = g_steal_pointer (&self->cleaning);

  if (self->session != NULL && device != NULL)
    herald_change_ask (GTK_WIDGET (self), self->session,
                       _("The registration of one device is removed."),
                          _("_Clean Up"), clean_up_now, NULL, g_steal_pointer (&device),
                             g_object_unref);
}

/* Names what goes before it goes. */
static void
ask_clean_up (HeraldPushSendPanel *self, HeraldDevice *device, HeraldSendResult *result)
{
  GtkWidget       *dialog = NULL;
  g_autofree char *body = NULL;

  /* Translators: %s names the device. */
  body = g_strdup_printf (_("“%s” will be taken out of the environment. Pushes no longer go to it "
                            "until the app registers it again."),
                             herald_send_result_get_target_label (result));
  g_set_object (&self->cleaning, device);
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   _("Clean Up This Device?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "clean", _("Clean _Up"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "clean",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::clean", G_CALLBACK (clean_up_agreed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
open_target (HeraldPushSendPanel *self, const char *kind, const char *id)
{
  g_autofree char *target = NULL;

  if (id == NULL)
    return;
  target = g_strconcat (kind, id, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "s", target);
}

static void
row_fix_cb (HeraldPushSendPanel *self, HeraldResultRow *row)
{
  HeraldSendResult *result = herald_result_row_get_result (row);
  HeraldDevice     *device = NULL;
  guint             index = 0;

  if (!g_ptr_array_find (self->results, result, &index) || index >= self->devices->len)
    return;
  device = self->devices->pdata[index];
  switch (herald_result_row_get_fix (row))
    {
    case HERALD_FIX_CLEAN_UP:
      ask_clean_up (self, device, result);
      break;
    case HERALD_FIX_EDIT_APP:
      open_target (self, "apps/app:", herald_device_get_app_id (device));
      break;
    case HERALD_FIX_REGISTER_AGAIN:
      open_target (self, "people/person:", herald_device_get_user_id (device));
      break;
    case HERALD_FIX_EDIT_MESSAGE:
      g_signal_emit (self, signals[SIGNAL_EDIT_MESSAGE], 0);
      break;
    case HERALD_FIX_NONE:
    case HERALD_FIX_WAIT:
    default:
      break;
    }
}

static void
result_activated_cb (HeraldPushSendPanel *self, HeraldResultRow *row)
{
  gint64 exchange_id = herald_send_result_get_exchange_id (herald_result_row_get_result (row));

  if (self->session != NULL && exchange_id != 0)
    herald_exchange_open (GTK_WIDGET (self), self->session, exchange_id);
}

static void
show_results (HeraldPushSendPanel *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->result_list))) != NULL)
    gtk_list_box_remove (self->result_list, child);
  for (guint i = 0; i < self->results->len; i++)
    {
      HeraldSendResult *result = self->results->pdata[i];
      GtkWidget        *row = herald_result_row_new (result, get_service (result));

      g_signal_connect_object (row, "fix", G_CALLBACK (row_fix_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (result, "changed", G_CALLBACK (result_changed_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_list_box_append (self->result_list, row);
    }
  gtk_stack_set_visible_child_name (self->stack, "results");
}

static void
send_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPushSendPanel) self = HERALD_PUSH_SEND_PANEL (user_data);
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->sending);
  if (!herald_push_send_finish (HERALD_SESSION (source), result, &error))
    {
      if (herald_error_is_cancelled (error))
        herald_toast_show (GTK_WIDGET (self), _("Cancelled; what was sent already stays sent"));
      else
        herald_toast_show_error (GTK_WIDGET (self), _("The test could not be sent"), error);
    }
  update (self);
}

static HeraldPushMessage *
copy_message (HeraldPushMessage *message)
{
  g_autofree char *json = herald_push_message_to_json (message);

  return herald_push_message_from_json (json, NULL);
}

static void
send_clicked_cb (HeraldPushSendPanel *self)
{
  herald_push_send_panel_send (self);
}

static void
cancel_clicked_cb (HeraldPushSendPanel *self)
{
  g_cancellable_cancel (self->sending);
}

static void
recipients_clicked_cb (HeraldPushSendPanel *self)
{
  gtk_stack_set_visible_child_name (self->stack, "recipients");
  update (self);
  herald_recipient_picker_focus (self->picker);
}

static void
close_clicked_cb (HeraldPushSendPanel *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSE], 0);
}

static void
devices_changed_cb (HeraldPushSendPanel *self)
{
  herald_recipient_picker_reload (self->picker);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  close_clicked_cb (HERALD_PUSH_SEND_PANEL (widget));
}

static void
herald_push_send_panel_dispose (GObject *object)
{
  HeraldPushSendPanel *self = HERALD_PUSH_SEND_PANEL (object);

  g_cancellable_cancel (self->sending);
  g_clear_weak_pointer (&self->composer);
  g_clear_object (&self->session);
  g_clear_object (&self->page_cancellable);
  g_clear_object (&self->cleaning);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_push_send_panel_parent_class)->dispose (object);
}

static void
herald_push_send_panel_finalize (GObject *object)
{
  HeraldPushSendPanel *self = HERALD_PUSH_SEND_PANEL (object);

  g_clear_object (&self->sending);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_push_send_panel_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-push-send-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPushSendPanel, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushSendPanel, picker);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushSendPanel, recipients_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushSendPanel, result_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushSendPanel, send_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushSendPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushSendPanel, summary_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPushSendPanel, title_label);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, recipients_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, recipients_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked_cb);
}

static void
herald_push_send_panel_class_init (HeraldPushSendPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_push_send_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_push_send_panel_finalize;
  signals[SIGNAL_CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EDIT_MESSAGE] =
    g_signal_new ("edit-message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  g_type_ensure (HERALD_TYPE_RECIPIENT_PICKER);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "panel.close", NULL, close_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "panel.close", NULL);
}

static void
herald_push_send_panel_init (HeraldPushSendPanel *self)
{
  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
  self->results = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

/**
 * herald_push_send_panel_new:
 *
 * Returns: (transfer floating): a panel without a session
 */
GtkWidget *
herald_push_send_panel_new (void)
{
  return g_object_new (HERALD_TYPE_PUSH_SEND_PANEL, NULL);
}

/**
 * herald_push_send_panel_set_session:
 * @self: a panel
 * @session: (nullable): through which to send
 * @cancellable: (nullable): the page's
 */
void
herald_push_send_panel_set_session (HeraldPushSendPanel *self,
                                    HeraldSession       *session,
                                    GCancellable        *cancellable)
{
  g_return_if_fail (HERALD_IS_PUSH_SEND_PANEL (self));

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_func (self->session, devices_changed_cb, self);
  g_cancellable_cancel (self->sending);
  g_set_object (&self->session, session);
  g_set_object (&self->page_cancellable, cancellable);
  if (session != NULL)
    g_signal_connect_object (session, "devices-changed", G_CALLBACK (devices_changed_cb), self,
                             G_CONNECT_SWAPPED);
  g_ptr_array_set_size (self->results, 0);
  gtk_stack_set_visible_child_name (self->stack, "recipients");
  herald_recipient_picker_set_app (self->picker, NULL, NULL, NULL);
  update (self);
}

/**
 * herald_push_send_panel_open:
 * @self: a panel with a session
 * @composer: where message and app come from
 */
void
herald_push_send_panel_open (HeraldPushSendPanel *self, HeraldPushComposer *composer)
{
  HeraldApp       *app;
  g_autofree char *title = NULL;

  g_return_if_fail (HERALD_IS_PUSH_SEND_PANEL (self));
  g_return_if_fail (HERALD_IS_PUSH_COMPOSER (composer));

  if (g_set_weak_pointer (&self->composer, composer))
    g_signal_connect_object (composer, "notify::sendable",
                             G_CALLBACK (composer_sendable_changed_cb), self, G_CONNECT_SWAPPED);
  app = herald_push_composer_get_app (composer);
  if (app != NULL)
    /* Translators: heading of the panel; %s is the name of the app. */
    title = g_strdup_printf (_("Send Test · %s"), herald_app_get (app, HERALD_APP_NAME));
  gtk_label_set_text (self->title_label, title != NULL ? title : _("Send Test"));
  herald_recipient_picker_set_app (self->picker, self->session, app, self->page_cancellable);
  if (self->sending == NULL)
    gtk_stack_set_visible_child_name (self->stack, "recipients");
  update (self);
  herald_recipient_picker_focus (self->picker);
}

static void
send_now (GtkWidget *widget, gpointer data)
{
  HeraldPushSendPanel *self = HERALD_PUSH_SEND_PANEL (widget);
  g_autoptr (HeraldPushMessage) message = NULL;
  GPtrArray *chosen;

  if (self->session == NULL || !gtk_widget_get_sensitive (GTK_WIDGET (self->send_button)))
    return;
  message = copy_message (herald_push_composer_get_message (self->composer));
  if (message == NULL)
    return;
  chosen = herald_recipient_picker_get_devices (self->picker);
  g_ptr_array_set_size (self->devices, 0);
  for (guint i = 0; i < chosen->len; i++)
    g_ptr_array_add (self->devices, g_object_ref (chosen->pdata[i]));
  g_ptr_array_unref (self->results);
  self->results = herald_push_prepare (self->devices);
  show_results (self);
  self->sending = g_cancellable_new ();
  herald_push_send_async (self->session, herald_push_composer_get_app (self->composer), message,
                          self->devices, self->results, self->sending, send_done_cb,
                          g_object_ref (self));
  update (self);
}

/**
 * herald_push_send_panel_send:
 * @self: an open panel
 *
 * Sends to the chosen devices, unless something forbids it.
 */
void
herald_push_send_panel_send (HeraldPushSendPanel *self)
{
  g_autofree char *what = NULL;
  guint            n_devices;

  g_return_if_fail (HERALD_IS_PUSH_SEND_PANEL (self));

  if (self->session == NULL || !gtk_widget_get_sensitive (GTK_WIDGET (self->send_button)))
    return;
  n_devices = herald_recipient_picker_get_devices (self->picker)->len;
  what = g_strdup_printf (ngettext ("The push goes to %u device.", "The push goes to %u devices.",
                                    n_devices),
                          n_devices);
  herald_change_ask (GTK_WIDGET (self), self->session, what,
                     _("_Send"), send_now, NULL, NULL, NULL);
}

/**
 * herald_push_send_panel_is_sending:
 * @self: a panel
 *
 * Returns: whether a send is under way
 */
gboolean
herald_push_send_panel_is_sending (HeraldPushSendPanel *self)
{
  g_return_val_if_fail (HERALD_IS_PUSH_SEND_PANEL (self), FALSE);

  return self->sending != NULL;
}

/**
 * herald_push_send_panel_get_results:
 * @self: a panel
 *
 * Returns: (transfer none) (element-type HeraldSendResult): what became of the last send
 */
GPtrArray *
herald_push_send_panel_get_results (HeraldPushSendPanel *self)
{
  g_return_val_if_fail (HERALD_IS_PUSH_SEND_PANEL (self), NULL);

  return self->results;
}
