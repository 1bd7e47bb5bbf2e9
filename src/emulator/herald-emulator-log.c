/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps references to the bytes of the last exchanges, which costs next to nothing per request, and
 * redacts and formats only what somebody reads. Nothing of it is written to disk. */
#include "config.h"

#include "emulator/herald-emulator-log.h"

#include "base/herald-clock.h"
#include "base/herald-redact.h"

#include <string.h>

#define LONGEST_BODY_BYTES ((gsize) 64 * 1024) /* longer bodies are kept only by their size */

typedef struct
{
  gint64              n;
  gint64              at_us;
  double              ms;
  HeraldEmulatorCall *call; /* (owned) */
  gsize               bytes;
} Entry;

struct _HeraldEmulatorLog
{
  GObject parent_instance;

  guint most_rows;
  gsize most_bytes;

  GQueue entries; /* (element-type Entry) (owned): oldest first */
  gsize  bytes;
  gint64 newest;
};

enum
{
  ADDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldEmulatorLog, herald_emulator_log, G_TYPE_OBJECT)

static void
entry_free (Entry *entry)
{
  g_object_unref (entry->call);
  g_free (entry);
}

static gsize
get_header_bytes (GPtrArray *headers)
{
  gsize bytes = 0;

  for (guint i = 0; i < headers->len; i++)
    bytes += strlen (g_ptr_array_index (headers, i)) + 1;
  return bytes;
}

static gsize
get_call_bytes (HeraldEmulatorCall *call)
{
  GBytes *answer = herald_emulator_call_get_answer_body (call);

  return sizeof (Entry) + strlen (herald_emulator_call_get_path (call)) +
         get_header_bytes (herald_emulator_call_get_request_headers (call)) +
         get_header_bytes (herald_emulator_call_get_answer_headers (call)) +
         g_bytes_get_size (herald_emulator_call_get_body (call)) +
         (answer != NULL ? g_bytes_get_size (answer) : 0);
}

static JsonObject *
build_headers (GPtrArray *headers)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i + 1 < headers->len; i += 2)
    {
      const char      *name = g_ptr_array_index (headers, i);
      g_autofree char *lower = g_ascii_strdown (name, -1);
      g_autofree char *value = herald_redact_header (name, g_ptr_array_index (headers, i + 1));

      json_object_set_string_member (object, lower, value);
    }
  return object;
}

/* A body as text with its secrets masked; one that is too long to show gives only its size. */
static char *
describe_body (GBytes *body, const char *content_type)
{
  gsize       size = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  if (size == 0)
    return g_strdup ("");
  if (size > LONGEST_BODY_BYTES)
    return g_strdup_printf ("(%" G_GSIZE_FORMAT " bytes)", size);
  return herald_redact_body (content_type, data, (gssize) size);
}

static JsonObject *
build_message (GPtrArray *headers, GBytes *body, const char *content_type)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *text = describe_body (body, content_type);

  json_object_set_object_member (object, "headers", build_headers (headers));
  json_object_set_string_member (object, "body", text);
  return object;
}

static JsonObject *
build_entry (const Entry *entry)
{
  HeraldEmulatorCall *call = entry->call;
  JsonObject         *object = json_object_new ();
  const char         *query = herald_emulator_call_get_query (call);
  g_autofree char    *at = herald_time_format (entry->at_us);
  g_autofree char    *url = query != NULL
                              ? g_strconcat (herald_emulator_call_get_path (call), "?", query, NULL)
                              : g_strdup (herald_emulator_call_get_path (call));
  g_autofree char    *path = herald_redact_url (url);

  json_object_set_int_member (object, "n", entry->n);
  json_object_set_string_member (object, "at", at);
  json_object_set_string_member (object, "method", herald_emulator_call_get_method (call));
  json_object_set_string_member (object, "path", path);
  json_object_set_int_member (object, "status", herald_emulator_call_get_status (call));
  json_object_set_double_member (object, "ms", entry->ms);
  if (herald_emulator_call_get_fault (call) != NULL)
    json_object_set_string_member (object, "fault", herald_emulator_call_get_fault (call));
  json_object_set_object_member (object, "request",
                                 build_message (herald_emulator_call_get_request_headers (call),
                                                herald_emulator_call_get_body (call),
                                                herald_emulator_call_get_header (call,
                                                                                 "content-type")));
  json_object_set_object_member (
    object, "answer",
    build_message (herald_emulator_call_get_answer_headers (call),
                   herald_emulator_call_get_answer_body (call),
                   herald_emulator_call_get_answer_header (call, "content-type")));
  return object;
}

