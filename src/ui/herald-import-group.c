/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file at a time. What is wrong with a file as a whole stands below its row; what is wrong with
 * its rows stands in a list of its own. What became of a file is said only when the emulator told:
 * while it cannot, the file is remembered, and asked about as soon as the emulator is back. */
#include "config.h"

#include "ui/herald-import-group.h"

#include "base/herald-error.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-file-row.h"
#include "ui/herald-import-row.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldImportGroup
{
  AdwPreferencesGroup parent_instance;

  HeraldSession *session;      /* (owned) (nullable) */
  GCancellable  *running;      /* (owned) (nullable): of the file on its way */
  char          *unsettled_id; /* (owned) (nullable): of a file of which nobody knows what became */
  char          *unsettled_name; /* (owned) (nullable) */
  char          *faults_text;    /* (owned) (nullable): of the last file, to copy */
  GPtrArray     *fault_rows;     /* (owned) (element-type GtkWidget): unowned rows */

  HeraldIssueRow *unsettled_row; /* (unowned) (nullable): child: where it is spoken of */

  HeraldIssueRow  *contacts_issue;
  HeraldFileRow   *contacts_row;
  HeraldIssueRow  *devices_issue;
  HeraldFileRow   *devices_row;
  AdwExpanderRow  *faults_row;
  HeraldImportRow *progress_row;
};

/* A file on its way. */
typedef struct
{
  HeraldImportGroup *self;        /* (owned) */
  GCancellable      *cancellable; /* (owned) (nullable) */
  char              *id;          /* (owned): a GUID, to settle it by */
  char              *name;        /* (owned): of the file */
  HeraldIssueRow    *row;         /* (unowned): child: below the file's row */
} Import;

G_DEFINE_FINAL_TYPE (HeraldImportGroup, herald_import_group, ADW_TYPE_PREFERENCES_GROUP)

static Import *
import_new (HeraldImportGroup *self, const char *id, const char *name, HeraldIssueRow *row)
{
  Import *import = g_new0 (Import, 1);

  import->self = g_object_ref (self);
  import->id = g_strdup (id);
  import->name = g_strdup (name);
  import->row = row;
  return import;
}

static void
import_free (Import *import)
{
  g_clear_object (&import->self);
  g_clear_object (&import->cancellable);
  g_clear_pointer (&import->id, g_free);
  g_clear_pointer (&import->name, g_free);
  g_free (import);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Import, import_free)

static void
show_outcome (HeraldIssueRow *row, HeraldSeverity severity, const char *message)
{
  g_autoptr (HeraldIssue) issue = herald_issue_new (severity, "IMPORT_FILE", "file", "%s", message);

  herald_issue_row_set_issue (row, issue);
}

static void
show_problem (HeraldIssueRow *row, const char *message)
{
  show_outcome (row, HERALD_SEVERITY_ERROR, message);
}

static void
clear_faults (HeraldImportGroup *self)
{
  for (guint i = 0; i < self->fault_rows->len; i++)
    adw_expander_row_remove (self->faults_row, g_ptr_array_index (self->fault_rows, i));
  g_ptr_array_set_size (self->fault_rows, 0);
  g_clear_pointer (&self->faults_text, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->faults_row), FALSE);
}

static void
forget_last (HeraldImportGroup *self)
{
  clear_faults (self);
  herald_issue_row_set_issue (self->contacts_issue, NULL);
  herald_issue_row_set_issue (self->devices_issue, NULL);
}

static void
update_rows (HeraldImportGroup *self)
{
  gboolean running = self->running != NULL;
  gboolean idle = !running && self->session != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->progress_row), running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->contacts_row), idle);
  gtk_widget_set_sensitive (GTK_WIDGET (self->devices_row), idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.cancel", running);
}

static void
add_fault (HeraldImportGroup *self, const HeraldImportFault *fault)
{
  GtkWidget *row = adw_action_row_new ();
  /* Translators: number of a line in a file. */
  g_autofree char *title = g_strdup_printf (_("Line %u"), fault->line);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), fault->message);
  adw_expander_row_add_row (self->faults_row, row);
  g_ptr_array_add (self->fault_rows, row);
}

static void
show_faults (HeraldImportGroup *self, const char *name, const HeraldImportReport *report)
{
  g_autofree char *title =
    g_strdup_printf (ngettext ("%u row is wrong", "%u rows are wrong", report->faults->len),
                     report->faults->len);
  /* Translators: name of a file. */
  g_autofree char *subtitle = g_strdup_printf (_("Nothing of “%s” was imported"), name);

  self->faults_text = herald_import_report_describe_faults (report);
  for (guint i = 0; i < report->faults->len; i++)
    add_fault (self, g_ptr_array_index (report->faults, i));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->faults_row), title);
  adw_expander_row_set_subtitle (self->faults_row, subtitle);
  adw_expander_row_set_expanded (self->faults_row, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->faults_row), TRUE);
  /* Comes into view. */
  gtk_widget_child_focus (GTK_WIDGET (self->faults_row), GTK_DIR_TAB_FORWARD);
}

