/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that does what the path says, a client for it, and a record of both sides. */
#pragma once

#include "h2/herald-h2-client.h"
#include "h2/herald-h2-server.h"

G_BEGIN_DECLS

/* Iterates the main loop until something is so; the test's time-out is the only limit. */
#define spin_until(condition)                                                                      \
  do                                                                                               \
    g_main_context_iteration (NULL, FALSE);                                                        \
  while (!(condition) && (g_main_context_pending (NULL) || g_main_context_iteration (NULL, TRUE)))

typedef struct
{
  HeraldH2Answer *answer;
  GError         *error;
  guint           n_calls;
  gboolean        done;
} Outcome;

typedef struct
{
  HeraldH2Session *session; /* (owned) */
  gint32           stream_id;
} Held;

typedef struct
{
  HeraldH2Server  *server;
  HeraldH2Client  *client;
  GHashTable      *seen;     /* x-id → how often the server was asked */
  GArray          *held;     /* (element-type Held) */
  GPtrArray       *outcomes; /* (element-type Outcome) */
  guint            n_requests;
  guint            n_refusals_left; /* for /refuse */
  guint            n_vanished;      /* connections that said goodbye and did nothing */
  guint            n_sessions;
  guint            n_done;
  HeraldH2Session *last_session; /* (owned) (nullable): a new one may not get its address */
} Fixture;

#define FIXTURE_MAX_STREAMS 1000
#define FIXTURE_MAX_BODY (256 * 1024)

void fixture_set_up (Fixture *fixture, gconstpointer max_streams);
void fixture_tear_down (Fixture *fixture, gconstpointer unused);
/* @ca_path: (nullable). */
HeraldH2Client *fixture_create_client (const char *origin, const char *ca_path);
char           *fixture_get_origin (Fixture *fixture);
char           *fixture_get_ca_path (const char *host);
Outcome        *fixture_send (Fixture      *fixture,
                              const char   *path,
                              const char   *id,
                              gsize         body_size,
                              GCancellable *cancellable);
Outcome       *
fixture_send_by (Fixture *fixture, HeraldH2Client *client, const char *path, const char *id);
void  fixture_wait_all (Fixture *fixture);
void  fixture_release_held (Fixture *fixture);
guint fixture_count_seen (Fixture *fixture, const char *id);
char *fixture_create_authority (const char *dir);
GBytes          *fixture_create_body (gsize size);
GTlsCertificate *fixture_load_certificate (const char *host);

G_END_DECLS
