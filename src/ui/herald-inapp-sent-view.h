/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The in-app notifications that still stand in somebody's notification centre; recalls them. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

#define HERALD_TYPE_INAPP_SENT_VIEW (herald_inapp_sent_view_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInappSentView, herald_inapp_sent_view, HERALD, INAPP_SENT_VIEW, AdwBin)

GtkWidget *herald_inapp_sent_view_new (void);
void       herald_inapp_sent_view_set_session (HeraldInappSentView *self,
                                               HeraldSession       *session,
                                               GCancellable        *cancellable);
void       herald_inapp_sent_view_reload (HeraldInappSentView *self);
gboolean   herald_inapp_sent_view_focus_search (HeraldInappSentView *self);

G_END_DECLS
