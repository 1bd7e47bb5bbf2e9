/* SPDX-License-Identifier: GPL-3.0-or-later */
/* While it is on screen, the page waits for the emulator's log and reads the phones again as soon
 * as something was logged, so that a push is seen the moment it is sent. */
#include "config.h"

#include "ui/herald-emulator-page.h"

#include "base/herald-error.h"
#include "core/herald-phones.h"
#include "model/herald-exchange.h"
#include "ui/herald-copy-row.h"
#include "ui/herald-inapp-centre.h"
#include "ui/herald-page-header.h"
#include "ui/herald-phone-view.h"
#include "ui/herald-request-log.h"
#include "ui/herald-status.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>
#include <string.h>

#define RETRY_SECONDS 2

struct _HeraldEmulatorPage
{
  HeraldPage parent_instance;

  GCancellable *watch;  /* (owned) (nullable): while the log is waited for */
  gint64        newest; /* number of the last request seen */
  guint         retry_id;
  gboolean      reading;    /* phones are being read */
  gboolean      read_again; /* something happened meanwhile */

  GtkBox            *addresses;
  HeraldInappCentre *centre;
  AdwFlap           *flap;
  GtkMenuButton     *menu_button;
  GtkFlowBox        *phones;
  GtkScrolledWindow *phones_window;
  HeraldRequestLog  *requests;
  GtkToggleButton   *side_button;
  GtkStack          *stack;
  HeraldStatus      *status;
  GtkStack          *tabs;
};

/* One tap or change on its way. */
typedef struct
{
  HeraldEmulatorPage *self; /* (owned) */
  HeraldPhoneView    *view; /* (owned) */
} PhoneCall;

G_DEFINE_FINAL_TYPE (HeraldEmulatorPage, herald_emulator_page, HERALD_TYPE_PAGE)

static PhoneCall *
phone_call_new (HeraldEmulatorPage *self, HeraldPhoneView *view)
{
  PhoneCall *call = g_new0 (PhoneCall, 1);

  call->self = g_object_ref (self);
  call->view = g_object_ref (view);
  return call;
}

static void
phone_call_free (PhoneCall *call)
{
  g_clear_object (&call->self);
  g_clear_object (&call->view);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhoneCall, phone_call_free)

static HeraldSession *
get_session (HeraldEmulatorPage *self)
{
  return herald_page_get_session (HERALD_PAGE (self));
}

static GCancellable *
get_cancellable (HeraldEmulatorPage *self)
{
  return herald_page_get_cancellable (HERALD_PAGE (self));
}

/* True recursion by way of the main loop: each answer begins what comes next. */
static void read_phones (HeraldEmulatorPage *self);
static void watch (HeraldEmulatorPage *self);

static void
tap_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PhoneCall) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *link = herald_phones_tap_finish (HERALD_SESSION (source), result, &error);
  const char      *name = herald_phone_get_name (herald_phone_view_get_phone (call->view));
  g_autofree char *text = NULL;

  if (error != NULL)
    {
      herald_toast_show_error (GTK_WIDGET (call->self), _("The notification could not be tapped"),
                                                           error);
      return;
    }
  if (link != NULL)
    /* Translators: name of a phone, link. */
    text = g_strdup_printf (_("%s opened %s"), name, link);
  else
    /* Translators: name of a phone. */
    text = g_strdup_printf (_("%s opened the app"), name);
  herald_phone_view_show_app (call->view, link);
  herald_toast_show (GTK_WIDGET (call->self), text);
  read_phones (call->self);
}

static void
phone_tap_cb (HeraldEmulatorPage *self, const char *notification_id, HeraldPhoneView *view)
{
  if (get_session (self) != NULL)
    herald_phones_tap_async (get_session (self),
                             herald_phone_get_id (herald_phone_view_get_phone (view)),
                             notification_id, get_cancellable (self), tap_done_cb,
                             phone_call_new (self, view));
}

static void
change_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PhoneCall) call = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_phones_change_finish (HERALD_SESSION (source), result, &error))
    herald_toast_show_error (GTK_WIDGET (call->self), _("The phone could not be changed"), error);
  read_phones (call->self);
}

