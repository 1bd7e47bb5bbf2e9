/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mobile app configurations of the environment and the editor of one. */
#pragma once

#include "ui/herald-page.h"

G_BEGIN_DECLS

#define HERALD_TYPE_APPS_PAGE (herald_apps_page_get_type ())
G_DECLARE_FINAL_TYPE (HeraldAppsPage, herald_apps_page, HERALD, APPS_PAGE, HeraldPage)

/* Targets: "app:ID", "new". */

G_END_DECLS
