/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Client certificates of APNs: whose app they name, and .p12 files with one. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Free with herald_apns_certificate_free(). */
typedef struct
{
  char  *common_name;
  char  *topic;       /* the subject's user id: a bundle id */
  char  *fingerprint; /* SHA-256 of the certificate, in hex */
  gint64 not_after;   /* UNIX seconds */
} HeraldApnsCertificate;

void herald_apns_certificate_free (HeraldApnsCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldApnsCertificate, herald_apns_certificate_free)

HeraldApnsCertificate         *
herald_apns_certificate_read_p12 (GBytes *p12, const char *password, GError **error);
GBytes *herald_apns_certificate_make_p12 (const char             *common_name,
                                          const char             *topic,
                                          guint                   days,
                                          const char             *password,
                                          HeraldApnsCertificate **made,
                                          GError                **error);

G_END_DECLS
