/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credential files for the tests of this layer, generated when they are asked for. */
#pragma once

#include "crypto/herald-key.h"

#include <gnutls/x509.h>

G_BEGIN_DECLS

char   *crypto_fixture_private_pem (HeraldKeyKind kind);
char   *crypto_fixture_public_pem (HeraldKeyKind kind);
char   *crypto_fixture_curve_pem (gnutls_ecc_curve_t curve);
char   *crypto_fixture_ed25519_pem (void);
char   *crypto_fixture_encrypted_pem (void);
char   *crypto_fixture_certificate_pem (void);
GBytes *crypto_fixture_pkcs12 (void);

G_END_DECLS
