/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and addresses of computers. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean herald_host_is_loopback (const char *host);

G_END_DECLS
