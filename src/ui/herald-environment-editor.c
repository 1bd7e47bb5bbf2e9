/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks while one types; a client secret or a certificate goes straight to the secrets and is not
 * shown again. What was learnt by signing in stays, so that the next sign-in is compared with it.
 */
#include "config.h"

#include "ui/herald-environment-editor.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "core/herald-environments.h"
#include "model/herald-environment-colour.h"
#include "net/herald-client-assertion.h"
#include "ui/herald-change.h"
#include "ui/herald-connection-group.h"
#include "ui/herald-discard-dialog.h"
#include "ui/herald-file-row.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-toast.h"
#include "ui/herald-widget.h"

#include <glib/gi18n.h>

#define DEFAULT_AUTHORITY "https://login.microsoftonline.com"

struct _HeraldEnvironmentEditor
{
  AdwBin parent_instance;

  HeraldWorkspace   *workspace; /* (owned) */
  HeraldEnvironment *saved;     /* (owned): what is edited; with an id only when it is new */
  HeraldEnvironment *opened;    /* (owned): as the form showed it first */
  HeraldDiscovery   *discovery; /* (owned) (nullable): where it was chosen */
  gboolean           is_new;
  gboolean           is_saved;
  gboolean           touched; /* an untouched form is empty, not wrong */
  gboolean           filling;
  gboolean           closing; /* agreed to lose what was entered */
  gulong             close_handler;
  char              *certificate;       /* (owned) (nullable): secret; chosen now */
  char              *certificate_error; /* (owned) (nullable): what is wrong with what was chosen */
  GCancellable      *cancellable;       /* (owned) */

  AdwEntryRow           *authority_row;
  HeraldIssueRow        *authority_issue;
  HeraldIssueRow        *certificate_issue;
  HeraldFileRow         *certificate_row;
  AdwEntryRow           *client_id_row;
  HeraldIssueRow        *client_id_issue;
  GtkColorButton        *colour_button;
  HeraldConnectionGroup *connection_group;
  AdwComboRow           *kind_row;
  AdwEntryRow           *name_row;
  HeraldIssueRow        *name_issue;
  AdwEntryRow           *public_endpoint_row;
  HeraldIssueRow        *public_endpoint_issue;
  GtkSwitch             *read_only_switch;
  GtkButton             *save_button;
  HeraldIssueRow        *secret_issue;
  AdwPasswordEntryRow   *secret_row;
  AdwComboRow           *sign_in_row;
  AdwEntryRow           *tenant_id_row;
  HeraldIssueRow        *tenant_id_issue;
  AdwWindowTitle        *title;
  AdwEntryRow           *url_row;
  HeraldIssueRow        *url_issue;
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

/* The ways of the list, the one for most people first. */
static const HeraldSignIn SIGN_INS[] = {
  HERALD_SIGN_IN_USER,
  HERALD_SIGN_IN_SECRET,
  HERALD_SIGN_IN_CERTIFICATE,
};

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static HeraldSignIn
get_sign_in (HeraldEnvironmentEditor *self)
{
  guint selected = adw_combo_row_get_selected (self->sign_in_row);

  return selected < G_N_ELEMENTS (SIGN_INS) ? SIGN_INS[selected] : HERALD_SIGN_IN_USER;
}

/* What the sign-in at the discovery said holds for that address and that client only. */
static void
forget_found (HeraldEnvironmentEditor *self, HeraldEnvironment *environment)
{
  static const HeraldEnvironmentField signed_in_with[] = {
    HERALD_ENVIRONMENT_SIGN_IN,
    HERALD_ENVIRONMENT_CLIENT_ID,
    HERALD_ENVIRONMENT_AUTHORITY,
  };

  if (!g_str_equal (herald_environment_get (environment, HERALD_ENVIRONMENT_URL),
                    herald_environment_get (self->saved, HERALD_ENVIRONMENT_URL)))
    herald_environment_set (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (signed_in_with); i++)
    if (!g_str_equal (herald_environment_get (environment, signed_in_with[i]),
                      herald_environment_get (self->saved, signed_in_with[i])))
      herald_environment_set (environment, HERALD_ENVIRONMENT_ACCOUNT, NULL);
}

/* The environment as it is in the form, with what is known about it already. */
static HeraldEnvironment *
read_form (HeraldEnvironmentEditor *self)
{
  HeraldEnvironment *environment = herald_environment_copy (self->saved);
  GdkRGBA            rgba;
  g_autofree char   *colour = NULL;

  gtk_color_chooser_get_rgba (GTK_COLOR_CHOOSER (self->colour_button), &rgba);
  colour =
    g_strdup_printf ("#%02x%02x%02x", (guint) (rgba.red * 255.0F + 0.5F),
                     (guint) (rgba.green * 255.0F + 0.5F), (guint) (rgba.blue * 255.0F + 0.5F));
  herald_environment_set_kind (environment, KINDS[adw_combo_row_get_selected (self->kind_row)]);
  herald_environment_set_read_only (environment, gtk_switch_get_active (self->read_only_switch));
  herald_environment_set (environment, HERALD_ENVIRONMENT_COLOUR, colour);
  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN,
                          herald_sign_in_to_string (get_sign_in (self)));
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
  herald_connection_group_read (self->connection_group, environment);
  if (self->discovery != NULL)
    forget_found (self, environment);
  return environment;
}

