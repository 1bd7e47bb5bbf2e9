/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of drafts, last changed first. A deleted draft goes at once and comes back with Undo. */
#include "config.h"

#include "ui/herald-drafts-view.h"

#include "base/herald-error.h"
#include "ui/herald-status.h"
#include "ui/herald-time-label.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HeraldDraftsView
{
  AdwBin parent_instance;

  HeraldDraftKind kind;

  HeraldSession *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable): the page's */
  GPtrArray     *drafts;      /* (element-type HeraldDraft) (owned) */
  HeraldDraft   *deleted;     /* (owned) (nullable): what Undo brings back */
  gboolean       failed;      /* the status offers another try */

  GtkListBox   *list;
  GMenuModel   *draft_menu;
  GtkLabel     *nothing_label;
  GtkEditable  *search_entry;
  GtkStack     *stack;
  HeraldStatus *status;
};

enum
{
  SIGNAL_OPEN,
  SIGNAL_CREATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldDraftsView, herald_drafts_view, ADW_TYPE_BIN)

static void
update_stack (HeraldDraftsView *self)
{
  gboolean push = self->kind == HERALD_DRAFT_PUSH;

  if (self->session != NULL && self->drafts->len == 0)
    herald_status_show_empty (
      self->status, push ? "mail-send-symbolic" : "preferences-system-notifications-symbolic",
      push ? _("No Pushes Yet")
           : _("No In-App Notifications Yet"), push
                ? _("Write one, see it on iOS and Android while you type, and send it as a test.")
                : _("Write one, see it as a toast and in the notification centre, and send it."),
                     push ? _("_New Push") : _("_New In-App Notification"));
  gtk_stack_set_visible_child_name (self->stack, self->drafts->len > 0 ? "list" : "status");
}

static const char *
get_shown_name (HeraldDraft *draft)
{
  const char *name = herald_draft_get_name (draft);

  return name != NULL && *name != '\0' ? name : _("Untitled");
}

static HeraldDraft *
get_draft (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "herald-draft");
}

static void
open_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer row)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (row), HERALD_TYPE_DRAFTS_VIEW);

  g_signal_emit (view, signals[SIGNAL_OPEN], 0, get_draft (row));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldDraftsView) self = HERALD_DRAFTS_VIEW (user_data);
  g_autoptr (GError) error = NULL;

  if (!herald_drafts_save_finish (HERALD_SESSION (source), result, &error) &&
      !herald_error_is_cancelled (error))
    herald_toast_show_error (GTK_WIDGET (self), _("The draft could not be saved"), error);
  herald_drafts_view_reload (self);
}

static void
save_copy (HeraldDraftsView *self, HeraldDraft *draft, const char *name)
{
  g_autoptr (HeraldDraft) copy = herald_draft_new (self->kind, name, herald_draft_get_json (draft));

  herald_drafts_save_async (self->session, copy, name, herald_draft_get_json (draft),
                            self->cancellable, saved_cb, g_object_ref (self));
}

static void
duplicate_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer row)
{
  HeraldDraftsView *self =
    HERALD_DRAFTS_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (row), HERALD_TYPE_DRAFTS_VIEW));
  g_autofree char *name = NULL;

  /* Translators: name of a duplicated draft; %s is the name of the original. */
  name = g_strdup_printf (_("%s (copy)"), get_shown_name (get_draft (row)));
  save_copy (self, get_draft (row), name);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldDraftsView) self = HERALD_DRAFTS_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!herald_drafts_delete_finish (HERALD_SESSION (source), result, &error))
    {
      if (!herald_error_is_cancelled (error))
        herald_toast_show_error (GTK_WIDGET (self), _("The draft could not be deleted"), error);
      return;
    }
  herald_drafts_view_reload (self);
  if (self->deleted == NULL)
    return;
  /* Translators: %s is the name of a draft. */
  text = g_strdup_printf (_("“%s” deleted"), get_shown_name (self->deleted));
  herald_toast_show_with_action (GTK_WIDGET (self), text, _("_Undo"), "drafts.undo");
}

