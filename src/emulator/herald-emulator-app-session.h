/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model-driven app as its user has it open: what the bell, the toasts and the centre show. */
#pragma once

#include "emulator/herald-emulator-site.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _HeraldEmulatorAppSession HeraldEmulatorAppSession;

/* @app: (nullable): a unique name; NULL stands for some app that has the feature. */
HeraldEmulatorAppSession *herald_emulator_app_session_start (HeraldEmulatorSite *site,
                                                             const char         *user_id,
                                                             const char         *app,
                                                             gboolean            has_bell,
                                                             GError            **error);
void                      herald_emulator_app_session_free (HeraldEmulatorAppSession *self);
const char               *herald_emulator_app_session_get_id (HeraldEmulatorAppSession *self);
gboolean    herald_emulator_app_session_navigate (HeraldEmulatorAppSession *self, GError **error);
void        herald_emulator_app_session_open_center (HeraldEmulatorAppSession *self);
gboolean    herald_emulator_app_session_dismiss (HeraldEmulatorAppSession *self,
                                                 const char               *notification_id,
                                                 GError                  **error);
JsonObject *herald_emulator_app_session_describe (HeraldEmulatorAppSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorAppSession, herald_emulator_app_session_free)

G_END_DECLS
