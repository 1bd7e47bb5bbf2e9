/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An emulated phone, drawn as a phone: its lock screen takes notifications, which can be tapped. */
#pragma once

#include <adwaita.h>

#include "model/herald-phone.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PHONE_VIEW (herald_phone_view_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPhoneView, herald_phone_view, HERALD, PHONE_VIEW, AdwBin)

GtkWidget   *herald_phone_view_new (HeraldPhone *phone);
HeraldPhone *herald_phone_view_get_phone (HeraldPhoneView *self);
/* What the phone is now; what arrived since slides in. */
void  herald_phone_view_update (HeraldPhoneView *self, HeraldPhone *phone);
guint herald_phone_view_get_n_cards (HeraldPhoneView *self);
/* @offset_us: how far the emulator's clock is ahead of ours */
void herald_phone_view_set_clock_offset (HeraldPhoneView *self, gint64 offset_us);
/* Shows the app for a moment. @link: (nullable): what it opened */
void herald_phone_view_show_app (HeraldPhoneView *self, const char *link);
/* Signals “tap” (string notification_id), “change” (string changes_json), “remove” () once that is
 * agreed to, and “copy-script” () for the address of its web app's functions. */

/* FALSE: its clock stands still. */
void herald_phone_view_set_live (HeraldPhoneView *self, gboolean live);

G_END_DECLS
