/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the whole batch before anything in it is done: what is malformed is refused as one. Source:
 * “Execute batch operations using the Web API” and OData 4.0 part 1, 11.7, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-batch.h"

#include "emulator/herald-emulator-multipart.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define LONGEST_CONTENT_ID 64
#define VERSION "HTTP/1.1"

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD, text);
  return FALSE;
}

static void
operation_free (gpointer data)
{
  HeraldEmulatorBatchOperation *self = data;

  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->content_id, g_free);
  g_free (self);
}

static void
item_free (gpointer data)
{
  HeraldEmulatorBatchItem *self = data;

  g_clear_pointer (&self->operations, g_ptr_array_unref);
  g_free (self);
}

/* Blanks inside the URL are left alone: the service, too, takes what stands between the first and
 * the last blank of the line, and many callers write their filter unencoded. */
static gboolean
read_request_line (HeraldEmulatorBatchOperation *operation, const char *line, GError **error)
{
  static const char *const methods[] = { "GET", "POST", "PATCH", "PUT", "DELETE", NULL };

  const char *first = strchr (line, ' ');
  const char *last = strrchr (line, ' ');

  if (first == NULL || first == last || strcmp (last + 1, VERSION) != 0)
    return refuse (error, "'%.200s' is no request line such as 'GET contacts " VERSION "'.", line);
  operation->method = g_strndup (line, (gsize) (first - line));
  operation->url = g_strstrip (g_strndup (first, (gsize) (last - first)));
  if (!g_strv_contains (methods, operation->method))
    return refuse (error, "The method '%.20s' may not stand in a batch.", operation->method);
  if (*operation->url == '\0' || strlen (operation->url) > HERALD_EMULATOR_LONGEST_BATCH_URL)
    return refuse (error, "A URL in a batch has 1 to 65,536 characters.");
  return TRUE;
}

