/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes secrets out of what is shown, kept or logged. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HERALD_REDACTED "••••••••"

char *herald_redact_header (const char *name, const char *value);
char *herald_redact_body (const char *content_type, const char *body, gssize length);
char *herald_redact_url (const char *url);
char *herald_redact_token (const char *token);

G_END_DECLS
