/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signal is connected by hand: g_cancellable_disconnect() waits for the handlers to end and so
 * for itself when a page gets its next session while the former one is being cancelled. */
#include "config.h"

#include "base/herald-cancellable.h"

static void
parent_cancelled_cb (GCancellable *child)
{
  g_cancellable_cancel (child);
}

/**
 * herald_cancellable_follow:
 * @child: what is to end
 * @parent: (nullable): with what
 *
 * For cancellables that one thread cancels. One that follows several ends with the first of them.
 */
void
herald_cancellable_follow (GCancellable *child, GCancellable *parent)
{
  g_return_if_fail (G_IS_CANCELLABLE (child));
  g_return_if_fail (parent == NULL || G_IS_CANCELLABLE (parent));

  if (parent == NULL)
    return;
  if (g_cancellable_is_cancelled (parent))
    g_cancellable_cancel (child);
  else
    g_signal_connect_object (parent, "cancelled", G_CALLBACK (parent_cancelled_cb), child,
                             G_CONNECT_SWAPPED);
}

/**
 * herald_cancellable_renew:
 * @place: (inout) (transfer full): where a request keeps its cancellable, %NULL in it at first
 * @parent: (nullable): what the new one follows
 *
 * Cancels the former one.
 *
 * Returns: (transfer none): what @place holds now
 */
GCancellable *
herald_cancellable_renew (GCancellable **place, GCancellable *parent)
{
  g_return_val_if_fail (place != NULL, NULL);
  g_return_val_if_fail (parent == NULL || G_IS_CANCELLABLE (parent), NULL);

  g_cancellable_cancel (*place);
  g_clear_object (place);
  *place = g_cancellable_new ();
  herald_cancellable_follow (*place, parent);
  return *place;
}
