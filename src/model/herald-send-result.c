/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outcome of one send to one target, told by a signal as it changes. */
#include "config.h"

#include "model/herald-send-result.h"

#include <glib/gi18n-lib.h>

struct _HeraldSendResult
{
  GObject parent_instance;

  char            *target_id;    /* (owned) (nullable) */
  char            *target_label; /* (owned) */
  HeraldPlatform   platform;
  HeraldSendStatus status;
  guint            code;
  char            *reason;      /* (owned) (nullable) */
  char            *explanation; /* (owned) (nullable) */
  char            *message_id;  /* (owned) (nullable) */
  guint            latency_ms;
  gint64           exchange_id;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldSendResult, herald_send_result, G_TYPE_OBJECT)

static const struct
{
  const char *name;
  const char *label;
} statuses[] = {
  [HERALD_SEND_WAITING] = { "waiting", N_ ("Waiting") },
  [HERALD_SEND_SENDING] = { "sending", N_ ("Sending") },
  [HERALD_SEND_DELIVERED] = { "delivered", N_ ("Accepted") },
  [HERALD_SEND_FAILED] = { "failed", N_ ("Failed") },
  [HERALD_SEND_NOT_REGISTERED] = { "notRegistered", N_ ("Not registered any more") },
  [HERALD_SEND_UNKNOWN] = { "unknown", N_ ("Outcome unknown") },
};

static void
herald_send_result_finalize (GObject *object)
{
  HeraldSendResult *self = HERALD_SEND_RESULT (object);

  g_free (self->target_id);
  g_free (self->target_label);
  g_free (self->reason);
  g_free (self->explanation);
  g_free (self->message_id);
  G_OBJECT_CLASS (herald_send_result_parent_class)->finalize (object);
}

