/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The top of the side bar: which environment is open, and a list to open another one. */
#pragma once

#include <adwaita.h>

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_ENVIRONMENT_SWITCHER (herald_environment_switcher_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEnvironmentSwitcher,
                      herald_environment_switcher,
                      HERALD,
                      ENVIRONMENT_SWITCHER,
                      AdwBin)

void herald_environment_switcher_set_workspace (HeraldEnvironmentSwitcher *self,
                                                HeraldWorkspace           *workspace);
void herald_environment_switcher_popup (HeraldEnvironmentSwitcher *self);

G_END_DECLS
