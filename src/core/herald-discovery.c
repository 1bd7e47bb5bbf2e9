/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One refresh token serves all resources of the same client and person (contract: auth, 4.6), so
 * that whoever signed in to be shown the environments need not sign in to the chosen one. Until one
 * is saved the token is in memory only. */
#include "config.h"

#include "core/herald-discovery.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-task-data.h"
#include "core/herald-account-private.h"
#include "core/herald-transports.h"
#include "model/herald-issue.h"
#include "net/herald-instances.h"

#include <glib/gi18n-lib.h>

/* Work and school accounts of any tenant (contract: auth, 4.1). */
#define ANY_TENANT "organizations"

struct _HeraldDiscovery
{
  GObject parent_instance;

  HeraldStore       *store;   /* (owned) */
  HeraldEnvironment *service; /* (owned) */
  HeraldSecrets     *secrets; /* (owned): in memory */

  char *proxy_password;     /* (owned) (nullable): secret */
  char *client_certificate; /* (owned) (nullable): secret */
};

typedef struct
{
  HeraldAccount     *account; /* (owned) */
  HeraldTokenSource *tokens;  /* (owned) */
  HeraldRemote      *remote;  /* (owned) */
} ListTask;

typedef struct
{
  HeraldAccount *from; /* (owned) */
  HeraldAccount *to;   /* (owned) */
} KeepTask;

static void
list_task_clear (ListTask *self)
{
  g_clear_object (&self->remote);
  g_clear_object (&self->tokens);
  g_clear_object (&self->account);
}

HERALD_DEFINE_TASK_DATA (ListTask, list_task, list_task_clear)

static void
keep_task_clear (KeepTask *self)
{
  g_clear_object (&self->from);
  g_clear_object (&self->to);
}

HERALD_DEFINE_TASK_DATA (KeepTask, keep_task, keep_task_clear)

G_DEFINE_FINAL_TYPE (HeraldDiscovery, herald_discovery, G_TYPE_OBJECT)

static const char *
get_field (HeraldDiscovery *self, HeraldEnvironmentField field)
{
  return herald_environment_get (self->service, field);
}

static void
herald_discovery_finalize (GObject *object)
{
  HeraldDiscovery *self = HERALD_DISCOVERY (object);

  g_clear_object (&self->store);
  g_clear_object (&self->service);
  g_clear_object (&self->secrets);
  g_clear_pointer (&self->proxy_password, herald_secret_free);
  g_clear_pointer (&self->client_certificate, herald_secret_free);
  G_OBJECT_CLASS (herald_discovery_parent_class)->finalize (object);
}

static void
herald_discovery_class_init (HeraldDiscoveryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_discovery_finalize;
}

static void
herald_discovery_init (HeraldDiscovery *self)
{
  self->secrets = herald_secrets_new_in_memory ();
}

/* The calls of the sign-in come after these in the queue of the secrets, which are in memory. */
static void
keep_way (HeraldDiscovery *self)
{
  g_autofree char *password_id = herald_transports_dup_password_id (self->service);
  const char      *id = get_field (self, HERALD_ENVIRONMENT_ID);
  const char      *certificate_name = get_field (self, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE);

  if (password_id != NULL && self->proxy_password != NULL)
    herald_secrets_store_async (self->secrets, id, HERALD_SECRET_PROXY_PASSWORD, password_id,
                                self->proxy_password, NULL, NULL, NULL);
  if (certificate_name != NULL && self->client_certificate != NULL)
    herald_secrets_store_async (self->secrets, id, HERALD_SECRET_TLS_CERTIFICATE, certificate_name,
                                self->client_certificate, NULL, NULL, NULL);
}

/**
 * herald_discovery_new:
 * @store: keeps the exchanges
 * @service: where and how to sign in, which learns who did
 * @way: (nullable): the proxy's password and the client certificate, where @service names them
 *
 * Returns: (transfer full): a discovery that nobody has signed in to
 */
HeraldDiscovery *
herald_discovery_new (HeraldStore                    *store,
                      HeraldEnvironment              *service,
                      const HeraldEnvironmentSecrets *way)
{
  HeraldDiscovery *self;
  g_autofree char *id = herald_guid_new ();

  g_return_val_if_fail (HERALD_IS_STORE (store), NULL);
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (service), NULL);

  self = g_object_new (HERALD_TYPE_DISCOVERY, NULL);
  self->store = g_object_ref (store);
  self->service = herald_environment_copy (service);
  herald_environment_set (self->service, HERALD_ENVIRONMENT_ID, id);
  herald_environment_set (self->service, HERALD_ENVIRONMENT_SIGN_IN,
                          herald_sign_in_to_string (HERALD_SIGN_IN_USER));
  if (way != NULL)
    {
      self->proxy_password = g_strdup (way->proxy_password);
      self->client_certificate = g_strdup (way->client_certificate);
      keep_way (self);
    }
  return self;
}

