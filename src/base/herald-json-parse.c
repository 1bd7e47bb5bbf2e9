/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A parser for RFC 8259 that builds json-glib's tree: it says where the text stops being JSON,
 * finds repeated members and refuses deep nesting. json-glib's own parser does none of that, and
 * takes whole numbers modulo two to the power of 64. */
#include "config.h"

#include "base/herald-json.h"

#include "base/herald-error.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define NUMBER_BYTES 64 /* a longer number is copied to the heap */
#define FIRST_TEXT_BYTES 256

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  int         depth;
  const char *problem; /* (nullable): what is wrong at @at */
  GString    *text;    /* (owned): the string that was read last, decoded */
} Scanner;

static JsonNode *read_value (Scanner *scanner);

static gboolean
fail (Scanner *scanner, const char *problem)
{
  if (scanner->problem == NULL)
    scanner->problem = problem;
  return FALSE;
}

static void
skip_blanks (Scanner *scanner)
{
  static const char blanks[] = { ' ', '\t', '\r', '\n' };

  while (scanner->at < scanner->end && memchr (blanks, *scanner->at, sizeof blanks) != NULL)
    scanner->at++;
}

static gboolean
take (Scanner *scanner, char wanted)
{
  if (scanner->at >= scanner->end || *scanner->at != wanted)
    return FALSE;
  scanner->at++;
  return TRUE;
}

static gboolean
take_word (Scanner *scanner, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (scanner->end - scanner->at) < length || memcmp (scanner->at, word, length) != 0)
    return fail (scanner, "unknown word");
  scanner->at += length;
  return TRUE;
}

static gboolean
scan_digits (Scanner *scanner)
{
  const char *first = scanner->at;

  while (scanner->at < scanner->end && g_ascii_isdigit (*scanner->at))
    scanner->at++;
  return scanner->at > first || fail (scanner, "a digit is missing");
}

static gboolean
scan_fraction (Scanner *scanner)
{
  if (take (scanner, '.') && !scan_digits (scanner))
    return FALSE;
  if (take (scanner, 'e') || take (scanner, 'E'))
    {
      if (!take (scanner, '+'))
        take (scanner, '-');
      return scan_digits (scanner);
    }
  return TRUE;
}

static JsonNode *
create_number (Scanner *scanner, const char *first, gboolean whole)
{
  gsize            length = (gsize) (scanner->at - first);
  char             place[NUMBER_BYTES];
  g_autofree char *longer = length < sizeof place ? NULL : g_strndup (first, length);
  const char      *text = longer != NULL ? longer : place;
  gint64           integer;
  double           real;

  if (longer == NULL)
    {
      memcpy (place, first, length);
      place[length] = '\0';
    }
  errno = 0;
  integer = whole ? g_ascii_strtoll (text, NULL, 10) : 0;
  if (whole && errno == 0)
    return json_node_init_int (json_node_alloc (), integer);
  real = g_ascii_strtod (text, NULL);
  if (isfinite (real))
    return json_node_init_double (json_node_alloc (), real);
  fail (scanner, "the number is too large");
  return NULL;
}

/* A whole number that 64 bits do not hold becomes a real one. */
static JsonNode *
read_number (Scanner *scanner)
{
  const char *first = scanner->at;
  const char *past_whole;

  take (scanner, '-');
  if (!take (scanner, '0') && !scan_digits (scanner))
    return NULL;
  past_whole = scanner->at;
  if (!scan_fraction (scanner))
    return NULL;
  return create_number (scanner, first, scanner->at == past_whole);
}

