/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One open environment: its clients, its store, its cancellable. Pages work through it. */
#pragma once

#include <gio/gio.h>

#include "core/herald-guard.h"
#include "core/herald-secrets.h"
#include "model/herald-emulator-info.h"
#include "model/herald-environment.h"
#include "net/herald-waits.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_SESSION_CLOSED,
  HERALD_SESSION_OPENING,
  HERALD_SESSION_OPEN,
  HERALD_SESSION_FAILED,
} HeraldSessionState;

#define HERALD_TYPE_SESSION (herald_session_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSession, herald_session, HERALD, SESSION, GObject)

/* @emulator: (nullable): with the built-in environment only; its client secret is used. */
HeraldSession *herald_session_new (HeraldEnvironment  *environment,
                                   HeraldStore        *store,
                                   HeraldSecrets      *secrets,
                                   HeraldEmulatorInfo *emulator);
/* Signs in and asks who we are. */
void     herald_session_open_async (HeraldSession      *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean herald_session_open_finish (HeraldSession *self, GAsyncResult *result, GError **error);
/* After CONFLICT: the organisation and user that answered are right; then open again. FALSE when
 * there was no difference. */
gboolean            herald_session_accept_changes (HeraldSession *self);
void                herald_session_close (HeraldSession *self);
HeraldSessionState  herald_session_get_state (HeraldSession *self);            /* notify::state */
const char         *herald_session_get_user_name (HeraldSession *self);        /* (nullable) */
gint64              herald_session_get_token_expires_us (HeraldSession *self); /* 0: none held */
HeraldEnvironment  *herald_session_get_environment (HeraldSession *self);
HeraldStore        *herald_session_get_store (HeraldSession *self);
HeraldSecrets      *herald_session_get_secrets (HeraldSession *self);
HeraldEmulatorInfo *herald_session_get_emulator (HeraldSession *self); /* (nullable) */
/* What waits there because a service asked for it; also while the session is being opened. */
HeraldWaits *herald_session_get_waits (HeraldSession *self);
/* What may be sent, changed and removed there. */
HeraldGuard *herald_session_get_guard (HeraldSession *self);
/* Cancelled when the session closes: parent of every page's own cancellable. */
GCancellable *herald_session_get_cancellable (HeraldSession *self);
/* Signal “apps-changed”, “devices-changed”, “inapp-changed”: something was written by us. */

G_END_DECLS
