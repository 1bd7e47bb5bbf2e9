/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates of every kind, good and bad, made with GnuTLS itself. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;       /* common name, and host name when it is no authority */
  const char *issuer_pem; /* (nullable): key and certificate of an authority; NULL: signs itself */
  int         days;       /* until it ends; negative when it has ended */
  gboolean    is_authority;
} HeraldTestCertificate;

/* (transfer full): private key and certificate in PEM. */
char *herald_test_certificate_make (const HeraldTestCertificate *wanted);
/* (transfer full): the same as a .p12 file; without a key when @pem has none. */
GBytes *herald_test_certificate_pack (const char *pem, const char *passphrase);

G_END_DECLS
