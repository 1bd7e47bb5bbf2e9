/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to do next: a set-up checklist per app that ticks itself, then the last sends. */
#pragma once

#include "ui/herald-page.h"

G_BEGIN_DECLS

#define HERALD_TYPE_OVERVIEW_PAGE (herald_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (HeraldOverviewPage, herald_overview_page, HERALD, OVERVIEW_PAGE, HeraldPage)

G_END_DECLS
