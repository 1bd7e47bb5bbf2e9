/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts together what may be contacted, as herald-clients.c and herald-senders.c allow it, and what
 * was, as the store keeps it. */
#include "config.h"

#include "core/herald-hosts-private.h"

#include "core/herald-clients.h"
#include "crypto/herald-service-account.h"
#include "model/herald-url.h"
#include "net/herald-apns-client.h"
#include "net/herald-fcm-client.h"
#include "net/herald-origin.h"
#include "store/herald-table-host.h"

#include <string.h>

typedef struct
{
  char      *environment_id; /* (owned) (nullable): of which to forget */
  GPtrArray *hosts;          /* (owned) (nullable) (element-type HeraldHost) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->environment_id);
  g_clear_pointer (&job->hosts, g_ptr_array_unref);
  g_free (job);
}

static void
free_array (gpointer array)
{
  g_ptr_array_unref (array);
}

/* On the read lane. */
static gboolean
read_run (HeraldConnection *connection, gpointer data, GError **error)
{
  Job *job = data;

  job->hosts = herald_table_host_list (connection, error);
  return job->hosts != NULL;
}

static void
store_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Job    *job = herald_store_read_finish (HERALD_STORE (source), result, &error);

  if (job != NULL)
    g_task_return_pointer (task, g_steal_pointer (&job->hosts), free_array);
  else
    g_task_return_error (task, error);
}

/**
 * herald_hosts_read_async:
 * @store: where it is kept
 * @cancellable: (nullable): to cancel
 * @callback: called with the servers
 * @user_data: for @callback
 */
void
herald_hosts_read_async (HeraldStore        *store,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_STORE (store));

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_hosts_read_async);
  herald_store_read_async (store, read_run, g_new0 (Job, 1), job_free, cancellable, store_read_cb,
                           task);
}

/**
 * herald_hosts_read_finish:
 * @store: where it is kept
 * @result: of herald_hosts_read_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: (transfer full) (element-type HeraldHost): what is kept of all environments, for
 *   herald_hosts_of()
 */
GPtrArray *
herald_hosts_read_finish (HeraldStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Returns: (transfer none): that of @origin, which is added when it is not there */
static HeraldHost *
ensure_host (GPtrArray *hosts, HeraldEnvironment *environment, const char *origin)
{
  const char *id = herald_environment_get (environment, HERALD_ENVIRONMENT_ID);
  HeraldHost *host;

  for (guint i = 0; i < hosts->len; i++)
    {
      host = g_ptr_array_index (hosts, i);
      if (g_str_equal (host->origin, origin))
        return host;
    }
  host = herald_host_new (id != NULL ? id : "", origin);
  g_ptr_array_add (hosts, host);
  return host;
}

static void
allow (GPtrArray         *hosts,
       HeraldEnvironment *environment,
       const char        *url,
       HeraldHostPurposes purposes)
{
  g_autofree char *origin = herald_origin_normalise (url);
  HeraldHost      *host = origin != NULL ? ensure_host (hosts, environment, origin) : NULL;

  if (host == NULL)
    return;
  host->allowed = TRUE;
  host->purposes |= purposes;
}

static gboolean
is_set (HeraldEnvironment *environment, HeraldEnvironmentField field)
{
  const char *value = herald_environment_get (environment, field);

  return value != NULL && *value != '\0';
}

/* Apple's and Google's own, where the environment has none instead. */
static void
allow_vendors (GPtrArray *hosts, HeraldEnvironment *environment)
{
  if (herald_environment_get_kind (environment) == HERALD_ENVIRONMENT_EMULATOR)
    return;
  if (!is_set (environment, HERALD_ENVIRONMENT_APNS_ORIGIN))
    {
      allow (hosts, environment, herald_apns_get_origin (HERALD_APNS_PRODUCTION), HERALD_HOST_APNS);
      allow (hosts, environment, herald_apns_get_origin (HERALD_APNS_SANDBOX), HERALD_HOST_APNS);
    }
  if (!is_set (environment, HERALD_ENVIRONMENT_FCM_ORIGIN))
    {
      allow (hosts, environment, HERALD_FCM_ORIGIN, HERALD_HOST_FCM);
      allow (hosts, environment, HERALD_GOOGLE_TOKEN_URI, HERALD_HOST_GOOGLE_TOKEN);
    }
}

/* Its own proxy; which one is the system's is known when it was used. */
static void
allow_proxy (GPtrArray *hosts, HeraldEnvironment *environment)
{
  const char *proxy = herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY);
  HeraldHost *host;

  if (proxy == NULL || strstr (proxy, "://") == NULL)
    return;
  host = ensure_host (hosts, environment, proxy);
  host->allowed = TRUE;
  host->purposes |= HERALD_HOST_PROXY;
}

