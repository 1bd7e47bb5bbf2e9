/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that turns an asynchronous call into a waiting one. */
#include "config.h"

#include "base/herald-await.h"

/**
 * herald_await_cb:
 * @source: (nullable): the object that ran the operation
 * @result: its result
 * @await: a #HeraldAwait initialised with %HERALD_AWAIT_INIT
 *
 * Hand this and @await to any `_async` function, then call herald_await_result().
 */
void
herald_await_cb (GObject *source, GAsyncResult *result, gpointer await)
{
  HeraldAwait *self = await;

  g_set_object (&self->result, result);
  g_main_context_wakeup (g_main_context_get_thread_default ());
}

/**
 * herald_await_result:
 * @await: the struct given to the operation
 *
 * Iterates the thread-default main context until the result is there.
 *
 * Returns: (transfer none): the result, valid until @await is cleared or reused
 */
GAsyncResult *
herald_await_result (HeraldAwait *await)
{
  GMainContext *context = g_main_context_get_thread_default ();

  while (await->result == NULL)
    g_main_context_iteration (context, TRUE);
  return await->result;
}

/**
 * herald_await_clear:
 * @await: the struct to make ready for the next operation
 */
void
herald_await_clear (HeraldAwait *await)
{
  g_clear_object (&await->result);
}
