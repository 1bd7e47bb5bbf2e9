/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names a process so that a later one can ask whether it still lives. Private to this layer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *herald_process_get_name (void);
gboolean herald_process_is_alive (const char *name);

G_END_DECLS
