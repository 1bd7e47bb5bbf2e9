/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks from time to time how far an import is. */
#pragma once

#include "core/herald-session.h"
#include "model/herald-import-progress.h"

G_BEGIN_DECLS

typedef struct _HeraldImportWatch HeraldImportWatch;

/* Called whenever the emulator tells. */
typedef void (*HeraldImportProgressFunc) (const HeraldImportProgress *progress, gpointer user_data);

HeraldImportWatch *herald_import_watch_new (HeraldSession           *session,
                                            const char              *id,
                                            HeraldImportProgressFunc progress_func,
                                            gpointer                 user_data);
/* From now on nothing is told; frees the watch. */
void herald_import_watch_stop (HeraldImportWatch *self);

G_END_DECLS
