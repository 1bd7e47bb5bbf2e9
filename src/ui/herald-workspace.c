/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens one environment after the other. Each opening has a cancellable of its own, so that the
 * steps of one that was left end quietly. */
#include "config.h"

#include "ui/herald-workspace.h"

#include "base/herald-error.h"
#include "ui/herald-emulator-host.h"
#include "ui/herald-environment-list.h"

#include <glib/gi18n.h>

struct _HeraldWorkspace
{
  GObject parent_instance;

  HeraldFolders *folders;  /* (owned) */
  HeraldSecrets *secrets;  /* (owned) */
  gboolean       is_first; /* closes what the others share */

  HeraldStore           *store;        /* (owned) (nullable) */
  HeraldEnvironmentList *environments; /* (owned) */
  HeraldEnvironment     *environment;  /* (owned) (nullable) */
  HeraldEmulatorHost    *host;         /* (owned): shared by all workspaces */
  HeraldEmulatorInfo    *info;         /* (owned) (nullable): of the emulator in use */
  char                  *ready_line;   /* (owned) (nullable): of the emulator in use */
  HeraldSession         *session;      /* (owned) (nullable): being opened or open */
  HeraldWorkspaceState   state;
  GError                *error;       /* (owned) (nullable): why it failed */
  char                  *wanted_id;   /* (owned) (nullable): what to open */
  GCancellable          *cancellable; /* (owned): of the present opening */
  GCancellable *await_cancellable;    /* (owned) (nullable): while another emulator is awaited */
  HeraldPulse   pulse;                /* of the emulator in use */
  gboolean      emulator_back;        /* another process runs one again */
  gboolean      stopped;
};

G_DEFINE_FINAL_TYPE (HeraldWorkspace, herald_workspace, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_SESSION,
  PROP_ENVIRONMENT,
  PROP_PULSE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
set_state (HeraldWorkspace *self, HeraldWorkspaceState state)
{
  HeraldSession *before = herald_workspace_get_session (self);

  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (herald_workspace_get_session (self) != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
set_pulse (HeraldWorkspace *self, HeraldPulse pulse, gboolean emulator_back)
{
  if (self->pulse == pulse && self->emulator_back == emulator_back)
    return;
  self->pulse = pulse;
  self->emulator_back = emulator_back;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PULSE]);
}

static void
set_environment (HeraldWorkspace *self, HeraldEnvironment *environment)
{
  if (g_set_object (&self->environment, environment))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENVIRONMENT]);
}

/* Ends an opening; one that was left or stopped says nothing. Takes @error. */
static void
fail (HeraldWorkspace *self, GError *error)
{
  if (herald_error_is_cancelled (error))
    {
      g_error_free (error);
      return;
    }
  g_clear_error (&self->error);
  self->error = error;
  set_state (self, HERALD_WORKSPACE_FAILED);
}

static gboolean
is_emulated (HeraldWorkspace *self)
{
  return self->environment != NULL && herald_environment_is_emulator (self->environment);
}

static void
awaited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldWorkspace) self = user_data;

  if (herald_emulator_host_await_finish (HERALD_EMULATOR_HOST (source), result, NULL) &&
      self->pulse == HERALD_PULSE_GONE)
    set_pulse (self, HERALD_PULSE_GONE, TRUE);
}

static void
stop_awaiting (HeraldWorkspace *self)
{
  g_cancellable_cancel (self->await_cancellable);
  g_clear_object (&self->await_cancellable);
}

/* One that is gone may come back where it was; another process may start one elsewhere. */
static void
pulse_changed_cb (HeraldWorkspace *self, GParamSpec *pspec, HeraldEmulatorPulse *pulse)
{
  HeraldPulse state = herald_emulator_pulse_get_state (pulse);

  if (self->session == NULL || herald_emulator_pulse_of_session (self->session) != pulse)
    return;
  stop_awaiting (self);
  set_pulse (self, state, FALSE);
  if (state != HERALD_PULSE_GONE)
    return;
  self->await_cancellable = g_cancellable_new ();
  herald_emulator_host_await_async (self->host, self->await_cancellable, awaited_cb,
                                    g_object_ref (self));
}

