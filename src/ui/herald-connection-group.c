/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A password or a certificate is not shown again; of the certificate one sees the name. A protected
 * file asks for its passphrase, once, when it is chosen. */
#include "config.h"

#include "ui/herald-connection-group.h"

#include "base/herald-error.h"
#include "base/herald-transport.h"
#include "core/herald-environments.h"
#include "crypto/herald-client-certificate.h"
#include "ui/herald-file-row.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-widget.h"

#include <glib/gi18n.h>
#include <string.h>

/* In the order of the list. */
enum
{
  PROXY_SYSTEM,
  PROXY_NONE,
  PROXY_OWN,
};

struct _HeraldConnectionGroup
{
  AdwPreferencesGroup parent_instance;

  gboolean              filling;
  char                 *ca_file_error;     /* (owned) (nullable) */
  GtkFileChooserNative *chooser;           /* (owned) (nullable): while it is open */
  GCancellable         *ca_cancellable;    /* (owned) (nullable): of the check under way */
  char                 *certificate_name;  /* (owned) (nullable): kept, or chosen now */
  char                 *certificate;       /* (owned) (nullable): secret; chosen now */
  GBytes               *certificate_file;  /* (owned) (nullable): waits for its passphrase */
  char                 *certificate_error; /* (owned) (nullable) */

  HeraldIssueRow      *ca_file_issue;
  AdwEntryRow         *ca_file_row;
  HeraldIssueRow      *certificate_issue;
  GtkButton           *certificate_remove_button;
  HeraldFileRow       *certificate_row;
  AdwActionRow        *ignore_row;
  GtkSwitch           *ignore_switch;
  AdwPasswordEntryRow *passphrase_row;
  HeraldIssueRow      *proxy_issue;
  AdwPasswordEntryRow *proxy_password_row;
  AdwComboRow         *proxy_row;
  AdwEntryRow         *proxy_address_row;
  HeraldIssueRow      *proxy_user_issue;
  AdwEntryRow         *proxy_user_row;
  HeraldIssueRow      *tls_errors_issue;
};

G_DEFINE_FINAL_TYPE (HeraldConnectionGroup, herald_connection_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
set_text (gpointer row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static void
tell_changed (HeraldConnectionGroup *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
has_own_proxy (HeraldConnectionGroup *self)
{
  return adw_combo_row_get_selected (self->proxy_row) == PROXY_OWN;
}

static void
show_proxy (HeraldConnectionGroup *self)
{
  gboolean is_own = has_own_proxy (self);

  gtk_widget_set_visible (GTK_WIDGET (self->proxy_address_row), is_own);
  gtk_widget_set_visible (GTK_WIDGET (self->proxy_user_row), is_own);
  gtk_widget_set_visible (GTK_WIDGET (self->proxy_password_row),
                          is_own && *get_text (self->proxy_user_row) != '\0');
}

static void
show_certificate (HeraldConnectionGroup *self)
{
  gboolean has_one = self->certificate_name != NULL;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->certificate_row),
                               has_one ? self->certificate_name
                                       : _("None; shown to the environment’s servers that ask"));
  g_object_set (self->certificate_row, "chosen", has_one, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate_remove_button), has_one);
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase_row), self->certificate_file != NULL);
}

static void
proxy_changed_cb (HeraldConnectionGroup *self)
{
  show_proxy (self);
  tell_changed (self);
}

static void
changed_cb (HeraldConnectionGroup *self)
{
  tell_changed (self);
}

/* Forgets what was chosen now. */
static void
drop_certificate (HeraldConnectionGroup *self)
{
  g_clear_pointer (&self->certificate, herald_secret_free);
  g_clear_pointer (&self->certificate_file, g_bytes_unref);
  g_clear_pointer (&self->certificate_error, g_free);
}

static void
read_certificate (HeraldConnectionGroup *self, GBytes *content, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldClientCertificate) certificate =
    herald_client_certificate_read (content, passphrase, &error);
  g_autoptr (GBytes) kept = g_bytes_ref (content);

  drop_certificate (self);
  if (certificate != NULL)
    {
      self->certificate = g_strdup (certificate->pem);
      g_free (self->certificate_name);
      self->certificate_name = g_strdup (certificate->name);
    }
  else
    self->certificate_error = g_strdup (error->message);
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_SECRET))
    self->certificate_file = g_steal_pointer (&kept);
  show_certificate (self);
  tell_changed (self);
}

