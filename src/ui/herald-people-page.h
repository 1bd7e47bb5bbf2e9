/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People: the search, a person, and registering and cleaning up their devices. */
#pragma once

#include "ui/herald-page.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PEOPLE_PAGE (herald_people_page_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPeoplePage, herald_people_page, HERALD, PEOPLE_PAGE, HeraldPage)

/* Targets: “person:GUID”, “find:ADDRESSES”. */

G_END_DECLS
