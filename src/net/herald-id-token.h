/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who signed in, as the token for us says. */
#pragma once

#include "net/herald-openid.h"

G_BEGIN_DECLS

/* @nonce: (nullable): none was sent. (transfer full): how the service calls the person. */
char *herald_id_token_read_account (const char         *token,
                                    const HeraldOpenid *openid,
                                    const char         *client_id,
                                    const char         *nonce,
                                    gint64              now_seconds,
                                    GError            **error);

G_END_DECLS
