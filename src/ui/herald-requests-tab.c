/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A view of the request feed. While its top is in view it stays there, so that what is new is seen;
 * who has scrolled away is left in peace. */
#include "config.h"

#include "ui/herald-requests-tab.h"

#include "base/herald-error.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-exchange-view.h"
#include "ui/herald-replayer.h"
#include "ui/herald-request-cell.h"
#include "ui/herald-status.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>
#include <string.h>

/* Nearer than a row to the top counts as the top. */
#define TOP_PIXELS 24

/* In the order of the lists in the template; the first entry of each is “any”. */
static const char *const methods[] = { NULL, "GET", "POST", "PATCH", "PUT", "DELETE" };
static const guint       status_classes[] = { 0, 2, 3, 4, 5 };
static const char *const services[] = { NULL,           "dataverse", "sign-in", "registration",
                                        "interactions", "apns",      "fcm" };

struct _HeraldRequestsTab
{
  AdwBin parent_instance;

  HeraldSession     *session;     /* (owned) (nullable) */
  GCancellable      *cancellable; /* (owned) (nullable) */
  HeraldRequestFeed *feed;        /* (owned) */
  HeraldExchange    *chosen;      /* (owned) (nullable): what the menu is about */
  guint              follow_id;

  GtkLabel          *count_label;
  GtkListView       *list;
  GtkWidget         *menu; /* (owned): a child of ours */
  GMenuModel        *menu_model;
  GtkDropDown       *method_list;
  GtkToggleButton   *pause_button;
  GtkSearchEntry    *search_entry;
  GtkDropDown       *service_list;
  GtkStack          *stack;
  HeraldStatus      *status;
  GtkDropDown       *status_list;
  GtkScrolledWindow *window;
};

G_DEFINE_FINAL_TYPE (HeraldRequestsTab, herald_requests_tab, ADW_TYPE_BIN)

static gboolean
is_filtered (HeraldRequestsTab *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0' ||
         gtk_drop_down_get_selected (self->method_list) != 0 ||
         gtk_drop_down_get_selected (self->status_list) != 0 ||
         gtk_drop_down_get_selected (self->service_list) != 0;
}

static void
show_status (HeraldRequestsTab *self)
{
  const GError *error = herald_request_feed_get_error (self->feed);

  if (error != NULL)
    herald_status_show_error (self->status, _("The Requests Could Not Be Read"), error);
  else if (herald_request_feed_is_searching (self->feed))
    herald_status_show_loading (self->status, _("Looking Further Back…"));
  else if (herald_request_feed_get_n_kept (self->feed) > 0 && is_filtered (self))
    herald_status_show_empty (self->status, "edit-find-symbolic",
                              _("Nothing Matches"), NULL, _("Show _All"));
  else
    herald_status_show_empty (self->status, "view-list-symbolic",
                              _("No Requests Yet"),
                                 _("What a program asks the emulator appears here at once. The "
                                "addresses for programs are in the last tab."),
                                    NULL);
}

static char *
describe_count (HeraldRequestsTab *self, guint n_shown)
{
  guint n_kept = herald_request_feed_get_n_kept (self->feed);
  guint n_waiting = herald_request_feed_get_n_waiting (self->feed);

  if (herald_request_feed_get_paused (self->feed))
    return g_strdup_printf (ngettext ("Paused · %u new", "Paused · %u new", n_waiting), n_waiting);
  if (herald_request_feed_is_searching (self->feed))
    /* Translators: how many requests the filter has found so far. */
    return g_strdup_printf (ngettext ("%u request matches, looking further back…",
                                      "%u requests match, looking further back…", n_shown),
                            n_shown);
  if (is_filtered (self))
    return g_strdup_printf (ngettext ("%u request matches", "%u requests match", n_shown), n_shown);
  return g_strdup_printf (ngettext ("%u request", "%u requests", n_kept), n_kept);
}

static void
feed_updated_cb (HeraldRequestsTab *self)
{
  guint            n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->feed));
  g_autofree char *count = describe_count (self, n_shown);

  gtk_label_set_text (self->count_label, count);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "requests.clear",
                                 herald_request_feed_get_n_kept (self->feed) > 0);
  if (n_shown == 0)
    show_status (self);
  gtk_stack_set_visible_child_name (self->stack, n_shown > 0 ? "list" : "status");
}

static gboolean
follow_cb (gpointer user_data)
{
  HeraldRequestsTab *self = HERALD_REQUESTS_TAB (user_data);

  self->follow_id = 0;
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
  return G_SOURCE_REMOVE;
}

static void
items_changed_cb (HeraldRequestsTab *self, guint position, guint removed, guint added)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->window);

  if (position != 0 || added == 0 || self->follow_id != 0 ||
      gtk_adjustment_get_value (adjustment) > TOP_PIXELS)
    return;
  self->follow_id = g_idle_add (follow_cb, self);
}

