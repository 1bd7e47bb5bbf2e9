/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator's switches as rows: each changes a way in which a service behaves. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

#define HERALD_TYPE_SWITCHES_GROUP (herald_switches_group_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSwitchesGroup,
                      herald_switches_group,
                      HERALD,
                      SWITCHES_GROUP,
                      AdwPreferencesGroup)

GtkWidget *herald_switches_group_new (void);
/* @session: (nullable): the emulator's; @cancellable: (nullable): the page's */
void herald_switches_group_set_session (HeraldSwitchesGroup *self,
                                        HeraldSession       *session,
                                        GCancellable        *cancellable);
void herald_switches_group_update (HeraldSwitchesGroup *self);
/* @switches: (element-type HeraldEmulatorSwitch) */
void herald_switches_group_show (HeraldSwitchesGroup *self, GPtrArray *switches);

G_END_DECLS
