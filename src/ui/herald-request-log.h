/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests that the emulator answered, newest first; a row opens the exchange. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"
#include "model/herald-exchange.h"

G_BEGIN_DECLS

#define HERALD_TYPE_REQUEST_LOG (herald_request_log_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRequestLog, herald_request_log, HERALD, REQUEST_LOG, AdwBin)

GtkWidget *herald_request_log_new (void);
void       herald_request_log_set_session (HeraldRequestLog *self,
                                           HeraldSession    *session,
                                           GCancellable     *cancellable);
/* Reads what was logged since. */
void  herald_request_log_update (HeraldRequestLog *self);
guint herald_request_log_get_n_rows (HeraldRequestLog *self);
/* Signal “logged” (HeraldExchange *exchange): one that is new since the last update. */

G_END_DECLS
