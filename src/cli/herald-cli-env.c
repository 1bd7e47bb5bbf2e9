/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl env: the environments. Listing and removing work with dead credentials, too. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-env-connection.h"
#include "cli/herald-cli-env.h"
#include "cli/herald-cli-output.h"
#include "core/herald-environments.h"

#include <glib/gi18n.h>
#include <string.h>

/* Leaves what the secrets hold. */
static const HeraldEnvironmentSecrets NOTHING = { .credential = NULL };

/* Member and field, in the order of the answer. */
static const struct
{
  const char            *name;
  HeraldEnvironmentField field;
} MEMBERS[] = {
  { "url", HERALD_ENVIRONMENT_URL },
  { "colour", HERALD_ENVIRONMENT_COLOUR },
  { "authority", HERALD_ENVIRONMENT_AUTHORITY },
  { "tenantId", HERALD_ENVIRONMENT_TENANT_ID },
  { "clientId", HERALD_ENVIRONMENT_CLIENT_ID },
  { "publicEndpoint", HERALD_ENVIRONMENT_PUBLIC_ENDPOINT },
  { "organizationId", HERALD_ENVIRONMENT_ORGANIZATION_ID },
  { "organizationName", HERALD_ENVIRONMENT_ORGANIZATION_NAME },
  { "user", HERALD_ENVIRONMENT_USER_ID },
  { "userName", HERALD_ENVIRONMENT_USER_NAME },
  { "account", HERALD_ENVIRONMENT_ACCOUNT },
  { "caFile", HERALD_ENVIRONMENT_CA_FILE },
  { "proxy", HERALD_ENVIRONMENT_PROXY },
  { "proxyUser", HERALD_ENVIRONMENT_PROXY_USER },
  { "tlsCertificate", HERALD_ENVIRONMENT_CLIENT_CERTIFICATE },
};

