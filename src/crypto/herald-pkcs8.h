/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private keys encrypted with a password, within this folder. */
#pragma once

#include <glib.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

int herald_pkcs8_encrypt (gnutls_x509_privkey_t key, const char *password, GByteArray *encrypted);

G_END_DECLS
