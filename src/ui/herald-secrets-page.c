/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists what is kept without reading a secret; a secret of an environment that is gone is listed,
 * too, so that nothing stays behind unseen. */
#include "config.h"

#include "ui/herald-secrets-page.h"

#include "base/herald-error.h"
#include "ui/herald-secret-places.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldSecretsPage
{
  AdwPreferencesPage parent_instance;

  HeraldWorkspace *workspace;   /* (owned) (nullable) */
  GPtrArray       *rows;        /* (element-type GtkWidget) (owned) */
  GCancellable    *cancellable; /* (owned) */

  AdwActionRow        *place_row;
  HeraldSecretPlaces  *places;
  AdwPreferencesGroup *secrets_group;
};

G_DEFINE_FINAL_TYPE (HeraldSecretsPage, herald_secrets_page, ADW_TYPE_PREFERENCES_PAGE)

/* True recursion: removing one reads the list again, whose rows remove. */
static void reload (HeraldSecretsPage *self);

static void
free_info (gpointer info)
{
  herald_secret_info_free (info);
}

static const HeraldSecretInfo *
get_info (gpointer widget)
{
  return g_object_get_data (G_OBJECT (widget), "secret-info");
}

static void
set_info (gpointer widget, const HeraldSecretInfo *info)
{
  g_object_set_data_full (G_OBJECT (widget), "secret-info",
                          herald_secret_info_new (info->environment_id,
                                                  herald_secret_kind_to_string (info->kind),
                                                  info->id),
                          free_info);
}

/* Returns: (transfer full): whose secret it is */
static char *
dup_environment_name (HeraldSecretsPage *self, const char *id)
{
  GListModel *environments = herald_workspace_get_environments (self->workspace);

  for (guint i = 0; i < g_list_model_get_n_items (environments); i++)
    {
      g_autoptr (HeraldEnvironment) environment = g_list_model_get_item (environments, i);

      if (g_str_equal (herald_environment_get (environment, HERALD_ENVIRONMENT_ID), id))
        return g_strdup (herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
    }
  return g_strdup (_("An environment that was removed"));
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSecretsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_secrets_clear_finish (HERALD_SECRETS (source), result, &error))
    herald_toast_show_error (GTK_WIDGET (self), _("The secret was not removed"), error);
  reload (self);
}

static void
remove_response_cb (HeraldSecretsPage *self, const char *response, GtkWidget *dialog)
{
  const HeraldSecretInfo *info = get_info (dialog);

  if (g_str_equal (response, "remove") && self->workspace != NULL)
    herald_secrets_clear_async (herald_workspace_get_secrets (self->workspace),
                                info->environment_id, info->kind, info->id, self->cancellable,
                                removed_cb, g_object_ref (self));
}

static const char *
describe_loss (HeraldSecretKind kind)
{
  switch (kind)
    {
    case HERALD_SECRET_REFRESH_TOKEN:
      return _("Somebody has to sign in to this environment again.");
    case HERALD_SECRET_CLIENT_SECRET:
    case HERALD_SECRET_CERTIFICATE:
      return _("Herald cannot sign in to this environment until it is entered again in the "
               "environment’s settings.");
    case HERALD_SECRET_PROXY_PASSWORD:
    case HERALD_SECRET_TLS_CERTIFICATE:
      return _("The servers of this environment may not be reached until it is entered again in "
               "the environment’s settings.");
    case HERALD_SECRET_SIGNING_KEY:
    case HERALD_SECRET_SERVICE_ACCOUNT:
      return _("Test pushes of this app cannot be sent until the file is chosen again in the app’s "
               "editor. The service keeps its own copy.");
    case HERALD_SECRET_API_TOKEN:
    case HERALD_SECRET_N_KINDS:
    default:
      return _("The token cannot be shown or copied any more, if the service does not show it. It "
               "stays valid.");
    }
}

