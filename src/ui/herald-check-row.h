/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a check of credentials said: the verdict, and the raw answer to unfold. */
#pragma once

#include <adwaita.h>

#include "core/herald-apps.h"

G_BEGIN_DECLS

#define HERALD_TYPE_CHECK_ROW (herald_check_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldCheckRow, herald_check_row, HERALD, CHECK_ROW, AdwExpanderRow)

/* @check: (nullable): NULL hides the row. */
void herald_check_row_set_check (HeraldCheckRow *self, const HeraldCredentialCheck *check);

G_END_DECLS
