/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls that came while something long was done, in their order. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorHeld HeraldEmulatorHeld;

/* @dispatch gets each call once the thread-default main context is back at work. */
HeraldEmulatorHeld *herald_emulator_held_new (HeraldEmulatorCallFunc dispatch, gpointer user_data);
void                herald_emulator_held_free (HeraldEmulatorHeld *self);
void                herald_emulator_held_add (HeraldEmulatorHeld *self, HeraldEmulatorCall *call);

G_END_DECLS
