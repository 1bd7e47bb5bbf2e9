/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FCM's way to an iPhone: through APNs, with the credentials of the app's configuration. */
#pragma once

#include "emulator/herald-emulator-apple-tokens.h"
#include "emulator/herald-emulator-fcm-access.h"

G_BEGIN_DECLS

/* Fills @answer when APNs does not take the message; else leaves it as it is. */
gboolean herald_emulator_fcm_apple_send (HeraldEmulatorSite             *site,
                                         const HeraldEmulatorAppleToken *token,
                                         JsonObject                     *message,
                                         HeraldEmulatorFcmAnswer        *answer);

G_END_DECLS
