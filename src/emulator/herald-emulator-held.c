/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps calls back until the main context is back at work, which is when what was long is over. */
#include "config.h"

#include "emulator/herald-emulator-held.h"

struct _HeraldEmulatorHeld
{
  GQueue                 calls;  /* (element-type HeraldEmulatorCall) (owned) */
  GSource               *source; /* (owned) (nullable): while there are some */
  HeraldEmulatorCallFunc dispatch;
  gpointer               user_data; /* (unowned) */
};

/**
 * herald_emulator_held_new:
 * @dispatch: gets every call later
 * @user_data: for @dispatch
 *
 * Returns: (transfer full): no calls
 */
HeraldEmulatorHeld *
herald_emulator_held_new (HeraldEmulatorCallFunc dispatch, gpointer user_data)
{
  HeraldEmulatorHeld *self = g_new0 (HeraldEmulatorHeld, 1);

  self->dispatch = dispatch;
  self->user_data = user_data;
  return self;
}

static void
clear_source (HeraldEmulatorHeld *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

/**
 * herald_emulator_held_free:
 * @self: calls that are given up
 */
void
herald_emulator_held_free (HeraldEmulatorHeld *self)
{
  clear_source (self);
  g_queue_clear_full (&self->calls, g_object_unref);
  g_free (self);
}

/* One of them may be long itself: those that come meanwhile are the last then. */
static gboolean
dispatch_cb (gpointer user_data)
{
  HeraldEmulatorHeld *self = user_data;
  g_autoptr (HeraldEmulatorCall) call = g_queue_pop_head (&self->calls);

  /* A stop answers all that wait. */
  if (call != NULL && !herald_emulator_call_is_answered (call))
    self->dispatch (call, self->user_data);
  if (self->calls.length > 0)
    return G_SOURCE_CONTINUE;
  clear_source (self);
  return G_SOURCE_REMOVE;
}

/**
 * herald_emulator_held_add:
 * @self: the calls
 * @call: another one
 */
void
herald_emulator_held_add (HeraldEmulatorHeld *self, HeraldEmulatorCall *call)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_queue_push_tail (&self->calls, g_object_ref (call));
  if (self->source != NULL)
    return;
  self->source = g_idle_source_new ();
  /* Before those that came later. */
  g_source_set_priority (self->source, G_PRIORITY_HIGH);
  g_source_set_static_name (self->source, "emulator held calls");
  g_source_set_callback (self->source, dispatch_cb, self, NULL);
  g_source_attach (self->source, context);
}
