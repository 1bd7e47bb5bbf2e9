/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accepts TLS connections on 127.0.0.1 and hands out their HTTP/2 requests. */
#pragma once

#include <gio/gio.h>

#include "h2/herald-h2-session.h"

G_BEGIN_DECLS

#define HERALD_TYPE_H2_SERVER (herald_h2_server_get_type ())
G_DECLARE_FINAL_TYPE (HeraldH2Server, herald_h2_server, HERALD, H2_SERVER, GObject)

HeraldH2Server *herald_h2_server_new (GTlsCertificate    *certificate,
                                      guint               max_streams,
                                      gsize               max_body_bytes,
                                      HeraldH2RequestFunc request_func,
                                      gpointer            user_data);
gboolean        herald_h2_server_listen (HeraldH2Server *self, guint16 port, GError **error);
guint16         herald_h2_server_get_port (HeraldH2Server *self);
void herald_h2_server_set_farewells (HeraldH2Server *self, const char *idle, const char *stop);
void herald_h2_server_set_first_streams (HeraldH2Server *self, const guint *max_streams);
void
herald_h2_server_set_large_text (HeraldH2Server *self, const char *path_prefix, const char *json);
void herald_h2_server_stop (HeraldH2Server *self);

G_END_DECLS