/* What cannot be read off the environment. The emulator's addresses are new with each start. One of
 * Microsoft's sign-in services may lead to another of them, see herald_openid_parse(). */
static gboolean
is_learnt (HeraldEnvironment *environment, const HeraldHost *host)
{
  const char      *authority = herald_environment_get (environment, HERALD_ENVIRONMENT_AUTHORITY);
  g_autofree char *address = herald_host_dup_address (host);

  if (host->n_contacts == 0)
    return FALSE;
  if (herald_environment_get_kind (environment) == HERALD_ENVIRONMENT_EMULATOR)
    return herald_host_is_local (host);
  if ((host->purposes & HERALD_HOST_SYSTEM_PROXY) != 0)
    return herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY) == NULL;
  return host->purposes == HERALD_HOST_SIGN_IN && authority != NULL &&
         herald_sign_in_is_microsoft (authority) && herald_sign_in_is_microsoft (address);
}

/**
 * herald_hosts_of:
 * @kept: (element-type HeraldHost): of herald_hosts_read_finish()
 * @environment: whose
 *
 * Returns: (transfer full) (element-type HeraldHost): its servers by address: the allowed ones,
 *   contacted or not, and all others that are kept
 */
GPtrArray *
herald_hosts_of (GPtrArray *kept, HeraldEnvironment *environment)
{
  const char *id = herald_environment_get (environment, HERALD_ENVIRONMENT_ID);
  GPtrArray  *hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) herald_host_free);

  for (guint i = 0; i < kept->len; i++)
    {
      const HeraldHost *host = g_ptr_array_index (kept, i);
      HeraldHost       *copy;

      if (g_strcmp0 (host->environment_id, id) != 0)
        continue;
      copy = herald_host_copy (host);
      copy->allowed = is_learnt (environment, copy);
      g_ptr_array_add (hosts, copy);
    }
  for (gsize i = 0; i < HERALD_CLIENTS_N_ORIGINS; i++)
    {
      const char *value = herald_environment_get (environment, herald_clients_origins[i].field);
      g_autofree char *url = value != NULL ? herald_url_normalise_origin (value, NULL) : NULL;

      allow (hosts, environment, url, herald_clients_origins[i].purposes);
    }
  allow_vendors (hosts, environment);
  allow_proxy (hosts, environment);
  g_ptr_array_sort (hosts, herald_host_compare);
  return hosts;
}

static gboolean
is_of_any (const HeraldHost *host, GPtrArray *environments)
{
  for (guint i = 0; i < environments->len; i++)
    if (g_strcmp0 (herald_environment_get (g_ptr_array_index (environments, i),
                                           HERALD_ENVIRONMENT_ID),
                   host->environment_id) == 0)
      return TRUE;
  return FALSE;
}

/* Two rows of one server: what happened last, and how often in all. */
static void
merge (HeraldHost *host, const HeraldHost *other)
{
  host->purposes |= other->purposes;
  host->n_contacts += other->n_contacts;
  host->n_refused += other->n_refused;
  host->refused_us = MAX (host->refused_us, other->refused_us);
  if (other->contacted_us <= host->contacted_us)
    return;
  host->contacted_us = other->contacted_us;
  host->status = other->status;
  g_free (host->error);
  host->error = g_strdup (other->error);
}

/**
 * herald_hosts_of_none:
 * @kept: (element-type HeraldHost): of herald_hosts_read_finish()
 * @environments: (element-type HeraldEnvironment): all that there are
 *
 * Returns: (transfer full) (element-type HeraldHost): by address, the servers that were contacted
 *   for no environment, such as to list those of a person before one is saved
 */
