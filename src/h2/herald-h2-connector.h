/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a TLS connection that has agreed on HTTP/2. Private to this layer. */
#pragma once

#include "base/herald-transport.h"

G_BEGIN_DECLS

#define HERALD_TYPE_H2_CONNECTOR (herald_h2_connector_get_type ())
G_DECLARE_FINAL_TYPE (HeraldH2Connector, herald_h2_connector, HERALD, H2_CONNECTOR, GObject)

HeraldH2Connector *herald_h2_connector_new (const char      *origin,
                                            HeraldTransport *transport,
                                            GTlsCertificate *client_certificate);
char              *herald_h2_connector_dup_authority (HeraldH2Connector *self);
void               herald_h2_connector_connect_async (HeraldH2Connector  *self,
                                                      guint               timeout_ms,
                                                      GCancellable       *cancellable,
                                                      GAsyncReadyCallback callback,
                                                      gpointer            user_data);
GIOStream *
herald_h2_connector_connect_finish (HeraldH2Connector *self, GAsyncResult *result, GError **error);

G_END_DECLS
