/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question in production. A confirmation is handed to the session's guard right before the
 * change begins, so that nothing else can use it up. */
#include "config.h"

#include "ui/herald-change.h"

#include "base/herald-error.h"
#include "ui/herald-toast.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define CONFIRM "confirm"

typedef struct
{
  GtkWidget       *widget;   /* (owned) */
  HeraldSession   *session;  /* (owned) */
  HeraldChangeFunc func;     /* on agreement */
  HeraldChangeFunc declined; /* (nullable) */
  gpointer         data;     /* (owned) when @destroy is set */
  GDestroyNotify   destroy;  /* (nullable) */
  GtkEditable     *entry;    /* (unowned): the dialog's */
} Change;

static void
change_free (gpointer data)
{
  Change *self = data;

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_clear_object (&self->widget);
  g_clear_object (&self->session);
  g_free (self);
}

static void
decline (Change *self)
{
  if (self->declined != NULL)
    self->declined (self->widget, self->data);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Change *self)
{
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, CONFIRM))
    decline (self);
  else if (herald_guard_confirm (herald_session_get_guard (self->session),
                                 gtk_editable_get_text (self->entry), FALSE, &error))
    self->func (self->widget, self->data);
  else
    {
      herald_toast_show_error (self->widget, _("Nothing was done"), error);
      decline (self);
    }
  change_free (self);
}

static void
entry_changed_cb (AdwMessageDialog *dialog)
{
  Change  *self = g_object_get_data (G_OBJECT (dialog), "change");
  gboolean is_name = herald_guard_is_name (herald_session_get_guard (self->session),
                                           gtk_editable_get_text (self->entry));

  adw_message_dialog_set_response_enabled (dialog, CONFIRM, is_name);
}

/* Takes @self. */
static void
ask (Change *self, const char *what, const char *verb)
{
  HeraldEnvironment *environment = herald_session_get_environment (self->session);
  const char        *name = herald_environment_get (environment, HERALD_ENVIRONMENT_NAME);
  GtkRoot           *root = gtk_widget_get_root (self->widget);
  GtkWidget         *entry = gtk_entry_new ();
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              _("This Is Production"), NULL);

  /* Translators: first a sentence that says what happens, then the name of an environment. */
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _("%1$s\n\nType the environment’s name, “%2$s”, to go on."),
                                     what, name);
  self->entry = GTK_EDITABLE (entry);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Name of the environment"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), CONFIRM, verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), CONFIRM,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), CONFIRM);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), CONFIRM, FALSE);
  g_object_set_data (G_OBJECT (dialog), "change", self);
  g_signal_connect_object (entry, "changed", G_CALLBACK (entry_changed_cb), dialog,
                           G_CONNECT_SWAPPED);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/**
 * herald_change_ask:
 * @widget: what wants to change something; stays until the end
 * @session: where
 * @what: what happens, a sentence
 * @verb: the label of the button that goes on
 * @func: makes the change, at once; called with @widget and @data
 * @declined: (nullable): called when nothing is done
 * @data: for both
 * @destroy: (nullable): frees @data
 *
 * Where nothing has to be asked @func runs before this returns.
 */
void
herald_change_ask (GtkWidget       *widget,
                   HeraldSession   *session,
                   const char      *what,
                   const char      *verb,
                   HeraldChangeFunc func,
                   HeraldChangeFunc declined,
                   gpointer         data,
                   GDestroyNotify   destroy)
{
  g_autoptr (GError) error = NULL;
  HeraldGuard *guard;
  Change      *self;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (what != NULL && verb != NULL && func != NULL);

  guard = herald_session_get_guard (session);
  self = g_new0 (Change, 1);
  self->widget = g_object_ref (widget);
  self->session = g_object_ref (session);
  self->func = func;
  self->declined = declined;
  self->data = data;
  self->destroy = destroy;
  if (herald_guard_check_writable (guard, &error) && herald_guard_needs_name (guard))
    {
      ask (self, what, verb);
      return;
    }
  if (error == NULL)
    func (widget, data);
  else
    {
      herald_toast_show_error (widget, _("Nothing was done"), error);
      decline (self);
    }
  change_free (self);
}
