/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the menu of a phone does: most of it is told as a signal of the phone's view. */
#pragma once

#include "ui/herald-phone-view.h"

G_BEGIN_DECLS

/* Returns: (transfer full): the group “phone” of @view, which outlives it */
GSimpleActionGroup *herald_phone_actions_new (HeraldPhoneView *view);
/* What is ticked in the menu, and what can be copied. */
void herald_phone_actions_update (GSimpleActionGroup *actions, HeraldPhone *phone);

G_END_DECLS
