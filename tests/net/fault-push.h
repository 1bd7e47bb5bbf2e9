/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the matrix makes of a push service's result. */
#pragma once

#include "fault-fixture.h"
#include "net/herald-push-result.h"

G_BEGIN_DECLS

/* @result: (nullable): when @error is set */
gboolean fault_judge_push (const HeraldPushResult *result, GError **error);

G_END_DECLS
