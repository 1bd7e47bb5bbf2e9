/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this layer share about keys: GnuTLS handles and wiped buffers. */
#pragma once

#include "crypto/herald-key.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

#define HERALD_ES256_HALF_BYTES 32 /* of r and of s: RFC 7518, 3.4 */
#define HERALD_ES256_BYTES 64

HeraldKey *herald_key_take_x509 (gnutls_x509_privkey_t key, GError **error);
gboolean   herald_key_export_x509 (HeraldKey *self, gnutls_x509_privkey_t *key, GError **error);
HeraldPublicKey *herald_public_key_take (gnutls_pubkey_t key);
HeraldKeyKind    herald_public_key_get_kind (HeraldPublicKey *self);
HeraldKeyKind
herald_key_kind_from_algorithm (gnutls_pk_algorithm_t algorithm, gnutls_ecc_curve_t curve);
gnutls_sign_algorithm_t herald_signature_get_algorithm (HeraldSignature self);
void                    herald_datum_clear (gnutls_datum_t *datum);
void                    herald_datum_wipe (gnutls_datum_t *datum);
gnutls_datum_t          herald_datum_view (gconstpointer data, gsize size);

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_privkey_t, gnutls_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pubkey_t, gnutls_pubkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)

G_END_DECLS
