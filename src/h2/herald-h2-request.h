/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request of a client, from the call to its callback. Private to this layer. */
#pragma once

#include "h2/herald-h2-client.h"

G_BEGIN_DECLS

#define HERALD_H2_N_PSEUDO_HEADERS 4

typedef struct
{
  GList   link; /* in the client's queue; data is the request itself */
  GTask  *task; /* (owned): holds the client, too */
  guint64 number;

  HeraldH2Header *headers; /* (owned): one block with its texts */
  gsize           n_headers;
  GBytes         *body; /* (owned) (nullable) */

  GCancellable  *cancellable; /* (owned) (nullable) */
  gulong         cancelled_id;
  GDestroyNotify cancelled_func;
  gpointer       cancelled_data;
  gint           cancelled; /* atomic */
  gboolean       timed_out;

  HeraldH2Session *session; /* (owned) (nullable): while sent */
  gint32           stream_id;
  guint            n_refusals;
  gint64           queued_us;
  gint64           sent_us;
  gint64           connect_us;
} HeraldH2Request;

HeraldH2Request *herald_h2_request_new (GTask                *task,
                                        const char           *method,
                                        const char           *authority,
                                        const char           *path,
                                        const HeraldH2Header *headers,
                                        gsize                 n_headers,
                                        GBytes               *body);
void             herald_h2_request_watch (HeraldH2Request *self,
                                          GCancellable    *cancellable,
                                          GDestroyNotify   cancelled_func,
                                          gpointer         data);
gboolean         herald_h2_request_is_cancelled (HeraldH2Request *self);
void
herald_h2_request_succeed (HeraldH2Request *self, const HeraldH2Message *message, gint64 now_us);
void    herald_h2_request_fail (HeraldH2Request *self, GError *error);
GError *herald_h2_request_explain (HeraldH2Request *self, HeraldH2Fate fate, const GError *cause);
GError *herald_h2_request_create_cancelled_error (void);

G_END_DECLS
