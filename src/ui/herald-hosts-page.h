/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page “Network” of the preferences: which servers may be contacted, and which were. */
#pragma once

#include <adwaita.h>

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_HOSTS_PAGE (herald_hosts_page_get_type ())
G_DECLARE_FINAL_TYPE (HeraldHostsPage, herald_hosts_page, HERALD, HOSTS_PAGE, AdwPreferencesPage)

void herald_hosts_page_set_workspace (HeraldHostsPage *self, HeraldWorkspace *workspace);

G_END_DECLS
