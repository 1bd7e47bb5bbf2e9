/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An HTTP proxy on 127.0.0.1, on threads of its own. Whatever host a tunnel is asked for, it leads
 * to that port of this computer. It remembers to the byte what it was asked and what went through.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_TEST_PROXY (herald_test_proxy_get_type ())
G_DECLARE_FINAL_TYPE (HeraldTestProxy, herald_test_proxy, HERALD, TEST_PROXY, GObject)

HeraldTestProxy *herald_test_proxy_new (void);
const char *herald_test_proxy_get_url (HeraldTestProxy *self); /* “http://127.0.0.1:port” */
/* From now on: what it says instead of opening tunnels (NULL: it opens them), and the credential it
 * wants (NULL: none), as “user:password”. */
void  herald_test_proxy_set_answer (HeraldTestProxy *self, const char *answer);
void  herald_test_proxy_set_credential (HeraldTestProxy *self, const char *credential);
guint herald_test_proxy_get_n_requests (HeraldTestProxy *self);
/* (transfer full): all heads that came, one after the other. */
char *herald_test_proxy_dup_heads (HeraldTestProxy *self);
/* Whether these bytes came from a client, in a head or through a tunnel. */
gboolean herald_test_proxy_saw (HeraldTestProxy *self, const char *bytes);
void     herald_test_proxy_stop (HeraldTestProxy *self);

G_END_DECLS
