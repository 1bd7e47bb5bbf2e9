/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator that all windows share: one that runs already on the folder, or one of our own. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_HOST (herald_emulator_host_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorHost, herald_emulator_host, HERALD, EMULATOR_HOST, GObject)

HeraldEmulatorHost *herald_emulator_host_new (const char *dir);
void                herald_emulator_host_open_async (HeraldEmulatorHost *self,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
/* Returns: (transfer full): the line with its addresses. */
char *
herald_emulator_host_open_finish (HeraldEmulatorHost *self, GAsyncResult *result, GError **error);
/* Waits until another process runs one on the folder, and starts none. */
void herald_emulator_host_await_async (HeraldEmulatorHost *self,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
/* Returns: whether there is one; FALSE when it was cancelled */
gboolean
herald_emulator_host_await_finish (HeraldEmulatorHost *self, GAsyncResult *result, GError **error);
void herald_emulator_host_drop (HeraldEmulatorHost *self, const char *ready_line);
void herald_emulator_host_stop (HeraldEmulatorHost *self);

G_END_DECLS