static void
show_settled (HeraldImportGroup *self, const Import *import, const HeraldImportReport *report)
{
  g_autofree char *message = NULL;

  if (report->n_imported > 0)
    {
      herald_import_group_show_report (self, import->name, report);
      return;
    }
  forget_last (self);
  /* Translators: name of a file. */
  message =
    g_strdup_printf (_("The emulator went away; nothing of “%s” was imported"), import->name);
  show_problem (import->row, message);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Import) import = user_data;
  HeraldImportGroup *self = import->self;
  g_autoptr (HeraldImportReport) report =
    herald_import_settle_finish (HERALD_SESSION (source), result, NULL);

  if (self->session != HERALD_SESSION (source) || report == NULL ||
      g_strcmp0 (self->unsettled_id, import->id) != 0)
    return;
  g_clear_pointer (&self->unsettled_id, g_free);
  show_settled (self, import, report);
}

/* Asks about the file that is remembered, if there is one. */
static void
settle (HeraldImportGroup *self)
{
  if (self->unsettled_id != NULL && self->session != NULL)
    herald_import_settle_async (self->session, self->unsettled_id, NULL, settled_cb,
                                import_new (self, self->unsettled_id, self->unsettled_name,
                                            self->unsettled_row));
}

static void
keep_unsettled (HeraldImportGroup *self, const Import *import)
{
  /* Translators: name of a file. */
  g_autofree char *message = g_strdup_printf (_("The emulator went away while it read “%s”. What became of it is said here once the emulator "
      "is back."),
    import->name);

  g_free (self->unsettled_id);
  self->unsettled_id = g_strdup (import->id);
  g_free (self->unsettled_name);
  self->unsettled_name = g_strdup (import->name);
  self->unsettled_row = import->row;
  show_problem (import->row, message);
  settle (self);
}

static void
show_failure (const Import *import, const GError *error)
{
  g_autofree char *text = NULL;

  if (herald_error_is_cancelled (error))
    {
      /* Translators: name of a file. */
      text = g_strdup_printf (_("Cancelled; nothing of “%s” was imported"), import->name);
      show_outcome (import->row, HERALD_SEVERITY_INFO, text);
      return;
    }
  /* Translators: name of a file, then the reason. */
  text = g_strdup_printf (_("“%s” was not imported: %s"), import->name, error->message);
  show_problem (import->row, text);
}

static void
show_too_late (HeraldImportGroup *self, const char *name, guint n_rows)
{
  /* Translators: how many rows of which file. */
  g_autofree char *text =
    g_strdup_printf (ngettext ("Too late to cancel: %'u row of “%s” is imported",
                               "Too late to cancel: %'u rows of “%s” are imported", n_rows),
                     n_rows, name);

  forget_last (self);
  herald_toast_show (GTK_WIDGET (self), text);
}

/* A file that was left with its session has no row any more. */
static void
progress_cb (const HeraldImportProgress *progress, gpointer user_data)
{
  const Import *import = user_data;

  if (import->self->running == import->cancellable)
    herald_import_row_show (import->self->progress_row, progress);
}

/* The keyboard goes from Cancel back to where the file was chosen, above what is said of it. */
static void
end_running (HeraldImportGroup *self, const Import *import)
{
  gboolean       focused = gtk_widget_get_focus_child (GTK_WIDGET (self->progress_row)) != NULL;
  HeraldFileRow *row = import->row == self->contacts_issue ? self->contacts_row : self->devices_row;

  g_clear_object (&self->running);
  update_rows (self);
  if (focused)
    gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Import) import = user_data;
  HeraldImportGroup *self = import->self;
  g_autoptr (GError) error = NULL;
  gboolean settled = FALSE;
  g_autoptr (HeraldImportReport) report =
    herald_import_finish (HERALD_SESSION (source), result, &settled, &error);

  if (self->running == import->cancellable)
    end_running (self, import);
  if (report == NULL && !settled)
    keep_unsettled (self, import);
  else if (self->session != HERALD_SESSION (source))
    return;
  else if (report != NULL && report->n_imported > 0 &&
           g_cancellable_is_cancelled (import->cancellable))
    show_too_late (self, import->name, report->n_imported);
  else if (report != NULL)
    herald_import_group_show_report (self, import->name, report);
  else
    show_failure (import, error);
}

static void
begin (HeraldImportGroup *self,
       HeraldImportKind   kind,
       const char        *name,
       GBytes            *content,
       HeraldIssueRow    *row)
{
  g_autofree char *id = g_uuid_string_random ();
  Import          *import;

  if (self->session == NULL || self->running != NULL)
    return;
  forget_last (self);
  self->running = g_cancellable_new ();
  herald_import_row_begin (self->progress_row, name, content);
  update_rows (self);
  /* Comes into view with the keyboard, which the button that began it has lost. */
  gtk_widget_child_focus (GTK_WIDGET (self->progress_row), GTK_DIR_TAB_FORWARD);
  import = import_new (self, id, name, row);
  import->cancellable = g_object_ref (self->running);
  herald_import_async (self->session, kind, id, content, progress_cb, import, self->running,
                       imported_cb, import);
}

