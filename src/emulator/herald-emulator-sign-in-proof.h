/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an application proves that it is the one it says: a secret, a certificate, or nothing. */
#pragma once

#include "emulator/herald-emulator-sign-in-request.h"

G_BEGIN_DECLS

gboolean herald_emulator_sign_in_proof_attach (HeraldEmulatorSite *site, GError **error);
gboolean herald_emulator_sign_in_proof_check (HeraldEmulatorSignInRequest *request,
                                              const char                  *grant_type,
                                              GError                     **error);
void herald_emulator_sign_in_proof_add_to_ready_line (HeraldEmulatorSite *site, JsonObject *object);

G_END_DECLS
