/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One emulator in the fuzzer's own thread: requests go to its routes without a socket between. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What libFuzzer calls with each input; its own main, or fuzz-main.c's, does the rest. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

guint       fuzz_site_send (const char   *method,
                            const char   *target,
                            const char   *content_type,
                            const char   *bearer,
                            const guint8 *body,
                            gsize         size);
const char *fuzz_site_get_bearer (void);
const char *fuzz_site_get_admin_token (void);

G_END_DECLS
