/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may call FCM, and Google's answers as they leave. */
#pragma once

#include "emulator/herald-emulator-google.h"

G_BEGIN_DECLS

/* Google's answer. Clear with herald_emulator_fcm_answer_clear(). */
typedef struct
{
  guint       status;
  const char *code;        /* (nullable): such as "NOT_FOUND"; NULL with status 200 */
  const char *error_code;  /* (nullable): of FcmError, such as "UNREGISTERED" */
  const char *reason;      /* (nullable): of ErrorInfo, such as "SERVICE_DISABLED" */
  char       *project_id;  /* (owned) (nullable): of ErrorInfo */
  char       *field;       /* (owned) (nullable): of a field violation */
  guint       apns_status; /* of ApnsError; with the next */
  const char *apns_reason; /* (nullable): Apple's, such as "InvalidProviderToken" */
  char       *text;        /* (owned): the message's name, or what is wrong */
  guint       retry_after; /* seconds; 0 is none */
} HeraldEmulatorFcmAnswer;

void herald_emulator_fcm_answer_clear (HeraldEmulatorFcmAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorFcmAnswer, herald_emulator_fcm_answer_clear)

void herald_emulator_fcm_answer_refuse (HeraldEmulatorFcmAnswer *self,
                                        guint                    status,
                                        const char              *code,
                                        const char              *error_code,
                                        const char              *text);
void
herald_emulator_fcm_answer_respond (const HeraldEmulatorFcmAnswer *self, HeraldEmulatorCall *call);

/* @authorization: (nullable): the header. Returns: (transfer full) (nullable): NULL fills @answer.
 */
HeraldEmulatorGoogleGrant *herald_emulator_fcm_access_find_grant (HeraldEmulatorSite *site,
                                                                  const char         *authorization,
                                                                  HeraldEmulatorFcmAnswer *answer);
gboolean                   herald_emulator_fcm_access_check (HeraldEmulatorSite      *site,
                                                             const char              *project_id,
                                                             const char              *authorization,
                                                             HeraldEmulatorFcmAnswer *answer);

G_END_DECLS
