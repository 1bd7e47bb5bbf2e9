/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts in the store. Saves of one draft may overlap: the first one that reaches the database
 * inserts it, all later ones update that row. */
#include "config.h"

#include "core/herald-drafts.h"

#include "base/herald-task-data.h"
#include "core/herald-session-private.h"
#include "store/herald-table-draft.h"

/* The id of a draft as the write lane knows it: only looked at there. */
typedef struct
{
  gint64 id;
} LaneId;

struct _HeraldDraft
{
  GObject parent_instance;

  gint64          id;
  LaneId         *lane_id; /* (owned): atomic reference */
  HeraldDraftKind kind;
  char           *name; /* (owned) */
  char           *json; /* (owned) */
  gint64          changed_us;
};

G_DEFINE_FINAL_TYPE (HeraldDraft, herald_draft, G_TYPE_OBJECT)

typedef struct
{
  char           *environment_id; /* (owned) */
  HeraldDraftKind kind;
  GPtrArray      *rows; /* (owned) (nullable) */
} ListJob;

typedef struct
{
  char           *environment_id; /* (owned) */
  LaneId         *lane_id;        /* (owned) */
  HeraldDraftRow *row;            /* (owned) (nullable): NULL deletes */
} WriteJob;

typedef struct
{
  HeraldDraft *draft; /* (owned) */
} WriteTask;

static void
write_task_clear (WriteTask *data)
{
  g_clear_object (&data->draft);
}

HERALD_DEFINE_TASK_DATA (WriteTask, write_task, write_task_clear)

static void
list_job_free (gpointer data)
{
  ListJob *job = data;

  g_free (job->environment_id);
  g_clear_pointer (&job->rows, g_ptr_array_unref);
  g_free (job);
}

static void
write_job_free (gpointer data)
{
  WriteJob *job = data;

  g_free (job->environment_id);
  g_atomic_rc_box_release (job->lane_id);
  g_clear_pointer (&job->row, herald_draft_row_free);
  g_free (job);
}

/* On the read lane. */
static gboolean
list_run (HeraldConnection *connection, gpointer data, GError **error)
{
  ListJob *job = data;

  job->rows = herald_table_draft_list (connection, job->environment_id, (int) job->kind, error);
  return job->rows != NULL;
}

/* On the write lane. */
static gboolean
write_run (HeraldConnection *connection, gpointer data, GError **error)
{
  WriteJob *job = data;

  if (job->row == NULL)
    return job->lane_id->id == 0 || herald_table_draft_delete (connection, job->lane_id->id, error);
  job->row->id = job->lane_id->id;
  if (!herald_table_draft_save (connection, job->environment_id, job->row, error))
    return FALSE;
  job->lane_id->id = job->row->id;
  return TRUE;
}

static void
herald_draft_finalize (GObject *object)
{
  HeraldDraft *self = HERALD_DRAFT (object);

  g_atomic_rc_box_release (self->lane_id);
  g_free (self->name);
  g_free (self->json);
  G_OBJECT_CLASS (herald_draft_parent_class)->finalize (object);
}

static void
herald_draft_class_init (HeraldDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_draft_finalize;
}

static void
herald_draft_init (HeraldDraft *self)
{
  self->lane_id = g_atomic_rc_box_new0 (LaneId);
}

/**
 * herald_draft_get_id:
 * @self: a draft
 *
 * Returns: its id; 0 when it is not saved yet
 */
gint64
herald_draft_get_id (HeraldDraft *self)
{
  g_return_val_if_fail (HERALD_IS_DRAFT (self), 0);

  return self->id;
}

/**
 * herald_draft_get_kind:
 * @self: a draft
 *
 * Returns: what it is a draft of
 */
HeraldDraftKind
herald_draft_get_kind (HeraldDraft *self)
{
  g_return_val_if_fail (HERALD_IS_DRAFT (self), HERALD_DRAFT_PUSH);

  return self->kind;
}

/**
 * herald_draft_get_name:
 * @self: a draft
 *
 * Returns: (transfer none): its name
 */
const char *
herald_draft_get_name (HeraldDraft *self)
{
  g_return_val_if_fail (HERALD_IS_DRAFT (self), NULL);

  return self->name;
}

/**
 * herald_draft_get_json:
 * @self: a draft
 *
 * Returns: (transfer none): its content, as the message's to_json writes it
 */
const char *
herald_draft_get_json (HeraldDraft *self)
{
  g_return_val_if_fail (HERALD_IS_DRAFT (self), NULL);

  return self->json;
}

/**
 * herald_draft_get_changed_us:
 * @self: a draft
 *
 * Returns: when it was saved last, in µs since 1970; 0: never
 */
gint64
herald_draft_get_changed_us (HeraldDraft *self)
{
  g_return_val_if_fail (HERALD_IS_DRAFT (self), 0);

  return self->changed_us;
}

/**
 * herald_draft_new:
 * @kind: what it is a draft of
 * @name: its name
 * @json: its content
 *
 * Returns: (transfer full): a draft that is not saved yet
 */
