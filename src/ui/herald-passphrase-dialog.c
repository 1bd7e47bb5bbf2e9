/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries of GTK keep what is typed in locked memory of their own kind until it is wiped; from
 * there it goes into ours. A wrong passphrase is told beside the entry, to be typed again. */
#include "config.h"

#include "ui/herald-passphrase-dialog.h"

#include "base/herald-error.h"
#include "ui/herald-toast.h"
#include "ui/herald-widget.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HeraldPassphraseDialog
{
  AdwWindow parent_instance;

  HeraldSecrets          *secrets; /* (owned) */
  HeraldPassphrasePurpose purpose;

  gboolean busy;
  gboolean done;

  AdwPasswordEntryRow *again_row;
  GtkButton           *cancel_button;
  GtkLabel            *error_label;
  GtkButton           *go_button;
  AdwPasswordEntryRow *new_row;
  AdwPasswordEntryRow *old_row;
  GtkSpinner          *spinner;
  GtkLabel            *text_label;
  GtkLabel            *title_label;
};

G_DEFINE_FINAL_TYPE (HeraldPassphraseDialog, herald_passphrase_dialog, ADW_TYPE_WINDOW)

static const char *
get_text (AdwPasswordEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* @text: (nullable): NULL hides it */
static void
show_error (HeraldPassphraseDialog *self, const char *text)
{
  gtk_label_set_text (self->error_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), text != NULL);
}

static void
update_buttons (HeraldPassphraseDialog *self)
{
  AdwPasswordEntryRow *rows[] = { self->old_row, self->new_row, self->again_row };
  gboolean             ready = !self->busy;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ready = ready && (!gtk_widget_get_visible (GTK_WIDGET (rows[i])) || *get_text (rows[i]) != 0);
      gtk_editable_set_editable (GTK_EDITABLE (rows[i]), !self->busy);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->go_button), ready);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
changed_cb (HeraldPassphraseDialog *self)
{
  if (!self->busy)
    show_error (self, NULL);
  update_buttons (self);
}

static void
end (HeraldPassphraseDialog *self)
{
  self->done = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

/* What failed is tried again, from the first entry. */
static void
fail (HeraldPassphraseDialog *self, const GError *error)
{
  AdwPasswordEntryRow *first =
    self->purpose == HERALD_PASSPHRASE_CREATE ? self->new_row : self->old_row;

  self->busy = FALSE;
  show_error (self, error->message);
  update_buttons (self);
  gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPassphraseDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  /* The file is there all the same. */
  if (!herald_secrets_move_finish (HERALD_SECRETS (source), result, NULL, &error) && parent != NULL)
    herald_toast_show_error (GTK_WIDGET (parent), _("The secrets were not moved to the file"),
                                                     error);
  end (self);
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldPassphraseDialog) self = user_data;
  HeraldVault *vault = HERALD_VAULT (source);
  g_autoptr (GError) error = NULL;
  gboolean worked;

  if (self->purpose == HERALD_PASSPHRASE_CREATE)
    worked = herald_vault_create_finish (vault, result, &error);
  else if (self->purpose == HERALD_PASSPHRASE_CHANGE)
    worked = herald_vault_change_passphrase_finish (vault, result, &error);
  else
    worked = herald_vault_unlock_finish (vault, result, &error);
  if (!worked)
    fail (self, error);
  else if (self->purpose == HERALD_PASSPHRASE_CREATE)
    herald_secrets_move_async (self->secrets, HERALD_KEEPING_FILE, NULL, moved_cb,
                               g_object_ref (self));
  else
    end (self);
}

static gboolean
are_same (HeraldPassphraseDialog *self)
{
  if (self->purpose == HERALD_PASSPHRASE_UNLOCK ||
      strcmp (get_text (self->new_row), get_text (self->again_row)) == 0)
    return TRUE;
  show_error (self, _("The two passphrases differ"));
  gtk_widget_grab_focus (GTK_WIDGET (self->again_row));
  return FALSE;
}

static void
go_cb (HeraldPassphraseDialog *self)
{
  HeraldVault *vault = herald_secrets_get_vault (self->secrets);

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->go_button)) || !are_same (self))
    return;
  self->busy = TRUE;
  show_error (self, NULL);
  update_buttons (self);
  if (self->purpose == HERALD_PASSPHRASE_CREATE)
    herald_vault_create_async (vault, get_text (self->new_row), NULL, worked_cb,
                               g_object_ref (self));
  else if (self->purpose == HERALD_PASSPHRASE_CHANGE)
    herald_vault_change_passphrase_async (vault, get_text (self->old_row), get_text (self->new_row),
                                          NULL, worked_cb, g_object_ref (self));
  else
    herald_vault_unlock_async (vault, get_text (self->old_row), NULL, worked_cb,
                               g_object_ref (self));
}

