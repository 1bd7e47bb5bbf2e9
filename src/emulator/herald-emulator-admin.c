/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The admin API: the request log, at once or when there is something new. Everything here needs the
 * token of the ready line. */
#include "config.h"

#include "emulator/herald-emulator-admin.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-early-refusal.h"
#include "emulator/herald-emulator-media-type.h"

#include <string.h>

#define SERVICE_NAME "admin"
#define SCHEME "Bearer "
#define DEFAULT_LOG_ROWS 100
#define MOST_LOG_ROWS 5000
#define LONGEST_WAIT_SECONDS 300

typedef struct
{
  HeraldEmulatorSite *site;    /* (unowned): parent */
  GPtrArray          *waiting; /* (element-type Wait) (owned) */
} Admin;

/* A reader of the log who waits for the next exchange. */
typedef struct
{
  Admin              *admin; /* (unowned): parent */
  HeraldEmulatorCall *call;  /* (owned) */
  GSource            *timer; /* (owned) */
  gint64              after;
  guint               limit;

  HeraldEmulatorLogFilter *filter; /* (owned) */
} Wait;

static void
wait_free (gpointer data)
{
  Wait *self = data;

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_object_unref (self->call);
  herald_emulator_log_filter_free (self->filter);
  g_free (self);
}

/* In constant time, so that the token cannot be guessed piece by piece. */
static gboolean
is_same_secret (const char *a, const char *b)
{
  gsize length = strlen (b);
  guint difference = strlen (a) != length;

  for (gsize i = 0; i < length && a[i] != 0; i++)
    difference |= (guint) (guchar) a[i] ^ (guint) (guchar) b[i];
  return difference == 0;
}

/**
 * herald_emulator_admin_refuse:
 * @call: a call that is not answered yet
 * @status: the HTTP status
 * @code: such as “NOT_FOUND”
 * @message: a sentence
 */
void
herald_emulator_admin_refuse (HeraldEmulatorCall *call,
                              guint               status,
                              const char         *code,
                              const char         *message)
{
  JsonObject *outer = json_object_new ();
  JsonObject *inner = json_object_new ();

  json_object_set_string_member (inner, "code", code);
  json_object_set_string_member (inner, "message", message);
  json_object_set_object_member (outer, "error", inner);
  herald_emulator_admin_respond_object (call, status, outer);
}

/**
 * herald_emulator_admin_fail:
 * @call: a call that is not answered yet
 * @error: what went wrong
 */
void
herald_emulator_admin_fail (HeraldEmulatorCall *call, const GError *error)
{
  guint status = 500;

  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_INVALID))
    status = 400;
  else if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_CONFLICT))
    status = 409;
  else if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND))
    status = 404;
  herald_emulator_admin_refuse (call, status, herald_error_get_code_name (error), error->message);
}

/**
 * herald_emulator_admin_respond_object:
 * @call: a call that is not answered yet
 * @status: the HTTP status
 * @object: (transfer full): the answer
 */
void
herald_emulator_admin_respond_object (HeraldEmulatorCall *call, guint status, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  herald_emulator_call_respond_json (call, status, node);
}

/**
 * herald_emulator_admin_respond_array:
 * @call: a call that is not answered yet
 * @array: (transfer full): the answer
 */
void
herald_emulator_admin_respond_array (HeraldEmulatorCall *call, JsonArray *array)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  herald_emulator_call_respond_json (call, 200, node);
}

/**
 * herald_emulator_admin_check:
 * @site: the site
 * @call: a call
 *
 * Returns: whether it carries the admin token; it is answered when not
 */
gboolean
herald_emulator_admin_check (HeraldEmulatorSite *site, HeraldEmulatorCall *call)
{
  const char *header = herald_emulator_call_get_header (call, "authorization");
  const char *token = herald_emulator_site_get_setting (site, HERALD_EMULATOR_ADMIN_TOKEN);

  if (header != NULL && token != NULL &&
      g_ascii_strncasecmp (header, SCHEME, strlen (SCHEME)) == 0 &&
      is_same_secret (header + strlen (SCHEME), token))
    return TRUE;
  herald_emulator_call_add_header (call, "WWW-Authenticate", "Bearer");
  herald_emulator_admin_refuse (call, 401, "AUTH",
                                "The admin token of the ready line is needed in the Authorization "
                                "header.");
  return FALSE;
}

/**
 * herald_emulator_admin_read_query:
 * @call: a call that is not answered yet
 *
 * A parameter that is not UTF-8, or has a zero byte, would be none; whoever sent it is told.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): the parameters of the address;
 * %NULL when the call was answered with 400
 */
GHashTable *
herald_emulator_admin_read_query (HeraldEmulatorCall *call)
{
  const char *text = herald_emulator_call_get_query (call);
  GHashTable *query =
    g_uri_parse_params (text != NULL ? text : "", -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  if (query == NULL)
    herald_emulator_admin_refuse (call, 400, "INVALID",
                                  "The parameters are “name=value”, joined by “&”, and "
                                  "percent-encoded UTF-8 without zero bytes.");
  return query;
}

/**
 * herald_emulator_admin_read_body:
 * @call: a call
 *
 * Returns: (transfer full) (nullable): its body; %NULL when it is no object and the call is
 * answered
 */
JsonObject *
herald_emulator_admin_read_body (HeraldEmulatorCall *call)
{
  GBytes *body = herald_emulator_call_get_body (call);
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  if (g_bytes_get_size (body) == 0)
    return json_object_new ();
  if (!herald_emulator_media_type_is_utf8 (herald_emulator_call_get_header (call, "content-type")))
    {
      herald_emulator_early_refusal_respond (call, 415);
      return NULL;
    }
  object = herald_json_parse_object (body, &error);
  if (object == NULL)
    herald_emulator_admin_fail (call, error);
  return object;
}

/* A whole number of the query string; @value keeps what it has when it is absent. */
static gboolean
read_number (GHashTable *query, const char *name, guint64 most, guint64 *value)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  return text == NULL || g_ascii_string_to_unsigned (text, 10, 0, most, value, NULL);
}

