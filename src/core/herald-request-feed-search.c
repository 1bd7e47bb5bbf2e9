/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator keeps more of its log than the feed does: a filter goes through that, too. What is
 * found stands before what is kept, in a bounded array of its own. */
#include "config.h"

#include "core/herald-request-feed-private.h"

#include <string.h>

#include "base/herald-error.h"
#include "core/herald-phones.h"

gsize
herald_request_feed_count_bytes (HeraldExchange *exchange)
{
  return strlen (herald_exchange_get_url (exchange)) +
         strlen (herald_exchange_get_request_headers (exchange)) +
         strlen (herald_exchange_get_request_body (exchange)) +
         strlen (herald_exchange_get_answer_headers (exchange)) +
         strlen (herald_exchange_get_answer_body (exchange));
}

/* Of the older ones that match. Returns: how many were let go */
guint
herald_request_feed_trim_older (HeraldRequestFeed *self)
{
  guint n_dropped = 0;

  while (self->older->len - n_dropped > HERALD_REQUEST_FEED_MAX_ROWS ||
         self->older_bytes > HERALD_REQUEST_FEED_MAX_BYTES)
    self->older_bytes -=
      herald_request_feed_count_bytes (g_ptr_array_index (self->older, n_dropped++));
  if (n_dropped > 0)
    g_ptr_array_remove_range (self->older, 0, n_dropped);
  return n_dropped;
}

void
herald_request_feed_stop_search (HeraldRequestFeed *self)
{
  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_ptr_array_set_size (self->found, 0);
  g_ptr_array_set_size (self->older, 0);
  self->older_bytes = 0;
}

/* Returns: the number of the oldest exchange that is here */
static gint64
get_oldest (HeraldRequestFeed *self)
{
  GPtrArray *first = self->older->len > 0 ? self->older : self->kept;

  return first->len > 0 ? herald_exchange_get_id (g_ptr_array_index (first, 0)) : G_MAXINT64;
}

/* What was found goes behind all that is shown, for the newest are first. */
static void
finish_search (HeraldRequestFeed *self)
{
  guint n_before = self->shown->len;
  guint n_added;
  guint n_dropped;

  g_clear_object (&self->search);
  for (guint i = 0; i < self->found->len; i++)
    {
      HeraldExchange *exchange = g_ptr_array_index (self->found, i);

      g_ptr_array_insert (self->older, (int) i, g_object_ref (exchange));
      g_ptr_array_insert (self->shown, (int) i, g_object_ref (exchange));
      self->older_bytes += herald_request_feed_count_bytes (exchange);
    }
  n_added = self->found->len;
  g_ptr_array_set_size (self->found, 0);
  n_dropped = MIN (herald_request_feed_trim_older (self), n_added);
  if (n_dropped > 0)
    g_ptr_array_remove_range (self->shown, 0, n_dropped);
  n_added -= n_dropped;
  if (n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, n_added);
  g_signal_emit_by_name (self, "updated");
}

/* True recursion by way of the main loop: a full answer is followed by another question. */
static void search_from (HeraldRequestFeed *self, gint64 after);

static void
search_got_log_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldRequestFeed) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) exchanges =
    herald_phones_log_finish (HERALD_SESSION (source), result, &error);
  gint64 last = 0;

  /* Another filter has its own search. */
  if (herald_error_is_cancelled (error) || self->session != HERALD_SESSION (source))
    return;
  for (guint i = 0; exchanges != NULL && i < exchanges->len; i++)
    {
      HeraldExchange *exchange = g_ptr_array_index (exchanges, i);

      last = herald_exchange_get_id (exchange);
      if (last < get_oldest (self) && herald_exchange_filter_matches (self->filter, exchange))
        g_ptr_array_add (self->found, g_object_ref (exchange));
    }
  if (exchanges != NULL && exchanges->len >= HERALD_REQUEST_FEED_READ_LIMIT &&
      last < get_oldest (self))
    search_from (self, last);
  else
    finish_search (self);
}

static void
search_from (HeraldRequestFeed *self, gint64 after)
{
  herald_phones_log_async (self->session, after, HERALD_REQUEST_FEED_READ_LIMIT, self->filter,
                           self->search, search_got_log_cb, g_object_ref (self));
}

/* The emulator keeps more than we do: the filter goes through that, too. */
void
herald_request_feed_search (HeraldRequestFeed *self)
{
  herald_request_feed_stop_search (self);
  if (self->session == NULL || self->filter == NULL || self->kept->len == 0 ||
      get_oldest (self) <= 1)
    return;
  self->search = g_cancellable_new ();
  search_from (self, 0);
}

/**
 * herald_request_feed_is_searching:
 * @self: a feed
 *
 * Returns: whether the emulator is asked for older exchanges that the filter lets pass
 */
gboolean
herald_request_feed_is_searching (HeraldRequestFeed *self)
{
  g_return_val_if_fail (HERALD_IS_REQUEST_FEED (self), FALSE);

  return self->search != NULL;
}
