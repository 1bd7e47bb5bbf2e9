/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One origin over HTTP/2: connects by TLS, keeps a window of streams full, moves refused requests
 * to a new connection. */
#pragma once

#include <gio/gio.h>

#include "base/herald-transport.h"
#include "h2/herald-h2-session.h"

G_BEGIN_DECLS

#define HERALD_TYPE_H2_CLIENT (herald_h2_client_get_type ())
G_DECLARE_FINAL_TYPE (HeraldH2Client, herald_h2_client, HERALD, H2_CLIENT, GObject)

/* An answer that outlives the call. */
typedef struct
{
  guint      status;
  GPtrArray *headers;    /* (owned) (element-type utf8) name, value, name, value… */
  GBytes    *body;       /* (owned) */
  gint64     connect_us; /* spent waiting for the connection; 0 when it was there */
  gint64     answer_us;  /* from sending to the whole answer */
} HeraldH2Answer;

void        herald_h2_answer_free (HeraldH2Answer *self);
const char *herald_h2_answer_get_header (const HeraldH2Answer *self, const char *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldH2Answer, herald_h2_answer_free)

/* @origin: “https://host:port”; @client_certificate: (nullable): the transport's is not shown. */
HeraldH2Client *herald_h2_client_new (const char      *origin,
                                      HeraldTransport *transport,
                                      GTlsCertificate *client_certificate);
void            herald_h2_client_set_timeout_ms (HeraldH2Client *self, guint ms);
void            herald_h2_client_send_async (HeraldH2Client       *self,
                                             const char           *method,
                                             const char           *path,
                                             const HeraldH2Header *headers,
                                             gsize                 n_headers,
                                             GBytes               *body,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
HeraldH2Answer      *
herald_h2_client_send_finish (HeraldH2Client *self, GAsyncResult *result, GError **error);
void herald_h2_client_close (HeraldH2Client *self);

G_END_DECLS
