/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells what to do next. It reads again when something that could tick a step has changed, and only
 * while it is looked at. */
#include "config.h"

#include "ui/herald-overview-page.h"

#include "base/herald-error.h"
#include "core/herald-overview.h"
#include "store/herald-table-send.h"
#include "ui/herald-checklist.h"
#include "ui/herald-page-header.h"
#include "ui/herald-state-label.h"
#include "ui/herald-status.h"
#include "ui/herald-time-label.h"

#include <glib/gi18n.h>

#define SHOWN_SENDS 8
#define SETTLE_MS 300 /* changes come in bursts */

struct _HeraldOverviewPage
{
  HeraldPage parent_instance;

  HeraldSession *watched; /* (owned) (nullable): whose signals are connected */
  guint          reload_id;
  gboolean       loaded; /* there is something on the screen */
  gboolean       failed; /* the button of the status tries again */

  GtkBox       *checklists;
  GtkLabel     *greeting_label;
  GtkListBox   *sends_list;
  GtkWidget    *sends_group;
  GtkStack     *stack;
  HeraldStatus *status;
};

G_DEFINE_FINAL_TYPE (HeraldOverviewPage, herald_overview_page, HERALD_TYPE_PAGE)

static void
show_status (HeraldOverviewPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static char *
describe_counts (const HeraldSendRow *send)
{
  g_autofree char *delivered =
    g_strdup_printf (ngettext ("%u delivered", "%u delivered", send->n_delivered),
                     send->n_delivered);
  guint            n_not = send->n_failed + send->n_not_registered + send->n_unknown;
  g_autofree char *failed = NULL;

  if (n_not == 0)
    return g_steal_pointer (&delivered);
  failed = g_strdup_printf (ngettext ("%u not", "%u not", n_not), n_not);
  if (send->n_delivered == 0)
    return g_strdup_printf (ngettext ("%u not delivered", "%u not delivered", n_not), n_not);
  /* Translators: “2 delivered, 1 not”. */
  return g_strdup_printf (_("%s, %s"), delivered, failed);
}

static HeraldLook
get_look (const HeraldSendRow *send)
{
  if (send->n_delivered == send->n_total)
    return HERALD_LOOK_GOOD;
  return send->n_delivered > 0 ? HERALD_LOOK_WARNING : HERALD_LOOK_BAD;
}

static GtkWidget *
new_send_row (const HeraldSendRow *send)
{
  gboolean   push = send->kind == HERALD_SEND_PUSH;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon =
    gtk_image_new_from_icon_name (push ? "mail-send-symbolic" : "chat-message-new-symbolic");
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget       *time = herald_time_label_new (send->created_us, NULL);
  g_autofree char *counts = describe_counts (send);
  const char      *title =
    send->title != NULL && *send->title != '\0' ? send->title : _("Without a title");
  const char *subtitle = push ? send->app_name : _("In-app notification");
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  g_autofree char *escaped_subtitle = g_markup_escape_text (subtitle != NULL ? subtitle : "", -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped_subtitle);
  gtk_widget_set_tooltip_text (icon, push ? _("Push") : _("In-app notification"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_widget_add_css_class (time, "caption");
  gtk_widget_add_css_class (time, "dim-label");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), herald_state_label_new (get_look (send), counts));
  gtk_box_append (GTK_BOX (box), time);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);
  return row;
}

static void
show_sends (HeraldOverviewPage *self, GPtrArray *sends)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->sends_list, 0)) != NULL)
    gtk_list_box_remove (self->sends_list, GTK_WIDGET (row));
  for (guint i = 0; i < MIN (sends->len, SHOWN_SENDS); i++)
    gtk_list_box_append (self->sends_list, new_send_row (g_ptr_array_index (sends, i)));
  gtk_widget_set_visible (self->sends_group, sends->len > 0);
}

static void
show_greeting (HeraldOverviewPage *self, GPtrArray *apps)
{
  guint            n_open = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < apps->len; i++)
    if (herald_app_progress_get_next (g_ptr_array_index (apps, i)) != HERALD_N_STEPS)
      n_open++;
  if (n_open == 0)
    text = g_strdup (_("Everything is set up"));
  else
    text = g_strdup_printf (ngettext ("%u app has a next step", "%u apps have a next step", n_open),
                            n_open);
  gtk_label_set_text (self->greeting_label, text);
}

