/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the last exchanges of the emulator's log. What is kept and what is shown are two arrays,
 * oldest first, so that what is new is appended and what is old is taken from the front. A filter
 * goes through what is kept at once; what it lets pass of the older rest is asked of the emulator.
 */
#include "config.h"

#include "core/herald-request-feed.h"

#include <string.h>

#include "base/herald-error.h"
#include "core/herald-phones.h"
#include "core/herald-request-feed-private.h"
#include "core/herald-session-private.h"

enum
{
  SIGNAL_LOGGED,
  SIGNAL_UPDATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GType
herald_request_feed_get_item_type (GListModel *model)
{
  return HERALD_TYPE_EXCHANGE;
}

static guint
herald_request_feed_get_n_items (GListModel *model)
{
  return HERALD_REQUEST_FEED (model)->shown->len;
}

/* Newest first. */
static gpointer
herald_request_feed_get_item (GListModel *model, guint position)
{
  GPtrArray *shown = HERALD_REQUEST_FEED (model)->shown;

  if (position >= shown->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (shown, shown->len - 1 - position));
}

static void
herald_request_feed_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = herald_request_feed_get_item_type;
  iface->get_n_items = herald_request_feed_get_n_items;
  iface->get_item = herald_request_feed_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HeraldRequestFeed,
                               herald_request_feed,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      herald_request_feed_list_model_init))

/* Shows what is kept as the filter is now. */
static void
rebuild (HeraldRequestFeed *self)
{
  guint n_before = self->shown->len;

  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; i < self->older->len; i++)
    g_ptr_array_add (self->shown, g_object_ref (g_ptr_array_index (self->older, i)));
  for (guint i = 0; i < self->kept->len; i++)
    if (herald_exchange_filter_matches (self->filter, g_ptr_array_index (self->kept, i)))
      g_ptr_array_add (self->shown, g_object_ref (g_ptr_array_index (self->kept, i)));
  self->n_waiting = 0;
  if (n_before > 0 || self->shown->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->shown->len);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

/* @exchange is not kept any more; what is shown stays so while a filter is on. Returns: whether it
 * is to leave the list */
static gboolean
retire (HeraldRequestFeed *self, HeraldExchange *exchange, guint position)
{
  if (position >= self->shown->len || g_ptr_array_index (self->shown, position) != exchange)
    return FALSE;
  if (self->filter == NULL)
    return TRUE;
  g_ptr_array_add (self->older, g_object_ref (exchange));
  self->older_bytes += herald_request_feed_count_bytes (exchange);
  return FALSE;
}

/* Lets go of the oldest that are too many; with a filter, those that match are among the older ones
 * from now on. Returns: how many of what was shown are gone */
static guint
drop_oldest (HeraldRequestFeed *self)
{
  guint n_dropped = 0;
  guint n_shown = 0;
  gsize bytes = self->bytes;

  while (n_dropped < self->kept->len &&
         (self->kept->len - n_dropped > HERALD_REQUEST_FEED_MAX_ROWS ||
          bytes > HERALD_REQUEST_FEED_MAX_BYTES))
    {
      HeraldExchange *oldest = g_ptr_array_index (self->kept, n_dropped);

      bytes -= herald_request_feed_count_bytes (oldest);
      if (retire (self, oldest, self->older->len + n_shown))
        n_shown++;
      n_dropped++;
    }
  self->bytes = bytes;
  n_shown += herald_request_feed_trim_older (self);
  if (n_shown > 0)
    g_ptr_array_remove_range (self->shown, 0, n_shown);
  if (n_dropped > 0)
    g_ptr_array_remove_range (self->kept, 0, n_dropped);
  return n_shown;
}

/* Shows the last @n_new of what is kept, or counts them while it is paused. */
static void
show_last (HeraldRequestFeed *self, guint n_new)
{
  guint n_added = 0;

  for (guint i = self->kept->len - n_new; i < self->kept->len; i++)
    {
      HeraldExchange *exchange = g_ptr_array_index (self->kept, i);

      if (!herald_exchange_filter_matches (self->filter, exchange))
        continue;
      if (self->paused)
        {
          self->n_waiting++;
          continue;
        }
      g_ptr_array_add (self->shown, g_object_ref (exchange));
      n_added++;
    }
  if (n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n_added);
}

