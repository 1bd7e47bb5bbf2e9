/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the sign-in service of an environment: as it is saved, or as the environment names it
 * itself. */
#include "config.h"

#include "core/herald-account-private.h"

#include "base/herald-error.h"
#include "core/herald-transports.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
account_got_openid_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldAccount *self = g_task_get_source_object (task);
  GError        *error = NULL;
  g_autoptr (HeraldOpenid) openid =
    herald_openid_fetch_finish (HERALD_HTTP (source), result, &error);

  if (openid == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  herald_http_allow_origin (self->http, openid->token_endpoint);
  if (openid->device_endpoint != NULL)
    herald_http_allow_origin (self->http, openid->device_endpoint);
  g_clear_pointer (&self->openid, herald_openid_free);
  self->openid = g_steal_pointer (&openid);
  g_task_return_pointer (task, self->openid, NULL);
}

/* Takes @task. */
static void
discover (HeraldAccount *self, GTask *task)
{
  const char *authority = herald_account_get_field (self, HERALD_ENVIRONMENT_AUTHORITY);
  GError     *error = NULL;

  if (!herald_sign_in_check_authority (herald_account_get_field (self, HERALD_ENVIRONMENT_URL),
                                       authority, &error))
    {
      herald_http_refuse (self->http, authority);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  herald_http_allow_origin (self->http, authority);
  herald_openid_fetch_async (self->http, authority,
                             herald_account_get_field (self, HERALD_ENVIRONMENT_TENANT_ID),
                             g_task_get_cancellable (task), account_got_openid_cb, task);
}

static gboolean
take_challenge (HeraldAccount *self, const HeraldChallenge *challenge, GError **error)
{
  const char *authority = herald_account_get_field (self, HERALD_ENVIRONMENT_AUTHORITY);

  if (!g_str_has_prefix (challenge->authority, "https:") &&
      !herald_environment_is_emulator (self->environment))
    {
      herald_http_refuse (self->http, challenge->authority);
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_AUTH,
                   _("The environment names a sign-in service without encryption, “%s”"),
                      challenge->authority);
      return FALSE;
    }
  if (*authority != '\0' && strcmp (authority, challenge->authority) != 0)
    {
      herald_http_refuse (self->http, challenge->authority);
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_AUTH,
                   _("The environment belongs to the sign-in service “%s”, but “%s” is saved; "
                     "correct the sign-in address"),
                      challenge->authority, authority);
      return FALSE;
    }
  herald_environment_set (self->environment, HERALD_ENVIRONMENT_AUTHORITY, challenge->authority);
  if (*herald_account_get_field (self, HERALD_ENVIRONMENT_TENANT_ID) == '\0')
    herald_environment_set (self->environment, HERALD_ENVIRONMENT_TENANT_ID, challenge->tenant);
  return TRUE;
}

static void
account_got_challenge_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldAccount *self = g_task_get_source_object (task);
  GError        *error = NULL;
  g_autoptr (HeraldChallenge) challenge =
    herald_challenge_fetch_finish (HERALD_HTTP (source), result, &error);

  if (challenge == NULL || !take_challenge (self, challenge, &error))
    g_task_return_error (task, error);
  else
    discover (self, g_object_ref (task));
}

/* Takes @task. */
static void
find_service (HeraldAccount *self, GTask *task)
{
  if (*herald_account_get_field (self, HERALD_ENVIRONMENT_AUTHORITY) == '\0' ||
      *herald_account_get_field (self, HERALD_ENVIRONMENT_TENANT_ID) == '\0')
    herald_challenge_fetch_async (self->http,
                                  herald_account_get_field (self, HERALD_ENVIRONMENT_URL),
                                  g_task_get_cancellable (task), account_got_challenge_cb, task);
  else
    discover (self, task);
}

static void
account_got_transport_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldAccount *self = g_task_get_source_object (task);
  GError        *error = NULL;
  g_autoptr (HeraldTransport) transport =
    herald_transports_load_finish (HERALD_ENVIRONMENT (source), result, &error);

  if (transport == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  herald_http_set_transport (self->http, transport);
  find_service (self, g_object_ref (task));
}

/* Finds the sign-in service, once: as it is saved, or as the environment itself names it. */
void
herald_account_prepare_async (HeraldAccount      *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, herald_account_prepare_async);
  if (self->openid != NULL)
    {
      g_task_return_pointer (task, self->openid, NULL);
      g_object_unref (task);
    }
  else if (self->owns_http)
    herald_transports_load_async (self->environment, self->secrets, cancellable,
                                  account_got_transport_cb, task);
  else
    find_service (self, task);
}

/* Returns: (transfer none): the account's */
const HeraldOpenid *
herald_account_prepare_finish (HeraldAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
