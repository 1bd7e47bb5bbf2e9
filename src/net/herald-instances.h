/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks global discovery which environments somebody may use. */
#pragma once

#include "net/herald-remote.h"

G_BEGIN_DECLS

/* @origin: of the discovery service, which the tokens of @remote are for. */
void herald_instances_fetch_async (HeraldRemote       *remote,
                                   const char         *origin,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
/* (element-type HeraldInstance) */
GPtrArray *
herald_instances_fetch_finish (HeraldRemote *remote, GAsyncResult *result, GError **error);

G_END_DECLS
