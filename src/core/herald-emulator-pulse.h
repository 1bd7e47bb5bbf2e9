/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether an emulator still answers: another process may run it, and processes are stopped and
 * killed. */
#pragma once

#include "core/herald-session.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_PULSE_BEATS,  /* it answers */
  HERALD_PULSE_SILENT, /* it listens, but has not answered for a while: busy, or paused */
  HERALD_PULSE_GONE,   /* nobody listens */
} HeraldPulse;

#define HERALD_TYPE_EMULATOR_PULSE (herald_emulator_pulse_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorPulse, herald_emulator_pulse, HERALD, EMULATOR_PULSE, GObject)

/* @origin: where it listens; looks from now on. */
HeraldEmulatorPulse *herald_emulator_pulse_new (const char *origin);
/* The one of a session, which looks until the session closes; (transfer none) (nullable): only the
 * emulator has one. */
HeraldEmulatorPulse *herald_emulator_pulse_of_session (HeraldSession *session);
/* For tests: how often it looks, and how long it waits for an answer. */
HeraldEmulatorPulse *
herald_emulator_pulse_new_with_times (const char *origin, guint look_ms, guint patience_ms);
HeraldPulse herald_emulator_pulse_get_state (HeraldEmulatorPulse *self); /* notify::state */
gint64      herald_emulator_pulse_get_answered_us (HeraldEmulatorPulse *self);
/* Looks at once, for one who has reason to doubt. */
void herald_emulator_pulse_look (HeraldEmulatorPulse *self);
void herald_emulator_pulse_stop (HeraldEmulatorPulse *self);

G_END_DECLS
