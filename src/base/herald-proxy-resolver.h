/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which proxy leads to a server: the system's, one of an environment's own, or none; never one to
 * this computer. Private to this layer. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_PROXY_RESOLVER (herald_proxy_resolver_get_type ())
G_DECLARE_FINAL_TYPE (HeraldProxyResolver, herald_proxy_resolver, HERALD, PROXY_RESOLVER, GObject)

HeraldProxyResolver *herald_proxy_resolver_new_system (void);
/* @proxy: (nullable): NULL for none. */
HeraldProxyResolver *
herald_proxy_resolver_new (const char *proxy, const char *user, const char *password);
/* (transfer full) (nullable): scheme, host and port of the proxy last found for this server. */
char *herald_proxy_resolver_dup_used (HeraldProxyResolver *self, const char *host);

G_END_DECLS
