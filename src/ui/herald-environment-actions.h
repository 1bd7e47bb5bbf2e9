/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window can do about its environment, and how it comes to another one. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* “win.accept-change”, “win.add-environment”, “win.edit-environment”, “win.new-window” (s: an
 * environment's id), “win.retry”, “win.sign-in”, “win.sign-out”, “win.test-connection”. */
void herald_environment_actions_install (GtkWidgetClass *window_class);

G_END_DECLS
