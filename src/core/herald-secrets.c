/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets go to the passphrase-protected file if somebody made one, else to the system's Secret
 * Service. Where there is none, or it stays locked, they live in this process only, and everybody
 * is told: they never lie in plain text. What is looked for or removed is so in all places. */
#include "config.h"

#include "core/herald-secrets-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/herald-error.h"
#include "base/herald-task-data.h"

struct _HeraldSecrets
{
  GObject parent_instance;

  HeraldVault  *vault;     /* (owned) (nullable): the file, which need not be there */
  GHashTable   *session;   /* (owned) (element-type utf8 utf8): used when there is no service */
  gboolean      in_memory; /* by choice */
  gboolean      no_service;
  HeraldKeeping keeping; /* as it was told last */

  GQueue waiting; /* (element-type GTask) (owned): one call at a time: the file backend of
                     libsecret loses writes that overlap */
  gboolean busy;
  GTask   *parked;    /* (owned) (nullable): the one that waits for the passphrase */
  gulong   parked_id; /* of its cancellable */
  GError  *declined;  /* (owned) (nullable): why nobody enters it */
};

G_DEFINE_FINAL_TYPE (HeraldSecrets, herald_secrets, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_KEEPING,
  PROP_SESSION_ONLY,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum
{
  PASSPHRASE_NEEDED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* In this order they are asked. */
enum
{
  PLACE_SESSION,
  PLACE_FILE,
  PLACE_KEYRING,
  N_PLACES,
};

static void
free_secret (gpointer secret)
{
  herald_secret_free (secret);
}

static void
secret_task_clear (HeraldSecretTask *data)
{
  g_clear_pointer (&data->key, g_free);
  g_clear_pointer (&data->attributes, g_hash_table_unref);
  g_clear_pointer (&data->value, herald_secret_free);
  g_clear_pointer (&data->found, g_ptr_array_unref);
  g_clear_error (&data->error);
  g_clear_pointer (&data->moved, herald_vault_entries_free);
  g_clear_pointer (&data->newest, herald_vault_entries_free);
}

HERALD_DEFINE_TASK_DATA (HeraldSecretTask, secret_task, secret_task_clear)

static void
update_keeping (HeraldSecrets *self)
{
  const HeraldKeeping before = self->keeping;

  if (self->vault != NULL && herald_vault_get_state (self->vault) != HERALD_VAULT_ABSENT)
    self->keeping = HERALD_KEEPING_FILE;
  else
    self->keeping = self->no_service ? HERALD_KEEPING_SESSION : HERALD_KEEPING_KEYRING;
  if (self->keeping == before)
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEPING]);
  if (self->keeping == HERALD_KEEPING_SESSION || before == HERALD_KEEPING_SESSION)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION_ONLY]);
}

static void start_next (HeraldSecrets *self);

static void
end_op (GTask *task)
{
  HeraldSecrets *self = g_task_get_source_object (task);

  self->busy = FALSE;
  start_next (self);
}

static void
end_found (GTask *task)
{
  HeraldSecretTask *data = secret_task_get (task);

  if (data->op == HERALD_SECRET_OP_LOOKUP)
    g_task_return_pointer (task, g_steal_pointer (&data->value), free_secret);
  else
    {
      g_ptr_array_sort (data->found, herald_secret_info_compare);
      g_task_return_pointer (task, g_steal_pointer (&data->found),
                             (GDestroyNotify) g_ptr_array_unref);
    }
  end_op (task);
}

static void
end_places (GTask *task)
{
  HeraldSecretTask *data = secret_task_get (task);

  if (data->error != NULL && data->value == NULL)
    herald_secrets_end_error (task, g_steal_pointer (&data->error));
  else if (data->op == HERALD_SECRET_OP_LOOKUP || data->op == HERALD_SECRET_OP_LIST)
    end_found (task);
  else
    herald_secrets_end_true (task);
}

