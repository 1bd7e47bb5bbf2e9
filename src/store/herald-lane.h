/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lane of the store: a thread, a connection and a queue of jobs in the order they came. Private
 * to this layer. */
#pragma once

#include "store/herald-connection.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_LANE_READ,
  HERALD_LANE_WRITE, /* each job in a transaction of its own */
} HeraldLaneKind;

typedef struct _HeraldLane HeraldLane;

/* On the lane's thread, after a commit that changed rows. */
typedef void (*HeraldLaneChanged) (HeraldTables tables, gpointer user_data);

HeraldLane *herald_lane_new (HeraldLaneKind    kind,
                             HeraldConnection *connection,
                             HeraldLaneChanged changed,
                             gpointer          user_data,
                             GError          **error);
void        herald_lane_push (HeraldLane     *self,
                              GTask          *task,
                              HeraldStoreFunc func,
                              gpointer        data,
                              GDestroyNotify  destroy);
gpointer    herald_lane_finish (GTask *task, GError **error);
void        herald_lane_free (HeraldLane *self);

G_END_DECLS
