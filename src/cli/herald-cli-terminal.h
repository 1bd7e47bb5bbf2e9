/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line that nobody else shall read, from a file, standard input or the terminal. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean herald_cli_terminal_is_there (void);
/* Both: (nullable): for herald_locked_text_free() */
char *herald_cli_terminal_ask (const char *question, GCancellable *cancellable, GError **error);
char *herald_cli_terminal_read_file (const char *path, GError **error);

G_END_DECLS
