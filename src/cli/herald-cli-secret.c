/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl secret: where each secret is, and the passphrase-protected file. No command prints a
 * secret. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-output.h"
#include "cli/herald-cli-passphrase.h"
#include "cli/herald-cli-terminal.h"
#include "core/herald-environments.h"
#include "crypto/herald-locked-text.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *
get_keeping_label (HeraldKeeping keeping)
{
  switch (keeping)
    {
    case HERALD_KEEPING_FILE:
      return _("in the file");
    case HERALD_KEEPING_SESSION:
      return _("in memory");
    case HERALD_KEEPING_KEYRING:
    default:
      return _("in the keyring");
    }
}

static const char *
get_state_name (HeraldVaultState state)
{
  switch (state)
    {
    case HERALD_VAULT_LOCKED:
      return "locked";
    case HERALD_VAULT_OPEN:
      return "open";
    case HERALD_VAULT_ABSENT:
    default:
      return "absent";
    }
}

static HeraldVault *
get_vault (HeraldCli *cli, GError **error)
{
  if (herald_cli_get_folders (cli, error) == NULL)
    return NULL;
  return herald_secrets_get_vault (herald_cli_get_secrets (cli));
}

static gboolean
require_file (HeraldVault *vault, GError **error)
{
  if (vault == NULL)
    return FALSE;
  if (herald_vault_get_state (vault) != HERALD_VAULT_ABSENT)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                       _("There is no file of secrets; “heraldctl secret file create” makes one"));
  return FALSE;
}

static GPtrArray *
list (HeraldCli *cli, GError **error)
{
  HeraldSecrets *secrets = herald_cli_get_secrets (cli);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_list_async (secrets, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  return herald_secrets_list_finish (secrets, herald_await_result (&await), error);
}

/* Returns: (transfer full): its name, or its id where it was removed */
static char *
dup_environment_name (HeraldCli *cli, const char *id)
{
  g_autoptr (HeraldEnvironment) environment = herald_cli_find_environment (cli, id, NULL);

  return g_strdup (
    environment != NULL ? herald_environment_get (environment, HERALD_ENVIRONMENT_NAME) : id);
}

static void
add_secret (HeraldCli              *cli,
            JsonBuilder            *builder,
            HeraldCliTable         *table,
            const HeraldSecretInfo *info)
{
  g_autofree char *name = dup_environment_name (cli, info->environment_id);
  const char      *kind = herald_secret_kind_to_string (info->kind);

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "environment", info->environment_id);
  herald_cli_add_string (builder, "environmentName", name);
  herald_cli_add_string (builder, "kind", kind);
  herald_cli_add_string (builder, "id", info->id);
  herald_cli_add_string (builder, "keeping", herald_keeping_to_string (info->keeping));
  json_builder_end_object (builder);
  herald_cli_table_add (table, name, kind, info->id, get_keeping_label (info->keeping), NULL);
}

static void
print_place (HeraldCli *cli)
{
  HeraldSecrets *secrets = herald_cli_get_secrets (cli);
  HeraldVault   *vault = herald_secrets_get_vault (secrets);

  if (herald_secrets_get_keeping (secrets) == HERALD_KEEPING_FILE)
    herald_cli_print_line (_("Secrets are kept in the file “%s”."), herald_vault_get_path (vault));
  else if (herald_secrets_get_keeping (secrets) == HERALD_KEEPING_KEYRING)
    herald_cli_print_line ("%s", _("Secrets are kept in the keyring."));
  else
    herald_cli_print_line ("%s", _("No Secret Service answers and there is no file, so no secret "
                                   "is kept; “heraldctl secret file create” makes a file."));
  if (herald_vault_get_state (vault) == HERALD_VAULT_LOCKED)
    herald_cli_print_line ("%s", _("The file is locked; what is in it is not listed. Give its "
                                   "passphrase with --passphrase-file."));
}

