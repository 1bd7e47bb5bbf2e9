/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `$batch`: each request in it goes through the same door as one that came alone, on behalf of who
 * sent the batch. A change set is one step of the database. Source: “Execute batch operations using
 * the Web API”, read 2026-11. */
#include "config.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-batch.h"
#include "emulator/herald-emulator-references.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-webapi.h"

#include <libsoup/soup.h>
#include <string.h>

#define ROOT "/api/data/"
/* A thousand GET requests could fill the memory; the service has a limit, too, but tells none. */
#define MOST_ANSWER_BYTES ((gsize) 64 * 1024 * 1024)

typedef struct
{
  HeraldEmulatorRequest *request; /* (unowned): the batch itself */
  GString               *answer;  /* (owned) (nullable): until it is sent */
  char                  *boundary;
  guint                  first_failure; /* status of the first request that failed; 0 if none */
} Run;

static void
run_clear (Run *self)
{
  if (self->answer != NULL)
    g_string_free (g_steal_pointer (&self->answer), TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* Where a request of a batch goes: “v9.2”, “contacts(…)” and its query. */
typedef struct
{
  char *version;
  char *rest;
  char *query; /* (nullable) */
} Target;

static void
target_clear (Target *self)
{
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->rest, g_free);
  g_clear_pointer (&self->query, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Target, target_clear)

static gboolean
refuse_url (const char *url, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "The URL '%.200s' of a request in the batch is not one of this service.", url);
  return FALSE;
}

/* The path of an absolute URL, which has to be of this emulator. */
static const char *
skip_origin (Run *run, const char *url)
{
  HeraldEmulatorSite *site = herald_emulator_dataverse_get_site (run->request->dataverse);
  const char         *scheme_end = strstr (url, "://");
  const char         *path = scheme_end != NULL ? strchr (scheme_end + 3, '/') : NULL;
  g_autofree char    *origin = NULL;

  if (path == NULL)
    return NULL;
  origin = g_strndup (url, (gsize) (path - url));
  return herald_emulator_site_is_own_origin (site, origin) ? path : NULL;
}

/* Absolute, from the root, or relative to the service. */
static gboolean
read_target (Run *run, const char *url, Target *target, GError **error)
{
  const char *path = url;
  gsize       length;

  if (g_ascii_strncasecmp (url, "http", 4) == 0 && strstr (url, "://") != NULL)
    path = skip_origin (run, url);
  if (path == NULL || (*path == '/' && !g_str_has_prefix (path, ROOT)))
    return refuse_url (url, error);
  target->version = g_strdup (herald_emulator_call_get_capture (run->request->call, "version"));
  if (*path == '/')
    {
      path += strlen (ROOT);
      length = strcspn (path, "/?");
      g_free (target->version);
      target->version = g_strndup (path, length);
      path += length + (path[length] == '/' ? 1 : 0);
    }
  length = strcspn (path, "?");
  target->rest = g_strndup (path, length);
  target->query = path[length] == '?' ? g_strdup (path + length + 1) : NULL;
  return TRUE;
}

static gboolean
is_reference (const char *rest)
{
  return *rest == '$' && !g_str_has_prefix (rest, "$metadata") &&
         !g_str_has_prefix (rest, "$entity");
}

/* “$1” at the start of a path becomes what it stands for. */
static gboolean
resolve_path (Run *run, HeraldEmulatorReferences *references, Target *target, GError **error)
{
  g_auto (Target) resolved = { NULL, NULL, NULL };
  g_autofree char *url = NULL;

  if (!is_reference (target->rest))
    return TRUE;
  url = herald_emulator_references_resolve (references, target->rest, error);
  if (url == NULL || !read_target (run, url, &resolved, error))
    return FALSE;
  g_free (target->rest);
  target->rest = g_steal_pointer (&resolved.rest);
  return TRUE;
}

/* `?$id=$1` names the other row of a collection that is to be left. */
static gboolean
resolve_query (HeraldEmulatorReferences *references, Target *target, GError **error)
{
  g_autofree char *url = NULL;

  if (target->query == NULL || !g_str_has_prefix (target->query, "$id=$"))
    return TRUE;
  url = herald_emulator_references_resolve (references, target->query + strlen ("$id="), error);
  if (url == NULL)
    return FALSE;
  g_free (target->query);
  target->query = g_strconcat ("$id=", url, NULL);
  return TRUE;
}

static HeraldEmulatorCall *
new_call (Run                                *run,
          const HeraldEmulatorBatchOperation *operation,
          const Target                       *target,
          GBytes                             *body)
{
  HeraldEmulatorCall *outer = run->request->call;
  g_autofree char    *path = g_strconcat (ROOT, target->version, "/", target->rest, NULL);
  HeraldEmulatorCall *call =
    herald_emulator_call_new (herald_emulator_call_get_transport (outer), operation->method, path,
                              target->query, NULL, NULL, NULL);
  GPtrArray *captures = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (captures, g_strdup ("version"));
  g_ptr_array_add (captures, g_strdup (target->version));
  g_ptr_array_add (captures, g_strdup ("rest"));
  g_ptr_array_add (captures, g_strdup (target->rest));
  herald_emulator_call_take_captures (call, captures);
  /* A part's own Host is that of the service in production, at best: the batch's counts. */
  herald_emulator_call_add_request_header (call, "host",
                                           herald_emulator_call_get_header (outer, "host"));
  for (guint i = 0; i + 1 < operation->headers->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (operation->headers, i), "host") != 0)
      herald_emulator_call_add_request_header (call, g_ptr_array_index (operation->headers, i),
                                               g_ptr_array_index (operation->headers, i + 1));
  herald_emulator_call_set_body (call, body);
  return call;
}

