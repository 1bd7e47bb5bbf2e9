/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cleaning up devices from a page: names what would go, asks, removes it and tells the outcome. */
#pragma once

#include "ui/herald-page.h"

G_BEGIN_DECLS

/* @error: (nullable): why it failed, which was told already. */
typedef void (*HeraldCleanUpFunc) (HeraldPage *page, const GError *error);

/* Asks whether those of @devices (element-type HeraldDevice) that are not removed yet may go.
 * @done runs on the main thread once their removal was accepted, failed or was cancelled; never
 * when somebody decided against it. */
void herald_clean_up_ask (HeraldPage *page, GPtrArray *devices, HeraldCleanUpFunc done);

G_END_DECLS
