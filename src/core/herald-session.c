/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens an environment: signs in, asks who we are, compares it with what was saved, makes the
 * clients. */
#include "config.h"

#include "core/herald-session-private.h"

#include <glib/gi18n-lib.h>

#include "base/herald-cancellable.h"
#include "base/herald-error.h"
#include "core/herald-clients.h"
#include "core/herald-environments.h"
#include "core/herald-hosts-private.h"
#include "core/herald-identity.h"
#include "core/herald-transports.h"

struct _HeraldSession
{
  GObject parent_instance;

  HeraldEnvironment  *environment; /* (owned) */
  HeraldStore        *store;       /* (owned) */
  HeraldSecrets      *secrets;     /* (owned) */
  HeraldEmulatorInfo *emulator;    /* (owned) (nullable) */
  HeraldRecorder     *recorder;    /* (owned) */
  HeraldGuard        *guard;       /* (owned) */
  HeraldWaits        *waits;       /* (owned) */

  HeraldSessionState state;
  GCancellable      *cancellable; /* (owned): the root of all */
  char              *user_name;   /* (owned) (nullable) */
  HeraldIdentity    *refused;     /* (owned) (nullable): who answered, when it was another */

  HeraldHttp            *http;         /* (owned) (nullable) */
  HeraldDataverse       *dataverse;    /* (owned) (nullable) */
  HeraldRegistrationApi *registration; /* (owned) (nullable) */
  HeraldEmulatorApi     *emulator_api; /* (owned) (nullable) */
  HeraldSenders         *senders;      /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldSession, herald_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_USER_NAME,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_APPS_CHANGED,
  SIGNAL_DEVICES_CHANGED,
  SIGNAL_INAPP_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
set_state (HeraldSession *self, HeraldSessionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static const char *
get_field (HeraldSession *self, HeraldEnvironmentField field)
{
  return herald_environment_get (self->environment, field);
}

static gboolean
is_emulator (HeraldSession *self)
{
  return herald_environment_is_emulator (self->environment);
}

static gboolean
make_clients (HeraldSession *self, HeraldTransport *transport, GError **error)
{
  g_autoptr (HeraldTokenSource) tokens = NULL;
  g_autoptr (HeraldRemote) remote = NULL;

  self->http = herald_clients_make_http (self->environment, transport, self->recorder, error);
  if (self->http == NULL)
    return FALSE;
  herald_http_set_waits (self->http, self->waits);
  if (is_emulator (self))
    herald_hosts_forget_earlier (self->store, self->environment);
  tokens = herald_clients_make_tokens (self->environment, self->store, self->secrets,
                                       self->emulator, self->http);
  remote = herald_remote_new (self->http, HERALD_SERVICE_DATAVERSE, tokens);
  self->dataverse = herald_dataverse_new (remote, get_field (self, HERALD_ENVIRONMENT_URL));
  self->senders = herald_senders_new (self->http, self->environment);
  if (self->emulator != NULL)
    self->emulator_api =
      herald_emulator_api_new (self->http, herald_emulator_info_get_http (self->emulator),
                               herald_emulator_info_get_admin_token (self->emulator));
  return TRUE;
}

/* Needs the organisation's id, which is known after WhoAmI. */
static void
make_registration (HeraldSession *self)
{
  g_autofree char *base = herald_environment_dup_registration_base (self->environment);
  g_autoptr (HeraldRemote) remote = NULL;

  if (base == NULL)
    return;
  remote = herald_remote_new (self->http, HERALD_SERVICE_REGISTRATION, NULL);
  self->registration = herald_registration_api_new (remote, base);
}

static void
drop_clients (HeraldSession *self)
{
  if (self->senders != NULL)
    herald_senders_close (self->senders);
  g_clear_object (&self->senders);
  g_clear_object (&self->registration);
  g_clear_object (&self->emulator_api);
  g_clear_object (&self->dataverse);
  if (self->http != NULL)
    herald_http_close (self->http);
  g_clear_object (&self->http);
}

static void
fail_open (GTask *task, GError *error)
{
  HeraldSession *self = g_task_get_source_object (task);

  /* Closing while opening has cleaned up already. */
  if (self->state == HERALD_SESSION_OPENING)
    {
      drop_clients (self);
      set_state (self, HERALD_SESSION_FAILED);
    }
  g_task_return_error (task, error);
}

static void
finish_open (GTask *task)
{
  HeraldSession *self = g_task_get_source_object (task);

  make_registration (self);
  set_state (self, HERALD_SESSION_OPEN);
  g_task_return_boolean (task, TRUE);
}

static void
session_kept_identity_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession *self = g_task_get_source_object (task);
  GError        *error = NULL;

  herald_environments_keep_learnt_finish (HERALD_STORE (source), result, &error);
  if (error == NULL && self->state != HERALD_SESSION_OPENING)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The session was closed"));
  if (error != NULL)
    fail_open (task, error);
  else
    finish_open (task);
}

/* The next sign-in is compared with what is kept now. */
static void
keep_identity (GTask *task)
{
  HeraldSession *self = g_task_get_source_object (task);

  if (is_emulator (self))
    finish_open (task);
  else
    herald_environments_keep_learnt_async (self->store, self->environment,
                                           g_task_get_cancellable (task), session_kept_identity_cb,
                                           g_object_ref (task));
}

/* Returns whether it is who was saved. */
static gboolean
take_identity (HeraldSession *self, HeraldIdentity *who, GError **error)
{
  if (!herald_identity_check (who, self->environment, error))
    {
      g_clear_pointer (&self->refused, herald_identity_free);
      self->refused = who;
      return FALSE;
    }
  herald_identity_save (who, self->environment);
  if (who->user_name != NULL)
    {
      self->user_name = g_strdup (who->user_name);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USER_NAME]);
    }
  herald_identity_free (who);
  return TRUE;
}

