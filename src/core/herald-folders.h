/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where Herald keeps its things: the XDG folders, or all below one folder. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HERALD_TYPE_FOLDERS (herald_folders_get_type ())
G_DECLARE_FINAL_TYPE (HeraldFolders, herald_folders, HERALD, FOLDERS, GObject)

HeraldFolders *herald_folders_new (const char *data_dir, GError **error);
const char    *herald_folders_get_database_path (HeraldFolders *self);
const char    *herald_folders_get_emulator_dir (HeraldFolders *self);
/* The passphrase-protected file of secrets, if somebody made one. */
const char *herald_folders_get_secrets_path (HeraldFolders *self);

G_END_DECLS
