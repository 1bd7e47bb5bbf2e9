/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The allow-list in sight: which servers an environment may be contacted at and what for, when each
 * was contacted last, and where nothing was sent because it is none of them. */
#pragma once

#include "model/herald-environment.h"
#include "model/herald-host.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

/* What is kept of all environments. */
void       herald_hosts_read_async (HeraldStore        *store,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
GPtrArray *herald_hosts_read_finish (HeraldStore *store, GAsyncResult *result, GError **error);
/* (transfer full) (element-type HeraldHost): those of one environment, by address: the allowed
 * ones, contacted or not, and all others that are kept. */
GPtrArray *herald_hosts_of (GPtrArray *kept, HeraldEnvironment *environment);
/* (transfer full) (element-type HeraldHost): those that were contacted for none of @environments,
 * such as to list a person's environments before one is saved. */
GPtrArray *herald_hosts_of_none (GPtrArray *kept, GPtrArray *environments);
/* How many servers that are not this computer were contacted for any environment. */
guint herald_hosts_count_elsewhere (GPtrArray *kept);
/* How often something was kept from going to a server that is none of an environment's. */
guint64 herald_hosts_count_refusals (GPtrArray *kept);

G_END_DECLS
