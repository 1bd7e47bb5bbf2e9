/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator: phones that receive, and beside them its requests, a notification centre and its
 * addresses. */
#pragma once

#include "ui/herald-page.h"

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_PAGE (herald_emulator_page_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorPage, herald_emulator_page, HERALD, EMULATOR_PAGE, HeraldPage)

G_END_DECLS
