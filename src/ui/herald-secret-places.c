/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what makes sense now: with a keyring and without a file there is nothing to do. */
#include "config.h"

#include "ui/herald-secret-places.h"

#include "base/herald-error.h"
#include "ui/herald-passphrase-dialog.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldSecretPlaces
{
  AdwPreferencesGroup parent_instance;

  HeraldSecrets *secrets; /* (owned) (nullable) */

  AdwActionRow *change_row;
  AdwActionRow *create_row;
  AdwActionRow *delete_row;
  AdwActionRow *keyring_row;
  AdwActionRow *lock_row;
  AdwActionRow *move_row;
  AdwActionRow *unlock_row;
};

G_DEFINE_FINAL_TYPE (HeraldSecretPlaces, herald_secret_places, ADW_TYPE_PREFERENCES_GROUP)

static HeraldVault *
get_vault (HeraldSecretPlaces *self)
{
  return herald_secrets_get_vault (self->secrets);
}

static GtkWindow *
get_window (HeraldSecretPlaces *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
update (HeraldSecretPlaces *self)
{
  HeraldVault     *vault = get_vault (self);
  HeraldVaultState state = vault != NULL ? herald_vault_get_state (vault) : HERALD_VAULT_ABSENT;
  const gboolean   has_file = state != HERALD_VAULT_ABSENT;
  const gboolean   session_only = herald_secrets_is_session_only (self->secrets);
  const gboolean   may_move = has_file && herald_secrets_has_service (self->secrets);

  gtk_widget_set_visible (GTK_WIDGET (self->create_row), session_only && vault != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->keyring_row),
                          !herald_secrets_has_service (self->secrets));
  gtk_widget_set_visible (GTK_WIDGET (self->unlock_row), state == HERALD_VAULT_LOCKED);
  gtk_widget_set_visible (GTK_WIDGET (self->lock_row), state == HERALD_VAULT_OPEN);
  gtk_widget_set_visible (GTK_WIDGET (self->change_row), has_file);
  gtk_widget_set_visible (GTK_WIDGET (self->move_row), may_move);
  gtk_widget_set_visible (GTK_WIDGET (self->delete_row), has_file);
  gtk_widget_set_visible (GTK_WIDGET (self), has_file || session_only);
}

static void
create_row_activated_cb (HeraldSecretPlaces *self)
{
  herald_passphrase_dialog_present (get_window (self), self->secrets, HERALD_PASSPHRASE_CREATE);
}

static void
unlock_row_activated_cb (HeraldSecretPlaces *self)
{
  herald_passphrase_dialog_present (get_window (self), self->secrets, HERALD_PASSPHRASE_UNLOCK);
}

static void
change_row_activated_cb (HeraldSecretPlaces *self)
{
  herald_passphrase_dialog_present (get_window (self), self->secrets, HERALD_PASSPHRASE_CHANGE);
}

static void
lock_row_activated_cb (HeraldSecretPlaces *self)
{
  gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (get_window (self))),
                              "win.lock", NULL);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSecretPlaces) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_secrets_move_finish (HERALD_SECRETS (source), result, NULL, &error))
    herald_toast_show_error (GTK_WIDGET (self), _("The secrets were not moved to the keyring"),
                                                   error);
  else
    herald_toast_show (GTK_WIDGET (self), _("Secrets are kept in the keyring now"));
}

static void
move_row_activated_cb (HeraldSecretPlaces *self)
{
  herald_secrets_move_async (self->secrets, HERALD_KEEPING_KEYRING, NULL, moved_cb,
                             g_object_ref (self));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSecretPlaces) self = user_data;
  HeraldSecrets *secrets = HERALD_SECRETS (source);
  g_autoptr (GError) error = NULL;

  if (!herald_secrets_probe_finish (secrets, result, &error))
    herald_toast_show_error (GTK_WIDGET (self), _("No keyring was found"), error);
  else if (!herald_secrets_has_service (secrets))
    herald_toast_show (GTK_WIDGET (self), _("No Secret Service answers"));
  else if (herald_secrets_get_keeping (secrets) == HERALD_KEEPING_FILE)
    {
      update (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->move_row));
    }
  else
    /* What this run has so far lasts from now on. */
    move_row_activated_cb (self);
}

static void
keyring_row_activated_cb (HeraldSecretPlaces *self)
{
  herald_secrets_probe_async (self->secrets, NULL, looked_cb, g_object_ref (self));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldSecretPlaces) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_vault_remove_finish (HERALD_VAULT (source), result, &error))
    herald_toast_show_error (GTK_WIDGET (self), _("The file was not deleted"), error);
}

static void
delete_response_cb (HeraldSecretPlaces *self, const char *response)
{
  if (g_str_equal (response, "delete"))
    herald_vault_remove_async (get_vault (self), NULL, deleted_cb, g_object_ref (self));
}

static void
delete_row_activated_cb (HeraldSecretPlaces *self)
{
  GtkWidget *dialog =
    adw_message_dialog_new (get_window (self),
                            _("Delete the File of Secrets?"),
                               _("All keys, tokens and sign-ins in it are lost and cannot be had back. You need to enter them "
      "again and sign in again. The environments stay."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
herald_secret_places_dispose (GObject *object)
{
  g_clear_object (&HERALD_SECRET_PLACES (object)->secrets);
  G_OBJECT_CLASS (herald_secret_places_parent_class)->dispose (object);
}

static void
herald_secret_places_class_init (HeraldSecretPlacesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_secret_places_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-secret-places.ui");
  gtk_widget_class_bind_template_callback (widget_class, change_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, keyring_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, lock_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, move_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, unlock_row_activated_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldSecretPlaces, change_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldSecretPlaces, create_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldSecretPlaces, delete_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldSecretPlaces, keyring_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldSecretPlaces, lock_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldSecretPlaces, move_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldSecretPlaces, unlock_row);
}

static void
herald_secret_places_init (HeraldSecretPlaces *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_secret_places_set_secrets:
 * @self: the group
 * @secrets: whose places to show; set once
 */
void
herald_secret_places_set_secrets (HeraldSecretPlaces *self, HeraldSecrets *secrets)
{
  HeraldVault *vault;

  g_return_if_fail (HERALD_IS_SECRET_PLACES (self));
  g_return_if_fail (HERALD_IS_SECRETS (secrets) && self->secrets == NULL);

  self->secrets = g_object_ref (secrets);
  vault = get_vault (self);
  g_signal_connect_object (secrets, "notify::keeping", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  if (vault != NULL)
    g_signal_connect_object (vault, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
