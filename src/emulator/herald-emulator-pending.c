/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the calls that wait, so that a stop cuts none of them: delayed answers leave at once, and
 * who has no answer yet is refused. */
#include "config.h"

#include "emulator/herald-emulator-pending.h"

struct _HeraldEmulatorPending
{
  GHashTable *calls; /* (element-type HeraldEmulatorCall GSource) (owned): timers or NULL */
  HeraldEmulatorCallFunc send;
  gpointer               user_data; /* (unowned) */
  gboolean               finished;
};

typedef struct
{
  HeraldEmulatorPending *pending; /* (unowned): its timers end with it */
  HeraldEmulatorCall    *call;    /* (unowned): kept in @pending */
} Delay;

static void
clear_timer (gpointer timer)
{
  if (timer == NULL)
    return;
  g_source_destroy (timer);
  g_source_unref (timer);
}

/**
 * herald_emulator_pending_new:
 * @send: sends an answer; calls herald_emulator_pending_remove()
 * @user_data: for @send
 *
 * Returns: (transfer full): a set without calls
 */
HeraldEmulatorPending *
herald_emulator_pending_new (HeraldEmulatorCallFunc send, gpointer user_data)
{
  HeraldEmulatorPending *self = g_new0 (HeraldEmulatorPending, 1);

  self->calls = g_hash_table_new_full (NULL, NULL, g_object_unref, clear_timer);
  self->send = send;
  self->user_data = user_data;
  return self;
}

/**
 * herald_emulator_pending_free:
 * @self: the set
 */
void
herald_emulator_pending_free (HeraldEmulatorPending *self)
{
  g_clear_pointer (&self->calls, g_hash_table_unref);
  g_free (self);
}

static Delay *
delay_new (HeraldEmulatorPending *pending, HeraldEmulatorCall *call)
{
  Delay *self = g_new0 (Delay, 1);

  self->pending = pending;
  self->call = call;
  return self;
}

static gboolean
delayed_cb (gpointer data)
{
  const Delay *delay = data;
  g_autoptr (HeraldEmulatorCall) call = g_object_ref (delay->call);

  delay->pending->send (call, delay->pending->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * herald_emulator_pending_add:
 * @self: the set
 * @call: a call that is not answered yet
 */
void
herald_emulator_pending_add (HeraldEmulatorPending *self, HeraldEmulatorCall *call)
{
  g_hash_table_insert (self->calls, g_object_ref (call), NULL);
}

/**
 * herald_emulator_pending_delay:
 * @self: the set
 * @call: an answered call
 * @delay_ms: after which it is sent, in real time: it is the client's patience that is tried
 */
void
herald_emulator_pending_delay (HeraldEmulatorPending *self,
                               HeraldEmulatorCall    *call,
                               guint                  delay_ms)
{
  g_autoptr (GMainContext) context = NULL;
  GSource *timer;

  if (self->finished)
    {
      self->send (call, self->user_data);
      return;
    }
  context = g_main_context_ref_thread_default ();
  timer = g_timeout_source_new (delay_ms);
  g_source_set_static_name (timer, "emulator delay");
  g_source_set_callback (timer, delayed_cb, delay_new (self, call), g_free);
  g_source_attach (timer, context);
  g_hash_table_replace (self->calls, g_object_ref (call), timer);
}

/**
 * herald_emulator_pending_remove:
 * @self: the set
 * @call: a call of it, or another
 */
void
herald_emulator_pending_remove (HeraldEmulatorPending *self, HeraldEmulatorCall *call)
{
  g_hash_table_remove (self->calls, call);
}

/**
 * herald_emulator_pending_finish:
 * @self: the set
 *
 * Sends what was delayed and refuses what has no answer; nothing is delayed any more.
 */
void
herald_emulator_pending_finish (HeraldEmulatorPending *self)
{
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer       call;

  self->finished = TRUE;
  g_hash_table_iter_init (&iter, self->calls);
  while (g_hash_table_iter_next (&iter, &call, NULL))
    g_ptr_array_add (calls, g_object_ref (call));
  for (guint i = 0; i < calls->len; i++)
    {
      call = g_ptr_array_index (calls, i);
      /* The end of one may have been what another waited for. */
      if (!g_hash_table_contains (self->calls, call))
        continue;
      if (herald_emulator_call_is_answered (call))
        self->send (call, self->user_data);
      else
        herald_emulator_call_refuse_for_good (call, 503,
                                              "{\"error\":{\"code\":\"ServiceUnavailable\","
                                              "\"message\":\"The emulator was stopped.\"}}");
    }
}
