/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a rule of faults does to an answer on its way out. */
#include "config.h"

#include "emulator/herald-emulator-call.h"

#include "emulator/herald-emulator-call-private.h"

/**
 * herald_emulator_call_set_damage:
 * @self: a call that was not released yet
 * @fault: the rule that does it
 * @damage: what happens to the answer on its way out; copied
 */
void
herald_emulator_call_set_damage (HeraldEmulatorCall         *self,
                                 const char                 *fault,
                                 const HeraldEmulatorDamage *damage)
{
  g_free (self->fault);
  self->fault = g_strdup (fault);
  self->damage = *damage;
}

/**
 * herald_emulator_call_get_fault:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): the rule that made it fail
 */
const char *
herald_emulator_call_get_fault (HeraldEmulatorCall *self)
{
  return self->fault;
}

/**
 * herald_emulator_call_get_damage:
 * @self: a call
 *
 * Returns: (transfer none): what happens to the answer on its way out
 */
const HeraldEmulatorDamage *
herald_emulator_call_get_damage (HeraldEmulatorCall *self)
{
  return &self->damage;
}

/**
 * herald_emulator_call_garble:
 * @self: an answered call that was not released yet
 *
 * Puts as many random bytes in the place of its body; the first is none of UTF-8.
 */
void
herald_emulator_call_garble (HeraldEmulatorCall *self)
{
  gsize   size = self->answer_body != NULL ? g_bytes_get_size (self->answer_body) : 0;
  guint8 *bytes;

  if (size == 0)
    return;
  bytes = g_malloc (size);
  bytes[0] = 0xff;
  for (gsize i = 1; i < size; i++)
    bytes[i] = (guint8) g_random_int_range (0, 256);
  g_bytes_unref (self->answer_body);
  self->answer_body = g_bytes_new_take (bytes, size);
}
