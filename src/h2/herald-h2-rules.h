/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server asks of a request's headers. Private to this layer. */
#pragma once

#include <nghttp2/nghttp2.h>

#include "h2/herald-h2-stream.h"

G_BEGIN_DECLS

gboolean herald_h2_rules_check_header (HeraldH2Stream *stream, nghttp2_vec name, nghttp2_vec value);
gboolean herald_h2_rules_check_head (HeraldH2Stream *stream);
gboolean herald_h2_rules_check_end (HeraldH2Stream *stream);

G_END_DECLS
