/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The random words of a sign-in in the browser, and their proof (RFC 7636). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *herald_pkce_new_word (void);
char    *herald_pkce_make_challenge (const char *verifier);
gboolean herald_pkce_is_same (const char *word, const char *other);

G_END_DECLS