static void
session_got_identity_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession *self = g_task_get_source_object (task);
  GError        *error = NULL;
  g_autoptr (HeraldIdentity) who =
    herald_identity_fetch_finish (HERALD_DATAVERSE (source), result, &error);

  if (who != NULL && self->state != HERALD_SESSION_OPENING)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The session was closed"));
  if (error != NULL || !take_identity (self, g_steal_pointer (&who), &error))
    fail_open (task, error);
  else
    keep_identity (task);
}

static void
session_got_transport_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession *self = g_task_get_source_object (task);
  GError        *error = NULL;
  g_autoptr (HeraldTransport) transport =
    herald_transports_load_finish (HERALD_ENVIRONMENT (source), result, &error);

  if (transport != NULL && self->state != HERALD_SESSION_OPENING)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The session was closed"));
  if (error != NULL || !make_clients (self, transport, &error))
    {
      fail_open (task, error);
      return;
    }
  herald_identity_fetch_async (self->dataverse, g_task_get_cancellable (task),
                               session_got_identity_cb, g_object_ref (task));
}

static void
sign_in (GTask *task)
{
  HeraldSession *self = g_task_get_source_object (task);

  g_clear_pointer (&self->refused, herald_identity_free);
  herald_transports_load_async (self->environment, self->secrets, g_task_get_cancellable (task),
                                session_got_transport_cb, g_object_ref (task));
}

static void
herald_session_dispose (GObject *object)
{
  herald_session_close (HERALD_SESSION (object));
  G_OBJECT_CLASS (herald_session_parent_class)->dispose (object);
}

static void
herald_session_finalize (GObject *object)
{
  HeraldSession *self = HERALD_SESSION (object);

  g_clear_object (&self->environment);
  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  g_clear_object (&self->emulator);
  g_clear_object (&self->recorder);
  g_clear_object (&self->waits);
  g_clear_pointer (&self->guard, herald_guard_free);
  g_clear_object (&self->cancellable);
  g_free (self->user_name);
  g_clear_pointer (&self->refused, herald_identity_free);
  G_OBJECT_CLASS (herald_session_parent_class)->finalize (object);
}

