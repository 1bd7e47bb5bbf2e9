/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One access token: its name, its last characters, when it was made and used. */
#pragma once

#include <adwaita.h>

#include "model/herald-access-token.h"

G_BEGIN_DECLS

#define HERALD_TYPE_TOKEN_ROW (herald_token_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldTokenRow, herald_token_row, HERALD, TOKEN_ROW, AdwActionRow)

/* Signals: “copy”, “revoke”. */
GtkWidget         *herald_token_row_new (HeraldAccessToken *token);
HeraldAccessToken *herald_token_row_get_token (HeraldTokenRow *self);

G_END_DECLS
