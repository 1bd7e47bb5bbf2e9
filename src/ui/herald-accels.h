/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of keyboard shortcuts: the application's accelerators, the shortcuts window and the
 * command palette all come from it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct
{
  const char *action;  /* (nullable): detailed; NULL for what GTK does by itself */
  const char *accels;  /* as GtkShortcutsShortcut reads them: several separated by blanks */
  const char *group;   /* untranslated title of its group */
  const char *title;   /* untranslated */
  gboolean    palette; /* whether the command palette offers it */
} HeraldAccel;

const HeraldAccel  *herald_accels_get (gsize *n_accels);
void                herald_accels_apply (GtkApplication *application);
GtkShortcutsWindow *herald_accels_build_window (void);
/* Ctrl+Enter in a composer. */
void herald_accels_add_send (GtkWidget *widget, const char *action);

G_END_DECLS
