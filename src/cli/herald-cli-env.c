/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl env: the environments. Listing and removing work with dead credentials, too. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-output.h"
#include "core/herald-apps.h"
#include "core/herald-environments.h"
#include "core/herald-people.h"

#include <glib/gi18n.h>
#include <string.h>

#define DEFAULT_AUTHORITY "https://login.microsoftonline.com"

static void
add_environment (JsonBuilder *builder, HeraldEnvironment *environment)
{
  HeraldEnvironmentKind kind = herald_environment_get_kind (environment);

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "name",
                         herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
  herald_cli_add_string (builder, "kind", herald_environment_kind_to_string (kind));
  herald_cli_add_string (builder, "url",
                         herald_environment_get (environment, HERALD_ENVIRONMENT_URL));
  herald_cli_add_string (builder, "organizationId",
                         herald_environment_get (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID));
  herald_cli_add_string (builder, "user",
                         herald_environment_get (environment, HERALD_ENVIRONMENT_USER_ID));
  json_builder_end_object (builder);
}

static GPtrArray *
list_environments (HeraldCli *cli, GError **error)
{
  HeraldStore *store = herald_cli_get_store (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (store == NULL)
    return NULL;
  herald_environments_list_async (store, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  return herald_environments_list_finish (store, herald_await_result (&await), error);
}

static HeraldEnvironment *
build_emulator (void)
{
  HeraldEnvironment *emulator = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);

  herald_environment_set (emulator, HERALD_ENVIRONMENT_ID, HERALD_EMULATOR_ENVIRONMENT_ID);
  herald_environment_set (emulator, HERALD_ENVIRONMENT_NAME, HERALD_EMULATOR_ENVIRONMENT_ID);
  return emulator;
}

/**
 * herald_cli_env_list:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_env_list (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (GPtrArray) environments = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table = herald_cli_table_new (_("Name"), _("Kind"), _("URL"), NULL);

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  environments = list_environments (cli, error);
  if (environments == NULL)
    return FALSE;
  g_ptr_array_insert (environments, 0, build_emulator ());
  json_builder_begin_array (builder);
  for (guint i = 0; i < environments->len; i++)
    {
      HeraldEnvironment *environment = g_ptr_array_index (environments, i);

      add_environment (builder, environment);
      herald_cli_table_add (table, herald_environment_get (environment, HERALD_ENVIRONMENT_NAME),
                            herald_environment_kind_get_label (
                              herald_environment_get_kind (environment)),
                            herald_environment_get (environment, HERALD_ENVIRONMENT_URL), NULL);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, "");
  return TRUE;
}

/**
 * herald_cli_env_show:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_env_show (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (HeraldEnvironment) environment = NULL;
  g_autoptr (GPtrArray) saved = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *name;

  if (!herald_cli_parse_options (NULL, arguments, 0, 1, error))
    return FALSE;
  name =
    arguments->len > 0 ? g_ptr_array_index (arguments, 0) : herald_cli_get_environment_name (cli);
  if (strcmp (name, HERALD_EMULATOR_ENVIRONMENT_ID) == 0)
    {
      /* Its addresses and ids are known once it runs. */
      HeraldSession *session = herald_cli_get_session (cli, error);

      if (session == NULL)
        return FALSE;
      environment = g_object_ref (herald_session_get_environment (session));
    }
  else
    {
      saved = list_environments (cli, error);
      for (guint i = 0; saved != NULL && i < saved->len && environment == NULL; i++)
        if (g_strcmp0 (herald_environment_get (g_ptr_array_index (saved, i),
                                               HERALD_ENVIRONMENT_NAME),
                       name) == 0)
          environment = g_object_ref (g_ptr_array_index (saved, i));
      if (saved == NULL)
        return FALSE;
    }
  if (environment == NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                   _("There is no environment “%s”; “heraldctl env list” names them"), name);
      return FALSE;
    }
  add_environment (builder, environment);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_print_line ("%s (%s)\n%s",
                           herald_environment_get (environment, HERALD_ENVIRONMENT_NAME),
                           herald_environment_kind_get_label (
                             herald_environment_get_kind (environment)),
                           herald_environment_get (environment, HERALD_ENVIRONMENT_URL));
  return TRUE;
}

