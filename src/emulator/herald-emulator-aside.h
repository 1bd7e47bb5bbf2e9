/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are made ready in a file beside the open one, by a thread of its own. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HeraldEmulatorAside HeraldEmulatorAside;

/* Makes the file @path, in its thread; gives up soon once @cancellable is cancelled. */
typedef gboolean (*HeraldEmulatorAsideWork) (gpointer      data,
                                             const char   *path,
                                             GCancellable *cancellable,
                                             GError      **error);
/* @path: (nullable): the file; NULL with @error. May free what called it. */
typedef void (*HeraldEmulatorAsideFunc) (const char *path, const GError *error, gpointer user_data);

HeraldEmulatorAside *herald_emulator_aside_start (const char             *dir,
                                                  HeraldEmulatorAsideWork work,
                                                  gpointer                data,
                                                  GDestroyNotify          destroy,
                                                  HeraldEmulatorAsideFunc func,
                                                  gpointer                user_data);
void                 herald_emulator_aside_free (HeraldEmulatorAside *self);
/* Where the file is, for who begins it before the thread does. Returns: (transfer full) */
char *herald_emulator_aside_dup_path (const char *dir);
/* Removes what a killed process left. */
void herald_emulator_aside_clean (const char *dir);

G_END_DECLS