/* A credential that was kept for another way to sign in or another application is of no use. */
static gboolean
has_kept_credential (HeraldEnvironmentEditor *self, HeraldEnvironment *environment)
{
  return !self->is_new &&
         herald_environment_get_sign_in (self->saved) ==
           herald_environment_get_sign_in (environment) &&
         g_str_equal (herald_environment_get (self->saved, HERALD_ENVIRONMENT_CLIENT_ID),
                      herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID));
}

static void
add_credential_issues (HeraldEnvironmentEditor *self,
                       HeraldEnvironment       *environment,
                       GPtrArray               *issues)
{
  HeraldSignIn sign_in = herald_environment_get_sign_in (environment);
  gboolean     kept = has_kept_credential (self, environment);

  if (sign_in == HERALD_SIGN_IN_SECRET && *get_text (self->secret_row) == '\0' && !kept)
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_WARNING, "SECRET_MISSING", "secret",
                                       _("Enter the client secret’s value (not its ID); without it "
                                         "Herald cannot sign in.")));
  if (sign_in != HERALD_SIGN_IN_CERTIFICATE)
    return;
  if (self->certificate_error != NULL)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "CERTIFICATE_INVALID",
                                               "certificate", "%s.", self->certificate_error));
  else if (self->certificate == NULL && !kept)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_WARNING, "CERTIFICATE_MISSING",
                                               "certificate",
                                               _("Choose the file with certificate and private "
                                                 "key; without it Herald cannot sign in.")));
}

/* Commands name an environment by its name: no two may share one, whatever the case. */
static void
add_name_issue (HeraldEnvironmentEditor *self, GPtrArray *issues)
{
  GListModel      *model = herald_workspace_get_environments (self->workspace);
  const char      *own_id = herald_environment_get (self->saved, HERALD_ENVIRONMENT_ID);
  g_autofree char *name = g_strstrip (g_strdup (get_text (self->name_row)));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (HeraldEnvironment) other = g_list_model_get_item (model, i);

      if (g_str_equal (herald_environment_get (other, HERALD_ENVIRONMENT_ID), own_id) ||
          g_ascii_strcasecmp (herald_environment_get (other, HERALD_ENVIRONMENT_NAME), name) != 0)
        continue;
      g_ptr_array_add (issues,
                       herald_issue_new (HERALD_SEVERITY_ERROR, "NAME_TAKEN", "name",
                                         _("There is an environment “%s” already. Choose another "
                                           "name."),
                                            name));
      return;
    }
}

static GPtrArray *
find_issues (HeraldEnvironmentEditor *self)
{
  g_autoptr (HeraldEnvironment) environment = read_form (self);
  GPtrArray *issues = herald_environment_validate (environment);

  add_name_issue (self, issues);
  add_credential_issues (self, environment, issues);
  herald_connection_group_add_issues (self->connection_group, issues);
  return issues;
}