/* The first exchange from @link on that passes. */
static GList *
find_from (GList *link, const HeraldEmulatorLogFilter *filter)
{
  while (link != NULL)
    {
      const Entry *entry = link->data;

      if (herald_emulator_log_filter_match (filter, entry->call, entry->at_us))
        break;
      link = link->next;
    }
  return link;
}

/* The first one behind number @after that passes. */
static GList *
find_next (HeraldEmulatorLog *self, gint64 after, const HeraldEmulatorLogFilter *filter)
{
  GList *next = NULL;

  for (GList *link = self->entries.tail; link != NULL && ((Entry *) link->data)->n > after;
       link = link->prev)
    next = link;
  return find_from (next, filter);
}

static void
drop_oldest (HeraldEmulatorLog *self)
{
  Entry *entry = g_queue_pop_head (&self->entries);

  self->bytes -= entry->bytes;
  entry_free (entry);
}

static void
herald_emulator_log_finalize (GObject *object)
{
  herald_emulator_log_clear (HERALD_EMULATOR_LOG (object));
  G_OBJECT_CLASS (herald_emulator_log_parent_class)->finalize (object);
}

static void
herald_emulator_log_class_init (HeraldEmulatorLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_log_finalize;
  signals[ADDED] = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_emulator_log_init (HeraldEmulatorLog *self)
{
  g_queue_init (&self->entries);
}

/**
 * herald_emulator_log_new:
 * @most_rows: the exchanges kept at most
 * @most_bytes: their bytes at most
 *
 * Returns: (transfer full): an empty log
 */
HeraldEmulatorLog *
herald_emulator_log_new (guint most_rows, gsize most_bytes)
{
  HeraldEmulatorLog *self = g_object_new (HERALD_TYPE_EMULATOR_LOG, NULL);

  self->most_rows = most_rows;
  self->most_bytes = most_bytes;
  return self;
}

/**
 * herald_emulator_log_add:
 * @self: the log
 * @call: an answered call; it is referenced, so it must not change any more
 * @at_us: when, by the emulator's clock
 *
 * Keeps the exchange under the next number; the oldest ones make room.
 */
void
herald_emulator_log_add (HeraldEmulatorLog *self, HeraldEmulatorCall *call, gint64 at_us)
{
  Entry *entry = g_new0 (Entry, 1);

  g_return_if_fail (HERALD_IS_EMULATOR_LOG (self));

  entry->n = ++self->newest;
  entry->at_us = at_us;
  entry->ms = (double) (g_get_monotonic_time () - herald_emulator_call_get_start_us (call)) / 1000;
  entry->call = g_object_ref (call);
  entry->bytes = get_call_bytes (call);
  self->bytes += entry->bytes;
  g_queue_push_tail (&self->entries, entry);
  while (self->entries.length > self->most_rows || self->bytes > self->most_bytes)
    drop_oldest (self);
  g_signal_emit (self, signals[ADDED], 0);
}

/**
 * herald_emulator_log_get_newest:
 * @self: the log
 *
 * Returns: the number of the last exchange, 0 when there was none; it never goes back
 */
gint64
herald_emulator_log_get_newest (HeraldEmulatorLog *self)
{
  return self->newest;
}

/**
 * herald_emulator_log_read:
 * @self: the log
 * @after: exchanges up to this number are left out
 * @limit: so many at most, the oldest of the rest first
 * @filter: (nullable): which of them
 *
 * Returns: (transfer full): the exchanges as the admin API shows them, secrets masked
 */
JsonArray *
herald_emulator_log_read (HeraldEmulatorLog             *self,
                          gint64                         after,
                          guint                          limit,
                          const HeraldEmulatorLogFilter *filter)
{
  JsonArray *array = json_array_new ();
  GList     *link = find_next (self, after, filter);

  while (link != NULL && json_array_get_length (array) < limit)
    {
      json_array_add_object_element (array, build_entry (link->data));
      link = find_from (link->next, filter);
    }
  return array;
}

/**
 * herald_emulator_log_has:
 * @self: the log
 * @after: exchanges up to this number are left out
 * @filter: (nullable): which of them
 *
 * Returns: whether there is one to read
 */
gboolean
herald_emulator_log_has (HeraldEmulatorLog             *self,
                         gint64                         after,
                         const HeraldEmulatorLogFilter *filter)
{
  return find_next (self, after, filter) != NULL;
}

/**
 * herald_emulator_log_clear:
 * @self: the log
 *
 * Forgets all exchanges; numbers go on.
 */
void
herald_emulator_log_clear (HeraldEmulatorLog *self)
{
  while (!g_queue_is_empty (&self->entries))
    drop_oldest (self);
}
