/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends work by its cancellable when its caller does or when its time is over. */
#include "config.h"

#include "base/herald-deadline.h"

struct _HeraldDeadline
{
  GCancellable *cancellable; /* (owned) */
  GCancellable *outer;       /* (owned) (nullable): the caller's */
  gulong        outer_id;
  GSource      *timer; /* (owned) */
  gboolean      passed;
};

static gboolean
passed_cb (gpointer data)
{
  HeraldDeadline *self = data;

  self->passed = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

/**
 * herald_deadline_new:
 * @ms: after how many milliseconds
 * @outer: (nullable): what else ends the work
 *
 * Returns: (transfer full): a deadline on the thread's main context
 */
HeraldDeadline *
herald_deadline_new (guint ms, GCancellable *outer)
{
  HeraldDeadline *self = g_new0 (HeraldDeadline, 1);

  self->cancellable = g_cancellable_new ();
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, passed_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  if (outer == NULL)
    return self;
  self->outer = g_object_ref (outer);
  self->outer_id = g_cancellable_connect (outer, G_CALLBACK (outer_cancelled_cb),
                                          g_object_ref (self->cancellable), g_object_unref);
  return self;
}

/**
 * herald_deadline_free:
 * @self: a deadline, whose work has ended
 */
void
herald_deadline_free (HeraldDeadline *self)
{
  g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_object_unref (self->cancellable);
  g_free (self);
}

/**
 * herald_deadline_get_cancellable:
 * @self: a deadline
 *
 * Returns: (transfer none): for the work
 */
GCancellable *
herald_deadline_get_cancellable (HeraldDeadline *self)
{
  return self->cancellable;
}

/**
 * herald_deadline_has_passed:
 * @self: a deadline
 *
 * Returns: whether the time is over, and not the caller has cancelled
 */
gboolean
herald_deadline_has_passed (HeraldDeadline *self)
{
  return self->passed;
}
