/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for the whole process. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Before anything secret is read. */
void herald_process_forbid_core_dumps (void);

G_END_DECLS