static void
filter_changed_cb (HeraldRequestsTab *self)
{
  guint method = gtk_drop_down_get_selected (self->method_list);
  guint status_class = gtk_drop_down_get_selected (self->status_list);
  guint service = gtk_drop_down_get_selected (self->service_list);

  if (method >= G_N_ELEMENTS (methods) || status_class >= G_N_ELEMENTS (status_classes) ||
      service >= G_N_ELEMENTS (services))
    return;
  herald_request_feed_take_filter (self->feed,
                                   herald_exchange_filter_new (gtk_editable_get_text (
                                                                 GTK_EDITABLE (self->search_entry)),
                                                               methods[method],
                                                               status_classes[status_class],
                                                               services[service]));
}

static void
status_activated_cb (HeraldRequestsTab *self)
{
  if (herald_request_feed_get_error (self->feed) != NULL)
    {
      herald_request_feed_update (self->feed);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_drop_down_set_selected (self->method_list, 0);
  gtk_drop_down_set_selected (self->status_list, 0);
  gtk_drop_down_set_selected (self->service_list, 0);
  filter_changed_cb (self);
}

static void
pause_toggled_cb (HeraldRequestsTab *self)
{
  gboolean    paused = gtk_toggle_button_get_active (self->pause_button);
  const char *label = paused ? _("Go On") : _("Pause");

  herald_request_feed_set_paused (self->feed, paused);
  gtk_button_set_icon_name (GTK_BUTTON (self->pause_button), paused
                                                               ? "media-playback-start-symbolic"
                                                               : "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pause_button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pause_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkToggleButton *button = HERALD_REQUESTS_TAB (widget)->pause_button;

  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldRequestsTab) self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_request_feed_clear_finish (HERALD_REQUEST_FEED (source), result, &error))
    herald_toast_show (GTK_WIDGET (self), _("Requests cleared"));
  else
    herald_toast_show_error (GTK_WIDGET (self), _("The requests could not be cleared"), error);
}

static void
clear_response_cb (HeraldRequestsTab *self, const char *response)
{
  if (strcmp (response, "clear") == 0)
    herald_request_feed_clear_async (self->feed, self->cancellable, cleared_cb,
                                     g_object_ref (self));
}

/* The log is the emulator's, so other programs that read it lose it, too. */
static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkRoot   *root = gtk_widget_get_root (widget);
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                            _("Clear All Requests?"),
                               _("The emulator forgets every request, shown here or not, for all programs that read its log. "
      "This cannot be undone."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "clear", _("C_lear"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "clear",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (clear_response_cb), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
open_exchange (HeraldRequestsTab *self, HeraldExchange *exchange)
{
  herald_exchange_view_present_with_session (GTK_WIDGET (self), exchange, self->session);
}

static void
list_activate_cb (HeraldRequestsTab *self, guint position)
{
  g_autoptr (HeraldExchange) exchange = g_list_model_get_item (G_LIST_MODEL (self->feed), position);

  if (exchange != NULL)
    open_exchange (self, exchange);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldRequestsTab *self = HERALD_REQUESTS_TAB (widget);

  if (self->chosen != NULL)
    open_exchange (self, self->chosen);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldRequestsTab *self = HERALD_REQUESTS_TAB (widget);
  gboolean           as_curl = g_str_equal (g_variant_get_string (parameter, NULL), "curl");
  g_autofree char   *text = NULL;

  if (self->chosen == NULL)
    return;
  text = as_curl ? herald_exchange_to_curl (self->chosen) : herald_exchange_to_text (self->chosen);
  herald_clipboard_copy (widget, text);
  herald_toast_show (widget, as_curl ? _("curl command copied, secrets as variables")
                                     : _("Exchange copied, secrets masked"));
}

static void
replayed_cb (GtkWidget *widget, HeraldExchange *exchange)
{
  open_exchange (HERALD_REQUESTS_TAB (widget), exchange);
}

static void
replay_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldRequestsTab *self = HERALD_REQUESTS_TAB (widget);

  if (self->chosen != NULL && self->session != NULL)
    herald_replayer_run (widget, self->session, self->chosen, replayed_cb);
}

static void
open_menu (HeraldRequestsTab *self, HeraldExchange *exchange, double x, double y)
{
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  g_set_object (&self->chosen, exchange);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
cell_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  GtkWidget *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *tab = gtk_widget_get_ancestor (cell, HERALD_TYPE_REQUESTS_TAB);
  double     tab_x;
  double     tab_y;

  if (gtk_widget_translate_coordinates (cell, tab, x, y, &tab_x, &tab_y))
    open_menu (HERALD_REQUESTS_TAB (tab),
               herald_request_cell_get_exchange (HERALD_REQUEST_CELL (cell)), tab_x, tab_y);
}

/* Back to the row; a popover gives the keyboard to nobody in particular. */
static void
menu_closed_cb (HeraldRequestsTab *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* The menu of the row that has the keyboard. */
static gboolean
menu_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  GtkRoot   *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *cell = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  double     x;
  double     y;

  if (!HERALD_IS_REQUEST_CELL (cell) ||
      !gtk_widget_translate_coordinates (cell, widget, 0, gtk_widget_get_height (cell), &x, &y))
    return GDK_EVENT_PROPAGATE;
  open_menu (HERALD_REQUESTS_TAB (widget),
             herald_request_cell_get_exchange (HERALD_REQUEST_CELL (cell)), x, y);
  return GDK_EVENT_STOP;
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget  *cell = herald_request_cell_new ();
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (cell_pressed_cb), NULL);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (gesture));
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget       *cell = gtk_list_item_get_child (item);
  GtkWidget       *row = gtk_widget_get_parent (cell);
  g_autofree char *spoken = herald_request_cell_describe (gtk_list_item_get_item (item));

  herald_request_cell_set_exchange (HERALD_REQUEST_CELL (cell), gtk_list_item_get_item (item));
  /* The row has the keyboard, not the cell. */
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                    -1);
}