static void
add_environment (JsonBuilder *builder, HeraldEnvironment *environment)
{
  HeraldEnvironmentKind kind = herald_environment_get_kind (environment);
  HeraldSignIn          sign_in = herald_environment_get_sign_in (environment);

  json_builder_begin_object (builder);
  /* What --env takes. */
  herald_cli_add_string (builder, "name",
                         kind == HERALD_ENVIRONMENT_EMULATOR
                           ? HERALD_EMULATOR_ENVIRONMENT_ID
                           : herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
  herald_cli_add_string (builder, "kind", herald_environment_kind_to_string (kind));
  herald_cli_add_boolean (builder, "readOnly", herald_environment_is_read_only (environment));
  herald_cli_add_boolean (builder, "ignoresTlsErrors",
                          herald_environment_ignores_tls_errors (environment));
  herald_cli_add_string (builder, "signIn", herald_sign_in_to_string (sign_in));
  for (gsize i = 0; i < G_N_ELEMENTS (MEMBERS); i++)
    herald_cli_add_known (builder, MEMBERS[i].name,
                          herald_environment_get (environment, MEMBERS[i].field));
  json_builder_end_object (builder);
}

/* Returns: (transfer full) (element-type HeraldEnvironment): the saved ones */
GPtrArray *
herald_cli_env_load (HeraldCli *cli, GError **error)
{
  HeraldStore *store = herald_cli_get_store (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (store == NULL)
    return NULL;
  herald_environments_list_async (store, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  return herald_environments_list_finish (store, herald_await_result (&await), error);
}

/* The built-in one is listed, too, but is as it is. */
HeraldEnvironment *
herald_cli_env_find_saved (HeraldCli *cli, const char *name, GError **error)
{
  if (strcmp (name, HERALD_EMULATOR_ENVIRONMENT_ID) != 0)
    return herald_cli_find_environment (cli, name, error);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("The emulator is built in and stays as it is; name a saved environment"));
  return NULL;
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
  environments = herald_cli_env_load (cli, error);
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

/* Its addresses and ids are known once it runs. */
static HeraldEnvironment *
dup_running_emulator (HeraldCli *cli, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);

  return session != NULL ? g_object_ref (herald_session_get_environment (session)) : NULL;
}

static void
print_environment (HeraldEnvironment *environment)
{
  const HeraldEnvironmentKind kind = herald_environment_get_kind (environment);
  const HeraldSignIn          sign_in = herald_environment_get_sign_in (environment);

  herald_cli_print_line ("%s (%s)\n%s",
                         herald_environment_get (environment, HERALD_ENVIRONMENT_NAME),
                         herald_environment_kind_get_label (kind),
                         herald_sign_in_get_label (sign_in));
  if (herald_environment_is_read_only (environment))
    herald_cli_print_line ("%s", _("Read-only in Herald"));
  if (herald_environment_ignores_tls_errors (environment))
    herald_cli_print_line ("%s", _("TLS errors are ignored: anyone in between can read along"));
  for (gsize i = 0; i < G_N_ELEMENTS (MEMBERS); i++)
    {
      const char *value = herald_environment_get (environment, MEMBERS[i].field);

      if (value != NULL && *value != '\0')
        herald_cli_print_line ("%-16s %s", MEMBERS[i].name, value);
    }
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
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *name;

  if (!herald_cli_parse_options (NULL, arguments, 0, 1, error))
    return FALSE;
  name =
    arguments->len > 0 ? g_ptr_array_index (arguments, 0) : herald_cli_get_environment_name (cli);
  environment = strcmp (name, HERALD_EMULATOR_ENVIRONMENT_ID) == 0
                  ? dup_running_emulator (cli, error)
                  : herald_cli_find_environment (cli, name, error);
  if (environment == NULL)
    return FALSE;
  add_environment (builder, environment);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    print_environment (environment);
  return TRUE;
}

/* Nothing given leaves @kind as it is. */
gboolean
herald_cli_env_read_kind (const char *text, HeraldEnvironmentKind *kind, GError **error)
{
  if (text == NULL ||
      (herald_environment_kind_from_string (text, kind) && *kind != HERALD_ENVIRONMENT_EMULATOR))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("“%s” is no kind; use development, test or production"), text);
  return FALSE;
}

/**
 * herald_cli_env_rename:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_env_rename (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (HeraldEnvironment) environment = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 2, 2, error))
    return FALSE;
  environment = herald_cli_env_find_saved (cli, g_ptr_array_index (arguments, 0), error);
  if (environment == NULL)
    return FALSE;
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, g_ptr_array_index (arguments, 1));
  if (!herald_cli_connection_save (cli, environment, &NOTHING, error))
    return FALSE;
  g_ptr_array_set_size (arguments, 0);
  return herald_cli_env_list (cli, arguments, error);
}

/**
 * herald_cli_env_read_only:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_env_read_only (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (HeraldEnvironment) environment = NULL;
  const char *word;

  if (!herald_cli_parse_options (NULL, arguments, 2, 2, error))
    return FALSE;
  word = g_ptr_array_index (arguments, 1);
  if (strcmp (word, "on") != 0 && strcmp (word, "off") != 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is neither “on” nor “off”"), word);
      return FALSE;
    }
  environment = herald_cli_env_find_saved (cli, g_ptr_array_index (arguments, 0), error);
  if (environment == NULL)
    return FALSE;
  herald_environment_set_read_only (environment, strcmp (word, "on") == 0);
  if (!herald_cli_connection_save (cli, environment, &NOTHING, error))
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
  g_autoptr (HeraldEnvironment) environment = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  environment = herald_cli_env_find_saved (cli, g_ptr_array_index (arguments, 0), error);
  if (environment == NULL)
    return FALSE;
  herald_environments_remove_async (herald_cli_get_store (cli, NULL), herald_cli_get_secrets (cli),
                                    herald_environment_get (environment, HERALD_ENVIRONMENT_ID),
                                    herald_cli_get_cancellable (cli), herald_await_cb, &await);
  if (!herald_environments_remove_finish (herald_cli_get_store (cli, NULL),
                                          herald_await_result (&await), error))
    return FALSE;
  g_ptr_array_set_size (arguments, 0);
  return herald_cli_env_list (cli, arguments, error);
}
