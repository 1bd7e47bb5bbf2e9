/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the secrets for the proxy's password and the client certificate, then reads the authority
 * file on a thread. The emulator's servers are on this computer: no proxy is asked for them. */
#include "config.h"

#include "core/herald-transports.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  HeraldEnvironment *environment;    /* (owned): a copy */
  HeraldSecrets     *secrets;        /* (owned) */
  char              *proxy_password; /* (owned) (nullable): secret */
  char              *certificate;    /* (owned) (nullable): secret */
} LoadTask;

static void
load_task_clear (LoadTask *self)
{
  g_clear_object (&self->environment);
  g_clear_object (&self->secrets);
  g_clear_pointer (&self->proxy_password, herald_secret_free);
  g_clear_pointer (&self->certificate, herald_secret_free);
}

HERALD_DEFINE_TASK_DATA (LoadTask, load_task, load_task_clear)

static const char *
get_field (LoadTask *data, HeraldEnvironmentField field)
{
  return herald_environment_get (data->environment, field);
}

static gboolean
is_emulator (LoadTask *data)
{
  return herald_environment_is_emulator (data->environment);
}

/* Told before anything is sent, as the server would only end the connection. */
static gboolean
check_certificate (LoadTask *data, HeraldTransport *transport, GError **error)
{
  GTlsCertificate *certificate = herald_transport_get_client_certificate (transport);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) end = NULL;
  g_autofree char *day = NULL;

  if (certificate != NULL)
    end = g_tls_certificate_get_not_valid_after (certificate);
  if (end == NULL || g_date_time_compare (now, end) <= 0)
    return TRUE;
  day = g_date_time_format (end, "%x");
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The client certificate “%s” expired on %s; choose the one that replaced it in the "
                 "environment's settings"),
                  get_field (data, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE), day);
  return FALSE;
}

static void
make_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  LoadTask                    *data = load_task_get (task);
  const HeraldTransportOptions options = {
    .proxy = is_emulator (data) ? HERALD_PROXY_NONE : get_field (data, HERALD_ENVIRONMENT_PROXY),
    .proxy_user = get_field (data, HERALD_ENVIRONMENT_PROXY_USER),
    .proxy_password = data->proxy_password,
    .ca_file = get_field (data, HERALD_ENVIRONMENT_CA_FILE),
    .client_certificate = data->certificate,
    .ignores_tls_errors = herald_environment_ignores_tls_errors (data->environment),
  };
  GError *error = NULL;
  g_autoptr (HeraldTransport) transport = herald_transport_new (&options, &error);

  if (transport == NULL || !check_certificate (data, transport, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&transport), g_object_unref);
}

static void
certificate_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LoadTask *data = load_task_get (task);
  GError   *error = NULL;

  data->certificate = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, &error);
  if (error == NULL && data->certificate == NULL)
    error =
      g_error_new (HERALD_ERROR, HERALD_ERROR_SECRET,
                   _("The client certificate “%s” is not among the secrets on this computer; "
                           "choose its file again in the environment's settings"),
                      get_field (data, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, make_thread);
}

static void
look_up_certificate (GTask *task)
{
  LoadTask   *data = load_task_get (task);
  const char *name = get_field (data, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE);

  if (is_emulator (data) || name == NULL)
    g_task_run_in_thread (task, make_thread);
  else
    herald_secrets_lookup_async (data->secrets, get_field (data, HERALD_ENVIRONMENT_ID),
                                 HERALD_SECRET_TLS_CERTIFICATE, name, g_task_get_cancellable (task),
                                 certificate_looked_up_cb, g_object_ref (task));
}

/* Without a password one still gets to know whether the proxy wants one. */
static void
password_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LoadTask *data = load_task_get (task);
  GError   *error = NULL;

  data->proxy_password = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    look_up_certificate (task);
}

/**
 * herald_transports_dup_password_id:
 * @environment: an environment
 *
 * The password is kept for this name at this proxy, so that no other proxy ever gets it.
 *
 * Returns: (transfer full) (nullable): its id among the secrets
 */
char *
herald_transports_dup_password_id (HeraldEnvironment *environment)
{
  const char *proxy = herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY);
  const char *user = herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY_USER);

  if (proxy == NULL || user == NULL || strstr (proxy, "://") == NULL)
    return NULL;
  return g_strjoin (" ", proxy, user, NULL);
}

/**
 * herald_transports_load_async:
 * @environment: whose servers are to be reached
 * @secrets: where password and certificate are kept
 * @cancellable: (nullable): to cancel
 * @callback: called with the way to them
 * @user_data: for @callback
 */
void
herald_transports_load_async (HeraldEnvironment  *environment,
                              HeraldSecrets      *secrets,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (environment, cancellable, callback, user_data);
  g_autofree char *password_id = herald_transports_dup_password_id (environment);
  LoadTask        *data;

  g_task_set_source_tag (task, herald_transports_load_async);
  data = load_task_attach (task);
  data->environment = herald_environment_copy (environment);
  data->secrets = g_object_ref (secrets);
  if (is_emulator (data) || password_id == NULL)
    look_up_certificate (task);
  else
    herald_secrets_lookup_async (secrets, get_field (data, HERALD_ENVIRONMENT_ID),
                                 HERALD_SECRET_PROXY_PASSWORD, password_id, cancellable,
                                 password_looked_up_cb, g_object_ref (task));
}

/**
 * herald_transports_load_finish:
 * @environment: whose servers are to be reached
 * @result: of herald_transports_load_async()
 * @error: where to put an error
 *
 * **Errors:** SECRET: the client certificate is not kept here; INVALID: it has expired, or a file
 * cannot be used; CANCELLED.
 *
 * Returns: (transfer full): the way to them
 */
HeraldTransport *
herald_transports_load_finish (HeraldEnvironment *environment, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, environment), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
