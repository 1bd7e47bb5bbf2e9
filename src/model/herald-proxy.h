/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a person says which proxy leads out: the system's, none, or an address. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As it may be typed for the one that is used when nothing is said. */
#define HERALD_PROXY_SYSTEM "system"

char *herald_proxy_normalise (const char *text, GError **error);
void  herald_proxy_validate (const char *proxy, const char *user, GPtrArray *issues);

G_END_DECLS
