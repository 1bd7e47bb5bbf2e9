/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was learnt about an environment is forgotten here, in part and only after a question: its
 * sign-in, or whose it was. */
#include "config.h"

#include "ui/herald-sign-out.h"

#include "base/herald-error.h"
#include "core/herald-account.h"
#include "core/herald-environments.h"
#include "ui/herald-toast.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  GtkWindow         *parent;      /* (owned) */
  HeraldWorkspace   *workspace;   /* (owned) */
  HeraldEnvironment *environment; /* (owned): a copy */
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_object (&self->parent);
  g_clear_object (&self->workspace);
  g_clear_object (&self->environment);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static Question *
question_new (GtkWindow *parent, HeraldWorkspace *workspace, HeraldEnvironment *environment)
{
  Question *self = g_new0 (Question, 1);

  self->parent = g_object_ref (parent);
  self->workspace = g_object_ref (workspace);
  self->environment = herald_environment_copy (environment);
  return self;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_environments_keep_learnt_finish (HERALD_STORE (source), result, &error))
    herald_workspace_retry (self->workspace);
  else
    herald_toast_show_error (GTK_WIDGET (self->parent), _("The environment was not saved"), error);
}

/* Takes @self. Opens the environment anew with what is known of it now. */
static void
keep (Question *self)
{
  herald_environments_keep_learnt_async (herald_workspace_get_store (self->workspace),
                                         self->environment, NULL, kept_cb, self);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_account_sign_out_finish (HERALD_ACCOUNT (source), result, &error))
    keep (g_steal_pointer (&self));
  else
    herald_toast_show_error (GTK_WIDGET (self->parent), _("You are still signed in"), error);
}

static void
sign_out_response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  g_autoptr (Question) self = question;
  g_autoptr (HeraldAccount) account = NULL;

  if (!g_str_equal (response, "sign-out"))
    return;
  account = herald_account_open (self->environment, herald_workspace_get_store (self->workspace),
                                 herald_workspace_get_secrets (self->workspace));
  herald_account_sign_out_async (account, NULL, signed_out_cb, g_steal_pointer (&self));
}

static void
accept_response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  g_autoptr (Question) self = question;

  if (g_str_equal (response, "accept"))
    herald_workspace_accept_changes (self->workspace);
}

/* Takes @self. */
static void
present (Question   *self,
         GtkWidget  *dialog,
         const char *response,
         const char *label,
         GCallback   response_cb)
{
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), response, label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), response,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", response_cb, self);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * herald_sign_out_ask:
 * @parent: the window to stand over
 * @workspace: a workspace whose store is open
 * @environment: a saved one
 *
 * Removes what one signs in with when the person agrees, and opens the environment anew.
 */
void
herald_sign_out_ask (GtkWindow *parent, HeraldWorkspace *workspace, HeraldEnvironment *environment)
{
  GtkWidget  *dialog;
  const char *body = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (HERALD_IS_WORKSPACE (workspace));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  switch (herald_environment_get_sign_in (environment))
    {
    case HERALD_SIGN_IN_USER:
      body = _("The sign-in is removed from this computer. Your browser may still know you.");
      break;
    case HERALD_SIGN_IN_CERTIFICATE:
      body = _("The certificate and its private key are removed from this computer; you need the "
               "file to sign in again.");
      break;
    case HERALD_SIGN_IN_SECRET:
    default:
      body = _("The client secret is removed from this computer; you need to enter it to sign in "
               "again.");
      break;
    }
  dialog = adw_message_dialog_new (parent, NULL, body);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog),
                                     _("Sign Out of “%s”?"),
                                        herald_environment_get (environment,
                                                                HERALD_ENVIRONMENT_NAME));
  present (question_new (parent, workspace, environment), dialog, "sign-out",
           _("_Sign Out"), G_CALLBACK (sign_out_response_cb));
}

/**
 * herald_sign_out_ask_to_accept:
 * @parent: the window to stand over
 * @workspace: a workspace whose store is open
 * @environment: a saved one
 * @what: what is another one now than was saved, a sentence without full stop
 *
 * Takes organisation and user that answered for right when the person agrees.
 */
void
herald_sign_out_ask_to_accept (GtkWindow         *parent,
                               HeraldWorkspace   *workspace,
                               HeraldEnvironment *environment,
                               const char        *what)
{
  GtkWidget       *dialog;
  g_autofree char *body = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (HERALD_IS_WORKSPACE (workspace));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));
  g_return_if_fail (what != NULL);

  /* Translators: %s is a sentence that says what has changed. */
  body =
    g_strdup_printf (_("%s.\n\nAccept only what you expected: everything that you do from now "
                            "on happens there, and in that name."),
                        what);
  dialog = adw_message_dialog_new (parent, _("Accept the Change?"), body);
  present (question_new (parent, workspace, environment), dialog, "accept",
           _("_Accept"), G_CALLBACK (accept_response_cb));
}
