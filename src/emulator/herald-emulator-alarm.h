/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for an instant of the emulator's clock. */
#pragma once

#include "base/herald-clock.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorAlarm HeraldEmulatorAlarm;

typedef void (*HeraldEmulatorAlarmFunc) (gpointer user_data);

/* @name: (static): for profiles. @func is called in the caller's thread-default main context. */
HeraldEmulatorAlarm *herald_emulator_alarm_new (HeraldClock            *clock,
                                                const char             *name,
                                                HeraldEmulatorAlarmFunc func,
                                                gpointer                user_data);
/* @due_us: microseconds since 1970 by the clock; negative turns the alarm off. */
void herald_emulator_alarm_set (HeraldEmulatorAlarm *self, gint64 due_us);
void herald_emulator_alarm_free (HeraldEmulatorAlarm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorAlarm, herald_emulator_alarm_free)

G_END_DECLS