static void
feel_pulse (HeraldWorkspace *self)
{
  HeraldEmulatorPulse *pulse = herald_emulator_pulse_of_session (self->session);

  if (pulse != NULL)
    g_signal_connect_object (pulse, "notify::state", G_CALLBACK (pulse_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldWorkspace) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!herald_session_open_finish (HERALD_SESSION (source), result, &error))
    {
      fail (self, g_steal_pointer (&error));
      return;
    }
  if (self->session != HERALD_SESSION (source))
    return;
  feel_pulse (self);
  set_state (self, HERALD_WORKSPACE_OPEN);
}

static void
open_session (HeraldWorkspace *self, HeraldEnvironment *environment, HeraldEmulatorInfo *info)
{
  set_environment (self, environment);
  self->session = herald_session_new (environment, self->store, self->secrets, info);
  set_state (self, HERALD_WORKSPACE_CONNECTING);
  herald_session_open_async (self->session, self->cancellable, session_opened_cb,
                             g_object_ref (self));
}

static void
open_emulated (HeraldWorkspace *self, const char *ready_line)
{
  GError *error = NULL;
  g_autoptr (HeraldEnvironment) environment = NULL;

  g_clear_object (&self->info);
  g_free (self->ready_line);
  self->ready_line = g_strdup (ready_line);
  self->info = herald_emulator_info_new_from_line (ready_line, &error);
  if (self->info == NULL)
    {
      g_prefix_error (&error, _("The emulator’s addresses cannot be read: "));
      fail (self, error);
      return;
    }
  environment = herald_emulator_info_dup_environment (self->info);
  open_session (self, environment, self->info);
}

static void
emulator_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldWorkspace) self = user_data;
  GError          *error = NULL;
  g_autofree char *ready_line =
    herald_emulator_host_open_finish (HERALD_EMULATOR_HOST (source), result, &error);

  if (ready_line == NULL)
    fail (self, error);
  else
    open_emulated (self, ready_line);
}

static void
open_wanted (HeraldWorkspace *self)
{
  HeraldEnvironment *environment =
    herald_environment_list_find (self->environments, self->wanted_id);

  /* One that was removed meanwhile: the emulator is always there. */
  if (environment == NULL)
    environment = herald_environment_list_find (self->environments, HERALD_EMULATOR_ENVIRONMENT_ID);
  set_environment (self, environment);
  if (is_emulated (self))
    herald_emulator_host_open_async (self->host, self->cancellable, emulator_found_cb,
                                     g_object_ref (self));
  else
    open_session (self, environment, NULL);
}

static void
environments_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldWorkspace) self = user_data;
  GError *error = NULL;

  if (herald_environment_list_load_finish (HERALD_ENVIRONMENT_LIST (source), result, &error))
    open_wanted (self);
  else
    fail (self, error);
}

/* What was changed of the open environment holds at once; a new address or sign-in opens it anew.
 */
static void
take_over_changes (HeraldWorkspace *self)
{
  HeraldEnvironment *listed = NULL;

  if (self->environment == NULL || is_emulated (self))
    return;
  listed = herald_environment_list_find (self->environments,
                                         herald_environment_get (self->environment,
                                                                 HERALD_ENVIRONMENT_ID));
  if (listed == NULL)
    {
      /* Another window removed it. */
      herald_workspace_select (self, HERALD_EMULATOR_ENVIRONMENT_ID);
      return;
    }
  if (herald_environment_leads_elsewhere (self->environment, listed))
    {
      herald_workspace_retry (self);
      return;
    }
  if (herald_environment_take_settings (self->environment, listed))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENVIRONMENT]);
}

static void
environments_reloaded_cb (HeraldWorkspace *self)
{
  if (self->state == HERALD_WORKSPACE_OPEN || self->state == HERALD_WORKSPACE_FAILED)
    take_over_changes (self);
}

static void
take_store (HeraldWorkspace *self, HeraldStore *store)
{
  if (!g_set_object (&self->store, store))
    return;
  g_signal_connect_object (self->environments, "reloaded", G_CALLBACK (environments_reloaded_cb),
                           self, G_CONNECT_SWAPPED);
  herald_environment_list_follow (self->environments, store);
}

