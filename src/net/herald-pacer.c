/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One gate per service: open, or closed until a moment that any caller can move further away. */
#include "config.h"

#include "net/herald-pacer.h"

#include "base/herald-backoff.h"
#include "base/herald-error.h"
#include "base/herald-task-data.h"

#include <glib/gi18n-lib.h>

#define FIRST_DELAY_SECONDS 1
#define LONGEST_DELAY_SECONDS 60
#define JITTER 0.2

static guint default_second_ms = 1000;

typedef struct
{
  HeraldWaits *waits; /* (owned) */
  HeraldWait  *wait;  /* (unowned): of @waits */
} WaitTask;

static void
wait_task_clear (WaitTask *self)
{
  herald_waits_end (self->waits, self->wait);
  g_clear_object (&self->waits);
}

HERALD_DEFINE_TASK_DATA (WaitTask, wait_task, wait_task_clear)

struct _HeraldPacer
{
  GObject parent_instance;

  guint         second_ms;
  HeraldWaits  *waits; /* (owned) */
  HeraldService service;

  gint64   opens_us;  /* monotonic; 0 when the gate is open */
  gint64   resume_at; /* the same in wall-clock time */
  guint    n_delays;  /* in a row without a normal answer between them */
  GSource *opening;   /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldPacer, herald_pacer, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_RESUME_AT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
clear_opening (HeraldPacer *self)
{
  if (self->opening == NULL)
    return;
  g_source_destroy (self->opening);
  g_clear_pointer (&self->opening, g_source_unref);
}

static guint
get_remaining_ms (HeraldPacer *self)
{
  gint64 remaining_us = self->opens_us - g_get_monotonic_time ();

  return remaining_us > 0 ? (guint) (remaining_us / 1000 + 1) : 0;
}

static gboolean
pacer_opened_cb (gpointer user_data)
{
  HeraldPacer *self = user_data;

  clear_opening (self);
  self->opens_us = 0;
  self->resume_at = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESUME_AT]);
  return G_SOURCE_REMOVE;
}

static void
close_for (HeraldPacer *self, guint delay_ms)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 opens_us = now_us + (gint64) delay_ms * 1000;

  if (opens_us <= self->opens_us)
    return;
  self->opens_us = opens_us;
  self->resume_at = g_get_real_time () + opens_us - now_us;
  clear_opening (self);
  self->opening = g_timeout_source_new (delay_ms);
  g_source_set_callback (self->opening, pacer_opened_cb, self, NULL);
  g_source_attach (self->opening, g_main_context_get_thread_default ());
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESUME_AT]);
}

static gboolean pacer_waited_cb (gpointer user_data);

static void
add_end (GSource *source, GCancellable *cancellable)
{
  g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

  g_source_set_dummy_callback (cancelled);
  g_source_add_child_source (source, cancelled);
}

/* Whether the person gave it up. */
static gboolean
return_stopped (GTask *task)
{
  if (!g_cancellable_is_cancelled (herald_wait_get_stop (wait_task_get (task)->wait)))
    return FALSE;
  g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_THROTTLED,
                           _("You stopped waiting for the service; nothing more was sent to it"));
  return TRUE;
}

/* Ends the wait when the gate is open, the caller has cancelled or the person gave it up; else
 * waits on. */
