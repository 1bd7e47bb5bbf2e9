/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Query parts for the Dataverse Web API: literals quoted, then percent-encoded. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *herald_odata_quote (const char *text);       /* O'Brien → 'O''Brien' */
char *herald_odata_escape_like (const char *text); /* for contains: [%] [_] [[] */
char *herald_odata_encode (const char *value);     /* percent-encodes a whole option value */
char *herald_odata_build_query (const char *set,
                                const char *first_option,
                                ...) G_GNUC_NULL_TERMINATED; /* "$filter", value, … */
/* “contacts?$select=…&$filter=…” for one e-mail address; both address columns of a contact. */
char *herald_odata_person_by_email (const char *set, const char *email);

G_END_DECLS
