/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an application proves who it is with a certificate instead of a secret. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean herald_client_assertion_check_certificate (const char *pem, GError **error);
char    *herald_client_assertion_make (const char *pem,
                                       const char *client_id,
                                       const char *audience,
                                       gint64      now_seconds,
                                       GError    **error);

G_END_DECLS