/* Reads four hexadecimal digits; -1 when they are not there. */
static int
scan_hex4 (Scanner *scanner)
{
  int value = 0;

  if (scanner->end - scanner->at < 4)
    return -1;
  for (int i = 0; i < 4; i++, scanner->at++)
    {
      int digit = g_ascii_xdigit_value (*scanner->at);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

static gboolean
read_unicode_escape (Scanner *scanner)
{
  int unit = scan_hex4 (scanner);
  int low;

  if (unit < 0)
    return fail (scanner, "\\u needs four hexadecimal digits");
  if (unit == 0)
    return fail (scanner, "a NUL character is not allowed");
  if (unit >= 0xDC00 && unit <= 0xDFFF)
    return fail (scanner, "a lone surrogate");
  if (unit >= 0xD800 && unit <= 0xDBFF)
    {
      if (!take (scanner, '\\') || !take (scanner, 'u'))
        return fail (scanner, "a lone surrogate");
      low = scan_hex4 (scanner);
      if (low < 0xDC00 || low > 0xDFFF)
        return fail (scanner, "a lone surrogate");
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
  g_string_append_unichar (scanner->text, (gunichar) unit);
  return TRUE;
}

/* What follows a backslash. */
static gboolean
read_escape (Scanner *scanner)
{
  static const char letters[] = { '"', '\\', '/', 'b', 'f', 'n', 'r', 't' };
  static const char meanings[] = { '"', '\\', '/', '\b', '\f', '\n', '\r', '\t' };
  const char       *letter;

  if (take (scanner, 'u'))
    return read_unicode_escape (scanner);
  letter = scanner->at < scanner->end ? memchr (letters, *scanner->at, sizeof letters) : NULL;
  if (letter == NULL)
    return fail (scanner, "an unknown escape");
  g_string_append_c (scanner->text, meanings[letter - letters]);
  scanner->at++;
  return TRUE;
}

/* Goes to the next quote, backslash or control character. */
static void
read_plain (Scanner *scanner)
{
  const char *first = scanner->at;

  while (scanner->at < scanner->end && (guchar) *scanner->at >= 0x20 && *scanner->at != '"' &&
         *scanner->at != '\\')
    scanner->at++;
  g_string_append_len (scanner->text, first, scanner->at - first);
}

/* Leaves the string in the scanner's text. */
static gboolean
read_string (Scanner *scanner)
{
  if (!take (scanner, '"'))
    return fail (scanner, "a string is missing");
  g_string_truncate (scanner->text, 0);
  for (;;)
    {
      read_plain (scanner);
      if (scanner->at >= scanner->end)
        return fail (scanner, "the string is not closed");
      if (take (scanner, '"'))
        return TRUE;
      if (!take (scanner, '\\'))
        return fail (scanner, "a control character in a string");
      if (!read_escape (scanner))
        return FALSE;
    }
}

static gboolean
read_member (Scanner *scanner, JsonObject *object)
{
  const char      *first = scanner->at;
  g_autofree char *name = NULL;
  JsonNode        *value;

  if (!read_string (scanner))
    return FALSE;
  if (json_object_has_member (object, scanner->text->str))
    {
      scanner->at = first;
      return fail (scanner, "the member name is repeated");
    }
  name = g_strndup (scanner->text->str, scanner->text->len);
  skip_blanks (scanner);
  if (!take (scanner, ':'))
    return fail (scanner, "a colon is missing");
  value = read_value (scanner);
  if (value != NULL)
    json_object_set_member (object, name, value);
  return value != NULL;
}

static gboolean
read_members (Scanner *scanner, JsonObject *object)
{
  skip_blanks (scanner);
  if (take (scanner, '}'))
    return TRUE;
  do
    {
      skip_blanks (scanner);
      if (!read_member (scanner, object))
        return FALSE;
      skip_blanks (scanner);
    }
  while (take (scanner, ','));
  return take (scanner, '}') || fail (scanner, "a comma or a closing brace is missing");
}

static gboolean
read_elements (Scanner *scanner, JsonArray *array)
{
  skip_blanks (scanner);
  if (take (scanner, ']'))
    return TRUE;
  do
    {
      JsonNode *value = read_value (scanner);

      if (value == NULL)
        return FALSE;
      json_array_add_element (array, value);
      skip_blanks (scanner);
    }
  while (take (scanner, ','));
  return take (scanner, ']') || fail (scanner, "a comma or a closing bracket is missing");
}

static JsonNode *
read_object (Scanner *scanner)
{
  g_autoptr (JsonObject) object = json_object_new ();

  return read_members (scanner, object) ? json_node_init_object (json_node_alloc (), object) : NULL;
}

static JsonNode *
read_array (Scanner *scanner)
{
  g_autoptr (JsonArray) array = json_array_new ();

  return read_elements (scanner, array) ? json_node_init_array (json_node_alloc (), array) : NULL;
}

static JsonNode *
read_nested (Scanner *scanner, JsonNode *(*read) (Scanner *) )
{
  JsonNode *node;

  if (++scanner->depth > HERALD_JSON_MAX_DEPTH)
    {
      fail (scanner, "nested too deeply");
      return NULL;
    }
  scanner->at++;
  node = read (scanner);
  scanner->depth--;
  return node;
}

static JsonNode *
read_string_value (Scanner *scanner)
{
  return read_string (scanner) ? json_node_init_string (json_node_alloc (), scanner->text->str)
                               : NULL;
}

static JsonNode *
read_word (Scanner *scanner)
{
  switch (*scanner->at)
    {
    case 't':
      return take_word (scanner, "true") ? json_node_init_boolean (json_node_alloc (), TRUE) : NULL;
    case 'f':
      return take_word (scanner, "false") ? json_node_init_boolean (json_node_alloc (), FALSE)
                                          : NULL;
    default:
      return take_word (scanner, "null") ? json_node_init_null (json_node_alloc ()) : NULL;
    }
}

/* Returns: (transfer full) (nullable): the value, %NULL when there is a problem */
static JsonNode *
read_value (Scanner *scanner)
{
  skip_blanks (scanner);
  if (scanner->at >= scanner->end)
    {
      fail (scanner, "a value is missing");
      return NULL;
    }
  switch (*scanner->at)
    {
    case '{':
      return read_nested (scanner, read_object);
    case '[':
      return read_nested (scanner, read_array);
    case '"':
      return read_string_value (scanner);
    case 't':
    case 'f':
    case 'n':
      return read_word (scanner);
    default:
      return read_number (scanner);
    }
}

static void
set_position_error (const Scanner *scanner, GError **error)
{
  int         line = 1;
  const char *line_start = scanner->start;

  for (const char *c = scanner->start; c < scanner->at; c++)
    if (*c == '\n')
      {
        line++;
        line_start = c + 1;
      }
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               "Not valid JSON at line %d, column %d: %s", line,
               (int) g_utf8_strlen (line_start, scanner->at - line_start) + 1, scanner->problem);
}

/* The one value that the text has to be. */
static JsonNode *
read_document (Scanner *scanner)
{
  g_autoptr (JsonNode) root = NULL;
  const char *bad = NULL;

  if (!g_utf8_validate_len (scanner->start, (gsize) (scanner->end - scanner->start), &bad))
    {
      scanner->at = bad;
      fail (scanner, "the text is not UTF-8");
      return NULL;
    }
  root = read_value (scanner);
  if (root == NULL)
    return NULL;
  skip_blanks (scanner);
  if (scanner->at < scanner->end)
    {
      fail (scanner, "text follows the value");
      return NULL;
    }
  json_node_seal (root);
  return g_steal_pointer (&root);
}

/**
 * herald_json_parse:
 * @text: the text
 * @length: its length in bytes, or -1 when it ends in NUL
 *
 * Takes one JSON value in UTF-8 (RFC 8259) without repeated member names, NUL characters or more
 * than %HERALD_JSON_MAX_DEPTH levels.
 *
 * **Errors:** INVALID with line and column. **Thread:** any.
 *
 * Returns: (transfer full): the tree, immutable
 */
JsonNode *
herald_json_parse (const char *text, gssize length, GError **error)
{
  Scanner   scanner = { .start = text, .at = text };
  JsonNode *root;

  g_return_val_if_fail (text != NULL, NULL);

  scanner.end = text + (length < 0 ? strlen (text) : (gsize) length);
  scanner.text = g_string_sized_new (FIRST_TEXT_BYTES);
  root = read_document (&scanner);
  if (root == NULL)
    set_position_error (&scanner, error);
  g_string_free (scanner.text, TRUE);
  return root;
}
