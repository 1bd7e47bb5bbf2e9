/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A timer that ends early when it is cancelled. */
#include "config.h"

#include "core/herald-delay.h"

static guint second_ms = 1000;

static gboolean
time_is_over_cb (gpointer user_data)
{
  GTask *task = user_data;

  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* Wakes the timer; the task itself sees that it was cancelled. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static guint
scale (guint ms)
{
  return (guint) ((guint64) ms * second_ms / 1000);
}

/**
 * herald_delay_async:
 * @ms: how long, in milliseconds
 * @cancellable: (nullable): ends the wait early
 *
 * Waits without blocking.
 */
void
herald_delay_async (guint               ms,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_timeout_source_new (scale (ms));

  g_task_set_source_tag (task, herald_delay_async);
  if (cancellable != NULL)
    {
      g_autoptr (GSource) waker = g_cancellable_source_new (cancellable);

      g_source_set_callback (waker, G_SOURCE_FUNC (cancelled_cb), NULL, NULL);
      g_source_add_child_source (source, waker);
    }
  g_source_set_static_name (source, "[herald-core] delay");
  g_source_set_callback (source, time_is_over_cb, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

/**
 * herald_delay_finish:
 *
 * **Errors:** CANCELLED, as soon as the cancellable is.
 *
 * Returns: whether the time is over
 */
gboolean
herald_delay_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_delay_set_second_ms:
 * @ms: how long a second lasts
 *
 * For every delay that begins from now on. For tests.
 */
void
herald_delay_set_second_ms (guint ms)
{
  second_ms = ms;
}
