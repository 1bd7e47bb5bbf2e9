/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the request feed share. */
#pragma once

#include "core/herald-request-feed.h"

G_BEGIN_DECLS

/* At most so many are read at a time; a long log is read in several steps. */
#define HERALD_REQUEST_FEED_READ_LIMIT 500u

struct _HeraldRequestFeed
{
  GObject parent_instance;

  HeraldSession        *session;     /* (owned) (nullable) */
  GCancellable         *cancellable; /* (owned) (nullable) */
  HeraldExchangeFilter *filter;      /* (owned) (nullable) */

  GPtrArray *kept;  /* (element-type HeraldExchange) (owned): oldest first */
  GPtrArray *shown; /* (element-type HeraldExchange) (owned): oldest first */
  gsize      bytes; /* of what is kept */
  gint64     newest;
  guint      n_waiting;
  gboolean   paused;
  gboolean   reading;
  gboolean   again; /* something was logged while reading */

  GPtrArray    *older; /* (element-type HeraldExchange) (owned): before those, if they match */
  gsize         older_bytes;
  GPtrArray    *found;  /* (element-type HeraldExchange) (owned): by the search, so far */
  GCancellable *search; /* (owned) (nullable): while the emulator is asked for older ones */

  GError *error; /* (owned) (nullable) */
};

gsize herald_request_feed_count_bytes (HeraldExchange *exchange);
/* Asks the emulator for older exchanges that the filter lets pass, if it may have some. */
void herald_request_feed_search (HeraldRequestFeed *self);
/* Ends the search and forgets what it found. */
void herald_request_feed_stop_search (HeraldRequestFeed *self);
/* Lets go of the oldest that are too many. Returns: how many those were */
guint herald_request_feed_trim_older (HeraldRequestFeed *self);

G_END_DECLS
