/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a Content-Type header says of a body. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean herald_emulator_media_type_is_utf8 (const char *header);
gboolean herald_emulator_media_type_is_json (const char *header);

G_END_DECLS
