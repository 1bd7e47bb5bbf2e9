/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the window marks an environment: one can be told from the next without reading. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adwaita's purple 3. No organization gets it by itself. */
#define HERALD_ENVIRONMENT_COLOUR_EMULATOR "#9141ac"

const char *herald_environment_colour_choose (GPtrArray *others);

G_END_DECLS
