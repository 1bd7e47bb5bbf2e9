/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FCM's rules for the body of messages:send. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What is wrong with a message. */
typedef struct
{
  char *field; /* (owned): such as “message.data” */
  char *text;  /* (owned) */
} HeraldEmulatorFcmFault;

void herald_emulator_fcm_fault_clear (HeraldEmulatorFcmFault *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorFcmFault, herald_emulator_fcm_fault_clear)

gboolean herald_emulator_fcm_check_body (JsonObject *body, HeraldEmulatorFcmFault *fault);
/* “0s” is at once or never. */
gint64   herald_emulator_fcm_get_ttl_seconds (JsonObject *message);
gboolean herald_emulator_fcm_is_token (const char *token);

G_END_DECLS
