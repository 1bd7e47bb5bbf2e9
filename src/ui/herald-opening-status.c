/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells how far the opening of an environment has come, and what helps where it failed. */
#include "config.h"

#include "ui/herald-opening-status.h"

#include "base/herald-error.h"

#include <glib/gi18n.h>

/* Whoever signed in is nobody any more, or somebody else: only a sign-in leads on. */
static gboolean
needs_sign_in (HeraldEnvironment *environment, const GError *error)
{
  return !herald_environment_is_emulator (environment) &&
         herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER &&
         (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_AUTH) ||
          g_error_matches (error, HERALD_ERROR, HERALD_ERROR_CONFLICT));
}

static void
show_needed_sign_in (HeraldStatus *status, const char *title, const GError *error)
{
  gboolean is_other = g_error_matches (error, HERALD_ERROR, HERALD_ERROR_CONFLICT);

  herald_status_show_empty (status,
                            is_other ? "dialog-warning-symbolic" : "dialog-password-symbolic",
                            title, error->message,
                            is_other ? _("_Sign In Again…") : _("_Sign In…"));
  herald_status_add_detail (status, error);
  if (is_other)
    herald_status_add_action (status, _("_Accept the Change…"), "win.accept-change");
  herald_status_add_action (status, _("_Try Again"), "win.retry");
}

static gboolean
needs_passphrase (HeraldWorkspace *workspace)
{
  HeraldVault *vault = herald_secrets_get_vault (herald_workspace_get_secrets (workspace));

  return g_error_matches (herald_workspace_get_error (workspace), HERALD_ERROR,
                          HERALD_ERROR_SECRET) &&
         herald_vault_get_state (vault) == HERALD_VAULT_LOCKED;
}

/* Unlocking opens it; the emulator needs no secret for that. */
static void
show_locked (HeraldStatus *status, const GError *error)
{
  herald_status_show_empty (status, "changes-prevent-symbolic",
                            _("Secrets Are Locked"), error->message, _("_Unlock…"));
  herald_status_add_action (status, _("_Try Again"), "win.retry");
}

/* What helps depends on why it failed; editing the environment may help in any case. */
static void
show_failure (HeraldStatus *status, HeraldEnvironment *environment, const GError *error)
{
  gboolean         is_person = herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER;
  g_autofree char *title = NULL;

  /* Translators: %s is the name of an environment. */
  title = g_strdup_printf (_("%s Cannot Be Opened"),
                              herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
  if (needs_sign_in (environment, error))
    show_needed_sign_in (status, title, error);
  else
    herald_status_show_error (status, title, error);
  if (herald_environment_is_emulator (environment))
    return;
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_CONFLICT) && !is_person)
    herald_status_add_action (status, _("_Accept the Change…"), "win.accept-change");
  if (is_person && !needs_sign_in (environment, error))
    herald_status_add_action (status, _("_Sign In Again…"), "win.sign-in");
  herald_status_add_action (status, _("_Test the Connection…"), "win.test-connection");
  herald_status_add_action (status, _("_Edit Environment…"), "win.edit-environment");
}

/**
 * herald_opening_status_show:
 * @status: shows it
 * @workspace: what is being opened
 *
 * An environment that is open leaves @status as it is.
 */
void
herald_opening_status_show (HeraldStatus *status, HeraldWorkspace *workspace)
{
  HeraldEnvironment *environment;
  g_autofree char   *title = NULL;

  g_return_if_fail (HERALD_IS_STATUS (status));
  g_return_if_fail (HERALD_IS_WORKSPACE (workspace));

  environment = herald_workspace_get_environment (workspace);
  switch (herald_workspace_get_state (workspace))
    {
    case HERALD_WORKSPACE_CLOSED:
    case HERALD_WORKSPACE_STARTING:
      herald_status_show_loading (status, herald_environment_is_emulator (environment)
                                  ? _("Starting the Emulator…")
                                  : _("Starting…"));
      break;
    case HERALD_WORKSPACE_CONNECTING:
      /* Translators: %s is the name of an environment. */
      title = g_strdup_printf (_("Signing in to %s…"),
                                  herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
      herald_status_show_loading (status, title);
      break;
    case HERALD_WORKSPACE_FAILED:
      if (needs_passphrase (workspace))
        show_locked (status, herald_workspace_get_error (workspace));
      else
        show_failure (status, environment, herald_workspace_get_error (workspace));
      break;
    case HERALD_WORKSPACE_OPEN:
    default:
      break;
    }
}

/**
 * herald_opening_status_needs_person:
 * @workspace: what is being opened
 *
 * Returns: whether it failed because somebody has to sign in first, or as somebody else
 */
gboolean
herald_opening_status_needs_person (HeraldWorkspace *workspace)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), FALSE);

  return needs_sign_in (herald_workspace_get_environment (workspace),
                        herald_workspace_get_error (workspace));
}

/**
 * herald_opening_status_needs_passphrase:
 * @workspace: what is being opened
 *
 * Returns: whether it failed because the file of secrets is locked
 */
gboolean
herald_opening_status_needs_passphrase (HeraldWorkspace *workspace)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), FALSE);

  return needs_passphrase (workspace);
}
