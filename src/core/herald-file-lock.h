/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets one process at a time do something. Private to this layer. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HeraldFileLock HeraldFileLock;

void            herald_file_lock_async (const char         *path,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
HeraldFileLock *herald_file_lock_finish (GAsyncResult *result, GError **error);
/* FALSE: one went on without. */
gboolean herald_file_lock_is_held (HeraldFileLock *self);
void     herald_file_lock_free (HeraldFileLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldFileLock, herald_file_lock_free)

G_END_DECLS
