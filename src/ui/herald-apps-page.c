/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the configurations with how far each platform is set up; a row opens the editor, which is
 * left only after a person agreed to lose what was not saved. */
#include "config.h"

#include "ui/herald-apps-page.h"

#include "base/herald-error.h"
#include "core/herald-apps.h"
#include "ui/herald-app-editor.h"
#include "ui/herald-app-row.h"
#include "ui/herald-discard-dialog.h"
#include "ui/herald-page-header.h"
#include "ui/herald-status.h"

#include <glib/gi18n.h>

#define TARGET_APP "app:"
#define TARGET_NEW "new"

struct _HeraldAppsPage
{
  HeraldPage parent_instance;

  GPtrArray *apps;      /* (element-type HeraldApp) (owned) (nullable): as listed last */
  char      *wanted_id; /* (owned) (nullable): to be opened when the list is there */
  char      *search;    /* (owned) (nullable): folded */

  HeraldAppEditor *editor;
  GtkListBox      *list;
  GtkStack        *list_stack;
  GtkSearchBar    *search_bar;
  GtkSearchEntry  *search_entry;
  GtkStack        *stack;
  HeraldStatus    *status;
};

G_DEFINE_FINAL_TYPE (HeraldAppsPage, herald_apps_page, HERALD_TYPE_PAGE)

static gboolean
is_editing (HeraldAppsPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "editor") == 0;
}

static void
show_list (HeraldAppsPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "list");
  herald_app_editor_close (self->editor);
}

static void
edit (HeraldAppsPage *self, HeraldApp *app)
{
  herald_app_editor_edit (self->editor, herald_page_get_session (HERALD_PAGE (self)), app,
                          herald_page_get_cancellable (HERALD_PAGE (self)));
  gtk_stack_set_visible_child_name (self->stack, "editor");
}

static void
edit_new (HeraldAppsPage *self)
{
  g_autoptr (HeraldApp) app = herald_app_new ();

  edit (self, app);
}

static gboolean
open_wanted (HeraldAppsPage *self)
{
  g_autofree char *wanted_id = g_steal_pointer (&self->wanted_id);

  for (guint i = 0; wanted_id != NULL && i < self->apps->len; i++)
    {
      HeraldApp *app = g_ptr_array_index (self->apps, i);

      if (g_strcmp0 (herald_app_get (app, HERALD_APP_ID), wanted_id) != 0)
        continue;
      edit (self, app);
      return TRUE;
    }
  return FALSE;
}

/* How many apps cannot send although something was entered. */
static void
update_badge (HeraldAppsPage *self)
{
  guint            n_incomplete = 0;
  g_autofree char *badge = NULL;

  for (guint i = 0; i < self->apps->len; i++)
    {
      HeraldApp *app = g_ptr_array_index (self->apps, i);

      if (herald_app_get_state (app, HERALD_PLATFORM_IOS) == HERALD_APP_STATE_INCOMPLETE ||
          herald_app_get_state (app, HERALD_PLATFORM_ANDROID) == HERALD_APP_STATE_INCOMPLETE)
        n_incomplete++;
    }
  if (n_incomplete > 0)
    badge = g_strdup_printf ("%u", n_incomplete);
  herald_page_set_badge (HERALD_PAGE (self), badge);
}

static void
remove_rows (HeraldAppsPage *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
show_apps (HeraldAppsPage *self)
{
  remove_rows (self);
  for (guint i = 0; i < self->apps->len; i++)
    gtk_list_box_append (self->list, herald_app_row_new (g_ptr_array_index (self->apps, i)));
  if (self->apps->len == 0)
    herald_status_show_empty (self->status, "view-app-grid-symbolic",
                              _("No Apps Yet"), _("A mobile app configuration holds the keys with which pushes go to Apple and Google."),
                                                    _("_New App"));
  gtk_stack_set_visible_child_name (self->list_stack, self->apps->len > 0 ? "list" : "status");
  update_badge (self);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldAppsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *apps = herald_apps_list_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error))
    return;
  if (apps == NULL)
    {
      herald_status_show_error (self->status, _("The Apps Cannot Be Listed"), error);
      gtk_stack_set_visible_child_name (self->list_stack, "status");
      return;
    }
  g_clear_pointer (&self->apps, g_ptr_array_unref);
  self->apps = apps;
  show_apps (self);
  open_wanted (self);
}

static void
reload (HeraldAppsPage *self)
{
  HeraldSession *session = herald_page_get_session (HERALD_PAGE (self));

  if (self->apps == NULL)
    {
      herald_status_show_loading (self->status, _("Listing the Apps…"));
      gtk_stack_set_visible_child_name (self->list_stack, "status");
    }
  herald_apps_list_async (session, herald_page_get_cancellable (HERALD_PAGE (self)), listed_cb,
                          g_object_ref (self));
}

static void
apps_changed_cb (HeraldAppsPage *self, HeraldSession *session)
{
  if (herald_page_get_session (HERALD_PAGE (self)) == session)
    reload (self);
}

static void
row_activated_cb (HeraldAppsPage *self, GtkListBoxRow *row)
{
  edit (self, herald_app_row_get_app (HERALD_APP_ROW (row)));
}

static void
new_clicked_cb (HeraldAppsPage *self)
{
  if (herald_page_get_session (HERALD_PAGE (self)) != NULL)
    edit_new (self);
}

static void
status_activated_cb (HeraldAppsPage *self)
{
  if (self->apps != NULL)
    edit_new (self);
  else if (herald_page_get_session (HERALD_PAGE (self)) != NULL)
    reload (self);
}

