/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One notice comes with the first request that waits and goes with the last; only its text changes
 * between, so that its button stays where it is. */
#include "config.h"

#include "ui/herald-wait-notice.h"

#include "ui/herald-notice.h"

#include <glib/gi18n.h>

struct _HeraldWaitNotice
{
  GObject parent_instance;

  HeraldWorkspace *workspace; /* (owned) */

  HeraldWaits *waits;   /* (owned) (nullable): of the present session */
  GListStore  *list;    /* (owned) (element-type HeraldNotice) */
  guint        tick_id; /* while something waits */
};

G_DEFINE_FINAL_TYPE (HeraldWaitNotice, herald_wait_notice, G_TYPE_OBJECT)

static void
show_text (HeraldWaitNotice *self, const char *text)
{
  g_autoptr (HeraldNotice) notice = g_list_model_get_item (G_LIST_MODEL (self->list), 0);

  if (notice != NULL)
    {
      herald_notice_set_text (notice, text);
      return;
    }
  notice =
    herald_notice_new ("warning", "alarm-symbolic", text, _("Stop Waiting"), "win.stop-waiting");
  g_list_store_append (self->list, notice);
}

static gboolean
ticked_cb (gpointer user_data)
{
  HeraldWaitNotice *self = user_data;
  g_autofree char  *text = herald_waits_describe (self->waits, g_get_real_time ());

  if (text != NULL)
    show_text (self, text);
  return G_SOURCE_CONTINUE;
}

static void
waits_changed_cb (HeraldWaitNotice *self)
{
  if (self->waits != NULL && herald_waits_get_n_waiting (self->waits) > 0)
    {
      ticked_cb (self);
      if (self->tick_id == 0)
        self->tick_id = g_timeout_add_seconds (1, ticked_cb, self);
      return;
    }
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_list_store_remove_all (self->list);
}

/* Each session has waits of its own. */
static void
workspace_changed_cb (HeraldWaitNotice *self)
{
  HeraldWaits *waits = herald_workspace_get_waits (self->workspace);

  if (waits == self->waits)
    return;
  if (self->waits != NULL)
    g_signal_handlers_disconnect_by_data (self->waits, self);
  g_set_object (&self->waits, waits);
  if (waits != NULL)
    g_signal_connect_object (waits, "changed", G_CALLBACK (waits_changed_cb), self,
                             G_CONNECT_SWAPPED);
  waits_changed_cb (self);
}

static void
herald_wait_notice_dispose (GObject *object)
{
  HeraldWaitNotice *self = HERALD_WAIT_NOTICE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->waits);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (herald_wait_notice_parent_class)->dispose (object);
}

static void
herald_wait_notice_finalize (GObject *object)
{
  g_object_unref (HERALD_WAIT_NOTICE (object)->list);
  G_OBJECT_CLASS (herald_wait_notice_parent_class)->finalize (object);
}

static void
herald_wait_notice_class_init (HeraldWaitNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = herald_wait_notice_dispose;
  object_class->finalize = herald_wait_notice_finalize;
}

static void
herald_wait_notice_init (HeraldWaitNotice *self)
{
  self->list = g_list_store_new (HERALD_TYPE_NOTICE);
}

/**
 * herald_wait_notice_new:
 * @workspace: whose sessions are watched
 *
 * Returns: (transfer full): the watch; its list follows what waits
 */
HeraldWaitNotice *
herald_wait_notice_new (HeraldWorkspace *workspace)
{
  HeraldWaitNotice *self;

  g_return_val_if_fail (HERALD_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (HERALD_TYPE_WAIT_NOTICE, NULL);
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "notify::state", G_CALLBACK (workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  workspace_changed_cb (self);
  return self;
}

/**
 * herald_wait_notice_get_list:
 * @self: a watch
 *
 * Returns: (transfer none) (element-type HeraldNotice): empty while nothing waits
 */
GListModel *
herald_wait_notice_get_list (HeraldWaitNotice *self)
{
  g_return_val_if_fail (HERALD_IS_WAIT_NOTICE (self), NULL);

  return G_LIST_MODEL (self->list);
}
