/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One device registration on its way: sent, accepted, pending, done. */
#pragma once

#include <glib-object.h>

#include "model/herald-platform.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_REGISTRATION_WAITING,
  HERALD_REGISTRATION_SENDING,
  HERALD_REGISTRATION_ACCEPTED, /* 202: queued, not registered */
  HERALD_REGISTRATION_PENDING,  /* the status call says so */
  HERALD_REGISTRATION_SUCCESS,
  HERALD_REGISTRATION_DUPLICATE, /* failed with DuplicateExists, which does no harm */
  HERALD_REGISTRATION_FAILED,
  HERALD_REGISTRATION_STUCK, /* still pending when following it ended */
} HeraldRegistrationStatus;

#define HERALD_TYPE_REGISTRATION (herald_registration_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRegistration, herald_registration, HERALD, REGISTRATION, GObject)

HeraldRegistration *herald_registration_new (const char    *app_id,
                                             const char    *user_id,
                                             HeraldPlatform platform,
                                             const char    *token);
const char         *herald_registration_get_app_id (HeraldRegistration *self);
const char         *herald_registration_get_user_id (HeraldRegistration *self);
HeraldPlatform      herald_registration_get_platform (HeraldRegistration *self);
const char         *herald_registration_get_token (HeraldRegistration *self);
const char         *herald_registration_get_request_id (HeraldRegistration *self); /* (nullable) */
void herald_registration_set_request_id (HeraldRegistration *self, const char *request_id);
HeraldRegistrationStatus herald_registration_get_status (HeraldRegistration *self);
const char              *herald_registration_get_reason (HeraldRegistration *self); /* (nullable) */
const char *herald_registration_get_explanation (HeraldRegistration *self);         /* (nullable) */
void        herald_registration_set_status (HeraldRegistration      *self,
                                            HeraldRegistrationStatus status,
                                            const char              *reason,
                                            const char              *explanation);
gboolean    herald_registration_is_finished (HeraldRegistration *self);
const char *herald_registration_status_to_string (HeraldRegistrationStatus status);
const char *herald_registration_status_get_label (HeraldRegistrationStatus status);
/* Signal “changed”: each state as it happens. */

G_END_DECLS
