/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries an environment step by step and shows how it goes. */
#pragma once

#include <adwaita.h>

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_CONNECTION_DIALOG (herald_connection_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HeraldConnectionDialog,
                      herald_connection_dialog,
                      HERALD,
                      CONNECTION_DIALOG,
                      AdwWindow)

HeraldConnectionDialog          *
herald_connection_dialog_present (GtkWindow *parent, HeraldWorkspace *workspace);
gboolean herald_connection_dialog_is_running (HeraldConnectionDialog *self);

G_END_DECLS