static void
phone_change_cb (HeraldEmulatorPage *self, const char *json, HeraldPhoneView *view)
{
  if (get_session (self) != NULL)
    herald_phones_change_async (get_session (self),
                                herald_phone_get_id (herald_phone_view_get_phone (view)), json,
                                get_cancellable (self), change_done_cb,
                                phone_call_new (self, view));
}

static HeraldPhoneView *
find_view (HeraldEmulatorPage *self, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->phones)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *view = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));

      if (g_strcmp0 (herald_phone_get_id (herald_phone_view_get_phone (HERALD_PHONE_VIEW (view))),
                     id) == 0)
        return HERALD_PHONE_VIEW (view);
    }
  return NULL;
}

static void
clear_phones (HeraldEmulatorPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->phones))) != NULL)
    gtk_flow_box_remove (self->phones, child);
}

static void
add_phone (HeraldEmulatorPage *self, HeraldPhone *phone)
{
  GtkWidget *view = herald_phone_view_new (phone);
  GtkWidget *child = gtk_flow_box_child_new ();

  g_signal_connect_object (view, "tap", G_CALLBACK (phone_tap_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "change", G_CALLBACK (phone_change_cb), self, G_CONNECT_SWAPPED);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), view);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (self->phones, child);
}

/* A phone that gets something comes into view, unless a part of its screen can be seen already. */
static void
scroll_to (HeraldEmulatorPage *self, HeraldPhoneView *view)
{
  GtkAdjustment  *adjustment = gtk_scrolled_window_get_vadjustment (self->phones_window);
  graphene_rect_t bounds;
  double          top = gtk_adjustment_get_value (adjustment);
  double          page_size = gtk_adjustment_get_page_size (adjustment);

  if (!gtk_widget_compute_bounds (GTK_WIDGET (view), GTK_WIDGET (self->phones), &bounds) ||
      (bounds.origin.y >= top && bounds.origin.y < top + page_size / 2))
    return;
  gtk_adjustment_set_value (adjustment, (double) bounds.origin.y);
}

static void
update_phone (HeraldEmulatorPage *self, HeraldPhoneView *view, HeraldPhone *phone)
{
  guint n_cards = herald_phone_view_get_n_cards (view);

  herald_phone_view_update (view, phone);
  if (herald_phone_view_get_n_cards (view) > n_cards)
    scroll_to (self, view);
}

static void
show_phones (HeraldEmulatorPage *self, GPtrArray *phones)
{
  guint n_shown = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->phones)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_shown++;
  if (n_shown > phones->len)
    clear_phones (self);
  for (guint i = 0; i < phones->len; i++)
    {
      HeraldPhoneView *view = find_view (self, herald_phone_get_id (phones->pdata[i]));

      if (view != NULL)
        update_phone (self, view, phones->pdata[i]);
      else
        add_phone (self, phones->pdata[i]);
    }
  gtk_stack_set_visible_child_name (self->stack, "phones");
}

static void
list_got_phones_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldEmulatorPage) self = HERALD_EMULATOR_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) phones =
    herald_phones_list_finish (HERALD_SESSION (source), result, &error);

  if (get_session (self) != HERALD_SESSION (source))
    return;
  self->reading = FALSE;
  if (herald_error_is_cancelled (error))
    return;
  if (phones == NULL)
    {
      herald_status_show_error (self->status, _("The Phones Could Not Be Read"), error);
      gtk_stack_set_visible_child_name (self->stack, "status");
      return;
    }
  show_phones (self, phones);
  if (self->read_again)
    read_phones (self);
}

static void
read_phones (HeraldEmulatorPage *self)
{
  HeraldSession *session = get_session (self);

  if (session == NULL || herald_session_get_emulator (session) == NULL)
    return;
  if (self->reading)
    {
      self->read_again = TRUE;
      return;
    }
  self->reading = TRUE;
  self->read_again = FALSE;
  herald_phones_list_async (session, get_cancellable (self), list_got_phones_cb,
                            g_object_ref (self));
}

static void
read_all (HeraldEmulatorPage *self)
{
  read_phones (self);
  herald_request_log_update (self->requests);
  herald_inapp_centre_reload (self->centre);
}

/* The centre is read from Dataverse, which is logged too: so only what writes notifications makes
 * it look again. */
