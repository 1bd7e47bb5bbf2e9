/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages that write drafts have in common around the saver. */
#include "config.h"

#include "ui/herald-open-draft.h"

#include "ui/herald-draft-saver.h"

#define MAX_NAME_CHARACTERS 60

struct _HeraldOpenDraft
{
  GObject parent_instance;

  HeraldPageHeader *header; /* (owned) */
  HeraldDraftsView *drafts; /* (owned) */

  HeraldDraftSaver *saver;  /* (owned) (nullable) */
  guint             age_id; /* source: updates “saved 3 s ago” */
};

G_DEFINE_FINAL_TYPE (HeraldOpenDraft, herald_open_draft, G_TYPE_OBJECT)

static void
show_saved (HeraldOpenDraft *self)
{
  g_autofree char *text = herald_draft_saver_dup_text (self->saver);

  if (text != NULL)
    herald_page_header_set_subtitle (self->header, text);
}

static gboolean
age_cb (gpointer user_data)
{
  show_saved (HERALD_OPEN_DRAFT (user_data));
  return G_SOURCE_CONTINUE;
}

static void
saver_changed_cb (HeraldOpenDraft *self)
{
  show_saved (self);
}

static void
herald_open_draft_dispose (GObject *object)
{
  HeraldOpenDraft *self = HERALD_OPEN_DRAFT (object);

  herald_open_draft_close (self);
  g_clear_object (&self->header);
  g_clear_object (&self->drafts);
  G_OBJECT_CLASS (herald_open_draft_parent_class)->dispose (object);
}

static void
herald_open_draft_class_init (HeraldOpenDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_open_draft_dispose;
}

static void
herald_open_draft_init (HeraldOpenDraft *self)
{
}

/**
 * herald_open_draft_new:
 * @header: the composer's header, whose subtitle says when the draft was kept
 * @drafts: the list that the draft stands in
 *
 * Returns: (transfer full): without an open draft
 */
HeraldOpenDraft *
herald_open_draft_new (HeraldPageHeader *header, HeraldDraftsView *drafts)
{
  HeraldOpenDraft *self;

  g_return_val_if_fail (HERALD_IS_PAGE_HEADER (header), NULL);
  g_return_val_if_fail (HERALD_IS_DRAFTS_VIEW (drafts), NULL);

  self = g_object_new (HERALD_TYPE_OPEN_DRAFT, NULL);
  self->header = g_object_ref (header);
  self->drafts = g_object_ref (drafts);
  return self;
}

/**
 * herald_open_draft_is_open:
 * @self: a page's draft
 *
 * Returns: whether there is one to change
 */
gboolean
herald_open_draft_is_open (HeraldOpenDraft *self)
{
  g_return_val_if_fail (HERALD_IS_OPEN_DRAFT (self), FALSE);

  return self->saver != NULL;
}

/**
 * herald_open_draft_open:
 * @self: a page's draft
 * @session: whose store keeps it
 * @draft: what the composer shows from now on
 */
void
herald_open_draft_open (HeraldOpenDraft *self, HeraldSession *session, HeraldDraft *draft)
{
  g_return_if_fail (HERALD_IS_OPEN_DRAFT (self));
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_DRAFT (draft));

  herald_open_draft_close (self);
  self->saver = herald_draft_saver_new (session, draft);
  g_signal_connect_object (self->saver, "changed", G_CALLBACK (saver_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->age_id = g_timeout_add_seconds (1, age_cb, self);
  show_saved (self);
}

/**
 * herald_open_draft_change:
 * @self: a page's draft
 * @name: what the list calls it now
 * @json: what it is now
 */
void
herald_open_draft_change (HeraldOpenDraft *self, const char *name, const char *json)
{
  g_return_if_fail (HERALD_IS_OPEN_DRAFT (self));

  if (self->saver != NULL)
    herald_draft_saver_change (self->saver, name, json);
}

/**
 * herald_open_draft_flush:
 * @self: a page's draft
 *
 * Hands what is not kept yet to the store now.
 */
void
herald_open_draft_flush (HeraldOpenDraft *self)
{
  g_return_if_fail (HERALD_IS_OPEN_DRAFT (self));

  if (self->saver != NULL)
    herald_draft_saver_flush (self->saver);
}

/**
 * herald_open_draft_close:
 * @self: a page's draft
 *
 * Keeps the last words and has no open draft any more.
 */
void
herald_open_draft_close (HeraldOpenDraft *self)
{
  g_return_if_fail (HERALD_IS_OPEN_DRAFT (self));

  g_clear_handle_id (&self->age_id, g_source_remove);
  if (self->saver == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self->saver, saver_changed_cb, self);
  herald_draft_saver_flush (self->saver);
  /* The list is read before the last words are kept; so once more afterwards. */
  if (herald_draft_saver_is_pending (self->saver))
    g_signal_connect_object (self->saver, "changed", G_CALLBACK (herald_drafts_view_reload),
                             self->drafts, G_CONNECT_SWAPPED);
  g_clear_object (&self->saver);
}

/**
 * herald_open_draft_dup_name:
 * @texts: (array length=n_texts): each may be %NULL
 * @n_texts: their number
 *
 * Returns: (transfer full): the beginning of the first text that says something, "" without one
 */
char *
herald_open_draft_dup_name (const char *const *texts, gsize n_texts)
{
  g_return_val_if_fail (texts != NULL, NULL);

  for (gsize i = 0; i < n_texts; i++)
    if (texts[i] != NULL && *texts[i] != '\0')
      return g_utf8_substring (texts[i], 0,
                               MIN (g_utf8_strlen (texts[i], -1), MAX_NAME_CHARACTERS));
  return g_strdup ("");
}
