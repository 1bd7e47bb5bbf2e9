/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a saved environment: what it is for, where its services are, how to sign in. */
#pragma once

#include <adwaita.h>

#include "core/herald-discovery.h"
#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_ENVIRONMENT_EDITOR (herald_environment_editor_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEnvironmentEditor,
                      herald_environment_editor,
                      HERALD,
                      ENVIRONMENT_EDITOR,
                      AdwBin)

/* @environment: (nullable): NULL for a new one; copied. Signal “done”: saved, or left. */
GtkWidget *
herald_environment_editor_new (HeraldWorkspace *workspace, HeraldEnvironment *environment);
/* For a new one that was chosen after signing in to @discovery, whose sign-in is saved with it. */
GtkWidget *herald_environment_editor_new_found (HeraldWorkspace *workspace,
                                                HeraldDiscovery *discovery,
                                                HeraldInstance  *instance);
gboolean   herald_environment_editor_is_saved (HeraldEnvironmentEditor *self);

G_END_DECLS
