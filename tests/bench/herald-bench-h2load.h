/* SPDX-License-Identifier: GPL-3.0-or-later */
/* h2load, nghttp2's own load generator, as the reference of the HTTP/2 benchmarks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double herald_bench_h2load (const char        *url,
                            const char *const *headers,
                            GBytes            *body,
                            guint              n_requests,
                            guint              window);

G_END_DECLS
