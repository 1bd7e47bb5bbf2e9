/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cancellables below others: a request ends with its page, a page's requests with the session. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Cancels @child once @parent (nullable) is cancelled; @parent does not keep @child. */
void herald_cancellable_follow (GCancellable *child, GCancellable *parent);
/* For a request that a newer one of its kind replaces: cancels what @place (owned) (nullable) holds
 * and puts a new one there that follows @parent (nullable). Returns: (transfer none): the new one
 */
GCancellable *herald_cancellable_renew (GCancellable **place, GCancellable *parent);

G_END_DECLS