/* Asks the next place that is there. */
static void
visit_places (HeraldSecrets *self, GTask *task)
{
  HeraldSecretTask *data = secret_task_get (task);

  if (data->op == HERALD_SECRET_OP_PROBE && data->next_place < PLACE_KEYRING)
    data->next_place = PLACE_KEYRING;
  if (data->next_place == PLACE_SESSION)
    {
      herald_secrets_run_in_session (task, self->session);
      data->next_place = PLACE_FILE;
    }
  if (data->next_place == PLACE_FILE && data->value == NULL && self->vault != NULL &&
      herald_vault_get_state (self->vault) != HERALD_VAULT_ABSENT)
    {
      data->next_place = PLACE_KEYRING;
      herald_secrets_run_in_vault (task);
      return;
    }
  if (data->next_place < N_PLACES && data->value == NULL && data->op != HERALD_SECRET_OP_UNLOCK &&
      (!self->no_service || (data->op == HERALD_SECRET_OP_PROBE && !self->in_memory)))
    {
      data->next_place = N_PLACES;
      herald_secrets_run_in_service (task);
      return;
    }
  end_places (task);
}

/* A new secret goes to one place only. */
static void
store (HeraldSecrets *self, GTask *task)
{
  update_keeping (self);
  switch (self->keeping)
    {
    case HERALD_KEEPING_FILE:
      herald_secrets_run_in_vault (task);
      break;
    case HERALD_KEEPING_SESSION:
      herald_secrets_run_in_session (task, self->session);
      herald_secrets_end_true (task);
      break;
    case HERALD_KEEPING_KEYRING:
    default:
      herald_secrets_run_in_service (task);
      break;
    }
}

static void
start_op (HeraldSecrets *self, GTask *task)
{
  switch (secret_task_get (task)->op)
    {
    case HERALD_SECRET_OP_STORE:
      store (self, task);
      break;
    case HERALD_SECRET_OP_MOVE:
      herald_secrets_run_move (task);
      break;
    case HERALD_SECRET_OP_PROBE:
    case HERALD_SECRET_OP_UNLOCK:
    case HERALD_SECRET_OP_LOOKUP:
    case HERALD_SECRET_OP_CLEAR:
    case HERALD_SECRET_OP_CLEAR_ENVIRONMENT:
    case HERALD_SECRET_OP_LIST:
    default:
      visit_places (self, task);
      break;
    }
}

/* True recursion: the end of one call starts the next. */
static void
start_next (HeraldSecrets *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->busy || g_queue_is_empty (&self->waiting))
    return;
  self->busy = TRUE;
  task = g_queue_pop_head (&self->waiting);
  start_op (self, task);
}

static GError *
new_locked_error (void)
{
  return g_error_new_literal (HERALD_ERROR, (gint) HERALD_ERROR_SECRET,
                              _("The file of secrets is locked; enter its passphrase"));
}

/* Returns: (transfer full) (nullable): what waited for the passphrase */
static GTask *
take_parked (HeraldSecrets *self)
{
  if (self->parked == NULL)
    return NULL;
  if (self->parked_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (self->parked), self->parked_id);
  self->parked_id = 0;
  return g_steal_pointer (&self->parked);
}

/* In an idle moment: it does not end within its own cancelling. */
static gboolean
parked_cancelled_cb (gpointer user_data)
{
  HeraldSecrets *self = user_data;
  g_autoptr (GTask) task = NULL;

  if (self->parked == NULL || !g_cancellable_is_cancelled (g_task_get_cancellable (self->parked)))
    return G_SOURCE_REMOVE;
  task = take_parked (self);
  g_task_return_error_if_cancelled (task);
  end_op (task);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, HeraldSecrets *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, parked_cancelled_cb, g_object_ref (self), g_object_unref);
}

static void
state_changed_cb (HeraldSecrets *self)
{
  const gboolean locked = herald_vault_get_state (self->vault) == HERALD_VAULT_LOCKED;
  g_autoptr (GTask) task = locked ? NULL : take_parked (self);

  if (!locked)
    g_clear_error (&self->declined);
  update_keeping (self);
  if (task == NULL)
    return;
  /* The place that it waited at once more. */
  if (secret_task_get (task)->next_place == PLACE_KEYRING)
    secret_task_get (task)->next_place = PLACE_FILE;
  start_op (self, task);
}

static void
herald_secrets_finalize (GObject *object)
{
  HeraldSecrets *self = HERALD_SECRETS (object);

  /* Each waiting call holds the object, so none is left here. */
  g_assert (g_queue_is_empty (&self->waiting));
  g_assert (self->parked == NULL);
  g_clear_error (&self->declined);
  g_clear_object (&self->vault);
  g_hash_table_unref (self->session);
  G_OBJECT_CLASS (herald_secrets_parent_class)->finalize (object);
}

