/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides where the database and the emulator's files are, and makes the folders. */
#include "config.h"

#include "core/herald-folders.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "base/herald-error.h"

struct _HeraldFolders
{
  GObject parent_instance;

  char *database_path; /* (owned) */
  char *emulator_dir;  /* (owned) */
  char *secrets_path;  /* (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldFolders, herald_folders, G_TYPE_OBJECT)

static void
herald_folders_finalize (GObject *object)
{
  HeraldFolders *self = HERALD_FOLDERS (object);

  g_free (self->database_path);
  g_free (self->emulator_dir);
  g_free (self->secrets_path);
  G_OBJECT_CLASS (herald_folders_parent_class)->finalize (object);
}

static void
herald_folders_class_init (HeraldFoldersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_folders_finalize;
}

static void
herald_folders_init (HeraldFolders *self)
{
}

/* Only the owner may look in: addresses of people and devices are kept there. */
static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *name = NULL;
  int              number;

  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;
  number = errno;
  name = g_filename_display_name (path);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE,
               _("The folder “%s” cannot be made: %s; choose another data folder"), name,
                  g_strerror (number));
  return FALSE;
}

/**
 * herald_folders_new:
 * @data_dir: (nullable): the folder for everything; %NULL for the XDG data folder
 * @error: where to put an error
 *
 * Makes the folders when they are missing.
 *
 * **Errors:** STORE when a folder cannot be made.
 *
 * Returns: (transfer full): the places
 */
HeraldFolders *
herald_folders_new (const char *data_dir, GError **error)
{
  g_autoptr (HeraldFolders) self = g_object_new (HERALD_TYPE_FOLDERS, NULL);
  g_autofree char *base = NULL;

  if (data_dir != NULL)
    base = g_canonicalize_filename (data_dir, NULL);
  else
    base = g_build_filename (g_get_user_data_dir (), "herald", NULL);
  self->database_path = g_build_filename (base, "herald.db", NULL);
  self->emulator_dir = g_build_filename (base, "emulator", NULL);
  self->secrets_path = g_build_filename (base, "secrets.vault", NULL);
  if (!make_folder (self->emulator_dir, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * herald_folders_get_database_path:
 * @self: the places
 *
 * Returns: (transfer none): the file of the local database
 */
const char *
herald_folders_get_database_path (HeraldFolders *self)
{
  g_return_val_if_fail (HERALD_IS_FOLDERS (self), NULL);

  return self->database_path;
}

/**
 * herald_folders_get_emulator_dir:
 * @self: the places
 *
 * Returns: (transfer none): the emulator's own folder
 */
const char *
herald_folders_get_emulator_dir (HeraldFolders *self)
{
  g_return_val_if_fail (HERALD_IS_FOLDERS (self), NULL);

  return self->emulator_dir;
}

/**
 * herald_folders_get_secrets_path:
 * @self: the places
 *
 * Returns: (transfer none): the passphrase-protected file of secrets, which need not be there
 */
const char *
herald_folders_get_secrets_path (HeraldFolders *self)
{
  g_return_val_if_fail (HERALD_IS_FOLDERS (self), NULL);

  return self->secrets_path;
}
