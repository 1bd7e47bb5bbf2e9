/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of one send, in one line: outcome, time, id, or the reason and the button that mends
 * it. */
#pragma once

#include <adwaita.h>

#include "model/herald-reason.h"
#include "model/herald-send-result.h"

G_BEGIN_DECLS

#define HERALD_TYPE_RESULT_ROW (herald_result_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldResultRow, herald_result_row, HERALD, RESULT_ROW, AdwActionRow)

GtkWidget        *herald_result_row_new (HeraldSendResult *result, HeraldService service);
HeraldSendResult *herald_result_row_get_result (HeraldResultRow *self);
HeraldFix         herald_result_row_get_fix (HeraldResultRow *self);
/* Signal “fix”: the button was pressed. Activating the row is up to its list. */

G_END_DECLS
