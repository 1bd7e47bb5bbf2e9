/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to an environment's servers as it is saved, with what the secrets hold for it. Private to
 * this layer. */
#pragma once

#include "base/herald-transport.h"
#include "core/herald-secrets.h"
#include "model/herald-environment.h"

G_BEGIN_DECLS

/* Where the secrets keep the password of an environment's proxy; NULL when it takes none. */
char            *herald_transports_dup_password_id (HeraldEnvironment *environment);
void             herald_transports_load_async (HeraldEnvironment  *environment,
                                               HeraldSecrets      *secrets,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
HeraldTransport *herald_transports_load_finish (HeraldEnvironment *environment,
                                                GAsyncResult      *result,
                                                GError           **error);

G_END_DECLS