static void
show_overview (HeraldOverviewPage *self, HeraldOverview *overview)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->checklists))) != NULL)
    gtk_box_remove (self->checklists, child);
  self->loaded = overview->apps->len > 0 || overview->sends->len > 0;
  if (!self->loaded)
    {
      herald_status_show_empty (self->status, "go-home-symbolic",
                                _("Set Up Your First App"),
                                   _("A mobile app configuration holds the keys for Apple and Google. With one, you can "
          "register phones and send pushes to them."),
                                      _("_New App"));
      show_status (self);
      return;
    }
  for (guint i = 0; i < overview->apps->len; i++)
    gtk_box_append (self->checklists, herald_checklist_new (g_ptr_array_index (overview->apps, i)));
  show_greeting (self, overview->apps);
  show_sends (self, overview->sends);
  gtk_stack_set_visible_child_name (self->stack, "content");
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldOverviewPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldOverview) overview =
    herald_overview_load_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error))
    return;
  if (overview == NULL)
    {
      self->loaded = FALSE;
      self->failed = TRUE;
      herald_status_show_error (self->status, _("The Overview Cannot Be Read"), error);
      show_status (self);
      return;
    }
  show_overview (self, overview);
}

static void
reload (HeraldOverviewPage *self)
{
  HeraldSession *session = herald_page_get_session (HERALD_PAGE (self));

  g_clear_handle_id (&self->reload_id, g_source_remove);
  if (session == NULL)
    return;
  self->failed = FALSE;
  if (!self->loaded)
    {
      herald_status_show_loading (self->status, _("Looking What Is Set Up…"));
      show_status (self);
    }
  herald_overview_load_async (session, herald_page_get_cancellable (HERALD_PAGE (self)), loaded_cb,
                              g_object_ref (self));
}

static gboolean
settled_cb (gpointer user_data)
{
  HeraldOverviewPage *self = HERALD_OVERVIEW_PAGE (user_data);

  self->reload_id = 0;
  reload (self);
  return G_SOURCE_REMOVE;
}

/* Reads again soon; a page that is not looked at reads again when it is. */
static void
something_changed (HeraldOverviewPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->reload_id == 0)
    self->reload_id = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
session_something_changed_cb (HeraldOverviewPage *self)
{
  something_changed (self);
}

static void
store_changed_cb (HeraldOverviewPage *self, guint tables)
{
  /* Only what a person did: reading the environment changes other tables. */
  if ((tables & HERALD_TABLE_SEND) != 0)
    something_changed (self);
}

static void
status_activated_cb (HeraldOverviewPage *self)
{
  if (self->failed)
    reload (self);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "s", "apps/new");
}

static void
herald_overview_page_map (GtkWidget *widget)
{
  HeraldOverviewPage *self = HERALD_OVERVIEW_PAGE (widget);

  GTK_WIDGET_CLASS (herald_overview_page_parent_class)->map (widget);
  reload (self);
}

static void
unwatch (HeraldOverviewPage *self)
{
  if (self->watched == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->watched, self);
  g_signal_handlers_disconnect_by_data (herald_session_get_store (self->watched), self);
  g_clear_object (&self->watched);
}

static void
herald_overview_page_session_changed (HeraldPage *page)
{
  HeraldOverviewPage *self = HERALD_OVERVIEW_PAGE (page);
  HeraldSession      *session = herald_page_get_session (page);

  unwatch (self);
  g_clear_handle_id (&self->reload_id, g_source_remove);
  self->loaded = FALSE;
  if (session == NULL)
    return;
  self->watched = g_object_ref (session);
  g_signal_connect_object (session, "apps-changed", G_CALLBACK (session_something_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "devices-changed", G_CALLBACK (session_something_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (herald_session_get_store (session), "changed",
                           G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    reload (self);
}

static void
herald_overview_page_refresh (HeraldPage *page)
{
  reload (HERALD_OVERVIEW_PAGE (page));
}

static void
herald_overview_page_dispose (GObject *object)
{
  HeraldOverviewPage *self = HERALD_OVERVIEW_PAGE (object);

  unwatch (self);
  g_clear_handle_id (&self->reload_id, g_source_remove);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_overview_page_parent_class)->dispose (object);
}

static void
herald_overview_page_class_init (HeraldOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_overview_page_dispose;
  widget_class->map = herald_overview_page_map;
  HERALD_PAGE_CLASS (klass)->session_changed = herald_overview_page_session_changed;
  HERALD_PAGE_CLASS (klass)->refresh = herald_overview_page_refresh;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-overview-page.ui");
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldOverviewPage, checklists);
  gtk_widget_class_bind_template_child (widget_class, HeraldOverviewPage, greeting_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldOverviewPage, sends_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldOverviewPage, sends_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldOverviewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldOverviewPage, status);
}

static void
herald_overview_page_init (HeraldOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
