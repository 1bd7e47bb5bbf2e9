/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Web API v9.2: its headers, its paging, its way of naming new rows. */
#include "config.h"

#include "net/herald-dataverse.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "base/herald-task-data.h"
#include "net/herald-dataverse-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define API_PATH "/api/data/v9.2/"
#define SERVICE_NAME "dataverse"
/* The segment of a table or action that is not there (contract: dataverse-webapi, 3.4). */
#define CODE_SEGMENT_NOT_FOUND "0x8006088a"
/* The names of what look-ups point to, beside their IDs. */
#define FORMATTED "OData.Community.Display.V1.FormattedValue"
/* 5 million rows; a service that goes on longer repeats itself. */
#define MAX_PAGES 1000

typedef struct
{
  HeraldRowFunc  row_func;
  GDestroyNotify row_free;
} PageTask;

static void
page_task_clear (PageTask *self)
{
}

HERALD_DEFINE_TASK_DATA (PageTask, page_task, page_task_clear)

typedef struct
{
  GPtrArray     *rows; /* (owned) */
  guint          max_rows;
  guint          n_pages;
  HeraldRowFunc  row_func;
  GDestroyNotify row_free;
} ListTask;

static void
list_task_clear (ListTask *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
}

HERALD_DEFINE_TASK_DATA (ListTask, list_task, list_task_clear)

struct _HeraldDataverse
{
  GObject parent_instance;

  HeraldRemote *remote; /* (owned) */
  char         *base;   /* (owned): origin and API path, with a slash at the end */

  char *session_token; /* (owned) (nullable): to read what was just written to an elastic table */
};

G_DEFINE_FINAL_TYPE (HeraldDataverse, herald_dataverse, G_TYPE_OBJECT)

static void
json_object_free (gpointer object)
{
  json_object_unref (object);
}

static gboolean
is_absolute (const char *path)
{
  return g_uri_peek_scheme (path) != NULL;
}

/* A next link is used as it is, and must not lead to another server. */
static gboolean
check_query (HeraldDataverse *self, const char *query, GError **error)
{
  if (!is_absolute (query) || herald_origin_is_same (query, self->base))
    return TRUE;
  herald_http_refuse (herald_remote_get_http (self->remote), query);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               _("The link to the next page leads to another server and was not followed"));
  return FALSE;
}

/* The headers of every request (contract: dataverse-webapi, 3.2). */
HeraldHttpRequest *
herald_dataverse_build_request (HeraldDataverse *self, const char *method, const char *path)
{
  g_autofree char *url =
    is_absolute (path) ? g_strdup (path) : g_strconcat (self->base, path, NULL);
  g_autofree char   *id = herald_guid_new ();
  HeraldHttpRequest *request = herald_http_request_new (SERVICE_NAME, method, url);

  herald_http_request_set_header (request, "Accept", "application/json");
  herald_http_request_set_header (request, "OData-MaxVersion", "4.0");
  herald_http_request_set_header (request, "OData-Version", "4.0");
  /* On a write it would be read as a condition. */
  if (g_str_equal (method, "GET"))
    herald_http_request_set_header (request, "If-None-Match", "null");
  herald_http_request_set_header (request, "x-ms-client-request-id", id);
  if (self->session_token != NULL)
    herald_http_request_set_header (request, "MSCRM.SessionToken", self->session_token);
  return request;
}

GTask *
herald_dataverse_start_task (HeraldDataverse    *self,
                             gpointer            source_tag,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  return task;
}

/* Sends @request for @task, which the callback gets with a reference. */
void
herald_dataverse_call (GTask *task, HeraldHttpRequest *request, GAsyncReadyCallback callback)
{
  HeraldDataverse *self = g_task_get_source_object (task);

  herald_remote_call_async (self->remote, request, g_task_get_cancellable (task), callback,
                            g_object_ref (task));
}

