/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the emulated Dataverse compares texts. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int herald_emulator_text_compare (const char *a, gsize length_a, const char *b, gsize length_b);
gboolean herald_emulator_text_like (const char *text, const char *pattern);
/* @pattern: an asterisk stands for any text, also with slashes; every other byte for itself. */
gboolean herald_emulator_text_match (const char *pattern, const char *text);

G_END_DECLS