static void
update (HeraldEnvironmentEditor *self)
{
  g_autoptr (GPtrArray) issues = find_issues (self);
  g_autoptr (GPtrArray) none = herald_issues_new ();
  GPtrArray      *shown = self->touched ? issues : none;
  HeraldIssueRow *rows[] = {
    self->name_issue,      self->url_issue,         self->authority_issue,
    self->tenant_id_issue, self->client_id_issue,   self->public_endpoint_issue,
    self->secret_issue,    self->certificate_issue,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    herald_issue_row_show (rows[i], shown);
  herald_connection_group_show_issues (self->connection_group, shown);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button),
                            self->touched && !herald_issues_has_error (issues));
}

/* A person's sign-in learns service and tenant from the environment; an application needs them. */
static void
show_sign_in (HeraldEnvironmentEditor *self)
{
  HeraldSignIn sign_in = get_sign_in (self);
  gboolean     is_person = sign_in == HERALD_SIGN_IN_USER;

  gtk_widget_set_visible (GTK_WIDGET (self->secret_row), sign_in == HERALD_SIGN_IN_SECRET);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate_row),
                          sign_in == HERALD_SIGN_IN_CERTIFICATE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->tenant_id_row),
                                 is_person ? _("Tenant, found at sign-in")
                                           : _("Tenant: ID or domain"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->authority_row),
                                 is_person ? _("Sign-in address, found at sign-in")
                                           : _("Sign-in address"));
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
sign_in_selected_cb (HeraldEnvironmentEditor *self)
{
  if (self->filling)
    return;
  show_sign_in (self);
  if (get_sign_in (self) != HERALD_SIGN_IN_USER && *get_text (self->authority_row) == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->authority_row), DEFAULT_AUTHORITY);
  form_changed_cb (self);
}

static void
take_certificate (HeraldEnvironmentEditor *self, char *pem, const char *complaint)
{
  g_clear_pointer (&self->certificate, herald_secret_free);
  self->certificate = pem;
  g_free (self->certificate_error);
  self->certificate_error = g_strdup (complaint);
  form_changed_cb (self);
}

static void
certificate_read_cb (HeraldEnvironmentEditor *self, const char *name, GBytes *content)
{
  gsize       size = 0;
  const char *data = g_bytes_get_data (content, &size);
  char       *pem = g_strndup (data, size);
  g_autoptr (GError) error = NULL;

  if (!herald_client_assertion_check_certificate (pem, &error))
    {
      herald_secret_free (pem);
      take_certificate (self, NULL, error->message);
      return;
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->certificate_row), name);
  g_object_set (self->certificate_row, "chosen", TRUE, NULL);
  take_certificate (self, pem, NULL);
}

static void
certificate_failed_cb (HeraldEnvironmentEditor *self, const GError *error)
{
  take_certificate (self, NULL, error->message);
}

static void
finish (HeraldEnvironmentEditor *self)
{
  self->is_saved = TRUE;
  /* A new secret may be what was missing; everything else the workspace notices by itself. */
  if (herald_workspace_get_state (self->workspace) == HERALD_WORKSPACE_FAILED)
    herald_workspace_retry (self->workspace);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

/* Without it one signs in once more. */
static void
sign_in_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldEnvironmentEditor) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_discovery_keep_sign_in_finish (HERALD_DISCOVERY (source), result, &error))
    {
      if (herald_error_is_cancelled (error))
        return;
      herald_toast_show_error (GTK_WIDGET (self), _("The sign-in was not kept"), error);
    }
  finish (self);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldEnvironmentEditor) self = user_data;
  g_autoptr (HeraldEnvironment) environment = NULL;
  g_autoptr (GError) error = NULL;

  if (!herald_environments_save_finish (HERALD_STORE (source), result, &error))
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), TRUE);
      herald_toast_show_error (GTK_WIDGET (self), _("The environment was not saved"), error);
      return;
    }
  if (self->discovery == NULL)
    {
      finish (self);
      return;
    }
  environment = read_form (self);
  herald_discovery_keep_sign_in_async (self->discovery,
                                       herald_workspace_get_secrets (self->workspace), environment,
                                       self->cancellable, sign_in_kept_cb, g_object_ref (self));
}

