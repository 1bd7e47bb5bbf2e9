/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds an app's credentials wherever they are known, and asks Apple and Google about them without
 * reaching a phone. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "core/herald-apps-private.h"
#include "core/herald-session-private.h"
#include "model/herald-issue.h"

typedef struct
{
  HeraldApp *filled; /* (owned) */
  guint      next;
} FillTask;

typedef struct
{
  HeraldApp *app;    /* (owned) */
  GPtrArray *checks; /* (owned) (element-type HeraldCredentialCheck) */
} CheckTask;

static const struct
{
  HeraldAppField   field;
  HeraldSecretKind kind;
} credentials[] = {
  { HERALD_APP_SIGNING_KEY, HERALD_SECRET_SIGNING_KEY },
  { HERALD_APP_SERVICE_ACCOUNT, HERALD_SECRET_SERVICE_ACCOUNT },
};

static void
fill_task_clear (FillTask *data)
{
  g_clear_object (&data->filled);
}

HERALD_DEFINE_TASK_DATA (FillTask, fill_task, fill_task_clear)

static void
check_task_clear (CheckTask *data)
{
  g_clear_object (&data->app);
  g_clear_pointer (&data->checks, g_ptr_array_unref);
}

HERALD_DEFINE_TASK_DATA (CheckTask, check_task, check_task_clear)

static gboolean
is_empty (HeraldApp *app, HeraldAppField field)
{
  const char *value = herald_app_get (app, field);

  return value == NULL || *value == '\0';
}

static void
finish_fill (GTask *task)
{
  g_task_return_pointer (task, g_steal_pointer (&fill_task_get (task)->filled), g_object_unref);
}

/* Whatever the service shows, when neither the app nor this computer knows it. */
static void
fill_got_app_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FillTask *data = fill_task_get (task);
  GError   *error = NULL;
  g_autoptr (HeraldApp) app = herald_apps_load_finish (HERALD_SESSION (source), result, &error);

  if (app == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (credentials); i++)
    if (is_empty (data->filled, credentials[i].field) && !is_empty (app, credentials[i].field))
      herald_app_load (data->filled, credentials[i].field,
                       herald_app_get (app, credentials[i].field));
  finish_fill (task);
}

static void fill_next (GTask *task);

static void
fill_got_secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FillTask *data = fill_task_get (task);
  GError   *error = NULL;
  char     *value = herald_secrets_lookup_finish (HERALD_SECRETS (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (value != NULL)
    herald_app_load (data->filled, credentials[data->next].field, value);
  herald_secret_free (value);
  data->next++;
  fill_next (task);
}

/* True recursion: one credential after the other. */
static void
fill_next (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);
  FillTask      *data = fill_task_get (task);
  const char    *id = herald_app_get (data->filled, HERALD_APP_ID);

  if (g_task_return_error_if_cancelled (task))
    return;
  while (data->next < G_N_ELEMENTS (credentials) &&
         !is_empty (data->filled, credentials[data->next].field))
    data->next++;
  if (id == NULL)
    finish_fill (task);
  else if (data->next < G_N_ELEMENTS (credentials))
    herald_secrets_lookup_async (herald_session_get_secrets (session),
                                 herald_session_get_environment_id (session),
                                 credentials[data->next].kind, id, g_task_get_cancellable (task),
                                 fill_got_secret_cb, g_object_ref (task));
  else if (is_empty (data->filled, HERALD_APP_SIGNING_KEY) ||
           is_empty (data->filled, HERALD_APP_SERVICE_ACCOUNT))
    herald_apps_load_async (session, id, g_task_get_cancellable (task), fill_got_app_cb,
                            g_object_ref (task));
  else
    finish_fill (task);
}

/* As the private header says. */
void
herald_apps_fill_credentials_async (HeraldSession      *session,
                                    HeraldApp          *app,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr (GTask) task = herald_session_begin (session, herald_apps_fill_credentials_async,
                                                 cancellable, callback, user_data);

  if (task == NULL)
    return;
  fill_task_attach (task)->filled = herald_app_copy (app);
  fill_next (task);
}

/* Returns: (transfer full): a copy of the app; what is known nowhere is still missing */
HeraldApp *
herald_apps_fill_credentials_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_credential_check_free:
 * @self: (transfer full): a check
 */
void
herald_credential_check_free (HeraldCredentialCheck *self)
{
  g_free (self->code);
  g_free (self->message);
  g_free (self->raw);
  g_free (self);
}

static void
free_check (gpointer check)
{
  herald_credential_check_free (check);
}

/* Takes none of its arguments. */
static void
add_check (CheckTask     *data,
           HeraldPlatform platform,
           gboolean       ok,
           const char    *code,
           const char    *message,
           const char    *raw)
{
  HeraldCredentialCheck *check = g_new0 (HeraldCredentialCheck, 1);

  check->platform = platform;
  check->ok = ok;
  check->code = g_strdup (code);
  check->message = g_strdup (message);
  check->raw = g_strdup (raw != NULL ? raw : "");
  g_ptr_array_add (data->checks, check);
}

static const char *
explain_probe (HeraldPlatform platform, HeraldProbe probe)
{
  switch (probe)
    {
    case HERALD_PROBE_ACCEPTED:
      return platform == HERALD_PLATFORM_IOS
        ? _("Apple accepts the key, its key ID and the team ID. Whether the bundle ID is "
                   "right is shown by the first push")
        : _("Google accepts the service account for this project");
    case HERALD_PROBE_REFUSED:
      return NULL;
    case HERALD_PROBE_WRONG_TOPIC:
      return _("Apple accepts the key, but not for this bundle ID");
    case HERALD_PROBE_UNCLEAR:
    default:
      return NULL;
    }
}