/**
 * herald_discovery_make_service:
 * @cloud: where the person is known
 * @client_id: the app registration
 * @tenant: (nullable): the tenant whose environments are meant; %NULL or “” for the person's own
 *
 * Returns: (transfer full): for herald_discovery_new()
 */
HeraldEnvironment *
herald_discovery_make_service (const HeraldCloud *cloud, const char *client_id, const char *tenant)
{
  HeraldEnvironment *service = herald_environment_new (HERALD_ENVIRONMENT_PRODUCTION);

  herald_environment_set (service, HERALD_ENVIRONMENT_NAME, herald_cloud_get_label (cloud));
  herald_environment_set (service, HERALD_ENVIRONMENT_URL, cloud->discovery);
  herald_environment_set (service, HERALD_ENVIRONMENT_AUTHORITY, cloud->authority);
  herald_environment_set (service, HERALD_ENVIRONMENT_TENANT_ID,
                          tenant != NULL && *tenant != '\0' ? tenant : ANY_TENANT);
  herald_environment_set (service, HERALD_ENVIRONMENT_CLIENT_ID, client_id);
  return service;
}

/**
 * herald_discovery_get_service:
 * @self: a discovery
 *
 * Returns: (transfer none): what to sign in to; it learns who did
 */
HeraldEnvironment *
herald_discovery_get_service (HeraldDiscovery *self)
{
  g_return_val_if_fail (HERALD_IS_DISCOVERY (self), NULL);

  return self->service;
}

/**
 * herald_discovery_get_secrets:
 * @self: a discovery
 *
 * Returns: (transfer none): where its sign-in is kept, in memory
 */
HeraldSecrets *
herald_discovery_get_secrets (HeraldDiscovery *self)
{
  g_return_val_if_fail (HERALD_IS_DISCOVERY (self), NULL);

  return self->secrets;
}

static void
list_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  GPtrArray *instances = herald_instances_fetch_finish (HERALD_REMOTE (source), result, &error);

  if (instances != NULL)
    g_task_return_pointer (task, instances, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * herald_discovery_list_async:
 * @self: a discovery that somebody signed in to
 * @cancellable: (nullable): to cancel
 * @callback: called with the environments
 * @user_data: for @callback
 */
void
herald_discovery_list_async (HeraldDiscovery    *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ListTask *data;

  g_return_if_fail (HERALD_IS_DISCOVERY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_discovery_list_async);
  data = list_task_attach (task);
  data->account = herald_account_open (self->service, self->store, self->secrets);
  data->tokens = herald_account_make_token_source (data->account);
  data->remote = herald_remote_new (data->account->http, HERALD_SERVICE_DATAVERSE, data->tokens);
  herald_instances_fetch_async (data->remote, get_field (self, HERALD_ENVIRONMENT_URL), cancellable,
                                list_fetched_cb, g_object_ref (task));
}

/**
 * herald_discovery_list_finish:
 * @self: a discovery
 * @result: of herald_discovery_list_async()
 * @error: where to put an error
 *
 * **Errors:** AUTH: nobody is signed in; PROTOCOL: no list of environments; NETWORK and what else a
 * call can give.
 *
 * Returns: (transfer full) (element-type HeraldInstance): the environments, by name; none is no
 *   error
 */
GPtrArray *
herald_discovery_list_finish (HeraldDiscovery *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_discovery_make_environment:
 * @self: a discovery
 * @instance: one of its environments
 *
 * Its organisation is the one that has to answer at the first sign-in. It is reached on the same
 * way, whose secrets herald_discovery_complete_secrets() gives.
 *
 * Returns: (transfer full): an environment to be shown, changed and saved
 */
HeraldEnvironment *
herald_discovery_make_environment (HeraldDiscovery *self, HeraldInstance *instance)
{
  static const HeraldEnvironmentField same[] = {
    HERALD_ENVIRONMENT_AUTHORITY,
    HERALD_ENVIRONMENT_TENANT_ID,
    HERALD_ENVIRONMENT_CLIENT_ID,
    HERALD_ENVIRONMENT_SIGN_IN,
    HERALD_ENVIRONMENT_ACCOUNT,
    HERALD_ENVIRONMENT_CA_FILE,
    HERALD_ENVIRONMENT_PROXY,
    HERALD_ENVIRONMENT_PROXY_USER,
    HERALD_ENVIRONMENT_CLIENT_CERTIFICATE,
  };
  g_autofree char   *id = herald_guid_new ();
  HeraldEnvironment *environment;
  const char        *tenant;

  g_return_val_if_fail (HERALD_IS_DISCOVERY (self), NULL);
  g_return_val_if_fail (HERALD_IS_INSTANCE (instance), NULL);

  environment = herald_environment_new (herald_instance_get_kind (instance));
  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    herald_environment_set (environment, same[i], get_field (self, same[i]));
  tenant = herald_instance_get (instance, HERALD_INSTANCE_TENANT_ID);
  if (herald_guid_is_valid (tenant))
    herald_environment_set (environment, HERALD_ENVIRONMENT_TENANT_ID, tenant);
  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, id);
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME,
                          herald_instance_get (instance, HERALD_INSTANCE_NAME));
  herald_environment_set (environment, HERALD_ENVIRONMENT_URL,
                          herald_instance_get (instance, HERALD_INSTANCE_URL));
  if (herald_guid_is_valid (herald_instance_get (instance, HERALD_INSTANCE_ID)))
    herald_environment_set (environment, HERALD_ENVIRONMENT_ORGANIZATION_ID,
                            herald_instance_get (instance, HERALD_INSTANCE_ID));
  return environment;
}