static void
certificate_read_cb (HeraldConnectionGroup *self, const char *name, GBytes *content)
{
  set_text (self->passphrase_row, NULL);
  read_certificate (self, content, NULL);
  if (self->certificate_file != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
}

static void
certificate_failed_cb (HeraldConnectionGroup *self, const GError *error)
{
  drop_certificate (self);
  self->certificate_error = g_strdup (error->message);
  show_certificate (self);
  tell_changed (self);
}

static void
passphrase_applied_cb (HeraldConnectionGroup *self)
{
  g_autoptr (GBytes) content = NULL;

  if (self->certificate_file == NULL)
    return;
  content = g_bytes_ref (self->certificate_file);
  read_certificate (self, content, get_text (self->passphrase_row));
  if (self->certificate_file == NULL)
    set_text (self->passphrase_row, NULL);
}

static void
certificate_removed_cb (HeraldConnectionGroup *self)
{
  drop_certificate (self);
  g_clear_pointer (&self->certificate_name, g_free);
  show_certificate (self);
  tell_changed (self);
}

static void
ca_file_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldConnectionGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_environments_check_ca_file_finish (result, &error) &&
      herald_error_is_cancelled (error))
    return;
  g_free (self->ca_file_error);
  self->ca_file_error = error != NULL ? g_strdup (error->message) : NULL;
  tell_changed (self);
}

static void
ca_file_changed_cb (HeraldConnectionGroup *self)
{
  const char *path = get_text (self->ca_file_row);

  if (self->filling)
    return;
  g_cancellable_cancel (self->ca_cancellable);
  g_clear_object (&self->ca_cancellable);
  g_clear_pointer (&self->ca_file_error, g_free);
  self->ca_cancellable = g_cancellable_new ();
  if (*path != '\0')
    herald_environments_check_ca_file_async (path, self->ca_cancellable, ca_file_checked_cb,
                                             g_object_ref (self));
  tell_changed (self);
}

static void
ca_file_response_cb (HeraldConnectionGroup *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    set_text (self->ca_file_row, path);
}

static void
ca_file_clicked_cb (HeraldConnectionGroup *self)
{
  if (self->chooser != NULL)
    return;
  self->chooser =
    gtk_file_chooser_native_new (_("Certificate Authority File"),
                                    GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                    GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (ca_file_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
herald_connection_group_dispose (GObject *object)
{
  HeraldConnectionGroup *self = HERALD_CONNECTION_GROUP (object);

  g_cancellable_cancel (self->ca_cancellable);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (herald_connection_group_parent_class)->dispose (object);
}

static void
herald_connection_group_finalize (GObject *object)
{
  HeraldConnectionGroup *self = HERALD_CONNECTION_GROUP (object);

  drop_certificate (self);
  g_clear_object (&self->ca_cancellable);
  g_clear_pointer (&self->ca_file_error, g_free);
  g_clear_pointer (&self->certificate_name, g_free);
  G_OBJECT_CLASS (herald_connection_group_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, ca_file_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, ca_file_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, certificate_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup,
                                        certificate_remove_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, ignore_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, ignore_switch);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, proxy_address_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, proxy_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, proxy_password_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, proxy_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, proxy_user_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, proxy_user_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldConnectionGroup, tls_errors_issue);
}

static void
herald_connection_group_class_init (HeraldConnectionGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_connection_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_connection_group_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HERALD_TYPE_CONNECTION_GROUP,
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-connection-group.ui");
  gtk_widget_class_bind_template_callback (widget_class, ca_file_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, ca_file_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, certificate_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, certificate_read_cb);
  gtk_widget_class_bind_template_callback (widget_class, certificate_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, passphrase_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, proxy_changed_cb);
  bind_children (widget_class);
  g_type_ensure (HERALD_TYPE_FILE_ROW);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
}

static void
herald_connection_group_init (HeraldConnectionGroup *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_widget_wipe_typed (GTK_EDITABLE (self->proxy_password_row));
  herald_widget_wipe_typed (GTK_EDITABLE (self->passphrase_row));
  show_proxy (self);
  show_certificate (self);
  self->filling = FALSE;
}

/**
 * herald_connection_group_fill:
 * @self: a part of a form
 * @environment: what to show
 */
void
herald_connection_group_fill (HeraldConnectionGroup *self, HeraldEnvironment *environment)
{
  const char *proxy;

  g_return_if_fail (HERALD_IS_CONNECTION_GROUP (self));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  proxy = herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY);
  self->filling = TRUE;
  adw_combo_row_set_selected (self->proxy_row, proxy == NULL ? PROXY_SYSTEM
                                               : g_str_equal (proxy, HERALD_PROXY_NONE)
                                                 ? PROXY_NONE
                                                 : PROXY_OWN);
  set_text (self->proxy_address_row, has_own_proxy (self) ? proxy : NULL);
  set_text (self->proxy_user_row,
            herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY_USER));
  set_text (self->ca_file_row, herald_environment_get (environment, HERALD_ENVIRONMENT_CA_FILE));
  g_free (self->certificate_name);
  self->certificate_name =
    g_strdup (herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE));
  gtk_switch_set_active (self->ignore_switch, herald_environment_ignores_tls_errors (environment));
  if (herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY_USER) != NULL)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->proxy_password_row),
                                     _("New proxy password"));
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->proxy_password_row),
                                   _("Leave it empty to keep the password there is"));
    }
  show_proxy (self);
  show_certificate (self);
  self->filling = FALSE;
}

