/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl env add and env set: what an environment is, the way to its servers and what an
 * application signs in with. Files are read and everything is judged before anything is kept. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-env-connection.h"
#include "cli/herald-cli-env.h"
#include "cli/herald-cli-files.h"
#include "core/herald-environments.h"
#include "core/herald-guard.h"
#include "net/herald-client-assertion.h"

#include <glib/gi18n.h>
#include <string.h>

#define N_SET_OPTIONS 9 /* without those of the connection */
#define N_ADD_OPTIONS (N_SET_OPTIONS + 1)
#define DEFAULT_AUTHORITY "https://login.microsoftonline.com"

/* What was typed. */
typedef struct
{
  char    *texts[HERALD_ENVIRONMENT_N_FIELDS]; /* (owned) (nullable) */
  char    *kind;                               /* (owned) (nullable) */
  char    *secret_file;                        /* (owned) (nullable) */
  char    *certificate_file;                   /* (owned) (nullable) */
  gboolean read_only;                          /* only of “env add” */

  HeraldCliConnection connection;
} Options;

static void
options_clear (Options *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);
  g_free (self->kind);
  g_free (self->secret_file);
  g_free (self->certificate_file);
  herald_cli_connection_clear (&self->connection);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* @n_options: N_SET_OPTIONS or N_ADD_OPTIONS. */
static gboolean
parse (Options *self, gsize n_options, GPtrArray *arguments, GError **error)
{
  char             **texts = self->texts;
  GOptionEntry       entries[N_ADD_OPTIONS + HERALD_CLI_N_CONNECTION_OPTIONS + 1] = { 0 };
  const GOptionEntry own[N_ADD_OPTIONS] = {
    { "url", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_URL], NULL, NULL },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_TENANT_ID], NULL, NULL },
    { "client-id", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_CLIENT_ID], NULL, NULL },
    { "public-endpoint", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_PUBLIC_ENDPOINT],
      NULL, NULL },
    { "colour", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_COLOUR], NULL, NULL },
    { "authority", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_AUTHORITY], NULL, NULL },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &self->kind, NULL, NULL },
    { "client-secret-file", 0, 0, G_OPTION_ARG_FILENAME, &self->secret_file, NULL, NULL },
    { "certificate-file", 0, 0, G_OPTION_ARG_FILENAME, &self->certificate_file, NULL, NULL },
    { "read-only", 0, 0, G_OPTION_ARG_NONE, &self->read_only, NULL, NULL },
  };

  memcpy (entries, own, n_options * sizeof *own);
  herald_cli_connection_add_options (&self->connection, entries + n_options,
                                     HERALD_CLI_N_CONNECTION_OPTIONS);
  if (!herald_cli_parse_options (entries, arguments, 1, 1, error))
    return FALSE;
  if (self->secret_file == NULL || self->certificate_file == NULL)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("An application signs in with a secret or a certificate, not with both"));
  return FALSE;
}

/* Returns: (nullable): without error when none is given */
static char *
read_credential (const Options *options, HeraldEnvironment *environment, GError **error)
{
  const gboolean is_secret = options->secret_file != NULL;
  const char    *path = is_secret ? options->secret_file : options->certificate_file;
  HeraldSignIn   sign_in = is_secret ? HERALD_SIGN_IN_SECRET : HERALD_SIGN_IN_CERTIFICATE;
  char          *credential;

  if (path == NULL)
    return NULL;
  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN,
                          herald_sign_in_to_string (sign_in));
  if (*herald_environment_get (environment, HERALD_ENVIRONMENT_AUTHORITY) == '\0')
    herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY, DEFAULT_AUTHORITY);
  credential = herald_cli_files_read_secret (path, error);
  if (credential == NULL || is_secret ||
      herald_client_assertion_check_certificate (credential, error))
    return credential;
  herald_secret_free (credential);
  return NULL;
}