static void
herald_session_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  HeraldSession *self = HERALD_SESSION (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_USER_NAME:
      g_value_set_string (value, self->user_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
herald_session_class_init (HeraldSessionClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_session_dispose;
  object_class->finalize = herald_session_finalize;
  object_class->get_property = herald_session_get_property;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, HERALD_SESSION_CLOSED,
                                             HERALD_SESSION_FAILED, HERALD_SESSION_CLOSED, flags);
  properties[PROP_USER_NAME] = g_param_spec_string ("user-name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * HeraldSession::apps-changed:
   *
   * An app or one of its access tokens was written or deleted by us.
   */
  signals[SIGNAL_APPS_CHANGED] =
    g_signal_new ("apps-changed", HERALD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  /**
   * HeraldSession::devices-changed:
   *
   * A device was registered or cleaned up by us.
   */
  signals[SIGNAL_DEVICES_CHANGED] =
    g_signal_new ("devices-changed", HERALD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  /**
   * HeraldSession::inapp-changed:
   *
   * An in-app notification was sent or recalled by us.
   */
  signals[SIGNAL_INAPP_CHANGED] =
    g_signal_new ("inapp-changed", HERALD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
herald_session_init (HeraldSession *self)
{
  self->cancellable = g_cancellable_new ();
  self->waits = herald_waits_new ();
}

/**
 * herald_session_new:
 * @environment: what to open; learns its organisation and user
 * @store: where things are kept
 * @secrets: where one finds what to sign in with
 * @emulator: (nullable): with the built-in environment only; its client secret is used
 *
 * Returns: (transfer full): a closed session
 */
HeraldSession *
herald_session_new (HeraldEnvironment  *environment,
                    HeraldStore        *store,
                    HeraldSecrets      *secrets,
                    HeraldEmulatorInfo *emulator)
{
  HeraldSession *self;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (environment), NULL);
  g_return_val_if_fail (HERALD_IS_STORE (store), NULL);
  g_return_val_if_fail (HERALD_IS_SECRETS (secrets), NULL);

  self = g_object_new (HERALD_TYPE_SESSION, NULL);
  self->environment = g_object_ref (environment);
  self->store = g_object_ref (store);
  self->secrets = g_object_ref (secrets);
  g_set_object (&self->emulator, emulator);
  self->guard = herald_guard_new (environment);
  self->recorder = herald_recorder_new (store, herald_session_get_environment_id (self));
  return self;
}

/* Returns: (transfer full): as the private header says */
GTask *
herald_session_begin_offline (HeraldSession      *self,
                              gpointer            source_tag,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GCancellable) child = g_cancellable_new ();
  GTask *task;

  herald_cancellable_follow (child, self->cancellable);
  herald_cancellable_follow (child, cancellable);
  task = g_task_new (self, child, callback, user_data);
  g_task_set_source_tag (task, source_tag);
  return task;
}

/* Returns: (transfer full) (nullable): as the private header says */
GTask *
herald_session_begin (HeraldSession      *self,
                      gpointer            source_tag,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task =
    herald_session_begin_offline (self, source_tag, cancellable, callback, user_data);

  if (self->state == HERALD_SESSION_OPEN)
    return g_steal_pointer (&task);
  g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_AUTH,
                           _("The environment is not open; connect first"));
  return NULL;
}

/* Returns: (transfer full) (nullable): as the private header says */
GTask *
herald_session_begin_change (HeraldSession      *self,
                             gpointer            source_tag,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task =
    herald_session_begin (self, source_tag, cancellable, callback, user_data);
  GError *error = NULL;

  if (task == NULL || herald_guard_pass (self->guard, &error))
    return g_steal_pointer (&task);
  g_task_return_error (task, error);
  return NULL;
}

/**
 * herald_session_open_async:
 * @self: a closed or failed session
 * @cancellable: (nullable): to cancel
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Signs in and asks who we are.
 */
void
herald_session_open_async (HeraldSession      *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_SESSION (self));
  g_return_if_fail (self->state == HERALD_SESSION_CLOSED || self->state == HERALD_SESSION_FAILED);

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
    }
  task = herald_session_begin_offline (self, herald_session_open_async, cancellable, callback,
                                       user_data);
  set_state (self, HERALD_SESSION_OPENING);
  sign_in (task);
}

/**
 * herald_session_open_finish:
 * @self: a session
 * @result: of herald_session_open_async()
 * @error: where to put an error
 *
 * **Errors:** AUTH: no or a wrong secret; FORBIDDEN: not a user of the organisation; CONFLICT:
 * another organisation or user than the saved one; NETWORK and what else a call can give.
 *
 * Returns: whether it is open
 */
gboolean
herald_session_open_finish (HeraldSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_session_close:
 * @self: a session
 *
 * Cancels everything under way and drops the connections. It may be opened again. Harmless twice.
 */
void
herald_session_close (HeraldSession *self)
{
  g_return_if_fail (HERALD_IS_SESSION (self));

  g_cancellable_cancel (self->cancellable);
  drop_clients (self);
  if (self->user_name != NULL)
    {
      g_clear_pointer (&self->user_name, g_free);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USER_NAME]);
    }
  set_state (self, HERALD_SESSION_CLOSED);
}

