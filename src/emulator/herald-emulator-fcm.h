/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulated Firebase Cloud Messaging, HTTP v1. */
#pragma once

#include "emulator/herald-emulator-fcm-access.h"

G_BEGIN_DECLS

gboolean herald_emulator_fcm_attach (HeraldEmulatorSite *site, GError **error);
/* @authorization: (nullable): the header. */
void herald_emulator_fcm_send (HeraldEmulatorSite      *site,
                               const char              *project_id,
                               const char              *authorization,
                               GBytes                  *body,
                               HeraldEmulatorFcmAnswer *answer);

G_END_DECLS
