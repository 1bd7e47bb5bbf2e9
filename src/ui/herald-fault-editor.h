/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window in which a fault rule is written; what the emulator would refuse is said while typing.
 */
#pragma once

#include <adwaita.h>

#include "model/herald-fault-rule.h"

G_BEGIN_DECLS

#define HERALD_TYPE_FAULT_EDITOR (herald_fault_editor_get_type ())
G_DECLARE_FINAL_TYPE (HeraldFaultEditor, herald_fault_editor, HERALD, FAULT_EDITOR, AdwWindow)

/* @rule: (nullable): to begin with */
GtkWidget       *herald_fault_editor_new (const HeraldFaultRule *rule);
HeraldFaultRule *herald_fault_editor_create_rule (HeraldFaultEditor *self);
/* Signal: “accepted” (): the rule is to be switched on; the window waits for what becomes of it. */
/* @error: (nullable): why the rule was not switched on; without one the window closes */
void herald_fault_editor_finish (HeraldFaultEditor *self, const GError *error);

G_END_DECLS
