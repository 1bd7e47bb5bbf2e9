/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the steps of a connection test share. */
#pragma once

#include "core/herald-clients.h"
#include "core/herald-connection-test.h"
#include "core/herald-identity.h"
#include "core/herald-transports.h"
#include "net/herald-probe.h"

G_BEGIN_DECLS

/* How a step came out. */
typedef struct
{
  HeraldConnectionState state;
  char                 *message; /* (owned) */
  const char           *fix;     /* (static) (nullable) */
  GStrv                 details; /* (owned) (nullable) */
  GError               *error;   /* (owned) (nullable): of a failure */
} HeraldConnectionOutcome;

/* A table that Herald works with and the environment has. */
typedef struct
{
  char       *name;       /* (owned): logical */
  GHashTable *privileges; /* (owned) (element-type utf8 utf8): their names, by right: “Read” */
} HeraldConnectionTable;

/* What the steps have found out so far. */
typedef struct
{
  HeraldStore        *store;    /* (unowned): the test's */
  HeraldSecrets      *secrets;  /* (unowned): the test's */
  HeraldEmulatorInfo *emulator; /* (unowned) (nullable): the test's */

  HeraldEnvironment *environment; /* (owned): a copy, which may learn */
  HeraldTransport   *transport;   /* (owned) (nullable) */
  HeraldRecorder    *recorder;    /* (owned): writes down who was contacted */
  HeraldProbe       *probe;       /* (owned) (nullable) */
  HeraldHttp        *http;        /* (owned) (nullable) */
  HeraldTokenSource *tokens;      /* (owned) (nullable) */
  HeraldDataverse   *dataverse;   /* (owned) (nullable) */
  char              *user_id;     /* (owned) (nullable) */
  GHashTable        *tables;      /* (owned) (nullable) (element-type utf8 HeraldConnectionTable) */
} HeraldConnectionFindings;

/* A step runs for @task, which it takes; @findings are its task data, until it sets others. */
typedef void (*HeraldConnectionStepFunc) (GTask *task, HeraldConnectionFindings *findings);

void herald_connection_outcome_free (HeraldConnectionOutcome *self);
void herald_connection_table_free (HeraldConnectionTable *self);

/* The ends of a step; each takes @task and what it gets but the fix. */
void herald_connection_step_succeed (GTask *task, char *message);
void herald_connection_step_fail (GTask *task, GError *error, const char *fix);
void herald_connection_step_skip (GTask *task);
void herald_connection_step_return (GTask *task, HeraldConnectionOutcome *outcome);
/* What to do about an error of the Web API. */
const char *herald_connection_explain (const GError *error);
JsonArray  *herald_connection_read_list (JsonObject *answer, const char *name, GError **error);

void herald_connection_resolve (GTask *task, HeraldConnectionFindings *findings);
void herald_connection_connect (GTask *task, HeraldConnectionFindings *findings);
void herald_connection_encrypt (GTask *task, HeraldConnectionFindings *findings);
void herald_connection_sign_in (GTask *task, HeraldConnectionFindings *findings);
void herald_connection_read_version (GTask *task, HeraldConnectionFindings *findings);
void herald_connection_read_organization (GTask *task, HeraldConnectionFindings *findings);
void herald_connection_read_tables (GTask *task, HeraldConnectionFindings *findings);
void herald_connection_read_privileges (GTask *task, HeraldConnectionFindings *findings);
void herald_connection_read_in_app (GTask *task, HeraldConnectionFindings *findings);

G_END_DECLS
