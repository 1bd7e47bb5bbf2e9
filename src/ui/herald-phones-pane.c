/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the phones when it is told to, keeps one view for each, and brings one that gets something
 * into view. */
#include "config.h"

#include "ui/herald-phones-pane.h"

#include "base/herald-error.h"
#include "core/herald-apps.h"
#include "core/herald-phones.h"
#include "model/herald-emulator-info.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-phone-editor.h"
#include "ui/herald-phone-view.h"
#include "ui/herald-status.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldPhonesPane
{
  AdwBin parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) */
  gint64         clock_offset_us;
  gboolean       reading;
  gboolean       read_again; /* something happened meanwhile */

  GtkFlowBox        *phones;
  GtkStack          *stack;
  HeraldStatus      *status;
  GtkScrolledWindow *window;
};

/* One tap or change on its way. */
typedef struct
{
  HeraldPhonesPane *self; /* (owned) */
  HeraldPhoneView  *view; /* (owned) */
} PhoneCall;

/* A new phone on its way. */
typedef struct
{
  HeraldPhonesPane  *self;   /* (owned) */
  HeraldPhoneEditor *editor; /* (owned): where it was described */
} PhoneAddition;

G_DEFINE_FINAL_TYPE (HeraldPhonesPane, herald_phones_pane, ADW_TYPE_BIN)

static PhoneCall *
phone_call_new (HeraldPhonesPane *self, HeraldPhoneView *view)
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

static void
phone_addition_free (PhoneAddition *addition)
{
  g_clear_object (&addition->self);
  g_clear_object (&addition->editor);
  g_free (addition);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhoneAddition, phone_addition_free)

/* True recursion by way of the main loop: each answer begins what comes next. */
static void read_phones (HeraldPhonesPane *self);

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
phone_tap_cb (HeraldPhonesPane *self, const char *notification_id, HeraldPhoneView *view)
{
  if (self->session != NULL)
    herald_phones_tap_async (self->session,
                             herald_phone_get_id (herald_phone_view_get_phone (view)),
                             notification_id, self->cancellable, tap_done_cb,
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
phone_change_cb (HeraldPhonesPane *self, const char *json, HeraldPhoneView *view)
{
  if (self->session != NULL)
    herald_phones_change_async (self->session,
                                herald_phone_get_id (herald_phone_view_get_phone (view)), json,
                                self->cancellable, change_done_cb, phone_call_new (self, view));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PhoneCall) call = user_data;
  const char *name = herald_phone_get_name (herald_phone_view_get_phone (call->view));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (herald_phones_remove_finish (HERALD_SESSION (source), result, &error))
    {
      /* Translators: name of a phone. */
      text = g_strdup_printf (_("“%s” deleted"), name);
      herald_toast_show (GTK_WIDGET (call->self), text);
    }
  else
    herald_toast_show_error (GTK_WIDGET (call->self), _("The phone could not be deleted"), error);
  read_phones (call->self);
}

static void
phone_remove_cb (HeraldPhonesPane *self, HeraldPhoneView *view)
{
  if (self->session != NULL)
    herald_phones_remove_async (self->session,
                                herald_phone_get_id (herald_phone_view_get_phone (view)),
                                self->cancellable, removed_cb, phone_call_new (self, view));
}

static void
phone_copy_script_cb (HeraldPhonesPane *self, HeraldPhoneView *view)
{
  const char      *id = herald_phone_get_id (herald_phone_view_get_phone (view));
  g_autofree char *url = NULL;

  if (self->session == NULL)
    return;
  url = herald_emulator_info_dup_script_url (herald_session_get_emulator (self->session), id);
  herald_clipboard_copy (GTK_WIDGET (self), url);
  herald_toast_show (GTK_WIDGET (self), _("Address copied; load it in the web app as a script"));
}

static HeraldPhoneView *
get_view (GtkWidget *child)
{
  return HERALD_PHONE_VIEW (gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child)));
}

static HeraldPhoneView *
find_view (HeraldPhonesPane *self, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->phones)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (herald_phone_get_id (herald_phone_view_get_phone (get_view (child))), id) == 0)
      return get_view (child);
  return NULL;
}

static void
clear_phones (HeraldPhonesPane *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->phones))) != NULL)
    gtk_flow_box_remove (self->phones, child);
}