gboolean
herald_dataverse_check_answer (const HeraldHttpAnswer *answer, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *code = NULL;

  if (herald_http_answer_check (answer, HERALD_SERVICE_DATAVERSE, &local_error))
    return TRUE;
  code = herald_http_answer_dup_code (answer, HERALD_SERVICE_DATAVERSE);
  if (answer->status == 404 && g_strcmp0 (code, CODE_SEGMENT_NOT_FOUND) == 0)
    g_prefix_error (&local_error, "%s",
                    _("This feature is not installed in the environment, or the user may not see "
                      "it. "));
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Every call ends here first: the answer with a status of 2xx, or NULL with @error. */
HeraldHttpAnswer *
herald_dataverse_take_answer (HeraldDataverse *self,
                              GObject         *source,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish (HERALD_REMOTE (source), result, error);
  const char *session_token;

  if (answer == NULL || !herald_dataverse_check_answer (answer, error))
    return NULL;
  session_token = herald_http_answer_get_header (answer, "x-ms-session-token");
  if (session_token != NULL)
    {
      g_free (self->session_token);
      self->session_token = g_strdup (session_token);
    }
  return g_steal_pointer (&answer);
}

JsonObject *
herald_dataverse_parse_object (const HeraldHttpAnswer *answer, GError **error)
{
  g_autoptr (JsonNode) root = herald_http_answer_parse_json (answer, error);

  if (root == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (root))
    return json_node_dup_object (root);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               _("Dataverse answered with something that is no row and no list"));
  return NULL;
}

