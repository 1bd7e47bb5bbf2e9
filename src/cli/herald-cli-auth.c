/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl auth: signing in to the environment of --env, and out again. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-login.h"
#include "cli/herald-cli-output.h"
#include "core/herald-account.h"
#include "core/herald-environments.h"
#include "model/herald-issue.h"

#include <glib/gi18n.h>
#include <string.h>

/* What “auth login” was told. */
typedef struct
{
  char          *client_id; /* (owned) (nullable) */
  gboolean       accept_changes;
  HeraldCliLogin login;
} LoginOptions;

static void
login_options_clear (LoginOptions *self)
{
  g_clear_pointer (&self->client_id, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LoginOptions, login_options_clear)

static gboolean
parse_login_options (LoginOptions *self, GPtrArray *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "client-id", 0, 0, G_OPTION_ARG_STRING, &self->client_id, NULL, NULL },
    { "accept-changes", 0, 0, G_OPTION_ARG_NONE, &self->accept_changes, NULL, NULL },
    HERALD_CLI_LOGIN_ENTRIES (&self->login),
    { 0 },
  };

  return herald_cli_parse_options (entries, arguments, 0, 0, error) &&
         herald_cli_login_check (&self->login, error);
}

static gboolean
save (HeraldCli *cli, HeraldEnvironment *environment, GError **error)
{
  HeraldStore *store = herald_cli_get_store (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (store == NULL)
    return FALSE;
  herald_environments_save_async (store, herald_cli_get_secrets (cli), environment, NULL,
                                  herald_cli_get_cancellable (cli), herald_await_cb, &await);
  return herald_environments_save_finish (store, herald_await_result (&await), error);
}

static HeraldAccount *
open_account (HeraldCli *cli, HeraldEnvironment *environment, GError **error)
{
  HeraldStore *store = herald_cli_get_store (cli, error);

  if (store == NULL || !herald_cli_check_keyring (cli, error))
    return NULL;
  return herald_account_open (environment, store, herald_cli_get_secrets (cli));
}

static HeraldEnvironment *
find_environment (HeraldCli *cli, GError **error)
{
  const char *name = herald_cli_get_environment_name (cli);

  if (strcmp (name, HERALD_EMULATOR_ENVIRONMENT_ID) != 0)
    return herald_cli_find_environment (cli, name, error);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("Herald signs in to the emulator by itself; name another environment with "
                         "--env"));
  return NULL;
}

static void
print_status (HeraldCli *cli, HeraldEnvironment *environment, gboolean is_signed_in, gint64 end_us)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *account = herald_environment_get (environment, HERALD_ENVIRONMENT_ACCOUNT);
  const char *client = herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID);
  const char *user =
    herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER ? account : client;

  json_builder_begin_object (builder);
  herald_cli_add_boolean (builder, "signedIn", is_signed_in);
  herald_cli_add_known (builder, "user", user);
  herald_cli_add_known (builder, "tenantId",
                        herald_environment_get (environment, HERALD_ENVIRONMENT_TENANT_ID));
  herald_cli_add_known (builder, "authority",
                        herald_environment_get (environment, HERALD_ENVIRONMENT_AUTHORITY));
  herald_cli_add_time (builder, "expiresOn", end_us);
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else if (is_signed_in)
    herald_cli_print_line (_("Signed in as %s"), user);
  else
    herald_cli_print_line ("%s", _("Not signed in"));
}

static gboolean
prepare_environment (HeraldEnvironment *environment, const LoginOptions *options, GError **error)
{
  g_autoptr (GPtrArray) issues = NULL;

  if (options->client_id != NULL)
    herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID, options->client_id);
  if (options->accept_changes)
    {
      herald_environment_set (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID, NULL);
      herald_environment_set (environment, HERALD_ENVIRONMENT_USER_ID, NULL);
    }
  issues = herald_environment_validate (environment);
  if (!herald_issues_to_error (issues, error))
    return FALSE;
  if (herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER ||
      !herald_cli_login_is_given (&options->login))
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("An application signs in with its credential, without browser or code"));
  return FALSE;
}

