/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys are made once and kept in `keys/` of the emulator's folder, readable by the owner only. */
#include "config.h"

#include "emulator/herald-emulator-keys.h"

#include "base/herald-error.h"
#include "crypto/herald-certificate.h"

#include <glib/gstdio.h>

#define DIR_MODE 0700
#define FILE_MODE 0600

/**
 * herald_emulator_keys_dup_path:
 * @dir: the emulator's folder
 * @name: a file name
 *
 * Returns: (transfer full): its path below `keys/`
 */
char *
herald_emulator_keys_dup_path (const char *dir, const char *name)
{
  return g_build_filename (dir, "keys", name, NULL);
}

static gboolean
write_file (const char *path, const char *data, gssize size, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) local_error = NULL;

  if (g_mkdir_with_parents (folder, DIR_MODE) == 0 &&
      g_file_set_contents_full (path, data, size, G_FILE_SET_CONTENTS_CONSISTENT, FILE_MODE,
                                &local_error))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_SECRET, "Cannot write “%s”: %s", path,
               local_error != NULL ? local_error->message : "the folder cannot be made");
  return FALSE;
}

/**
 * herald_emulator_keys_write_secret:
 * @path: a file; its folder is made when it is not there
 * @text: what to write
 *
 * Writes the file with mode 0600, whole or not at all.
 *
 * **Errors:** SECRET.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_keys_write_secret (const char *path, const char *text, GError **error)
{
  return write_file (path, text, -1, error);
}

/**
 * herald_emulator_keys_write_bytes:
 * @path: a file; its folder is made when it is not there
 * @bytes: what to write
 *
 * As herald_emulator_keys_write_secret() for what is no text.
 *
 * **Errors:** SECRET.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_keys_write_bytes (const char *path, GBytes *bytes, GError **error)
{
  return write_file (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                     error);
}

/**
 * herald_emulator_keys_load_or_make:
 * @dir: the emulator's folder
 * @name: a file name
 * @kind: what key to make when the file is not there
 *
 * **Errors:** SECRET.
 *
 * Returns: (transfer full): the key
 */
HeraldKey *
herald_emulator_keys_load_or_make (const char   *dir,
                                   const char   *name,
                                   HeraldKeyKind kind,
                                   GError      **error)
{
  g_autofree char *path = herald_emulator_keys_dup_path (dir, name);
  g_autofree char *pem = NULL;
  g_autoptr (HeraldKey) key = NULL;

  if (g_file_get_contents (path, &pem, NULL, NULL))
    return herald_key_new_from_pem (pem, -1, error);
  key = herald_key_generate (kind, error);
  if (key == NULL)
    return NULL;
  pem = herald_key_to_pem (key, error);
  if (pem == NULL || !herald_emulator_keys_write_secret (path, pem, error))
    return NULL;
  return g_steal_pointer (&key);
}

static gboolean
is_certificate_of (const char *pem, HeraldKey *key)
{
  g_autoptr (HeraldPublicKey) named = herald_certificate_read_key (pem, NULL);
  g_autoptr (HeraldPublicKey) own = herald_key_dup_public (key, NULL);
  g_autofree char *of_named = NULL;
  g_autofree char *of_own = NULL;

  if (named == NULL || own == NULL)
    return FALSE;
  of_named = herald_public_key_get_fingerprint (named, NULL);
  of_own = herald_public_key_get_fingerprint (own, NULL);
  return of_own != NULL && g_strcmp0 (of_named, of_own) == 0;
}

/**
 * herald_emulator_keys_load_or_make_certificate:
 * @dir: the emulator's folder
 * @name: a file name
 * @key: the key that the certificate names
 * @common_name: whom it names
 *
 * **Errors:** INVALID, SECRET.
 *
 * Returns: (transfer full): the certificate in PEM; a new one when the file is not there or belongs
 *   to another key
 */
char *
herald_emulator_keys_load_or_make_certificate (const char *dir,
                                               const char *name,
                                               HeraldKey  *key,
                                               const char *common_name,
                                               GError    **error)
{
  g_autofree char *path = herald_emulator_keys_dup_path (dir, name);
  g_autofree char *old = NULL;
  g_autofree char *pem = NULL;

  if (g_file_get_contents (path, &old, NULL, NULL) && is_certificate_of (old, key))
    return g_steal_pointer (&old);
  pem = herald_certificate_make_pem (key, common_name, error);
  if (pem == NULL || !herald_emulator_keys_write_secret (path, pem, error))
    return NULL;
  return g_steal_pointer (&pem);
}
