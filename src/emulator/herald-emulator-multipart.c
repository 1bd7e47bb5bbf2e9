/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict about what frames the parts: “Execute batch operations using the Web API”, read 2026-11,
 * wants CRLF everywhere, and the service refuses a bare line feed there (“Stream was not readable”
 * in “Web API client errors”, read 2026-11). Inside a part's body any line end may stand: JSON does
 * not care, and neither does the service. */
#include "config.h"

#include "emulator/herald-emulator-multipart.h"

#include "emulator/herald-emulator-refusal.h"

#include <libsoup/soup.h>
#include <string.h>

#define MULTIPART "multipart/mixed"
#define LONGEST_BOUNDARY 70 /* RFC 2046, 5.1.1 */
/* The longest line is a request line: a URL of 65,536 characters, a verb and a version. */
#define LONGEST_LINE_BYTES (65536 + 64)
#define MOST_HEADERS 64

/* Where a part's delimiter stands, and what it is. */
typedef struct
{
  gsize    start;  /* of the CRLF before it, which belongs to it */
  gsize    end;    /* of what follows it */
  gboolean closes; /* “--” at its end: there are no more parts */
} Delimiter;

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

static gboolean
refuse_line_end (GError **error)
{
  return refuse (error, "System.ArgumentException: Stream was not readable. Each line of the frame "
                        "of a batch must end in CRLF.");
}

/**
 * herald_emulator_part_free:
 * @self: (nullable): the part to free
 */