static void
load_environments (HeraldWorkspace *self)
{
  herald_environment_list_load_async (self->environments, self->cancellable, environments_loaded_cb,
                                      g_object_ref (self));
}

static void
store_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldWorkspace) self = user_data;
  GError *error = NULL;
  g_autoptr (HeraldStore) store = herald_store_open_finish (result, &error);

  if (store == NULL)
    {
      fail (self, error);
      return;
    }
  if (self->stopped)
    {
      herald_store_close (store);
      return;
    }
  take_store (self, store);
  load_environments (self);
}

/* Opens what is wanted, once there is a store. */
static void
open_store (HeraldWorkspace *self)
{
  if (self->store != NULL)
    load_environments (self);
  else
    herald_store_open_async (herald_folders_get_database_path (self->folders), self->cancellable,
                             store_opened_cb, g_object_ref (self));
}

static void
secrets_probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Whether secrets last is told by notify::session-only, which the window shows. */
  if (!herald_secrets_probe_finish (HERALD_SECRETS (source), result, &error) &&
      !herald_error_is_cancelled (error))
    g_debug ("No Secret Service: %s", error->message);
}

/* Leaves whatever is open or being opened. */
static void
leave (HeraldWorkspace *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_error (&self->error);
  stop_awaiting (self);
  set_pulse (self, HERALD_PULSE_BEATS, FALSE);
  set_state (self, HERALD_WORKSPACE_STARTING);
  if (self->session != NULL)
    herald_session_close (self->session);
  g_clear_object (&self->session);
}

/* With the session goes what it holds of the secrets: tokens, keys, its way through a proxy. */
static void
secrets_locked_cb (HeraldWorkspace *self)
{
  if (self->state != HERALD_WORKSPACE_CONNECTING && self->state != HERALD_WORKSPACE_OPEN)
    return;
  leave (self);
  fail (self, g_error_new (HERALD_ERROR, HERALD_ERROR_SECRET,
                           _("“%s” was closed when the file of secrets was locked, so that no key "
                             "or token stays in memory; it opens again with the passphrase"),
                              herald_environment_get (self->environment, HERALD_ENVIRONMENT_NAME)));
}

static void
take_secrets (HeraldWorkspace *self, HeraldSecrets *secrets)
{
  self->secrets = g_object_ref (secrets);
  g_signal_connect_object (herald_secrets_get_vault (secrets), "locked",
                           G_CALLBACK (secrets_locked_cb), self, G_CONNECT_SWAPPED);
}

static void
herald_workspace_dispose (GObject *object)
{
  herald_workspace_stop (HERALD_WORKSPACE (object));
  G_OBJECT_CLASS (herald_workspace_parent_class)->dispose (object);
}

static void
herald_workspace_finalize (GObject *object)
{
  HeraldWorkspace *self = HERALD_WORKSPACE (object);

  g_clear_object (&self->folders);
  g_clear_object (&self->secrets);
  g_clear_object (&self->store);
  g_clear_object (&self->environments);
  g_clear_object (&self->environment);
  g_clear_object (&self->info);
  g_clear_pointer (&self->ready_line, g_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->host);
  g_clear_error (&self->error);
  g_clear_pointer (&self->wanted_id, g_free);
  G_OBJECT_CLASS (herald_workspace_parent_class)->finalize (object);
}