static gboolean
save_environment (HeraldCli         *cli,
                  HeraldEnvironment *environment,
                  const char        *secret,
                  GError           **error)
{
  HeraldStore *store = herald_cli_get_store (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (store == NULL)
    return FALSE;
  herald_environments_save_async (store, herald_cli_get_secrets (cli), environment, secret,
                                  herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_environments_save_finish (store, herald_await_result (&await), error))
    return FALSE;
  if (secret != NULL && herald_secrets_is_session_only (herald_cli_get_secrets (cli)))
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_SECRET,
                           _("There is no Secret Service here, so the client secret was not kept; "
                             "start a keyring and add the environment again"));
      return FALSE;
    }
  return TRUE;
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
  g_autofree char   *url = NULL, *tenant = NULL, *client_id = NULL, *secret_file = NULL;
  g_autofree char   *endpoint = NULL, *kind_text = NULL, *colour = NULL, *authority = NULL;
  g_autofree char   *id = herald_guid_new ();
  const GOptionEntry entries[] = {
    { "url", 0, 0, G_OPTION_ARG_STRING, &url, NULL, NULL },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &tenant, NULL, NULL },
    { "client-id", 0, 0, G_OPTION_ARG_STRING, &client_id, NULL, NULL },
    { "client-secret-file", 0, 0, G_OPTION_ARG_FILENAME, &secret_file, NULL, NULL },
    { "public-endpoint", 0, 0, G_OPTION_ARG_STRING, &endpoint, NULL, NULL },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &kind_text, NULL, NULL },
    { "colour", 0, 0, G_OPTION_ARG_STRING, &colour, NULL, NULL },
    { "authority", 0, 0, G_OPTION_ARG_STRING, &authority, NULL, NULL },
    { 0 },
  };
  HeraldEnvironmentKind kind = HERALD_ENVIRONMENT_PRODUCTION;
  g_autoptr (HeraldEnvironment) environment = NULL;
  char    *secret;
  gboolean saved;

  if (!herald_cli_parse_options (entries, arguments, 1, 1, error) ||
      !herald_cli_require_option ("--url", url, error) ||
      !herald_cli_require_option ("--tenant", tenant, error) ||
      !herald_cli_require_option ("--client-id", client_id, error) ||
      !herald_cli_require_option ("--client-secret-file", secret_file, error))
    return FALSE;
  if (kind_text != NULL && (!herald_environment_kind_from_string (kind_text, &kind) ||
                            kind == HERALD_ENVIRONMENT_EMULATOR))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is no kind; use development, test or production"), kind_text);
      return FALSE;
    }
  environment = herald_environment_new (kind);
  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, id);
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, g_ptr_array_index (arguments, 0));
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL, url);
  herald_environment_set (environment, HERALD_ENVIRONMENT_TENANT_ID, tenant);
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_ID, client_id);
  herald_environment_set (environment, HERALD_ENVIRONMENT_PUBLIC_ENDPOINT, endpoint);
  herald_environment_set (environment, HERALD_ENVIRONMENT_COLOUR, colour);
  herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY,
                          authority != NULL ? authority : DEFAULT_AUTHORITY);
  secret = herald_cli_files_read_secret (secret_file, error);
  if (secret == NULL)
    return FALSE;
  saved = save_environment (cli, environment, secret, error);
  herald_secret_free (secret);
  if (!saved)
    return FALSE;
  g_ptr_array_set_size (arguments, 0);
  return herald_cli_env_list (cli, arguments, error);
}

/**
 * herald_cli_env_remove:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_env_remove (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (GPtrArray) environments = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  const char *id = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  environments = list_environments (cli, error);
  if (environments == NULL)
    return FALSE;
  for (guint i = 0; i < environments->len; i++)
    if (g_strcmp0 (herald_environment_get (g_ptr_array_index (environments, i),
                                           HERALD_ENVIRONMENT_NAME),
                   g_ptr_array_index (arguments, 0)) == 0)
      id = herald_environment_get (g_ptr_array_index (environments, i), HERALD_ENVIRONMENT_ID);
  if (id == NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                   _("There is no saved environment “%s”"),
                      (const char *) g_ptr_array_index (arguments, 0));
      return FALSE;
    }
  herald_environments_remove_async (herald_cli_get_store (cli, NULL), herald_cli_get_secrets (cli),
                                    id, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_environments_remove_finish (herald_cli_get_store (cli, NULL),
                                          herald_await_result (&await), error))
    return FALSE;
  g_ptr_array_set_size (arguments, 0);
  return herald_cli_env_list (cli, arguments, error);
}

/* One step of the test; FALSE ends it. */
typedef gboolean (*StepFunc) (HeraldCli *cli, GError **error);

static gboolean
sign_in_step (HeraldCli *cli, GError **error)
{
  return herald_cli_get_session (cli, error) != NULL;
}

static gboolean
read_apps_step (HeraldCli *cli, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) apps = NULL;

  herald_apps_list_async (session, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  apps = herald_apps_list_finish (session, herald_await_result (&await), error);
  return apps != NULL;
}

static gboolean
read_people_step (HeraldCli *cli, GError **error)
{
  HeraldSession    *session = herald_cli_get_session (cli, error);
  const char *const emails[] = { "nobody@example.com", NULL };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) people = NULL;

  herald_people_find_async (session, emails, herald_cli_get_cancellable (cli), herald_await_cb,
                            &await);
  people = herald_people_find_finish (session, herald_await_result (&await), error);
  return people != NULL;
}

static const struct
{
  const char *name;
  const char *good; /* N_() */
  StepFunc    run;
} TEST_STEPS[] = {
  { "signIn", N_ ("Signed in, and Dataverse knows the user"), sign_in_step },
  { "apps", N_ ("The mobile app configurations can be read"), read_apps_step },
  { "people", N_ ("Contacts and leads can be read"), read_people_step },
};

/**
 * herald_cli_env_test:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether every step worked; the answer is printed in any case
 */
gboolean
herald_cli_env_test (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) step_error = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  json_builder_begin_array (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (TEST_STEPS) && step_error == NULL; i++)
    {
      gint64      start_us = g_get_monotonic_time ();
      gboolean    ok = TEST_STEPS[i].run (cli, &step_error);
      int         ms = (int) ((g_get_monotonic_time () - start_us) / 1000);
      const char *message = ok ? _(TEST_STEPS[i].good) : step_error->message;

      json_builder_begin_object (builder);
      herald_cli_add_string (builder, "step", TEST_STEPS[i].name);
      herald_cli_add_boolean (builder, "ok", ok);
      herald_cli_add_int (builder, "ms", ms);
      herald_cli_add_string (builder, "message", message);
      json_builder_end_object (builder);
      if (!herald_cli_wants_json (cli))
        herald_cli_print_line ("%s %-8s %5d ms  %s", ok ? "✓" : "✗", TEST_STEPS[i].name, ms,
                               message);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  herald_cli_set_exit_status (cli, herald_error_get_exit_code (step_error));
  return TRUE;
}
