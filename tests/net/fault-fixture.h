/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every remote call against every way in which a server or the way to it can fail. A table of calls
 * says what the contract allows each; what has to come of a fault follows from that. */
#pragma once

#include "herald-h2-peer.h"
#include "herald-script-peer.h"
#include "net/herald-http.h"

G_BEGIN_DECLS

/* Part of every secret that a call sends or gets; nothing that is shown or kept may hold it. */
#define FAULT_SECRET "s3cr3t"
/* In the headers and the body of a good answer: the origin of the peer. */
#define FAULT_URL "@URL@"

/* What the contract says of a call. */
typedef enum
{
  FAULT_ONCE = 0,         /* may have an effect each time: sent once, whatever happens */
  FAULT_REPEATS = 1 << 0, /* may be sent again: reading, and what is the same done twice */
  FAULT_BEARER = 1 << 1,  /* brings a token, of which it may fetch another one */
  FAULT_BUSY = 1 << 2,    /* sent again, three times in all, when the service says it did nothing */
  FAULT_DELAYED = 1 << 3, /* sent again, four times in all, when the service asks to wait; no harm
                             is done if it happened */
  FAULT_CHALLENGED = 1 << 4, /* wants to be refused with a header; without it that is no answer */
} FaultRules;

typedef struct _FaultCell FaultCell;

typedef struct
{
  const FaultCell  *cell;
  HeraldScriptPeer *peer;
  HeraldH2Peer     *h2;    /* (nullable): what the peer talks instead of HTTP/1.1 */
  HeraldScriptPeer *other; /* answers everything, and should be asked nothing */
  HeraldHttp       *http;
  GObject          *subject;     /* (owned) (nullable): what the calls are made on */
  GCancellable     *cancellable; /* of every call */
  GPtrArray        *exchanges;
} FaultFixture;

typedef struct
{
  const char *name;
  const char *line; /* how its request begins: “GET /path” */
  FaultRules  rules;
  guint       status; /* of the good answer */
  const char *headers;
  const char *body;
  gboolean (*run) (FaultFixture *fixture, GError **error);
} FaultCall;

typedef struct
{
  const char *name; /* of the service */
  GObject *(*make) (FaultFixture *fixture);
  const FaultCall *calls;
  gsize            n_calls;
  const char      *refusal; /* (nullable): a body that says what the service did not like */
  gboolean         refuses_credentials; /* with 400, too */
  gboolean         is_http2;            /* as APNs is */
} FaultTable;

/* Adds a test for each call and each fault. */
void fault_fixture_add (const FaultTable *table);
/* Call them first and last in main(). */
void        fault_fixture_init (int *argc, char ***argv);
int         fault_fixture_run (void);
const char *fault_fixture_get_url (FaultFixture *fixture);
/* The answer to POST /tenant/oauth2/v2.0/token and whatever else a call needs on its way. */
void fault_fixture_answer_tokens (FaultFixture *fixture, const char *path);

G_END_DECLS
