/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In-app notifications: drafts, what was sent and still stands, and the composer. */
#pragma once

#include "ui/herald-page.h"

G_BEGIN_DECLS

#define HERALD_TYPE_INAPP_PAGE (herald_inapp_page_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInappPage, herald_inapp_page, HERALD, INAPP_PAGE, HeraldPage)

G_END_DECLS
