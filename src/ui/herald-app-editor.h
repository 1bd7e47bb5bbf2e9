/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of one app: credentials, their check, access tokens, the developer sheet. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"
#include "model/herald-app.h"

G_BEGIN_DECLS

#define HERALD_TYPE_APP_EDITOR (herald_app_editor_get_type ())
G_DECLARE_FINAL_TYPE (HeraldAppEditor, herald_app_editor, HERALD, APP_EDITOR, AdwBin)

/* Property "unsaved"; signal “deleted”. Actions: “page.save”, “page.check”, “page.delete”,
 * “page.use-sample”. */
/* @app: copied; without id for a new one. @cancellable: the page's. */
void       herald_app_editor_edit (HeraldAppEditor *self,
                                   HeraldSession   *session,
                                   HeraldApp       *app,
                                   GCancellable    *cancellable);
HeraldApp *herald_app_editor_get_app (HeraldAppEditor *self); /* (nullable): as edited */
gboolean   herald_app_editor_get_unsaved (HeraldAppEditor *self);
/* Forgets the app and what was changed in it. */
void herald_app_editor_close (HeraldAppEditor *self);

G_END_DECLS
