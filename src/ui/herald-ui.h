/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes GTK, libadwaita, the templates and the style ready; for the program and for tests. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void herald_ui_init (void);

G_END_DECLS
