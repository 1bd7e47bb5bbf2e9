/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to a server, one stage after the other: its name, a connection, its certificate. Tells
 * where it ends when HTTP only says that it does. */
#pragma once

#include "base/herald-transport.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PROBE (herald_probe_get_type ())
G_DECLARE_FINAL_TYPE (HeraldProbe, herald_probe, HERALD, PROBE, GObject)

HeraldProbe *herald_probe_new (const char *url, HeraldTransport *transport, GError **error);
gboolean     herald_probe_is_encrypted (HeraldProbe *self);
/* Each needs the one before. Each gives a translated sentence fragment of what was found. */
void  herald_probe_resolve_async (HeraldProbe        *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
char *herald_probe_resolve_finish (HeraldProbe *self, GAsyncResult *result, GError **error);
void  herald_probe_connect_async (HeraldProbe        *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
char *herald_probe_connect_finish (HeraldProbe *self, GAsyncResult *result, GError **error);
void  herald_probe_encrypt_async (HeraldProbe        *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
char *herald_probe_encrypt_finish (HeraldProbe *self, GAsyncResult *result, GError **error);
/* What is wrong with the server's certificate, also when errors are ignored; 0: nothing known. */
GTlsCertificateFlags herald_probe_get_certificate_problems (HeraldProbe *self);
/* Whether the server wanted a client certificate, which it may refuse only later. */
gboolean herald_probe_was_certificate_asked (HeraldProbe *self);
/* (transfer full) (nullable): “scheme://host:port” of what the connection goes through. */
char *herald_probe_dup_proxy_origin (HeraldProbe *self);
/* What proxy or client certificate have to do with the last failure. */
HeraldTransportProblem herald_probe_get_problem (HeraldProbe *self);

G_END_DECLS
