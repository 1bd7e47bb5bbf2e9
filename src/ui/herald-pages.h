/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of pages: the side bar, Ctrl+1… and “win.open” come from it. */
#pragma once

#include "ui/herald-page.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;      /* for win.open and for the settings */
  const char *title;     /* untranslated */
  const char *icon_name; /* symbolic */
  GType (*get_type) (void);
  gboolean emulator_only; /* stands apart, and only while the emulator is open */
} HeraldPageInfo;

const HeraldPageInfo *herald_pages_get (guint *n_pages);
const HeraldPageInfo *herald_pages_find (const char *name); /* (nullable) */

G_END_DECLS
