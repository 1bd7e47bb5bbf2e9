/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts that survive closing and a crash: saved a moment after each change. */
#pragma once

#include "core/herald-session.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_DRAFT_PUSH,
  HERALD_DRAFT_INAPP,
} HeraldDraftKind;

#define HERALD_TYPE_DRAFT (herald_draft_get_type ())
G_DECLARE_FINAL_TYPE (HeraldDraft, herald_draft, HERALD, DRAFT, GObject)

gint64          herald_draft_get_id (HeraldDraft *self); /* 0: not saved yet */
HeraldDraftKind herald_draft_get_kind (HeraldDraft *self);
const char     *herald_draft_get_name (HeraldDraft *self);
const char     *herald_draft_get_json (HeraldDraft *self);
gint64          herald_draft_get_changed_us (HeraldDraft *self);
HeraldDraft    *herald_draft_new (HeraldDraftKind kind, const char *name, const char *json);

void herald_drafts_list_async (HeraldSession      *session,
                               HeraldDraftKind     kind,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
/* Returns: (element-type HeraldDraft): last changed first */
GPtrArray *herald_drafts_list_finish (HeraldSession *session, GAsyncResult *result, GError **error);
/* Inserts when the draft's id is 0 (and sets it), else updates. */
void     herald_drafts_save_async (HeraldSession      *session,
                                   HeraldDraft        *draft,
                                   const char         *name,
                                   const char         *json,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean herald_drafts_save_finish (HeraldSession *session, GAsyncResult *result, GError **error);
void     herald_drafts_delete_async (HeraldSession      *session,
                                     HeraldDraft        *draft,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean herald_drafts_delete_finish (HeraldSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