/**
 * herald_session_accept_changes:
 * @self: a session that did not open because of another organisation or user than the saved one
 *
 * Takes exactly those who answered for the right ones: opening again succeeds while they do, and
 * keeps them.
 *
 * Returns: whether there was a difference to accept
 */
gboolean
herald_session_accept_changes (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), FALSE);

  if (self->refused == NULL)
    return FALSE;
  herald_identity_save (self->refused, self->environment);
  g_clear_pointer (&self->refused, herald_identity_free);
  return TRUE;
}

/**
 * herald_session_get_state:
 * @self: a session
 *
 * Returns: how far it is; notify::state
 */
HeraldSessionState
herald_session_get_state (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), HERALD_SESSION_CLOSED);

  return self->state;
}

/**
 * herald_session_get_user_name:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the name of the signed-in user; notify::user-name
 */
const char *
herald_session_get_user_name (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), NULL);

  return self->user_name;
}

/**
 * herald_session_get_token_expires_us:
 * @self: a session
 *
 * Returns: when the access token held expires, in µs since 1970; 0 when none is held
 */
gint64
herald_session_get_token_expires_us (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), 0);

  if (self->dataverse == NULL)
    return 0;
  return herald_token_source_get_expires_us (
    herald_remote_get_tokens (herald_dataverse_get_remote (self->dataverse)));
}

/**
 * herald_session_get_environment:
 * @self: a session
 *
 * Returns: (transfer none): what it opens
 */
HeraldEnvironment *
herald_session_get_environment (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), NULL);

  return self->environment;
}

/**
 * herald_session_get_store:
 * @self: a session
 *
 * Returns: (transfer none): where things are kept
 */
HeraldStore *
herald_session_get_store (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), NULL);

  return self->store;
}

/**
 * herald_session_get_secrets:
 * @self: a session
 *
 * Returns: (transfer none): where secrets are kept
 */
HeraldSecrets *
herald_session_get_secrets (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), NULL);

  return self->secrets;
}

/**
 * herald_session_get_emulator:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the emulator behind the built-in environment
 */
HeraldEmulatorInfo *
herald_session_get_emulator (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), NULL);

  return self->emulator;
}

/**
 * herald_session_get_waits:
 * @self: a session
 *
 * Returns: (transfer none): what waits because a service asked for it
 */
HeraldWaits *
herald_session_get_waits (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), NULL);

  return self->waits;
}

/**
 * herald_session_get_guard:
 * @self: a session
 *
 * Returns: (transfer none): what stands before every change
 */
HeraldGuard *
herald_session_get_guard (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), NULL);

  return self->guard;
}

/**
 * herald_session_get_cancellable:
 * @self: a session
 *
 * Returns: (transfer none): cancelled when the session closes; another one after opening again
 */
GCancellable *
herald_session_get_cancellable (HeraldSession *self)
{
  g_return_val_if_fail (HERALD_IS_SESSION (self), NULL);

  return self->cancellable;
}

/* Returns: (transfer none) (nullable): NULL when closed, as with the clients below */
HeraldHttp *
herald_session_get_http (HeraldSession *self)
{
  return self->http;
}

HeraldDataverse *
herald_session_get_dataverse (HeraldSession *self)
{
  return self->dataverse;
}

HeraldRegistrationApi *
herald_session_get_registration (HeraldSession *self)
{
  return self->registration;
}

HeraldEmulatorApi *
herald_session_get_emulator_api (HeraldSession *self)
{
  return self->emulator_api;
}

HeraldSenders *
herald_session_get_senders (HeraldSession *self)
{
  return self->senders;
}

HeraldRecorder *
herald_session_get_recorder (HeraldSession *self)
{
  return self->recorder;
}

/* Returns: (transfer none): under which everything of this environment is kept */
const char *
herald_session_get_environment_id (HeraldSession *self)
{
  const char *id = get_field (self, HERALD_ENVIRONMENT_ID);

  return id != NULL ? id : "";
}

void
herald_session_tell_apps_changed (HeraldSession *self)
{
  g_signal_emit (self, signals[SIGNAL_APPS_CHANGED], 0);
}

void
herald_session_tell_devices_changed (HeraldSession *self)
{
  g_signal_emit (self, signals[SIGNAL_DEVICES_CHANGED], 0);
}

void
herald_session_tell_inapp_changed (HeraldSession *self)
{
  g_signal_emit (self, signals[SIGNAL_INAPP_CHANGED], 0);
}
