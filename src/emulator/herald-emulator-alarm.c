/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A timer of the main loop counts real time; this one is set anew whenever the emulator's clock is
 * turned, so that what waits for the emulated time happens when it is reached. */
#include "config.h"

#include "emulator/herald-emulator-alarm.h"

#define OFF (-1)

struct _HeraldEmulatorAlarm
{
  HeraldClock            *clock;  /* (owned) */
  GSource                *source; /* (owned) */
  HeraldEmulatorAlarmFunc func;
  gpointer                user_data; /* (unowned) */
  gint64                  due_us;
};

static gboolean
dispatch_cb (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, OFF);
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch_cb };

static void
arm (HeraldEmulatorAlarm *self)
{
  gint64 rest_us;

  if (self->due_us < 0)
    {
      g_source_set_ready_time (self->source, OFF);
      return;
    }
  rest_us = MAX (0, self->due_us - herald_clock_get_unix_us (self->clock));
  g_source_set_ready_time (self->source, g_get_monotonic_time () + rest_us);
}

static void
turned_cb (HeraldClock *clock, gpointer user_data)
{
  arm (user_data);
}

static gboolean
ready_cb (gpointer user_data)
{
  HeraldEmulatorAlarm *self = user_data;

  /* The clock was set back meanwhile, or stands still. */
  if (herald_clock_get_unix_us (self->clock) < self->due_us)
    {
      arm (self);
      return G_SOURCE_CONTINUE;
    }
  self->due_us = OFF;
  self->func (self->user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * herald_emulator_alarm_new:
 * @clock: the emulated time
 * @name: (static): for profiles
 * @func: called once each time the alarm was set and is due
 * @user_data: for @func
 *
 * Returns: (transfer full): an alarm that is off
 */
HeraldEmulatorAlarm *
herald_emulator_alarm_new (HeraldClock            *clock,
                           const char             *name,
                           HeraldEmulatorAlarmFunc func,
                           gpointer                user_data)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  HeraldEmulatorAlarm *self = g_new0 (HeraldEmulatorAlarm, 1);

  self->clock = g_object_ref (clock);
  self->func = func;
  self->user_data = user_data;
  self->due_us = OFF;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, name);
  g_source_set_callback (self->source, ready_cb, self, NULL);
  g_source_attach (self->source, context);
  g_signal_connect (clock, "turned", G_CALLBACK (turned_cb), self);
  return self;
}

/**
 * herald_emulator_alarm_set:
 * @self: the alarm
 * @due_us: microseconds since 1970 by the clock; a time that is past is due at once, a negative one
 * turns the alarm off
 */
void
herald_emulator_alarm_set (HeraldEmulatorAlarm *self, gint64 due_us)
{
  g_return_if_fail (self != NULL);

  self->due_us = due_us;
  arm (self);
}

/**
 * herald_emulator_alarm_free:
 * @self: (nullable): the alarm
 */
void
herald_emulator_alarm_free (HeraldEmulatorAlarm *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->clock, self);
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_object (&self->clock);
  g_free (self);
}
