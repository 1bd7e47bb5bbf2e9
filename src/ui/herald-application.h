/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program in the window: command line, the workspace, the actions of the application. */
#pragma once

#include <adwaita.h>

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_APPLICATION (herald_application_get_type ())
G_DECLARE_FINAL_TYPE (HeraldApplication, herald_application, HERALD, APPLICATION, AdwApplication)

HeraldApplication *herald_application_new (void);
HeraldWorkspace   *herald_application_get_workspace (HeraldApplication *self); /* (nullable) */

G_END_DECLS