static void
clear (HeraldRequestFeed *self)
{
  herald_request_feed_stop_search (self);
  g_ptr_array_set_size (self->kept, 0);
  self->bytes = 0;
  rebuild (self);
}

static void
set_error (HeraldRequestFeed *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
}

/* True recursion by way of the main loop: a full answer is followed by another question. */
static void ask (HeraldRequestFeed *self);

static void
update_got_log_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldRequestFeed) self = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) exchanges =
    herald_phones_log_finish (HERALD_SESSION (source), result, &error);

  if (self->session != HERALD_SESSION (source))
    {
      g_clear_error (&error);
      return;
    }
  self->reading = FALSE;
  if (exchanges == NULL)
    {
      if (herald_error_is_cancelled (error))
        g_clear_error (&error);
      set_error (self, error);
      g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
      return;
    }
  set_error (self, NULL);
  herald_request_feed_add (self, exchanges);
  if (self->again || exchanges->len >= HERALD_REQUEST_FEED_READ_LIMIT)
    ask (self);
}

static void
ask (HeraldRequestFeed *self)
{
  self->reading = TRUE;
  self->again = FALSE;
  herald_phones_log_async (self->session, self->newest, HERALD_REQUEST_FEED_READ_LIMIT, NULL,
                           self->cancellable, update_got_log_cb, g_object_ref (self));
}

