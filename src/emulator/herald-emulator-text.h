/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the emulated Dataverse compares texts. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int herald_emulator_text_compare (const char *a, gsize length_a, const char *b, gsize length_b);
gboolean herald_emulator_text_like (const char *text, const char *pattern);

G_END_DECLS
