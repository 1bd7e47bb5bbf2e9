/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recogniser for RFC 8259 that builds nothing: it says where the text stops being JSON, finds
 * repeated members and refuses deep nesting. json-glib builds the tree afterwards. */
#include "config.h"

#include "base/herald-json.h"

#include "base/herald-error.h"

#include <string.h>

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  int         depth;
  const char *problem; /* (nullable): what is wrong at @at */
} Scanner;

static gboolean scan_value (Scanner *scanner);

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
scan_word (Scanner *scanner, const char *word)
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
scan_number (Scanner *scanner)
{
  take (scanner, '-');
  if (!take (scanner, '0') && !scan_digits (scanner))
    return FALSE;
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
scan_unicode_escape (Scanner *scanner)
{
  int unit = scan_hex4 (scanner);

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
      unit = scan_hex4 (scanner);
      if (unit < 0xDC00 || unit > 0xDFFF)
        return fail (scanner, "a lone surrogate");
    }
  return TRUE;
}

static gboolean
scan_string (Scanner *scanner)
{
  static const char escapes[] = { '"', '\\', '/', 'b', 'f', 'n', 'r', 't' };

  if (!take (scanner, '"'))
    return fail (scanner, "a string is missing");
  while (scanner->at < scanner->end)
    {
      char c = *scanner->at;

      if ((guchar) c < 0x20)
        return fail (scanner, "a control character in a string");
      scanner->at++;
      if (c == '"')
        return TRUE;
      if (c != '\\')
        continue;
      if (take (scanner, 'u'))
        {
          if (!scan_unicode_escape (scanner))
            return FALSE;
        }
      else if (scanner->at < scanner->end && memchr (escapes, *scanner->at, sizeof escapes) != NULL)
        scanner->at++;
      else
        return fail (scanner, "an unknown escape");
    }
  return fail (scanner, "the string is not closed");
}

/* The member's name as json-glib will read it, so that "\u0061" and "a" are the same. */
static char *
dup_name (const char *first, const char *past)
{
  g_autofree char *text = g_strndup (first, (gsize) (past - first));
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (strchr (text, '\\') == NULL)
    return g_strdup (text);
  if (!json_parser_load_from_data (parser, text, -1, NULL))
    return g_strdup (text);
  return g_strdup_printf ("\"%s\"", json_node_get_string (json_parser_get_root (parser)));
}

static gboolean
scan_member (Scanner *scanner, GHashTable *names)
{
  const char *first = scanner->at;

  if (!scan_string (scanner))
    return FALSE;
  if (!g_hash_table_add (names, dup_name (first, scanner->at)))
    {
      scanner->at = first;
      return fail (scanner, "the member name is repeated");
    }
  skip_blanks (scanner);
  if (!take (scanner, ':'))
    return fail (scanner, "a colon is missing");
  return scan_value (scanner);
}

static gboolean
scan_object (Scanner *scanner)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  skip_blanks (scanner);
  if (take (scanner, '}'))
    return TRUE;
  do
    {
      skip_blanks (scanner);
      if (!scan_member (scanner, names))
        return FALSE;
      skip_blanks (scanner);
    }
  while (take (scanner, ','));
  return take (scanner, '}') || fail (scanner, "a comma or a closing brace is missing");
}

static gboolean
scan_array (Scanner *scanner)
{
  skip_blanks (scanner);
  if (take (scanner, ']'))
    return TRUE;
  do
    {
      if (!scan_value (scanner))
        return FALSE;
      skip_blanks (scanner);
    }
  while (take (scanner, ','));
  return take (scanner, ']') || fail (scanner, "a comma or a closing bracket is missing");
}

static gboolean
scan_nested (Scanner *scanner, gboolean (*scan) (Scanner *))
{
  gboolean ok;

  if (++scanner->depth > HERALD_JSON_MAX_DEPTH)
    return fail (scanner, "nested too deeply");
  scanner->at++;
  ok = scan (scanner);
  scanner->depth--;
  return ok;
}

static gboolean
scan_value (Scanner *scanner)
{
  skip_blanks (scanner);
  if (scanner->at >= scanner->end)
    return fail (scanner, "a value is missing");
  switch (*scanner->at)
    {
    case '{':
      return scan_nested (scanner, scan_object);
    case '[':
      return scan_nested (scanner, scan_array);
    case '"':
      return scan_string (scanner);
    case 't':
      return scan_word (scanner, "true");
    case 'f':
      return scan_word (scanner, "false");
    case 'n':
      return scan_word (scanner, "null");
    default:
      return scan_number (scanner);
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

/**
 * herald_json_check:
 * @text: the text, which need not end in NUL
 * @length: its length in bytes
 *
 * Checks that @text is one JSON value in UTF-8 (RFC 8259) without repeated member names, NUL
 * characters or more than %HERALD_JSON_MAX_DEPTH levels.
 *
 * **Errors:** INVALID with line and column. **Thread:** any.
 *
 * Returns: whether it is
 */
gboolean
herald_json_check (const char *text, gsize length, GError **error)
{
  Scanner     scanner = { .start = text, .at = text, .end = text + length };
  const char *bad = NULL;
  gboolean    ok;

  g_return_val_if_fail (text != NULL, FALSE);

  if (!g_utf8_validate_len (text, length, &bad))
    {
      scanner.at = bad;
      scanner.problem = "the text is not UTF-8";
      set_position_error (&scanner, error);
      return FALSE;
    }
  ok = scan_value (&scanner);
  if (ok)
    {
      skip_blanks (&scanner);
      ok = scanner.at == scanner.end || fail (&scanner, "text follows the value");
    }
  if (!ok)
    set_position_error (&scanner, error);
  return ok;
}
