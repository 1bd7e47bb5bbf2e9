/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks while one types; the client secret goes straight to the secrets and is not shown again. */
#include "config.h"

#include "ui/herald-environment-editor.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "core/herald-environments.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

#define DEFAULT_AUTHORITY "https://login.microsoftonline.com"

struct _HeraldEnvironmentEditor
{
  AdwBin parent_instance;

  HeraldWorkspace *workspace; /* (owned) */
  char            *id;        /* (owned) */
  gboolean         touched;   /* an untouched form is empty, not wrong */
  gboolean         filling;
  GCancellable    *cancellable; /* (owned) */

  AdwEntryRow         *authority_row;
  HeraldIssueRow      *authority_issue;
  AdwEntryRow         *client_id_row;
  HeraldIssueRow      *client_id_issue;
  GtkColorButton      *colour_button;
  AdwComboRow         *kind_row;
  AdwEntryRow         *name_row;
  HeraldIssueRow      *name_issue;
  AdwEntryRow         *public_endpoint_row;
  HeraldIssueRow      *public_endpoint_issue;
  GtkButton           *save_button;
  AdwPasswordEntryRow *secret_row;
  AdwEntryRow         *tenant_id_row;
  HeraldIssueRow      *tenant_id_issue;
  AdwWindowTitle      *title;
  AdwEntryRow         *url_row;
  HeraldIssueRow      *url_issue;
};

G_DEFINE_FINAL_TYPE (HeraldEnvironmentEditor, herald_environment_editor, ADW_TYPE_BIN)

enum
{
  SIGNAL_DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The kinds of the list, which leaves the emulator out: it is built in. */
static const HeraldEnvironmentKind KINDS[] = {
  HERALD_ENVIRONMENT_DEVELOPMENT,
  HERALD_ENVIRONMENT_TEST,
  HERALD_ENVIRONMENT_PRODUCTION,
};

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* The environment as it is in the form. */
static HeraldEnvironment *
read_form (HeraldEnvironmentEditor *self)
{
  HeraldEnvironment *environment =
    herald_environment_new (KINDS[adw_combo_row_get_selected (self->kind_row)]);
  GdkRGBA          rgba;
  g_autofree char *colour = NULL;

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (self->colour_button), &rgba);
  colour =
    g_strdup_printf ("#%02x%02x%02x", (guint) (rgba.red * 255.0F + 0.5F),
                     (guint) (rgba.green * 255.0F + 0.5F), (guint) (rgba.blue * 255.0F + 0.5F));
  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, self->id);
  herald_environment_set (environment, HERALD_ENVIRONMENT_COLOUR, colour);
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, get_text (self->name_row));
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, get_text (self->url_row));
  herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY,
                          get_text (self->authority_row));
  herald_environment_set (environment, HERALD_ENVIRONMENT_TENANT_ID,
                          get_text (self->tenant_id_row));
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID,
                          get_text (self->client_id_row));
  herald_environment_set (environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT,
                          get_text (self->public_endpoint_row));
  return environment;
}

static void
update (HeraldEnvironmentEditor *self)
{
  g_autoptr (HeraldEnvironment) environment = read_form (self);
  g_autoptr (GPtrArray) issues = herald_environment_validate (environment);
  g_autoptr (GPtrArray) none = herald_issues_new ();
  GPtrArray      *shown = self->touched ? issues : none;
  HeraldIssueRow *rows[] = {
    self->name_issue,      self->url_issue,       self->authority_issue,
    self->tenant_id_issue, self->client_id_issue, self->public_endpoint_issue,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    herald_issue_row_show (rows[i], shown);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button),
                            self->touched && !herald_issues_has_error (issues));
}

static void
form_changed_cb (HeraldEnvironmentEditor *self)
{
  if (self->filling)
    return;
  self->touched = TRUE;
  update (self);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldEnvironmentEditor) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_environments_save_finish (HERALD_STORE (source), result, &error))
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), TRUE);
      herald_toast_show_error (GTK_WIDGET (self), _("The environment was not saved"), error);
      return;
    }
  herald_workspace_reload_environments (self->workspace);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