void
herald_emulator_part_free (HeraldEmulatorPart *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

static gboolean
is_boundary (const char *text)
{
  static const char others[] = "'()+_,-./:=? ";
  gsize             length = strlen (text);

  if (length == 0 || length > LONGEST_BOUNDARY || text[length - 1] == ' ')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr (others, text[i]) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * herald_emulator_multipart_read_boundary:
 * @content_type: (nullable): a Content-Type header
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD.
 *
 * Returns: (transfer full): what separates the parts
 */
char *
herald_emulator_multipart_read_boundary (const char *content_type, GError **error)
{
  const char *rest = content_type != NULL ? content_type : "";
  gsize       length = strcspn (rest, "; \t");
  GHashTable *parameters;
  char       *boundary;

  if (length != strlen (MULTIPART) || g_ascii_strncasecmp (rest, MULTIPART, length) != 0)
    {
      refuse (error, "The content type of a batch must be " MULTIPART ", not '%s'.", rest);
      return NULL;
    }
  rest = strchr (rest, ';');
  parameters = soup_header_parse_semi_param_list (rest != NULL ? rest + 1 : "");
  boundary = g_strdup (g_hash_table_lookup (parameters, "boundary"));
  soup_header_free_param_list (parameters);
  if (boundary != NULL && is_boundary (boundary))
    return boundary;
  g_free (boundary);
  refuse (error, "The content type " MULTIPART " needs a valid boundary.");
  return NULL;
}

/* Whether the line at @start is a delimiter. What merely begins like one is not: the boundary of a
 * change set may begin with that of its batch. */
static gboolean
read_delimiter (const char *data,
                gsize       length,
                gsize       start,
                const char *boundary,
                Delimiter  *found,
                GError    **error)
{
  gsize       size = strlen (boundary);
  const char *after = data + start + 2 + size;
  const char *end = data + length;

  if (length - start < size + 2 || memcmp (data + start, "--", 2) != 0 ||
      memcmp (data + start + 2, boundary, size) != 0)
    return FALSE;
  found->closes = end - after >= 2 && memcmp (after, "--", 2) == 0;
  if (found->closes)
    after += 2;
  while (after < end && (*after == ' ' || *after == '\t'))
    after++;
  if (after < end && *after != '\r' && *after != '\n')
    return FALSE;
  if ((after < end || !found->closes) && (end - after < 2 || memcmp (after, "\r\n", 2) != 0))
    return refuse_line_end (error);
  if (start > 0 && (start < 2 || data[start - 2] != '\r'))
    return refuse_line_end (error);
  found->start = start > 0 ? start - 2 : 0;
  found->end = after < end ? (gsize) (after - data) + 2 : length;
  return TRUE;
}

/* The next delimiter at or after @offset, which is the start of a line. */
static gboolean
find_delimiter (GBytes *bytes, gsize offset, const char *boundary, Delimiter *found, GError **error)
{
  gsize       length;
  const char *data = g_bytes_get_data (bytes, &length);
  GError     *local_error = NULL;

  while (offset < length)
    {
      const char *line_feed;

      if (read_delimiter (data, length, offset, boundary, found, &local_error))
        return TRUE;
      if (local_error != NULL)
        {
          g_propagate_error (error, local_error);
          return FALSE;
        }
      line_feed = memchr (data + offset, '\n', length - offset);
      offset = line_feed != NULL ? (gsize) (line_feed - data) + 1 : length;
    }
  return refuse (error, "The batch ends before its closing boundary '--%s--'.", boundary);
}

/**
 * herald_emulator_multipart_take_line:
 * @bytes: a header block or an HTTP message
 * @offset: (inout): where the line begins; then where the next one does
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD.
 *
 * Returns: (transfer full): the line without its CRLF; an empty one at the end
 */
char *
herald_emulator_multipart_take_line (GBytes *bytes, gsize *offset, GError **error)
{
  gsize       length;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *start = data + *offset;
  const char *line_feed;
  gsize       size;

  if (*offset >= length)
    return g_strdup ("");
  line_feed = memchr (start, '\n', MIN (length - *offset, LONGEST_LINE_BYTES));
  size = line_feed != NULL ? (gsize) (line_feed - start) : length - *offset;
  if (size > LONGEST_LINE_BYTES)
    {
      refuse (error, "A line of the batch is too long: a URL has 65,536 characters at most.");
      return NULL;
    }
  if (line_feed != NULL && (size == 0 || start[size - 1] != '\r'))
    {
      refuse_line_end (error);
      return NULL;
    }
  *offset += size + (line_feed != NULL ? 1 : 0);
  size -= line_feed != NULL ? 1 : 0;
  if (memchr (start, '\0', size) == NULL && memchr (start, '\r', size) == NULL)
    return g_strndup (start, size);
  refuse (error, "A line of the batch holds a character that may not stand there.");
  return NULL;
}

static gboolean
add_header (GPtrArray *headers, char *line, GError **error)
{
  char *colon = strchr (line, ':');

  if (colon == NULL || colon == line ||
      strcspn (line, " \t\"(),/;<=>?@[\\]{}") < (gsize) (colon - line))
    return refuse (error, "'%s' is no header.", line);
  if (headers->len / 2 >= MOST_HEADERS)
    return refuse (error, "A part of the batch has more than %d headers.", MOST_HEADERS);
  if (!g_utf8_validate (line, -1, NULL))
    return refuse (error, "A header of the batch is not valid UTF-8.");
  g_ptr_array_add (headers, g_strndup (line, (gsize) (colon - line)));
  g_ptr_array_add (headers, g_strdup (g_strstrip (colon + 1)));
  return TRUE;
}

/**
 * herald_emulator_multipart_read_headers:
 * @bytes: a part or an HTTP message
 * @offset: (inout): where the headers begin; then where the body does
 *
 * The empty line that ends them may be missing when nothing follows: so the service's own samples
 * write a GET.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD.
 *
 * Returns: (transfer full) (element-type utf8): name, value, name, value…
 */
GPtrArray *
herald_emulator_multipart_read_headers (GBytes *bytes, gsize *offset, GError **error)
{
  g_autoptr (GPtrArray) headers = g_ptr_array_new_with_free_func (g_free);

  while (TRUE)
    {
      g_autofree char *line = herald_emulator_multipart_take_line (bytes, offset, error);

      if (line == NULL)
        return NULL;
      if (*line == '\0')
        return g_steal_pointer (&headers);
      if (!add_header (headers, line, error))
        return NULL;
    }
}

/**
 * herald_emulator_multipart_find_header:
 * @headers: (element-type utf8): name, value, name, value…
 * @name: a name in any case
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
herald_emulator_multipart_find_header (GPtrArray *headers, const char *name)
{
  for (guint i = 0; i + 1 < headers->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (headers, i), name) == 0)
      return g_ptr_array_index (headers, i + 1);
  return NULL;
}

static HeraldEmulatorPart *
read_part (GBytes *bytes, gsize start, gsize end, GError **error)
{
  g_autoptr (HeraldEmulatorPart) part = g_new0 (HeraldEmulatorPart, 1);
  g_autoptr (GBytes) content = NULL;
  gsize offset = 0;

  /* Two delimiters in a row share one CRLF: nothing is between them. */
  content = g_bytes_new_from_bytes (bytes, start, end > start ? end - start : 0);
  part->headers = herald_emulator_multipart_read_headers (content, &offset, error);
  if (part->headers == NULL)
    return NULL;
  part->body = g_bytes_new_from_bytes (content, offset, g_bytes_get_size (content) - offset);
  return g_steal_pointer (&part);
}

/**
 * herald_emulator_multipart_split:
 * @bytes: a multipart body
 * @boundary: what separates its parts
 * @most_parts: more are refused
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_PAYLOAD.
 *
 * Returns: (transfer full) (element-type HeraldEmulatorPart): the parts, at least one
 */
GPtrArray *
herald_emulator_multipart_split (GBytes     *bytes,
                                 const char *boundary,
                                 guint       most_parts,
                                 GError    **error)
{
  g_autoptr (GPtrArray) parts =
    g_ptr_array_new_with_free_func ((GDestroyNotify) herald_emulator_part_free);
  Delimiter delimiter = { 0, 0, FALSE };
  gsize     start;

  if (!find_delimiter (bytes, 0, boundary, &delimiter, error))
    return NULL;
  while (!delimiter.closes)
    {
      HeraldEmulatorPart *part;

      if (parts->len == most_parts)
        {
          refuse (error, "A batch may hold %u requests at most.", most_parts);
          return NULL;
        }
      start = delimiter.end;
      if (!find_delimiter (bytes, start, boundary, &delimiter, error))
        return NULL;
      part = read_part (bytes, start, delimiter.start, error);
      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  if (parts->len > 0)
    return g_steal_pointer (&parts);
  refuse (error, "A batch must hold at least one request.");
  return NULL;
}
