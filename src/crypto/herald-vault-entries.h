/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secrets of an opened file of secrets, by name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More than anybody has; each is checked where something is added and where a file is read. */
#define HERALD_VAULT_MAX_ENTRIES 10000
#define HERALD_VAULT_MAX_NAME_BYTES 1024
#define HERALD_VAULT_MAX_VALUE_BYTES 262144 /* 256 KiB */
#define HERALD_VAULT_MAX_BYTES 4194304      /* 4 MiB */

typedef struct _HeraldVaultEntries HeraldVaultEntries;

HeraldVaultEntries *herald_vault_entries_new (void);
HeraldVaultEntries *herald_vault_entries_parse (const guint8 *data, gsize size, GError **error);
/* Returns: (nullable): NULL when they are too large together; for sodium_free() */
guint8 *herald_vault_entries_write (HeraldVaultEntries *self, gsize *size, GError **error);
void    herald_vault_entries_free (HeraldVaultEntries *self);
guint   herald_vault_entries_get_size (HeraldVaultEntries *self);
/* Returns: (nullable): valid until the entries change */
const char *herald_vault_entries_get (HeraldVaultEntries *self, const char *name);
/* INVALID when a limit is passed. */
gboolean herald_vault_entries_set (HeraldVaultEntries *self,
                                   const char         *name,
                                   const char         *value,
                                   GError            **error);
gboolean herald_vault_entries_remove (HeraldVaultEntries *self, const char *name);
/* How many names begin with @prefix and are gone now. */
guint herald_vault_entries_remove_prefix (HeraldVaultEntries *self, const char *prefix);
/* Returns: (element-type utf8) (transfer container): in their order */
GPtrArray *herald_vault_entries_list_names (HeraldVaultEntries *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldVaultEntries, herald_vault_entries_free)

G_END_DECLS
