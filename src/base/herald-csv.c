/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as RFC 4180 has it: comma, double quotes, CRLF. Line feeds alone end a record, too, a byte
 * order mark is skipped, lines without anything are no records. Nothing else is guessed. */
#include "config.h"

#include "base/herald-csv.h"

#include "base/herald-error.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct _HeraldCsv
{
  GBytes     *text; /* (owned) */
  const char *next; /* (unowned): into the text, also below */
  const char *end;
  guint       next_line; /* from 1 */
  guint       line;      /* where the last record begins */
  gboolean    checked;
};

static gboolean
refuse (HeraldCsv *self, const char *what, GError **error)
{
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "Line %u: %s", self->next_line, what);
  return FALSE;
}

/* NUL is valid in UTF-8 and no text here. */
static gboolean
check_encoding (HeraldCsv *self, GError **error)
{
  const char *bad = NULL;

  if (self->checked || g_utf8_validate_len (self->next, (gsize) (self->end - self->next), &bad))
    {
      self->checked = TRUE;
      return TRUE;
    }
  for (const char *byte = self->next; byte < bad; byte++)
    self->next_line += *byte == '\n';
  return refuse (self, "this is not UTF-8", error);
}

static gboolean
is_end_of_line (HeraldCsv *self)
{
  return self->next == self->end || *self->next == '\n' ||
         (*self->next == '\r' && self->next + 1 < self->end && self->next[1] == '\n');
}

static void
skip_end_of_line (HeraldCsv *self)
{
  if (self->next < self->end && *self->next == '\r')
    self->next++;
  if (self->next < self->end)
    self->next++;
  self->next_line++;
}

static gboolean
read_quoted (HeraldCsv *self, GString *field, GError **error)
{
  guint first_line = self->next_line;

  for (self->next++; self->next < self->end; self->next++)
    {
      if (*self->next == '"' && (self->next + 1 == self->end || self->next[1] != '"'))
        {
          self->next++;
          if (is_end_of_line (self) || *self->next == ',')
            return TRUE;
          return refuse (self, "a comma is missing behind a closing quote", error);
        }
      if (*self->next == '"')
        self->next++;
      self->next_line += *self->next == '\n';
      g_string_append_c (field, *self->next);
      if (field->len > HERALD_CSV_LONGEST_FIELD_BYTES)
        return refuse (self, "a field is too long", error);
    }
  self->next_line = first_line;
  return refuse (self, "a quote is not closed", error);
}

static gboolean
read_plain (HeraldCsv *self, GString *field, GError **error)
{
  for (; !is_end_of_line (self) && *self->next != ','; self->next++)
    {
      if (*self->next == '"')
        return refuse (self, "a quote in a field that does not begin with one", error);
      g_string_append_c (field, *self->next);
      if (field->len > HERALD_CSV_LONGEST_FIELD_BYTES)
        return refuse (self, "a field is too long", error);
    }
  return TRUE;
}

/**
 * herald_csv_new:
 * @text: UTF-8
 *
 * **Thread:** any; one reader belongs to one thread.
 *
 * Returns: (transfer full): a reader before the first record
 */
HeraldCsv *
herald_csv_new (GBytes *text)
{
  HeraldCsv *self = g_new0 (HeraldCsv, 1);
  gsize      size = 0;

  self->text = g_bytes_ref (text);
  self->next = g_bytes_get_data (text, &size);
  if (self->next == NULL)
    self->next = "";
  self->end = self->next + size;
  self->next_line = 1;
  if (size >= strlen (BYTE_ORDER_MARK) &&
      memcmp (self->next, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    self->next += strlen (BYTE_ORDER_MARK);
  return self;
}

/**
 * herald_csv_free:
 * @self: (nullable): the reader
 */
void
herald_csv_free (HeraldCsv *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->text, g_bytes_unref);
  g_free (self);
}

/**
 * herald_csv_read:
 * @self: the reader
 * @fields: (element-type utf8): with g_free(); is emptied and gets the record's texts
 *
 * **Errors:** INVALID, with the line; nothing more can be read then.
 *
 * Returns: whether there was a record
 */
gboolean
herald_csv_read (HeraldCsv *self, GPtrArray *fields, GError **error)
{
  g_return_val_if_fail (self != NULL && fields != NULL, FALSE);

  g_ptr_array_set_size (fields, 0);
  if (!check_encoding (self, error))
    return FALSE;
  while (self->next < self->end && is_end_of_line (self))
    skip_end_of_line (self);
  self->line = self->next_line;
  if (self->next == self->end)
    return FALSE;
  while (TRUE)
    {
      g_autoptr (GString) field = g_string_new (NULL);
      gboolean quoted = self->next < self->end && *self->next == '"';

      if (!(quoted ? read_quoted (self, field, error) : read_plain (self, field, error)))
        return FALSE;
      if (fields->len == HERALD_CSV_MOST_FIELDS)
        return refuse (self, "there are too many fields", error);
      g_ptr_array_add (fields, g_string_free (g_steal_pointer (&field), FALSE));
      if (is_end_of_line (self))
        break;
      self->next++;
    }
  skip_end_of_line (self);
  return TRUE;
}

/**
 * herald_csv_get_line:
 * @self: the reader
 *
 * Returns: the line, from 1, on which the record that was read last begins
 */
guint
herald_csv_get_line (HeraldCsv *self)
{
  return self->line;
}

/**
 * herald_csv_get_position:
 * @self: the reader
 *
 * Returns: how many bytes of the text are read
 */
gsize
herald_csv_get_position (HeraldCsv *self)
{
  return (gsize) (self->next - (const char *) g_bytes_get_data (self->text, NULL));
}
