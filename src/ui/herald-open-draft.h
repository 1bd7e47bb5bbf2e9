/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft that a page's composer shows: it is kept while it is written, the header says when that
 * was, and the list of drafts is read again once the last words are kept. */
#pragma once

#include "ui/herald-drafts-view.h"
#include "ui/herald-page-header.h"

G_BEGIN_DECLS

#define HERALD_TYPE_OPEN_DRAFT (herald_open_draft_get_type ())
G_DECLARE_FINAL_TYPE (HeraldOpenDraft, herald_open_draft, HERALD, OPEN_DRAFT, GObject)

HeraldOpenDraft *herald_open_draft_new (HeraldPageHeader *header, HeraldDraftsView *drafts);
gboolean         herald_open_draft_is_open (HeraldOpenDraft *self);
/* Closes the former one. */
void herald_open_draft_open (HeraldOpenDraft *self, HeraldSession *session, HeraldDraft *draft);
/* What the draft is now; nothing without an open one. */
void herald_open_draft_change (HeraldOpenDraft *self, const char *name, const char *json);
void herald_open_draft_flush (HeraldOpenDraft *self);
void herald_open_draft_close (HeraldOpenDraft *self);
/* The first of @texts (each may be NULL) that says something, not too long for a list. */
char *herald_open_draft_dup_name (const char *const *texts, gsize n_texts);

G_END_DECLS