save_clicked_cb (HeraldEnvironmentEditor *self)
{
  HeraldStore *store = herald_workspace_get_store (self->workspace);
  const char  *secret = get_text (self->secret_row);
  g_autoptr (HeraldEnvironment) environment = read_form (self);

  if (store == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), FALSE);
  herald_environments_save_async (store, herald_workspace_get_secrets (self->workspace),
                                  environment, *secret != '\0' ? secret : NULL, self->cancellable,
                                  saved_cb, g_object_ref (self));
}

static void
back_clicked_cb (HeraldEnvironmentEditor *self)
{
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
fill_entry (AdwEntryRow *row, HeraldEnvironment *environment, HeraldEnvironmentField field)
{
  const char *value = herald_environment_get (environment, field);

  gtk_editable_set_text (GTK_EDITABLE (row), value != NULL ? value : "");
}

static void
fill (HeraldEnvironmentEditor *self, HeraldEnvironment *environment)
{
  GdkRGBA rgba;

  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++)
    if (KINDS[i] == herald_environment_get_kind (environment))
      adw_combo_row_set_selected (self->kind_row, i);
  if (gdk_rgba_parse (&rgba, herald_environment_get (environment, HERALD_ENVIRONMENT_COLOUR)))
    gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (self->colour_button), &rgba);
  fill_entry (self->name_row, environment, HERALD_ENVIRONMENT_NAME);
  fill_entry (self->url_row, environment, HERALD_ENVIRONMENT_URL);
  fill_entry (self->authority_row, environment, HERALD_ENVIRONMENT_AUTHORITY);
  fill_entry (self->tenant_id_row, environment, HERALD_ENVIRONMENT_TENANT_ID);
  fill_entry (self->client_id_row, environment, HERALD_ENVIRONMENT_CLIENT_ID);
  fill_entry (self->public_endpoint_row, environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret_row),
                                 _("Client secret (leave empty to keep it)"));
}

static void
herald_environment_editor_dispose (GObject *object)
{
  HeraldEnvironmentEditor *self = HERALD_ENVIRONMENT_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (herald_environment_editor_parent_class)->dispose (object);
}

static void
herald_environment_editor_finalize (GObject *object)
{
  HeraldEnvironmentEditor *self = HERALD_ENVIRONMENT_EDITOR (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->id, g_free);
  G_OBJECT_CLASS (herald_environment_editor_parent_class)->finalize (object);
}

static void
herald_environment_editor_class_init (HeraldEnvironmentEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_environment_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_environment_editor_finalize;
  signals[SIGNAL_DONE] = g_signal_new ("done", HERALD_TYPE_ENVIRONMENT_EDITOR, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-environment-editor.ui");
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, authority_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, authority_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, client_id_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, client_id_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, colour_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, kind_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, name_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor,
                                        public_endpoint_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, public_endpoint_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, secret_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, tenant_id_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, tenant_id_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, title);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, url_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, url_row);
}

static void
herald_environment_editor_init (HeraldEnvironmentEditor *self)
{
  self->cancellable = g_cancellable_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_environment_editor_new:
 * @workspace: where it is saved
 * @environment: (nullable): what to edit; %NULL for a new one
 *
 * Returns: (transfer floating): the form
 */
GtkWidget *
herald_environment_editor_new (HeraldWorkspace *workspace, HeraldEnvironment *environment)
{
  HeraldEnvironmentEditor *self;

  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (environment == NULL || HERALD_IS_ENVIRONMENT (environment), NULL);

  self = g_object_new (HERALD_TYPE_ENVIRONMENT_EDITOR, NULL);
  self->workspace = g_object_ref (workspace);
  if (environment != NULL)
    {
      self->id = g_strdup (herald_environment_get (environment, HERALD_ENVIRONMENT_ID));
      fill (self, environment);
      self->touched = TRUE;
    }
  else
    {
      self->id = herald_guid_new ();
      adw_window_title_set_title (self->title, _("New Environment"));
      gtk_editable_set_text (GTK_EDITABLE (self->authority_row), DEFAULT_AUTHORITY);
    }
  self->filling = FALSE;
  update (self);
  return GTK_WIDGET (self);
}
