/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits a copy of an app. Each keystroke goes into the copy, which is validated again; saving
 * writes what changed, and secrets that cannot be read stay untouched. */
#include "config.h"

#include "ui/herald-app-editor.h"

#include "base/herald-cancellable.h"
#include "base/herald-error.h"
#include "core/herald-apps.h"
#include "ui/herald-app-delete-dialog.h"
#include "ui/herald-app-row.h"
#include "ui/herald-app-sheet.h"
#include "ui/herald-app-tokens.h"
#include "ui/herald-change.h"
#include "ui/herald-check-row.h"
#include "ui/herald-file-row.h"
#include "ui/herald-issue-label.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-page-header.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldAppEditor
{
  AdwBin parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  HeraldApp     *app;         /* (owned) (nullable): the copy that is edited */
  GCancellable  *cancellable; /* (owned) (nullable): child of the page's */
  gboolean       filling;     /* the form is being filled: no edits */
  gboolean       unsaved;
  gboolean       busy; /* saving, checking or deleting */

  HeraldCheckRow    *android_check_row;
  HeraldStateLabel  *android_state;
  AdwComboRow       *apns_environment_row;
  AdwEntryRow       *bundle_id_row;
  HeraldIssueRow    *bundle_id_issue;
  AdwEntryRow       *description_row;
  GtkWidget         *form;
  HeraldIssueLabel  *general_issue;
  HeraldPageHeader  *header;
  HeraldCheckRow    *ios_check_row;
  HeraldStateLabel  *ios_state;
  AdwEntryRow       *key_id_row;
  HeraldIssueRow    *key_id_issue;
  AdwEntryRow       *name_row;
  HeraldIssueRow    *name_issue;
  GtkScrolledWindow *scroller;
  HeraldFileRow     *service_account_row;
  HeraldIssueRow    *service_account_issue;
  HeraldAppSheet    *sheet;
  HeraldFileRow     *signing_key_row;
  HeraldIssueRow    *signing_key_issue;
  GtkSpinner        *spinner;
  AdwEntryRow       *team_id_row;
  HeraldIssueRow    *team_id_issue;
  HeraldAppTokens   *tokens;
};

G_DEFINE_FINAL_TYPE (HeraldAppEditor, herald_app_editor, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_UNSAVED,
  N_PROPS,
};

enum
{
  SIGNAL_DELETED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

static HeraldAppField
get_field (HeraldAppEditor *self, gpointer row)
{
  const struct
  {
    AdwEntryRow   *row;
    HeraldAppField field;
  } fields[] = {
    { self->name_row, HERALD_APP_NAME },
    { self->description_row, HERALD_APP_DESCRIPTION },
    { self->key_id_row, HERALD_APP_KEY_ID },
    { self->team_id_row, HERALD_APP_TEAM_ID },
    { self->bundle_id_row, HERALD_APP_BUNDLE_ID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].row == row)
      return fields[i].field;
  g_return_val_if_reached (HERALD_APP_NAME);
}

static void
set_unsaved (HeraldAppEditor *self, gboolean unsaved)
{
  if (self->unsaved == unsaved)
    return;
  self->unsaved = unsaved;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSAVED]);
}

static void
fill_entry (AdwEntryRow *row, HeraldApp *app, HeraldAppField field)
{
  const char *value = herald_app_get (app, field);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), value != NULL ? value : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (row), value != NULL ? value : "");
}

static char *
describe_signing_key (HeraldAppEditor *self)
{
  const char *key = herald_app_get (self->app, HERALD_APP_SIGNING_KEY);
  const char *certificate = herald_app_get (self->app, HERALD_APP_CERTIFICATE_NAME);

  if (herald_app_get_apns_mode (self->app) == HERALD_APNS_CERTIFICATE && certificate != NULL)
    /* Translators: %s is the name of a certificate. */
    return g_strdup_printf (_("Certificate %s; a .p8 key takes its place"), certificate);
  if (key != NULL && *key != '\0')
    return g_strdup (herald_app_is_changed (self->app, HERALD_APP_SIGNING_KEY)
                     ? _("Read; goes to the service when you save")
                     : _("Set; P-256 key for APNs tokens"));
  if (herald_app_get_state (self->app, HERALD_PLATFORM_IOS) == HERALD_APP_STATE_HIDDEN)
    return g_strdup (_("Hidden from you; stays as it is unless you replace it"));
  return g_strdup (_("The .p8 file from Apple; choose it or drop it here"));
}

