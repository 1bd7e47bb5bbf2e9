/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP/1.1 request from its target to its answer, in the terms of libmicrohttpd. */
#pragma once

#include "emulator/herald-emulator-call.h"

#include <microhttpd.h>

G_BEGIN_DECLS

/* What the requests of one listener share. */
typedef struct
{
  HeraldEmulatorTransport transport;
  gsize                   most_body_bytes;
  gsize                   body_bytes; /* of all requests that are being read */
  HeraldEmulatorCallFunc  dispatch;
  gpointer                user_data; /* (unowned) */
  GHashTable             *waiting;   /* (owned): requests whose answer is not there yet */
  gboolean                resumed;   /* a request goes on: the library has to be run */
} HeraldEmulatorHttpShared;

typedef struct _HeraldEmulatorHttpRequest HeraldEmulatorHttpRequest;

HeraldEmulatorHttpRequest *
herald_emulator_http_request_new (HeraldEmulatorHttpShared *shared, const char *target);
enum MHD_Result herald_emulator_http_request_advance (HeraldEmulatorHttpRequest *self,
                                                      struct MHD_Connection     *connection,
                                                      const char                *method,
                                                      const char                *chunk,
                                                      gsize                     *size);
void            herald_emulator_http_request_give_up (HeraldEmulatorHttpRequest *self);
void            herald_emulator_http_request_end (HeraldEmulatorHttpRequest *self);

G_END_DECLS