static void
clear_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!herald_emulator_api_clear_log_finish (HERALD_EMULATOR_API (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  clear (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

static void
herald_request_feed_finalize (GObject *object)
{
  HeraldRequestFeed *self = HERALD_REQUEST_FEED (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->search);
  herald_exchange_filter_free (self->filter);
  g_ptr_array_unref (self->found);
  g_ptr_array_unref (self->kept);
  g_ptr_array_unref (self->older);
  g_ptr_array_unref (self->shown);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (herald_request_feed_parent_class)->finalize (object);
}

static void
herald_request_feed_class_init (HeraldRequestFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_request_feed_finalize;
  signals[SIGNAL_LOGGED] = g_signal_new ("logged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, HERALD_TYPE_EXCHANGE);
  signals[SIGNAL_UPDATED] = g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_request_feed_init (HeraldRequestFeed *self)
{
  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  self->kept = g_ptr_array_new_with_free_func (g_object_unref);
  self->older = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * herald_request_feed_new:
 *
 * Returns: (transfer full): an empty feed
 */
HeraldRequestFeed *
herald_request_feed_new (void)
{
  return g_object_new (HERALD_TYPE_REQUEST_FEED, NULL);
}

/**
 * herald_request_feed_set_session:
 * @self: a feed
 * @session: (nullable): the emulator's
 * @cancellable: (nullable): ends its requests
 *
 * Forgets what it has; herald_request_feed_update() reads.
 */
void
herald_request_feed_set_session (HeraldRequestFeed *self,
                                 HeraldSession     *session,
                                 GCancellable      *cancellable)
{
  g_return_if_fail (HERALD_IS_REQUEST_FEED (self));
  g_return_if_fail (session == NULL || HERALD_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  self->newest = 0;
  self->reading = FALSE;
  self->again = FALSE;
  set_error (self, NULL);
  clear (self);
}

/**
 * herald_request_feed_update:
 * @self: a feed
 *
 * Reads what was logged since the last time; “updated” tells when that is done.
 */
void
herald_request_feed_update (HeraldRequestFeed *self)
{
  g_return_if_fail (HERALD_IS_REQUEST_FEED (self));

  if (self->session == NULL)
    return;
  if (self->reading)
    self->again = TRUE;
  else
    ask (self);
}

/**
 * herald_request_feed_add:
 * @self: a feed
 * @exchanges: (transfer none) (element-type HeraldExchange): newer ones, oldest first
 */
void
herald_request_feed_add (HeraldRequestFeed *self, GPtrArray *exchanges)
{
  guint n_dropped;

  g_return_if_fail (HERALD_IS_REQUEST_FEED (self));
  g_return_if_fail (exchanges != NULL);

  for (guint i = 0; i < exchanges->len; i++)
    {
      HeraldExchange *exchange = g_ptr_array_index (exchanges, i);

      self->newest = MAX (self->newest, herald_exchange_get_id (exchange));
      self->bytes += herald_request_feed_count_bytes (exchange);
      g_ptr_array_add (self->kept, g_object_ref (exchange));
    }
  n_dropped = drop_oldest (self);
  if (n_dropped > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), self->shown->len, n_dropped, 0);
  show_last (self, MIN (exchanges->len, self->kept->len));
  for (guint i = 0; i < exchanges->len; i++)
    g_signal_emit (self, signals[SIGNAL_LOGGED], 0, g_ptr_array_index (exchanges, i));
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

/**
 * herald_request_feed_take_filter:
 * @self: a feed
 * @filter: (transfer full) (nullable): what to show; %NULL for everything
 */
void
herald_request_feed_take_filter (HeraldRequestFeed *self, HeraldExchangeFilter *filter)
{
  g_return_if_fail (HERALD_IS_REQUEST_FEED (self));

  herald_exchange_filter_free (self->filter);
  self->filter = filter;
  herald_request_feed_search (self);
  rebuild (self);
}

/**
 * herald_request_feed_get_paused:
 * @self: a feed
 *
 * Returns: whether the list stands still
 */
gboolean
herald_request_feed_get_paused (HeraldRequestFeed *self)
{
  g_return_val_if_fail (HERALD_IS_REQUEST_FEED (self), FALSE);

  return self->paused;
}

/**
 * herald_request_feed_set_paused:
 * @self: a feed
 * @paused: whether the list stands still; what came meanwhile is shown when it goes on
 */
void
herald_request_feed_set_paused (HeraldRequestFeed *self, gboolean paused)
{
  g_return_if_fail (HERALD_IS_REQUEST_FEED (self));

  if (self->paused == paused)
    return;
  self->paused = paused;
  if (!paused)
    rebuild (self);
  else
    g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
}

/**
 * herald_request_feed_get_n_kept:
 * @self: a feed
 *
 * Returns: how many exchanges it has, whatever the filter shows
 */
guint
herald_request_feed_get_n_kept (HeraldRequestFeed *self)
{
  g_return_val_if_fail (HERALD_IS_REQUEST_FEED (self), 0);

  return self->kept->len;
}

/**
 * herald_request_feed_get_n_waiting:
 * @self: a feed
 *
 * Returns: how many came since it was paused that the filter would show
 */
guint
herald_request_feed_get_n_waiting (HeraldRequestFeed *self)
{
  g_return_val_if_fail (HERALD_IS_REQUEST_FEED (self), 0);

  return self->n_waiting;
}

/**
 * herald_request_feed_get_error:
 * @self: a feed
 *
 * Returns: (transfer none) (nullable): why it was not read the last time
 */
const GError *
herald_request_feed_get_error (HeraldRequestFeed *self)
{
  g_return_val_if_fail (HERALD_IS_REQUEST_FEED (self), NULL);

  return self->error;
}

/**
 * herald_request_feed_clear_async:
 * @self: a feed with a session
 * @cancellable: (nullable): to cancel
 * @callback: called when it is empty
 * @user_data: for @callback
 */
void
herald_request_feed_clear_async (HeraldRequestFeed  *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  HeraldEmulatorApi *api;
  GTask             *task;

  g_return_if_fail (HERALD_IS_REQUEST_FEED (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_request_feed_clear_async);
  api = self->session != NULL ? herald_session_get_emulator_api (self->session) : NULL;
  if (api == NULL)
    {
      g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_INVALID,
                               "There is no log without an emulator");
      g_object_unref (task);
      return;
    }
  herald_emulator_api_clear_log_async (api, cancellable, clear_done_cb, task);
}

/**
 * herald_request_feed_clear_finish:
 * @self: a feed
 * @result: of herald_request_feed_clear_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID without a session; what a call can give.
 *
 * Returns: whether it is empty, here and in the emulator
 */
gboolean
herald_request_feed_clear_finish (HeraldRequestFeed *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
