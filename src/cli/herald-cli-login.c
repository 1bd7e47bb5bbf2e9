/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/herald-cli-login.h"

#include "base/herald-error.h"

#include <glib/gi18n.h>

/* How long the browser is waited for (contract: auth, 4.3). */
#define TIMEOUT_SECONDS 300

static gboolean
print_url (const char *url, gpointer user_data, GError **error)
{
  g_printerr ("%s\n%s\n", _("Sign in at this address:"), url);
  return TRUE;
}

/* Where there is no browser the person may have one elsewhere on this computer. */
static gboolean
open_browser (const char *url, gpointer user_data, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!g_app_info_launch_default_for_uri (url, NULL, &local_error))
    return print_url (url, user_data, error);
  g_printerr ("%s\n", _("Waiting for you to sign in in the browser…"));
  return TRUE;
}

static void
show_code (const HeraldDeviceCode *code, gpointer user_data)
{
  g_printerr (_("Open %s in a browser and enter the code %s"), code->verification_uri,
                 code->user_code);
  g_printerr ("\n");
}

/**
 * herald_cli_login_is_given:
 * @self: what the command was told
 *
 * Returns: whether it was told how a person signs in
 */
gboolean
herald_cli_login_is_given (const HeraldCliLogin *self)
{
  return self->by_code || self->print_url || self->timeout_seconds != HERALD_CLI_LOGIN_UNSET;
}

/**
 * herald_cli_login_check:
 * @self: what the command was told
 *
 * **Errors:** INVALID: no time that makes sense, or something for a browser and a code at once.
 *
 * Returns: whether one can sign in like that
 */
gboolean
herald_cli_login_check (const HeraldCliLogin *self, GError **error)
{
  if (self->by_code && (self->print_url || self->timeout_seconds != HERALD_CLI_LOGIN_UNSET))
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("--print-url and --timeout are for a browser; with --device-code the "
                           "sign-in service says how long the code holds"));
  else if (self->timeout_seconds != HERALD_CLI_LOGIN_UNSET &&
           (self->timeout_seconds < 1 || self->timeout_seconds > 3600))
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("--timeout takes 1 to 3600 seconds"));
  else
    return TRUE;
  return FALSE;
}

/**
 * herald_cli_login_run:
 * @cli: the surroundings
 * @account: of a person
 * @self: what the command was told
 *
 * **Errors:** those of signing in.
 *
 * Returns: whether somebody signed in
 */
gboolean
herald_cli_login_run (HeraldCli            *cli,
                      HeraldAccount        *account,
                      const HeraldCliLogin *self,
                      GError              **error)
{
  GCancellable *cancellable = herald_cli_get_cancellable (cli);
  const int     timeout =
    self->timeout_seconds != HERALD_CLI_LOGIN_UNSET ? self->timeout_seconds : TIMEOUT_SECONDS;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (self->by_code)
    {
      herald_account_sign_in_by_code_async (account, show_code, NULL, cancellable, herald_await_cb,
                                            &await);
      return herald_account_sign_in_by_code_finish (account, herald_await_result (&await), error);
    }
  herald_account_sign_in_async (account, (guint) timeout,
                                self->print_url ? print_url : open_browser, NULL, cancellable,
                                herald_await_cb, &await);
  return herald_account_sign_in_finish (account, herald_await_result (&await), error);
}

/**
 * herald_cli_check_keyring:
 * @cli: the surroundings
 *
 * **Errors:** SECRET: there is nothing to keep a secret or a sign-in in.
 *
 * Returns: whether what is kept outlives the command
 */
gboolean
herald_cli_check_keyring (HeraldCli *cli, GError **error)
{
  HeraldSecrets *secrets = herald_cli_get_secrets (cli);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_probe_async (secrets, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_secrets_probe_finish (secrets, herald_await_result (&await), error))
    return FALSE;
  if (!herald_secrets_is_session_only (secrets))
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_SECRET,
                       _("There is no Secret Service here that could keep secrets, so nothing was "
                         "saved; start a keyring or make a file with “heraldctl secret file "
                         "create”, then try again"));
  return FALSE;
}
