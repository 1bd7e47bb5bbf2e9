/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The system's authorities are asked first; what only they do not know is judged here. */
#include "config.h"

#include "net/herald-trust.h"

#include "base/herald-error.h"

#include <glib/gi18n-lib.h>

/**
 * herald_trust_load:
 * @ca_file: path of PEM certificates
 *
 * **Errors:** INVALID when the file cannot be used.
 *
 * Returns: (transfer full): its authorities
 */
GTlsDatabase *
herald_trust_load (const char *ca_file, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GTlsDatabase *authorities = g_tls_file_database_new (ca_file, &local_error);

  if (authorities == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                 _("The certificate file “%s” cannot be used: %s"), ca_file, local_error->message);
  return authorities;
}

/**
 * herald_trust_accepts:
 * @authorities: (nullable): the environment's own
 * @certificate: what the server showed
 * @problems: what the system says about it
 * @host: whom it has to be for
 * @port: its port
 *
 * Returns: whether nothing but its authority was unknown, and @authorities know that one
 */
gboolean
herald_trust_accepts (GTlsDatabase        *authorities,
                      GTlsCertificate     *certificate,
                      GTlsCertificateFlags problems,
                      const char          *host,
                      guint16              port)
{
  g_autoptr (GSocketConnectable) identity = NULL;

  if (authorities == NULL || problems != G_TLS_CERTIFICATE_UNKNOWN_CA)
    return FALSE;
  identity = g_network_address_new (host, port);
  return g_tls_database_verify_chain (authorities, certificate,
                                      G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity, NULL,
                                      G_TLS_DATABASE_VERIFY_NONE, NULL, NULL) == 0;
}
