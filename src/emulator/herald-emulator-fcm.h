/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulated Firebase Cloud Messaging, HTTP v1. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* Google's answer. Clear with herald_emulator_fcm_answer_clear(). */
typedef struct
{
  guint       status;
  const char *code;       /* (nullable): such as "NOT_FOUND"; NULL with status 200 */
  const char *error_code; /* (nullable): of FcmError, such as "UNREGISTERED" */
  char       *field;      /* (owned) (nullable): of a field violation */
  char       *text;       /* (owned): the message's name, or what is wrong */
} HeraldEmulatorFcmAnswer;

void herald_emulator_fcm_answer_clear (HeraldEmulatorFcmAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorFcmAnswer, herald_emulator_fcm_answer_clear)

gboolean herald_emulator_fcm_attach (HeraldEmulatorSite *site, GError **error);
/* @authorization: (nullable): the header. */
void herald_emulator_fcm_send (HeraldEmulatorSite      *site,
                               const char              *project_id,
                               const char              *authorization,
                               GBytes                  *body,
                               HeraldEmulatorFcmAnswer *answer);

G_END_DECLS
