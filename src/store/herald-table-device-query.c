/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device list's own queries: searched, filtered and ordered by SQLite, so that a million rows
 * never come to the main thread. */
#include "config.h"

#include "store/herald-table-device-private.h"

/* The trigram index cannot find less; shorter words are looked for in the text itself. */
#define TRIGRAM_CHARACTERS 3

/* A filter with its texts owned and its search taken apart. */
typedef struct
{
  char            *environment_id; /* (owned) */
  char            *match;          /* (owned) (nullable): words for the trigram index */
  char            *words;          /* (owned) (nullable): short words, one a line */
  char            *user_id;        /* (owned) (nullable) */
  char            *app_id;         /* (owned) (nullable) */
  gboolean         include_removed;
  HeraldDeviceSort sort;
  gboolean         descending;
} DeviceQuery;

/* ?1 environment, ?2 user, ?3 app, ?4 the state to leave out, ?5 short words, ?6 trigram words */
#define FILTER                                                                                     \
  "  AND (?2 IS NULL OR user_id = ?2) AND (?3 IS NULL OR app_id = ?3)"                             \
  "  AND (?4 IS NULL OR state <> ?4) AND (?5 IS NULL OR herald_has_words (search_text, ?5))"

#define BROWSE(order)                                                                              \
  "SELECT row_id FROM device WHERE environment_id = ?1" FILTER "  ORDER BY " order

/* The plus keeps SQLite from walking the whole environment: what the index found is little. */
#define SEARCH(order)                                                                              \
  "SELECT row_id FROM device WHERE +environment_id = ?1" FILTER                                    \
  "  AND row_id IN (SELECT rowid FROM device_search WHERE device_search MATCH ?6)"                 \
  "  ORDER BY " order

#define BOTH_WAYS(statement, column)                                                               \
  {                                                                                                \
    statement (column ", row_id"), statement (column " DESC, row_id DESC")                         \
  }

static const char *const browse[HERALD_DEVICE_N_SORTS][2] = {
  [HERALD_DEVICE_SORT_USER] = BOTH_WAYS (BROWSE, "user_name COLLATE NOCASE"),
  [HERALD_DEVICE_SORT_APP] = BOTH_WAYS (BROWSE, "app_name COLLATE NOCASE"),
  [HERALD_DEVICE_SORT_PLATFORM] = BOTH_WAYS (BROWSE, "platform"),
  [HERALD_DEVICE_SORT_TOKEN] = BOTH_WAYS (BROWSE, "token"),
  [HERALD_DEVICE_SORT_STATE] = BOTH_WAYS (BROWSE, "state"),
  [HERALD_DEVICE_SORT_REGISTERED] = BOTH_WAYS (BROWSE, "registered_us"),
  [HERALD_DEVICE_SORT_LAST_SEEN] = BOTH_WAYS (BROWSE, "last_seen_us"),
};

static const char *const search[HERALD_DEVICE_N_SORTS][2] = {
  [HERALD_DEVICE_SORT_USER] = BOTH_WAYS (SEARCH, "user_name COLLATE NOCASE"),
  [HERALD_DEVICE_SORT_APP] = BOTH_WAYS (SEARCH, "app_name COLLATE NOCASE"),
  [HERALD_DEVICE_SORT_PLATFORM] = BOTH_WAYS (SEARCH, "platform"),
  [HERALD_DEVICE_SORT_TOKEN] = BOTH_WAYS (SEARCH, "token"),
  [HERALD_DEVICE_SORT_STATE] = BOTH_WAYS (SEARCH, "state"),
  [HERALD_DEVICE_SORT_REGISTERED] = BOTH_WAYS (SEARCH, "registered_us"),
  [HERALD_DEVICE_SORT_LAST_SEEN] = BOTH_WAYS (SEARCH, "last_seen_us"),
};

static const char SELECT_ROW[] = "SELECT " HERALD_DEVICE_COLUMNS " FROM device WHERE row_id = ?";

static void
device_query_free (gpointer data)
{
  DeviceQuery *self = data;

  g_free (self->environment_id);
  g_free (self->match);
  g_free (self->words);
  g_free (self->user_id);
  g_free (self->app_id);
  g_free (self);
}

