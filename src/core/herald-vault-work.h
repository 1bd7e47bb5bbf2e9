/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with the file of secrets in a thread. Private to this layer. */
#pragma once

#include "core/herald-file-lock.h"
#include "core/herald-vault.h"

G_BEGIN_DECLS

typedef struct _HeraldVaultWork HeraldVaultWork;

/* The thread has @self for itself meanwhile. */
typedef gboolean (*HeraldVaultWorkFunc) (HeraldVaultWork *self, GError **error);

struct _HeraldVaultWork
{
  HeraldVaultWorkFunc work;
  HeraldVaultAccess   access;
  const char         *path;           /* (unowned): the file's */
  char               *passphrase;     /* (owned) (nullable): locked text */
  char               *new_passphrase; /* (owned) (nullable): locked text */
  HeraldVaultCost     cost;
  HeraldVaultFunc     function;
  gpointer            data; /* (unowned): the caller's */

  HeraldFileLock *lock;     /* (owned) (nullable) */
  HeraldVaultKey *key;      /* (owned) (nullable): at the start */
  HeraldVaultKey *new_key;  /* (owned) (nullable): at the end */
  gboolean        outdated; /* the passphrase is another one by now */
  gboolean        removed;  /* with its last secret */
};

void     herald_vault_work_clear (HeraldVaultWork *self);
gboolean herald_vault_work_create (HeraldVaultWork *self, GError **error);
gboolean herald_vault_work_unlock (HeraldVaultWork *self, GError **error);
gboolean herald_vault_work_change_passphrase (HeraldVaultWork *self, GError **error);
gboolean herald_vault_work_remove (HeraldVaultWork *self, GError **error);
gboolean herald_vault_work_run (HeraldVaultWork *self, GError **error);

G_END_DECLS
