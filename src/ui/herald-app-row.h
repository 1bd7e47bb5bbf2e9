/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An app in the list: its name and how far each platform is set up. */
#pragma once

#include <adwaita.h>

#include "model/herald-app.h"
#include "ui/herald-state-label.h"

G_BEGIN_DECLS

#define HERALD_TYPE_APP_ROW (herald_app_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldAppRow, herald_app_row, HERALD, APP_ROW, AdwActionRow)

GtkWidget *herald_app_row_new (HeraldApp *app);
HeraldApp *herald_app_row_get_app (HeraldAppRow *self);
HeraldLook herald_app_row_get_look (HeraldAppState state);

G_END_DECLS