static void
unbind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  herald_request_cell_set_exchange (HERALD_REQUEST_CELL (gtk_list_item_get_child (item)), NULL);
}

static void
herald_requests_tab_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (herald_requests_tab_parent_class)
    ->size_allocate (widget, width, height, baseline);
  gtk_popover_present (GTK_POPOVER (HERALD_REQUESTS_TAB (widget)->menu));
}

static void
herald_requests_tab_dispose (GObject *object)
{
  HeraldRequestsTab *self = HERALD_REQUESTS_TAB (object);

  g_clear_handle_id (&self->follow_id, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chosen);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_object (&self->feed);
  G_OBJECT_CLASS (herald_requests_tab_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-requests-tab.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, count_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, list);
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, menu_model);
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, method_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, pause_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, service_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, status);
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, status_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldRequestsTab, window);
  gtk_widget_class_bind_template_callback (widget_class, bind_cell_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, pause_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cell_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cell_cb);
}

static void
herald_requests_tab_class_init (HeraldRequestsTabClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_requests_tab_dispose;
  widget_class->size_allocate = herald_requests_tab_size_allocate;
  gtk_widget_class_install_action (widget_class, "requests.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "requests.copy", "s", copy_action);
  gtk_widget_class_install_action (widget_class, "requests.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "requests.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "requests.replay", NULL, replay_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  bind_template (widget_class);
  g_type_ensure (HERALD_TYPE_STATUS);
}

static void
herald_requests_tab_init (HeraldRequestsTab *self)
{
  GtkNoSelection *model;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->feed = herald_request_feed_new ();
  model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->feed)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
  g_object_unref (model);
  self->menu = gtk_popover_menu_new_from_model (self->menu_model);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  g_signal_connect_object (self->menu, "closed", G_CALLBACK (menu_closed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->feed, "updated", G_CALLBACK (feed_updated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->feed, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  feed_updated_cb (self);
}

/**
 * herald_requests_tab_new:
 *
 * Returns: (transfer floating): a tab without requests
 */
GtkWidget *
herald_requests_tab_new (void)
{
  return g_object_new (HERALD_TYPE_REQUESTS_TAB, NULL);
}

/**
 * herald_requests_tab_set_session:
 * @self: a tab
 * @session: (nullable): the emulator's
 * @cancellable: (nullable): the page's
 */
void
herald_requests_tab_set_session (HeraldRequestsTab *self,
                                 HeraldSession     *session,
                                 GCancellable      *cancellable)
{
  g_return_if_fail (HERALD_IS_REQUESTS_TAB (self));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  g_clear_object (&self->chosen);
  herald_request_feed_set_session (self->feed, session, cancellable);
}

/**
 * herald_requests_tab_get_feed:
 * @self: a tab
 *
 * Returns: (transfer none): what it shows
 */
HeraldRequestFeed *
herald_requests_tab_get_feed (HeraldRequestsTab *self)
{
  g_return_val_if_fail (HERALD_IS_REQUESTS_TAB (self), NULL);

  return self->feed;
}

/**
 * herald_requests_tab_focus_search:
 * @self: a tab
 */
void
herald_requests_tab_focus_search (HeraldRequestsTab *self)
{
  g_return_if_fail (HERALD_IS_REQUESTS_TAB (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}