static gboolean
apply_texts (const Options *options, HeraldEnvironment *environment, GError **error)
{
  HeraldEnvironmentKind kind = herald_environment_get_kind (environment);

  if (!herald_cli_env_read_kind (options->kind, &kind, error))
    return FALSE;
  herald_environment_set_kind (environment, kind);
  for (int i = 0; i < HERALD_ENVIRONMENT_N_FIELDS; i++)
    if (options->texts[i] != NULL)
      herald_environment_set (environment, (HeraldEnvironmentField) i, options->texts[i]);
  return TRUE;
}

/* Nothing would have to be confirmed there any more. */
static gboolean
confirm_kind (HeraldCli *cli, HeraldEnvironment *before, HeraldEnvironment *after, GError **error)
{
  const char *confirmation = herald_cli_get_confirmation (cli);
  g_autoptr (HeraldGuard) guard = NULL;

  if (before == NULL || herald_environment_get_kind (before) != HERALD_ENVIRONMENT_PRODUCTION ||
      herald_environment_get_kind (after) == HERALD_ENVIRONMENT_PRODUCTION)
    return TRUE;
  guard = herald_guard_new (before);
  if (confirmation != NULL)
    return herald_guard_confirm (guard, confirmation, FALSE, error);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("“%s” is for production: confirm by its name with --confirm that it is not any "
                 "more; nothing was done"),
                  herald_environment_get (before, HERALD_ENVIRONMENT_NAME));
  return FALSE;
}

/* @before: (nullable): as it is saved. */
static gboolean
apply_and_save (const Options     *options,
                HeraldCli         *cli,
                HeraldEnvironment *before,
                HeraldEnvironment *after,
                GError           **error)
{
  g_auto (HeraldCliConnectionSecrets) secrets = { .proxy_password = NULL };
  HeraldEnvironmentSecrets kept = { .credential = NULL };
  g_autoptr (GError) local_error = NULL;
  char    *credential;
  gboolean saved;

  if (!apply_texts (options, after, error) ||
      !herald_cli_connection_apply (&options->connection, cli, after, &secrets, error) ||
      !confirm_kind (cli, before, after, error) ||
      !herald_cli_connection_confirm (cli, before, after, error))
    return FALSE;
  credential = read_credential (options, after, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  kept.credential = credential;
  kept.proxy_password = secrets.proxy_password;
  kept.client_certificate = secrets.client_certificate;
  saved = herald_cli_connection_save (cli, after, &kept, error);
  herald_secret_free (credential);
  return saved;
}

/**
 * herald_cli_env_add:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_env_add (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (Options) options = { .kind = NULL };
  g_autoptr (HeraldEnvironment) environment =
    herald_environment_new (HERALD_ENVIRONMENT_PRODUCTION);

  if (!parse (&options, N_ADD_OPTIONS, arguments, error) ||
      !herald_cli_require_option ("--url", options.texts[HERALD_ENVIRONMENT_URL], error) ||
      !herald_cli_require_option ("--client-id", options.texts[HERALD_ENVIRONMENT_CLIENT_ID],
                                  error))
    return FALSE;
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, g_ptr_array_index (arguments, 0));
  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN,
                          herald_sign_in_to_string (HERALD_SIGN_IN_USER));
  herald_environment_set_read_only (environment, options.read_only);
  if (!apply_and_save (&options, cli, NULL, environment, error))
    return FALSE;
  g_ptr_array_set_size (arguments, 0);
  return herald_cli_env_list (cli, arguments, error);
}

/**
 * herald_cli_env_set:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_env_set (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  const guint n_words = arguments->len;
  g_auto (Options) options = { .kind = NULL };
  g_autoptr (HeraldEnvironment) before = NULL;
  g_autoptr (HeraldEnvironment) after = NULL;

  if (!parse (&options, N_SET_OPTIONS, arguments, error))
    return FALSE;
  if (n_words == arguments->len)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("There is nothing to set; name an option"));
      return FALSE;
    }
  before = herald_cli_env_find_saved (cli, g_ptr_array_index (arguments, 0), error);
  if (before == NULL)
    return FALSE;
  after = herald_environment_copy (before);
  return apply_and_save (&options, cli, before, after, error) &&
         herald_cli_env_show (cli, arguments, error);
}
