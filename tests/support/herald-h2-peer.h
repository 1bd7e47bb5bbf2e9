/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP/2 on the connections of a script peer, frame by frame, so that everything can be said that a
 * broken server, or a bad one, may say. */
#pragma once

#include "herald-h2-frames.h"
#include "herald-script-peer.h"

G_BEGIN_DECLS

typedef struct _HeraldH2Peer HeraldH2Peer;

/* What comes after the frames of a reply. */
typedef enum
{
  HERALD_H2_THEN_GO_ON,
  HERALD_H2_THEN_CLOSE,
  HERALD_H2_THEN_RESET,  /* of TCP */
  HERALD_H2_THEN_FREEZE, /* the connection stays, and nobody is there */
  HERALD_H2_THEN_REPEAT, /* without end, until the client gives the stream up */
  HERALD_H2_THEN_DRIP,   /* the same with pauses */
  HERALD_H2_THEN_SHOUT,  /* the same without listening, until the client has gone */
} HeraldH2Then;

typedef struct
{
  guint32       stream;  /* 0: the connection has begun, or its settings were taken */
  const char   *request; /* (nullable): head and body as HTTP/1.1 would write them */
  gconstpointer data;
  GByteArray   *frames; /* to write */
  GByteArray   *again;  /* to repeat after that */
} HeraldH2Reply;

/* **Thread:** one of the peer's. */
typedef HeraldH2Then (*HeraldH2ReplyFunc) (HeraldH2Reply *reply);

/* All (nullable). */
typedef struct
{
  HeraldH2ReplyFunc greeting; /* instead of SETTINGS when a connection begins */
  HeraldH2ReplyFunc taken;    /* when the client has taken these settings */
  HeraldH2ReplyFunc answer;   /* to a whole request */
} HeraldH2Talk;

/* @peer: not started yet; @good: what is said unless a fault is set; static. */
HeraldH2Peer *
herald_h2_peer_new (HeraldScriptPeer *peer, const HeraldH2Talk *good, gconstpointer data);
/* After the threads of its peer have ended. */
void herald_h2_peer_free (HeraldH2Peer *self);
/* For the next @n_times greetings and answers; @fault is static and says nothing where it lacks an
 * answer. */
void
herald_h2_peer_fail (HeraldH2Peer *self, const HeraldH2Talk *fault, gconstpointer data, guint n);
void herald_h2_peer_heal (HeraldH2Peer *self);
/* What @request says in its header, up to its line's end. */
char *herald_h2_peer_dup_header (const char *request, const char *name);

G_END_DECLS
