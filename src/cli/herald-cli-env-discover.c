/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl env discover: signs in, lists the environments that one may use, saves the wanted one
 * with its sign-in. Nothing is kept without --add. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-env-connection.h"
#include "cli/herald-cli-env.h"
#include "cli/herald-cli-login.h"
#include "cli/herald-cli-output.h"
#include "core/herald-discovery.h"
#include "core/herald-environments.h"
#include "model/herald-issue.h"

#include <glib/gi18n.h>

#define N_OWN_OPTIONS 10 /* without those of the way */

/* What the command was told. */
typedef struct
{
  char          *client_id; /* (owned) (nullable), as all below */
  char          *cloud;
  char          *tenant;
  char          *url;
  char          *add;
  char          *name;
  char          *kind;
  HeraldCliLogin login;

  HeraldCliConnection        way;
  HeraldCliConnectionSecrets secrets;
} DiscoverOptions;

static void
discover_options_clear (DiscoverOptions *self)
{
  g_clear_pointer (&self->client_id, g_free);
  g_clear_pointer (&self->cloud, g_free);
  g_clear_pointer (&self->tenant, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->add, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->kind, g_free);
  herald_cli_connection_clear (&self->way);
  herald_cli_connection_secrets_clear (&self->secrets);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DiscoverOptions, discover_options_clear)

static gboolean
check_options (const DiscoverOptions *self, GError **error)
{
  if (self->cloud != NULL && self->url != NULL)
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("--cloud and --discovery-url exclude each other"));
  else if (self->cloud != NULL && herald_cloud_find (self->cloud) == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                 _("“%s” is no cloud; use public, gcc, gcc-high, dod or china"), self->cloud);
  else if (self->add == NULL && (self->name != NULL || self->kind != NULL))
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("--name and --kind go with --add"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
parse_options (DiscoverOptions *self, GPtrArray *arguments, GError **error)
{
  GOptionEntry entries[N_OWN_OPTIONS + HERALD_CLI_N_WAY_OPTIONS + 1] = {
    { "client-id", 0, 0, G_OPTION_ARG_STRING, &self->client_id, NULL, NULL },
    { "cloud", 0, 0, G_OPTION_ARG_STRING, &self->cloud, NULL, NULL },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &self->tenant, NULL, NULL },
    { "discovery-url", 0, 0, G_OPTION_ARG_STRING, &self->url, NULL, NULL },
    { "add", 0, 0, G_OPTION_ARG_STRING, &self->add, NULL, NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name, NULL, NULL },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &self->kind, NULL, NULL },
    HERALD_CLI_LOGIN_ENTRIES (&self->login),
  };

  herald_cli_connection_add_options (&self->way, entries + N_OWN_OPTIONS, HERALD_CLI_N_WAY_OPTIONS);
  return herald_cli_parse_options (entries, arguments, 0, 0, error) &&
         herald_cli_require_option ("--client-id", self->client_id, error) &&
         check_options (self, error) && herald_cli_login_check (&self->login, error);
}

/* Returns: (transfer full) (nullable): where to sign in */
static HeraldEnvironment *
make_service (HeraldCli *cli, DiscoverOptions *options, GError **error)
{
  const HeraldCloud *cloud = herald_cloud_find (options->cloud != NULL ? options->cloud : "public");
  g_autoptr (HeraldEnvironment) service =
    herald_discovery_make_service (cloud, options->client_id, options->tenant);
  g_autoptr (GPtrArray) issues = NULL;

  if (options->url != NULL)
    {
      /* It names its sign-in service and tenant itself. */
      herald_environment_set (service, HERALD_ENVIRONMENT_URL, options->url);
      herald_environment_set (service, HERALD_ENVIRONMENT_AUTHORITY, NULL);
      herald_environment_set (service, HERALD_ENVIRONMENT_TENANT_ID, options->tenant);
    }
  herald_environment_set (service, HERALD_ENVIRONMENT_SIGN_IN,
                          herald_sign_in_to_string (HERALD_SIGN_IN_USER));
  if (!herald_cli_connection_apply (&options->way, cli, service, &options->secrets, error))
    return NULL;
  issues = herald_environment_validate (service);
  return herald_issues_to_error (issues, error) ? g_steal_pointer (&service) : NULL;
}

static GPtrArray *
sign_in_and_list (HeraldCli             *cli,
                  HeraldDiscovery       *discovery,
                  const DiscoverOptions *options,
                  GError               **error)
{
  g_autoptr (HeraldAccount) account =
    herald_account_open (herald_discovery_get_service (discovery), herald_cli_get_store (cli, NULL),
                         herald_discovery_get_secrets (discovery));
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (!herald_cli_login_run (cli, account, &options->login, error))
    return NULL;
  herald_discovery_list_async (discovery, herald_cli_get_cancellable (cli), herald_await_cb,
                               &await);
  return herald_discovery_list_finish (discovery, herald_await_result (&await), error);
}

/* Returns: (nullable): the name under which it is saved */
static const char *
find_saved (GPtrArray *saved, HeraldInstance *instance)
{
  for (guint i = 0; i < saved->len; i++)
    if (herald_instance_is_saved_as (instance, g_ptr_array_index (saved, i)))
      return herald_environment_get (g_ptr_array_index (saved, i), HERALD_ENVIRONMENT_NAME);
  return NULL;
}

