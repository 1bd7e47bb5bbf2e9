/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FCM's rules for the body of messages:send. */
#pragma once

#include "emulator/herald-emulator-fcm-schema.h"

G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): the body with every member in snake_case. */
JsonObject *herald_emulator_fcm_read_body (JsonObject *body, HeraldEmulatorFcmFault *fault);
/* “0s” is at once or never. */
gint64   herald_emulator_fcm_get_ttl_seconds (JsonObject *message);
gboolean herald_emulator_fcm_is_token (const char *token);
gboolean herald_emulator_fcm_is_topic (const char *topic);

G_END_DECLS
