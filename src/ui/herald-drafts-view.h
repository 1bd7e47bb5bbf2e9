/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drafts of one kind: open, duplicate, delete with Undo. */
#pragma once

#include <adwaita.h>

#include "core/herald-drafts.h"

G_BEGIN_DECLS

#define HERALD_TYPE_DRAFTS_VIEW (herald_drafts_view_get_type ())
G_DECLARE_FINAL_TYPE (HeraldDraftsView, herald_drafts_view, HERALD, DRAFTS_VIEW, AdwBin)

GtkWidget *herald_drafts_view_new (HeraldDraftKind kind);
/* @session: (nullable): empties the view. @cancellable: (nullable): of the page. */
void     herald_drafts_view_set_session (HeraldDraftsView *self,
                                         HeraldSession    *session,
                                         GCancellable     *cancellable);
void     herald_drafts_view_reload (HeraldDraftsView *self);
gboolean herald_drafts_view_focus_search (HeraldDraftsView *self);
guint    herald_drafts_view_get_n_drafts (HeraldDraftsView *self);
/* Signals “open” (HeraldDraft *draft) and “create” (). */

G_END_DECLS
