/* SPDX-License-Identifier: GPL-3.0-or-later */
/* .p12 files that anybody may have made, within this folder. */
#pragma once

#include <glib.h>
#include <gnutls/pkcs12.h>

G_BEGIN_DECLS

gboolean herald_pkcs12_is_affordable (gnutls_pkcs12_t file);

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pkcs12_t, gnutls_pkcs12_deinit, NULL)

G_END_DECLS