/* Returns: (transfer none) (nullable): what to keep with the secrets */
static const char *
get_credential (HeraldEnvironmentEditor *self)
{
  const char *secret = get_text (self->secret_row);

  switch (get_sign_in (self))
    {
    case HERALD_SIGN_IN_SECRET:
      return *secret != '\0' ? secret : NULL;
    case HERALD_SIGN_IN_CERTIFICATE:
      return self->certificate;
    case HERALD_SIGN_IN_USER:
    default:
      return NULL;
    }
}

static void
save (GtkWidget *widget, gpointer unused)
{
  HeraldEnvironmentEditor *self = HERALD_ENVIRONMENT_EDITOR (widget);
  HeraldStore             *store = herald_workspace_get_store (self->workspace);
  g_autoptr (HeraldEnvironment) environment = read_form (self);
  HeraldEnvironmentSecrets kept = {
    .credential = get_credential (self),
    .proxy_password = herald_connection_group_get_proxy_password (self->connection_group),
    .client_certificate = herald_connection_group_get_client_certificate (self->connection_group),
  };

  if (self->discovery != NULL)
    herald_discovery_complete_secrets (self->discovery, environment, &kept);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), FALSE);
  herald_environments_save_async (store, herald_workspace_get_secrets (self->workspace),
                                  environment, &kept, self->cancellable, saved_cb,
                                  g_object_ref (self));
}

/* The question is asked in the name of what shall be saved; read-only or not, nothing is changed
 * there. */
static void
ask_to_ignore (HeraldEnvironmentEditor *self, HeraldEnvironment *environment)
{
  HeraldStore *store = herald_workspace_get_store (self->workspace);
  g_autoptr (HeraldEnvironment) asked = herald_environment_copy (environment);
  g_autoptr (HeraldSession) session = NULL;

  herald_environment_set_read_only (asked, FALSE);
  session = herald_session_new (asked, store, herald_workspace_get_secrets (self->workspace), NULL);
  herald_change_ask (GTK_WIDGET (self), session,
                     _("Herald will take any server for the right one. Whoever stands in between "
                       "can read and change everything, tokens and keys included."),
                        _("_Ignore TLS Errors"), save, NULL, NULL, NULL);
}

static void
save_clicked_cb (HeraldEnvironmentEditor *self)
{
  g_autoptr (HeraldEnvironment) environment = read_form (self);

  if (herald_workspace_get_store (self->workspace) == NULL)
    return;
  if (herald_environment_begins_to_ignore (self->is_new ? NULL : self->saved, environment))
    ask_to_ignore (self, environment);
  else
    save (GTK_WIDGET (self), NULL);
}

static gboolean
has_unsaved (HeraldEnvironmentEditor *self)
{
  g_autoptr (HeraldEnvironment) environment = read_form (self);

  return !herald_environment_equal (environment, self->opened) || get_credential (self) != NULL ||
         herald_connection_group_get_proxy_password (self->connection_group) != NULL ||
         herald_connection_group_get_client_certificate (self->connection_group) != NULL;
}

/* Asks, and has @agreed called with the answer. */
static void
ask_to_discard (HeraldEnvironmentEditor *self, GCallback agreed)
{
  GtkWidget *dialog =
    herald_discard_dialog_present (GTK_WIDGET (self), _("The environment you are editing has changes that were not saved."));

  g_signal_connect_object (dialog, "response", agreed, self, G_CONNECT_SWAPPED);
}