/**
 * herald_discovery_complete_secrets:
 * @self: a discovery
 * @environment: made by herald_discovery_make_environment(), and maybe changed since
 * @kept: what is saved with it, which gets what it lacks; lent until @self is gone
 *
 * Nothing is given for another proxy, another user of it or another client certificate.
 */
void
herald_discovery_complete_secrets (HeraldDiscovery          *self,
                                   HeraldEnvironment        *environment,
                                   HeraldEnvironmentSecrets *kept)
{
  g_autofree char *own_id = NULL;
  g_autofree char *other_id = NULL;

  g_return_if_fail (HERALD_IS_DISCOVERY (self));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));
  g_return_if_fail (kept != NULL);

  own_id = herald_transports_dup_password_id (self->service);
  other_id = herald_transports_dup_password_id (environment);
  if (kept->proxy_password == NULL && own_id != NULL && g_strcmp0 (own_id, other_id) == 0)
    kept->proxy_password = self->proxy_password;
  if (kept->client_certificate == NULL &&
      get_field (self, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE) != NULL &&
      g_strcmp0 (get_field (self, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE),
                 herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE)) == 0)
    kept->client_certificate = self->client_certificate;
}

/* Another client or sign-in service never sees the token. */
static gboolean
is_signed_in_for (HeraldDiscovery *self, HeraldEnvironment *environment)
{
  return herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER &&
         g_str_equal (herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID),
                      get_field (self, HERALD_ENVIRONMENT_CLIENT_ID)) &&
         g_str_equal (herald_environment_get (environment, HERALD_ENVIRONMENT_AUTHORITY),
                      get_field (self, HERALD_ENVIRONMENT_AUTHORITY));
}

static void
keep_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (herald_secrets_store_finish (HERALD_SECRETS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
keep_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char   *token = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (token == NULL)
    g_task_return_boolean (task, TRUE);
  else
    herald_account_store_refresh_token (keep_task_get (task)->to, token,
                                        g_task_get_cancellable (task), keep_stored_cb,
                                        g_object_ref (task));
  herald_secret_free (token);
}

/**
 * herald_discovery_keep_sign_in_async:
 * @self: a discovery that somebody signed in to
 * @secrets: where to keep the sign-in
 * @environment: a saved environment
 * @cancellable: (nullable): to cancel
 * @callback: called when it is kept
 * @user_data: for @callback
 */
void
herald_discovery_keep_sign_in_async (HeraldDiscovery    *self,
                                     HeraldSecrets      *secrets,
                                     HeraldEnvironment  *environment,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  KeepTask *data;

  g_return_if_fail (HERALD_IS_DISCOVERY (self));
  g_return_if_fail (HERALD_IS_SECRETS (secrets));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_discovery_keep_sign_in_async);
  if (!is_signed_in_for (self, environment))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  data = keep_task_attach (task);
  data->from = herald_account_open (self->service, self->store, self->secrets);
  data->to = herald_account_open (environment, self->store, secrets);
  herald_account_look_up (data->from, cancellable, keep_looked_up_cb, g_object_ref (task));
}

/**
 * herald_discovery_keep_sign_in_finish:
 * @self: a discovery
 * @result: of herald_discovery_keep_sign_in_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET, CANCELLED.
 *
 * Returns: whether it is kept, or was not for that environment
 */
gboolean
herald_discovery_keep_sign_in_finish (HeraldDiscovery *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
