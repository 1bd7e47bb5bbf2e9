/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long to wait before the next attempt: doubling, capped, with jitter. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint  first_ms;
  guint  longest_ms;
  double jitter; /* 0 is none, 0.2 spreads by ±20 % */
} HeraldBackoff;

guint herald_backoff_get_delay_ms (const HeraldBackoff *self, guint attempt);

G_END_DECLS
