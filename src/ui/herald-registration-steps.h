/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A registration as it goes: each state as it happens, with its time, until the end. */
#pragma once

#include <adwaita.h>

#include "model/herald-registration.h"

G_BEGIN_DECLS

#define HERALD_TYPE_REGISTRATION_STEPS (herald_registration_steps_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRegistrationSteps,
                      herald_registration_steps,
                      HERALD,
                      REGISTRATION_STEPS,
                      AdwBin)

GtkWidget *herald_registration_steps_new (void);
/* @registration: (nullable): followed by its “changed”; NULL empties the list. */
void herald_registration_steps_set_registration (HeraldRegistrationSteps *self,
                                                 HeraldRegistration      *registration);
/* The call itself failed: nothing more will come. */
void  herald_registration_steps_fail (HeraldRegistrationSteps *self, const GError *error);
guint herald_registration_steps_get_n_steps (HeraldRegistrationSteps *self);

G_END_DECLS