static void
delete_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer row)
{
  HeraldDraftsView *self =
    HERALD_DRAFTS_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (row), HERALD_TYPE_DRAFTS_VIEW));

  g_set_object (&self->deleted, get_draft (row));
  herald_drafts_delete_async (self->session, self->deleted, self->cancellable, deleted_cb,
                              g_object_ref (self));
}

static void
undo_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  HeraldDraftsView *self = HERALD_DRAFTS_VIEW (widget);

  if (self->deleted == NULL || self->session == NULL)
    return;
  save_copy (self, self->deleted, herald_draft_get_name (self->deleted));
  g_clear_object (&self->deleted);
}

static gboolean
delete_key_cb (GtkWidget *row, GVariant *arguments, gpointer user_data)
{
  gtk_widget_activate_action (row, "draft.delete", NULL);
  return GDK_EVENT_STOP;
}

static void
add_actions (GtkWidget *row)
{
  static const GActionEntry entries[] = {
    { "open", open_activated_cb, NULL, NULL, NULL, { 0 } },
    { "duplicate", duplicate_activated_cb, NULL, NULL, NULL, { 0 } },
    { "delete", delete_activated_cb, NULL, NULL, NULL, { 0 } },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), row);
  gtk_widget_insert_action_group (row, "draft", G_ACTION_GROUP (group));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Delete,
                                                                                  0),
                                                          gtk_callback_action_new (delete_key_cb,
                                                                                   NULL, NULL)));
  gtk_widget_add_controller (row, shortcuts);
}

/* Most menus of a long list are never opened. */
static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  gtk_menu_button_set_menu_model (button, HERALD_DRAFTS_VIEW (user_data)->draft_menu);
}

static GtkWidget *
create_menu_button (HeraldDraftsView *self, const char *name)
{
  GtkWidget       *button = gtk_menu_button_new ();
  g_autofree char *label = NULL;

  /* Translators: accessible name of a menu button; %s is the name of a draft. */
  label = g_strdup_printf (_("Actions for “%s”"), name);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), create_menu_cb, self, NULL);
  gtk_widget_set_tooltip_text (button, _("Actions"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static GtkWidget *
create_row (HeraldDraftsView *self, HeraldDraft *draft)
{
  const char *name = get_shown_name (draft);
  GtkWidget  *row = adw_action_row_new ();
  GtkWidget  *age = herald_time_label_new (herald_draft_get_changed_us (draft), NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "herald-draft", g_object_ref (draft), g_object_unref);
  add_actions (row);
  gtk_widget_add_css_class (age, "dim-label");
  gtk_widget_add_css_class (age, "caption");
  gtk_widget_set_valign (age, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), age);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_menu_button (self, name));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

/* Names are compared without regard to case; an empty text finds all. */
static gboolean
matches (HeraldDraft *draft, const char *text)
{
  g_autofree char *name = g_utf8_casefold (get_shown_name (draft), -1);
  g_autofree char *wanted = g_utf8_casefold (text, -1);

  return strstr (name, wanted) != NULL;
}

static void
fill_list (HeraldDraftsView *self)
{
  const char *text = gtk_editable_get_text (self->search_entry);
  guint       n_shown = 0;
  GtkWidget  *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->drafts->len; i++)
    {
      if (!matches (self->drafts->pdata[i], text))
        continue;
      gtk_list_box_append (self->list, create_row (self, self->drafts->pdata[i]));
      n_shown++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), n_shown > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->nothing_label), n_shown == 0);
}

static void
list_got_drafts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldDraftsView) self = HERALD_DRAFTS_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts =
    herald_drafts_list_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || self->session != HERALD_SESSION (source))
    return;
  if (drafts == NULL)
    {
      self->failed = TRUE;
      herald_status_show_error (self->status, _("The Drafts Could Not Be Read"), error);
      gtk_stack_set_visible_child_name (self->stack, "status");
      return;
    }
  self->failed = FALSE;
  g_ptr_array_unref (self->drafts);
  self->drafts = g_steal_pointer (&drafts);
  fill_list (self);
  update_stack (self);
}

