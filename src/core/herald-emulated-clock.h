/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time that the emulator goes by. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-emulator-state.h"

G_BEGIN_DECLS

/* What it shows. */
void herald_emulated_clock_read_async (HeraldSession      *session,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
/* Returns: (transfer full): what it shows */
HeraldEmulatedTime *
herald_emulated_clock_read_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Turns it forward. */
void herald_emulated_clock_advance_async (HeraldSession      *session,
                                          gint64              seconds,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
/* Returns: (transfer full): what it shows now */
HeraldEmulatedTime *
herald_emulated_clock_advance_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Back to real time. */
void herald_emulated_clock_reset_async (HeraldSession      *session,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/* Returns: (transfer full): what it shows now */
HeraldEmulatedTime *
herald_emulated_clock_reset_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
