/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the use cases of this layer need of an open session: its clients, its tasks, its signals. */
#pragma once

#include "core/herald-recorder.h"
#include "core/herald-senders.h"
#include "core/herald-session.h"
#include "net/herald-dataverse.h"
#include "net/herald-emulator-api.h"
#include "net/herald-registration-api.h"

G_BEGIN_DECLS

HeraldHttp            *herald_session_get_http (HeraldSession *self);
HeraldDataverse       *herald_session_get_dataverse (HeraldSession *self);
HeraldRegistrationApi *herald_session_get_registration (HeraldSession *self); /* (nullable) */
HeraldEmulatorApi     *herald_session_get_emulator_api (HeraldSession *self); /* (nullable) */
HeraldSenders         *herald_session_get_senders (HeraldSession *self);      /* (nullable) */
HeraldRecorder        *herald_session_get_recorder (HeraldSession *self);
const char            *herald_session_get_environment_id (HeraldSession *self);
/* A task whose cancellable ends with @cancellable and with the session. NULL when the session is
 * not open: then the callback comes with AUTH. */
GTask *herald_session_begin (HeraldSession      *self,
                             gpointer            source_tag,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
/* The same for what changes the environment or reaches people in it. NULL also when the guard lets
 * it not pass: then the callback comes with FORBIDDEN or INVALID. */
GTask *herald_session_begin_change (HeraldSession      *self,
                                    gpointer            source_tag,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* The same for what only needs the store. */
GTask *herald_session_begin_offline (HeraldSession      *self,
                                     gpointer            source_tag,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
void   herald_session_tell_apps_changed (HeraldSession *self);
void   herald_session_tell_devices_changed (HeraldSession *self);
void   herald_session_tell_inapp_changed (HeraldSession *self);

G_END_DECLS
