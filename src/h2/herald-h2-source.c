/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A source that is ready at a set time and sleeps otherwise. */
#include "config.h"

#include "h2/herald-h2-source.h"

#define NEVER (-1)

static gboolean
dispatch (GSource *source, GSourceFunc func, gpointer data)
{
  g_source_set_ready_time (source, NEVER);
  func (data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

/**
 * herald_h2_source_new:
 * @func: called each time the set time has come; its return value is ignored
 * @data: for @func; must outlive the source
 *
 * Returns: (transfer full): a sleeping source on the thread-default main context
 */
GSource *
herald_h2_source_new (GSourceFunc func, gpointer data)
{
  GSource *source = g_source_new (&source_funcs, sizeof (GSource));

  g_source_set_callback (source, func, data, NULL);
  g_source_set_ready_time (source, NEVER);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/**
 * herald_h2_source_wake:
 * @source: a source
 *
 * Makes it ready in the next turn of its loop. **Thread:** any.
 */
void
herald_h2_source_wake (GSource *source)
{
  g_source_set_ready_time (source, 0);
}

/**
 * herald_h2_source_set_deadline:
 * @source: a source
 * @deadline_us: on the monotonic clock; negative for never
 */
void
herald_h2_source_set_deadline (GSource *source, gint64 deadline_us)
{
  g_source_set_ready_time (source, MAX (deadline_us, NEVER));
}

/**
 * herald_h2_source_clear:
 * @source: (inout): a source or NULL
 *
 * Takes it out of its loop and releases it.
 */
void
herald_h2_source_clear (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
