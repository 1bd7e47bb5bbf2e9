/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named states of the emulator to go back to. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-emulator-state.h"

G_BEGIN_DECLS

/* Every snapshot. */
void herald_snapshots_list_async (HeraldSession      *session,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
/* Returns: (transfer full) (element-type HeraldSnapshot): the snapshots */
GPtrArray *
herald_snapshots_list_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Keeps the present state under a name. */
void herald_snapshots_save_async (HeraldSession      *session,
                                  const char         *name,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean
herald_snapshots_save_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Goes back to it; what is there now is replaced. */
void herald_snapshots_restore_async (HeraldSession      *session,
                                     const char         *name,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean
herald_snapshots_restore_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Back to a seed: "small", "demo", "10k" or "100k"; what is there now is replaced. */
void herald_snapshots_seed_async (HeraldSession      *session,
                                  const char         *seed,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean
herald_snapshots_seed_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Deletes it. */
void herald_snapshots_remove_async (HeraldSession      *session,
                                    const char         *name,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean
herald_snapshots_remove_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
