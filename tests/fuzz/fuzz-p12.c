/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A .p12 file as somebody uploads it, with a password and without. */
#include "config.h"

#include "herald-fuzz-site.h"

#include "crypto/herald-apns-certificate.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) p12 = g_bytes_new (data, size);
  g_autoptr (HeraldApnsCertificate) with_password =
    herald_apns_certificate_read_p12 (p12, "secret", NULL);
  g_autoptr (HeraldApnsCertificate) without = herald_apns_certificate_read_p12 (p12, "", NULL);

  g_assert_true (with_password == NULL || with_password->fingerprint != NULL);
  g_assert_true (without == NULL || without->fingerprint != NULL);
  return 0;
}
