/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in on another device than the one that asks. */
#pragma once

#include "emulator/herald-emulator-sign-in-request.h"

G_BEGIN_DECLS

/* The path of the page. */
#define HERALD_EMULATOR_DEVICE_PAGE "/devicelogin"

gboolean herald_emulator_sign_in_device_attach (HeraldEmulatorSite *site, GError **error);
HeraldEmulatorSignInGrant *
herald_emulator_sign_in_device_redeem (HeraldEmulatorSignInRequest *request, GError **error);
const HeraldEmulatorSignInClient *
herald_emulator_sign_in_device_find_client (HeraldEmulatorSite *site, const char *user_code);
/* @object_id: (nullable): NULL declines. */
gboolean herald_emulator_sign_in_device_decide (HeraldEmulatorSite *site,
                                                const char         *user_code,
                                                const char         *object_id,
                                                GError            **error);

G_END_DECLS
