/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A running emulator with its ready line, and requests to it over real HTTP. */
#pragma once

#include "base/herald-await.h"
#include "emulator/herald-emulator.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct
{
  HeraldEmulator *emulator; /* (owned) */
  JsonObject     *ready;    /* (owned) */
  SoupSession    *session;  /* (owned) */
  char           *api;      /* (owned): “http://127.0.0.1:…/api/data/v9.2/” */
} EmulatorFixture;

/* One answer. */
typedef struct
{
  guint        status;
  char        *text;    /* (owned) */
  JsonObject  *object;  /* (owned) (nullable) */
  SoupMessage *message; /* (owned) */
} EmulatorAnswer;

/* @dir: (nullable): NULL keeps everything in memory. */
void emulator_fixture_start (EmulatorFixture *self, const char *dir, const char *seed);
/* Lets the session speak HTTPS with the emulator. */
void        emulator_fixture_trust (EmulatorFixture *self);
void        emulator_fixture_stop (EmulatorFixture *self);
const char *emulator_fixture_get (EmulatorFixture *self, const char *member);
JsonObject *emulator_fixture_get_app (EmulatorFixture *self, guint index);

/* @target: a path, or what follows the Web API's base. @headers: lines “Name: value”, NULL at the
 * end; the bearer, below /_herald/ the admin token, is added unless an Authorization is among them.
 * @body: (nullable). */
void emulator_fixture_send (EmulatorFixture   *self,
                            const char        *method,
                            const char        *target,
                            const char *const *headers,
                            const char        *body,
                            EmulatorAnswer    *answer);
void emulator_fixture_read (EmulatorFixture *self, const char *target, EmulatorAnswer *answer);
void emulator_answer_clear (EmulatorAnswer *answer);
void emulator_answer_assert_error (EmulatorAnswer *answer,
                                   guint           status,
                                   const char     *code,
                                   const char     *part);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EmulatorFixture, emulator_fixture_stop)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EmulatorAnswer, emulator_answer_clear)

/* A request on its way, over a connection of its own. */
typedef struct
{
  SoupSession *session; /* (owned) */
  SoupMessage *message; /* (owned) */
  HeraldAwait  await;
  gboolean     written;
} EmulatorRequest;

#define EMULATOR_REQUEST_INIT                                                                      \
  {                                                                                                \
    .await = HERALD_AWAIT_INIT                                                                     \
  }

/* Returns when all of it is written. @target and @body as for emulator_fixture_send(). */
void     emulator_request_start (EmulatorRequest *self,
                                 EmulatorFixture *fixture,
                                 const char      *method,
                                 const char      *target,
                                 const char      *body);
gboolean emulator_request_is_answered (const EmulatorRequest *self);
/* Waits for the answer. Returns: (transfer full): its body */
GBytes *emulator_request_finish (EmulatorRequest *self, guint status);
void    emulator_request_clear (EmulatorRequest *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EmulatorRequest, emulator_request_clear)

/* What a test of one emulator needs: it and its last answer. */
typedef struct
{
  EmulatorFixture base;
  EmulatorAnswer  answer;
} EmulatorTest;

/* With the seed “small”, in memory. */
void emulator_test_set_up (EmulatorTest *self, gconstpointer data);
void emulator_test_tear_down (EmulatorTest *self, gconstpointer data);
/* @header: (nullable): one line. Returns: the answer's status */
guint emulator_test_send (EmulatorTest *self,
                          const char   *method,
                          const char   *target,
                          const char   *header,
                          const char   *body);

G_END_DECLS
