/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about apps share, and the sends need of them. */
#pragma once

#include "core/herald-apps.h"

G_BEGIN_DECLS

/* Takes the copies of an app's secrets and the names of its tokens from this computer. */
void     herald_apps_forget_async (HeraldSession      *session,
                                   const char         *app_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean herald_apps_forget_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* The last characters of a token that tell it from others. */
char *herald_apps_make_hint (const char *token);

/* A copy of @app with the key and the service account filled in from wherever they are known: the
 * app itself, this computer, the service. */
void herald_apps_fill_credentials_async (HeraldSession      *session,
                                         HeraldApp          *app,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
HeraldApp *
herald_apps_fill_credentials_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
