/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates of an environment's own authority, trusted beside the system's. Private to this
 * layer. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GTlsDatabase *herald_trust_load (const char *ca_file, GError **error);
gboolean      herald_trust_accepts (GTlsDatabase        *authorities,
                                    GTlsCertificate     *certificate,
                                    GTlsCertificateFlags problems,
                                    const char          *host,
                                    guint16              port);

G_END_DECLS
