/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of one environment that wait because a service asked for it: to be shown while they
 * wait, and to be given up. */
#pragma once

#include <gio/gio.h>

#include "model/herald-reason.h"

G_BEGIN_DECLS

#define HERALD_TYPE_WAITS (herald_waits_get_type ())
G_DECLARE_FINAL_TYPE (HeraldWaits, herald_waits, HERALD, WAITS, GObject)

/* One request that waits, named as people see it: “GET contacts”. */
typedef struct _HeraldWait HeraldWait;

HeraldWaits *herald_waits_new (void);
/* For who lets wait; @resume_at: wall-clock time in µs. */
HeraldWait *
herald_waits_begin (HeraldWaits *self, HeraldService service, const char *what, gint64 resume_at);
void          herald_waits_postpone (HeraldWaits *self, HeraldWait *wait, gint64 resume_at);
GCancellable *herald_wait_get_stop (HeraldWait *wait);
void          herald_waits_end (HeraldWaits *self, HeraldWait *wait);
/* Signal “changed”: one more or one less waits, or longer. */
guint  herald_waits_get_n_waiting (HeraldWaits *self);
gint64 herald_waits_get_resume_at (HeraldWaits *self); /* of the one that waits longest; 0: none */
/* (nullable): one translated sentence, with the time that is left at @now. */
char *herald_waits_describe (HeraldWaits *self, gint64 now);
/* Every wait ends with THROTTLED; nothing is sent for it. */
void herald_waits_stop (HeraldWaits *self);

G_END_DECLS
