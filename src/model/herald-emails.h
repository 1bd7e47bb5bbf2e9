/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several e-mail addresses in one text, as people type and paste them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char **herald_emails_split (const char *text);

G_END_DECLS