static void
contacts_read_cb (HeraldImportGroup *self, const char *name, GBytes *content)
{
  begin (self, HERALD_IMPORT_CONTACTS, name, content, self->contacts_issue);
}

static void
devices_read_cb (HeraldImportGroup *self, const char *name, GBytes *content)
{
  begin (self, HERALD_IMPORT_DEVICES, name, content, self->devices_issue);
}

static void
contacts_failed_cb (HeraldImportGroup *self, GError *error)
{
  forget_last (self);
  show_problem (self->contacts_issue, error->message);
}

static void
devices_failed_cb (HeraldImportGroup *self, GError *error)
{
  forget_last (self);
  show_problem (self->devices_issue, error->message);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *text = HERALD_IMPORT_GROUP (widget)->faults_text;

  if (text == NULL)
    return;
  herald_clipboard_copy (widget, text);
  herald_toast_show (widget, _("List copied"));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldImportGroup *self = HERALD_IMPORT_GROUP (widget);

  g_cancellable_cancel (self->running);
  herald_import_row_show_cancelling (self->progress_row);
  gtk_widget_action_set_enabled (widget, "import.cancel", FALSE);
}

static void
herald_import_group_dispose (GObject *object)
{
  g_cancellable_cancel (HERALD_IMPORT_GROUP (object)->running);
  g_clear_object (&HERALD_IMPORT_GROUP (object)->running);
  g_clear_object (&HERALD_IMPORT_GROUP (object)->session);
  G_OBJECT_CLASS (herald_import_group_parent_class)->dispose (object);
}

static void
herald_import_group_finalize (GObject *object)
{
  HeraldImportGroup *self = HERALD_IMPORT_GROUP (object);

  g_clear_pointer (&self->unsettled_id, g_free);
  g_clear_pointer (&self->unsettled_name, g_free);
  g_clear_pointer (&self->faults_text, g_free);
  g_clear_pointer (&self->fault_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_import_group_parent_class)->finalize (object);
}

static void
herald_import_group_class_init (HeraldImportGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_import_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_import_group_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-import-group.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldImportGroup, contacts_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldImportGroup, contacts_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldImportGroup, devices_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldImportGroup, devices_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldImportGroup, faults_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldImportGroup, progress_row);
  gtk_widget_class_bind_template_callback (widget_class, contacts_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, contacts_read_cb);
  gtk_widget_class_bind_template_callback (widget_class, devices_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, devices_read_cb);
  gtk_widget_class_install_action (widget_class, "import.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "import.copy", NULL, copy_action);
  g_type_ensure (HERALD_TYPE_FILE_ROW);
  g_type_ensure (HERALD_TYPE_IMPORT_ROW);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
}

static void
herald_import_group_init (HeraldImportGroup *self)
{
  self->fault_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update_rows (self);
}

/**
 * herald_import_group_new:
 *
 * Returns: (transfer floating): a group that takes nothing before it has a session
 */
GtkWidget *
herald_import_group_new (void)
{
  return g_object_new (HERALD_TYPE_IMPORT_GROUP, NULL);
}

/**
 * herald_import_group_set_session:
 * @self: a group
 * @session: (nullable): the emulator's
 *
 * What was said of files for another session is forgotten; a file on its way there is cancelled.
 */
void
herald_import_group_set_session (HeraldImportGroup *self, HeraldSession *session)
{
  g_return_if_fail (HERALD_IS_IMPORT_GROUP (self));
  g_return_if_fail (session == NULL || HERALD_IS_SESSION (session));

  if (!g_set_object (&self->session, session))
    {
      settle (self);
      return;
    }
  g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  forget_last (self);
  update_rows (self);
  settle (self);
}

/**
 * herald_import_group_show_report:
 * @self: a group
 * @name: the name of the file
 * @report: what became of it
 *
 * In passing when all rows were taken; else lists what is wrong with which.
 */
void
herald_import_group_show_report (HeraldImportGroup        *self,
                                 const char               *name,
                                 const HeraldImportReport *report)
{
  g_autofree char *text = NULL;

  g_return_if_fail (HERALD_IS_IMPORT_GROUP (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (report != NULL);

  forget_last (self);
  if (report->faults->len > 0)
    {
      show_faults (self, name, report);
      return;
    }
  /* Translators: how many rows of which file. */
  text = g_strdup_printf (ngettext ("%'u row of “%s” imported", "%'u rows of “%s” imported",
                                    report->n_imported),
                          report->n_imported, name);
  herald_toast_show (GTK_WIDGET (self), text);
}
