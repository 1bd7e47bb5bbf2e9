/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window in which a new emulated phone is described. */
#pragma once

#include <adwaita.h>

#include "core/herald-phones.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PHONE_EDITOR (herald_phone_editor_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPhoneEditor, herald_phone_editor, HERALD, PHONE_EDITOR, AdwWindow)

/* @apps: (element-type HeraldApp): to choose from */
GtkWidget *herald_phone_editor_new (GPtrArray *apps);
/* @phone: (out): texts are lent until the window closes */
void herald_phone_editor_read (HeraldPhoneEditor *self, HeraldNewPhone *phone);
/* Signal: “accepted” (): the phone is to be added; the window closes. */

G_END_DECLS