HeraldDraft *
herald_draft_new (HeraldDraftKind kind, const char *name, const char *json)
{
  HeraldDraft *self = g_object_new (HERALD_TYPE_DRAFT, NULL);

  self->kind = kind;
  self->name = g_strdup (name != NULL ? name : "");
  self->json = g_strdup (json != NULL ? json : "{}");
  return self;
}

static HeraldDraft *
draft_from_row (const HeraldDraftRow *row)
{
  HeraldDraft *self = herald_draft_new ((HeraldDraftKind) row->kind, row->name, row->json);

  self->id = row->id;
  self->lane_id->id = row->id;
  self->changed_us = row->changed_us;
  return self;
}

static void
list_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  ListJob   *job = herald_store_read_finish (HERALD_STORE (source), result, &error);
  GPtrArray *drafts;

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  drafts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < job->rows->len; i++)
    g_ptr_array_add (drafts, draft_from_row (g_ptr_array_index (job->rows, i)));
  g_task_return_pointer (task, drafts, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * herald_drafts_list_async:
 * @session: a session; it need not be open
 * @kind: which drafts
 * @cancellable: (nullable): to cancel
 * @callback: called with the drafts
 * @user_data: for @callback
 */
void
herald_drafts_list_async (HeraldSession      *session,
                          HeraldDraftKind     kind,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GTask   *task;
  ListJob *job;

  g_return_if_fail (HERALD_IS_SESSION (session));

  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_drafts_list_async);
  job = g_new0 (ListJob, 1);
  job->environment_id = g_strdup (herald_session_get_environment_id (session));
  job->kind = kind;
  herald_store_read_async (herald_session_get_store (session), list_run, job, list_job_free,
                           cancellable, list_read_cb, task);
}

/**
 * herald_drafts_list_finish:
 * @session: a session
 * @result: of herald_drafts_list_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: (transfer full) (element-type HeraldDraft): last changed first
 */
GPtrArray *
herald_drafts_list_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
write_wrote_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldDraft *draft = write_task_get (task)->draft;
  GError      *error = NULL;
  WriteJob    *job = herald_store_write_finish (HERALD_STORE (source), result, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  draft->id = job->row != NULL ? job->row->id : 0;
  g_task_return_boolean (task, TRUE);
}

/* Closing the session or the window must not lose a draft: a write is never cancelled by that. */
static void
write_draft (HeraldSession      *session,
             HeraldDraft        *draft,
             gpointer            source_tag,
             HeraldDraftRow     *row,
             GCancellable       *cancellable,
             GAsyncReadyCallback callback,
             gpointer            user_data)
{
  GTask    *task = g_task_new (session, cancellable, callback, user_data);
  WriteJob *job = g_new0 (WriteJob, 1);

  g_task_set_source_tag (task, source_tag);
  write_task_attach (task)->draft = g_object_ref (draft);
  job->environment_id = g_strdup (herald_session_get_environment_id (session));
  job->lane_id = g_atomic_rc_box_acquire (draft->lane_id);
  job->row = row;
  herald_store_write_async (herald_session_get_store (session), write_run, job, write_job_free,
                            cancellable, write_wrote_cb, task);
}

/**
 * herald_drafts_save_async:
 * @session: a session; it need not be open
 * @draft: takes the name and content at once, its id when it was saved
 * @name: its name
 * @json: its content
 * @cancellable: (nullable): to cancel
 * @callback: called when it is saved
 * @user_data: for @callback
 */
void
herald_drafts_save_async (HeraldSession      *session,
                          HeraldDraft        *draft,
                          const char         *name,
                          const char         *json,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  HeraldDraftRow *row;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_DRAFT (draft));
  g_return_if_fail (name != NULL && json != NULL);

  row = herald_draft_row_new (0, (int) draft->kind, name, json, g_get_real_time ());
  g_free (draft->name);
  draft->name = g_strdup (row->name);
  g_free (draft->json);
  draft->json = g_strdup (row->json);
  draft->changed_us = row->changed_us;
  write_draft (session, draft, herald_drafts_save_async, row, cancellable, callback, user_data);
}

/**
 * herald_drafts_save_finish:
 * @session: a session
 * @result: of herald_drafts_save_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND: it was deleted meanwhile; STORE, CANCELLED.
 *
 * Returns: whether it is saved
 */
gboolean
herald_drafts_save_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * herald_drafts_delete_async:
 * @session: a session; it need not be open
 * @draft: what goes
 * @cancellable: (nullable): to cancel
 * @callback: called when it is gone
 * @user_data: for @callback
 */
void
herald_drafts_delete_async (HeraldSession      *session,
                            HeraldDraft        *draft,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_DRAFT (draft));

  write_draft (session, draft, herald_drafts_delete_async, NULL, cancellable, callback, user_data);
}

/**
 * herald_drafts_delete_finish:
 * @session: a session
 * @result: of herald_drafts_delete_async()
 * @error: where to put an error
 *
 * **Errors:** STORE, CANCELLED.
 *
 * Returns: whether it is gone
 */
gboolean
herald_drafts_delete_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
