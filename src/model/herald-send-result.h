/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of one push to one device, or of one in-app notification to one user. */
#pragma once

#include <glib-object.h>

#include "model/herald-platform.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_SEND_WAITING,
  HERALD_SEND_SENDING,   /* written down before it is sent */
  HERALD_SEND_DELIVERED, /* accepted by APNs, FCM or Dataverse */
  HERALD_SEND_FAILED,
  HERALD_SEND_NOT_REGISTERED, /* nothing was sent: the device is not registered any more */
  HERALD_SEND_UNKNOWN,        /* the connection or Herald ended before the answer: not resent */
} HeraldSendStatus;

#define HERALD_TYPE_SEND_RESULT (herald_send_result_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSendResult, herald_send_result, HERALD, SEND_RESULT, GObject)

HeraldSendResult *
herald_send_result_new (const char *target_id, const char *target_label, HeraldPlatform platform);
/* Device id, or systemuser id; NULL for a pasted token. */
const char      *herald_send_result_get_target_id (HeraldSendResult *self);
const char      *herald_send_result_get_target_label (HeraldSendResult *self);
HeraldPlatform   herald_send_result_get_platform (HeraldSendResult *self);
HeraldSendStatus herald_send_result_get_status (HeraldSendResult *self);
guint            herald_send_result_get_code (HeraldSendResult *self); /* HTTP; 0: none */
const char *herald_send_result_get_reason (HeraldSendResult *self); /* (nullable) "Unregistered" */
const char *herald_send_result_get_explanation (HeraldSendResult *self); /* (nullable) in words */
const char *herald_send_result_get_message_id (
  HeraldSendResult *self); /* (nullable) apns-id, name, NotificationId */
guint  herald_send_result_get_latency_ms (HeraldSendResult *self);
gint64 herald_send_result_get_exchange_id (HeraldSendResult *self); /* 0: none; see the store */
void   herald_send_result_set_status (HeraldSendResult *self, HeraldSendStatus status);
void   herald_send_result_finish (HeraldSendResult *self,
                                  HeraldSendStatus  status,
                                  guint             code,
                                  const char       *reason,
                                  const char       *explanation,
                                  const char       *message_id,
                                  guint             latency_ms,
                                  gint64            exchange_id);
const char *herald_send_status_to_string (HeraldSendStatus status);
const char *herald_send_status_get_label (HeraldSendStatus status);
/* Signal “changed”. */

G_END_DECLS
