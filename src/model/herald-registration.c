/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A registration and the states it goes through, each told by a signal. */
#include "config.h"

#include "model/herald-registration.h"

#include "base/herald-guid.h"
#include "model/herald-device-token.h"

#include <glib/gi18n-lib.h>

struct _HeraldRegistration
{
  GObject parent_instance;

  char                    *app_id;  /* (owned) */
  char                    *user_id; /* (owned) */
  HeraldPlatform           platform;
  char                    *token;      /* (owned) */
  char                    *request_id; /* (owned) (nullable) */
  HeraldRegistrationStatus status;
  char                    *reason;      /* (owned) (nullable) */
  char                    *explanation; /* (owned) (nullable) */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldRegistration, herald_registration, G_TYPE_OBJECT)

static const struct
{
  const char *name;
  const char *label;
} statuses[] = {
  [HERALD_REGISTRATION_WAITING] = { "waiting", N_ ("Waiting") },
  [HERALD_REGISTRATION_SENDING] = { "sending", N_ ("Sending") },
  [HERALD_REGISTRATION_ACCEPTED] = { "accepted", N_ ("Accepted, not registered yet") },
  [HERALD_REGISTRATION_PENDING] = { "pending", N_ ("Pending") },
  [HERALD_REGISTRATION_SUCCESS] = { "success", N_ ("Registered") },
  [HERALD_REGISTRATION_DUPLICATE] = { "duplicate", N_ ("Was registered already") },
  [HERALD_REGISTRATION_FAILED] = { "failed", N_ ("Failed") },
  [HERALD_REGISTRATION_STUCK] = { "stuck", N_ ("Still pending") },
};

static char *
dup_id (const char *id)
{
  char *guid = herald_guid_normalise (id);

  return guid != NULL ? guid : g_strdup (id);
}

static void
herald_registration_finalize (GObject *object)
{
  HeraldRegistration *self = HERALD_REGISTRATION (object);

  g_free (self->app_id);
  g_free (self->user_id);
  g_free (self->token);
  g_free (self->request_id);
  g_free (self->reason);
  g_free (self->explanation);
  G_OBJECT_CLASS (herald_registration_parent_class)->finalize (object);
}

static void
herald_registration_class_init (HeraldRegistrationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_registration_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_registration_init (HeraldRegistration *self)
{
}

/**
 * herald_registration_new:
 * @app_id: the mobile app configuration
 * @user_id: the contact, lead or profile
 * @platform: the device's platform
 * @token: the device token; blanks and brackets are taken off
 *
 * Returns: (transfer full): a registration that was not sent yet
 */
HeraldRegistration *
herald_registration_new (const char    *app_id,
                         const char    *user_id,
                         HeraldPlatform platform,
                         const char    *token)
{
  HeraldRegistration *self;

  g_return_val_if_fail (app_id != NULL && user_id != NULL && token != NULL, NULL);

  self = g_object_new (HERALD_TYPE_REGISTRATION, NULL);
  self->app_id = dup_id (app_id);
  self->user_id = dup_id (user_id);
  self->platform = platform;
  self->token = herald_device_token_clean (token);
  return self;
}

/**
 * herald_registration_get_app_id:
 * @self: a registration
 *
 * Returns: the mobile app configuration
 */
const char *
herald_registration_get_app_id (HeraldRegistration *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION (self), NULL);

  return self->app_id;
}

/**
 * herald_registration_get_user_id:
 * @self: a registration
 *
 * Returns: the contact, lead or profile
 */
const char *
herald_registration_get_user_id (HeraldRegistration *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION (self), NULL);

  return self->user_id;
}

/**
 * herald_registration_get_platform:
 * @self: a registration
 *
 * Returns: the device's platform
 */
HeraldPlatform
herald_registration_get_platform (HeraldRegistration *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION (self), HERALD_PLATFORM_UNKNOWN);

  return self->platform;
}

/**
 * herald_registration_get_token:
 * @self: a registration
 *
 * Returns: the device token, without blanks and brackets
 */
const char *
herald_registration_get_token (HeraldRegistration *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION (self), NULL);

  return self->token;
}

/**
 * herald_registration_get_request_id:
 * @self: a registration
 *
 * Returns: (nullable): the service's number for it, when it is tracked
 */
const char *
herald_registration_get_request_id (HeraldRegistration *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION (self), NULL);

  return self->request_id;
}

/**
 * herald_registration_set_request_id:
 * @self: a registration
 * @request_id: (nullable): the service's number for it
 */
void
herald_registration_set_request_id (HeraldRegistration *self, const char *request_id)
{
  g_return_if_fail (HERALD_IS_REGISTRATION (self));

  g_free (self->request_id);
  self->request_id = g_strdup (request_id);
}

/**
 * herald_registration_get_status:
 * @self: a registration
 *
 * Returns: how far it is
 */
HeraldRegistrationStatus
herald_registration_get_status (HeraldRegistration *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION (self), HERALD_REGISTRATION_WAITING);

  return self->status;
}

/**
 * herald_registration_get_reason:
 * @self: a registration
 *
 * Returns: (nullable): the service's own word for a failure
 */
const char *
herald_registration_get_reason (HeraldRegistration *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION (self), NULL);

  return self->reason;
}

/**
 * herald_registration_get_explanation:
 * @self: a registration
 *
 * Returns: (nullable): the failure in words, and what to do
 */
const char *
herald_registration_get_explanation (HeraldRegistration *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION (self), NULL);

  return self->explanation;
}

/**
 * herald_registration_set_status:
 * @self: a registration
 * @status: how far it is
 * @reason: (nullable): the service's own word for a failure
 * @explanation: (nullable): the failure in words
 *
 * Emits “changed” when anything is new.
 */
void
herald_registration_set_status (HeraldRegistration      *self,
                                HeraldRegistrationStatus status,
                                const char              *reason,
                                const char              *explanation)
{
  g_return_if_fail (HERALD_IS_REGISTRATION (self));

  if (self->status == status && g_strcmp0 (self->reason, reason) == 0 &&
      g_strcmp0 (self->explanation, explanation) == 0)
    return;
  self->status = status;
  g_free (self->reason);
  self->reason = g_strdup (reason);
  g_free (self->explanation);
  self->explanation = g_strdup (explanation);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * herald_registration_is_finished:
 * @self: a registration
 *
 * Returns: whether nothing more will happen by itself
 */
gboolean
herald_registration_is_finished (HeraldRegistration *self)
{
  g_return_val_if_fail (HERALD_IS_REGISTRATION (self), FALSE);

  return self->status >= HERALD_REGISTRATION_SUCCESS;
}

/**
 * herald_registration_status_to_string:
 * @status: a status
 *
 * Returns: the name that scripts and the store read
 */
const char *
herald_registration_status_to_string (HeraldRegistrationStatus status)
{
  g_return_val_if_fail ((gsize) status < G_N_ELEMENTS (statuses), "");

  return statuses[status].name;
}

/**
 * herald_registration_status_get_label:
 * @status: a status
 *
 * Returns: (transfer none): the translated words for it
 */
const char *
herald_registration_status_get_label (HeraldRegistrationStatus status)
{
  g_return_val_if_fail ((gsize) status < G_N_ELEMENTS (statuses), "");

  return _(statuses[status].label);
}
