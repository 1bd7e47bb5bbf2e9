/* SPDX-License-Identifier: GPL-3.0-or-later */
/* If-Match and If-None-Match. */
#pragma once

#include "emulator/herald-emulator-request.h"

G_BEGIN_DECLS

/* @version: of the row as it is; -1 when there is none. */
gboolean herald_emulator_conditions_check_write (HeraldEmulatorRequest *request,
                                                 const char            *id,
                                                 gint64                 version,
                                                 GError               **error);
gboolean herald_emulator_conditions_check_read (HeraldEmulatorRequest *request,
                                                const char            *etag,
                                                gboolean              *unchanged,
                                                GError               **error);

G_END_DECLS
