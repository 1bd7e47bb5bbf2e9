/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl env: the environments. Listing and removing work with dead credentials, too. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-output.h"
#include "core/herald-environments.h"
#include "net/herald-client-assertion.h"

#include <glib/gi18n.h>
#include <string.h>

#define DEFAULT_AUTHORITY "https://login.microsoftonline.com"

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
  { "user", HERALD_ENVIRONMENT_USER_ID },
  { "account", HERALD_ENVIRONMENT_ACCOUNT },
  { "caFile", HERALD_ENVIRONMENT_CA_FILE },
};

static void
add_environment (JsonBuilder *builder, HeraldEnvironment *environment)
{
  HeraldEnvironmentKind kind = herald_environment_get_kind (environment);
  HeraldSignIn          sign_in = herald_environment_get_sign_in (environment);

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "name",
                         herald_environment_get (environment, HERALD_ENVIRONMENT_NAME));
  herald_cli_add_string (builder, "kind", herald_environment_kind_to_string (kind));
  herald_cli_add_boolean (builder, "readOnly", herald_environment_is_read_only (environment));
  herald_cli_add_string (builder, "signIn", herald_sign_in_to_string (sign_in));
  for (gsize i = 0; i < G_N_ELEMENTS (MEMBERS); i++)
    herald_cli_add_string (builder, MEMBERS[i].name,
                           herald_environment_get (environment, MEMBERS[i].field));
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
  for (gsize i = 0; i < G_N_ELEMENTS (MEMBERS); i++)
    {
      const char *value = herald_environment_get (environment, MEMBERS[i].field);

      if (value != NULL && *value != '\0')
        herald_cli_print_line ("%-15s %s", MEMBERS[i].name, value);
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

/* What “env add” was told. */
typedef struct
{
  char    *texts[HERALD_ENVIRONMENT_N_FIELDS]; /* (owned) (nullable) */
  char    *kind;                               /* (owned) (nullable) */
  char    *secret_file;                        /* (owned) (nullable) */
  char    *certificate_file;                   /* (owned) (nullable) */
  gboolean read_only;
} AddOptions;

static void
add_options_clear (AddOptions *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);
  g_free (self->kind);
  g_free (self->secret_file);
  g_free (self->certificate_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AddOptions, add_options_clear)

static gboolean
parse_add_options (AddOptions *self, GPtrArray *arguments, GError **error)
{
  char             **texts = self->texts;
  const GOptionEntry entries[] = {
    { "url", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_URL], NULL, NULL },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_TENANT_ID], NULL, NULL },
    { "client-id", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_CLIENT_ID], NULL, NULL },
    { "public-endpoint", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_PUBLIC_ENDPOINT],
      NULL, NULL },
    { "colour", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_COLOUR], NULL, NULL },
    { "authority", 0, 0, G_OPTION_ARG_STRING, &texts[HERALD_ENVIRONMENT_AUTHORITY], NULL, NULL },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &texts[HERALD_ENVIRONMENT_CA_FILE], NULL, NULL },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &self->kind, NULL, NULL },
    { "client-secret-file", 0, 0, G_OPTION_ARG_FILENAME, &self->secret_file, NULL, NULL },
    { "certificate-file", 0, 0, G_OPTION_ARG_FILENAME, &self->certificate_file, NULL, NULL },
    { "read-only", 0, 0, G_OPTION_ARG_NONE, &self->read_only, NULL, NULL },
    { 0 },
  };

  if (!herald_cli_parse_options (entries, arguments, 1, 1, error) ||
      !herald_cli_require_option ("--url", texts[HERALD_ENVIRONMENT_URL], error) ||
      !herald_cli_require_option ("--client-id", texts[HERALD_ENVIRONMENT_CLIENT_ID], error))
    return FALSE;
  if (self->secret_file == NULL || self->certificate_file == NULL)
    return TRUE;
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                       _("An application signs in with a secret or a certificate, not with both"));
  return FALSE;
}

