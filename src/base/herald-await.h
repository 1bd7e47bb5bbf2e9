/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for one asynchronous result by iterating the thread-default main context. Only tests and
 * the command line do that; libraries never run a loop of their own. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GAsyncResult *result; /* (owned) (nullable) */
} HeraldAwait;

#define HERALD_AWAIT_INIT                                                                          \
  {                                                                                                \
    NULL                                                                                           \
  }

void          herald_await_cb (GObject *source, GAsyncResult *result, gpointer await);
GAsyncResult *herald_await_result (HeraldAwait *await);
void          herald_await_clear (HeraldAwait *await);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldAwait, herald_await_clear)

G_END_DECLS