static void
herald_send_result_class_init (HeraldSendResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_send_result_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_send_result_init (HeraldSendResult *self)
{
}

/**
 * herald_send_result_new:
 * @target_id: (nullable): the device's or user's id; %NULL for a pasted token
 * @target_label: what to call the target
 * @platform: the device's platform
 *
 * Returns: (transfer full): a result that waits
 */
HeraldSendResult *
herald_send_result_new (const char *target_id, const char *target_label, HeraldPlatform platform)
{
  HeraldSendResult *self;

  g_return_val_if_fail (target_label != NULL, NULL);

  self = g_object_new (HERALD_TYPE_SEND_RESULT, NULL);
  self->target_id = g_strdup (target_id);
  self->target_label = g_strdup (target_label);
  self->platform = platform;
  return self;
}

/**
 * herald_send_result_get_target_id:
 * @self: a send result
 *
 * Returns: (nullable): the device's or user's id; %NULL for a pasted token
 */
const char *
herald_send_result_get_target_id (HeraldSendResult *self)
{
  g_return_val_if_fail (HERALD_IS_SEND_RESULT (self), NULL);

  return self->target_id;
}

/**
 * herald_send_result_get_target_label:
 * @self: a send result
 *
 * Returns: what to call the target
 */
const char *
herald_send_result_get_target_label (HeraldSendResult *self)
{
  g_return_val_if_fail (HERALD_IS_SEND_RESULT (self), NULL);

  return self->target_label;
}

/**
 * herald_send_result_get_platform:
 * @self: a send result
 *
 * Returns: the device's platform; unknown for an in-app notification
 */
HeraldPlatform
herald_send_result_get_platform (HeraldSendResult *self)
{
  g_return_val_if_fail (HERALD_IS_SEND_RESULT (self), HERALD_PLATFORM_UNKNOWN);

  return self->platform;
}

/**
 * herald_send_result_get_status:
 * @self: a send result
 *
 * Returns: what became of it
 */
HeraldSendStatus
herald_send_result_get_status (HeraldSendResult *self)
{
  g_return_val_if_fail (HERALD_IS_SEND_RESULT (self), HERALD_SEND_WAITING);

  return self->status;
}

/**
 * herald_send_result_get_code:
 * @self: a send result
 *
 * Returns: the HTTP status; 0 without an answer
 */
guint
herald_send_result_get_code (HeraldSendResult *self)
{
  g_return_val_if_fail (HERALD_IS_SEND_RESULT (self), 0);

  return self->code;
}

/**
 * herald_send_result_get_reason:
 * @self: a send result
 *
 * Returns: (nullable): the service's own word, such as “Unregistered”
 */
const char *
herald_send_result_get_reason (HeraldSendResult *self)
{
  g_return_val_if_fail (HERALD_IS_SEND_RESULT (self), NULL);

  return self->reason;
}

/**
 * herald_send_result_get_explanation:
 * @self: a send result
 *
 * Returns: (nullable): the reason in words, and what to do
 */
const char *
herald_send_result_get_explanation (HeraldSendResult *self)
{
  g_return_val_if_fail (HERALD_IS_SEND_RESULT (self), NULL);

  return self->explanation;
}

/**
 * herald_send_result_get_message_id:
 * @self: a send result
 *
 * Returns: (nullable): the apns-id, the message's name or the NotificationId
 */
const char *
herald_send_result_get_message_id (HeraldSendResult *self)
{
  g_return_val_if_fail (HERALD_IS_SEND_RESULT (self), NULL);

  return self->message_id;
}

/**
 * herald_send_result_get_latency_ms:
 * @self: a send result
 *
 * Returns: how long the answer took
 */
guint
herald_send_result_get_latency_ms (HeraldSendResult *self)
{
  g_return_val_if_fail (HERALD_IS_SEND_RESULT (self), 0);

  return self->latency_ms;
}

/**
 * herald_send_result_get_exchange_id:
 * @self: a send result
 *
 * Returns: the exchange in the store; 0 when none was kept
 */
gint64
herald_send_result_get_exchange_id (HeraldSendResult *self)
{
  g_return_val_if_fail (HERALD_IS_SEND_RESULT (self), 0);

  return self->exchange_id;
}

/**
 * herald_send_result_set_status:
 * @self: a send result
 * @status: what became of it
 *
 * Emits “changed” when it is new.
 */
void
herald_send_result_set_status (HeraldSendResult *self, HeraldSendStatus status)
{
  g_return_if_fail (HERALD_IS_SEND_RESULT (self));

  if (self->status == status)
    return;
  self->status = status;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * herald_send_result_finish:
 * @self: a send result
 * @status: what became of it
 * @code: the HTTP status, or 0
 * @reason: (nullable): the service's own word
 * @explanation: (nullable): the reason in words
 * @message_id: (nullable): the apns-id, the message's name or the NotificationId
 * @latency_ms: how long the answer took
 * @exchange_id: the exchange in the store, or 0
 *
 * Emits “changed” once.
 */
void
herald_send_result_finish (HeraldSendResult *self,
                           HeraldSendStatus  status,
                           guint             code,
                           const char       *reason,
                           const char       *explanation,
                           const char       *message_id,
                           guint             latency_ms,
                           gint64            exchange_id)
{
  g_return_if_fail (HERALD_IS_SEND_RESULT (self));

  self->status = status;
  self->code = code;
  g_free (self->reason);
  self->reason = g_strdup (reason);
  g_free (self->explanation);
  self->explanation = g_strdup (explanation);
  g_free (self->message_id);
  self->message_id = g_strdup (message_id);
  self->latency_ms = latency_ms;
  self->exchange_id = exchange_id;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * herald_send_status_to_string:
 * @status: a status
 *
 * Returns: the name that scripts and the store read
 */
const char *
herald_send_status_to_string (HeraldSendStatus status)
{
  g_return_val_if_fail ((gsize) status < G_N_ELEMENTS (statuses), "");

  return statuses[status].name;
}

/**
 * herald_send_status_get_label:
 * @status: a status
 *
 * Returns: (transfer none): the translated words for it
 */
const char *
herald_send_status_get_label (HeraldSendStatus status)
{
  g_return_val_if_fail ((gsize) status < G_N_ELEMENTS (statuses), "");

  return _(statuses[status].label);
}
