/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever replaces or deletes something asks first and says what goes. */
#include "config.h"

#include "ui/herald-snapshots-tab.h"

#include "base/herald-error.h"
#include "core/herald-snapshots.h"
#include "ui/herald-import-group.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-switches-group.h"
#include "ui/herald-time-label.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HeraldSnapshotsTab
{
  AdwBin parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) */
  GPtrArray     *snapshots;   /* (owned) (element-type HeraldSnapshot): as last read */
  GPtrArray     *rows;        /* (owned) (element-type GtkWidget): of the snapshots; unowned */

  HeraldIssueRow      *name_issue; /* (unowned): child */
  HeraldImportGroup   *import_group;
  AdwEntryRow         *name_row;
  AdwPreferencesGroup *save_group;
  AdwPreferencesGroup *seed_group;
  AdwPreferencesGroup *snapshot_group;
  HeraldSwitchesGroup *switches;
};

enum
{
  SIGNAL_REPLACED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What is done when a question is agreed to. */
typedef void (*AgreedFunc) (HeraldSnapshotsTab *self, const char *name);

typedef struct
{
  HeraldSnapshotsTab *self; /* (owned) */
  char               *name; /* (owned): of a snapshot or a seed */
  AgreedFunc          agreed;
} Question;

G_DEFINE_FINAL_TYPE (HeraldSnapshotsTab, herald_snapshots_tab, ADW_TYPE_BIN)

static const struct
{
  const char *name;
  const char *title;
  const char *description;
} seeds[] = {
  { "small", N_ ("Small"), N_ ("A handful of people, apps and phones") },
  { "demo", N_ ("Demo"), N_ ("Enough to show the whole of Herald") },
  { "10k", N_ ("10,000 people"), N_ ("To see how lists behave") },
  { "100k", N_ ("100,000 people"), N_ ("To see how slow things become; takes a while") },
};

static gboolean
has_name (HeraldSnapshotsTab *self, const char *name)
{
  for (guint i = 0; i < self->snapshots->len; i++)
    if (strcmp (((const HeraldSnapshot *) g_ptr_array_index (self->snapshots, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSnapshotsTab) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_snapshots_save_finish (HERALD_SESSION (source), result, &error))
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The snapshot was not saved"), error);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), "");
  herald_toast_show (GTK_WIDGET (self), _("Snapshot saved"));
  herald_snapshots_tab_update (self);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSnapshotsTab) self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_snapshots_remove_finish (HERALD_SESSION (source), result, &error))
    herald_toast_show (GTK_WIDGET (self), _("Snapshot deleted"));
  else
    herald_toast_show_error (GTK_WIDGET (self), _("The snapshot could not be deleted"), error);
  herald_snapshots_tab_update (self);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSnapshotsTab) self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_snapshots_restore_finish (HERALD_SESSION (source), result, &error))
    herald_toast_show (GTK_WIDGET (self), _("Snapshot restored"));
  else
    herald_toast_show_error (GTK_WIDGET (self), _("The snapshot could not be restored"), error);
  g_signal_emit (self, signals[SIGNAL_REPLACED], 0);
}

static void
seeded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSnapshotsTab) self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_snapshots_seed_finish (HERALD_SESSION (source), result, &error))
    herald_toast_show (GTK_WIDGET (self), _("The emulator starts over"));
  else
    herald_toast_show_error (GTK_WIDGET (self), _("The emulator could not be reset"), error);
  g_signal_emit (self, signals[SIGNAL_REPLACED], 0);
}

static void
save (HeraldSnapshotsTab *self, const char *name)
{
  herald_snapshots_save_async (self->session, name, self->cancellable, saved_cb,
                               g_object_ref (self));
}

static void
restore (HeraldSnapshotsTab *self, const char *name)
{
  herald_snapshots_restore_async (self->session, name, self->cancellable, restored_cb,
                                  g_object_ref (self));
}

static void
remove_snapshot (HeraldSnapshotsTab *self, const char *name)
{
  herald_snapshots_remove_async (self->session, name, self->cancellable, removed_cb,
                                 g_object_ref (self));
}

static void
seed (HeraldSnapshotsTab *self, const char *name)
{
  if (self->session != NULL)
    herald_toast_show (GTK_WIDGET (self), _("Starting over…"));
  herald_snapshots_seed_async (self->session, name, self->cancellable, seeded_cb,
                               g_object_ref (self));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;

  if (strcmp (response, "agree") == 0 && question->self->session != NULL)
    question->agreed (question->self, question->name);
  g_object_unref (question->self);
  g_free (question->name);
  g_free (question);
}