static void
search_changed_cb (HeraldDraftsView *self)
{
  fill_list (self);
}

static void
row_activated_cb (HeraldDraftsView *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, get_draft (row));
}

/* The status offers the first draft, or another try. */
static void
status_activated_cb (HeraldDraftsView *self)
{
  if (self->failed)
    herald_drafts_view_reload (self);
  else if (self->session != NULL)
    g_signal_emit (self, signals[SIGNAL_CREATE], 0);
}

static void
herald_drafts_view_dispose (GObject *object)
{
  HeraldDraftsView *self = HERALD_DRAFTS_VIEW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->deleted);
  adw_bin_set_child (ADW_BIN (self), NULL);
  G_OBJECT_CLASS (herald_drafts_view_parent_class)->dispose (object);
}

static void
herald_drafts_view_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_DRAFTS_VIEW (object)->drafts, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_drafts_view_parent_class)->finalize (object);
}

static void
herald_drafts_view_class_init (HeraldDraftsViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = herald_drafts_view_dispose;
  object_class->finalize = herald_drafts_view_finalize;
  signals[SIGNAL_OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, HERALD_TYPE_DRAFT);
  signals[SIGNAL_CREATE] = g_signal_new ("create", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "drafts.undo", NULL, undo_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-drafts-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldDraftsView, draft_menu);
  gtk_widget_class_bind_template_child (widget_class, HeraldDraftsView, list);
  gtk_widget_class_bind_template_child (widget_class, HeraldDraftsView, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldDraftsView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HeraldDraftsView, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldDraftsView, status);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
  g_type_ensure (HERALD_TYPE_STATUS);
}

static void
herald_drafts_view_init (HeraldDraftsView *self)
{
  self->drafts = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_status_show_loading (self->status, _("Reading Drafts…"));
}

/**
 * herald_drafts_view_new:
 * @kind: which drafts
 *
 * Returns: (transfer floating): a view without a session
 */
GtkWidget *
herald_drafts_view_new (HeraldDraftKind kind)
{
  HeraldDraftsView *self = g_object_new (HERALD_TYPE_DRAFTS_VIEW, NULL);

  self->kind = kind;
  return GTK_WIDGET (self);
}

/**
 * herald_drafts_view_set_session:
 * @self: a view
 * @session: (nullable): where the drafts are kept
 * @cancellable: (nullable): the page's
 */
void
herald_drafts_view_set_session (HeraldDraftsView *self,
                                HeraldSession    *session,
                                GCancellable     *cancellable)
{
  g_return_if_fail (HERALD_IS_DRAFTS_VIEW (self));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  g_clear_object (&self->deleted);
  g_ptr_array_set_size (self->drafts, 0);
  fill_list (self);
  herald_status_show_loading (self->status, _("Reading Drafts…"));
  gtk_stack_set_visible_child_name (self->stack, "status");
  herald_drafts_view_reload (self);
}

/**
 * herald_drafts_view_reload:
 * @self: a view
 *
 * Reads the drafts again.
 */
void
herald_drafts_view_reload (HeraldDraftsView *self)
{
  g_return_if_fail (HERALD_IS_DRAFTS_VIEW (self));

  if (self->session != NULL)
    herald_drafts_list_async (self->session, self->kind, self->cancellable, list_got_drafts_cb,
                              g_object_ref (self));
}

/**
 * herald_drafts_view_focus_search:
 * @self: a view
 *
 * Returns: whether there is something to search
 */
gboolean
herald_drafts_view_focus_search (HeraldDraftsView *self)
{
  g_return_val_if_fail (HERALD_IS_DRAFTS_VIEW (self), FALSE);

  return self->drafts->len > 0 && gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/**
 * herald_drafts_view_get_n_drafts:
 * @self: a view
 *
 * Returns: how many drafts there are
 */
guint
herald_drafts_view_get_n_drafts (HeraldDraftsView *self)
{
  g_return_val_if_fail (HERALD_IS_DRAFTS_VIEW (self), 0);

  return self->drafts->len;
}