static void
remove_clicked_cb (GtkButton *button, GtkWidget *row)
{
  HeraldSecretsPage *self =
    HERALD_SECRETS_PAGE (gtk_widget_get_ancestor (row, HERALD_TYPE_SECRETS_PAGE));
  const HeraldSecretInfo *info = get_info (row);
  g_autofree char        *name = dup_environment_name (self, info->environment_id);
  GtkWidget              *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (row)),
                                                           _("Remove This Secret?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s – %s\n\n%s",
                                  herald_secret_kind_get_label (info->kind), name,
                                  describe_loss (info->kind));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  set_info (dialog, info);
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_remove_button (GtkWidget *row, const HeraldSecretInfo *info, const char *environment_name)
{
  GtkWidget       *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *spoken = NULL;

  /* Translators: what kind of secret, then the name of an environment. */
  spoken = g_strdup_printf (_("Remove: %s, %s"), herald_secret_kind_get_label (info->kind),
                               environment_name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_set_tooltip_text (button, _("Remove Secret…"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), row, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static const char *
describe_keeping (HeraldKeeping keeping)
{
  switch (keeping)
    {
    case HERALD_KEEPING_FILE:
      return _("in the passphrase-protected file");
    case HERALD_KEEPING_SESSION:
      return _("in memory");
    case HERALD_KEEPING_KEYRING:
    default:
      return _("in the keyring");
    }
}

static GtkWidget *
new_row (HeraldSecretsPage *self, const HeraldSecretInfo *info)
{
  GtkWidget       *row = adw_action_row_new ();
  const char      *place = describe_keeping (info->keeping);
  g_autofree char *name = dup_environment_name (self, info->environment_id);
  g_autofree char *subtitle = NULL;

  /* Translators: the name of an environment, then where the secret is, then an ID. */
  subtitle = g_strdup_printf (_("%1$s · %2$s\n%3$s"), name, place, info->id);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 herald_secret_kind_get_label (info->kind));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  set_info (row, info);
  add_remove_button (row, info, name);
  return row;
}

static void
add_row (HeraldSecretsPage *self, GtkWidget *row)
{
  adw_preferences_group_add (self->secrets_group, row);
  g_ptr_array_add (self->rows, g_object_ref (row));
}

static void
add_text (HeraldSecretsPage *self, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  add_row (self, row);
}

static gboolean
is_locked (HeraldSecretsPage *self)
{
  HeraldVault *vault = herald_secrets_get_vault (herald_workspace_get_secrets (self->workspace));

  return vault != NULL && herald_vault_get_state (vault) == HERALD_VAULT_LOCKED;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSecretsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found =
    herald_secrets_list_finish (HERALD_SECRETS (source), result, &error);

  if (self->workspace == NULL || herald_error_is_cancelled (error))
    return;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->secrets_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; found != NULL && i < found->len; i++)
    add_row (self, new_row (self, g_ptr_array_index (found, i)));
  if (found == NULL)
    add_text (self, error->message);
  else if (found->len == 0)
    add_text (self, is_locked (self) ? _("What the locked file holds is not listed")
                                     : _("No secret is kept"));
}

/* libsecret asks the portal by itself where Herald runs in a sandbox. */
static const char *
describe_keyring (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS)
    ? _("In a file of this sandbox that only the system’s keyring opens, through the Secret "
               "portal. Never in plain text, never in logs.")
    : _("In the system’s keyring, by environment. Never in Herald’s files or logs.");
}

static void
show_place (HeraldSecretsPage *self)
{
  HeraldSecrets   *secrets = herald_workspace_get_secrets (self->workspace);
  HeraldVault     *vault = herald_secrets_get_vault (secrets);
  g_autofree char *text = NULL;

  switch (herald_secrets_get_keeping (secrets))
    {
    case HERALD_KEEPING_FILE:
      /* Translators: %s is the path of a file. */
      text = g_strdup_printf (herald_vault_get_state (vault) == HERALD_VAULT_LOCKED
                              ? _("In a file that a passphrase protects, which is locked now: %s")
                              : _("In a file that a passphrase protects: %s"),
                                   herald_vault_get_path (vault));
      break;
    case HERALD_KEEPING_SESSION:
      text = g_strdup (_("No Secret Service answers, so they are kept in memory and are gone when "
                         "Herald ends. You may leave it at that, or choose below."));
      break;
    case HERALD_KEEPING_KEYRING:
    default:
      text = g_strdup (describe_keyring ());
      break;
    }
  adw_action_row_set_subtitle (self->place_row, text);
}

static void
reload (HeraldSecretsPage *self)
{
  show_place (self);
  herald_secrets_list_async (herald_workspace_get_secrets (self->workspace), self->cancellable,
                             listed_cb, g_object_ref (self));
}

static void
places_changed_cb (HeraldSecretsPage *self)
{
  reload (self);
}

static void
herald_secrets_page_map (GtkWidget *widget)
{
  HeraldSecretsPage *self = HERALD_SECRETS_PAGE (widget);

  GTK_WIDGET_CLASS (herald_secrets_page_parent_class)->map (widget);
  if (self->workspace != NULL)
    reload (self);
}

static void
herald_secrets_page_dispose (GObject *object)
{
  HeraldSecretsPage *self = HERALD_SECRETS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (herald_secrets_page_parent_class)->dispose (object);
}

static void
herald_secrets_page_finalize (GObject *object)
{
  HeraldSecretsPage *self = HERALD_SECRETS_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_secrets_page_parent_class)->finalize (object);
}

static void
herald_secrets_page_class_init (HeraldSecretsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_secrets_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_secrets_page_finalize;
  widget_class->map = herald_secrets_page_map;
  g_type_ensure (HERALD_TYPE_SECRET_PLACES);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-secrets-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldSecretsPage, place_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldSecretsPage, places);
  gtk_widget_class_bind_template_child (widget_class, HeraldSecretsPage, secrets_group);
}

static void
herald_secrets_page_init (HeraldSecretsPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_secrets_page_set_workspace:
 * @self: a page
 * @workspace: whose secrets to show; set once
 *
 * They are read each time the page is shown.
 */
void
herald_secrets_page_set_workspace (HeraldSecretsPage *self, HeraldWorkspace *workspace)
{
  HeraldSecrets *secrets;

  g_return_if_fail (HERALD_IS_SECRETS_PAGE (self));
  g_return_if_fail (HERALD_IS_WORKSPACE (workspace));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  secrets = herald_workspace_get_secrets (workspace);
  herald_secret_places_set_secrets (self->places, secrets);
  g_signal_connect_object (secrets, "notify::keeping", G_CALLBACK (places_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (herald_secrets_get_vault (secrets) != NULL)
    g_signal_connect_object (herald_secrets_get_vault (secrets), "notify::state",
                             G_CALLBACK (places_changed_cb), self, G_CONNECT_SWAPPED);
  reload (self);
}
