/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds an environment: sign in and choose it, or type its address. */
#pragma once

#include <adwaita.h>

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_ENVIRONMENT_FINDER (herald_environment_finder_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEnvironmentFinder,
                      herald_environment_finder,
                      HERALD,
                      ENVIRONMENT_FINDER,
                      AdwBin)

/* Signal “done”: saved, or left. */
GtkWidget *herald_environment_finder_new (HeraldWorkspace *workspace);

G_END_DECLS
