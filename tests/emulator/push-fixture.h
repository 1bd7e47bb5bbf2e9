/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A running emulator as the push services' callers see it: credentials, phones, real listeners. */
#pragma once

#include "crypto/herald-key.h"
#include "crypto/herald-service-account.h"
#include "emulator-fixture.h"
#include "h2/herald-h2-client.h"

G_BEGIN_DECLS

typedef struct
{
  EmulatorFixture       emulator;
  HeraldH2Client       *h2;      /* (owned) */
  HeraldKey            *key;     /* (owned): of the first app */
  HeraldServiceAccount *account; /* (owned): of the first app */
  char                 *app_id;  /* (owned) */
  char                 *api_token;
  char                 *bundle_id;
  char                 *team_id;
  char                 *key_id;
  char                 *project_id;
  gint64                ahead_seconds; /* of the emulated clock, for what is signed here */
} PushFixture;

void push_fixture_start (PushFixture *self);
void push_fixture_stop (PushFixture *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PushFixture, push_fixture_stop)

/* A call with the admin token; asserts the status and returns the answer's JSON (nullable). */
JsonNode *push_fixture_admin (PushFixture *self,
                              const char  *method,
                              const char  *path,
                              const char  *body,
                              guint        status);
/* Another client of the HTTP/2 listener; @certificate: (nullable). */
HeraldH2Client *push_fixture_create_client (PushFixture *self, GTlsCertificate *certificate);
/* A new phone of the first app: its id and token. */
void push_fixture_add_phone (PushFixture *self, const char *platform, char **id, char **token);
/* “bearer …” of the first app's team, issued @age seconds ago. */
char *push_fixture_sign_provider (PushFixture *self,
                                  HeraldKey   *key,
                                  const char  *key_id,
                                  const char  *team_id,
                                  gint64       age);
/* @headers: name, value, …, NULL */
HeraldH2Answer *push_fixture_h2 (PushFixture       *self,
                                 const char        *method,
                                 const char        *path,
                                 const char *const *headers,
                                 const char        *body);
char           *push_fixture_get_reason (const HeraldH2Answer *answer);
/* A Google access token by the real exchange. */
char *push_fixture_get_access_token (PushFixture *self);
/* POST with JSON; the organization's base stands before @target unless it begins with a slash. */
void push_fixture_post (PushFixture       *self,
                        const char        *target,
                        const char *const *headers,
                        const char        *body,
                        EmulatorAnswer    *answer);

G_END_DECLS