static void
request_logged_cb (HeraldEmulatorPage *self, HeraldExchange *exchange)
{
  g_autofree char *url = g_ascii_strdown (herald_exchange_get_url (exchange), -1);

  if (g_strcmp0 (herald_exchange_get_method (exchange), "GET") != 0 &&
      strstr (url, "appnotification") != NULL)
    herald_inapp_centre_reload (self->centre);
}

static gboolean
retry_cb (gpointer user_data)
{
  HeraldEmulatorPage *self = HERALD_EMULATOR_PAGE (user_data);

  self->retry_id = 0;
  watch (self);
  return G_SOURCE_REMOVE;
}

static void
watch_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldEmulatorPage) self = HERALD_EMULATOR_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  gint64 newest = herald_phones_watch_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || get_session (self) != HERALD_SESSION (source))
    return;
  g_clear_object (&self->watch);
  if (error != NULL)
    {
      self->retry_id = g_timeout_add_seconds (RETRY_SECONDS, retry_cb, self);
      return;
    }
  self->newest = newest;
  read_phones (self);
  herald_request_log_update (self->requests);
  watch (self);
}

static void
watch (HeraldEmulatorPage *self)
{
  HeraldSession *session = get_session (self);

  if (self->watch != NULL || self->retry_id != 0 || session == NULL ||
      herald_session_get_emulator (session) == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->watch = g_cancellable_new ();
  herald_phones_watch_async (session, self->newest, self->watch, watch_done_cb,
                             g_object_ref (self));
}

static void
stop_watch (HeraldEmulatorPage *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_cancellable_cancel (self->watch);
  g_clear_object (&self->watch);
}

static GtkWidget *
create_group (HeraldEmulatorPage *self, const char *title)
{
  GtkWidget       *group = adw_preferences_group_new ();
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), escaped);
  gtk_box_append (self->addresses, group);
  return group;
}

static void
add_address (GtkWidget *group, const char *title, const char *value)
{
  if (value != NULL && *value != '\0')
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), herald_copy_row_new (title, value));
}

static void
show_addresses (HeraldEmulatorPage *self, HeraldEmulatorInfo *info)
{
  GtkWidget *group;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->addresses))) != NULL)
    gtk_box_remove (self->addresses, child);
  if (info == NULL)
    return;
  group = create_group (self, _("For Other Programs"));
  add_address (group, _("HTTP"), herald_emulator_info_get_http (info));
  add_address (group, _("HTTPS"), herald_emulator_info_get_https (info));
  add_address (group, _("HTTP/2 (APNs and FCM)"), herald_emulator_info_get_h2 (info));
  add_address (group, _("CA certificate"), herald_emulator_info_get_ca_path (info));
  for (gsize i = 0; i < herald_emulator_info_get_n_apps (info); i++)
    {
      const HeraldEmulatorApp *app = herald_emulator_info_get_app (info, i);

      group = create_group (self, app->name);
      add_address (group, _("Application ID"), app->id);
      add_address (group, _("Bundle ID"), app->bundle_id);
      add_address (group, _("Team ID"), app->team_id);
      add_address (group, _("Key ID"), app->key_id);
      add_address (group, _("Signing key, .p8"), app->apns_key_path);
      add_address (group, _("Firebase project"), app->project_id);
      add_address (group, _("Service account"), app->service_account_path);
    }
}

static void
reset_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldEmulatorPage) self = HERALD_EMULATOR_PAGE (user_data);
  g_autoptr (GError) error = NULL;

  if (!herald_phones_reset_finish (HERALD_SESSION (source), result, &error))
    herald_toast_show_error (GTK_WIDGET (self), _("The emulator could not be reset"), error);
  else
    herald_toast_show (GTK_WIDGET (self), _("The emulator is as it was at first"));
  clear_phones (self);
  self->newest = 0;
  herald_request_log_set_session (self->requests, get_session (self), get_cancellable (self));
  stop_watch (self);
  read_all (self);
  watch (self);
}

