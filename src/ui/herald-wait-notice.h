/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells by a notice of the window, second by second, that requests wait because a service asked for
 * it. */
#pragma once

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_WAIT_NOTICE (herald_wait_notice_get_type ())
G_DECLARE_FINAL_TYPE (HeraldWaitNotice, herald_wait_notice, HERALD, WAIT_NOTICE, GObject)

HeraldWaitNotice *herald_wait_notice_new (HeraldWorkspace *workspace);
/* (element-type HeraldNotice): one or none. */
GListModel *herald_wait_notice_get_list (HeraldWaitNotice *self);

G_END_DECLS
