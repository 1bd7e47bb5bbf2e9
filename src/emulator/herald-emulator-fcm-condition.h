/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions on topics, such as “'a' in topics && !('b' in topics)”. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean herald_emulator_fcm_condition_is_valid (const char *condition);
/* Returns: (transfer full) (nullable): an SQL expression over a token “t”, its values in @values.
 */
char *herald_emulator_fcm_condition_to_sql (const char *condition, GArray *values);

G_END_DECLS
