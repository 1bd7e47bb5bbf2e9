/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cancellable that time cancels, too.. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HeraldDeadline HeraldDeadline;

HeraldDeadline *herald_deadline_new (guint ms, GCancellable *outer);
void            herald_deadline_free (HeraldDeadline *self);
GCancellable   *herald_deadline_get_cancellable (HeraldDeadline *self);
gboolean        herald_deadline_has_passed (HeraldDeadline *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldDeadline, herald_deadline_free)

G_END_DECLS
