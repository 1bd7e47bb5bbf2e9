/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens one environment after the other. Each opening has a cancellable of its own, so that the
 * steps of one that was left end quietly. */
#include "config.h"

#include "ui/herald-workspace.h"

#include "base/herald-error.h"
#include "core/herald-environments.h"
#include "emulator/herald-emulator.h"

#include <glib/gi18n.h>

#define EMULATOR_COLOUR "#9141ac"
#define WATCH_SECONDS 2 /* how soon a stopped emulator is noticed */

struct _HeraldWorkspace
{
  GObject parent_instance;

  HeraldFolders   *folders; /* (owned) */
  HeraldSecrets   *secrets; /* (owned) */
  HeraldWorkspace *first;   /* (owned) (nullable): whose store and emulator this one shares */

  HeraldStore         *store;        /* (owned) (nullable) */
  GListStore          *environments; /* (owned) (element-type HeraldEnvironment) */
  HeraldEnvironment   *environment;  /* (owned) (nullable) */
  HeraldEmulator      *emulator;     /* (owned) (nullable): our own, not one attached to */
  HeraldEmulatorInfo  *info;         /* (owned) (nullable): of the emulator in use */
  char                *ready_line;   /* (owned) (nullable): of the emulator in use */
  HeraldSession       *session;      /* (owned) (nullable): being opened or open */
  HeraldWorkspaceState state;
  GError              *error;       /* (owned) (nullable): why it failed */
  char                *wanted_id;   /* (owned) (nullable): what to open */
  GCancellable        *cancellable; /* (owned): of the present opening */
  guint                watch_id;
  gboolean             emulator_lost;
  gboolean             stopped;
};

G_DEFINE_FINAL_TYPE (HeraldWorkspace, herald_workspace, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_SESSION,
  PROP_ENVIRONMENT,
  PROP_EMULATOR_LOST,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* The emulator belongs to the first workspace, which lives as long as the program. */
static HeraldWorkspace *
get_root (HeraldWorkspace *self)
{
  return self->first != NULL ? self->first : self;
}

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
set_emulator_lost (HeraldWorkspace *self, gboolean lost)
{
  if (self->emulator_lost == lost)
    return;
  self->emulator_lost = lost;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EMULATOR_LOST]);
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

/* A stand-in until the emulator has told its addresses. */
static HeraldEnvironment *
new_emulator_environment (void)
{
  HeraldEnvironment *environment = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);

  herald_environment_set (environment, HERALD_ENVIRONMENT_ID, HERALD_EMULATOR_ENVIRONMENT_ID);
  herald_environment_set (environment, HERALD_ENVIRONMENT_NAME, _("Emulator"));
  herald_environment_set (environment, HERALD_ENVIRONMENT_COLOUR, EMULATOR_COLOUR);
  return environment;
}

static HeraldEnvironment *
find_environment (HeraldWorkspace *self, const char *id)
{
  GListModel *model = G_LIST_MODEL (self->environments);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (HeraldEnvironment) environment = g_list_model_get_item (model, i);

      if (g_strcmp0 (herald_environment_get (environment, HERALD_ENVIRONMENT_ID), id) == 0)
        return environment;
    }
  return NULL;
}

static gboolean
is_emulated (HeraldWorkspace *self)
{
  return self->environment != NULL &&
         herald_environment_get_kind (self->environment) == HERALD_ENVIRONMENT_EMULATOR;
}

static void
watch_connected_cb (GObject *client, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldWorkspace) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (client), result, &error);

  if (connection != NULL)
    g_io_stream_close_async (G_IO_STREAM (connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  if (herald_error_is_cancelled (error) || self->state != HERALD_WORKSPACE_OPEN)
    return;
  set_emulator_lost (self, connection == NULL);
}

/* Whether the emulator still listens. Another process may run it, and processes are killed. */
static gboolean
watch_cb (gpointer user_data)
{
  HeraldWorkspace *self = user_data;
  g_autoptr (GSocketClient) client = NULL;

  if (self->info == NULL || !is_emulated (self))
    return G_SOURCE_CONTINUE;
  client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_uri_async (client, herald_emulator_info_get_http (self->info), 80,
                                        self->cancellable, watch_connected_cb, g_object_ref (self));
  return G_SOURCE_CONTINUE;
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
emulator_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldWorkspace) self = user_data;
  HeraldEmulator *emulator = HERALD_EMULATOR (source);
  GError         *error = NULL;

  if (!herald_emulator_start_finish (emulator, result, &error))
    {
      fail (self, error);
      return;
    }
  if (self->stopped || g_cancellable_is_cancelled (self->cancellable))
    {
      herald_emulator_stop (emulator);
      return;
    }
  g_set_object (&get_root (self)->emulator, emulator);
  open_emulated (self, herald_emulator_get_ready_line (emulator));
}

