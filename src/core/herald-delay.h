/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for a while without blocking. Private to this layer. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     herald_delay_async (guint               ms,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
gboolean herald_delay_finish (GAsyncResult *result, GError **error);
void     herald_delay_set_second_ms (guint ms);

G_END_DECLS
