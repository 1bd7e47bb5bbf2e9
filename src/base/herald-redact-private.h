/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is secret by its name, for those who mask it and those who remember it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean herald_redact_is_secret_header (const char *name);
/* @in_form: of a form or a query and not of JSON, where “code” is an error's. */
gboolean herald_redact_is_secret_name (const char *name, gboolean in_form);

G_END_DECLS
