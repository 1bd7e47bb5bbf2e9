/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The literals of OData 4.0 that Dataverse's queries use. Error sentences are those of Microsoft's
 * OData library, which Dataverse passes on. */
#include "config.h"

#include "emulator/herald-emulator-lexer.h"

#include "base/herald-clock.h"
#include "base/herald-guid.h"
#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define DATE_LENGTH 10 /* 2026-01-31 */

static gboolean
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_' || c == '$';
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c == '/';
}

static gboolean
set_token (HeraldEmulatorLexer *self, HeraldEmulatorTokenKind kind, const char *start, gsize length)
{
  self->kind = kind;
  g_free (self->text);
  self->text = g_strndup (start, length);
  self->next = start + length;
  return TRUE;
}

static gboolean
read_string (HeraldEmulatorLexer *self, const char *start, GError **error)
{
  g_autoptr (GString) value = g_string_new (NULL);
  const char *end;

  for (end = start + 1; *end != '\0'; end++)
    {
      if (*end == '\'' && end[1] != '\'')
        break;
      if (*end == '\'')
        end++;
      g_string_append_c (value, *end);
    }
  if (*end == '\0')
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "There is an unterminated string literal at position %" G_GSIZE_FORMAT
                   " in '%s'.",
                   strlen (self->source), self->source);
      return FALSE;
    }
  self->kind = HERALD_EMULATOR_TOKEN_STRING;
  g_free (self->text);
  self->text = g_string_free (g_steal_pointer (&value), FALSE);
  self->next = end + 1;
  return TRUE;
}

static gboolean
is_guid_at (const char *start)
{
  char text[HERALD_GUID_LENGTH + 1];

  if (strnlen (start, HERALD_GUID_LENGTH) < HERALD_GUID_LENGTH ||
      is_name_char (start[HERALD_GUID_LENGTH]) || start[HERALD_GUID_LENGTH] == '-')
    return FALSE;
  memcpy (text, start, HERALD_GUID_LENGTH);
  text[HERALD_GUID_LENGTH] = '\0';
  return text[8] == '-' && herald_guid_is_valid (text);
}

static gboolean
read_guid (HeraldEmulatorLexer *self, const char *start)
{
  g_autofree char *text = g_strndup (start, HERALD_GUID_LENGTH);

  self->kind = HERALD_EMULATOR_TOKEN_GUID;
  g_free (self->text);
  self->text = g_ascii_strdown (text, -1);
  self->next = start + HERALD_GUID_LENGTH;
  return TRUE;
}

static gboolean
is_date_at (const char *start)
{
  static const char shape[] = "dddd-dd-dd";

  for (gsize i = 0; i < DATE_LENGTH; i++)
    if (shape[i] == 'd' ? !g_ascii_isdigit (start[i]) : start[i] != shape[i])
      return FALSE;
  return TRUE;
}

/* A date, or a date with a time and an offset, which OData demands. */
static gboolean
read_date (HeraldEmulatorLexer *self, const char *start, GError **error)
{
  gsize            length = DATE_LENGTH + strspn (start + DATE_LENGTH, "0123456789:.TtZz+-");
  g_autofree char *text = g_strndup (start, length);
  g_autofree char *moment =
    length == DATE_LENGTH ? g_strconcat (text, "T00:00:00Z", NULL) : g_strdup (text);
  gint64 unix_us = 0;

  if (!herald_time_parse (moment, &unix_us))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "Unrecognized 'Edm.DateTimeOffset' literal '%s' at '%" G_GSIZE_FORMAT
                   "' in '%s'.",
                   text, self->position, self->source);
      return FALSE;
    }
  set_token (self,
             length == DATE_LENGTH ? HERALD_EMULATOR_TOKEN_DATE : HERALD_EMULATOR_TOKEN_DATETIME,
             start, length);
  self->number = unix_us / G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
read_number (HeraldEmulatorLexer *self, const char *start, GError **error)
{
  gsize       length = 1 + strspn (start + 1, "0123456789");
  gboolean    is_decimal = start[length] == '.' || start[length] == 'e' || start[length] == 'E';
  char       *end = NULL;
  const char *text;

  if (is_decimal)
    length += strspn (start + length, "0123456789.eE+-");
  set_token (self, is_decimal ? HERALD_EMULATOR_TOKEN_DECIMAL : HERALD_EMULATOR_TOKEN_INTEGER,
             start, length);
  text = self->text;
  if (is_decimal)
    self->real = g_ascii_strtod (text, &end);
  else if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &self->number, NULL))
    end = self->text + length;
  if (end != NULL && *end == '\0' && !is_name_char (start[length]))
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Invalid numeric string '%s' at position %" G_GSIZE_FORMAT " in '%s'.", text,
               self->position, self->source);
  return FALSE;
}

static gboolean
read_word (HeraldEmulatorLexer *self, const char *start)
{
  gsize length = 1;

  while (is_name_char (start[length]))
    length++;
  return set_token (self, HERALD_EMULATOR_TOKEN_NAME, start, length);
}