static char *
describe_service_account (HeraldAppEditor *self)
{
  const char *project_id = herald_app_get_project_id (self->app);
  const char *client_email = herald_app_get_client_email (self->app);

  if (project_id != NULL)
    /* Translators: Firebase project and e-mail of its service account. */
    return g_strdup_printf (_("Project %s · %s"), project_id,
                               client_email != NULL ? client_email : "");
  if (herald_app_get_state (self->app, HERALD_PLATFORM_ANDROID) == HERALD_APP_STATE_HIDDEN)
    return g_strdup (_("Hidden from you; stays as it is unless you replace it"));
  return g_strdup (_("The JSON file from Google; choose it or drop it here"));
}

static gboolean
has_secret (HeraldApp *app, HeraldAppField field)
{
  const char *value = herald_app_get (app, field);

  return value != NULL && *value != '\0';
}

static void
fill_files (HeraldAppEditor *self)
{
  g_autofree char *key = describe_signing_key (self);
  g_autofree char *account = describe_service_account (self);
  g_autofree char *escaped_key = g_markup_escape_text (key, -1);
  g_autofree char *escaped_account = g_markup_escape_text (account, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->signing_key_row), escaped_key);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->service_account_row), escaped_account);
  g_object_set (self->signing_key_row, "chosen", has_secret (self->app, HERALD_APP_SIGNING_KEY),
                NULL);
  g_object_set (self->service_account_row, "chosen",
                has_secret (self->app, HERALD_APP_SERVICE_ACCOUNT), NULL);
}

static void
show_state (HeraldAppEditor *self, HeraldPlatform platform, HeraldStateLabel *label)
{
  HeraldAppState state = herald_app_get_state (self->app, platform);

  herald_state_label_set (label, herald_app_row_get_look (state),
                          herald_app_state_get_label (state));
}

static void
show_findings (HeraldAppEditor *self, GPtrArray *issues)
{
  HeraldIssueRow *rows[] = {
    self->name_issue,    self->signing_key_issue, self->key_id_issue,
    self->team_id_issue, self->bundle_id_issue,   self->service_account_issue,
  };
  const HeraldIssue *general = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    herald_issue_row_show (rows[i], issues);
  for (guint i = 0; i < issues->len && general == NULL; i++)
    if (((HeraldIssue *) g_ptr_array_index (issues, i))->field == NULL)
      general = g_ptr_array_index (issues, i);
  herald_issue_label_set_issue (self->general_issue, general);
}

/* All that follows from the app as it is now. */
static void
update (HeraldAppEditor *self)
{
  g_autoptr (GPtrArray) issues = herald_app_validate (self->app);
  gboolean is_new = herald_app_get (self->app, HERALD_APP_ID) == NULL;
  gboolean changed = herald_app_has_changes (self->app);
  g_autoptr (GPtrArray) none = herald_issues_new ();

  /* A form that nobody has touched yet is empty, not wrong. */
  show_findings (self, is_new && !changed ? none : issues);
  show_state (self, HERALD_PLATFORM_IOS, self->ios_state);
  show_state (self, HERALD_PLATFORM_ANDROID, self->android_state);
  fill_files (self);
  set_unsaved (self, changed);
  gtk_widget_set_sensitive (self->form, !self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.save",
                                 changed && !self->busy && !herald_issues_has_error (issues));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.check",
                                 !self->busy && !herald_issues_has_error (issues));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.delete", !is_new && !self->busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.use-sample",
                                 herald_session_get_emulator (self->session) != NULL);
}

static void
set_busy (HeraldAppEditor *self, gboolean busy)
{
  self->busy = busy;
  if (self->app != NULL)
    update (self);
}

