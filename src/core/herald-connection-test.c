/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the steps one after the other. The first ones lead to the environment: when one fails the
 * rest makes no sense. What the user finds there is looked at in any case. */
#include "config.h"

#include "core/herald-connection-test-private.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"

#include <glib/gi18n-lib.h>

#define SKIPPED N_ ("Not tried, because of a step before")

static const struct
{
  const char              *name;
  const char              *title; /* N_() */
  HeraldConnectionStepFunc run;
  gboolean                 is_needed; /* by all that follow */
} STEPS[] = {
  { "name", N_ ("Name"), herald_connection_resolve, TRUE },
  { "tcp", N_ ("Connection"), herald_connection_connect, TRUE },
  { "tls", N_ ("Encryption"), herald_connection_encrypt, TRUE },
  { "signIn", N_ ("Sign-in"), herald_connection_sign_in, TRUE },
  { "version", N_ ("Dataverse"), herald_connection_read_version, TRUE },
  { "organization", N_ ("Organization"), herald_connection_read_organization, TRUE },
  { "tables", N_ ("Tables"), herald_connection_read_tables, FALSE },
  { "privileges", N_ ("Privileges"), herald_connection_read_privileges, FALSE },
  { "inApp", N_ ("In-app notifications"), herald_connection_read_in_app, FALSE },
};

typedef struct
{
  guint                    step;
  gint64                   started_us; /* of the step */
  HeraldConnectionFindings findings;
  GError                  *first_error; /* (owned) (nullable) */
} RunTask;

struct _HeraldConnectionTest
{
  GObject parent_instance;

  HeraldEnvironment  *environment; /* (owned) */
  HeraldStore        *store;       /* (owned) */
  HeraldSecrets      *secrets;     /* (owned) */
  HeraldEmulatorInfo *emulator;    /* (owned) (nullable) */

  GPtrArray *steps; /* (owned) (element-type HeraldConnectionStep) */
  gboolean   running;
};

static void
run_task_clear (RunTask *self)
{
  HeraldConnectionFindings *findings = &self->findings;

  g_clear_object (&findings->environment);
  g_clear_object (&findings->transport);
  g_clear_object (&findings->recorder);
  g_clear_object (&findings->probe);
  g_clear_object (&findings->tokens);
  g_clear_object (&findings->dataverse);
  if (findings->http != NULL)
    herald_http_close (findings->http);
  g_clear_object (&findings->http);
  g_clear_pointer (&findings->user_id, g_free);
  g_clear_pointer (&findings->tables, g_hash_table_unref);
  g_clear_error (&self->first_error);
}

HERALD_DEFINE_TASK_DATA (RunTask, run_task, run_task_clear)

enum
{
  PROP_0,
  PROP_RUNNING,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return HERALD_TYPE_CONNECTION_STEP;
}

static guint
get_n_items (GListModel *model)
{
  return HERALD_CONNECTION_TEST (model)->steps->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HeraldConnectionTest *self = HERALD_CONNECTION_TEST (model);

  return position < self->steps->len ? g_object_ref (g_ptr_array_index (self->steps, position))
                                     : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HeraldConnectionTest,
                               herald_connection_test,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
set_running (HeraldConnectionTest *self, gboolean running)
{
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

/* What was not tried says so. */
static void
skip_rest (HeraldConnectionTest *self, guint from)
{
  for (guint i = from; i < self->steps->len; i++)
    herald_connection_step_end (g_ptr_array_index (self->steps, i), HERALD_CONNECTION_SKIPPED, 0,
                                _(SKIPPED), NULL, NULL);
}

/* Takes @error. */
static void
end_run (GTask *task, GError *error)
{
  HeraldConnectionTest *self = g_task_get_source_object (task);

  set_running (self, FALSE);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static guint
get_elapsed_ms (RunTask *data)
{
  return (guint) ((g_get_monotonic_time () - data->started_us) / G_TIME_SPAN_MILLISECOND);
}

static void step_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* True recursion through the callback: a step follows the one before. */
static void
run_step (GTask *task)
{
  HeraldConnectionTest *self = g_task_get_source_object (task);
  RunTask              *data = run_task_get (task);
  GTask                *step_task;

  if (data->step == G_N_ELEMENTS (STEPS))
    {
      end_run (task, g_steal_pointer (&data->first_error));
      return;
    }
  data->started_us = g_get_monotonic_time ();
  herald_connection_step_start (g_ptr_array_index (self->steps, data->step));
  step_task = g_task_new (self, g_task_get_cancellable (task), step_ended_cb, g_object_ref (task));
  g_task_set_source_tag (step_task, run_step);
  g_task_set_task_data (step_task, &data->findings, NULL);
  STEPS[data->step].run (step_task, &data->findings);
}

static void
step_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldConnectionTest    *self = HERALD_CONNECTION_TEST (source);
  RunTask                 *data = run_task_get (task);
  GError                  *error = NULL;
  HeraldConnectionOutcome *outcome = g_task_propagate_pointer (G_TASK (result), &error);

  if (outcome == NULL)
    {
      skip_rest (self, data->step);
      end_run (task, error);
      return;
    }
  herald_connection_step_end (g_ptr_array_index (self->steps, data->step), outcome->state,
                              get_elapsed_ms (data), outcome->message, outcome->fix,
                              (const char *const *) outcome->details);
  if (data->first_error == NULL)
    data->first_error = g_steal_pointer (&outcome->error);
  if (outcome->state == HERALD_CONNECTION_FAILED && STEPS[data->step].is_needed)
    {
      skip_rest (self, data->step + 1);
      end_run (task, g_steal_pointer (&data->first_error));
    }
  else
    {
      data->step++;
      run_step (task);
    }
  herald_connection_outcome_free (outcome);
}

static void
herald_connection_test_finalize (GObject *object)
{
  HeraldConnectionTest *self = HERALD_CONNECTION_TEST (object);

  g_clear_object (&self->environment);
  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  g_clear_object (&self->emulator);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_connection_test_parent_class)->finalize (object);
}

static void
herald_connection_test_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  HeraldConnectionTest *self = HERALD_CONNECTION_TEST (object);

  switch (property_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
      break;
    }
}

