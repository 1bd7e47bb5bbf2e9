/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in memory of its own that is not swapped out, where the system allows it, and is wiped. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *herald_locked_text_new (const char *text);
/* For text that is typed or read: room for @size bytes and the end. */
char *herald_locked_text_new_sized (gsize size);
void  herald_locked_text_free (char *text);

G_END_DECLS
