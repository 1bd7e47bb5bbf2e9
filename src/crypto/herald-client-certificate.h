/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown to a server that wants to know who connects: a certificate with its private key. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Free with herald_client_certificate_free(). */
typedef struct
{
  char  *pem;       /* secret: the private key, its certificate, those above it */
  char  *name;      /* of the certificate's subject */
  gint64 not_after; /* UNIX seconds */
} HeraldClientCertificate;

void herald_client_certificate_free (HeraldClientCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldClientCertificate, herald_client_certificate_free)

HeraldClientCertificate *
herald_client_certificate_read (GBytes *content, const char *passphrase, GError **error);

G_END_DECLS
