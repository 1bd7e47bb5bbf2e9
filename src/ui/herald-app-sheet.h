/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the app's developer needs, to read and to copy. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"
#include "model/herald-app.h"

G_BEGIN_DECLS

#define HERALD_TYPE_APP_SHEET (herald_app_sheet_get_type ())
G_DECLARE_FINAL_TYPE (HeraldAppSheet, herald_app_sheet, HERALD, APP_SHEET, AdwPreferencesGroup)

/* Shows the sheet of a saved app as it is now; an app that was not saved has none. */
void herald_app_sheet_show (HeraldAppSheet *self,
                            HeraldSession  *session,
                            HeraldApp      *app,
                            GCancellable   *cancellable);
/* Once the app is not edited any more. */
void herald_app_sheet_forget (HeraldAppSheet *self);

G_END_DECLS
