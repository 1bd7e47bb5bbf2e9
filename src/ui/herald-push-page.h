/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pushes: the list of drafts, the composer and the panel that sends a test. */
#pragma once

#include "ui/herald-page.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PUSH_PAGE (herald_push_page_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPushPage, herald_push_page, HERALD, PUSH_PAGE, HeraldPage)

G_END_DECLS
