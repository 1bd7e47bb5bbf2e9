/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proxy protocol “connect”: an HTTP proxy that is used for tunnels only. Private to this layer.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_CONNECT_PROXY_SCHEME "connect"

#define HERALD_TYPE_CONNECT_PROXY (herald_connect_proxy_get_type ())
G_DECLARE_FINAL_TYPE (HeraldConnectProxy, herald_connect_proxy, HERALD, CONNECT_PROXY, GObject)

void herald_connect_proxy_register (void);

G_END_DECLS
