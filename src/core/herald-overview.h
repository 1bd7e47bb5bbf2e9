/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far each app is set up, told by what really happened, and the last sends. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-app.h"

G_BEGIN_DECLS

/* The steps of setting up an app, in their order. */
typedef enum
{
  HERALD_STEP_CREDENTIALS,
  HERALD_STEP_TOKEN,
  HERALD_STEP_DEVICE,
  HERALD_STEP_DELIVERED,
  HERALD_STEP_OPENED, /* known of emulated phones only */
  HERALD_N_STEPS,
} HeraldStep;

typedef struct
{
  HeraldApp *app;
  gboolean   done[HERALD_N_STEPS];
  gboolean   known[HERALD_N_STEPS]; /* whether the environment can tell */
} HeraldAppProgress;

/* Returns: the first step that is not done, or HERALD_N_STEPS */
HeraldStep herald_app_progress_get_next (const HeraldAppProgress *self);

typedef struct
{
  GPtrArray *apps;  /* (element-type HeraldAppProgress): by name */
  GPtrArray *sends; /* (element-type HeraldSendRow): newest first */
} HeraldOverview;

void herald_overview_free (HeraldOverview *self);
void herald_overview_load_async (HeraldSession      *session,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
HeraldOverview *
herald_overview_load_finish (HeraldSession *session, GAsyncResult *result, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldOverview, herald_overview_free)

G_END_DECLS
