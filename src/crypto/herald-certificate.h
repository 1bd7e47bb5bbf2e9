/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates as names of keys: made for a key of ours, read for the key in them. */
#pragma once

#include "crypto/herald-key.h"

G_BEGIN_DECLS

char   *herald_certificate_make_pem (HeraldKey *key, const char *common_name, GError **error);
GBytes *herald_certificate_pem_to_der (const char *pem, GError **error);
HeraldPublicKey *herald_certificate_read_key (const char *pem, GError **error);

G_END_DECLS