static void
back_agreed_cb (HeraldEnvironmentEditor *self, const char *response)
{
  if (g_str_equal (response, HERALD_DISCARD_RESPONSE))
    g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
back_clicked_cb (HeraldEnvironmentEditor *self)
{
  if (has_unsaved (self))
    ask_to_discard (self, G_CALLBACK (back_agreed_cb));
  else
    g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  back_clicked_cb (HERALD_ENVIRONMENT_EDITOR (widget));
  return GDK_EVENT_STOP;
}

static void
close_agreed_cb (HeraldEnvironmentEditor *self, const char *response)
{
  if (!g_str_equal (response, HERALD_DISCARD_RESPONSE))
    return;
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static gboolean
close_request_cb (HeraldEnvironmentEditor *self)
{
  if (self->closing || !has_unsaved (self))
    return GDK_EVENT_PROPAGATE;
  ask_to_discard (self, G_CALLBACK (close_agreed_cb));
  return GDK_EVENT_STOP;
}

static void
herald_environment_editor_map (GtkWidget *widget)
{
  HeraldEnvironmentEditor *self = HERALD_ENVIRONMENT_EDITOR (widget);

  GTK_WIDGET_CLASS (herald_environment_editor_parent_class)->map (widget);
  self->close_handler = g_signal_connect_swapped (gtk_widget_get_root (widget), "close-request",
                                                  G_CALLBACK (close_request_cb), self);
}

static void
herald_environment_editor_unmap (GtkWidget *widget)
{
  HeraldEnvironmentEditor *self = HERALD_ENVIRONMENT_EDITOR (widget);

  g_clear_signal_handler (&self->close_handler, gtk_widget_get_root (widget));
  GTK_WIDGET_CLASS (herald_environment_editor_parent_class)->unmap (widget);
}

static void
fill_entry (AdwEntryRow *row, HeraldEnvironment *environment, HeraldEnvironmentField field)
{
  const char *value = herald_environment_get (environment, field);

  gtk_editable_set_text (GTK_EDITABLE (row), value != NULL ? value : "");
}

static void
fill (HeraldEnvironmentEditor *self)
{
  GdkRGBA rgba;

  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++)
    if (KINDS[i] == herald_environment_get_kind (self->saved))
      adw_combo_row_set_selected (self->kind_row, i);
  for (guint i = 0; i < G_N_ELEMENTS (SIGN_INS); i++)
    if (SIGN_INS[i] == herald_environment_get_sign_in (self->saved))
      adw_combo_row_set_selected (self->sign_in_row, i);
  if (gdk_rgba_parse (&rgba, herald_environment_get (self->saved, HERALD_ENVIRONMENT_COLOUR)))
    gtk_color_chooser_set_rgba (GTK_COLOR_CHOOSER (self->colour_button), &rgba);
  gtk_switch_set_active (self->read_only_switch, herald_environment_is_read_only (self->saved));
  fill_entry (self->name_row, self->saved, HERALD_ENVIRONMENT_NAME);
  fill_entry (self->url_row, self->saved, HERALD_ENVIRONMENT_URL);
  fill_entry (self->authority_row, self->saved, HERALD_ENVIRONMENT_AUTHORITY);
  fill_entry (self->tenant_id_row, self->saved, HERALD_ENVIRONMENT_TENANT_ID);
  fill_entry (self->client_id_row, self->saved, HERALD_ENVIRONMENT_CLIENT_ID);
  fill_entry (self->public_endpoint_row, self->saved, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT);
  herald_connection_group_fill (self->connection_group, self->saved);
  if (herald_environment_get_sign_in (self->saved) == HERALD_SIGN_IN_SECRET)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret_row),
                                   _("Client secret (leave empty to keep it)"));
  else if (herald_environment_get_sign_in (self->saved) == HERALD_SIGN_IN_CERTIFICATE)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->certificate_row),
                                 _("The one kept with the secrets"));
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

  g_clear_object (&self->saved);
  g_clear_object (&self->opened);
  g_clear_object (&self->discovery);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->certificate, herald_secret_free);
  g_clear_pointer (&self->certificate_error, g_free);
  G_OBJECT_CLASS (herald_environment_editor_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, authority_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, authority_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, certificate_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, client_id_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, client_id_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, colour_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, connection_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, kind_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, name_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor,
                                        public_endpoint_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, public_endpoint_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, read_only_switch);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, secret_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, secret_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, sign_in_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, tenant_id_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, tenant_id_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, title);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, url_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldEnvironmentEditor, url_row);
}