static void
add_phone (HeraldPhonesPane *self, HeraldPhone *phone)
{
  GtkWidget *view = herald_phone_view_new (phone);
  GtkWidget *child = gtk_flow_box_child_new ();

  herald_phone_view_set_clock_offset (HERALD_PHONE_VIEW (view), self->clock_offset_us);
  g_signal_connect_object (view, "tap", G_CALLBACK (phone_tap_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "change", G_CALLBACK (phone_change_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "remove", G_CALLBACK (phone_remove_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "copy-script", G_CALLBACK (phone_copy_script_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), view);
  gtk_widget_set_focusable (child, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  herald_phone_get_name (phone), -1);
  gtk_flow_box_append (self->phones, child);
}

/* A phone that gets something comes into view, unless a part of its screen can be seen already. */
static void
scroll_to (HeraldPhonesPane *self, HeraldPhoneView *view)
{
  GtkAdjustment  *adjustment = gtk_scrolled_window_get_vadjustment (self->window);
  graphene_rect_t bounds;
  double          top = gtk_adjustment_get_value (adjustment);
  double          page_size = gtk_adjustment_get_page_size (adjustment);

  if (!gtk_widget_compute_bounds (GTK_WIDGET (view), GTK_WIDGET (self->phones), &bounds) ||
      (bounds.origin.y >= top && bounds.origin.y < top + page_size / 2))
    return;
  gtk_adjustment_set_value (adjustment, (double) bounds.origin.y);
}

static void
update_phone (HeraldPhonesPane *self, HeraldPhoneView *view, HeraldPhone *phone)
{
  guint n_cards = herald_phone_view_get_n_cards (view);

  herald_phone_view_update (view, phone);
  if (herald_phone_view_get_n_cards (view) > n_cards)
    scroll_to (self, view);
}

static gboolean
is_listed (GPtrArray *phones, const char *id)
{
  for (guint i = 0; i < phones->len; i++)
    if (g_strcmp0 (herald_phone_get_id (phones->pdata[i]), id) == 0)
      return TRUE;
  return FALSE;
}

static void
remove_gone (HeraldPhonesPane *self, GPtrArray *phones)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->phones));

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (!is_listed (phones, herald_phone_get_id (herald_phone_view_get_phone (get_view (child)))))
        gtk_flow_box_remove (self->phones, child);
      child = next;
    }
}

static void
show_phones (HeraldPhonesPane *self, GPtrArray *phones)
{
  remove_gone (self, phones);
  for (guint i = 0; i < phones->len; i++)
    {
      HeraldPhoneView *view = find_view (self, herald_phone_get_id (phones->pdata[i]));

      if (view != NULL)
        update_phone (self, view, phones->pdata[i]);
      else
        add_phone (self, phones->pdata[i]);
    }
  if (phones->len == 0)
    herald_status_show_empty (self->status, "phone-symbolic",
                              _("No Phones"), _("Add one, or start over under “Snapshots” to get the phones of a seed back."),
                                                  NULL);
  gtk_stack_set_visible_child_name (self->stack, phones->len > 0 ? "phones" : "status");
}

static void
list_got_phones_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPhonesPane) self = HERALD_PHONES_PANE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) phones =
    herald_phones_list_finish (HERALD_SESSION (source), result, &error);

  if (self->session != HERALD_SESSION (source))
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
read_phones (HeraldPhonesPane *self)
{
  if (self->session == NULL)
    return;
  if (self->reading)
    {
      self->read_again = TRUE;
      return;
    }
  self->reading = TRUE;
  self->read_again = FALSE;
  herald_phones_list_async (self->session, self->cancellable, list_got_phones_cb,
                            g_object_ref (self));
}

/* Who described the phone hears of it there. */
static void
tell_added (HeraldPhonesPane *self, HeraldPhoneEditor *editor, const GError *error)
{
  if (error == NULL)
    herald_toast_show (GTK_WIDGET (self), _("Phone added"));
  if (gtk_widget_get_visible (GTK_WIDGET (editor)))
    herald_phone_editor_finish (editor, error);
  else if (error != NULL)
    herald_toast_show_error (GTK_WIDGET (self), _("The phone could not be added"), error);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PhoneAddition) addition = user_data;
  g_autoptr (GError) error = NULL;

  herald_phones_add_finish (HERALD_SESSION (source), result, &error);
  tell_added (addition->self, addition->editor, error);
  read_phones (addition->self);
}

static void
editor_accepted_cb (HeraldPhonesPane *self, HeraldPhoneEditor *editor)
{
  HeraldNewPhone phone = { 0 };
  PhoneAddition *addition;
  g_autoptr (GError) error = NULL;

  if (self->session == NULL)
    {
      g_set_error_literal (&error, HERALD_ERROR, HERALD_ERROR_NETWORK,
                           _("The emulator does not answer; try again once it is back"));
      tell_added (self, editor, error);
      return;
    }
  herald_phone_editor_read (editor, &phone);
  addition = g_new0 (PhoneAddition, 1);
  addition->self = g_object_ref (self);
  addition->editor = g_object_ref (editor);
  herald_phones_add_async (self->session, &phone, self->cancellable, added_cb, addition);
}