static void
herald_workspace_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HeraldWorkspace *self = HERALD_WORKSPACE (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_SESSION:
      g_value_set_object (value, herald_workspace_get_session (self));
      break;
    case PROP_ENVIRONMENT:
      g_value_set_object (value, self->environment);
      break;
    case PROP_PULSE:
      g_value_set_int (value, (int) self->pulse);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_workspace_class_init (HeraldWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = herald_workspace_dispose;
  object_class->finalize = herald_workspace_finalize;
  object_class->get_property = herald_workspace_get_property;

  properties[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, HERALD_WORKSPACE_CLOSED, HERALD_WORKSPACE_FAILED,
                      HERALD_WORKSPACE_CLOSED, flags);
  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, HERALD_TYPE_SESSION, flags);
  properties[PROP_ENVIRONMENT] =
    g_param_spec_object ("environment", NULL, NULL, HERALD_TYPE_ENVIRONMENT, flags);
  properties[PROP_PULSE] = g_param_spec_int ("pulse", NULL, NULL, HERALD_PULSE_BEATS,
                                             HERALD_PULSE_GONE, HERALD_PULSE_BEATS, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_workspace_init (HeraldWorkspace *self)
{
  self->cancellable = g_cancellable_new ();
  self->environments = herald_environment_list_new ();
  self->environment = g_object_ref (
    herald_environment_list_find (self->environments, HERALD_EMULATOR_ENVIRONMENT_ID));
}

/**
 * herald_workspace_new:
 * @folders: where Herald keeps its things
 *
 * Returns: (transfer full): a workspace with nothing open
 */
HeraldWorkspace *
herald_workspace_new (HeraldFolders *folders)
{
  HeraldWorkspace *self;
  g_autoptr (HeraldSecrets) secrets = NULL;

  g_return_val_if_fail (HERALD_IS_FOLDERS (folders), NULL);

  self = g_object_new (HERALD_TYPE_WORKSPACE, NULL);
  self->folders = g_object_ref (folders);
  self->host = herald_emulator_host_new (herald_folders_get_emulator_dir (folders));
  secrets = herald_secrets_new_with_file (herald_folders_get_secrets_path (folders));
  take_secrets (self, secrets);
  self->is_first = TRUE;
  return self;
}

/**
 * herald_workspace_new_beside:
 * @other: a started workspace whose store is open
 *
 * Returns: (transfer full): a workspace with nothing open that shares store, secrets and emulator
 *   with @other, and nothing else
 */
HeraldWorkspace *
herald_workspace_new_beside (HeraldWorkspace *other)
{
  HeraldWorkspace *self;

  g_return_val_if_fail (HERALD_IS_WORKSPACE (other), NULL);
  g_return_val_if_fail (other->store != NULL && !other->stopped, NULL);

  self = g_object_new (HERALD_TYPE_WORKSPACE, NULL);
  self->folders = g_object_ref (other->folders);
  self->host = g_object_ref (other->host);
  take_secrets (self, other->secrets);
  take_store (self, other->store);
  return self;
}

/**
 * herald_workspace_start:
 * @self: a workspace that was not started
 * @environment_id: (nullable): what to open; %NULL for the emulator
 *
 * Returns at once; the state tells how it goes.
 */
void
herald_workspace_start (HeraldWorkspace *self, const char *environment_id)
{
  g_return_if_fail (HERALD_IS_WORKSPACE (self));
  g_return_if_fail (self->state == HERALD_WORKSPACE_CLOSED && !self->stopped);

  self->wanted_id =
    g_strdup (environment_id != NULL ? environment_id : HERALD_EMULATOR_ENVIRONMENT_ID);
  set_state (self, HERALD_WORKSPACE_STARTING);
  herald_secrets_probe_async (self->secrets, NULL, secrets_probed_cb, NULL);
  open_store (self);
}

/**
 * herald_workspace_select:
 * @self: a started workspace
 * @environment_id: which environment to open
 */
void
herald_workspace_select (HeraldWorkspace *self, const char *environment_id)
{
  g_return_if_fail (HERALD_IS_WORKSPACE (self));
  g_return_if_fail (environment_id != NULL);

  if (self->state == HERALD_WORKSPACE_OPEN && g_strcmp0 (self->wanted_id, environment_id) == 0)
    return;
  g_free (self->wanted_id);
  self->wanted_id = g_strdup (environment_id);
  herald_workspace_retry (self);
}

/**
 * herald_workspace_retry:
 * @self: a started workspace
 *
 * Opens the wanted environment from the start; an emulator that stopped is started anew.
 */
void
herald_workspace_retry (HeraldWorkspace *self)
{
  gboolean lost;

  g_return_if_fail (HERALD_IS_WORKSPACE (self));
  g_return_if_fail (!self->stopped);

  lost = self->pulse == HERALD_PULSE_GONE;
  leave (self);
  if (lost)
    herald_emulator_host_drop (self->host, self->ready_line);
  open_store (self);
}

/**
 * herald_workspace_leave:
 * @self: a workspace
 *
 * Closes the session: nothing of the environment goes on. What was open may be opened again.
 */
void
herald_workspace_leave (HeraldWorkspace *self)
{
  g_return_if_fail (HERALD_IS_WORKSPACE (self));

  if (self->stopped)
    return;
  leave (self);
  g_cancellable_cancel (self->cancellable);
}

/**
 * herald_workspace_accept_changes:
 * @self: a workspace that failed because another organisation or user answered
 *
 * Takes what answered for right and opens the environment; without a difference nothing happens.
 */
void
herald_workspace_accept_changes (HeraldWorkspace *self)
{
  g_return_if_fail (HERALD_IS_WORKSPACE (self));

  if (self->state != HERALD_WORKSPACE_FAILED || self->session == NULL ||
      !herald_session_accept_changes (self->session))
    return;
  set_state (self, HERALD_WORKSPACE_CONNECTING);
  herald_session_open_async (self->session, self->cancellable, session_opened_cb,
                             g_object_ref (self));
}

/**
 * herald_workspace_stop:
 * @self: a workspace
 *
 * Closes the session; the first workspace also closes the store and ends the emulator if it is
 * ours.
 */
void
herald_workspace_stop (HeraldWorkspace *self)
{
  g_return_if_fail (HERALD_IS_WORKSPACE (self));

  if (self->stopped)
    return;
  self->stopped = TRUE;
  leave (self);
  g_cancellable_cancel (self->cancellable);
  set_state (self, HERALD_WORKSPACE_CLOSED);
  if (!self->is_first)
    return;
  if (self->host != NULL)
    herald_emulator_host_stop (self->host);
  if (self->store != NULL)
    herald_store_close (self->store);
}

/**
 * herald_workspace_get_state:
 * @self: a workspace
 *
 * Returns: how far it has come
 */
HeraldWorkspaceState
herald_workspace_get_state (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), HERALD_WORKSPACE_CLOSED);

  return self->state;
}