static void
wait_on (HeraldPacer *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  guint         remaining_ms = get_remaining_ms (self);
  WaitTask     *data = wait_task_get (task);
  g_autoptr (GSource) source = NULL;

  if (g_task_return_error_if_cancelled (task) || return_stopped (task))
    return;
  if (remaining_ms == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  herald_waits_postpone (data->waits, data->wait, self->resume_at);
  source = g_timeout_source_new (remaining_ms);
  add_end (source, herald_wait_get_stop (data->wait));
  if (cancellable != NULL)
    add_end (source, cancellable);
  g_source_set_callback (source, pacer_waited_cb, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

/* True recursion: the gate may have been closed for longer in the meantime. */
static gboolean
pacer_waited_cb (gpointer user_data)
{
  GTask *task = G_TASK (user_data);

  wait_on (g_task_get_source_object (task), task);
  return G_SOURCE_REMOVE;
}

static void
herald_pacer_finalize (GObject *object)
{
  clear_opening (HERALD_PACER (object));
  g_clear_object (&HERALD_PACER (object)->waits);
  G_OBJECT_CLASS (herald_pacer_parent_class)->finalize (object);
}

static void
herald_pacer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_RESUME_AT)
    g_value_set_int64 (value, HERALD_PACER (object)->resume_at);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
herald_pacer_class_init (HeraldPacerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = herald_pacer_finalize;
  object_class->get_property = herald_pacer_get_property;
  properties[PROP_RESUME_AT] =
    g_param_spec_int64 ("resume-at", NULL, NULL, 0, G_MAXINT64, 0,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_pacer_init (HeraldPacer *self)
{
  self->second_ms = default_second_ms;
  self->waits = herald_waits_new ();
}

/**
 * herald_pacer_new:
 *
 * Returns: (transfer full): a pacer whose gate is open
 */
HeraldPacer *
herald_pacer_new (void)
{
  return g_object_new (HERALD_TYPE_PACER, NULL);
}

/**
 * herald_pacer_set_waits:
 * @self: a pacer
 * @waits: where is told who waits
 * @service: for which service
 */
void
herald_pacer_set_waits (HeraldPacer *self, HeraldWaits *waits, HeraldService service)
{
  g_return_if_fail (HERALD_IS_PACER (self));
  g_return_if_fail (HERALD_IS_WAITS (waits));

  g_set_object (&self->waits, waits);
  self->service = service;
}

/**
 * herald_pacer_wait_async:
 * @self: a pacer
 * @what: the request that may have to wait, as people see it
 * @cancellable: (nullable): ends the wait
 * @callback: called when the service may be called
 * @user_data: for @callback
 */
void
herald_pacer_wait_async (HeraldPacer        *self,
                         const char         *what,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  WaitTask *data;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_PACER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_pacer_wait_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (get_remaining_ms (self) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  data = wait_task_attach (task);
  data->waits = g_object_ref (self->waits);
  data->wait = herald_waits_begin (data->waits, self->service, what, self->resume_at);
  wait_on (self, task);
}

/**
 * herald_pacer_wait_finish:
 * @self: a pacer
 * @result: the result
 *
 * **Errors:** %G_IO_ERROR_CANCELLED; THROTTLED when the wait was given up, see herald_waits_stop().
 *
 * Returns: whether the service may be called
 */
gboolean
herald_pacer_wait_finish (HeraldPacer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_pacer_slow_down:
 * @self: a pacer
 * @retry_after_seconds: what the service asked for, or -1 when it named no time
 *
 * Closes the gate for all: exactly as long as was asked for, or for a jittered delay that doubles
 * each time up to a minute. Several answers of one burst count once.
 */
void
herald_pacer_slow_down (HeraldPacer *self, gint64 retry_after_seconds)
{
  HeraldBackoff backoff;

  g_return_if_fail (HERALD_IS_PACER (self));

  if (retry_after_seconds >= 0)
    {
      close_for (self, (guint) MIN (retry_after_seconds * self->second_ms, G_MAXINT32));
      return;
    }
  if (get_remaining_ms (self) > 0)
    return;
  backoff = (HeraldBackoff){ .first_ms = FIRST_DELAY_SECONDS * self->second_ms,
                             .longest_ms = LONGEST_DELAY_SECONDS * self->second_ms,
                             .jitter = JITTER };
  close_for (self, herald_backoff_get_delay_ms (&backoff, self->n_delays++));
}

/**
 * herald_pacer_answered:
 * @self: a pacer
 *
 * The service answered normally: the next back-off starts from the beginning.
 */
void
herald_pacer_answered (HeraldPacer *self)
{
  g_return_if_fail (HERALD_IS_PACER (self));
  self->n_delays = 0;
}

/**
 * herald_pacer_get_resume_at:
 * @self: a pacer
 *
 * Returns: wall-clock time in µs when work goes on, 0 when the gate is open
 */
gint64
herald_pacer_get_resume_at (HeraldPacer *self)
{
  g_return_val_if_fail (HERALD_IS_PACER (self), 0);
  return self->resume_at;
}

/**
 * herald_pacer_set_second_ms:
 * @self: a pacer
 * @ms: how long a second of waiting lasts
 *
 * Tests shorten waiting with it.
 */
void
herald_pacer_set_second_ms (HeraldPacer *self, guint ms)
{
  g_return_if_fail (HERALD_IS_PACER (self));
  self->second_ms = ms;
}

/**
 * herald_pacer_set_default_second_ms:
 * @ms: how long one second of waiting lasts
 *
 * For every pacer that is made from now on: some calls make one for themselves. For tests.
 */
void
herald_pacer_set_default_second_ms (guint ms)
{
  g_return_if_fail (ms > 0);

  default_second_ms = ms;
}
