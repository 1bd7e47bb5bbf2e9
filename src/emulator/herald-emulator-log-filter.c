/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads method, path, status, since and text of a reader's address and judges exchanges by them. */
#include "config.h"

#include "emulator/herald-emulator-log-filter.h"

#include "base/herald-clock.h"
#include "base/herald-error.h"
#include "emulator/herald-emulator-text.h"

#include <string.h>

#define LONGEST_TEXT_BYTES 2048 /* as the patterns of faults */
#define LOWEST_STATUS 100
#define HIGHEST_STATUS 599
#define STATUS_CLASS 100
#define SEARCHED_BODY_BYTES ((gsize) 64 * 1024) /* longer ones are not shown, either */

struct _HeraldEmulatorLogFilter
{
  char  *method; /* (owned) (nullable): any when it is NULL */
  char  *path;   /* (owned) (nullable): a pattern */
  char  *text;   /* (owned) (nullable): in lower case */
  guint  least_status;
  guint  most_status;
  gint64 since_us;
};

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
read_text (GHashTable *query, const char *name, char **text, GError **error)
{
  const char *value = g_hash_table_lookup (query, name);

  if (value != NULL && (*value == '\0' || strlen (value) > LONGEST_TEXT_BYTES))
    return refuse (error, "“method”, “path” and “text” have from 1 to 2048 bytes.");
  *text = g_strdup (value);
  return TRUE;
}

static gboolean
read_sought (HeraldEmulatorLogFilter *self, GHashTable *query, GError **error)
{
  g_autofree char *text = NULL;

  if (!read_text (query, "text", &text, error))
    return FALSE;
  self->text = text != NULL ? g_ascii_strdown (text, -1) : NULL;
  return TRUE;
}

/* “404” is one status, “4xx” all of them. */
static gboolean
read_status (HeraldEmulatorLogFilter *self, const char *text, GError **error)
{
  guint64 status = 0;

  if (text == NULL)
    return TRUE;
  if (strlen (text) == 3 && text[0] >= '1' && text[0] <= '5' &&
      g_ascii_strcasecmp (text + 1, "xx") == 0)
    {
      self->least_status = (guint) (text[0] - '0') * STATUS_CLASS;
      self->most_status = self->least_status + STATUS_CLASS - 1;
      return TRUE;
    }
  if (!g_ascii_string_to_unsigned (text, 10, LOWEST_STATUS, HIGHEST_STATUS, &status, NULL))
    return refuse (error, "“status” is a number such as 404 or a class such as 4xx.");
  self->least_status = (guint) status;
  self->most_status = (guint) status;
  return TRUE;
}

static gboolean
read_since (HeraldEmulatorLogFilter *self, const char *text, GError **error)
{
  if (text == NULL || herald_time_parse (text, &self->since_us))
    return TRUE;
  return refuse (error, "“since” is a time such as 2026-11-01T12:00:00Z.");
}

/**
 * herald_emulator_log_filter_new:
 * @query: (nullable) (element-type utf8 utf8): parameters; those of other names are ignored
 * @error: return location
 *
 * **Errors:** INVALID.
 *
 * Returns: (transfer full) (nullable): the filter; one without parameters lets everything pass
 */
HeraldEmulatorLogFilter *
herald_emulator_log_filter_new (GHashTable *query, GError **error)
{
  g_autoptr (HeraldEmulatorLogFilter) self = g_new0 (HeraldEmulatorLogFilter, 1);

  self->most_status = G_MAXUINT;
  self->since_us = G_MININT64;
  if (query != NULL &&
      (!read_text (query, "method", &self->method, error) ||
       !read_text (query, "path", &self->path, error) || !read_sought (self, query, error) ||
       !read_status (self, g_hash_table_lookup (query, "status"), error) ||
       !read_since (self, g_hash_table_lookup (query, "since"), error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * herald_emulator_log_filter_free:
 * @self: (transfer full) (nullable): a filter
 */
void
herald_emulator_log_filter_free (HeraldEmulatorLogFilter *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  g_free (self->path);
  g_free (self->text);
  g_free (self);
}

/* @text is in lower case; other scripts' letters are compared as they are. */
static gboolean
contains (const char *data, gsize size, const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i + length <= size; i++)
    if (g_ascii_tolower (data[i]) == text[0] && g_ascii_strncasecmp (data + i, text, length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
body_contains (GBytes *body, const char *text)
{
  gsize       size = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  return data != NULL && size <= SEARCHED_BODY_BYTES && contains (data, size, text);
}

/* What a person reads in the first line of an exchange, or in its bodies. */
static gboolean
has_text (HeraldEmulatorCall *call, const char *text)
{
  const char      *query = herald_emulator_call_get_query (call);
  g_autofree char *url =
    g_strconcat (herald_emulator_call_get_path (call), query != NULL ? "?" : NULL, query, NULL);
  g_autofree char *plain_url = g_uri_unescape_string (url, NULL);
  g_autofree char *line =
    g_strdup_printf ("%s %s %u", herald_emulator_call_get_method (call),
                     plain_url != NULL ? plain_url : url, herald_emulator_call_get_status (call));

  return contains (line, strlen (line), text) ||
         body_contains (herald_emulator_call_get_body (call), text) ||
         body_contains (herald_emulator_call_get_answer_body (call), text);
}

/**
 * herald_emulator_log_filter_match:
 * @self: (nullable): a filter
 * @call: an answered call
 * @at_us: when, by the emulator's clock
 *
 * Returns: whether the reader wants to see the exchange
 */
gboolean
herald_emulator_log_filter_match (const HeraldEmulatorLogFilter *self,
                                  HeraldEmulatorCall            *call,
                                  gint64                         at_us)
{
  guint status = herald_emulator_call_get_status (call);

  if (self == NULL)
    return TRUE;
  return at_us >= self->since_us && status >= self->least_status && status <= self->most_status &&
         (self->method == NULL ||
          g_ascii_strcasecmp (self->method, herald_emulator_call_get_method (call)) == 0) &&
         (self->path == NULL ||
          herald_emulator_text_match (self->path, herald_emulator_call_get_path (call))) &&
         (self->text == NULL || has_text (call, self->text));
}
