/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other programs ask the emulator: it follows, is filtered, looked into and sent again. */
#pragma once

#include <adwaita.h>

#include "core/herald-request-feed.h"

G_BEGIN_DECLS

#define HERALD_TYPE_REQUESTS_TAB (herald_requests_tab_get_type ())
G_DECLARE_FINAL_TYPE (HeraldRequestsTab, herald_requests_tab, HERALD, REQUESTS_TAB, AdwBin)

GtkWidget *herald_requests_tab_new (void);
/* @session: (nullable): the emulator's; @cancellable: (nullable): the page's */
void               herald_requests_tab_set_session (HeraldRequestsTab *self,
                                                    HeraldSession     *session,
                                                    GCancellable      *cancellable);
HeraldRequestFeed *herald_requests_tab_get_feed (HeraldRequestsTab *self);
void               herald_requests_tab_focus_search (HeraldRequestsTab *self);
/* Actions: “requests.pause”, “requests.clear”. */

G_END_DECLS