static void
add_instance (JsonBuilder *builder, HeraldInstance *instance, const char *saved_as)
{
  static const struct
  {
    const char         *name;
    HeraldInstanceField field;
  } members[] = {
    { "name", HERALD_INSTANCE_NAME },
    { "uniqueName", HERALD_INSTANCE_UNIQUE_NAME },
    { "url", HERALD_INSTANCE_URL },
    { "organizationId", HERALD_INSTANCE_ID },
    { "tenantId", HERALD_INSTANCE_TENANT_ID },
    { "region", HERALD_INSTANCE_REGION },
    { "version", HERALD_INSTANCE_VERSION },
  };
  g_autofree char *obstacle = herald_instance_dup_obstacle (instance);

  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    herald_cli_add_string (builder, members[i].name,
                           herald_instance_get (instance, members[i].field));
  herald_cli_add_string (builder, "kind",
                         herald_environment_kind_to_string (herald_instance_get_kind (instance)));
  herald_cli_add_string (builder, "state",
                         herald_instance_is_enabled (instance) ? "enabled" : "disabled");
  herald_cli_add_string (builder, "obstacle", obstacle);
  herald_cli_add_string (builder, "savedAs", saved_as);
  json_builder_end_object (builder);
}

static void
print_instances (HeraldCli *cli, GPtrArray *instances, GPtrArray *saved)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("Name"), _("Type"), _("Region"), _("URL"), _("Saved as"), NULL);

  json_builder_begin_array (builder);
  for (guint i = 0; i < instances->len; i++)
    {
      HeraldInstance *instance = g_ptr_array_index (instances, i);
      const char     *saved_as = find_saved (saved, instance);

      add_instance (builder, instance, saved_as);
      herald_cli_table_add (table, herald_instance_get (instance, HERALD_INSTANCE_NAME),
                            herald_instance_is_enabled (instance)
                              ? herald_instance_get_type_label (instance)
                              : _("disabled"),
                                   herald_instance_get (instance, HERALD_INSTANCE_REGION),
                                   herald_instance_get (instance, HERALD_INSTANCE_URL), saved_as,
                                   NULL);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("You are a user of no environment in this tenant. Some are "
                                     "not listed: those of a security group you are not in, and "
                                     "where you are disabled. Add one by its address: heraldctl "
                                     "env add"));
}

static gboolean
save_with_sign_in (HeraldCli         *cli,
                   HeraldDiscovery   *discovery,
                   HeraldEnvironment *environment,
                   GError           **error)
{
  HeraldStore             *store = herald_cli_get_store (cli, error);
  HeraldSecrets           *secrets = herald_cli_get_secrets (cli);
  GCancellable            *cancellable = herald_cli_get_cancellable (cli);
  HeraldEnvironmentSecrets kept = { .credential = NULL };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_auto (HeraldAwait) keeping = HERALD_AWAIT_INIT;

  herald_discovery_complete_secrets (discovery, environment, &kept);
  herald_environments_save_async (store, secrets, environment, &kept, cancellable, herald_await_cb,
                                  &await);
  if (!herald_environments_save_finish (store, herald_await_result (&await), error))
    return FALSE;
  herald_discovery_keep_sign_in_async (discovery, secrets, environment, cancellable,
                                       herald_await_cb, &keeping);
  return herald_discovery_keep_sign_in_finish (discovery, herald_await_result (&keeping), error);
}

static gboolean
add_chosen (HeraldCli             *cli,
            HeraldDiscovery       *discovery,
            GPtrArray             *instances,
            const DiscoverOptions *options,
            GError               **error)
{
  HeraldInstance *instance = herald_instances_find (instances, options->add);
  g_autoptr (HeraldEnvironment) environment = NULL;
  g_autofree char      *obstacle = NULL;
  HeraldEnvironmentKind kind;

  if (instance == NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                   _("“%s” is none of your environments; take an address or unique name of the "
                     "list"),
                      options->add);
      return FALSE;
    }
  obstacle = herald_instance_dup_obstacle (instance);
  if (obstacle != NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "%s: %s", options->add, obstacle);
      return FALSE;
    }
  environment = herald_discovery_make_environment (discovery, instance);
  kind = herald_environment_get_kind (environment);
  if (options->kind != NULL && !herald_cli_env_read_kind (options->kind, &kind, error))
    return FALSE;
  herald_environment_set_kind (environment, kind);
  if (options->name != NULL)
    herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, options->name);
  return save_with_sign_in (cli, discovery, environment, error);
}

static gboolean
discover (HeraldCli *cli, DiscoverOptions *options, GPtrArray *no_arguments, GError **error)
{
  HeraldStore *store = herald_cli_get_store (cli, error);
  g_autoptr (HeraldEnvironment) service = store != NULL ? make_service (cli, options, error) : NULL;
  HeraldEnvironmentSecrets way = { .credential = NULL };
  g_autoptr (HeraldDiscovery) discovery = NULL;
  g_autoptr (GPtrArray) instances = NULL;
  g_autoptr (GPtrArray) saved = NULL;

  if (service == NULL || (options->add != NULL && !herald_cli_check_keyring (cli, error)))
    return FALSE;
  way.proxy_password = options->secrets.proxy_password;
  way.client_certificate = options->secrets.client_certificate;
  discovery = herald_discovery_new (store, service, &way);
  instances = sign_in_and_list (cli, discovery, options, error);
  if (instances == NULL)
    return FALSE;
  if (options->add != NULL)
    return add_chosen (cli, discovery, instances, options, error) &&
           herald_cli_env_list (cli, no_arguments, error);
  saved = herald_cli_env_load (cli, error);
  if (saved == NULL)
    return FALSE;
  print_instances (cli, instances, saved);
  return TRUE;
}

/**
 * herald_cli_env_discover:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_env_discover (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_auto (DiscoverOptions) options = { .login = HERALD_CLI_LOGIN_INIT };

  return parse_options (&options, arguments, error) && discover (cli, &options, arguments, error);
}