static gboolean
sign_in_and_save (HeraldCli          *cli,
                  HeraldEnvironment  *environment,
                  const LoginOptions *options,
                  GError            **error)
{
  g_autoptr (HeraldAccount) account = open_account (cli, environment, error);

  if (account == NULL)
    return FALSE;
  if (herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER &&
      !herald_cli_login_run (cli, account, &options->login, error))
    return FALSE;
  return save (cli, environment, error);
}

/* Whether the service wants a person to sign in once more, with something beside: a second factor
 * for this environment, say. */
static gboolean
is_asked_for_more (HeraldEnvironment *environment, const GError *error)
{
  const char *claims = herald_environment_get (environment, HERALD_ENVIRONMENT_CLAIMS);

  return g_error_matches (error, HERALD_ERROR, HERALD_ERROR_AUTH) && claims != NULL &&
         herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER;
}

static gboolean
log_in (HeraldCli *cli, HeraldEnvironment *environment, const LoginOptions *options, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  HeraldSession *session;

  if (!sign_in_and_save (cli, environment, options, error))
    return FALSE;
  /* Asks who we are there and compares it with the last time. */
  session = herald_cli_open_session (cli, environment, &local_error);
  if (is_asked_for_more (environment, local_error))
    {
      g_printerr ("%s\n", _("The environment asks for more proof; sign in once more."));
      g_clear_error (&local_error);
      if (!sign_in_and_save (cli, environment, options, error))
        return FALSE;
      session = herald_cli_open_session (cli, environment, &local_error);
    }
  if (session == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  print_status (cli, environment, TRUE, herald_session_get_token_expires_us (session));
  return TRUE;
}

/**
 * herald_cli_auth_login:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether somebody signed in, and is whom the environment knows
 */
gboolean
herald_cli_auth_login (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (LoginOptions) options = { .login = HERALD_CLI_LOGIN_INIT };
  g_autoptr (HeraldEnvironment) environment = NULL;

  if (!parse_login_options (&options, arguments, error))
    return FALSE;
  environment = find_environment (cli, error);
  return environment != NULL && prepare_environment (environment, &options, error) &&
         log_in (cli, environment, &options, error);
}

/**
 * herald_cli_auth_logout:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether nothing is left to sign in with
 */
gboolean
herald_cli_auth_logout (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (HeraldEnvironment) environment = NULL;
  g_autoptr (HeraldAccount) account = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  environment = find_environment (cli, error);
  account = environment != NULL ? open_account (cli, environment, error) : NULL;
  if (account == NULL)
    return FALSE;
  herald_account_sign_out_async (account, herald_cli_get_cancellable (cli), herald_await_cb,
                                 &await);
  if (!herald_account_sign_out_finish (account, herald_await_result (&await), error) ||
      !herald_cli_check_keyring (cli, error) || !save (cli, environment, error))
    return FALSE;
  print_status (cli, environment, FALSE, 0);
  return TRUE;
}

/**
 * herald_cli_auth_status:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked; nothing is called without --check
 */
gboolean
herald_cli_auth_status (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  gboolean           check = FALSE;
  const GOptionEntry entries[] = {
    { "check", 0, 0, G_OPTION_ARG_NONE, &check, NULL, NULL },
    { 0 },
  };
  g_autoptr (HeraldEnvironment) environment = NULL;
  g_autoptr (HeraldAccount) account = NULL;
  g_autoptr (GError) local_error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldSession *session = NULL;
  gboolean       is_signed_in;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error))
    return FALSE;
  environment = find_environment (cli, error);
  account = environment != NULL ? open_account (cli, environment, error) : NULL;
  if (account == NULL)
    return FALSE;
  herald_account_check_async (account, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  is_signed_in = herald_account_check_finish (account, herald_await_result (&await), &local_error);
  if (local_error == NULL && check)
    session = herald_cli_get_session (cli, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  print_status (cli, environment, is_signed_in,
                session != NULL ? herald_session_get_token_expires_us (session) : 0);
  return TRUE;
}
