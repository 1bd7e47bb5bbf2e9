/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and times of access tokens; the values are with the secrets. All functions run on a lane.
 */
#pragma once

#include "model/herald-access-token.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

/* Returns: (element-type HeraldAccessToken): newest first */
GPtrArray *herald_table_access_token_list (HeraldConnection *connection,
                                           const char       *environment_id,
                                           const char       *app_id,
                                           GError          **error);
gboolean   herald_table_access_token_insert (HeraldConnection  *connection,
                                             const char        *environment_id,
                                             const char        *app_id,
                                             HeraldAccessToken *token,
                                             GError           **error);
/* The token that ends in @hint was used. */
gboolean herald_table_access_token_touch (HeraldConnection *connection,
                                          const char       *environment_id,
                                          const char       *app_id,
                                          const char       *hint,
                                          gint64            used_us,
                                          GError          **error);
gboolean
herald_table_access_token_delete (HeraldConnection *connection, const char *id, GError **error);

G_END_DECLS