/* Asks before @agreed is done with @name. */
static void
ask (HeraldSnapshotsTab *self,
     const char         *heading,
     const char         *body,
     const char         *button,
     AgreedFunc          agreed,
     const char         *name)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->name = g_strdup (name);
  question->agreed = agreed;
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "agree", button, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "agree",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), question);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
restore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char      *snapshot = g_variant_get_string (parameter, NULL);
  g_autofree char *heading = g_strdup_printf (_("Restore “%s”?"), snapshot);

  ask (HERALD_SNAPSHOTS_TAB (widget), heading,
       _("Contacts, apps, devices, phones and notifications of the emulator become what they were "
         "then. What was made since is deleted, unless you save a snapshot of it first. Your drafts "
         "stay."),
          _("_Restore"), restore, snapshot);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char      *snapshot = g_variant_get_string (parameter, NULL);
  g_autofree char *heading = g_strdup_printf (_("Delete “%s”?"), snapshot);

  ask (HERALD_SNAPSHOTS_TAB (widget), heading,
       _("The snapshot cannot be brought back. What the emulator holds now stays as it is."),
          _("_Delete"), remove_snapshot, snapshot);
}

static void
seed_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  guint            index = g_variant_get_uint32 (parameter);
  g_autofree char *heading = NULL;

  if (index >= G_N_ELEMENTS (seeds))
    return;
  /* Translators: name of a set of sample data, such as “Small”. */
  heading = g_strdup_printf (_("Start Over with “%s”?"), _(seeds[index].title));
  ask (HERALD_SNAPSHOTS_TAB (widget), heading,
       _("All contacts, apps, devices, phones and notifications of the emulator are replaced by "
         "sample data; fault rules end. Snapshots and your drafts stay."),
          _("_Start Over"), seed, seeds[index].name);
}

/* A finding only once something was typed. */
static void
name_changed_cb (HeraldSnapshotsTab *self)
{
  const char      *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  g_autofree char *problem = *name != '\0' ? herald_snapshot_check_name (name) : NULL;
  g_autoptr (HeraldIssue) issue = NULL;

  if (problem != NULL)
    issue = herald_issue_new (HERALD_SEVERITY_ERROR, "SNAPSHOT_NAME", "name", "%s", problem);
  else if (has_name (self, name))
    issue = herald_issue_new (HERALD_SEVERITY_WARNING, "SNAPSHOT_EXISTS", "name",
                              _("There is one of this name; it would be replaced"));
  herald_issue_row_set_issue (self->name_issue, issue);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "snapshots.save",
                                 *name != '\0' && problem == NULL && self->session != NULL);
}

static void
save_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  HeraldSnapshotsTab *self = HERALD_SNAPSHOTS_TAB (widget);
  const char         *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  g_autofree char    *problem = herald_snapshot_check_name (name);
  g_autofree char    *heading = NULL;

  if (problem != NULL || self->session == NULL)
    return;
  if (!has_name (self, name))
    {
      save (self, name);
      return;
    }
  heading = g_strdup_printf (_("Replace “%s”?"), name);
  ask (self, heading,
       _("The snapshot of that name becomes what the emulator holds now."), _("_Replace"), save,
                                                                                name);
}

static void
name_activated_cb (HeraldSnapshotsTab *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "snapshots.save", NULL);
}

static GtkWidget *
create_button (const char *icon, const char *label, const char *action, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", name);
  return button;
}

static GtkWidget *
create_row (const HeraldSnapshot *snapshot)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *size =
    snapshot->size_bytes >= 0 ? g_format_size ((guint64) snapshot->size_bytes) : g_strdup ("–");
  g_autofree char *age = herald_time_describe (g_get_real_time (), snapshot->made_us);
  g_autofree char *exact = herald_time_describe_exactly (snapshot->made_us);
  g_autofree char *details = g_strdup_printf ("%s · %s", age, size);
  g_autofree char *restore_label = g_strdup_printf (_("Restore “%s”"), snapshot->name);
  g_autofree char *remove_label = g_strdup_printf (_("Delete “%s”"), snapshot->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), snapshot->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), details);
  gtk_widget_set_tooltip_text (row, exact);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             create_button ("edit-undo-symbolic", restore_label,
                                            "snapshots.restore", snapshot->name));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             create_button ("user-trash-symbolic", remove_label, "snapshots.remove",
                                            snapshot->name));
  return row;
}

static void
add_seed_rows (HeraldSnapshotsTab *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(seeds[i].title));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(seeds[i].description));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "snapshots.seed");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "u", i);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("view-refresh-symbolic"));
      adw_preferences_group_add (self->seed_group, row);
    }
}

