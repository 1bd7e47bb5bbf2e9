/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits on this computer for the browser to come back from a sign-in (RFC 8252, 7.3). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_LOOPBACK (herald_loopback_get_type ())
G_DECLARE_FINAL_TYPE (HeraldLoopback, herald_loopback, HERALD, LOOPBACK, GObject)

HeraldLoopback *herald_loopback_new (const char *state, GError **error);
const char     *herald_loopback_get_redirect_uri (HeraldLoopback *self);
void            herald_loopback_wait_async (HeraldLoopback     *self,
                                            guint               timeout_seconds,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
/* (transfer full): the authorization code, a secret */
char *herald_loopback_wait_finish (HeraldLoopback *self, GAsyncResult *result, GError **error);

G_END_DECLS
