/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the servers of an environment are reached, whatever protocol is spoken to them: through which
 * proxy, whom to trust, which certificate to show. It does not change. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Instead of a proxy's address. */
#define HERALD_PROXY_NONE "none"

#define HERALD_TYPE_TRANSPORT (herald_transport_get_type ())
G_DECLARE_FINAL_TYPE (HeraldTransport, herald_transport, HERALD, TRANSPORT, GObject)

typedef struct
{
  const char *proxy;              /* (nullable): address, “none”; NULL or empty: the system's */
  const char *proxy_user;         /* (nullable) */
  const char *proxy_password;     /* (nullable): secret */
  const char *ca_file;            /* (nullable): PEM trusted beside the system's authorities */
  const char *client_certificate; /* (nullable): secret; certificate and private key in PEM */
  gboolean    ignores_tls_errors;
} HeraldTransportOptions;

/* What went wrong on the way to a server. */
typedef enum
{
  HERALD_TRANSPORT_OTHER, /* nothing that these settings could change */
  HERALD_TRANSPORT_PROXY_UNKNOWN,
  HERALD_TRANSPORT_PROXY_UNREACHABLE,
  HERALD_TRANSPORT_PROXY_WANTS_PASSWORD,
  HERALD_TRANSPORT_PROXY_REFUSES_PASSWORD,
  HERALD_TRANSPORT_PROXY_FORBIDS,
  HERALD_TRANSPORT_PROXY_FAILED,
  HERALD_TRANSPORT_CERTIFICATE_WANTED,
  HERALD_TRANSPORT_CERTIFICATE_REFUSED,
} HeraldTransportProblem;

HeraldTransport *herald_transport_new (const HeraldTransportOptions *options, GError **error);
/* The system's proxy and the system's authorities. */
HeraldTransport *herald_transport_new_default (void);
/* No proxy. */
HeraldTransport *herald_transport_new_direct (const char *ca_file, GError **error);
GProxyResolver  *herald_transport_get_proxy_resolver (HeraldTransport *self);
GTlsDatabase    *herald_transport_get_authorities (HeraldTransport *self);
GTlsCertificate *herald_transport_get_client_certificate (HeraldTransport *self);
gboolean         herald_transport_ignores_tls_errors (HeraldTransport *self);
/* At the end of a sentence. */
const char    *herald_transport_explain_certificate (GTlsCertificateFlags problems);
GSocketClient *herald_transport_create_client (HeraldTransport *self, guint timeout_seconds);
char          *herald_transport_dup_proxy (HeraldTransport *self, const char *host);
/* Whether the system says which proxy leads to a server. */
gboolean herald_transport_uses_system_proxy (HeraldTransport *self);
char    *herald_transport_dup_proxy_origin (HeraldTransport *self, const char *host);
/* @asked: whether the server wanted a client certificate. */
HeraldTransportProblem herald_transport_diagnose (HeraldTransport *self,
                                                  const char      *host,
                                                  gboolean         asked,
                                                  const GError    *lower);
GError                *herald_transport_explain (HeraldTransport *self,
                                                 const char      *host,
                                                 gboolean         asked,
                                                 const GError    *lower);

G_END_DECLS