static void
add_probe (CheckTask *data, HeraldPlatform platform, const HeraldPushResult *result)
{
  HeraldProbe      probe = herald_push_result_get_probe (result);
  gboolean         ok = probe == HERALD_PROBE_ACCEPTED;
  g_autofree char *explanation = herald_push_result_explain (result);
  g_autofree char *raw =
    result->exchange != NULL ? herald_exchange_to_text (result->exchange) : NULL;
  const char *message = explain_probe (platform, probe);
  const char *code = result->reason;

  if (message == NULL)
    message = explanation != NULL ? explanation : _("The service did not say whether it accepts");
  if (ok)
    code = "OK";
  else if (code == NULL)
    code = result->error != NULL ? herald_error_get_code_name (result->error) : "UNCLEAR";
  add_check (data, platform, ok, code, message, raw);
}

static void
finish_check (GTask *task)
{
  g_task_return_pointer (task, g_steal_pointer (&check_task_get (task)->checks),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
check_probed_fcm_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HeraldPushResult) outcome =
    herald_fcm_client_send_finish (HERALD_FCM_CLIENT (source), result, &error);

  if (outcome == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  add_probe (check_task_get (task), HERALD_PLATFORM_ANDROID, outcome);
  finish_check (task);
}

/* Offline first: what is certain to be refused is not asked. */
static gboolean
add_finding (CheckTask *data, HeraldPlatform platform)
{
  static const char *const fields[][5] = {
    [HERALD_PLATFORM_IOS] = { "bundleId", "keyId", "teamId", "signingKey", NULL },
    [HERALD_PLATFORM_ANDROID] = { "serviceAccount", NULL },
  };
  g_autoptr (GPtrArray) issues = herald_app_validate (data->app);

  for (gsize i = 0; fields[platform][i] != NULL; i++)
    {
      const HeraldIssue *issue = herald_issues_find (issues, fields[platform][i]);

      if (issue == NULL || issue->severity != HERALD_SEVERITY_ERROR)
        continue;
      add_check (data, platform, FALSE, issue->code, issue->message, NULL);
      return TRUE;
    }
  return FALSE;
}

/* Returns: whether the platform has to be asked about */
static gboolean
needs_probe (CheckTask *data, HeraldPlatform platform)
{
  return herald_app_get_state (data->app, platform) != HERALD_APP_STATE_NONE &&
         !add_finding (data, platform);
}

static void
check_android (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);
  CheckTask     *data = check_task_get (task);
  g_autoptr (GError) error = NULL;
  HeraldFcmClient *client;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!needs_probe (data, HERALD_PLATFORM_ANDROID))
    {
      finish_check (task);
      return;
    }
  client = herald_senders_get_fcm (herald_session_get_senders (session), data->app, &error);
  if (client == NULL)
    {
      add_check (data, HERALD_PLATFORM_ANDROID, FALSE, herald_error_get_code_name (error),
                 error->message, NULL);
      finish_check (task);
      return;
    }
  herald_fcm_client_probe_async (client, g_task_get_cancellable (task), check_probed_fcm_cb,
                                 g_object_ref (task));
}

static void
check_probed_apns_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HeraldPushResult) outcome =
    herald_apns_client_send_finish (HERALD_APNS_CLIENT (source), result, &error);

  if (outcome == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  add_probe (check_task_get (task), HERALD_PLATFORM_IOS, outcome);
  check_android (task);
}

static void
check_ios (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);
  CheckTask     *data = check_task_get (task);
  g_autoptr (GError) error = NULL;
  HeraldApnsClient *client;

  if (!needs_probe (data, HERALD_PLATFORM_IOS))
    {
      check_android (task);
      return;
    }
  client = herald_senders_get_apns (herald_session_get_senders (session), data->app, &error);
  if (client == NULL)
    {
      add_check (data, HERALD_PLATFORM_IOS, FALSE, herald_error_get_code_name (error),
                 error->message, NULL);
      check_android (task);
      return;
    }
  herald_apns_client_probe_async (client, g_task_get_cancellable (task), check_probed_apns_cb,
                                  g_object_ref (task));
}

static void
check_filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  CheckTask *data = check_task_get (task);
  GError    *error = NULL;

  data->app = herald_apps_fill_credentials_finish (HERALD_SESSION (source), result, &error);
  if (data->app == NULL)
    g_task_return_error (task, error);
  else
    check_ios (task);
}

/**
 * herald_apps_check_async:
 * @session: an open session
 * @app: what to check, saved or not
 * @cancellable: (nullable): to cancel
 * @callback: called with the answers
 * @user_data: for @callback
 *
 * Asks Apple with a push to a token nobody has, and Google with a message that is only validated;
 * no phone is reached. What is wrong on the face of it is told without asking.
 */
void
herald_apps_check_async (HeraldSession      *session,
                         HeraldApp          *app,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_APP (app));

  task = herald_session_begin (session, herald_apps_check_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  check_task_attach (task)->checks = g_ptr_array_new_with_free_func (free_check);
  herald_apps_fill_credentials_async (session, app, g_task_get_cancellable (task), check_filled_cb,
                                      g_object_ref (task));
}

/**
 * herald_apps_check_finish:
 * @session: a session
 * @result: of herald_apps_check_async()
 * @error: where to put an error
 *
 * **Errors:** what a call can give; a refusal is no error but an answer.
 *
 * Returns: (transfer full) (element-type HeraldCredentialCheck): one per platform that is set up
 */
GPtrArray *
herald_apps_check_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
