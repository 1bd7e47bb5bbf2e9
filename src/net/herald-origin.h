/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Origins: scheme, host and port of a URL, which decide who may get a token. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* “https://host:port” in lower case with the port always there, or NULL when it is no URL. */
char    *herald_origin_normalise (const char *url);
gboolean herald_origin_is_same (const char *url, const char *other_url);

G_END_DECLS
