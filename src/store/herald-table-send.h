/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends and what became of each target. All functions run on a lane. */
#pragma once

#include "model/herald-send-result.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_SEND_PUSH,
  HERALD_SEND_INAPP,
} HeraldSendKind;

typedef struct
{
  gint64         id;
  HeraldSendKind kind;
  char          *app_id;   /* (nullable) */
  char          *app_name; /* (nullable) */
  char          *title;
  char          *json; /* the message as composed */
  gint64         created_us;
  guint          n_total;
  guint          n_delivered;
  guint          n_failed;
  guint          n_not_registered;
  guint          n_unknown;
} HeraldSendRow;

/* One target of a send, by its place in it. Plain data, so that lanes share no objects. */
typedef struct
{
  guint            position;
  char            *target_id; /* (nullable) */
  char            *target_label;
  HeraldPlatform   platform;
  HeraldSendStatus status;
  guint            code;
  char            *reason;      /* (nullable) */
  char            *explanation; /* (nullable) */
  char            *message_id;  /* (nullable) */
  guint            latency_ms;
  gint64           exchange_id; /* 0: none */
} HeraldSendTarget;

void              herald_send_row_free (HeraldSendRow *self);
HeraldSendTarget *herald_send_target_new (guint position, HeraldSendResult *result);
void              herald_send_target_free (HeraldSendTarget *self);
HeraldSendResult *herald_send_target_to_result (const HeraldSendTarget *self);

/* Writes down the send and its targets (element-type HeraldSendTarget) as given; sets the id. */
gboolean herald_table_send_begin (HeraldConnection *connection,
                                  const char       *environment_id,
                                  HeraldSendRow    *send,
                                  GPtrArray        *targets,
                                  GError          **error);
gboolean herald_table_send_update (HeraldConnection       *connection,
                                   gint64                  send_id,
                                   const HeraldSendTarget *target,
                                   GError                **error);
/* Targets that a process which is gone had on their way become UNKNOWN, those that waited FAILED
 * with reason "NotSent". The store does it when it opens. */
gboolean herald_table_send_recover (HeraldConnection *connection, GError **error);
/* Returns: (element-type HeraldSendRow): newest first */
GPtrArray *herald_table_send_list (HeraldConnection *connection,
                                   const char       *environment_id,
                                   guint             limit,
                                   GError          **error);
/* Returns: (element-type HeraldSendTarget): in order */
GPtrArray *
herald_table_send_list_targets (HeraldConnection *connection, gint64 send_id, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldSendRow, herald_send_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldSendTarget, herald_send_target_free)

G_END_DECLS