/**
 * herald_workspace_get_error:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): why it failed
 */
const GError *
herald_workspace_get_error (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), NULL);

  return self->error;
}

/**
 * herald_workspace_get_session:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): the session when it is open
 */
HeraldSession *
herald_workspace_get_session (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), NULL);

  return self->state == HERALD_WORKSPACE_OPEN ? self->session : NULL;
}

/**
 * herald_workspace_get_environment:
 * @self: a workspace
 *
 * Returns: (transfer none): what is open or being opened
 */
HeraldEnvironment *
herald_workspace_get_environment (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), NULL);

  return self->environment;
}

/**
 * herald_workspace_get_environments:
 * @self: a workspace
 *
 * Returns: (transfer none): the emulator, then the saved environments
 */
GListModel *
herald_workspace_get_environments (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), NULL);

  return herald_environment_list_get_model (self->environments);
}

/**
 * herald_workspace_get_folders:
 * @self: a workspace
 *
 * Returns: (transfer none): where Herald keeps its things
 */
HeraldFolders *
herald_workspace_get_folders (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), NULL);

  return self->folders;
}

/**
 * herald_workspace_get_secrets:
 * @self: a workspace
 *
 * Returns: (transfer none): the secrets
 */
HeraldSecrets *
herald_workspace_get_secrets (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), NULL);

  return self->secrets;
}

/**
 * herald_workspace_get_store:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): the local database once it is open
 */
HeraldStore *
herald_workspace_get_store (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), NULL);

  return self->store;
}

/**
 * herald_workspace_get_waits:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): what waits in the session that is open or being opened
 */
HeraldWaits *
herald_workspace_get_waits (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), NULL);

  return self->session != NULL ? herald_session_get_waits (self->session) : NULL;
}

/**
 * herald_workspace_get_pulse:
 * @self: a workspace
 *
 * Returns: whether the emulator of the open session answers; it beats where there is none
 */
HeraldPulse
herald_workspace_get_pulse (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), HERALD_PULSE_GONE);

  return self->pulse;
}

/**
 * herald_workspace_is_emulator_back:
 * @self: a workspace
 *
 * Returns: whether the emulator went away and another process runs one again, to be opened by
 *   herald_workspace_retry()
 */
gboolean
herald_workspace_is_emulator_back (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), FALSE);

  return self->emulator_back;
}
