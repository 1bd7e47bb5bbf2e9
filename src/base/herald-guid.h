/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GUIDs as Dataverse writes them: lower case, dashes, no braces. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HERALD_GUID_LENGTH 36

char    *herald_guid_new (void);
char    *herald_guid_normalise (const char *text);
gboolean herald_guid_is_valid (const char *text);
gboolean herald_guid_is_empty (const char *text);

G_END_DECLS
