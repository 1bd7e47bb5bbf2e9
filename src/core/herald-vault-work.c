/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the file, works on what stands in it and writes it, all blocking. */
#include "config.h"

#include "core/herald-vault-work.h"

#include "base/herald-error.h"
#include "core/herald-vault-disk.h"
#include "crypto/herald-locked-text.h"

#include <glib/gi18n-lib.h>

/**
 * herald_vault_work_clear:
 * @self: work, whose secrets are wiped
 */
void
herald_vault_work_clear (HeraldVaultWork *self)
{
  g_clear_pointer (&self->passphrase, herald_locked_text_free);
  g_clear_pointer (&self->new_passphrase, herald_locked_text_free);
  g_clear_pointer (&self->lock, herald_file_lock_free);
  g_clear_pointer (&self->key, herald_vault_key_unref);
  g_clear_pointer (&self->new_key, herald_vault_key_unref);
}

static gboolean
seal (HeraldVaultEntries *entries, HeraldVaultKey *key, const char *path, GError **error)
{
  g_autoptr (GBytes) file = herald_vault_file_seal (entries, key, error);

  return file != NULL && herald_vault_disk_write (path, file, error);
}

/* Returns: (transfer full) (nullable): what is in the file, which the passphrase opens; a damaged
 * file is told now */
static HeraldVaultEntries *
open_by_passphrase (HeraldVaultWork *self, HeraldVaultKey **key, GError **error)
{
  g_autoptr (GBytes) file = herald_vault_disk_read (self->path, error);
  g_autoptr (HeraldVaultKey) derived = NULL;
  HeraldVaultEntries *entries;

  if (file == NULL)
    return NULL;
  derived = herald_vault_file_derive_key (file, self->passphrase, error);
  entries = derived != NULL ? herald_vault_file_open (file, derived, error) : NULL;
  if (entries != NULL)
    *key = g_steal_pointer (&derived);
  return entries;
}

/**
 * herald_vault_work_create:
 * @self: a new passphrase and its cost
 * @error: where to put an error
 *
 * Makes an empty file where there is none.
 *
 * **Errors:** INVALID for a bad passphrase, CONFLICT when there is a file, SECRET.
 *
 * **Thread:** not the main one.
 *
 * Returns: whether it is there; then there is a new key
 */
gboolean
herald_vault_work_create (HeraldVaultWork *self, GError **error)
{
  g_autoptr (HeraldVaultEntries) entries = herald_vault_entries_new ();

  self->new_key = herald_vault_key_new (self->passphrase, &self->cost, error);
  if (self->new_key == NULL)
    return FALSE;
  if (!g_file_test (self->path, G_FILE_TEST_EXISTS) &&
      !g_file_test (self->path, G_FILE_TEST_IS_SYMLINK))
    return seal (entries, self->new_key, self->path, error);
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
                       _("There is a file of secrets already; unlock it or delete it"));
  return FALSE;
}

/**
 * herald_vault_work_unlock:
 * @self: a passphrase
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND, SECRET when it is wrong or the file is damaged.
 *
 * **Thread:** not the main one.
 *
 * Returns: whether it is right; then there is a new key
 */
gboolean
herald_vault_work_unlock (HeraldVaultWork *self, GError **error)
{
  g_autoptr (HeraldVaultEntries) entries = open_by_passphrase (self, &self->new_key, error);

  return entries != NULL;
}

/**
 * herald_vault_work_change_passphrase:
 * @self: both passphrases and the new one's cost
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND, INVALID for a bad new one, SECRET when the old one is wrong.
 *
 * **Thread:** not the main one.
 *
 * Returns: whether the file has the new one; then there is a new key
 */
gboolean
herald_vault_work_change_passphrase (HeraldVaultWork *self, GError **error)
{
  g_autoptr (HeraldVaultKey) key = NULL;
  g_autoptr (HeraldVaultEntries) entries = open_by_passphrase (self, &key, error);

  if (entries == NULL)
    return FALSE;
  self->new_key = herald_vault_key_new (self->new_passphrase, &self->cost, error);
  return self->new_key != NULL && seal (entries, self->new_key, self->path, error);
}

/**
 * herald_vault_work_remove:
 * @self: work
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND, SECRET.
 *
 * **Thread:** not the main one.
 *
 * Returns: whether the file is gone
 */
gboolean
herald_vault_work_remove (HeraldVaultWork *self, GError **error)
{
  return herald_vault_disk_remove (self->path, error);
}

/**
 * herald_vault_work_run:
 * @self: a key, a function and what it does
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND, SECRET, those of the function.
 *
 * **Thread:** not the main one.
 *
 * Returns: whether it is done and written
 */
gboolean
herald_vault_work_run (HeraldVaultWork *self, GError **error)
{
  g_autoptr (GBytes) file = herald_vault_disk_read (self->path, error);
  g_autoptr (HeraldVaultEntries) entries = NULL;

  if (file == NULL || !herald_vault_file_check (file, error))
    return FALSE;
  self->outdated = !herald_vault_file_fits_key (file, self->key);
  entries = herald_vault_file_open (file, self->key, error);
  if (entries == NULL || !self->function (entries, self->data, error))
    return FALSE;
  if (self->access == HERALD_VAULT_READ)
    return TRUE;
  if (self->access == HERALD_VAULT_WRITE || herald_vault_entries_get_size (entries) > 0)
    return seal (entries, self->key, self->path, error);
  self->removed = herald_vault_disk_remove (self->path, error);
  return self->removed;
}
