/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a draft while it is written: half a second after the last key, every two seconds while keys
 * keep coming, and at once when asked. */
#pragma once

#include "core/herald-drafts.h"

G_BEGIN_DECLS

#define HERALD_TYPE_DRAFT_SAVER (herald_draft_saver_get_type ())
G_DECLARE_FINAL_TYPE (HeraldDraftSaver, herald_draft_saver, HERALD, DRAFT_SAVER, GObject)

HeraldDraftSaver *herald_draft_saver_new (HeraldSession *session, HeraldDraft *draft);
HeraldDraft      *herald_draft_saver_get_draft (HeraldDraftSaver *self);
/* What the draft is now; saved in a moment. */
void herald_draft_saver_change (HeraldDraftSaver *self, const char *name, const char *json);
/* Hands what is not saved yet to the store now. */
void     herald_draft_saver_flush (HeraldDraftSaver *self);
gboolean herald_draft_saver_is_pending (HeraldDraftSaver *self);
/* “Saving…”, “Saved 3 seconds ago”, or why it is not. */
char *herald_draft_saver_dup_text (HeraldDraftSaver *self);
/* Signal “changed”: pending, saved or failed. */

G_END_DECLS
