/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what a push service said, and reads it for people and for the credentials check. */
#include "config.h"

#include "net/herald-push-result.h"

#include "base/herald-error.h"

/**
 * herald_push_result_new:
 * @service: APNs or FCM
 *
 * Returns: (transfer full): a result without an answer
 */
HeraldPushResult *
herald_push_result_new (HeraldService service)
{
  HeraldPushResult *self = g_new0 (HeraldPushResult, 1);

  self->service = service;
  self->retry_after_seconds = -1;
  return self;
}

/**
 * herald_push_result_free:
 * @self: (nullable): the result to free
 */
void
herald_push_result_free (HeraldPushResult *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_free (self->text);
  g_free (self->message_id);
  g_clear_object (&self->exchange);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * herald_push_result_is_accepted:
 * @self: a result
 *
 * Returns: whether the service took the push
 */
gboolean
herald_push_result_is_accepted (const HeraldPushResult *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->error == NULL && self->status / 100 == 2;
}

/**
 * herald_push_result_explain:
 * @self: a result
 *
 * Returns: (transfer full) (nullable): what it means and what to do; NULL when it was accepted
 */
char *
herald_push_result_explain (const HeraldPushResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->error != NULL)
    return g_strdup (self->error->message);
  if (herald_push_result_is_accepted (self))
    return NULL;
  return herald_reason_explain (self->service, self->reason, self->status);
}

static gboolean
is_one_of (const char *reason, const char *const *reasons)
{
  return reason != NULL && g_strv_contains (reasons, reason);
}

/* The table of “Probing credentials without reaching anyone” (contract: apns-fcm, 6.5). */
static HeraldProbe
read_apns_probe (const HeraldPushResult *self)
{
  static const char *const token_reasons[] = { "BadDeviceToken", "Unregistered", "ExpiredToken",
                                               NULL };
  static const char *const topic_reasons[] = { "TopicDisallowed", "BadTopic", "MissingTopic",
                                               "DeviceTokenNotForTopic", NULL };

  if (self->status == 403)
    return HERALD_PROBE_REFUSED;
  if (is_one_of (self->reason, topic_reasons))
    return HERALD_PROBE_WRONG_TOPIC;
  if (self->status / 100 == 2 || is_one_of (self->reason, token_reasons))
    return HERALD_PROBE_ACCEPTED;
  return HERALD_PROBE_UNCLEAR;
}

/* What FCM says of the made-up token means that it has read the message (contract: apns-fcm, 6.9).
 */
static HeraldProbe
read_fcm_probe (const HeraldPushResult *self)
{
  static const char *const token_reasons[] = { "INVALID_ARGUMENT", "UNREGISTERED",
                                               "SENDER_ID_MISMATCH", NULL };

  if (self->status / 100 == 2 || is_one_of (self->reason, token_reasons))
    return HERALD_PROBE_ACCEPTED;
  if (self->status == 401 || self->status == 403 || self->status == 404)
    return HERALD_PROBE_REFUSED;
  return HERALD_PROBE_UNCLEAR;
}

/**
 * herald_push_result_get_probe:
 * @self: the result of a probe
 *
 * Returns: what it says of the credentials
 */
HeraldProbe
herald_push_result_get_probe (const HeraldPushResult *self)
{
  g_return_val_if_fail (self != NULL, HERALD_PROBE_UNCLEAR);

  if (self->error != NULL)
    return g_error_matches (self->error, HERALD_ERROR, HERALD_ERROR_AUTH) ? HERALD_PROBE_REFUSED
                                                                          : HERALD_PROBE_UNCLEAR;
  return self->service == HERALD_SERVICE_APNS ? read_apns_probe (self) : read_fcm_probe (self);
}