static void
find_running_thread (GTask *task, gpointer source, gpointer dir, GCancellable *cancellable)
{
  g_task_return_pointer (task, herald_emulator_find_running (dir), g_free);
}

static void
found_running_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HeraldWorkspace *self = HERALD_WORKSPACE (source);
  g_autofree char *ready_line = NULL;
  g_autoptr (HeraldEmulator) emulator = NULL;
  GError               *error = NULL;
  HeraldEmulatorOptions options = { .dir = herald_folders_get_emulator_dir (self->folders) };

  ready_line = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    {
      fail (self, error);
      return;
    }
  if (ready_line != NULL)
    {
      open_emulated (self, ready_line);
      return;
    }
  emulator = herald_emulator_new (&options);
  herald_emulator_start_async (emulator, self->cancellable, emulator_started_cb,
                               g_object_ref (self));
}

static void
open_emulator (HeraldWorkspace *self)
{
  HeraldEmulator *emulator = get_root (self)->emulator;
  g_autoptr (GTask) task = NULL;

  if (emulator != NULL)
    {
      open_emulated (self, herald_emulator_get_ready_line (emulator));
      return;
    }
  task = g_task_new (self, self->cancellable, found_running_cb, NULL);
  g_task_set_source_tag (task, open_emulator);
  g_task_set_task_data (task, g_strdup (herald_folders_get_emulator_dir (self->folders)), g_free);
  g_task_run_in_thread (task, find_running_thread);
}

static void
open_wanted (HeraldWorkspace *self)
{
  HeraldEnvironment *environment = find_environment (self, self->wanted_id);

  /* One that was removed meanwhile: the emulator is always there. */
  if (environment == NULL)
    environment = find_environment (self, HERALD_EMULATOR_ENVIRONMENT_ID);
  set_environment (self, environment);
  if (is_emulated (self))
    open_emulator (self);
  else
    open_session (self, environment, NULL);
}

static void
fill_environments (HeraldWorkspace *self, GPtrArray *saved)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (all, new_emulator_environment ());
  for (guint i = 0; i < saved->len; i++)
    g_ptr_array_add (all, g_object_ref (g_ptr_array_index (saved, i)));
  g_list_store_splice (self->environments, 0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->environments)), all->pdata,
                       all->len);
}

static void
environments_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldWorkspace) self = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) saved =
    herald_environments_list_finish (HERALD_STORE (source), result, &error);

  if (saved == NULL)
    {
      fail (self, error);
      return;
    }
  fill_environments (self, saved);
  open_wanted (self);
}

/* Whether one gets elsewhere, or as somebody else, with @other. */
static gboolean
leads_elsewhere (HeraldEnvironment *environment, HeraldEnvironment *other)
{
  static const HeraldEnvironmentField fields[] = {
    HERALD_ENVIRONMENT_URL,       HERALD_ENVIRONMENT_AUTHORITY, HERALD_ENVIRONMENT_TENANT_ID,
    HERALD_ENVIRONMENT_CLIENT_ID, HERALD_ENVIRONMENT_SIGN_IN,   HERALD_ENVIRONMENT_PUBLIC_ENDPOINT,
    HERALD_ENVIRONMENT_CA_FILE,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (herald_environment_get (environment, fields[i]),
                   herald_environment_get (other, fields[i])) != 0)
      return TRUE;
  return FALSE;
}

/* What was changed of the open environment holds at once; a new address or sign-in opens it anew.
 */
static void
take_over_changes (HeraldWorkspace *self)
{
  HeraldEnvironment *listed = NULL;

  if (self->environment == NULL || is_emulated (self))
    return;
  listed =
    find_environment (self, herald_environment_get (self->environment, HERALD_ENVIRONMENT_ID));
  if (listed == NULL)
    {
      /* Another window removed it. */
      herald_workspace_select (self, HERALD_EMULATOR_ENVIRONMENT_ID);
      return;
    }
  if (leads_elsewhere (self->environment, listed))
    {
      herald_workspace_retry (self);
      return;
    }
  herald_environment_set_kind (self->environment, herald_environment_get_kind (listed));
  herald_environment_set_read_only (self->environment, herald_environment_is_read_only (listed));
  herald_environment_set (self->environment, HERALD_ENVIRONMENT_NAME,
                          herald_environment_get (listed, HERALD_ENVIRONMENT_NAME));
  herald_environment_set (self->environment, HERALD_ENVIRONMENT_COLOUR,
                          herald_environment_get (listed, HERALD_ENVIRONMENT_COLOUR));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENVIRONMENT]);
}