static void
list_got_snapshots_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSnapshotsTab) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) snapshots =
    herald_snapshots_list_finish (HERALD_SESSION (source), result, &error);

  if (snapshots != NULL && self->session == HERALD_SESSION (source))
    herald_snapshots_tab_show (self, snapshots);
}

static void
herald_snapshots_tab_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (herald_snapshots_tab_parent_class)->map (widget);
  herald_snapshots_tab_update (HERALD_SNAPSHOTS_TAB (widget));
}

static void
herald_snapshots_tab_dispose (GObject *object)
{
  HeraldSnapshotsTab *self = HERALD_SNAPSHOTS_TAB (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_snapshots_tab_parent_class)->dispose (object);
}

static void
herald_snapshots_tab_finalize (GObject *object)
{
  g_ptr_array_unref (HERALD_SNAPSHOTS_TAB (object)->snapshots);
  g_ptr_array_unref (HERALD_SNAPSHOTS_TAB (object)->rows);
  G_OBJECT_CLASS (herald_snapshots_tab_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-snapshots-tab.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldSnapshotsTab, import_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldSnapshotsTab, name_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldSnapshotsTab, save_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldSnapshotsTab, seed_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldSnapshotsTab, snapshot_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldSnapshotsTab, switches);
  gtk_widget_class_bind_template_callback (widget_class, name_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
}

static void
herald_snapshots_tab_class_init (HeraldSnapshotsTabClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_snapshots_tab_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_snapshots_tab_finalize;
  widget_class->map = herald_snapshots_tab_map;
  signals[SIGNAL_REPLACED] = g_signal_new ("replaced", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "snapshots.remove", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "snapshots.restore", "s", restore_action);
  gtk_widget_class_install_action (widget_class, "snapshots.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "snapshots.seed", "u", seed_action);
  bind_template (widget_class);
  g_type_ensure (HERALD_TYPE_IMPORT_GROUP);
  g_type_ensure (HERALD_TYPE_SWITCHES_GROUP);
}

static void
herald_snapshots_tab_init (HeraldSnapshotsTab *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  self->snapshots = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->name_issue = HERALD_ISSUE_ROW (herald_issue_row_new ("name", GTK_WIDGET (self->name_row)));
  adw_preferences_group_add (self->save_group, GTK_WIDGET (self->name_issue));
  add_seed_rows (self);
  herald_snapshots_tab_show (self, none);
}

/**
 * herald_snapshots_tab_new:
 *
 * Returns: (transfer floating): a tab without snapshots
 */
GtkWidget *
herald_snapshots_tab_new (void)
{
  return g_object_new (HERALD_TYPE_SNAPSHOTS_TAB, NULL);
}

/**
 * herald_snapshots_tab_set_session:
 * @self: a tab
 * @session: (nullable): the emulator's
 * @cancellable: (nullable): the page's
 */
void
herald_snapshots_tab_set_session (HeraldSnapshotsTab *self,
                                  HeraldSession      *session,
                                  GCancellable       *cancellable)
{
  g_return_if_fail (HERALD_IS_SNAPSHOTS_TAB (self));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  herald_import_group_set_session (self->import_group, session);
  herald_switches_group_set_session (self->switches, session, cancellable);
  name_changed_cb (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    herald_snapshots_tab_update (self);
}

/**
 * herald_snapshots_tab_update:
 * @self: a tab
 *
 * Reads snapshots and switches again.
 */
void
herald_snapshots_tab_update (HeraldSnapshotsTab *self)
{
  g_return_if_fail (HERALD_IS_SNAPSHOTS_TAB (self));

  if (self->session == NULL)
    return;
  herald_snapshots_list_async (self->session, self->cancellable, list_got_snapshots_cb,
                               g_object_ref (self));
  herald_switches_group_update (self->switches);
}

/**
 * herald_snapshots_tab_show:
 * @self: a tab
 * @snapshots: (transfer none) (element-type HeraldSnapshot): all there are
 */
void
herald_snapshots_tab_show (HeraldSnapshotsTab *self, GPtrArray *snapshots)
{
  g_return_if_fail (HERALD_IS_SNAPSHOTS_TAB (self));
  g_return_if_fail (snapshots != NULL);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->snapshot_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_ref (snapshots);
  g_ptr_array_unref (self->snapshots);
  self->snapshots = snapshots;
  for (guint i = 0; i < snapshots->len; i++)
    {
      GtkWidget *row = create_row (g_ptr_array_index (snapshots, i));

      adw_preferences_group_add (self->snapshot_group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->snapshot_group), snapshots->len > 0);
  name_changed_cb (self);
}