static void
dataverse_got_object_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_dataverse_take_answer (g_task_get_source_object (task), source, result, &error);
  JsonObject *object = answer != NULL ? herald_dataverse_parse_object (answer, &error) : NULL;

  if (object != NULL)
    g_task_return_pointer (task, object, json_object_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static HeraldDataversePage *
read_page (HeraldDataverse *self, const HeraldHttpAnswer *answer, PageTask *data, GError **error)
{
  g_autoptr (JsonObject) object = herald_dataverse_parse_object (answer, error);

  if (object == NULL)
    return NULL;
  return herald_dataverse_page_parse (object, self->base, data->row_func, data->row_free, error);
}

static void
dataverse_got_page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PageTask *data = page_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_dataverse_take_answer (g_task_get_source_object (task), source, result, &error);
  HeraldDataversePage *page =
    answer != NULL ? read_page (g_task_get_source_object (task), answer, data, &error) : NULL;

  if (page != NULL)
    g_task_return_pointer (task, page, (GDestroyNotify) herald_dataverse_page_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Moves rows over until the limit. Returns whether more are wanted. */
static gboolean
collect_rows (ListTask *data, GPtrArray *rows)
{
  guint n_wanted = data->max_rows == 0 ? rows->len : data->max_rows - data->rows->len;

  while (rows->len > n_wanted)
    g_ptr_array_remove_index (rows, rows->len - 1);
  g_ptr_array_extend_and_steal (data->rows, rows);
  return data->max_rows == 0 || data->rows->len < data->max_rows;
}

/* Of all pages of a list: a next link is requested with the size of the first. */
static guint
get_page_size (guint max_rows)
{
  return max_rows > 0 ? MIN (max_rows, HERALD_DATAVERSE_MAX_PAGE) : HERALD_DATAVERSE_MAX_PAGE;
}

static void
dataverse_listed_page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldDataverse *self = HERALD_DATAVERSE (source);
  ListTask        *data = list_task_get (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldDataversePage) page = herald_dataverse_page_finish (self, result, &error);

  if (page == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  data->n_pages++;
  if (!collect_rows (data, g_steal_pointer (&page->rows)) || page->next_link == NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&data->rows),
                             (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  if (data->n_pages == MAX_PAGES)
    {
      g_task_return_new_error (task, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                               _("Dataverse gave %d pages and still names a next one"), MAX_PAGES);
      return;
    }
  herald_dataverse_page_async (self, page->next_link, get_page_size (data->max_rows),
                               data->row_func, data->row_free, g_task_get_cancellable (task),
                               dataverse_listed_page_cb, g_object_ref (task));
}

static void
herald_dataverse_finalize (GObject *object)
{
  HeraldDataverse *self = HERALD_DATAVERSE (object);

  g_clear_object (&self->remote);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->session_token, g_free);
  G_OBJECT_CLASS (herald_dataverse_parent_class)->finalize (object);
}

static void
herald_dataverse_class_init (HeraldDataverseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_dataverse_finalize;
}

static void
herald_dataverse_init (HeraldDataverse *self)
{
}

/**
 * herald_who_am_i_free:
 * @self: (nullable): what to free
 */
void
herald_who_am_i_free (HeraldWhoAmI *self)
{
  if (self == NULL)
    return;
  g_free (self->user_id);
  g_free (self->business_unit_id);
  g_free (self->organization_id);
  g_free (self);
}

/**
 * herald_dataverse_new:
 * @remote: the service with its tokens
 * @url: the environment's origin
 *
 * Returns: (transfer full): the Web API of that environment
 */
HeraldDataverse *
herald_dataverse_new (HeraldRemote *remote, const char *url)
{
  HeraldDataverse *self;
  g_autofree char *origin = NULL;

  g_return_val_if_fail (HERALD_IS_REMOTE (remote), NULL);
  g_return_val_if_fail (url != NULL, NULL);

  self = g_object_new (HERALD_TYPE_DATAVERSE, NULL);
  self->remote = g_object_ref (remote);
  origin = g_strdup (url);
  if (g_str_has_suffix (origin, "/"))
    origin[strlen (origin) - 1] = '\0';
  self->base = g_strconcat (origin, API_PATH, NULL);
  return self;
}

/**
 * herald_dataverse_get_remote:
 * @self: the Web API
 *
 * Returns: (transfer none): the service it calls
 */
HeraldRemote *
herald_dataverse_get_remote (HeraldDataverse *self)
{
  g_return_val_if_fail (HERALD_IS_DATAVERSE (self), NULL);
  return self->remote;
}

/**
 * herald_dataverse_who_am_i_async:
 * @self: the Web API
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks who the token belongs to; the first call after signing in.
 */
void
herald_dataverse_who_am_i_async (HeraldDataverse    *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  herald_dataverse_get_async (self, "WhoAmI", cancellable, callback, user_data);
}

/**
 * herald_dataverse_who_am_i_finish:
 * @self: the Web API
 * @result: the result
 *
 * **Errors:** as herald_dataverse_get_finish(); PROTOCOL when an ID is missing.
 *
 * Returns: (transfer full): the IDs
 */
HeraldWhoAmI *
herald_dataverse_who_am_i_finish (HeraldDataverse *self, GAsyncResult *result, GError **error)
{
  g_autoptr (JsonObject) object = herald_dataverse_get_finish (self, result, error);
  g_autoptr (HeraldWhoAmI) answer = g_new0 (HeraldWhoAmI, 1);
  const char *user_id = NULL;
  const char *unit_id = NULL;
  const char *organization_id = NULL;

  if (object == NULL)
    return NULL;
  if (herald_json_read_string (object, "UserId", HERALD_JSON_REQUIRED, &user_id, NULL) &&
      herald_json_read_string (object, "OrganizationId", HERALD_JSON_REQUIRED, &organization_id,
                               NULL))
    {
      answer->user_id = herald_guid_normalise (user_id);
      answer->organization_id = herald_guid_normalise (organization_id);
    }
  if (answer->user_id == NULL || answer->organization_id == NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                   _("The answer does not say who is signed in; check that the address is that of "
                     "a Dataverse environment"));
      return NULL;
    }
  herald_json_read_string (object, "BusinessUnitId", HERALD_JSON_OPTIONAL, &unit_id, NULL);
  answer->business_unit_id = g_strdup (unit_id);
  return g_steal_pointer (&answer);
}

/**
 * herald_dataverse_get_async:
 * @self: the Web API
 * @path: what to read, below the API's root and encoded: “contacts(guid)?$select=fullname”
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_dataverse_get_async (HeraldDataverse    *self,
                            const char         *path,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (HeraldHttpRequest) request = NULL;

  g_return_if_fail (HERALD_IS_DATAVERSE (self));
  g_return_if_fail (path != NULL);

  task = herald_dataverse_start_task (self, herald_dataverse_get_async, cancellable, callback,
                                      user_data);
  request = herald_dataverse_build_request (self, "GET", path);
  herald_dataverse_call (task, request, dataverse_got_object_cb);
}

/**
 * herald_dataverse_get_finish:
 * @self: the Web API
 * @result: the result
 *
 * **Errors:** AUTH, FORBIDDEN, NOT_FOUND (also when the table is not installed), THROTTLED, REMOTE,
 * NETWORK, PROTOCOL, %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
herald_dataverse_get_finish (HeraldDataverse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_dataverse_page_async:
 * @self: the Web API
 * @query: what to read as in herald_dataverse_get_async(), or the next link of the page before
 * @page_size: how many rows at most, or 0 to leave it to the service
 * @row_func: (nullable): makes an object of a row; %NULL gives #JsonObject rows
 * @row_free: (nullable): frees such an object
 * @cancellable: (nullable): ends the call
 * @callback: called with the page
 * @user_data: for @callback
 *
 * The next link is requested unchanged and with the same page size, and only at the environment's
 * own origin (contract: dataverse-webapi, 3.6).
 */
void
herald_dataverse_page_async (HeraldDataverse    *self,
                             const char         *query,
                             guint               page_size,
                             HeraldRowFunc       row_func,
                             GDestroyNotify      row_free,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (HeraldHttpRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  PageTask *data;

  g_return_if_fail (HERALD_IS_DATAVERSE (self));
  g_return_if_fail (query != NULL);

  task = herald_dataverse_start_task (self, herald_dataverse_page_async, cancellable, callback,
                                      user_data);
  data = page_task_attach (task);
  data->row_func = row_func;
  data->row_free = row_free;
  if (!check_query (self, query, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  request = herald_dataverse_build_request (self, "GET", query);
  if (page_size > 0)
    {
      g_autofree char *prefer =
        g_strdup_printf ("odata.maxpagesize=%u,odata.include-annotations=\"" FORMATTED "\"",
                         page_size);

      herald_http_request_set_header (request, "Prefer", prefer);
    }
  herald_dataverse_call (task, request, dataverse_got_page_cb);
}

/**
 * herald_dataverse_page_finish:
 * @self: the Web API
 * @result: the result
 *
 * **Errors:** as herald_dataverse_get_finish(), and what the row function sets.
 *
 * Returns: (transfer full): the page
 */
HeraldDataversePage *
herald_dataverse_page_finish (HeraldDataverse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_dataverse_list_async:
 * @self: the Web API
 * @query: what to read as in herald_dataverse_get_async()
 * @max_rows: how many rows are wanted at most, or 0 for all
 * @row_func: (nullable): makes an object of a row; %NULL gives #JsonObject rows
 * @row_free: (nullable): frees such an object
 * @cancellable: (nullable): ends the calls
 * @callback: called with the rows
 * @user_data: for @callback
 *
 * Reads page after page. For a million rows use herald_dataverse_page_async() and let each page go.
 */
void
herald_dataverse_list_async (HeraldDataverse    *self,
                             const char         *query,
                             guint               max_rows,
                             HeraldRowFunc       row_func,
                             GDestroyNotify      row_free,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ListTask *data;

  g_return_if_fail (HERALD_IS_DATAVERSE (self));
  g_return_if_fail (query != NULL);

  task = herald_dataverse_start_task (self, herald_dataverse_list_async, cancellable, callback,
                                      user_data);
  data = list_task_attach (task);
  data->rows = g_ptr_array_new_with_free_func (row_func != NULL ? row_free : json_object_free);
  data->max_rows = max_rows;
  data->row_func = row_func;
  data->row_free = row_free;
  herald_dataverse_page_async (self, query, get_page_size (max_rows), row_func, row_free,
                               cancellable, dataverse_listed_page_cb, g_object_ref (task));
}

/**
 * herald_dataverse_list_finish:
 * @self: the Web API
 * @result: the result
 *
 * **Errors:** as herald_dataverse_page_finish(); PROTOCOL when the pages do not end.
 *
 * Returns: (transfer full): the rows, which free themselves
 */
GPtrArray *
herald_dataverse_list_finish (HeraldDataverse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
