/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom to trust: the system's certificate authorities, and those of a file beside them. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_AUTHORITIES (herald_authorities_get_type ())
G_DECLARE_FINAL_TYPE (HeraldAuthorities, herald_authorities, HERALD, AUTHORITIES, GTlsDatabase)

/* @ca_file: (nullable): PEM. */
HeraldAuthorities *herald_authorities_new (const char *ca_file, GError **error);

G_END_DECLS
