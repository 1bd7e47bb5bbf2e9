/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comes from --passphrase-file or, where somebody sits at a terminal, is asked for. */
#include "config.h"

#include "cli/herald-cli-passphrase.h"

#include "base/herald-error.h"
#include "cli/herald-cli-terminal.h"
#include "crypto/herald-locked-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Who mistyped may try again; a script may not. */
#define TERMINAL_ATTEMPTS 3

/**
 * herald_cli_passphrase_read:
 * @cli: the surroundings
 *
 * **Errors:** INVALID, SECRET when there is nobody to ask, CANCELLED.
 *
 * Returns: (transfer full): the passphrase of the file that is there
 */
char *
herald_cli_passphrase_read (HeraldCli *cli, GError **error)
{
  const char *path = herald_cli_get_passphrase_file (cli);

  if (path != NULL)
    return herald_cli_terminal_read_file (path, error);
  if (herald_cli_terminal_is_there ())
    return herald_cli_terminal_ask (_("Passphrase of the file of secrets:"),
                                       herald_cli_get_cancellable (cli), error);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_SECRET,
                       _("The file of secrets is locked; give its passphrase with "
                         "--passphrase-file"));
  return NULL;
}

/**
 * herald_cli_passphrase_read_new:
 * @cli: the surroundings
 * @path: (nullable): a file, “-” for standard input; %NULL for the terminal, which asks twice
 *
 * **Errors:** INVALID, SECRET when there is nobody to ask, CANCELLED.
 *
 * Returns: (transfer full): what shall protect the file
 */
char *
herald_cli_passphrase_read_new (HeraldCli *cli, const char *path, GError **error)
{
  GCancellable *cancellable = herald_cli_get_cancellable (cli);
  char         *passphrase;
  char         *again;

  if (path != NULL)
    return herald_cli_terminal_read_file (path, error);
  if (!herald_cli_terminal_is_there ())
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("Give the new passphrase with --new-passphrase-file"));
      return NULL;
    }
  passphrase = herald_cli_terminal_ask (_("New passphrase:"), cancellable, error);
  if (passphrase == NULL)
    return NULL;
  again = herald_cli_terminal_ask (_("The same again:"), cancellable, error);
  if (again != NULL && strcmp (passphrase, again) == 0)
    {
      herald_locked_text_free (again);
      return passphrase;
    }
  if (again != NULL)
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("The two passphrases differ"));
  herald_locked_text_free (again);
  herald_locked_text_free (passphrase);
  return NULL;
}

static gboolean
try_once (HeraldCli *cli, HeraldVault *vault, gboolean *may_try_again, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  char *passphrase = herald_cli_passphrase_read (cli, error);

  *may_try_again = FALSE;
  if (passphrase == NULL)
    return FALSE;
  herald_vault_unlock_async (vault, passphrase, herald_cli_get_cancellable (cli), herald_await_cb,
                             &await);
  herald_locked_text_free (passphrase);
  *may_try_again = herald_cli_get_passphrase_file (cli) == NULL;
  return herald_vault_unlock_finish (vault, herald_await_result (&await), error);
}

static gboolean
unlock (HeraldCli *cli, HeraldVault *vault, GError **error)
{
  gboolean may_try_again = FALSE;

  for (guint i = 1; i <= TERMINAL_ATTEMPTS; i++)
    {
      g_autoptr (GError) local_error = NULL;

      if (try_once (cli, vault, &may_try_again, &local_error))
        return TRUE;
      if (!may_try_again || i == TERMINAL_ATTEMPTS ||
          !g_error_matches (local_error, HERALD_ERROR, HERALD_ERROR_SECRET))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_printerr ("%s\n", local_error->message);
    }
  return FALSE;
}

static gboolean
answer_cb (gpointer user_data)
{
  HeraldCli     *cli = user_data;
  HeraldSecrets *secrets = herald_cli_get_secrets (cli);
  g_autoptr (GError) error = NULL;

  if (!unlock (cli, herald_secrets_get_vault (secrets), &error))
    herald_secrets_decline_passphrase (secrets, error);
  return G_SOURCE_REMOVE;
}

/* Not at once: what asks is in the middle of a call. */
static gboolean
passphrase_needed_cb (HeraldSecrets *secrets, HeraldCli *cli)
{
  g_idle_add (answer_cb, cli);
  return TRUE;
}

/**
 * herald_cli_passphrase_answer:
 * @cli: the surroundings
 * @secrets: their secrets
 *
 * From now on the passphrase is fetched when a command needs it.
 */
void
herald_cli_passphrase_answer (HeraldCli *cli, HeraldSecrets *secrets)
{
  g_signal_connect (secrets, "passphrase-needed", G_CALLBACK (passphrase_needed_cb), cli);
}

/**
 * herald_cli_passphrase_unlock:
 * @cli: the surroundings
 *
 * **Errors:** SECRET, INVALID, CANCELLED.
 *
 * Returns: whether the file is unlocked, or is not there
 */
gboolean
herald_cli_passphrase_unlock (HeraldCli *cli, GError **error)
{
  HeraldVault *vault = herald_secrets_get_vault (herald_cli_get_secrets (cli));

  if (vault == NULL || herald_vault_get_state (vault) != HERALD_VAULT_LOCKED)
    return TRUE;
  return unlock (cli, vault, error);
}
