/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks before an environment is removed, naming what goes with it, and removes it. */
#pragma once

#include <gtk/gtk.h>

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

void herald_environment_remover_ask (GtkWindow         *parent,
                                     HeraldWorkspace   *workspace,
                                     HeraldEnvironment *environment);

G_END_DECLS