/**
 * herald_cli_secret_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_secret_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  HeraldSecrets *secrets = herald_cli_get_secrets (cli);
  HeraldVault   *vault;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("Environment"), _("Kind"), _("ID"), _("Where"), NULL);

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  vault = get_vault (cli, error);
  if (vault == NULL)
    return FALSE;
  /* Without a passphrase the rest is told. */
  if ((herald_cli_get_passphrase_file (cli) != NULL || herald_cli_terminal_is_there ()) &&
      !herald_cli_passphrase_unlock (cli, error))
    return FALSE;
  found = list (cli, error);
  if (found == NULL)
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "keeping",
                         herald_keeping_to_string (herald_secrets_get_keeping (secrets)));
  herald_cli_add_boolean (builder, "serviceAnswers", herald_secrets_has_service (secrets));
  herald_cli_add_string (builder, "file", herald_vault_get_path (vault));
  herald_cli_add_string (builder, "fileState", get_state_name (herald_vault_get_state (vault)));
  json_builder_set_member_name (builder, "secrets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < found->len; i++)
    add_secret (cli, builder, table, g_ptr_array_index (found, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    {
      herald_cli_print_json (builder);
      return TRUE;
    }
  print_place (cli);
  herald_cli_table_print (table, _("No secret is listed."));
  return TRUE;
}

static const HeraldSecretInfo *
find (GPtrArray *found, const char *environment_id, HeraldSecretKind kind, const char *id)
{
  for (guint i = 0; i < found->len; i++)
    {
      const HeraldSecretInfo *info = g_ptr_array_index (found, i);

      if (info->kind == kind && strcmp (info->id, id) == 0 &&
          strcmp (info->environment_id, environment_id) == 0)
        return info;
    }
  return NULL;
}

static gboolean
clear (HeraldCli *cli, const HeraldSecretInfo *info, GError **error)
{
  HeraldSecrets *secrets = herald_cli_get_secrets (cli);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_clear_async (secrets, info->environment_id, info->kind, info->id,
                              herald_cli_get_cancellable (cli), herald_await_cb, &await);
  return herald_secrets_clear_finish (secrets, herald_await_result (&await), error);
}

/**
 * herald_cli_secret_remove:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_secret_remove (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (HeraldEnvironment) environment = NULL;
  g_autoptr (GPtrArray) found = NULL;
  const HeraldSecretInfo *info;
  HeraldSecretKind        kind = HERALD_SECRET_N_KINDS;
  const char             *environment_id;

  if (!herald_cli_parse_options (NULL, arguments, 3, 3, error))
    return FALSE;
  environment_id = g_ptr_array_index (arguments, 0);
  if (!herald_secret_kind_from_string (g_ptr_array_index (arguments, 1), &kind))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is no kind of secret; “heraldctl secret list” shows the kinds"),
                      (const char *) g_ptr_array_index (arguments, 1));
      return FALSE;
    }
  environment = herald_cli_find_environment (cli, environment_id, NULL);
  if (environment != NULL)
    environment_id = herald_environment_get (environment, HERALD_ENVIRONMENT_ID);
  found = herald_cli_passphrase_unlock (cli, error) ? list (cli, error) : NULL;
  if (found == NULL)
    return FALSE;
  info = find (found, environment_id, kind, g_ptr_array_index (arguments, 2));
  if (info != NULL)
    {
      if (!clear (cli, info, error))
        return FALSE;
      g_ptr_array_set_size (arguments, 0);
      return herald_cli_secret_list (cli, arguments, error);
    }
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                       _("There is no such secret; “heraldctl secret list” shows all"));
  return FALSE;
}

/* Moving nothing would succeed anywhere. */
static gboolean
require_keyring (HeraldCli *cli, GError **error)
{
  HeraldSecrets *secrets = herald_cli_get_secrets (cli);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_probe_async (secrets, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_secrets_probe_finish (secrets, herald_await_result (&await), error))
    return FALSE;
  if (herald_secrets_has_service (secrets))
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_SECRET,
                       _("No Secret Service answers, so nothing was moved; start a keyring, then "
                         "try again"));
  return FALSE;
}

static gboolean
move (HeraldCli *cli, HeraldKeeping to, GError **error)
{
  HeraldSecrets *secrets = herald_cli_get_secrets (cli);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_secrets_move_async (secrets, to, herald_cli_get_cancellable (cli), herald_await_cb,
                             &await);
  return herald_secrets_move_finish (secrets, herald_await_result (&await), NULL, error);
}

/**
 * herald_cli_secret_move:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_secret_move (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  HeraldKeeping to = HERALD_KEEPING_KEYRING;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  if (!herald_keeping_from_string (g_ptr_array_index (arguments, 0), &to))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is neither “keyring” nor “file”"),
                      (const char *) g_ptr_array_index (arguments, 0));
      return FALSE;
    }
  if (get_vault (cli, error) == NULL ||
      (to == HERALD_KEEPING_KEYRING && !require_keyring (cli, error)) ||
      !herald_cli_passphrase_unlock (cli, error) || !move (cli, to, error))
    return FALSE;
  g_ptr_array_set_size (arguments, 0);
  return herald_cli_secret_list (cli, arguments, error);
}

/* Takes what “--new-passphrase-file” says out of @arguments. */
static gboolean
parse_new_passphrase_option (GPtrArray *arguments, char **path, GError **error)
{
  const GOptionEntry entries[] = {
    { "new-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, path, NULL, NULL },
    { 0 },
  };

  return herald_cli_parse_options (entries, arguments, 0, 0, error);
}

/**
 * herald_cli_secret_file_create:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_secret_file_create (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char *path = NULL;
  char            *passphrase;
  HeraldVault     *vault;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (!parse_new_passphrase_option (arguments, &path, error))
    return FALSE;
  vault = get_vault (cli, error);
  passphrase = vault != NULL ? herald_cli_passphrase_read_new (cli, path, error) : NULL;
  if (passphrase == NULL)
    return FALSE;
  herald_vault_create_async (vault, passphrase, herald_cli_get_cancellable (cli), herald_await_cb,
                             &await);
  herald_locked_text_free (passphrase);
  return herald_vault_create_finish (vault, herald_await_result (&await), error) &&
         herald_cli_secret_list (cli, arguments, error);
}

/**
 * herald_cli_secret_file_unlock:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_secret_file_unlock (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  return herald_cli_parse_options (NULL, arguments, 0, 0, error) &&
         require_file (get_vault (cli, error), error) &&
         herald_cli_passphrase_unlock (cli, error) &&
         herald_cli_secret_list (cli, arguments, error);
}

/**
 * herald_cli_secret_file_change_passphrase:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_secret_file_change_passphrase (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char *path = NULL;
  char            *passphrase;
  char            *new_passphrase;
  HeraldVault     *vault;
  gboolean         changed = FALSE;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (!parse_new_passphrase_option (arguments, &path, error))
    return FALSE;
  vault = get_vault (cli, error);
  passphrase = require_file (vault, error) ? herald_cli_passphrase_read (cli, error) : NULL;
  if (passphrase == NULL)
    return FALSE;
  new_passphrase = herald_cli_passphrase_read_new (cli, path, error);
  if (new_passphrase != NULL)
    {
      herald_vault_change_passphrase_async (vault, passphrase, new_passphrase,
                                            herald_cli_get_cancellable (cli), herald_await_cb,
                                            &await);
      changed = herald_vault_change_passphrase_finish (vault, herald_await_result (&await), error);
    }
  herald_locked_text_free (passphrase);
  herald_locked_text_free (new_passphrase);
  return changed && herald_cli_secret_list (cli, arguments, error);
}

/**
 * herald_cli_secret_file_remove:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_secret_file_remove (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  gboolean           sure = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 0, 0, G_OPTION_ARG_NONE, &sure, NULL, NULL },
    { 0 },
  };
  HeraldVault *vault;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error))
    return FALSE;
  vault = get_vault (cli, error);
  if (!require_file (vault, error))
    return FALSE;
  if (!sure)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("All secrets in the file would be lost; if that is meant, add --yes"));
      return FALSE;
    }
  herald_vault_remove_async (vault, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  return herald_vault_remove_finish (vault, herald_await_result (&await), error) &&
         herald_cli_secret_list (cli, arguments, error);
}
