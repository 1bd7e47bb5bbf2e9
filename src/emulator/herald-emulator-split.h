/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OData text taken apart at marks that stand outside quotes and parentheses. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *herald_emulator_split_find_end (const char *text, const char *marks);
GStrv       herald_emulator_split (const char *text, const char *marks);

G_END_DECLS
