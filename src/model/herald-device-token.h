/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of device tokens: blanks and brackets taken off, the other platform's recognised. */
#pragma once

#include "model/herald-issue.h"
#include "model/herald-platform.h"

G_BEGIN_DECLS

char *herald_device_token_clean (const char *text);
/* Returns: (nullable): the finding for field "token", with severity ERROR where the service is
 * certain to refuse it, or NULL when the shape is right. */
HeraldIssue *herald_device_token_check (HeraldPlatform platform, const char *token);

G_END_DECLS
