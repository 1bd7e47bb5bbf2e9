/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registered devices: read from the environment, registered, followed to the end, cleaned up. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-device.h"
#include "model/herald-registration.h"

G_BEGIN_DECLS

/* Devices of one person and/or app (either NULL: any), read from the environment and remembered
 * in the store; devices seen earlier that are gone come last, as HERALD_DEVICE_REMOVED. */
void herald_devices_list_async (HeraldSession      *session,
                                const char         *user_id,
                                const char         *app_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
/* Returns: (element-type HeraldDevice) */
GPtrArray *
herald_devices_list_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Reads every device of the environment, page by page, into the store; the Devices page shows the
 * store's table. @progress: (nullable): how many so far. */
typedef void (*HeraldDevicesProgress) (guint n_devices, gpointer user_data);
void herald_devices_sync_async (HeraldSession        *session,
                                HeraldDevicesProgress progress,
                                gpointer              progress_data,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
/* Returns: how many devices the environment has, or -1 */
gssize herald_devices_sync_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Registers all, in batches of at most 100 with up to four on their way, tracking on, and follows
 * each to its end (or not, without @wait); the registrations tell each state by “changed”. The
 * tokens' shapes are checked first (INVALID: nothing is sent). */
void herald_devices_register_async (HeraldSession      *session,
                                    GPtrArray          *registrations,
                                    gboolean            wait,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* Returns: whether the calls could be made; a failed registration is told by its status */
gboolean
herald_devices_register_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* The request that herald_devices_register_async() would send for one, the access token masked. */
char *herald_devices_preview_register (HeraldSession *session, HeraldRegistration *registration);
/* Cleans up @devices (element-type HeraldDevice), one by one or in batches of at most 100, and
 * looks whether they are gone. */
void herald_devices_clean_up_async (HeraldSession      *session,
                                    GPtrArray          *devices,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* @n_remaining: (out): still registered when looking ended
 * Returns: whether the service accepted */
gboolean herald_devices_clean_up_finish (HeraldSession *session,
                                         GAsyncResult  *result,
                                         guint         *n_remaining,
                                         GError       **error);

G_END_DECLS