static void
herald_secrets_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  HeraldSecrets *self = HERALD_SECRETS (object);

  switch (property_id)
    {
    case PROP_KEEPING:
      g_value_set_int (value, (int) self->keeping);
      break;
    case PROP_SESSION_ONLY:
      g_value_set_boolean (value, herald_secrets_is_session_only (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
herald_secrets_class_init (HeraldSecretsClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = herald_secrets_finalize;
  object_class->get_property = herald_secrets_get_property;

  properties[PROP_KEEPING] =
    g_param_spec_int ("keeping", NULL, NULL, HERALD_KEEPING_KEYRING, HERALD_KEEPING_SESSION,
                      HERALD_KEEPING_KEYRING, flags);
  properties[PROP_SESSION_ONLY] = g_param_spec_boolean ("session-only", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[PASSPHRASE_NEEDED] =
    g_signal_new ("passphrase-needed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 0);
}

static void
herald_secrets_init (HeraldSecrets *self)
{
  self->session = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_secret);
  g_queue_init (&self->waiting);
}

/**
 * herald_secrets_new:
 *
 * Returns: (transfer full): the secrets; nothing is asked of the system yet
 */
HeraldSecrets *
herald_secrets_new (void)
{
  return g_object_new (HERALD_TYPE_SECRETS, NULL);
}

/**
 * herald_secrets_new_in_memory:
 *
 * Returns: (transfer full): secrets that are gone with the object, whatever the system offers
 */
HeraldSecrets *
herald_secrets_new_in_memory (void)
{
  HeraldSecrets *self = herald_secrets_new ();

  self->in_memory = TRUE;
  self->no_service = TRUE;
  self->keeping = HERALD_KEEPING_SESSION;
  return self;
}

/**
 * herald_secrets_new_with_file:
 * @vault_path: where the passphrase-protected file is or would be
 *
 * Returns: (transfer full): the secrets; nothing is asked of the system yet
 */
HeraldSecrets *
herald_secrets_new_with_file (const char *vault_path)
{
  HeraldSecrets *self = herald_secrets_new ();

  g_return_val_if_fail (vault_path != NULL, self);

  self->vault = herald_vault_new (vault_path);
  g_signal_connect_object (self->vault, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update_keeping (self);
  return self;
}

/**
 * herald_secrets_get_vault:
 * @self: the secrets
 *
 * Returns: (transfer none) (nullable): the file, which need not be there
 */
HeraldVault *
herald_secrets_get_vault (HeraldSecrets *self)
{
  g_return_val_if_fail (HERALD_IS_SECRETS (self), NULL);

  return self->vault;
}

/**
 * herald_secrets_get_keeping:
 * @self: the secrets
 *
 * Returns: where a new secret goes; notify::keeping
 */
HeraldKeeping
herald_secrets_get_keeping (HeraldSecrets *self)
{
  g_return_val_if_fail (HERALD_IS_SECRETS (self), HERALD_KEEPING_SESSION);

  return self->keeping;
}

/**
 * herald_secrets_has_service:
 * @self: the secrets
 *
 * Returns: whether the Secret Service answered when it was asked last, or was not asked yet
 */
gboolean
herald_secrets_has_service (HeraldSecrets *self)
{
  g_return_val_if_fail (HERALD_IS_SECRETS (self), FALSE);

  return !self->no_service;
}

/**
 * herald_secrets_is_session_only:
 * @self: the secrets
 *
 * Returns: whether secrets last for this run only, because there is neither a usable Secret Service
 *   nor a file. Known after the first call; notify::session-only
 */
gboolean
herald_secrets_is_session_only (HeraldSecrets *self)
{
  g_return_val_if_fail (HERALD_IS_SECRETS (self), TRUE);

  return self->keeping == HERALD_KEEPING_SESSION;
}

/**
 * herald_secrets_decline_passphrase:
 * @self: the secrets
 * @reason: (nullable): what failing calls say; %NULL: that the file is locked
 *
 * Nobody enters the passphrase that HeraldSecrets::passphrase-needed asked for: what waits for it
 * fails, and so does what comes until the file is unlocked.
 */
void
herald_secrets_decline_passphrase (HeraldSecrets *self, const GError *reason)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_SECRETS (self));

  g_clear_error (&self->declined);
  self->declined = reason != NULL ? g_error_copy (reason) : new_locked_error ();
  task = take_parked (self);
  if (task == NULL)
    return;
  if (secret_task_get (task)->next_place == PLACE_KEYRING)
    secret_task_get (task)->next_place = PLACE_FILE;
  start_op (self, task);
}

HeraldSecretTask *
herald_secret_task_attach (GTask *task)
{
  return secret_task_attach (task);
}

HeraldSecretTask *
herald_secret_task_get (GTask *task)
{
  return secret_task_get (task);
}

/* Takes @info, (nullable). */
void
herald_secret_task_add_found (HeraldSecretTask *self, HeraldSecretInfo *info, HeraldKeeping keeping)
{
  if (info == NULL)
    return;
  info->keeping = keeping;
  g_ptr_array_add (self->found, info);
}

GHashTable *
herald_secrets_get_session (HeraldSecrets *self)
{
  return self->session;
}

void
herald_secrets_queue (HeraldSecrets *self, GTask *task)
{
  g_queue_push_tail (&self->waiting, task);
  start_next (self);
}

void
herald_secrets_end_true (GTask *task)
{
  g_task_return_boolean (task, TRUE);
  end_op (task);
}

void
herald_secrets_end_error (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  end_op (task);
}

void
herald_secrets_go_on (GTask *task)
{
  HeraldSecrets    *self = g_task_get_source_object (task);
  HeraldSecretTask *data = secret_task_get (task);

  if (data->op == HERALD_SECRET_OP_MOVE)
    herald_secrets_move_listed (task);
  else if (data->op == HERALD_SECRET_OP_STORE)
    {
      /* An older one in memory would be found first. */
      g_hash_table_remove (self->session, data->key);
      herald_secrets_end_true (task);
    }
  else
    visit_places (self, task);
}

gboolean
herald_secrets_wait_for_passphrase (GTask *task, GError **error)
{
  HeraldSecrets *self = g_task_get_source_object (task);
  GCancellable  *cancellable = g_task_get_cancellable (task);
  gboolean       asked = FALSE;
  GTask         *parked;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  self->parked = g_object_ref (task);
  if (cancellable != NULL)
    self->parked_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self);
  if (self->declined == NULL)
    g_signal_emit (self, signals[PASSPHRASE_NEEDED], 0, &asked);
  if (asked)
    return TRUE;
  parked = take_parked (self);
  g_clear_object (&parked);
  g_propagate_error (error,
                     self->declined != NULL ? g_error_copy (self->declined) : new_locked_error ());
  return FALSE;
}

void
herald_secrets_service_answered (HeraldSecrets *self)
{
  self->no_service = FALSE;
  update_keeping (self);
}

static gboolean
is_in_keyring (gconstpointer info)
{
  return ((const HeraldSecretInfo *) info)->keeping == HERALD_KEEPING_KEYRING;
}

void
herald_secrets_forget_listed (GTask *task)
{
  GPtrArray *found = secret_task_get (task)->found;

  for (guint i = found != NULL ? found->len : 0; i > 0; i--)
    if (is_in_keyring (g_ptr_array_index (found, i - 1)))
      g_ptr_array_remove_index (found, i - 1);
}

/* Nobody is told that there is no keyring, and nothing is kept in memory in its place: it would be
 * lost with the process. */
static void
end_for_the_moment (GTask *task, const GError *error)
{
  HeraldSecretTask *data = secret_task_get (task);
  GError           *said =
    g_error_new (HERALD_ERROR, (gint) HERALD_ERROR_SECRET,
                 _("The keyring could not be used just now; try again (%s)"), error->message);

  if (data->op == HERALD_SECRET_OP_STORE || data->op == HERALD_SECRET_OP_MOVE)
    {
      herald_secrets_end_error (task, said);
      return;
    }
  g_clear_error (&data->error);
  data->error = said;
  herald_secrets_go_on (task);
}

void
herald_secrets_service_failed (GTask *task, const GError *error, gboolean for_the_moment)
{
  HeraldSecrets    *self = g_task_get_source_object (task);
  HeraldSecretTask *data = secret_task_get (task);

  if (herald_error_is_cancelled (error))
    {
      herald_secrets_end_error (task, g_error_copy (error));
      return;
    }
  if (for_the_moment)
    {
      end_for_the_moment (task, error);
      return;
    }
  g_info ("The Secret Service keeps no secrets: %s", error->message);
  self->no_service = TRUE;
  update_keeping (self);
  herald_secrets_forget_listed (task);
  if (data->op == HERALD_SECRET_OP_STORE)
    store (self, task);
  else
    herald_secrets_go_on (task);
}

/**
 * herald_secret_free:
 * @secret: (transfer full) (nullable): a secret
 *
 * Wipes and frees it.
 */
void
herald_secret_free (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