GPtrArray *
herald_hosts_of_none (GPtrArray *kept, GPtrArray *environments)
{
  GPtrArray *hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) herald_host_free);

  for (guint i = 0; i < kept->len; i++)
    {
      const HeraldHost *host = g_ptr_array_index (kept, i);
      HeraldHost       *same = NULL;

      if (is_of_any (host, environments))
        continue;
      for (guint j = 0; j < hosts->len && same == NULL; j++)
        if (g_str_equal (((HeraldHost *) g_ptr_array_index (hosts, j))->origin, host->origin))
          same = g_ptr_array_index (hosts, j);
      if (same != NULL)
        merge (same, host);
      else
        g_ptr_array_add (hosts, herald_host_copy (host));
    }
  g_ptr_array_sort (hosts, herald_host_compare);
  return hosts;
}

/**
 * herald_hosts_count_elsewhere:
 * @kept: (element-type HeraldHost): of herald_hosts_read_finish()
 *
 * Returns: how many servers that are not this computer were contacted for any environment
 */
guint
herald_hosts_count_elsewhere (GPtrArray *kept)
{
  g_autoptr (GHashTable) origins = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < kept->len; i++)
    {
      const HeraldHost *host = g_ptr_array_index (kept, i);

      if (host->n_contacts > 0 && !herald_host_is_local (host))
        g_hash_table_add (origins, host->origin);
    }
  return g_hash_table_size (origins);
}

/**
 * herald_hosts_count_refusals:
 * @kept: (element-type HeraldHost): of herald_hosts_read_finish()
 *
 * Returns: how often something was kept from going to a server that is none of an environment's
 */
guint64
herald_hosts_count_refusals (GPtrArray *kept)
{
  guint64 n_refusals = 0;

  for (guint i = 0; i < kept->len; i++)
    n_refusals += (guint64) ((const HeraldHost *) g_ptr_array_index (kept, i))->n_refused;
  return n_refusals;
}

static gboolean
is_current (const HeraldHost *host, GPtrArray *current)
{
  for (guint i = 0; i < current->len; i++)
    if (g_str_equal (((const HeraldHost *) g_ptr_array_index (current, i))->origin, host->origin))
      return TRUE;
  return FALSE;
}

/* On the write lane. */
static gboolean
forget_run (HeraldConnection *connection, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (GPtrArray) kept = herald_table_host_list (connection, error);

  if (kept == NULL)
    return FALSE;
  for (guint i = 0; i < kept->len; i++)
    {
      const HeraldHost *host = g_ptr_array_index (kept, i);

      if (g_str_equal (host->environment_id, job->environment_id) && host->n_refused == 0 &&
          herald_host_is_local (host) && !is_current (host, job->hosts) &&
          !herald_table_host_forget (connection, host, error))
        return FALSE;
    }
  return TRUE;
}

static void
store_forgot_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (herald_store_write_finish (HERALD_STORE (source), result, &error) == NULL &&
      !herald_store_is_closed (HERALD_STORE (source)))
    g_warning ("The emulator's earlier addresses were not forgotten: %s", error->message);
}

/**
 * herald_hosts_forget_earlier:
 * @store: where it is kept
 * @environment: an emulator that runs
 *
 * Forgets which of its addresses were contacted at earlier starts: it gets new ones with each.
 */
void
herald_hosts_forget_earlier (HeraldStore *store, HeraldEnvironment *environment)
{
  Job *job;
  g_autoptr (GPtrArray) nothing_kept = g_ptr_array_new ();

  g_return_if_fail (HERALD_IS_STORE (store));
  g_return_if_fail (HERALD_IS_ENVIRONMENT (environment));

  job = g_new0 (Job, 1);
  job->environment_id = g_strdup (herald_environment_get (environment, HERALD_ENVIRONMENT_ID));
  job->hosts = herald_hosts_of (nothing_kept, environment);
  herald_store_write_async (store, forget_run, job, job_free, NULL, store_forgot_cb, NULL);
}
