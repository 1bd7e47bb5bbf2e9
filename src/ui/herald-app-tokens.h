/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The access tokens of one app: listed, made, copied, revoked. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

#define HERALD_TYPE_APP_TOKENS (herald_app_tokens_get_type ())
G_DECLARE_FINAL_TYPE (HeraldAppTokens, herald_app_tokens, HERALD, APP_TOKENS, AdwPreferencesGroup)

/* @app_id: (nullable): NULL for an app that was not saved yet, which has none.
 * @cancellable: the page's. Signal “changed”: a token was made or revoked. */
void herald_app_tokens_show (HeraldAppTokens *self,
                             HeraldSession   *session,
                             const char      *app_id,
                             GCancellable    *cancellable);
void herald_app_tokens_reload (HeraldAppTokens *self);
/* Asks for a name and makes a token. */
void herald_app_tokens_create (HeraldAppTokens *self);

G_END_DECLS
