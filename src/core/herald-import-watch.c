/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question at a time: an emulator that is slow to answer is not asked again meanwhile. */
#include "config.h"

#include "core/herald-import-watch.h"

#include "core/herald-emulator-ask-private.h"

#define LOOK_MS 250

struct _HeraldImportWatch
{
  HeraldSession           *session;     /* (owned) */
  char                    *id;          /* (owned): of the import */
  GCancellable            *cancellable; /* (owned): of the question */
  GSource                 *timer;       /* (owned) (nullable): NULL when it was stopped */
  gboolean                 asking;
  HeraldImportProgressFunc progress_func;
  gpointer                 user_data;
};

static void
watch_clear (gpointer data)
{
  HeraldImportWatch *self = data;

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->id, g_free);
}

static void
watch_release (HeraldImportWatch *self)
{
  g_rc_box_release_full (self, watch_clear);
}

static gpointer
read_progress (JsonNode *answer, GError **error)
{
  return herald_import_progress_new_from_json (answer, error);
}

/* Before the whole file is there, and once it was refused, there is no such import: no news. */
static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HeraldImportWatch *self = user_data;
  g_autoptr (HeraldImportProgress) progress =
    herald_emulator_ask_finish (HERALD_SESSION (source), result, NULL);

  self->asking = FALSE;
  if (progress != NULL && self->timer != NULL)
    self->progress_func (progress, self->user_data);
  watch_release (self);
}

static gboolean
look_cb (gpointer user_data)
{
  HeraldImportWatch *self = user_data;

  if (self->asking)
    return G_SOURCE_CONTINUE;
  self->asking = TRUE;
  herald_emulator_ask_async (self->session, "GET", g_strconcat ("import/", self->id, NULL), NULL,
                             read_progress, (GDestroyNotify) herald_import_progress_free,
                             self->cancellable, told_cb, g_rc_box_acquire (self));
  return G_SOURCE_CONTINUE;
}

/**
 * herald_import_watch_new:
 * @session: the emulator's open session
 * @id: of an import that begins now: a GUID
 * @progress_func: told of each answer
 * @user_data: for @progress_func; must live until the watch is stopped
 *
 * Returns: (transfer full): a watch in the thread's main context
 */
HeraldImportWatch *
herald_import_watch_new (HeraldSession           *session,
                         const char              *id,
                         HeraldImportProgressFunc progress_func,
                         gpointer                 user_data)
{
  HeraldImportWatch *self;

  g_return_val_if_fail (HERALD_IS_SESSION (session), NULL);
  g_return_val_if_fail (id != NULL && progress_func != NULL, NULL);

  self = g_rc_box_new0 (HeraldImportWatch);
  self->session = g_object_ref (session);
  self->id = g_uri_escape_string (id, NULL, FALSE);
  self->cancellable = g_cancellable_new ();
  self->progress_func = progress_func;
  self->user_data = user_data;
  self->timer = g_timeout_source_new (LOOK_MS);
  g_source_set_static_name (self->timer, "import progress");
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

/**
 * herald_import_watch_stop:
 * @self: (transfer full): a watch
 */
void
herald_import_watch_stop (HeraldImportWatch *self)
{
  g_return_if_fail (self != NULL && self->timer != NULL);

  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_cancellable_cancel (self->cancellable);
  watch_release (self);
}
