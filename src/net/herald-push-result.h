/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a push service said to one push, or to a probe of the credentials; the same shape for APNs
 * and FCM. */
#pragma once

#include "model/herald-exchange.h"
#include "model/herald-reason.h"

G_BEGIN_DECLS

/* What a probe says of the credentials. */
typedef enum
{
  HERALD_PROBE_UNCLEAR, /* busy, no answer, or nothing that says it */
  HERALD_PROBE_ACCEPTED,
  HERALD_PROBE_REFUSED,     /* the key, the account or one of its names is wrong */
  HERALD_PROBE_WRONG_TOPIC, /* APNs: the key is good, but not for this bundle id */
} HeraldProbe;

typedef struct
{
  HeraldService service;
  guint         status;          /* HTTP; 0: no answer */
  char         *reason;          /* (owned) (nullable) "Unregistered", "UNREGISTERED"… */
  char         *text;            /* (owned) (nullable): the service's own words (FCM) */
  char         *message_id;      /* (owned) (nullable): apns-id, or FCM's name of the message */
  gint64        unregistered_us; /* Unix time since when the token is not valid (410); 0: unknown */
  gint64        retry_after_seconds; /* -1: not said */
  guint         attempts;
  gint64        latency_us; /* of the last attempt */
  HeraldExchange *exchange; /* (owned) (nullable): of the last attempt, redacted */
  GError         *error;    /* (owned) (nullable): no answer came; NETWORK, AUTH… See
                               herald_error_is_unknown_fate() before sending again. */
} HeraldPushResult;

HeraldPushResult *herald_push_result_new (HeraldService service);
void              herald_push_result_free (HeraldPushResult *self);
gboolean          herald_push_result_is_accepted (const HeraldPushResult *self);
/* In words, also for a lost connection: what it means and what to do; NULL when accepted. */
char       *herald_push_result_explain (const HeraldPushResult *self);
HeraldProbe herald_push_result_get_probe (const HeraldPushResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldPushResult, herald_push_result_free)

G_END_DECLS
