/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window in which a new emulated phone is described. */
#pragma once

#include <adwaita.h>

#include "core/herald-phones.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PHONE_EDITOR (herald_phone_editor_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPhoneEditor, herald_phone_editor, HERALD, PHONE_EDITOR, AdwWindow)

/* Waits for the apps to choose from. */
GtkWidget *herald_phone_editor_new (void);
/* @apps: (element-type HeraldApp) (nullable): to choose from; NULL: they could not be read */
void herald_phone_editor_set_apps (HeraldPhoneEditor *self, GPtrArray *apps);
/* @phone: (out): texts are lent until the window closes */
void herald_phone_editor_read (HeraldPhoneEditor *self, HeraldNewPhone *phone);
/* Signal: “accepted” (): the phone is to be added; the window waits for what becomes of it. */
/* @error: (nullable): why the phone was not added; without one the window closes */
void herald_phone_editor_finish (HeraldPhoneEditor *self, const GError *error);

G_END_DECLS
