/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks before a sign-in is removed from this computer, and removes it. */
#pragma once

#include <gtk/gtk.h>

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

void
herald_sign_out_ask (GtkWindow *parent, HeraldWorkspace *workspace, HeraldEnvironment *environment);
/* Takes another organisation or user than the last time, after asking. */
void herald_sign_out_ask_to_accept (GtkWindow         *parent,
                                    HeraldWorkspace   *workspace,
                                    HeraldEnvironment *environment,
                                    const char        *what);

G_END_DECLS
