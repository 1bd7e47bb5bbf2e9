/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers a server that asks for a client certificate, and remembers that it did. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_CERTIFICATE_GIVER (herald_certificate_giver_get_type ())
G_DECLARE_FINAL_TYPE (HeraldCertificateGiver,
                      herald_certificate_giver,
                      HERALD,
                      CERTIFICATE_GIVER,
                      GTlsInteraction)

/* @certificate: (nullable). */
HeraldCertificateGiver *herald_certificate_giver_new (GTlsCertificate *certificate);
gboolean                herald_certificate_giver_was_asked (HeraldCertificateGiver *self);

G_END_DECLS