static void
fill (HeraldAppEditor *self)
{
  const char *name = herald_app_get (self->app, HERALD_APP_NAME);

  self->filling = TRUE;
  fill_entry (self->name_row, self->app, HERALD_APP_NAME);
  fill_entry (self->description_row, self->app, HERALD_APP_DESCRIPTION);
  fill_entry (self->key_id_row, self->app, HERALD_APP_KEY_ID);
  fill_entry (self->team_id_row, self->app, HERALD_APP_TEAM_ID);
  fill_entry (self->bundle_id_row, self->app, HERALD_APP_BUNDLE_ID);
  adw_combo_row_set_selected (self->apns_environment_row,
                              (guint) herald_app_get_apns_environment (self->app));
  self->filling = FALSE;
  herald_page_header_set_title (self->header, name != NULL ? name : _("New App"));
  update (self);
}

static void
show_checks (HeraldAppEditor *self, GPtrArray *checks)
{
  herald_check_row_set_check (self->ios_check_row, NULL);
  herald_check_row_set_check (self->android_check_row, NULL);
  for (guint i = 0; checks != NULL && i < checks->len; i++)
    {
      const HeraldCredentialCheck *check = g_ptr_array_index (checks, i);

      herald_check_row_set_check (check->platform == HERALD_PLATFORM_IOS ? self->ios_check_row
                                                                         : self->android_check_row,
                                  check);
    }
}

static void
entry_changed_cb (HeraldAppEditor *self, GtkEditable *row)
{
  if (self->filling || self->app == NULL)
    return;
  herald_app_set (self->app, get_field (self, row), gtk_editable_get_text (row));
  show_checks (self, NULL);
  update (self);
}

static void
apns_environment_changed_cb (HeraldAppEditor *self)
{
  if (self->filling || self->app == NULL)
    return;
  herald_app_set_apns_environment (self->app, (HeraldApnsEnvironment) adw_combo_row_get_selected (
                                                self->apns_environment_row));
  show_checks (self, NULL);
  update (self);
}

/* What a file that was refused really is, below the row it was given to. */
static void
show_file_error (HeraldIssueRow *row, const GError *error)
{
  g_autoptr (HeraldIssue) issue =
    herald_issue_new (HERALD_SEVERITY_ERROR, "FILE_REFUSED", NULL, "%s.", error->message);

  herald_issue_row_set_issue (row, issue);
}

static void
signing_key_read_cb (HeraldAppEditor *self, const char *name, GBytes *content)
{
  g_autoptr (GError) error = NULL;

  if (self->app == NULL)
    return;
  if (!herald_app_import_signing_key (self->app, name, content, &error))
    {
      show_file_error (self->signing_key_issue, error);
      return;
    }
  show_checks (self, NULL);
  fill (self);
}

static void
service_account_read_cb (HeraldAppEditor *self, const char *name, GBytes *content)
{
  g_autoptr (GError) error = NULL;

  if (self->app == NULL)
    return;
  if (!herald_app_import_service_account (self->app, name, content, &error))
    {
      show_file_error (self->service_account_issue, error);
      return;
    }
  show_checks (self, NULL);
  fill (self);
}

static void
signing_key_failed_cb (HeraldAppEditor *self, const GError *error)
{
  show_file_error (self->signing_key_issue, error);
}

static void
service_account_failed_cb (HeraldAppEditor *self, const GError *error)
{
  show_file_error (self->service_account_issue, error);
}

static void
show_saved_parts (HeraldAppEditor *self)
{
  herald_app_tokens_show (self->tokens, self->session, herald_app_get (self->app, HERALD_APP_ID),
                          self->cancellable);
  herald_app_sheet_show (self->sheet, self->session, self->app, self->cancellable);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldAppEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean saved = herald_apps_save_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || self->app == NULL)
    return;
  set_busy (self, FALSE);
  if (!saved)
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The app was not saved"), error);
      return;
    }
  herald_toast_show (GTK_WIDGET (self), _("App saved"));
  fill (self);
  show_saved_parts (self);
}