static void
respond_log (HeraldEmulatorSite            *site,
             HeraldEmulatorCall            *call,
             gint64                         after,
             guint                          limit,
             const HeraldEmulatorLogFilter *filter)
{
  HeraldEmulatorLog *log = herald_emulator_site_get_log (site);

  herald_emulator_admin_respond_array (call, herald_emulator_log_read (log, after, limit, filter));
}

static void
finish_wait (Wait *wait)
{
  respond_log (wait->admin->site, wait->call, wait->after, wait->limit, wait->filter);
  g_ptr_array_remove (wait->admin->waiting, wait);
}

static gboolean
wait_over_cb (gpointer user_data)
{
  finish_wait (user_data);
  return G_SOURCE_REMOVE;
}

/* Who waits for something else goes on waiting, and does not look at this exchange again. */
static void
log_added_cb (HeraldEmulatorLog *log, gpointer user_data)
{
  Admin *admin = user_data;

  for (guint i = admin->waiting->len; i > 0; i--)
    {
      Wait *wait = g_ptr_array_index (admin->waiting, i - 1);

      if (herald_emulator_log_has (log, wait->after, wait->filter))
        finish_wait (wait);
      else
        wait->after = herald_emulator_log_get_newest (log);
    }
}

/* @seconds: above 0, until which the reader waits for what is not there yet. */
static void
begin_wait (Admin *admin, Wait *wait, guint seconds)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  wait->timer = g_timeout_source_new_seconds (seconds);
  g_source_set_static_name (wait->timer, "emulator log wait");
  g_source_set_callback (wait->timer, wait_over_cb, wait, NULL);
  g_source_attach (wait->timer, context);
  g_ptr_array_add (admin->waiting, wait);
}

static void
read_log (Admin                   *admin,
          HeraldEmulatorCall      *call,
          gint64                   after,
          guint                    limit,
          guint                    seconds,
          HeraldEmulatorLogFilter *filter)
{
  HeraldEmulatorLog *log = herald_emulator_site_get_log (admin->site);
  Wait              *wait;

  /* A number that was not reached yet is of another run of the emulator. */
  if (after > herald_emulator_log_get_newest (log))
    after = 0;
  if (seconds == 0 || herald_emulator_log_has (log, after, filter))
    {
      respond_log (admin->site, call, after, limit, filter);
      herald_emulator_log_filter_free (filter);
      return;
    }
  wait = g_new0 (Wait, 1);
  wait->admin = admin;
  wait->call = g_object_ref (call);
  wait->after = herald_emulator_log_get_newest (log);
  wait->limit = limit;
  wait->filter = filter;
  begin_wait (admin, wait, seconds);
}

static void
log_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GHashTable) query = NULL;
  g_autoptr (HeraldEmulatorLogFilter) filter = NULL;
  g_autoptr (GError) error = NULL;
  guint64 after = 0;
  guint64 limit = DEFAULT_LOG_ROWS;
  guint64 wait = 0;

  if (!herald_emulator_admin_check (site, call))
    return;
  query = herald_emulator_admin_read_query (call);
  if (query == NULL)
    return;
  filter = herald_emulator_log_filter_new (query, &error);
  if (filter == NULL)
    herald_emulator_admin_fail (call, error);
  else if (!read_number (query, "after", G_MAXINT64, &after) ||
           !read_number (query, "limit", MOST_LOG_ROWS, &limit) ||
           !read_number (query, "wait", LONGEST_WAIT_SECONDS, &wait))
    herald_emulator_admin_refuse (call, 400, "INVALID",
                                  "“after”, “limit” and “wait” are whole numbers; at most 5000 "
                                  "rows and 300 seconds.");
  else
    read_log (herald_emulator_site_get_service (site, SERVICE_NAME), call, (gint64) after,
              (guint) limit, (guint) wait, g_steal_pointer (&filter));
}

static void
clear_log_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);

  if (!herald_emulator_admin_check (site, call))
    return;
  herald_emulator_log_clear (herald_emulator_site_get_log (site));
  herald_emulator_call_respond (call, 204, NULL);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/_herald/log", log_cb },
  { "DELETE", "/_herald/log", clear_log_cb },
};

static void
admin_free (gpointer data)
{
  Admin *self = data;

  g_signal_handlers_disconnect_by_data (herald_emulator_site_get_log (self->site), self);
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

/**
 * herald_emulator_admin_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_admin_attach (HeraldEmulatorSite *site, GError **error)
{
  Admin *self = g_new0 (Admin, 1);

  self->site = site;
  self->waiting = g_ptr_array_new_with_free_func (wait_free);
  g_signal_connect (herald_emulator_site_get_log (site), "added", G_CALLBACK (log_added_cb), self);
  herald_emulator_site_take_service (site, SERVICE_NAME, self, admin_free);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