static char *
free_to_text (GString *text)
{
  gboolean empty = text->len == 0;

  return g_string_free (text, empty);
}

/* Quotes a word as a phrase of FTS5, in which only the quote itself means something. */
static void
append_phrase (GString *match, const char *word)
{
  if (match->len > 0)
    g_string_append (match, " AND ");
  g_string_append_c (match, '"');
  for (const char *at = word; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *at);
    }
  g_string_append_c (match, '"');
}

static void
take_search_apart (DeviceQuery *self, const char *text)
{
  g_autofree char *folded = herald_connection_fold (text);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\n\r", -1);
  GString *match = g_string_new (NULL);
  GString *rest = g_string_new (NULL);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (g_utf8_strlen (words[i], -1) >= TRIGRAM_CHARACTERS)
        append_phrase (match, words[i]);
      else if (words[i][0] != '\0')
        g_string_append_printf (rest, "%s%s", rest->len > 0 ? "\n" : "", words[i]);
    }
  self->match = free_to_text (match);
  self->words = free_to_text (rest);
}

static gboolean
device_read_ids (HeraldConnection *connection, gconstpointer data, GArray *ids, GError **error)
{
  const DeviceQuery *self = data;
  int                way = self->descending ? 1 : 0;
  const char        *left_out =
    self->include_removed ? NULL : herald_device_state_to_string (HERALD_DEVICE_REMOVED);
  g_autoptr (GError) local = NULL;
  g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;
  gboolean opened;

  if (self->match != NULL)
    opened = herald_cursor_open (&cursor, connection, error, search[self->sort][way], "tttttt",
                                 self->environment_id, self->user_id, self->app_id, left_out,
                                 self->words, self->match);
  else
    opened =
      herald_cursor_open (&cursor, connection, error, browse[self->sort][way], "ttttt",
                          self->environment_id, self->user_id, self->app_id, left_out, self->words);
  if (!opened)
    return FALSE;
  while (herald_cursor_next (&cursor, &local))
    {
      gint64 id = herald_cursor_get_int (&cursor, 0);

      g_array_append_val (ids, id);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
device_read_rows (HeraldConnection *connection,
                  gconstpointer     data,
                  const gint64     *ids,
                  gsize             n_ids,
                  GObject         **items,
                  GError          **error)
{
  for (gsize i = 0; i < n_ids; i++)
    {
      g_autoptr (GError) local = NULL;
      g_auto (HeraldCursor) cursor = HERALD_CURSOR_INIT;

      if (!herald_cursor_open (&cursor, connection, error, SELECT_ROW, "i", ids[i]))
        return FALSE;
      if (herald_cursor_next (&cursor, &local))
        items[i] = G_OBJECT (herald_table_device_from_cursor (&cursor));
      if (local == NULL)
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

static const HeraldRowSource device_source = {
  .tables = HERALD_TABLE_DEVICE,
  .read_ids = device_read_ids,
  .read_rows = device_read_rows,
};

/**
 * herald_device_query_new:
 * @filter: which devices in which order; copied
 *
 * Case, accents and compatibility forms do not matter in a search. Words of fewer than three
 * characters are found too, by a scan.
 *
 * Returns: (transfer full): a query whose rows' items are #HeraldDevice
 */
HeraldRowQuery *
herald_device_query_new (const HeraldDeviceFilter *filter)
{
  DeviceQuery *self;

  g_return_val_if_fail (filter != NULL && filter->environment_id != NULL, NULL);
  g_return_val_if_fail (filter->sort < HERALD_DEVICE_N_SORTS, NULL);

  self = g_new0 (DeviceQuery, 1);
  self->environment_id = g_strdup (filter->environment_id);
  self->user_id = g_strdup (filter->user_id);
  self->app_id = g_strdup (filter->app_id);
  self->include_removed = filter->include_removed;
  self->sort = filter->sort;
  self->descending = filter->descending;
  if (filter->search != NULL)
    take_search_apart (self, filter->search);
  return herald_row_query_new (&device_source, self, device_query_free);
}
