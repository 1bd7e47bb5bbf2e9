/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries an environment step by step, from its name in the network to what its user may do there. It
 * writes nothing, neither there nor into the saved environment, and needs no open session. */
#pragma once

#include "core/herald-secrets.h"
#include "model/herald-connection-step.h"
#include "model/herald-emulator-info.h"
#include "model/herald-environment.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

/* A GListModel of HeraldConnectionStep, always all of them, in their order: “name”, “tcp”, “tls”,
 * “signIn”, “version”, “organization”, “tables”, “privileges”, “inApp”. */
#define HERALD_TYPE_CONNECTION_TEST (herald_connection_test_get_type ())
G_DECLARE_FINAL_TYPE (HeraldConnectionTest,
                      herald_connection_test,
                      HERALD,
                      CONNECTION_TEST,
                      GObject)

/* @emulator: (nullable): with the built-in environment only. */
HeraldConnectionTest *herald_connection_test_new (HeraldEnvironment  *environment,
                                                  HeraldStore        *store,
                                                  HeraldSecrets      *secrets,
                                                  HeraldEmulatorInfo *emulator);
/* Whether it runs; notify::running. */
gboolean herald_connection_test_is_running (HeraldConnectionTest *self);
/* Runs all steps, once more when it ran before; one run at a time. */
void herald_connection_test_run_async (HeraldConnectionTest *self,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
/* TRUE when no step failed; else the error of the first that did. */
gboolean herald_connection_test_run_finish (HeraldConnectionTest *self,
                                            GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
