/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before something entered would be lost. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HERALD_DISCARD_RESPONSE "discard"

GtkWidget *herald_discard_dialog_present (GtkWidget *widget, const char *body);

G_END_DECLS
