/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One rule by which the emulator fails on purpose. */
#pragma once

#include "base/herald-clock.h"
#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorFault HeraldEmulatorFault;

/* What a rule does to an answer; a member that is 0 or FALSE does nothing. */
typedef struct
{
  guint    status; /* instead of the service's answer */
  guint    retry_after_seconds;
  gboolean has_retry_after;
  guint    delay_ms;
  gboolean drop;       /* the connection ends before anything is done */
  gboolean drop_after; /* it ends when everything is done, and the answer is lost */
  gboolean truncate;
  gboolean garbage;
} HeraldEmulatorFaultAction;

/* @id: what the rule is called; @object: the rule as the admin API takes it. */
HeraldEmulatorFault             *herald_emulator_fault_parse (const char  *id,
                                                              JsonObject  *object,
                                                              HeraldClock *clock,
                                                              GError     **error);
void                             herald_emulator_fault_free (HeraldEmulatorFault *self);
const char                      *herald_emulator_fault_get_id (HeraldEmulatorFault *self);
const HeraldEmulatorFaultAction *herald_emulator_fault_get_action (HeraldEmulatorFault *self);
/* Whether the call is to fail; counts it. */
gboolean    herald_emulator_fault_hits (HeraldEmulatorFault *self, HeraldEmulatorCall *call);
JsonObject *herald_emulator_fault_to_json (HeraldEmulatorFault *self);

G_END_DECLS