static void
save_now (GtkWidget *widget, gpointer data)
{
  HeraldAppEditor *self = HERALD_APP_EDITOR (widget);

  if (self->app == NULL)
    return;
  set_busy (self, TRUE);
  herald_apps_save_async (self->session, self->app, self->cancellable, saved_cb,
                          g_object_ref (self));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldAppEditor *self = HERALD_APP_EDITOR (widget);
  g_autofree char *what = NULL;

  if (self->app == NULL)
    return;
  /* Translators: %s is the name of a mobile app configuration. */
  what = g_strdup_printf (_("“%s” is saved as a mobile app configuration."),
                             herald_app_get (self->app, HERALD_APP_NAME));
  herald_change_ask (widget, self->session, what, _("_Save"), save_now, NULL, NULL, NULL);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldAppEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = herald_apps_check_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || self->app == NULL)
    return;
  set_busy (self, FALSE);
  if (checks == NULL)
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The credentials were not checked"), error);
      return;
    }
  show_checks (self, checks);
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldAppEditor *self = HERALD_APP_EDITOR (widget);

  set_busy (self, TRUE);
  show_checks (self, NULL);
  herald_apps_check_async (self->session, self->app, self->cancellable, checked_cb,
                           g_object_ref (self));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldAppEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean deleted = herald_apps_delete_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || self->app == NULL)
    return;
  set_busy (self, FALSE);
  if (!deleted)
    {
      herald_toast_show_error (GTK_WIDGET (self), _("The app was not deleted"), error);
      return;
    }
  herald_toast_show (GTK_WIDGET (self), _("App deleted"));
  g_signal_emit (self, signals[SIGNAL_DELETED], 0);
}

static void
delete_now (GtkWidget *widget, gpointer data)
{
  HeraldAppEditor *self = HERALD_APP_EDITOR (widget);

  if (self->app == NULL)
    return;
  set_busy (self, TRUE);
  herald_apps_delete_async (self->session, herald_app_get (self->app, HERALD_APP_ID),
                            self->cancellable, deleted_cb, g_object_ref (self));
}

static void
delete_response_cb (HeraldAppEditor *self, const char *response)
{
  g_autofree char *what = NULL;

  if (!g_str_equal (response, "delete") || self->app == NULL)
    return;
  /* Translators: %s is the name of a mobile app configuration. */
  what = g_strdup_printf (_("“%s” is deleted; its devices get no push any more."),
                             herald_app_get (self->app, HERALD_APP_NAME));
  herald_change_ask (GTK_WIDGET (self), self->session, what,
                     _("_Delete"), delete_now, NULL, NULL, NULL);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldAppEditor *self = HERALD_APP_EDITOR (widget);
  GtkWindow       *dialog = herald_app_delete_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                                          self->session, self->app, self->cancellable);

  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* What a person would have got from Apple and Google: the emulator's sample files. */
static void
use_sample_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HeraldAppEditor         *self = HERALD_APP_EDITOR (widget);
  HeraldEmulatorInfo      *info = herald_session_get_emulator (self->session);
  const HeraldEmulatorApp *sample = NULL;
  g_autoptr (GFile) key = NULL;
  g_autoptr (GFile) account = NULL;

  if (herald_emulator_info_get_n_apps (info) == 0)
    return;
  sample = herald_emulator_info_get_app (info, 0);
  if (herald_app_get (self->app, HERALD_APP_NAME) == NULL)
    herald_app_set (self->app, HERALD_APP_NAME, sample->name);
  herald_app_set (self->app, HERALD_APP_TEAM_ID, sample->team_id);
  herald_app_set (self->app, HERALD_APP_BUNDLE_ID, sample->bundle_id);
  fill (self);
  key = g_file_new_for_path (sample->apns_key_path);
  account = g_file_new_for_path (sample->service_account_path);
  herald_file_row_read (self->signing_key_row, key);
  herald_file_row_read (self->service_account_row, account);
}