static gboolean
read_alias (HeraldEmulatorLexer *self, const char *start)
{
  gsize length = 1;

  while (g_ascii_isalnum (start[length]) || start[length] == '_')
    length++;
  return set_token (self, HERALD_EMULATOR_TOKEN_ALIAS, start, length);
}

/* Up to the bracket that closes it; brackets inside quotes do not count. */
static gboolean
read_array (HeraldEmulatorLexer *self, const char *start, GError **error)
{
  const char *end = start;
  char        quote = '\0';
  guint       depth = 0;

  do
    {
      if (quote != '\0' && *end == '\\' && end[1] != '\0')
        end++;
      else if (*end == quote)
        quote = '\0';
      else if (quote == '\0' && (*end == '"' || *end == '\''))
        quote = *end;
      else if (quote == '\0' && *end == '[')
        depth++;
      else if (quote == '\0' && *end == ']')
        depth--;
      end++;
    }
  while (depth > 0 && *end != '\0');
  /* Quotes that do not fit are the JSON reader's to refuse, as in the service. */
  if (depth > 0 && strrchr (start, ']') != NULL)
    end = strrchr (start, ']') + 1;
  if (depth == 0 || end[-1] == ']')
    return set_token (self, HERALD_EMULATOR_TOKEN_ARRAY, start, (gsize) (end - start));
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Expression expected at position %" G_GSIZE_FORMAT " in '%s'.", self->position,
               self->source);
  return FALSE;
}

static gboolean
read_mark (HeraldEmulatorLexer *self, const char *start, GError **error)
{
  switch (*start)
    {
    case '\0':
      return set_token (self, HERALD_EMULATOR_TOKEN_END, start, 0);
    case '(':
      return set_token (self, HERALD_EMULATOR_TOKEN_LEFT, start, 1);
    case ')':
      return set_token (self, HERALD_EMULATOR_TOKEN_RIGHT, start, 1);
    case ',':
      return set_token (self, HERALD_EMULATOR_TOKEN_COMMA, start, 1);
    case '=':
      return set_token (self, HERALD_EMULATOR_TOKEN_EQUALS, start, 1);
    case ':':
      return set_token (self, HERALD_EMULATOR_TOKEN_COLON, start, 1);
    default:
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "Syntax error: character '%.*s' is not valid at position %" G_GSIZE_FORMAT
                   " in '%s'.",
                   (int) (g_utf8_next_char (start) - start), start, self->position, self->source);
      return FALSE;
    }
}

/**
 * herald_emulator_lexer_init:
 * @self: a lexer to set up
 * @source: valid UTF-8 that outlives the lexer
 *
 * Goes to the first token.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether there is a token, the end included
 */
gboolean
herald_emulator_lexer_init (HeraldEmulatorLexer *self, const char *source, GError **error)
{
  *self = (HeraldEmulatorLexer){ .source = source, .next = source };
  return herald_emulator_lexer_advance (self, error);
}

/**
 * herald_emulator_lexer_advance:
 * @self: a lexer
 *
 * Goes to the next token; stays at the end.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether there is a token, the end included
 */
gboolean
herald_emulator_lexer_advance (HeraldEmulatorLexer *self, GError **error)
{
  const char *start = self->next + strspn (self->next, " \t\r\n");

  self->position = (gsize) (start - self->source);
  if (is_guid_at (start))
    return read_guid (self, start);
  if (is_date_at (start))
    return read_date (self, start, error);
  if (is_name_start (*start))
    return read_word (self, start);
  if (*start == '\'')
    return read_string (self, start, error);
  if (*start == '@' && is_name_start (start[1]))
    return read_alias (self, start);
  if (*start == '[')
    return read_array (self, start, error);
  if (g_ascii_isdigit (*start) || (*start == '-' && g_ascii_isdigit (start[1])))
    return read_number (self, start, error);
  return read_mark (self, start, error);
}

/**
 * herald_emulator_lexer_is_name:
 * @self: a lexer
 * @name: a word; case counts, as in OData
 *
 * Returns: whether the token is that word
 */
gboolean
herald_emulator_lexer_is_name (const HeraldEmulatorLexer *self, const char *name)
{
  return self->kind == HERALD_EMULATOR_TOKEN_NAME && strcmp (self->text, name) == 0;
}

/**
 * herald_emulator_lexer_fail:
 * @self: a lexer on a token that must not be there
 *
 * Sets @error to a syntax error at this place.
 *
 * Returns: %FALSE
 */
gboolean
herald_emulator_lexer_fail (const HeraldEmulatorLexer *self, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Syntax error at position %" G_GSIZE_FORMAT " in '%s'.", self->position,
               self->source);
  return FALSE;
}

/**
 * herald_emulator_lexer_clear:
 * @self: a lexer
 */
void
herald_emulator_lexer_clear (HeraldEmulatorLexer *self)
{
  g_clear_pointer (&self->text, g_free);
}
