/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clock that follows the system's, shifted by an offset, or stands still when a test froze it.
 * May be read and turned from any thread. */
#include "config.h"

#include "base/herald-clock.h"

#define NOT_FROZEN G_MININT64

struct _HeraldClock
{
  GObject parent_instance;

  GMutex mutex;
  gint64 offset_us; /* (mutex) */
  gint64 frozen_us; /* (mutex): NOT_FROZEN, or the instant it stands at before the offset */
};

enum
{
  TURNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldClock, herald_clock, G_TYPE_OBJECT)

static void
herald_clock_finalize (GObject *object)
{
  HeraldClock *self = HERALD_CLOCK (object);

  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (herald_clock_parent_class)->finalize (object);
}

static void
herald_clock_class_init (HeraldClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_clock_finalize;
  signals[TURNED] = g_signal_new ("turned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_clock_init (HeraldClock *self)
{
  g_mutex_init (&self->mutex);
  self->frozen_us = NOT_FROZEN;
}

/**
 * herald_clock_new:
 *
 * Returns: (transfer full): a clock that shows the system's time
 */
HeraldClock *
herald_clock_new (void)
{
  return g_object_new (HERALD_TYPE_CLOCK, NULL);
}

/**
 * herald_clock_get_unix_us:
 * @self: a clock
 *
 * **Thread:** any.
 *
 * Returns: microseconds since 1970-01-01 UTC
 */
gint64
herald_clock_get_unix_us (HeraldClock *self)
{
  gint64 base_us;

  g_return_val_if_fail (HERALD_IS_CLOCK (self), 0);

  g_mutex_lock (&self->mutex);
  base_us = self->frozen_us != NOT_FROZEN ? self->frozen_us : g_get_real_time ();
  base_us += self->offset_us;
  g_mutex_unlock (&self->mutex);
  return base_us;
}

/**
 * herald_clock_get_unix_seconds:
 * @self: a clock
 *
 * **Thread:** any.
 *
 * Returns: whole seconds since 1970-01-01 UTC
 */
gint64
herald_clock_get_unix_seconds (HeraldClock *self)
{
  return herald_clock_get_unix_us (self) / G_USEC_PER_SEC;
}

/**
 * herald_clock_advance_seconds:
 * @self: a clock
 * @seconds: how far to turn it; negative turns it back
 *
 * **Thread:** any.
 */
void
herald_clock_advance_seconds (HeraldClock *self, gint64 seconds)
{
  g_return_if_fail (HERALD_IS_CLOCK (self));

  g_mutex_lock (&self->mutex);
  self->offset_us += seconds * G_USEC_PER_SEC;
  g_mutex_unlock (&self->mutex);
  g_signal_emit (self, signals[TURNED], 0);
}

/**
 * herald_clock_get_offset_seconds:
 * @self: a clock
 *
 * **Thread:** any.
 *
 * Returns: by how many seconds the clock was turned in all
 */
gint64
herald_clock_get_offset_seconds (HeraldClock *self)
{
  gint64 offset_us;

  g_return_val_if_fail (HERALD_IS_CLOCK (self), 0);

  g_mutex_lock (&self->mutex);
  offset_us = self->offset_us;
  g_mutex_unlock (&self->mutex);
  return offset_us / G_USEC_PER_SEC;
}

/**
 * herald_clock_freeze_at:
 * @self: a clock
 * @unix_us: the instant it shows from now on, until it is advanced
 *
 * For tests. **Thread:** any.
 */
void
herald_clock_freeze_at (HeraldClock *self, gint64 unix_us)
{
  g_return_if_fail (HERALD_IS_CLOCK (self));

  g_mutex_lock (&self->mutex);
  self->frozen_us = unix_us;
  self->offset_us = 0;
  g_mutex_unlock (&self->mutex);
  g_signal_emit (self, signals[TURNED], 0);
}

/**
 * herald_time_format:
 * @unix_us: microseconds since 1970-01-01 UTC
 *
 * Returns: (transfer full): RFC 3339 in UTC with whole seconds, “2026-01-31T12:00:00Z”
 */
char *
herald_time_format (gint64 unix_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (unix_us / G_USEC_PER_SEC);

  g_return_val_if_fail (time != NULL, g_strdup (""));
  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

/**
 * herald_time_parse:
 * @text: (nullable): an ISO 8601 instant; without an offset it is read as UTC
 * @unix_us: (out): microseconds since 1970-01-01 UTC
 *
 * Returns: whether @text is an instant
 */
gboolean
herald_time_parse (const char *text, gint64 *unix_us)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (unix_us != NULL, FALSE);

  if (text != NULL)
    time = g_date_time_new_from_iso8601 (text, utc);
  if (time == NULL)
    return FALSE;
  *unix_us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}
