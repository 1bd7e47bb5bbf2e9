/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP/1.1 listener on 127.0.0.1, with or without TLS. */
#pragma once

#include "emulator/herald-emulator-call.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_HTTP (herald_emulator_http_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorHttp, herald_emulator_http, HERALD, EMULATOR_HTTP, GObject)

HeraldEmulatorHttp *herald_emulator_http_new (GTlsCertificate       *certificate,
                                              gsize                  most_body_bytes,
                                              HeraldEmulatorCallFunc dispatch,
                                              gpointer               user_data);
gboolean herald_emulator_http_listen (HeraldEmulatorHttp *self, guint16 port, GError **error);
guint16  herald_emulator_http_get_port (HeraldEmulatorHttp *self);
/* Lets it work from within something long, but not from within one of its own calls. */
void herald_emulator_http_run (HeraldEmulatorHttp *self);
void herald_emulator_http_stop (HeraldEmulatorHttp *self);

G_END_DECLS
