/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out who is behind the user ids of devices and writes it to the store. Private to this
 * layer. */
#pragma once

#include "core/herald-session.h"

G_BEGIN_DECLS

/* As many ids fit a query without coming near the length of an address. */
#define HERALD_NAMES_MAX_IDS 40

/* @user_ids: (element-type utf8): at most HERALD_NAMES_MAX_IDS; what is no GUID is left out. */
void     herald_names_learn_async (HeraldSession      *session,
                                   GPtrArray          *user_ids,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean herald_names_learn_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
