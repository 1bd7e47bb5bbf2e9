/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved environments, without secrets. All functions run on a lane. */
#pragma once

#include "model/herald-environment.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

/* Returns: (element-type HeraldEnvironment): by name */
GPtrArray *herald_table_environment_list (HeraldConnection *connection, GError **error);
gboolean   herald_table_environment_save (HeraldConnection  *connection,
                                          HeraldEnvironment *environment,
                                          GError           **error);
gboolean   herald_table_environment_keep_learnt (HeraldConnection  *connection,
                                                 HeraldEnvironment *environment,
                                                 GError           **error);
/* What goes with an environment. */
typedef struct
{
  gint64 n_drafts;
  gint64 n_sends;
  gint64 n_devices;
  gint64 n_exchanges;
} HeraldEnvironmentContents;

gboolean herald_table_environment_count (HeraldConnection          *connection,
                                         const char                *id,
                                         HeraldEnvironmentContents *contents,
                                         GError                   **error);
/* With its drafts, sends, devices, exchanges and access tokens. */
gboolean
herald_table_environment_remove (HeraldConnection *connection, const char *id, GError **error);

G_END_DECLS
