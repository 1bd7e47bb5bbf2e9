/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window per name begins with the first event and starts anew with the first one after its end;
 * time is the emulated clock's. */
#include "config.h"

#include "emulator/herald-emulator-rate.h"

#define MOST_NAMES 65536 /* then all begin anew, which lets a few more through */

typedef struct
{
  gint64 start_us;
  guint  n_events;
} Window;

struct _HeraldEmulatorRate
{
  gint64      window_us;
  GHashTable *windows; /* (element-type utf8 Window) (owned) */
};

/**
 * herald_emulator_rate_new:
 * @window_us: how long a window is
 *
 * Returns: (transfer full): a count of nothing
 */
HeraldEmulatorRate *
herald_emulator_rate_new (gint64 window_us)
{
  HeraldEmulatorRate *self = g_new0 (HeraldEmulatorRate, 1);

  self->window_us = window_us;
  self->windows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * herald_emulator_rate_free:
 * @self: the count to free
 */
void
herald_emulator_rate_free (HeraldEmulatorRate *self)
{
  g_hash_table_unref (self->windows);
  g_free (self);
}

static Window *
find_window (HeraldEmulatorRate *self, const char *name)
{
  Window *window = g_hash_table_lookup (self->windows, name);

  if (window != NULL)
    return window;
  if (g_hash_table_size (self->windows) >= MOST_NAMES)
    g_hash_table_remove_all (self->windows);
  window = g_new0 (Window, 1);
  g_hash_table_insert (self->windows, g_strdup (name), window);
  return window;
}

/**
 * herald_emulator_rate_take:
 * @self: a count
 * @name: what the event happens to
 * @now_us: the emulated time
 * @most: events in a window; 0 is no limit, and nothing is counted
 *
 * Returns: 0 when the event may happen, else the microseconds until the window's end
 */
gint64
herald_emulator_rate_take (HeraldEmulatorRate *self, const char *name, gint64 now_us, guint most)
{
  Window *window;

  if (most == 0)
    return 0;
  window = find_window (self, name);
  /* The emulated clock may be put back by a reset. */
  if (now_us >= window->start_us + self->window_us || now_us < window->start_us)
    {
      window->start_us = now_us;
      window->n_events = 0;
    }
  if (window->n_events >= most)
    return window->start_us + self->window_us - now_us;
  window->n_events++;
  return 0;
}
