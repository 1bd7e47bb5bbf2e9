/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registering and asking for the end of it, as a server of an app's owner does. */
#pragma once

#include "push-fixture.h"

G_BEGIN_DECLS

#define REGISTRATION_DEVICES "pushdeviceregistration/devices"
#define REGISTRATION_USER "11111111-2222-4333-8444-555555555555"
#define REGISTRATION_OTHER_USER "99999999-2222-4333-8444-555555555555"
#define REGISTRATION_MOST_TRIES 2000

extern const char *const registration_tracked[]; /* the header that asks for a status */

/* A running emulator whose registrations are done at once. */
void registration_start (PushFixture *fixture);
/* One object of a body; @member is the name of the device token. */
char *registration_make_body (PushFixture *fixture,
                              const char  *user,
                              const char  *member,
                              const char  *token);
/* Returns: (transfer full): the request's id */
char *registration_send (PushFixture *fixture, const char *body);
void  registration_ask_status (PushFixture *fixture, const char *id, char **status, char **reason);
void  registration_assert_ends (PushFixture *fixture,
                                const char  *id,
                                const char  *status,
                                const char  *reason);
/* Registers and waits for the end. */
void registration_assert (PushFixture *fixture,
                          const char  *user,
                          const char  *member,
                          const char  *token,
                          const char  *reason);
/* The devices of a user as Dataverse has them. */
guint registration_count_devices (PushFixture *fixture, const char *user);
void  registration_await_devices (PushFixture *fixture, const char *user, guint count);

G_END_DECLS
