/* SPDX-License-Identifier: GPL-3.0-or-later */
/* multipart/mixed bodies taken apart: parts with their headers, and header blocks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *headers; /* (element-type utf8) (owned): name, value… */
  GBytes    *body;    /* (owned) */
} HeraldEmulatorPart;

void herald_emulator_part_free (HeraldEmulatorPart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorPart, herald_emulator_part_free)

char       *herald_emulator_multipart_read_boundary (const char *content_type, GError **error);
GPtrArray  *herald_emulator_multipart_split (GBytes     *bytes,
                                             const char *boundary,
                                             guint       most_parts,
                                             GError    **error);
char       *herald_emulator_multipart_take_line (GBytes *bytes, gsize *offset, GError **error);
GPtrArray  *herald_emulator_multipart_read_headers (GBytes *bytes, gsize *offset, GError **error);
const char *herald_emulator_multipart_find_header (GPtrArray *headers, const char *name);

G_END_DECLS