static void
herald_connection_test_class_init (HeraldConnectionTestClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = herald_connection_test_finalize;
  object_class->get_property = herald_connection_test_get_property;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_connection_test_init (HeraldConnectionTest *self)
{
  self->steps = g_ptr_array_new_with_free_func (g_object_unref);
  for (gsize i = 0; i < G_N_ELEMENTS (STEPS); i++)
    g_ptr_array_add (self->steps, herald_connection_step_new (STEPS[i].name, _(STEPS[i].title)));
}

/**
 * herald_connection_test_new:
 * @environment: what to try; it is not changed
 * @store: keeps the exchanges
 * @secrets: where one finds what to sign in with
 * @emulator: (nullable): with the built-in environment only; its client secret is used
 *
 * Returns: (transfer full): a test that has not run
 */
HeraldConnectionTest *
herald_connection_test_new (HeraldEnvironment  *environment,
                            HeraldStore        *store,
                            HeraldSecrets      *secrets,
                            HeraldEmulatorInfo *emulator)
{
  HeraldConnectionTest *self;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (environment), NULL);
  g_return_val_if_fail (HERALD_IS_STORE (store), NULL);
  g_return_val_if_fail (HERALD_IS_SECRETS (secrets), NULL);

  self = g_object_new (HERALD_TYPE_CONNECTION_TEST, NULL);
  self->environment = g_object_ref (environment);
  self->store = g_object_ref (store);
  self->secrets = g_object_ref (secrets);
  g_set_object (&self->emulator, emulator);
  return self;
}

/**
 * herald_connection_test_is_running:
 * @self: a test
 *
 * Returns: whether it runs; notify::running
 */
gboolean
herald_connection_test_is_running (HeraldConnectionTest *self)
{
  g_return_val_if_fail (HERALD_IS_CONNECTION_TEST (self), FALSE);

  return self->running;
}

/**
 * herald_connection_test_run_async:
 * @self: a test that does not run
 * @cancellable: (nullable): ends it; the steps that are left say that they were not tried
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Each step tells by its properties how it stands.
 */
void
herald_connection_test_run_async (HeraldConnectionTest *self,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data)
{
  g_autoptr (GTask) task = NULL;
  RunTask *data;

  g_return_if_fail (HERALD_IS_CONNECTION_TEST (self));
  g_return_if_fail (!self->running);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_connection_test_run_async);
  data = run_task_attach (task);
  data->findings.store = self->store;
  data->findings.secrets = self->secrets;
  data->findings.emulator = self->emulator;
  data->findings.environment = herald_environment_copy (self->environment);
  data->findings.recorder =
    herald_recorder_new (self->store,
                         herald_environment_get (self->environment, HERALD_ENVIRONMENT_ID));
  for (guint i = 0; i < self->steps->len; i++)
    herald_connection_step_reset (g_ptr_array_index (self->steps, i));
  set_running (self, TRUE);
  run_step (task);
}

/**
 * herald_connection_test_run_finish:
 * @self: a test
 * @result: of herald_connection_test_run_async()
 * @error: where to put an error
 *
 * **Errors:** that of the first step that failed; CANCELLED.
 *
 * Returns: whether no step failed
 */
gboolean
herald_connection_test_run_finish (HeraldConnectionTest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
herald_connection_outcome_free (HeraldConnectionOutcome *self)
{
  if (self == NULL)
    return;
  g_free (self->message);
  g_strfreev (self->details);
  g_clear_error (&self->error);
  g_free (self);
}

/* Takes all. */
void
herald_connection_step_return (GTask *task, HeraldConnectionOutcome *outcome)
{
  g_task_return_pointer (task, outcome, (GDestroyNotify) herald_connection_outcome_free);
  g_object_unref (task);
}

/* Takes all. */
void
herald_connection_step_succeed (GTask *task, char *message)
{
  HeraldConnectionOutcome *outcome = g_new0 (HeraldConnectionOutcome, 1);

  outcome->state = HERALD_CONNECTION_GOOD;
  outcome->message = message;
  herald_connection_step_return (task, outcome);
}

/* Takes @task. */
void
herald_connection_step_skip (GTask *task)
{
  HeraldConnectionOutcome *outcome = g_new0 (HeraldConnectionOutcome, 1);

  outcome->state = HERALD_CONNECTION_SKIPPED;
  outcome->message = g_strdup (_(SKIPPED));
  herald_connection_step_return (task, outcome);
}

/* Takes @task and @error; being cancelled is no outcome. */
void
herald_connection_step_fail (GTask *task, GError *error, const char *fix)
{
  HeraldConnectionOutcome *outcome;

  if (herald_error_is_cancelled (error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  outcome = g_new0 (HeraldConnectionOutcome, 1);
  outcome->state = HERALD_CONNECTION_FAILED;
  outcome->message = g_strdup (error->message);
  if (herald_error_get_detail (error) != NULL)
    outcome->details = g_strsplit (herald_error_get_detail (error), "\n", -1);
  outcome->fix = fix;
  outcome->error = error;
  herald_connection_step_return (task, outcome);
}
