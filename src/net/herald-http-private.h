/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keeping the session and sending over it share. */
#pragma once

#include <libsoup/soup.h>

#include "net/herald-http.h"

G_BEGIN_DECLS

struct _HeraldHttp
{
  GObject parent_instance;

  SoupSession  *session;           /* (owned) */
  GTlsDatabase *extra_authorities; /* (owned) (nullable) */
  GHashTable   *allowed_origins;   /* (owned) (element-type utf8 utf8): a set */

  HeraldExchangeRecorder recorder;
  gpointer               recorder_data;
  GDestroyNotify         recorder_destroy;
};

char *herald_http_dup_host (const char *url);

G_END_DECLS
