/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses system users: chips of the chosen ones over a search. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"
#include "model/herald-system-user.h"

G_BEGIN_DECLS

#define HERALD_TYPE_USER_PICKER (herald_user_picker_get_type ())
G_DECLARE_FINAL_TYPE (HeraldUserPicker, herald_user_picker, HERALD, USER_PICKER, AdwBin)

/* Property “single”: a new choice takes the place of the former one. */
GtkWidget *herald_user_picker_new (void);
void       herald_user_picker_set_session (HeraldUserPicker *self,
                                           HeraldSession    *session,
                                           GCancellable     *cancellable);
/* (element-type HeraldSystemUser): in the order they were chosen */
GPtrArray *herald_user_picker_get_users (HeraldUserPicker *self);
void       herald_user_picker_set_users (HeraldUserPicker *self, GPtrArray *users);
/* Signal “changed”: the chosen users. */

G_END_DECLS
