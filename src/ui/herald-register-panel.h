/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers a device for a person: the form, the request it makes, and each state until the end. */
#pragma once

#include <adwaita.h>

#include "model/herald-person.h"
#include "model/herald-registration.h"

G_BEGIN_DECLS

#define HERALD_TYPE_REGISTER_PANEL (herald_register_panel_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRegisterPanel, herald_register_panel, HERALD, REGISTER_PANEL, AdwBin)

/* Signals: “register” (HeraldRegistration) when the person asks for it; “cancel” while it is under
 * way; “changed” when another request would be sent; “close”. */
GtkWidget *herald_register_panel_new (void);
void       herald_register_panel_set_person (HeraldRegisterPanel *self, HeraldPerson *person);
/* @apps: (element-type HeraldApp) */
void herald_register_panel_set_apps (HeraldRegisterPanel *self, GPtrArray *apps);
void herald_register_panel_forget_apps (HeraldRegisterPanel *self);
/* @phones: (element-type HeraldPhone): of the emulator, to take a token from; may be empty */
void herald_register_panel_set_phones (HeraldRegisterPanel *self, GPtrArray *phones);
/* Fills the form, as for a device that was registered once; @app_id: (nullable) */
void                herald_register_panel_fill (HeraldRegisterPanel *self,
                                                const char          *app_id,
                                                HeraldPlatform       platform,
                                                const char          *token);
HeraldRegistration *herald_register_panel_dup_registration (HeraldRegisterPanel *self);
/* @request: (nullable): what would be sent, as text */
void herald_register_panel_set_request (HeraldRegisterPanel *self, const char *request);
/* @error: (nullable): why the call could not be made or followed */
void herald_register_panel_finish (HeraldRegisterPanel *self, const GError *error);
void herald_register_panel_focus (HeraldRegisterPanel *self);

G_END_DECLS