static void
new_got_apps_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPhoneEditor) editor = HERALD_PHONE_EDITOR (user_data);
  g_autoptr (GPtrArray) apps = herald_apps_list_finish (HERALD_SESSION (source), result, NULL);

  if (gtk_widget_get_visible (GTK_WIDGET (editor)))
    herald_phone_editor_set_apps (editor, apps);
}

/* At once: the apps may be long in coming. */
static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldPhonesPane *self = HERALD_PHONES_PANE (widget);
  GtkRoot          *root = gtk_widget_get_root (widget);
  GtkWidget        *editor;

  if (self->session == NULL)
    return;
  editor = herald_phone_editor_new ();
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (editor), GTK_WINDOW (root));
  g_signal_connect_object (editor, "accepted", G_CALLBACK (editor_accepted_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (editor));
  herald_apps_list_async (self->session, self->cancellable, new_got_apps_cb, g_object_ref (editor));
}

static void
status_activated_cb (HeraldPhonesPane *self)
{
  read_phones (self);
}

static void
herald_phones_pane_dispose (GObject *object)
{
  HeraldPhonesPane *self = HERALD_PHONES_PANE (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_phones_pane_parent_class)->dispose (object);
}

static void
herald_phones_pane_class_init (HeraldPhonesPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_phones_pane_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-phones-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPhonesPane, phones);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhonesPane, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhonesPane, status);
  gtk_widget_class_bind_template_child (widget_class, HeraldPhonesPane, window);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
  gtk_widget_class_install_action (widget_class, "phones.new", NULL, new_action);
  g_type_ensure (HERALD_TYPE_STATUS);
}

static void
herald_phones_pane_init (HeraldPhonesPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "phones.new", FALSE);
}

/**
 * herald_phones_pane_new:
 *
 * Returns: (transfer floating): a pane without phones
 */
GtkWidget *
herald_phones_pane_new (void)
{
  return g_object_new (HERALD_TYPE_PHONES_PANE, NULL);
}

/**
 * herald_phones_pane_set_session:
 * @self: a pane
 * @session: (nullable): the emulator's
 * @cancellable: (nullable): the page's
 *
 * Begins anew.
 */
void
herald_phones_pane_set_session (HeraldPhonesPane *self,
                                HeraldSession    *session,
                                GCancellable     *cancellable)
{
  g_return_if_fail (HERALD_IS_PHONES_PANE (self));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "phones.new", session != NULL);
  self->reading = FALSE;
  self->read_again = FALSE;
  clear_phones (self);
  herald_status_show_loading (self->status, _("Reading Phones…"));
  gtk_stack_set_visible_child_name (self->stack, "status");
  read_phones (self);
}

/**
 * herald_phones_pane_update:
 * @self: a pane
 *
 * Reads the phones again.
 */
void
herald_phones_pane_update (HeraldPhonesPane *self)
{
  g_return_if_fail (HERALD_IS_PHONES_PANE (self));

  read_phones (self);
}

/**
 * herald_phones_pane_set_clock_offset:
 * @self: a pane
 * @offset_us: how far the emulator's clock is ahead, in microseconds
 */
void
herald_phones_pane_set_clock_offset (HeraldPhonesPane *self, gint64 offset_us)
{
  g_return_if_fail (HERALD_IS_PHONES_PANE (self));

  self->clock_offset_us = offset_us;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->phones)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    herald_phone_view_set_clock_offset (get_view (child), offset_us);
}

/**
 * herald_phones_pane_get_n_phones:
 * @self: a pane
 *
 * Returns: how many phones it shows
 */
guint
herald_phones_pane_get_n_phones (HeraldPhonesPane *self)
{
  guint n_phones = 0;

  g_return_val_if_fail (HERALD_IS_PHONES_PANE (self), 0);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->phones)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_phones++;
  return n_phones;
}

/**
 * herald_phones_pane_set_live:
 * @self: a pane
 * @live: whether the emulator answers
 */
void
herald_phones_pane_set_live (HeraldPhonesPane *self, gboolean live)
{
  g_return_if_fail (HERALD_IS_PHONES_PANE (self));

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->phones)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    herald_phone_view_set_live (get_view (child), live);
}
