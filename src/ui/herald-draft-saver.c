/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves a draft a moment after each change. One save is under way at a time; what changes meanwhile
 * is saved after it, so the newest text always wins and the draft is inserted only once. */
#include "config.h"

#include "ui/herald-draft-saver.h"

#include "ui/herald-time-label.h"

#include <glib/gi18n.h>

#define AFTER_LAST_KEY_MS 500
/* Somebody who types without a pause loses no more than this when the power goes. */
#define LONGEST_UNSAVED_US (2 * G_TIME_SPAN_SECOND)

struct _HeraldDraftSaver
{
  GObject parent_instance;

  HeraldSession *session; /* (owned) */
  HeraldDraft   *draft;   /* (owned) */

  char    *name; /* (owned) (nullable): not handed to the store yet */
  char    *json; /* (owned) (nullable) */
  guint    timeout_id;
  gint64   first_change_us; /* monotonic: of the changes that wait */
  gboolean saving;
  gint64   saved_us;
  GError  *error; /* (owned) (nullable) */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldDraftSaver, herald_draft_saver, G_TYPE_OBJECT)

static void save (HeraldDraftSaver *self);

static void
save_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldDraftSaver) self = HERALD_DRAFT_SAVER (user_data);
  g_autoptr (GError) error = NULL;

  self->saving = FALSE;
  g_clear_error (&self->error);
  if (herald_drafts_save_finish (HERALD_SESSION (source), result, &error))
    self->saved_us = g_get_real_time ();
  else
    self->error = g_steal_pointer (&error);
  if (self->json != NULL && self->timeout_id == 0)
    save (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* True recursion by way of the main loop: what changed during a save is saved after it. Not
 * cancelled with the page, because closing the page must not lose the last words. */
static void
save (HeraldDraftSaver *self)
{
  g_autofree char *name = NULL;
  g_autofree char *json = NULL;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->json == NULL || self->saving)
    return;
  name = g_steal_pointer (&self->name);
  json = g_steal_pointer (&self->json);
  self->saving = TRUE;
  herald_drafts_save_async (self->session, self->draft, name, json, NULL, save_done_cb,
                            g_object_ref (self));
}

static gboolean
timeout_cb (gpointer user_data)
{
  HeraldDraftSaver *self = HERALD_DRAFT_SAVER (user_data);

  self->timeout_id = 0;
  save (self);
  return G_SOURCE_REMOVE;
}

static void
herald_draft_saver_dispose (GObject *object)
{
  HeraldDraftSaver *self = HERALD_DRAFT_SAVER (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (herald_draft_saver_parent_class)->dispose (object);
}

static void
herald_draft_saver_finalize (GObject *object)
{
  HeraldDraftSaver *self = HERALD_DRAFT_SAVER (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->json, g_free);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (herald_draft_saver_parent_class)->finalize (object);
}

static void
herald_draft_saver_class_init (HeraldDraftSaverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_draft_saver_dispose;
  object_class->finalize = herald_draft_saver_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_draft_saver_init (HeraldDraftSaver *self)
{
}

/**
 * herald_draft_saver_new:
 * @session: where the draft is kept
 * @draft: the draft
 *
 * Returns: (transfer full): a saver with nothing to save
 */
HeraldDraftSaver *
herald_draft_saver_new (HeraldSession *session, HeraldDraft *draft)
{
  HeraldDraftSaver *self;

  g_return_val_if_fail (HERALD_IS_SESSION (session), NULL);
  g_return_val_if_fail (HERALD_IS_DRAFT (draft), NULL);

  self = g_object_new (HERALD_TYPE_DRAFT_SAVER, NULL);
  self->session = g_object_ref (session);
  self->draft = g_object_ref (draft);
  if (herald_draft_get_id (draft) != 0)
    self->saved_us = herald_draft_get_changed_us (draft);
  return self;
}

/**
 * herald_draft_saver_get_draft:
 * @self: a saver
 *
 * Returns: (transfer none): the draft, as it was last saved
 */
HeraldDraft *
herald_draft_saver_get_draft (HeraldDraftSaver *self)
{
  g_return_val_if_fail (HERALD_IS_DRAFT_SAVER (self), NULL);

  return self->draft;
}

/**
 * herald_draft_saver_change:
 * @self: a saver
 * @name: what the list calls the draft
 * @json: its content
 */
void
herald_draft_saver_change (HeraldDraftSaver *self, const char *name, const char *json)
{
  gint64   now_us = g_get_monotonic_time ();
  gboolean was_pending = FALSE;

  g_return_if_fail (HERALD_IS_DRAFT_SAVER (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (json != NULL);

  was_pending = self->json != NULL;
  if (!was_pending)
    self->first_change_us = now_us;
  g_free (self->name);
  g_free (self->json);
  self->name = g_strdup (name);
  self->json = g_strdup (json);
  if (now_us - self->first_change_us >= LONGEST_UNSAVED_US)
    {
      save (self);
    }
  else
    {
      g_clear_handle_id (&self->timeout_id, g_source_remove);
      self->timeout_id = g_timeout_add (AFTER_LAST_KEY_MS, timeout_cb, self);
    }
  if (!was_pending)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * herald_draft_saver_flush:
 * @self: a saver
 *
 * Hands what waits to the store; call it before the draft leaves the screen.
 */
void
herald_draft_saver_flush (HeraldDraftSaver *self)
{
  g_return_if_fail (HERALD_IS_DRAFT_SAVER (self));

  save (self);
}

/**
 * herald_draft_saver_is_pending:
 * @self: a saver
 *
 * Returns: whether something is not in the store yet
 */
gboolean
herald_draft_saver_is_pending (HeraldDraftSaver *self)
{
  g_return_val_if_fail (HERALD_IS_DRAFT_SAVER (self), FALSE);

  return self->saving || self->json != NULL;
}

/**
 * herald_draft_saver_dup_text:
 * @self: a saver
 *
 * Returns: (transfer full): what became of the draft, for people; empty before its first change
 */
char *
herald_draft_saver_dup_text (HeraldDraftSaver *self)
{
  g_autofree char *age = NULL;

  g_return_val_if_fail (HERALD_IS_DRAFT_SAVER (self), NULL);

  if (self->error != NULL)
    return g_strdup_printf (_("Not saved: %s"), self->error->message);
  if (herald_draft_saver_is_pending (self))
    return g_strdup (_("Saving…"));
  if (self->saved_us == 0)
    return g_strdup ("");
  age = herald_time_describe (g_get_real_time (), self->saved_us);
  /* Translators: %s is a time such as “3 seconds ago”. */
  return g_strdup_printf (_("Saved %s"), age);
}
