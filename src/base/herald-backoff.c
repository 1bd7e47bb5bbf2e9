/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The delay before attempt number n, the same for polling and for retries. */
#include "config.h"

#include "base/herald-backoff.h"

/**
 * herald_backoff_get_delay_ms:
 * @self: the shape of the back-off
 * @attempt: 0 for the first wait, 1 for the second…
 *
 * **Thread:** any.
 *
 * Returns: milliseconds to wait
 */
guint
herald_backoff_get_delay_ms (const HeraldBackoff *self, guint attempt)
{
  double delay_ms;

  g_return_val_if_fail (self != NULL, 0);

  delay_ms = self->first_ms;
  for (guint i = 0; i < attempt && delay_ms < self->longest_ms; i++)
    delay_ms *= 2;
  delay_ms = MIN (delay_ms, self->longest_ms);
  if (self->jitter > 0)
    delay_ms *= g_random_double_range (1.0 - self->jitter, 1.0 + self->jitter);
  return (guint) delay_ms;
}
