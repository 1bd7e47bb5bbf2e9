/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Under TLS 1.3 a client learns only after its handshake that it should have shown a certificate,
 * and then mostly by a closed connection. That the server asked says what it means. */
#include "config.h"

#include "base/herald-certificate-giver.h"

struct _HeraldCertificateGiver
{
  GTlsInteraction parent_instance;

  GTlsCertificate *certificate; /* (owned) (nullable) */
  int              asked;       /* atomic: GIO may shake hands on a thread */
};

G_DEFINE_FINAL_TYPE (HeraldCertificateGiver, herald_certificate_giver, G_TYPE_TLS_INTERACTION)

static GTlsInteractionResult
herald_certificate_giver_request_certificate (GTlsInteraction            *interaction,
                                              GTlsConnection             *connection,
                                              GTlsCertificateRequestFlags flags,
                                              GCancellable               *cancellable,
                                              GError                    **error)
{
  HeraldCertificateGiver *self = HERALD_CERTIFICATE_GIVER (interaction);

  g_atomic_int_set (&self->asked, TRUE);
  if (self->certificate == NULL)
    return G_TLS_INTERACTION_UNHANDLED;
  g_tls_connection_set_certificate (connection, self->certificate);
  return G_TLS_INTERACTION_HANDLED;
}

static void
herald_certificate_giver_finalize (GObject *object)
{
  g_clear_object (&HERALD_CERTIFICATE_GIVER (object)->certificate);
  G_OBJECT_CLASS (herald_certificate_giver_parent_class)->finalize (object);
}

static void
herald_certificate_giver_class_init (HeraldCertificateGiverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_certificate_giver_finalize;
  G_TLS_INTERACTION_CLASS (klass)->request_certificate =
    herald_certificate_giver_request_certificate;
}

static void
herald_certificate_giver_init (HeraldCertificateGiver *self)
{
}

/**
 * herald_certificate_giver_new:
 * @certificate: (nullable): what to show
 *
 * Returns: (transfer full): the interaction for one connection
 */
HeraldCertificateGiver *
herald_certificate_giver_new (GTlsCertificate *certificate)
{
  HeraldCertificateGiver *self = g_object_new (HERALD_TYPE_CERTIFICATE_GIVER, NULL);

  g_set_object (&self->certificate, certificate);
  return self;
}

/**
 * herald_certificate_giver_was_asked:
 * @self: the interaction of a connection
 *
 * **Thread:** any.
 *
 * Returns: whether the server wanted a certificate
 */
gboolean
herald_certificate_giver_was_asked (HeraldCertificateGiver *self)
{
  g_return_val_if_fail (HERALD_IS_CERTIFICATE_GIVER (self), FALSE);

  return g_atomic_int_get (&self->asked);
}
