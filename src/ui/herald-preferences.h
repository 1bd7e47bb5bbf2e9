/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments, secrets, appearance, folders. */
#pragma once

#include <adwaita.h>

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PREFERENCES (herald_preferences_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPreferences,
                      herald_preferences,
                      HERALD,
                      PREFERENCES,
                      AdwPreferencesWindow)

HeraldPreferences *herald_preferences_present (GtkWindow *parent, HeraldWorkspace *workspace);
/* Opens the form of a new environment, or of a saved one. */
void herald_preferences_add_environment (HeraldPreferences *self);
void herald_preferences_edit_environment (HeraldPreferences *self, HeraldEnvironment *environment);

G_END_DECLS
