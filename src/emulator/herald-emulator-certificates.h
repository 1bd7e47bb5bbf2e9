/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client certificates that the emulated Apple knows. */
#pragma once

#include "emulator/herald-emulator-registry.h"

G_BEGIN_DECLS

/* Free with herald_emulator_certificate_free(). */
typedef struct
{
  char                     *topic; /* a bundle id */
  gint64                    not_after_us;
  HeraldEmulatorEnvironment environment;
} HeraldEmulatorCertificate;

void herald_emulator_certificate_free (HeraldEmulatorCertificate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorCertificate, herald_emulator_certificate_free)

gboolean herald_emulator_certificates_attach (HeraldEmulatorSite *site, GError **error);
/* Returns: (transfer full): content of a new .p12 that is known from now on. */
GBytes *herald_emulator_certificates_issue (HeraldEmulatorSite       *site,
                                            const char               *topic,
                                            HeraldEmulatorEnvironment environment,
                                            guint                     days,
                                            const char               *password,
                                            GError                  **error);
/* @p12: content of a file; what cannot be read teaches nothing and is no error. */
gboolean herald_emulator_certificates_learn (HeraldEmulatorSite *site,
                                             GBytes             *p12,
                                             const char         *password,
                                             GError            **error);
gboolean herald_emulator_certificates_revoke (HeraldEmulatorSite *site,
                                              const char         *fingerprint,
                                              GError            **error);
/* NULL when nobody has it. */
HeraldEmulatorCertificate *
herald_emulator_certificates_find (HeraldEmulatorSite *site, const char *fingerprint);

G_END_DECLS
