/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what is kept for the environment, asks, and removes. Nothing is called, so that it works
 * with dead credentials and services that are down. */
#include "config.h"

#include "ui/herald-environment-remover.h"

#include "base/herald-error.h"
#include "core/herald-environments.h"
#include "ui/herald-toast.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  GtkWindow         *parent;      /* (owned) */
  HeraldWorkspace   *workspace;   /* (owned) */
  HeraldEnvironment *environment; /* (owned) */
} Remover;

static void
remover_free (gpointer data)
{
  Remover *self = data;

  g_clear_object (&self->parent);
  g_clear_object (&self->workspace);
  g_clear_object (&self->environment);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Remover, remover_free)

static const char *
get_field (Remover *self, HeraldEnvironmentField field)
{
  return herald_environment_get (self->environment, field);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Remover) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_environments_remove_finish (HERALD_STORE (source), result, &error))
    herald_toast_show_error (GTK_WIDGET (self->parent), _("The environment was not removed"),
                                                           error);
}

/* Takes @self. */
static void
remove_now (Remover *self)
{
  HeraldStore *store = herald_workspace_get_store (self->workspace);
  const char  *id = get_field (self, HERALD_ENVIRONMENT_ID);
  const char  *open_id = herald_environment_get (herald_workspace_get_environment (self->workspace),
                                                 HERALD_ENVIRONMENT_ID);

  if (g_str_equal (id, open_id))
    herald_workspace_select (self->workspace, HERALD_EMULATOR_ENVIRONMENT_ID);
  herald_environments_remove_async (store, herald_workspace_get_secrets (self->workspace), id, NULL,
                                    removed_cb, self);
}

/* Without the passphrase its secrets would be left behind: then all stays as it is. */
static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Remover) self = user_data;
  g_autoptr (GError) error = NULL;

  if (herald_secrets_unlock_finish (HERALD_SECRETS (source), result, &error))
    remove_now (g_steal_pointer (&self));
  else
    herald_toast_show_error (GTK_WIDGET (self->parent), _("The environment was not removed"),
                                                           error);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Remover *self)
{
  if (g_str_equal (response, "remove"))
    herald_secrets_unlock_async (herald_workspace_get_secrets (self->workspace), NULL, unlocked_cb,
                                 self);
  else
    remover_free (self);
}

static void
append_line (GString *text, const char *line)
{
  g_string_append_printf (text, "\n• %s", line);
}

static void
append_counts (GString *text, const HeraldEnvironmentContents *contents)
{
  int              n_drafts = (int) contents->n_drafts;
  int              n_sends = (int) contents->n_sends;
  int              n_devices = (int) contents->n_devices;
  int              n_exchanges = (int) contents->n_exchanges;
  g_autofree char *drafts =
    g_strdup_printf (ngettext ("%d draft or template", "%d drafts and templates",
                               (gulong) n_drafts),
                     n_drafts);
  g_autofree char *sends =
    g_strdup_printf (ngettext ("%d send", "%d sends", (gulong) n_sends), n_sends);
  g_autofree char *devices =
    g_strdup_printf (ngettext ("%d device in the local list", "%d devices in the local list",
                               (gulong) n_devices),
                     n_devices);
  g_autofree char *exchanges =
    g_strdup_printf (ngettext ("%d recorded request", "%d recorded requests", (gulong) n_exchanges),
                     n_exchanges);

  if (n_drafts > 0)
    append_line (text, drafts);
  if (n_sends > 0)
    append_line (text, sends);
  if (n_devices > 0)
    append_line (text, devices);
  if (n_exchanges > 0)
    append_line (text, exchanges);
}

/* Returns: (transfer full): what goes, a line each */
static char *
describe (Remover *self, const HeraldEnvironmentContents *contents)
{
  const char      *account = get_field (self, HERALD_ENVIRONMENT_ACCOUNT);
  GString         *text = g_string_new (_("From this computer go:"));
  g_autofree char *sign_in = NULL;

  /* Translators: %s is the name somebody signs in with. */
  sign_in = g_strdup_printf (_("the sign-in of %s"), account);
  append_line (text, *account != '\0' ? sign_in : _("what Herald signs in with, if it is kept"));
  append_line (text, _("keys and access tokens of its apps, if they are kept"));
  append_counts (text, contents);
  g_string_append_printf (text, "\n\n%s", _("Nothing changes in the organization."));
  return g_string_free (text, FALSE);
}

/* Takes @self. */
static void
ask (Remover *self, const HeraldEnvironmentContents *contents)
{
  g_autofree char *body = describe (self, contents);
  GtkWidget       *dialog = adw_message_dialog_new (self->parent, NULL, body);

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog),
                                     _("Remove “%s”?"), get_field (self, HERALD_ENVIRONMENT_NAME));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Remover) self = user_data;
  HeraldEnvironmentContents contents = { .n_drafts = 0 };
  g_autoptr (GError) error = NULL;

  if (!herald_environments_count_finish (HERALD_STORE (source), result, &contents, &error))
    {
      herald_toast_show_error (GTK_WIDGET (self->parent), _("The environment was not removed"),
                                                             error);
      return;
    }
  if (gtk_widget_get_visible (GTK_WIDGET (self->parent)))
    ask (g_steal_pointer (&self), &contents);
}

/**
 * herald_environment_remover_ask:
 * @parent: the window to stand over
 * @workspace: whose environment it is
 * @environment: a saved one
 *
 * Removes it when the person agrees; the one that is open gives way to the emulator first.
 */
void
herald_environment_remover_ask (GtkWindow         *parent,
                                HeraldWorkspace   *workspace,
                                HeraldEnvironment *environment)
{
  Remover     *self;
  HeraldStore *store;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (HERALD_IS_WORKSPACE (workspace));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  store = herald_workspace_get_store (workspace);
  if (store == NULL)
    return;
  self = g_new0 (Remover, 1);
  self->parent = g_object_ref (parent);
  self->workspace = g_object_ref (workspace);
  self->environment = g_object_ref (environment);
  herald_environments_count_async (store, get_field (self, HERALD_ENVIRONMENT_ID), NULL, counted_cb,
                                   self);
}
