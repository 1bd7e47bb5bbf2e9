/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages to FCM, and what its refusals say. */
#pragma once

#include "push-fixture.h"

G_BEGIN_DECLS

/* @access_token: (nullable): NULL sends none. */
void fcm_fixture_send (PushFixture    *fixture,
                       const char     *project,
                       const char     *access_token,
                       const char     *body,
                       EmulatorAnswer *answer);
/* How many notifications a phone has. */
guint fcm_fixture_count (PushFixture *fixture, const char *phone);
/* One detail of an error by the end of its type. */
JsonObject *fcm_fixture_find_detail (EmulatorAnswer *answer, const char *type);
/* The error of FCM, or of Google when @error_code is NULL. */
void fcm_fixture_assert_error (EmulatorAnswer *answer,
                               guint           status,
                               const char     *code,
                               const char     *error_code);
/* The field that Google complains about. */
void fcm_fixture_assert_field (EmulatorAnswer *answer, const char *field);

G_END_DECLS