static void
herald_environment_editor_class_init (HeraldEnvironmentEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_environment_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_environment_editor_finalize;
  signals[SIGNAL_DONE] = g_signal_new ("done", HERALD_TYPE_ENVIRONMENT_EDITOR, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  widget_class->map = herald_environment_editor_map;
  widget_class->unmap = herald_environment_editor_unmap;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-environment-editor.ui");
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, certificate_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, certificate_read_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_selected_cb);
  bind_children (widget_class);
  g_type_ensure (HERALD_TYPE_CONNECTION_GROUP);
  g_type_ensure (HERALD_TYPE_FILE_ROW);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
}

static void
herald_environment_editor_init (HeraldEnvironmentEditor *self)
{
  g_autoptr (GtkStringList) ways = gtk_string_list_new (NULL);

  self->cancellable = g_cancellable_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_widget_wipe_typed (GTK_EDITABLE (self->secret_row));
  for (gsize i = 0; i < G_N_ELEMENTS (SIGN_INS); i++)
    gtk_string_list_append (ways, herald_sign_in_get_label (SIGN_INS[i]));
  adw_combo_row_set_model (self->sign_in_row, G_LIST_MODEL (ways));
}

/* A new one is treated with the most care until somebody says that it is none of production. */
static HeraldEnvironment *
new_environment (void)
{
  HeraldEnvironment *environment = herald_environment_new (HERALD_ENVIRONMENT_PRODUCTION);
  g_autofree char   *id = herald_guid_new ();

  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, id);
  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN,
                          herald_sign_in_to_string (HERALD_SIGN_IN_USER));
  return environment;
}

static void
choose_colour (HeraldEnvironment *environment, GListModel *others)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (others); i++)
    g_ptr_array_add (list, g_list_model_get_item (others, i));
  herald_environment_set (environment, HERALD_ENVIRONMENT_COLOUR,
                          herald_environment_colour_choose (list));
}

/* Takes @environment. */
static GtkWidget *
make (HeraldWorkspace   *workspace,
      HeraldEnvironment *environment,
      HeraldDiscovery   *discovery,
      gboolean           is_new)
{
  HeraldEnvironmentEditor *self = g_object_new (HERALD_TYPE_ENVIRONMENT_EDITOR, NULL);

  self->workspace = g_object_ref (workspace);
  self->is_new = is_new;
  self->saved = environment;
  g_set_object (&self->discovery, discovery);
  self->touched = !is_new || discovery != NULL;
  if (is_new)
    adw_window_title_set_title (self->title, _("New Environment"));
  if (*herald_environment_get (environment, HERALD_ENVIRONMENT_COLOUR) == '\0')
    choose_colour (environment, herald_workspace_get_environments (workspace));
  fill (self);
  show_sign_in (self);
  self->filling = FALSE;
  self->opened = read_form (self);
  update (self);
  return GTK_WIDGET (self);
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
  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (environment == NULL || HERALD_IS_ENVIRONMENT (environment), NULL);

  return make (workspace,
               environment != NULL ? herald_environment_copy (environment) : new_environment (),
               NULL, environment == NULL);
}

/**
 * herald_environment_editor_new_found:
 * @workspace: where it is saved
 * @discovery: somebody signed in to it
 * @instance: the environment that was chosen there
 *
 * Returns: (transfer floating): the form, filled in
 */
GtkWidget *
herald_environment_editor_new_found (HeraldWorkspace *workspace,
                                     HeraldDiscovery *discovery,
                                     HeraldInstance  *instance)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (HERALD_IS_DISCOVERY (discovery), NULL);
  g_return_val_if_fail (HERALD_IS_INSTANCE (instance), NULL);

  return make (workspace, herald_discovery_make_environment (discovery, instance), discovery, TRUE);
}

/**
 * herald_environment_editor_is_saved:
 * @self: a form
 *
 * Returns: whether it was done by saving
 */
gboolean
herald_environment_editor_is_saved (HeraldEnvironmentEditor *self)
{
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT_EDITOR (self), FALSE);

  return self->is_saved;
}
