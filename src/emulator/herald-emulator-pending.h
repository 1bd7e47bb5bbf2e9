/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calls that wait: for their answer, or for its time. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorPending HeraldEmulatorPending;

HeraldEmulatorPending      *
herald_emulator_pending_new (HeraldEmulatorCallFunc send, gpointer user_data);
void herald_emulator_pending_free (HeraldEmulatorPending *self);
/* A call that is not answered yet. */
void herald_emulator_pending_add (HeraldEmulatorPending *self, HeraldEmulatorCall *call);
/* An answered call that is sent after a while. */
void herald_emulator_pending_delay (HeraldEmulatorPending *self,
                                    HeraldEmulatorCall    *call,
                                    guint                  delay_ms);
/* A call whose answer leaves. */
void herald_emulator_pending_remove (HeraldEmulatorPending *self, HeraldEmulatorCall *call);
/* Nothing waits from now on. */
void herald_emulator_pending_finish (HeraldEmulatorPending *self);

G_END_DECLS