static gboolean
read_kind (const char *text, HeraldEnvironmentKind *kind, GError **error)
{
  if (text == NULL ||
      (herald_environment_kind_from_string (text, kind) && *kind != HERALD_ENVIRONMENT_EMULATOR))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("“%s” is no kind; use development, test or production"), text);
  return FALSE;
}

/* The file is read at each start, from wherever the command is run then. */
static gboolean
set_ca_file (HeraldCli *cli, HeraldEnvironment *environment, const char *path, GError **error)
{
  g_autofree char *absolute = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (path == NULL)
    return TRUE;
  absolute = g_canonicalize_filename (path, NULL);
  herald_environments_check_ca_file_async (absolute, herald_cli_get_cancellable (cli),
                                           herald_await_cb, &await);
  if (!herald_environments_check_ca_file_finish (herald_await_result (&await), error))
    return FALSE;
  herald_environment_set (environment, HERALD_ENVIRONMENT_CA_FILE, absolute);
  return TRUE;
}

/* Returns: (nullable): without error when a person signs in */
static char *
read_credential (const AddOptions *options, HeraldEnvironment *environment, GError **error)
{
  const char *path =
    options->secret_file != NULL ? options->secret_file : options->certificate_file;
  HeraldSignIn sign_in = path == NULL                   ? HERALD_SIGN_IN_USER
                         : options->secret_file != NULL ? HERALD_SIGN_IN_SECRET
                                                        : HERALD_SIGN_IN_CERTIFICATE;
  char        *credential;

  herald_environment_set (environment, HERALD_ENVIRONMENT_SIGN_IN,
                          herald_sign_in_to_string (sign_in));
  if (path == NULL)
    return NULL;
  if (*herald_environment_get (environment, HERALD_ENVIRONMENT_AUTHORITY) == '\0')
    herald_environment_set (environment, HERALD_ENVIRONMENT_AUTHORITY, DEFAULT_AUTHORITY);
  credential = herald_cli_files_read_secret (path, error);
  if (credential == NULL || sign_in == HERALD_SIGN_IN_SECRET ||
      herald_client_assertion_check_certificate (credential, error))
    return credential;
  herald_secret_free (credential);
  return NULL;
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
  g_auto (AddOptions) options = { .kind = NULL };
  HeraldEnvironmentKind kind = HERALD_ENVIRONMENT_PRODUCTION;
  g_autoptr (HeraldEnvironment) environment = NULL;
  g_autoptr (GError) local_error = NULL;
  char    *credential;
  gboolean saved;

  if (!parse_add_options (&options, arguments, error) || !read_kind (options.kind, &kind, error))
    return FALSE;
  environment = herald_environment_new (kind);
  for (int i = 0; i < HERALD_ENVIRONMENT_N_FIELDS; i++)
    herald_environment_set (environment, (HeraldEnvironmentField) i, options.texts[i]);
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, g_ptr_array_index (arguments, 0));
  herald_environment_set_read_only (environment, options.read_only);
  if (!set_ca_file (cli, environment, options.texts[HERALD_ENVIRONMENT_CA_FILE], error))
    return FALSE;
  credential = read_credential (&options, environment, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  saved = save_environment (cli, environment, credential, error);
  herald_secret_free (credential);
  if (!saved)
    return FALSE;
  g_ptr_array_set_size (arguments, 0);
  return herald_cli_env_list (cli, arguments, error);
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
  environment = herald_cli_find_environment (cli, g_ptr_array_index (arguments, 0), error);
  if (environment == NULL)
    return FALSE;
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, g_ptr_array_index (arguments, 1));
  if (!save_environment (cli, environment, NULL, error))
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
  environment = herald_cli_find_environment (cli, g_ptr_array_index (arguments, 0), error);
  if (environment == NULL)
    return FALSE;
  herald_environment_set_read_only (environment, strcmp (word, "on") == 0);
  if (!save_environment (cli, environment, NULL, error))
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
  environment = herald_cli_find_environment (cli, g_ptr_array_index (arguments, 0), error);
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