static void
search_changed_cb (HeraldAppsPage *self)
{
  g_free (self->search);
  self->search = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  gtk_list_box_invalidate_filter (self->list);
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  HeraldAppsPage  *self = HERALD_APPS_PAGE (user_data);
  HeraldApp       *app = herald_app_row_get_app (HERALD_APP_ROW (row));
  const char      *name = herald_app_get (app, HERALD_APP_NAME);
  const char      *bundle_id = herald_app_get (app, HERALD_APP_BUNDLE_ID);
  g_autofree char *text =
    g_strconcat (name != NULL ? name : "", " ", bundle_id != NULL ? bundle_id : "", NULL);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return self->search == NULL || strstr (folded, self->search) != NULL;
}

static void
editor_unsaved_changed_cb (HeraldAppsPage *self)
{
  /* An editor that goes with the page closes after the page has let go of it. */
  if (self->editor != NULL)
    herald_page_set_unsaved (HERALD_PAGE (self), herald_app_editor_get_unsaved (self->editor));
}

static void
editor_deleted_cb (HeraldAppsPage *self)
{
  show_list (self);
}

static void
leave_response_cb (HeraldAppsPage *self, const char *response)
{
  if (g_str_equal (response, HERALD_DISCARD_RESPONSE))
    show_list (self);
}

/* The window does what a key means on the page in front, not on the editor inside. */
static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldAppsPage *self = HERALD_APPS_PAGE (widget);

  if (is_editing (self))
    gtk_widget_activate_action (GTK_WIDGET (self->editor), "page.save", NULL);
}

static void
ask_to_leave (HeraldAppsPage *self)
{
  GtkWidget *dialog =
    herald_discard_dialog_present (GTK_WIDGET (self),
                                   _("This app has changes that were not saved."));

  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_response_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
herald_apps_page_session_changed (HeraldPage *page)
{
  HeraldAppsPage *self = HERALD_APPS_PAGE (page);
  HeraldSession  *session = herald_page_get_session (page);

  show_list (self);
  /* Keys go with the last who holds an app. */
  remove_rows (self);
  g_clear_pointer (&self->apps, g_ptr_array_unref);
  herald_page_set_badge (page, NULL);
  if (session == NULL)
    return;
  g_signal_connect_object (session, "apps-changed", G_CALLBACK (apps_changed_cb), self,
                           G_CONNECT_SWAPPED);
  reload (self);
}

static void
herald_apps_page_refresh (HeraldPage *page)
{
  reload (HERALD_APPS_PAGE (page));
}

static gboolean
herald_apps_page_go_back (HeraldPage *page)
{
  HeraldAppsPage *self = HERALD_APPS_PAGE (page);

  if (!is_editing (self))
    return FALSE;
  if (herald_app_editor_get_unsaved (self->editor))
    ask_to_leave (self);
  else
    show_list (self);
  return TRUE;
}

static void
herald_apps_page_open (HeraldPage *page, const char *target)
{
  HeraldAppsPage *self = HERALD_APPS_PAGE (page);

  if (herald_page_get_session (page) == NULL || herald_app_editor_get_unsaved (self->editor))
    return;
  if (g_str_equal (target, TARGET_NEW))
    edit_new (self);
  if (!g_str_has_prefix (target, TARGET_APP))
    return;
  g_free (self->wanted_id);
  self->wanted_id = g_strdup (target + strlen (TARGET_APP));
  if (self->apps != NULL)
    open_wanted (self);
}

static gboolean
herald_apps_page_focus_search (HeraldPage *page)
{
  HeraldAppsPage *self = HERALD_APPS_PAGE (page);

  if (is_editing (self))
    return FALSE;
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  return gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static gboolean
herald_apps_page_create_new (HeraldPage *page)
{
  HeraldAppsPage *self = HERALD_APPS_PAGE (page);

  if (is_editing (self))
    return FALSE;
  edit_new (self);
  return TRUE;
}

static void
herald_apps_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_apps_page_parent_class)->dispose (object);
}

static void
herald_apps_page_finalize (GObject *object)
{
  HeraldAppsPage *self = HERALD_APPS_PAGE (object);

  g_clear_pointer (&self->apps, g_ptr_array_unref);
  g_clear_pointer (&self->search, g_free);
  g_clear_pointer (&self->wanted_id, g_free);
  G_OBJECT_CLASS (herald_apps_page_parent_class)->finalize (object);
}

static void
herald_apps_page_class_init (HeraldAppsPageClass *klass)
{
  GObjectClass    *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass  *widget_class = GTK_WIDGET_CLASS (klass);
  HeraldPageClass *page_class = HERALD_PAGE_CLASS (klass);

  object_class->dispose = herald_apps_page_dispose;
  object_class->finalize = herald_apps_page_finalize;
  page_class->session_changed = herald_apps_page_session_changed;
  page_class->refresh = herald_apps_page_refresh;
  page_class->go_back = herald_apps_page_go_back;
  page_class->open = herald_apps_page_open;
  page_class->focus_search = herald_apps_page_focus_search;
  page_class->create_new = herald_apps_page_create_new;

  g_type_ensure (HERALD_TYPE_APP_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-apps-page.ui");
  gtk_widget_class_install_action (widget_class, "page.save", NULL, save_action);
  gtk_widget_class_bind_template_callback (widget_class, editor_deleted_cb);
  gtk_widget_class_bind_template_callback (widget_class, editor_unsaved_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppsPage, editor);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppsPage, list);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppsPage, list_stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppsPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppsPage, status);
}

static void
herald_apps_page_init (HeraldAppsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
}