static void
show_purpose (HeraldPassphraseDialog *self)
{
  const char *title = _("Unlock Secrets");
  const char *go = _("_Unlock");
  const char *text =
    _("Keys and tokens are kept in a file that a passphrase protects. It is asked "
                       "for once, until Herald ends.");

  if (self->purpose == HERALD_PASSPHRASE_CREATE)
    {
      title = _("Protect Secrets");
      go = _("_Make File");
      text = _("Keys and tokens go to a file in Herald’s folder that only this passphrase opens. "
               "Herald asks for it at each start. It cannot be recovered: without it everything "
               "in the file is lost.");
    }
  else if (self->purpose == HERALD_PASSPHRASE_CHANGE)
    {
      title = _("Change Passphrase");
      go = _("_Change");
      text =
        _("The file is encrypted anew. The old passphrase opens copies that were made before.");
    }
  else
    gtk_button_set_label (self->cancel_button, _("_Not Now"));
  gtk_window_set_title (GTK_WINDOW (self), title);
  /* Not in the header bar, where two buttons leave too little of a narrow window. */
  gtk_label_set_text (self->title_label, title);
  gtk_button_set_label (self->go_button, go);
  gtk_label_set_text (self->text_label, text);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->old_row),
                                 self->purpose == HERALD_PASSPHRASE_CHANGE
                                 ? _("Present passphrase")
                                 : _("Passphrase"));
  gtk_widget_set_visible (GTK_WIDGET (self->old_row), self->purpose != HERALD_PASSPHRASE_CREATE);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), self->purpose != HERALD_PASSPHRASE_UNLOCK);
  gtk_widget_set_visible (GTK_WIDGET (self->again_row), self->purpose != HERALD_PASSPHRASE_UNLOCK);
  update_buttons (self);
}

/* Who closes it does not want to unlock now: what waits for that has to end. */
static void
herald_passphrase_dialog_dispose (GObject *object)
{
  HeraldPassphraseDialog *self = HERALD_PASSPHRASE_DIALOG (object);

  if (self->purpose == HERALD_PASSPHRASE_UNLOCK && !self->done)
    herald_secrets_decline_passphrase (self->secrets, NULL);
  self->done = TRUE;
  G_OBJECT_CLASS (herald_passphrase_dialog_parent_class)->dispose (object);
}

static void
herald_passphrase_dialog_finalize (GObject *object)
{
  g_clear_object (&HERALD_PASSPHRASE_DIALOG (object)->secrets);
  G_OBJECT_CLASS (herald_passphrase_dialog_parent_class)->finalize (object);
}

static void
herald_passphrase_dialog_class_init (HeraldPassphraseDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_passphrase_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_passphrase_dialog_finalize;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-passphrase-dialog.ui");
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_child (widget_class, HeraldPassphraseDialog, again_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPassphraseDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPassphraseDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPassphraseDialog, go_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPassphraseDialog, new_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPassphraseDialog, old_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPassphraseDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, HeraldPassphraseDialog, text_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldPassphraseDialog, title_label);
}

static void
herald_passphrase_dialog_init (HeraldPassphraseDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_widget_wipe_typed (GTK_EDITABLE (self->old_row));
  herald_widget_wipe_typed (GTK_EDITABLE (self->new_row));
  herald_widget_wipe_typed (GTK_EDITABLE (self->again_row));
}

/**
 * herald_passphrase_dialog_present:
 * @parent: the window below
 * @secrets: secrets with a file
 * @purpose: what the passphrase is wanted for
 *
 * Returns: (transfer none): the dialog, shown; it closes itself
 */
HeraldPassphraseDialog *
herald_passphrase_dialog_present (GtkWindow              *parent,
                                  HeraldSecrets          *secrets,
                                  HeraldPassphrasePurpose purpose)
{
  HeraldPassphraseDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (HERALD_IS_SECRETS (secrets), NULL);

  self = g_object_new (HERALD_TYPE_PASSPHRASE_DIALOG, "transient-for", parent, NULL);
  self->secrets = g_object_ref (secrets);
  self->purpose = purpose;
  show_purpose (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (
    GTK_WIDGET (purpose == HERALD_PASSPHRASE_CREATE ? self->new_row : self->old_row));
  return self;
}

/* Returns: (nullable): the one that asks already */
static GtkWindow *
find_asking (HeraldSecrets *secrets)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (windows, i);

      if (HERALD_IS_PASSPHRASE_DIALOG (window) &&
          HERALD_PASSPHRASE_DIALOG (window)->secrets == secrets &&
          HERALD_PASSPHRASE_DIALOG (window)->purpose == HERALD_PASSPHRASE_UNLOCK)
        return GTK_WINDOW (window);
    }
  return NULL;
}

static gboolean
passphrase_needed_cb (GtkWindow *window, HeraldSecrets *secrets)
{
  GtkWindow *asking = find_asking (secrets);

  if (asking != NULL)
    gtk_window_present (asking);
  else
    herald_passphrase_dialog_present (window, secrets, HERALD_PASSPHRASE_UNLOCK);
  return TRUE;
}

/**
 * herald_passphrase_dialog_answer:
 * @window: a window
 * @secrets: its secrets
 *
 * As long as @window is there, it asks for the passphrase when something in the file is wanted.
 */
void
herald_passphrase_dialog_answer (GtkWindow *window, HeraldSecrets *secrets)
{
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (HERALD_IS_SECRETS (secrets));

  g_signal_connect_object (secrets, "passphrase-needed", G_CALLBACK (passphrase_needed_cb), window,
                           G_CONNECT_SWAPPED);
}
