/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of secrets on the disk. Blocks: for threads. Private to this layer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes  *herald_vault_disk_read (const char *path, GError **error);
gboolean herald_vault_disk_write (const char *path, GBytes *content, GError **error);
gboolean herald_vault_disk_remove (const char *path, GError **error);

G_END_DECLS
