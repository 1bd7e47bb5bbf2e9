/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate authority of our own, which signs the emulator's server certificate. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Creates or loads `ca.pem`, `ca.key`, `server.pem` and `server.key` in a folder (keys mode 0600).
 */
gboolean herald_authority_ensure (const char *dir, const char *const *names, GError **error);
char    *herald_authority_get_ca_path (const char *dir);
GTlsCertificate *herald_authority_load_server (const char *dir, GError **error);

G_END_DECLS
