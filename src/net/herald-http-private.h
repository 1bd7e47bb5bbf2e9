/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keeping the session and sending over it share. */
#pragma once

#include <libsoup/soup.h>

#include "net/herald-http.h"

G_BEGIN_DECLS

struct _HeraldHttp
{
  GObject parent_instance;

  SoupSession     *session;     /* (owned) */
  HeraldTransport *transport;   /* (owned) */
  GHashTable  *allowed_origins; /* (owned) (element-type utf8 gboolean): whether it is our own */
  HeraldWaits *waits;
  GHashTable  *pacers;     /* (owned) (element-type utf8 HeraldPacer): by origin */
  guint        longest_ms; /* of one attempt, whatever it is waiting for */
  gsize        most_bytes; /* of an answer, whatever its request allows */

  HeraldExchangeRecorder recorder;
  gpointer               recorder_data;
  GDestroyNotify         recorder_destroy;
};

char            *herald_http_dup_host (const char *url);
GTlsCertificate *herald_http_get_certificate_for (HeraldHttp *self, const char *url);

G_END_DECLS
