/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a certificate begins, whoever signs it. */
#pragma once

#include <gnutls/x509.h>

int herald_certificate_begin (gnutls_x509_crt_t    *certificate,
                              gnutls_x509_privkey_t key,
                              const char           *common_name,
                              int                   days);
