/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules by which the emulator fails on purpose. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-fault-rule.h"

G_BEGIN_DECLS

/* Every rule, with what it has hit. */
void herald_faults_list_async (HeraldSession      *session,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
/* Returns: (transfer full) (element-type HeraldFaultRule): the rules */
GPtrArray *herald_faults_list_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* One more rule; it is on at once. */
void     herald_faults_add_async (HeraldSession         *session,
                                  const HeraldFaultRule *rule,
                                  GCancellable          *cancellable,
                                  GAsyncReadyCallback    callback,
                                  gpointer               user_data);
gboolean herald_faults_add_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Ends one rule. */
void     herald_faults_remove_async (HeraldSession      *session,
                                     const char         *id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean herald_faults_remove_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Ends every rule. */
void     herald_faults_clear_async (HeraldSession      *session,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean herald_faults_clear_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