static void
reset_agreed_cb (HeraldEmulatorPage *self)
{
  if (get_session (self) != NULL)
    herald_phones_reset_async (get_session (self), get_cancellable (self), reset_done_cb,
                               g_object_ref (self));
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                            _("Reset the Emulator?"),
                               _("Apps, contacts, devices, phones and notifications go back to what they were at first. "
      "Everything that was made since is deleted. Your drafts stay."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "reset", _("_Reset"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "reset",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::reset", G_CALLBACK (reset_agreed_cb), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
status_activated_cb (HeraldEmulatorPage *self)
{
  read_all (self);
}

static void
folded_changed_cb (HeraldEmulatorPage *self)
{
  adw_flap_set_reveal_flap (self->flap, !herald_page_get_folded (HERALD_PAGE (self)));
}

static void
herald_emulator_page_session_changed (HeraldPage *page)
{
  HeraldEmulatorPage *self = HERALD_EMULATOR_PAGE (page);
  HeraldSession      *session = herald_page_get_session (page);
  HeraldEmulatorInfo *info = session != NULL ? herald_session_get_emulator (session) : NULL;
  HeraldSession      *shown = info != NULL ? session : NULL;

  stop_watch (self);
  clear_phones (self);
  self->newest = 0;
  self->reading = FALSE;
  self->read_again = FALSE;
  herald_request_log_set_session (self->requests, shown, herald_page_get_cancellable (page));
  herald_inapp_centre_set_session (self->centre, shown, herald_page_get_cancellable (page));
  show_addresses (self, info);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "emulator.reset", info != NULL);
  gtk_stack_set_visible_child_name (self->stack, "status");
  if (info == NULL)
    {
      herald_status_show_empty (self->status, "phone-symbolic",
                                _("Only for the Emulator"),
                                   _("Phones can be looked at in the environment “Emulator” only. "
                                  "Choose it at the top left."),
                                      NULL);
      return;
    }
  herald_status_show_loading (self->status, _("Reading Phones…"));
  read_all (self);
  watch (self);
}

static void
herald_emulator_page_refresh (HeraldPage *page)
{
  read_all (HERALD_EMULATOR_PAGE (page));
}

static void
herald_emulator_page_open (HeraldPage *page, const char *target)
{
  HeraldEmulatorPage *self = HERALD_EMULATOR_PAGE (page);

  if (target == NULL || gtk_stack_get_child_by_name (self->tabs, target) == NULL)
    return;
  gtk_stack_set_visible_child_name (self->tabs, target);
  adw_flap_set_reveal_flap (self->flap, TRUE);
}

static void
herald_emulator_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (herald_emulator_page_parent_class)->map (widget);
  read_all (HERALD_EMULATOR_PAGE (widget));
  watch (HERALD_EMULATOR_PAGE (widget));
}

static void
herald_emulator_page_unmap (GtkWidget *widget)
{
  stop_watch (HERALD_EMULATOR_PAGE (widget));
  GTK_WIDGET_CLASS (herald_emulator_page_parent_class)->unmap (widget);
}

static void
herald_emulator_page_dispose (GObject *object)
{
  HeraldEmulatorPage *self = HERALD_EMULATOR_PAGE (object);

  stop_watch (self);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_emulator_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-emulator-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, addresses);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, centre);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, flap);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, phones);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, phones_window);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, requests);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, side_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, status);
  gtk_widget_class_bind_template_child (widget_class, HeraldEmulatorPage, tabs);
  gtk_widget_class_bind_template_callback (widget_class, request_logged_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
}

static void
herald_emulator_page_class_init (HeraldEmulatorPageClass *klass)
{
  GtkWidgetClass  *widget_class = GTK_WIDGET_CLASS (klass);
  HeraldPageClass *page_class = HERALD_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_emulator_page_dispose;
  widget_class->map = herald_emulator_page_map;
  widget_class->unmap = herald_emulator_page_unmap;
  page_class->session_changed = herald_emulator_page_session_changed;
  page_class->refresh = herald_emulator_page_refresh;
  page_class->open = herald_emulator_page_open;
  g_type_ensure (HERALD_TYPE_INAPP_CENTRE);
  g_type_ensure (HERALD_TYPE_REQUEST_LOG);
  gtk_widget_class_install_action (widget_class, "emulator.reset", NULL, reset_action);
  bind_template (widget_class);
}

static void
herald_emulator_page_init (HeraldEmulatorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::folded", G_CALLBACK (folded_changed_cb), NULL);
}
