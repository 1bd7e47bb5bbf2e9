/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signed token that proves who sends to APNs: made rarely, shared by all pushes. Private to the
 * APNs client. */
#pragma once

#include "base/herald-clock.h"
#include "crypto/herald-key.h"

G_BEGIN_DECLS

typedef struct _HeraldApnsToken HeraldApnsToken;

HeraldApnsToken *herald_apns_token_new (HeraldKey *key, const char *team_id, const char *key_id);
void             herald_apns_token_free (HeraldApnsToken *self);
void             herald_apns_token_set_clock (HeraldApnsToken *self, HeraldClock *clock);
/* Returns: (transfer none) (nullable): “bearer …”; @number says which one it is. */
const char *herald_apns_token_get (HeraldApnsToken *self, guint *number, GError **error);
/* APNs says that token @number has expired: whether another one is worth a try. */
gboolean herald_apns_token_expire (HeraldApnsToken *self, guint number);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldApnsToken, herald_apns_token_free)

G_END_DECLS
