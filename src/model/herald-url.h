/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses as people type them: origins brought to one spelling, schemes told apart. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean herald_url_is_loopback (const char *url);
char    *herald_url_normalise_origin (const char *text, GError **error);
char    *herald_url_dup_scheme (const char *text);
gboolean herald_url_is_web (const char *text);

G_END_DECLS