static HeraldEmulatorCall *
new_refused_call (Run *run, const HeraldEmulatorBatchOperation *operation, const GError *error)
{
  HeraldEmulatorCall *call =
    herald_emulator_call_new (herald_emulator_call_get_transport (run->request->call),
                              operation->method, ROOT, NULL, NULL, NULL, NULL);

  herald_emulator_refusal_respond (call, error);
  return call;
}

/* Returns: (transfer full): the answered call */
static HeraldEmulatorCall *
run_operation (Run                                *run,
               HeraldEmulatorReferences           *references,
               const HeraldEmulatorBatchOperation *operation)
{
  g_auto (Target) target = { NULL, NULL, NULL };
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  HeraldEmulatorCall *call;

  if (run->answer->len > MOST_ANSWER_BYTES)
    g_set_error (&error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                 "The answer to the batch is too large.");
  else if (read_target (run, operation->url, &target, &error) &&
           resolve_path (run, references, &target, &error) &&
           resolve_query (references, &target, &error))
    body = herald_emulator_references_resolve_body (references, operation->body, &error);
  if (body == NULL)
    return new_refused_call (run, operation, error);
  call = new_call (run, operation, &target, body);
  herald_emulator_dataverse_serve_part (run->request, call);
  if (herald_emulator_call_get_status (call) < 300)
    herald_emulator_references_add (references, operation->content_id,
                                    herald_emulator_call_get_answer_header (call,
                                                                            "odata-entityid"));
  return call;
}

static gboolean
has_failed (HeraldEmulatorCall *call)
{
  return herald_emulator_call_get_status (call) >= 400;
}

static void
write_call (Run *run, const char *boundary, const char *content_id, HeraldEmulatorCall *call)
{
  GPtrArray *headers = herald_emulator_call_get_answer_headers (call);
  GBytes    *body = herald_emulator_call_get_answer_body (call);
  guint      status = herald_emulator_call_get_status (call);

  g_string_append_printf (run->answer,
                          "--%s\r\nContent-Type: application/http\r\n"
                          "Content-Transfer-Encoding: binary\r\n",
                          boundary);
  if (content_id != NULL)
    g_string_append_printf (run->answer, "Content-ID: %s\r\n", content_id);
  g_string_append_printf (run->answer, "\r\nHTTP/1.1 %u %s\r\n", status,
                          soup_status_get_phrase (status));
  for (guint i = 0; i + 1 < headers->len; i += 2)
    g_string_append_printf (run->answer, "%s: %s\r\n",
                            (const char *) g_ptr_array_index (headers, i),
                            (const char *) g_ptr_array_index (headers, i + 1));
  g_string_append (run->answer, "\r\n");
  if (body != NULL)
    g_string_append_len (run->answer, g_bytes_get_data (body, NULL),
                         (gssize) g_bytes_get_size (body));
  g_string_append (run->answer, "\r\n");
  if (has_failed (call) && run->first_failure == 0)
    run->first_failure = status;
}

/* A change set's answers; of one that failed there is only the failure. */
static void
write_change_set (Run *run, const HeraldEmulatorBatchItem *item, GPtrArray *calls)
{
  g_autofree char    *id = herald_guid_new ();
  g_autofree char    *boundary = g_strconcat ("changesetresponse_", id, NULL);
  HeraldEmulatorCall *last = g_ptr_array_index (calls, calls->len - 1);

  g_string_append_printf (run->answer, "--%s\r\nContent-Type: multipart/mixed; boundary=%s\r\n\r\n",
                          run->boundary, boundary);
  for (guint i = has_failed (last) ? calls->len - 1 : 0; i < calls->len; i++)
    {
      const HeraldEmulatorBatchOperation *operation = g_ptr_array_index (item->operations, i);

      write_call (run, boundary, operation->content_id, g_ptr_array_index (calls, i));
    }
  g_string_append_printf (run->answer, "--%s--\r\n", boundary);
}