static void
tokens_changed_cb (HeraldAppEditor *self)
{
  herald_app_sheet_show (self->sheet, self->session, self->app, self->cancellable);
}

static void
herald_app_editor_dispose (GObject *object)
{
  HeraldAppEditor *self = HERALD_APP_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->app);
  G_OBJECT_CLASS (herald_app_editor_parent_class)->dispose (object);
}

static void
herald_app_editor_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_UNSAVED:
      g_value_set_boolean (value, HERALD_APP_EDITOR (object)->unsaved);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-app-editor.ui");
  gtk_widget_class_bind_template_callback (widget_class, apns_environment_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, service_account_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, service_account_read_cb);
  gtk_widget_class_bind_template_callback (widget_class, signing_key_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, signing_key_read_cb);
  gtk_widget_class_bind_template_callback (widget_class, tokens_changed_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, android_check_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, android_state);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, apns_environment_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, bundle_id_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, bundle_id_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, description_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, form);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, general_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, header);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, ios_check_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, ios_state);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, key_id_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, key_id_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, name_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, scroller);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, service_account_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, service_account_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, sheet);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, signing_key_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, signing_key_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, spinner);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, team_id_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, team_id_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldAppEditor, tokens);
}

static void
herald_app_editor_class_init (HeraldAppEditorClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = herald_app_editor_dispose;
  object_class->get_property = herald_app_editor_get_property;
  properties[PROP_UNSAVED] =
    g_param_spec_boolean ("unsaved", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_DELETED] = g_signal_new ("deleted", HERALD_TYPE_APP_EDITOR, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "page.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "page.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "page.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "page.use-sample", NULL, use_sample_action);
  g_type_ensure (HERALD_TYPE_APP_SHEET);
  g_type_ensure (HERALD_TYPE_APP_TOKENS);
  g_type_ensure (HERALD_TYPE_CHECK_ROW);
  g_type_ensure (HERALD_TYPE_FILE_ROW);
  g_type_ensure (HERALD_TYPE_ISSUE_LABEL);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
  g_type_ensure (HERALD_TYPE_PAGE_HEADER);
  g_type_ensure (HERALD_TYPE_STATE_LABEL);
  bind_template (widget_class);
}

static void
herald_app_editor_init (HeraldAppEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_app_editor_edit:
 * @self: an editor
 * @session: the open session
 * @app: what to edit; a copy is edited
 * @cancellable: (nullable): the page's
 *
 * Fills the form, and drops what was edited before.
 */
void
herald_app_editor_edit (HeraldAppEditor *self,
                        HeraldSession   *session,
                        HeraldApp       *app,
                        GCancellable    *cancellable)
{
  g_return_if_fail (HERALD_IS_APP_EDITOR (self));
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_APP (app));

  herald_app_editor_close (self);
  herald_cancellable_renew (&self->cancellable, cancellable);
  g_set_object (&self->session, session);
  self->app = herald_app_copy (app);
  show_checks (self, NULL);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  fill (self);
  show_saved_parts (self);
}

/**
 * herald_app_editor_get_app:
 * @self: an editor
 *
 * Returns: (transfer none) (nullable): the app as it is in the form
 */
HeraldApp *
herald_app_editor_get_app (HeraldAppEditor *self)
{
  g_return_val_if_fail (HERALD_IS_APP_EDITOR (self), NULL);

  return self->app;
}

/**
 * herald_app_editor_get_unsaved:
 * @self: an editor
 *
 * Returns: whether leaving would lose something
 */
gboolean
herald_app_editor_get_unsaved (HeraldAppEditor *self)
{
  g_return_val_if_fail (HERALD_IS_APP_EDITOR (self), FALSE);

  return self->unsaved;
}

/**
 * herald_app_editor_close:
 * @self: an editor
 *
 * Ends what is under way and forgets the app.
 */
void
herald_app_editor_close (HeraldAppEditor *self)
{
  g_return_if_fail (HERALD_IS_APP_EDITOR (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->app);
  herald_app_sheet_forget (self->sheet);
  self->busy = FALSE;
  set_unsaved (self, FALSE);
}
