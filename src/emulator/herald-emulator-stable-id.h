/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids that are the same in every emulator and every run. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *herald_emulator_stable_id (const char *kind, const char *name);

G_END_DECLS
