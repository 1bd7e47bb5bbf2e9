/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window asks before something is sent, changed or removed: in production somebody types
 * the environment's name; what is read-only says so. The core's guard decides. */
#pragma once

#include <gtk/gtk.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

typedef void (*HeraldChangeFunc) (GtkWidget *widget, gpointer data);

/* Runs @func at once where nothing has to be asked, else when somebody confirmed. @declined:
 * (nullable): runs when nobody did. @data is freed by @destroy (nullable) after either. */
void herald_change_ask (GtkWidget       *widget,
                        HeraldSession   *session,
                        const char      *what,
                        const char      *verb,
                        HeraldChangeFunc func,
                        HeraldChangeFunc declined,
                        gpointer         data,
                        GDestroyNotify   destroy);

G_END_DECLS
