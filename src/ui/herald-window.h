/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: side bar with the environment and the pages, and the page that is open. */
#pragma once

#include <adwaita.h>

#include "ui/herald-page.h"
#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_WINDOW (herald_window_get_type ())
G_DECLARE_FINAL_TYPE (HeraldWindow, herald_window, HERALD, WINDOW, AdwApplicationWindow)

/* Actions for pages: “win.open” (s): "page" or "page/target", such as "people/person:GUID";
 * “win.back”, “win.refresh”, “win.search”, “win.new”, “win.retry”. */
HeraldWindow    *herald_window_new (GtkApplication *application, HeraldWorkspace *workspace);
HeraldWorkspace *herald_window_get_workspace (HeraldWindow *self);
/* HeraldNotice: what every header shows below itself. */
GListModel *herald_window_get_notices (HeraldWindow *self);
gboolean    herald_window_get_folded (HeraldWindow *self);
const char *herald_window_get_page_name (HeraldWindow *self);
/* Makes the page when it was not opened yet; NULL for an unknown name. */
HeraldPage *herald_window_get_page (HeraldWindow *self, const char *name);
void        herald_window_open (HeraldWindow *self, const char *page_and_target);

G_END_DECLS
