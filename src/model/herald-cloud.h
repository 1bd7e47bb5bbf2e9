/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Microsoft's clouds: each has a sign-in service and a list of environments of its own. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;      /* what a command calls it */
  const char *label;     /* not translated; see herald_cloud_get_label() */
  const char *authority; /* the sign-in origin */
  const char *discovery; /* the origin of global discovery */
} HeraldCloud;

/* In the order in which to offer them, the usual one first. */
const HeraldCloud *herald_clouds_get (guint *n_clouds);
/* (nullable): NULL when there is none of that name. */
const HeraldCloud *herald_cloud_find (const char *name);
const char        *herald_cloud_get_label (const HeraldCloud *self);

G_END_DECLS
