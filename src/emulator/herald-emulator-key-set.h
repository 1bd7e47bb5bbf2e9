/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key that signs tokens, for those who verify them. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

gboolean herald_emulator_key_set_attach (HeraldEmulatorSite *site, GError **error);
/* Modulus and exponent of an RSA key, as unsigned big-endian numbers without leading zeros. */
gboolean
herald_emulator_key_set_read_rsa (HeraldPublicKey *key, GBytes **modulus, GBytes **exponent);

G_END_DECLS