static gboolean
is_content_id (const char *text)
{
  if (*text == '\0' || strlen (text) > LONGEST_CONTENT_ID)
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("-._~", *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
read_content_id (HeraldEmulatorBatchOperation *operation, HeraldEmulatorPart *part, GError **error)
{
  const char *id = herald_emulator_multipart_find_header (part->headers, "content-id");

  if (id != NULL && !is_content_id (id))
    return refuse (error, "'%.80s' is no Content-ID such as '1'.", id);
  operation->content_id = g_strdup (id);
  return TRUE;
}

static gboolean
check_part_headers (HeraldEmulatorPart *part, GError **error)
{
  const char *type = herald_emulator_multipart_find_header (part->headers, "content-type");
  const char *encoding =
    herald_emulator_multipart_find_header (part->headers, "content-transfer-encoding");
  gsize length = type != NULL ? strcspn (type, "; \t") : 0;

  if (length != strlen ("application/http") ||
      g_ascii_strncasecmp (type, "application/http", length) != 0)
    return refuse (error,
                   "The content type of a request in a batch must be application/http, not "
                   "'%s'.",
                   type != NULL ? type : "");
  if (encoding == NULL || g_ascii_strcasecmp (encoding, "binary") != 0)
    return refuse (error, "A request in a batch needs the header Content-Transfer-Encoding with "
                          "the value binary.");
  return TRUE;
}

/* What follows the headers; line ends alone are none. */
static GBytes *
take_body (GBytes *message, gsize offset)
{
  gsize       length;
  const char *data = g_bytes_get_data (message, &length);

  for (gsize i = offset; i < length; i++)
    if (!g_ascii_isspace (data[i]))
      return g_bytes_new_from_bytes (message, offset, length - offset);
  return g_bytes_new (NULL, 0);
}

static gboolean
is_nested_batch (const char *url)
{
  g_autofree char *path = g_strndup (url, strcspn (url, "?#"));
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);

  for (gsize i = 0; segments[i] != NULL; i++)
    {
      g_autofree char *decoded = g_uri_unescape_string (segments[i], NULL);

      if (g_strcmp0 (decoded, "$batch") == 0)
        return TRUE;
    }
  return FALSE;
}

static HeraldEmulatorBatchOperation *
read_operation (HeraldEmulatorPart *part, GError **error)
{
  HeraldEmulatorBatchOperation *operation = g_new0 (HeraldEmulatorBatchOperation, 1);
  gsize                         offset = 0;
  g_autofree char              *line = NULL;

  if (check_part_headers (part, error) && read_content_id (operation, part, error))
    line = herald_emulator_multipart_take_line (part->body, &offset, error);
  if (line != NULL && read_request_line (operation, line, error))
    operation->headers = herald_emulator_multipart_read_headers (part->body, &offset, error);
  if (operation->headers != NULL)
    {
      operation->body = take_body (part->body, offset);
      if (!is_nested_batch (operation->url))
        return operation;
      refuse (error, "A batch may not hold another batch.");
    }
  operation_free (operation);
  return NULL;
}

/* One operation more, if the rules of a change set and the limit of the batch allow it. */
static gboolean
add_operation (HeraldEmulatorBatchItem      *item,
               HeraldEmulatorBatchOperation *operation,
               guint                        *n_operations,
               GError                      **error)
{
  for (guint i = 0; i < item->operations->len; i++)
    {
      HeraldEmulatorBatchOperation *other = g_ptr_array_index (item->operations, i);

      if (operation->content_id != NULL &&
          g_strcmp0 (other->content_id, operation->content_id) == 0)
        {
          refuse (error, "The Content-ID '%s' was found more than once in the same change set.",
                  operation->content_id);
          operation_free (operation);
          return FALSE;
        }
    }
  g_ptr_array_add (item->operations, operation);
  if (item->is_change_set && strcmp (operation->method, "GET") == 0)
    return refuse (error, "A change set may not hold a GET request.");
  if (++*n_operations > HERALD_EMULATOR_MOST_OPERATIONS)
    return refuse (error, "A batch may hold %d requests at most.", HERALD_EMULATOR_MOST_OPERATIONS);
  return TRUE;
}

static gboolean
read_change_set (HeraldEmulatorBatchItem *item,
                 HeraldEmulatorPart      *part,
                 const char              *content_type,
                 guint                   *n_operations,
                 GError                 **error)
{
  g_autofree char *boundary = herald_emulator_multipart_read_boundary (content_type, error);
  g_autoptr (GPtrArray) parts =
    boundary != NULL ? herald_emulator_multipart_split (part->body, boundary,
                                                        HERALD_EMULATOR_MOST_OPERATIONS, error)
                     : NULL;

  item->is_change_set = TRUE;
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      HeraldEmulatorBatchOperation *operation =
        read_operation (g_ptr_array_index (parts, i), error);

      if (operation == NULL || !add_operation (item, operation, n_operations, error))
        return FALSE;
    }
  return parts != NULL;
}

static gboolean
read_item (HeraldEmulatorBatchItem *item,
           HeraldEmulatorPart      *part,
           guint                   *n_operations,
           GError                 **error)
{
  const char *type = herald_emulator_multipart_find_header (part->headers, "content-type");
  HeraldEmulatorBatchOperation *operation;

  if (type != NULL && g_ascii_strncasecmp (type, "multipart/", strlen ("multipart/")) == 0)
    return read_change_set (item, part, type, n_operations, error);
  operation = read_operation (part, error);
  return operation != NULL && add_operation (item, operation, n_operations, error);
}

/**
 * herald_emulator_batch_parse:
 * @content_type: (nullable): the request's content type
 * @body: its body
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD.
 *
 * Returns: (transfer full) (element-type HeraldEmulatorBatchItem): what is to be done, in order
 */
GPtrArray *
herald_emulator_batch_parse (const char *content_type, GBytes *body, GError **error)
{
  g_autofree char *boundary = herald_emulator_multipart_read_boundary (content_type, error);
  g_autoptr (GPtrArray) parts =
    boundary != NULL
      ? herald_emulator_multipart_split (body, boundary, HERALD_EMULATOR_MOST_OPERATIONS, error)
      : NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (item_free);
  guint n_operations = 0;

  if (parts == NULL)
    return NULL;
  for (guint i = 0; i < parts->len; i++)
    {
      HeraldEmulatorBatchItem *item = g_new0 (HeraldEmulatorBatchItem, 1);

      item->operations = g_ptr_array_new_with_free_func (operation_free);
      g_ptr_array_add (items, item);
      if (!read_item (item, g_ptr_array_index (parts, i), &n_operations, error))
        return NULL;
    }
  return g_steal_pointer (&items);
}
