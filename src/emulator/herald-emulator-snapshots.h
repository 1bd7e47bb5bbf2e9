/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named copies of all rows, one file each below the emulator's folder. */
#pragma once

#include "emulator/herald-emulator-db.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_EMULATOR_MOST_SNAPSHOTS 100

/* @made_us: when the file was written, by the system's time. */
typedef struct
{
  char  *name; /* (owned) */
  gint64 made_us;
  gint64 size_bytes;
} HeraldEmulatorSnapshot;

void herald_emulator_snapshot_free (HeraldEmulatorSnapshot *self);

gboolean   herald_emulator_snapshots_check_name (const char *name, GError **error);
GPtrArray *herald_emulator_snapshots_list (const char *dir);
gboolean   herald_emulator_snapshots_has (const char *dir, const char *name);
/* Saving: the rows are copied to @path, it is checked, and gets its name. */
gboolean herald_emulator_snapshots_begin_save (const char       *dir,
                                               const char       *name,
                                               HeraldEmulatorDb *db,
                                               const char       *path,
                                               GError          **error);
/* For herald_emulator_aside_start(). */
gboolean herald_emulator_snapshots_check_work (gpointer      data,
                                               const char   *path,
                                               GCancellable *cancellable,
                                               GError      **error);
gboolean herald_emulator_snapshots_end_save (const char *dir,
                                             const char *name,
                                             const char *path,
                                             GError    **error);
gboolean herald_emulator_snapshots_remove (const char *dir, const char *name, GError **error);
void     herald_emulator_snapshots_clean (const char *dir);

/* A snapshot on its way to become the rows of a database. */
typedef struct _HeraldEmulatorRestore HeraldEmulatorRestore;

HeraldEmulatorRestore *herald_emulator_restore_new (const char       *dir,
                                                    const char       *name,
                                                    HeraldEmulatorDb *db,
                                                    GError          **error);
void                   herald_emulator_restore_free (gpointer self);
/* For herald_emulator_aside_start(). */
gboolean herald_emulator_restore_work (gpointer      self,
                                       const char   *path,
                                       GCancellable *cancellable,
                                       GError      **error);
/* For programs: from and to a file outside of the folder. */
gboolean herald_emulator_snapshots_export (const char *dir,
                                           const char *name,
                                           const char *file,
                                           GError    **error);
gboolean herald_emulator_snapshots_import (const char *dir,
                                           const char *name,
                                           const char *file,
                                           GError    **error);

G_END_DECLS