/* Until one fails. */
static GPtrArray *
run_operations (Run *run, HeraldEmulatorReferences *references, GPtrArray *operations)
{
  GPtrArray *calls = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < operations->len; i++)
    {
      HeraldEmulatorCall *call = run_operation (run, references, g_ptr_array_index (operations, i));

      g_ptr_array_add (calls, call);
      if (has_failed (call))
        break;
    }
  return calls;
}

static gboolean
is_elastic (Run *run, HeraldEmulatorCall *call)
{
  static const char action[] = "SendAppNotification";

  HeraldEmulatorSchema *schema = herald_emulator_dataverse_get_schema (run->request->dataverse);
  const char           *rest = herald_emulator_call_get_path (call) + strlen (ROOT);
  const char           *slash = strchr (rest, '/');
  g_autofree char      *name = NULL;
  const HeraldEmulatorTable *table;

  rest = slash != NULL ? slash + 1 : "";
  name = g_strndup (rest, strcspn (rest, "(/"));
  table = herald_emulator_schema_find_set (schema, name);
  return strcmp (name, action) == 0 || (table != NULL && table->elastic);
}

/* “Use elastic tables”, read 2026-11: a change set is no transaction there. What such requests did
 * before another failed is done again after it was rolled back with the rest. */
static void
keep_elastic (Run *run, const HeraldEmulatorBatchItem *item, GPtrArray *calls)
{
  g_autoptr (HeraldEmulatorReferences) references = herald_emulator_references_new ();

  for (guint i = 0; i + 1 < calls->len; i++)
    if (is_elastic (run, g_ptr_array_index (calls, i)))
      g_object_unref (run_operation (run, references, g_ptr_array_index (item->operations, i)));
}

static gboolean
run_change_set (Run *run, const HeraldEmulatorBatchItem *item, GError **error)
{
  HeraldEmulatorDb *db = herald_emulator_dataverse_get_db (run->request->dataverse);
  g_autoptr (HeraldEmulatorReferences) references = herald_emulator_references_new ();
  g_autoptr (GPtrArray) calls = NULL;
  gboolean failed;

  if (!herald_emulator_db_begin_step (db, error))
    return FALSE;
  calls = run_operations (run, references, item->operations);
  failed = has_failed (g_ptr_array_index (calls, calls->len - 1));
  herald_emulator_db_end_step (db, !failed);
  if (failed)
    keep_elastic (run, item, calls);
  write_change_set (run, item, calls);
  return TRUE;
}

static gboolean
run_item (Run *run, const HeraldEmulatorBatchItem *item, GError **error)
{
  const HeraldEmulatorBatchOperation *operation = g_ptr_array_index (item->operations, 0);
  g_autoptr (HeraldEmulatorReferences) references = NULL;
  g_autoptr (HeraldEmulatorCall) call = NULL;

  if (item->is_change_set)
    return run_change_set (run, item, error);
  references = herald_emulator_references_new ();
  call = run_operation (run, references, operation);
  write_call (run, run->boundary, operation->content_id, call);
  return TRUE;
}

static void
respond (Run *run)
{
  HeraldEmulatorCall *call = run->request->call;
  g_autofree char    *type = g_strconcat ("multipart/mixed; boundary=", run->boundary, NULL);
  g_autoptr (GBytes) body = NULL;
  gboolean goes_on = run->request->preferences->continue_on_error;

  if (goes_on)
    run->request->preferences->heeded |= HERALD_EMULATOR_HEEDED_CONTINUING;
  g_string_append_printf (run->answer, "--%s--\r\n", run->boundary);
  body = g_string_free_to_bytes (g_steal_pointer (&run->answer));
  herald_emulator_preferences_apply (run->request->preferences, call);
  herald_emulator_call_add_header (call, "Content-Type", type);
  herald_emulator_call_add_header (call, "OData-Version", "4.0");
  herald_emulator_call_respond (call,
                                run->first_failure != 0 && !goes_on ? run->first_failure : 200,
                                body);
}

static gboolean
run_items (Run *run, GPtrArray *items, GError **error)
{
  for (guint i = 0; i < items->len; i++)
    {
      if (run->first_failure != 0 && !run->request->preferences->continue_on_error)
        return TRUE;
      if (!run_item (run, g_ptr_array_index (items, i), error))
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_webapi_batch:
 * @request: a POST to $batch
 *
 * **Errors:** refusals of the batch as a whole; STORE.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_batch (HeraldEmulatorRequest *request, GError **error)
{
  g_autofree char *id = herald_guid_new ();
  g_autofree char *boundary = g_strconcat ("batchresponse_", id, NULL);
  g_autoptr (GPtrArray) items =
    herald_emulator_batch_parse (herald_emulator_call_get_header (request->call, "content-type"),
                                 herald_emulator_call_get_body (request->call), error);
  g_auto (Run) run = { .request = request, .boundary = boundary };

  if (items == NULL)
    return FALSE;
  run.answer = g_string_new (NULL);
  if (!run_items (&run, items, error))
    return FALSE;
  respond (&run);
  return TRUE;
}