static void
environments_reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldWorkspace) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) saved =
    herald_environments_list_finish (HERALD_STORE (source), result, &error);

  if (saved != NULL && !self->stopped)
    {
      fill_environments (self, saved);
      if (self->state == HERALD_WORKSPACE_OPEN || self->state == HERALD_WORKSPACE_FAILED)
        take_over_changes (self);
    }
  else if (!herald_error_is_cancelled (error))
    g_warning ("The environments could not be listed: %s", error->message);
}

/* Written here or in another window. */
static void
store_changed_cb (HeraldWorkspace *self, HeraldTables tables)
{
  if ((tables & HERALD_TABLE_ENVIRONMENT) != 0 && !self->stopped)
    herald_environments_list_async (self->store, NULL, environments_reloaded_cb,
                                    g_object_ref (self));
}

static void
take_store (HeraldWorkspace *self, HeraldStore *store)
{
  if (g_set_object (&self->store, store))
    g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self,
                             G_CONNECT_SWAPPED);
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
  herald_environments_list_async (store, self->cancellable, environments_listed_cb,
                                  g_object_ref (self));
}

/* Opens what is wanted, once there is a store. */
static void
open_store (HeraldWorkspace *self)
{
  if (self->store != NULL)
    herald_environments_list_async (self->store, self->cancellable, environments_listed_cb,
                                    g_object_ref (self));
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
  set_emulator_lost (self, FALSE);
  set_state (self, HERALD_WORKSPACE_STARTING);
  if (self->session != NULL)
    herald_session_close (self->session);
  g_clear_object (&self->session);
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
  g_clear_object (&self->first);
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
    case PROP_EMULATOR_LOST:
      g_value_set_boolean (value, self->emulator_lost);
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
  properties[PROP_EMULATOR_LOST] = g_param_spec_boolean ("emulator-lost", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_workspace_init (HeraldWorkspace *self)
{
  g_autoptr (HeraldEnvironment) emulator = new_emulator_environment ();

  self->cancellable = g_cancellable_new ();
  self->secrets = herald_secrets_new ();
  self->environments = g_list_store_new (HERALD_TYPE_ENVIRONMENT);
  g_list_store_append (self->environments, emulator);
  self->environment = g_steal_pointer (&emulator);
}

/* Unless another window has started a new one already. */
static void
drop_lost_emulator (HeraldWorkspace *self)
{
  HeraldWorkspace *root = get_root (self);

  if (root->emulator == NULL ||
      g_strcmp0 (herald_emulator_get_ready_line (root->emulator), self->ready_line) != 0)
    return;
  herald_emulator_stop (root->emulator);
  g_clear_object (&root->emulator);
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

  g_return_val_if_fail (HERALD_IS_FOLDERS (folders), NULL);

  self = g_object_new (HERALD_TYPE_WORKSPACE, NULL);
  self->folders = g_object_ref (folders);
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

  self = herald_workspace_new (other->folders);
  self->first = g_object_ref (get_root (other));
  g_set_object (&self->secrets, other->secrets);
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
  self->watch_id = g_timeout_add_seconds (WATCH_SECONDS, watch_cb, self);
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

  lost = self->emulator_lost;
  leave (self);
  if (lost)
    drop_lost_emulator (self);
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
  g_clear_handle_id (&self->watch_id, g_source_remove);
  leave (self);
  g_cancellable_cancel (self->cancellable);
  set_state (self, HERALD_WORKSPACE_CLOSED);
  if (self->emulator != NULL)
    herald_emulator_stop (self->emulator);
  g_clear_object (&self->emulator);
  if (self->store != NULL && self->first == NULL)
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

  return G_LIST_MODEL (self->environments);
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
 * herald_workspace_is_emulator_lost:
 * @self: a workspace
 *
 * Returns: whether the emulator of the open session no longer answers
 */
gboolean
herald_workspace_is_emulator_lost (HeraldWorkspace *self)
{
  g_return_val_if_fail (HERALD_IS_WORKSPACE (self), FALSE);

  return self->emulator_lost;
}