/**
 * herald_connection_group_forbid_ignoring:
 * @self: a part of a form
 *
 * From now on nothing offers to take any server for the right one.
 */
void
herald_connection_group_forbid_ignoring (HeraldConnectionGroup *self)
{
  g_return_if_fail (HERALD_IS_CONNECTION_GROUP (self));

  gtk_widget_set_visible (GTK_WIDGET (self->ignore_row), FALSE);
}

/**
 * herald_connection_group_read:
 * @self: a part of a form
 * @environment: gets what is in it
 */
void
herald_connection_group_read (HeraldConnectionGroup *self, HeraldEnvironment *environment)
{
  guint       selected;
  const char *proxy = NULL;

  g_return_if_fail (HERALD_IS_CONNECTION_GROUP (self));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  selected = adw_combo_row_get_selected (self->proxy_row);
  if (selected != PROXY_SYSTEM)
    proxy = selected == PROXY_NONE ? HERALD_PROXY_NONE : get_text (self->proxy_address_row);
  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY, proxy);
  herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY_USER,
                          has_own_proxy (self) ? get_text (self->proxy_user_row) : NULL);
  herald_environment_set (environment, HERALD_ENVIRONMENT_CA_FILE, get_text (self->ca_file_row));
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE,
                          self->certificate_name);
  herald_environment_set_ignores_tls_errors (environment,
                                             gtk_switch_get_active (self->ignore_switch));
}

/**
 * herald_connection_group_add_issues:
 * @self: a part of a form
 * @issues: (element-type HeraldIssue): gets what only the form knows
 */
void
herald_connection_group_add_issues (HeraldConnectionGroup *self, GPtrArray *issues)
{
  g_return_if_fail (HERALD_IS_CONNECTION_GROUP (self));
  g_return_if_fail (issues != NULL);

  if (has_own_proxy (self) && *get_text (self->proxy_address_row) == '\0')
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "PROXY_MISSING", "proxy",
                                               _("Enter the proxy’s address, such as "
                                                 "http://proxy.contoso.com:8080.")));
  if (self->ca_file_error != NULL)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "CA_FILE_INVALID", "caFile",
                                               "%s.", self->ca_file_error));
  if (self->certificate_error != NULL)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "TLS_CERTIFICATE_INVALID",
                                               "tlsCertificate", "%s.", self->certificate_error));
}

/**
 * herald_connection_group_show_issues:
 * @self: a part of a form
 * @issues: (element-type HeraldIssue): of the whole form
 */
void
herald_connection_group_show_issues (HeraldConnectionGroup *self, GPtrArray *issues)
{
  HeraldIssueRow *rows[] = { self->proxy_issue, self->proxy_user_issue, self->ca_file_issue,
                             self->certificate_issue, self->tls_errors_issue };

  g_return_if_fail (HERALD_IS_CONNECTION_GROUP (self));

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    herald_issue_row_show (rows[i], issues);
}

/**
 * herald_connection_group_get_proxy_password:
 * @self: a part of a form
 *
 * Returns: (transfer none) (nullable): what was entered; %NULL leaves what is kept
 */
const char *
herald_connection_group_get_proxy_password (HeraldConnectionGroup *self)
{
  const char *password;

  g_return_val_if_fail (HERALD_IS_CONNECTION_GROUP (self), NULL);

  password = get_text (self->proxy_password_row);
  if (!has_own_proxy (self) || *get_text (self->proxy_user_row) == '\0' || *password == '\0')
    return NULL;
  return password;
}

/**
 * herald_connection_group_get_client_certificate:
 * @self: a part of a form
 *
 * Returns: (transfer none) (nullable): what was chosen, PEM; %NULL leaves what is kept
 */
const char *
herald_connection_group_get_client_certificate (HeraldConnectionGroup *self)
{
  g_return_val_if_fail (HERALD_IS_CONNECTION_GROUP (self), NULL);

  return self->certificate;
}
