/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service's description ends in lines that name the request: “Trace ID: …”, “Correlation ID:
 * …”, “Timestamp: …” (Microsoft, “Microsoft Entra authentication and authorization error codes”,
 * read 2026-11). They are shown, and nothing is decided by them (contract: auth, 4.7). */
#include "config.h"

#include "net/herald-sign-in-refusal.h"

#include "model/herald-reason.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A service's own text may be a whole page. */
#define MAX_WORDS_CHARS 400
#define MAX_WORD_CHARS 64

/* Overrides and isolates of the direction of text. */
static gboolean
turns_text (gunichar character)
{
  return (character >= 0x202A && character <= 0x202E) ||
         (character >= 0x2066 && character <= 0x2069);
}

/* One line that may be shown: nothing that steers, one blank between words, not endless. */
static char *
make_line (const char *text, gsize max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString         *line = g_string_new (NULL);
  gsize            n_chars = 0;

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (g_unichar_iscntrl (character) || g_unichar_isspace (character) || turns_text (character))
        character = ' ';
      if (character == ' ' && (line->len == 0 || line->str[line->len - 1] == ' '))
        continue;
      if (n_chars++ == max_chars)
        {
          g_string_append (line, "…");
          break;
        }
      g_string_append_unichar (line, character);
    }
  return g_strchomp (g_string_free (line, FALSE));
}

/* Returns: (transfer full) (nullable): what stands behind @label up to the end of its line */
static char *
dup_behind (const char *words, const char *label)
{
  const char      *at = words != NULL ? strstr (words, label) : NULL;
  g_autofree char *value = NULL;

  if (at == NULL)
    return NULL;
  at += strlen (label);
  at += strspn (at, " ");
  value = g_strndup (at, strcspn (at, "\r\n"));
  return make_line (value, MAX_WORD_CHARS);
}

/* The description without the lines that name the request. */
static char *
dup_words (const char *words)
{
  static const char *const labels[] = { "Trace ID:", "Correlation ID:", "Timestamp:" };
  gsize                    length = strlen (words);
  g_autofree char         *start = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      const char *at = strstr (words, labels[i]);

      if (at != NULL)
        length = MIN (length, (gsize) (at - words));
    }
  start = g_strndup (words, length);
  return make_line (start, MAX_WORDS_CHARS);
}

static void
add_line (GString *text, const char *format, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
    /* The formats are those below. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_string_append_printf (text, format, value);
#pragma GCC diagnostic pop
}

static char *
describe (const HeraldSignInRefusal *self)
{
  GString         *text = g_string_new (NULL);
  g_autofree char *words = self->words != NULL ? dup_words (self->words) : NULL;
  g_autofree char *correlation_id = self->correlation_id != NULL
                                      ? make_line (self->correlation_id, MAX_WORD_CHARS)
                                      : dup_behind (self->words, "Correlation ID:");
  g_autofree char *time = self->time != NULL ? make_line (self->time, MAX_WORD_CHARS)
                                             : dup_behind (self->words, "Timestamp:");
  g_autofree char *status = self->status != 0 ? g_strdup_printf ("HTTP %u", self->status) : NULL;

  /* Translators: what the sign-in service said, in its own words. */
  add_line (text, _("The sign-in service said: %s"), words);
  add_line (text, _("Code: %s"), self->code);
  add_line (text, _("Status: %s"), status);
  add_line (text, _("Correlation ID: %s"), correlation_id);
  add_line (text, _("Time: %s"), time);
  return g_string_free (text, FALSE);
}

/* What it means and what to do, as the beginning of an error. */
static char *
explain (const HeraldSignInRefusal *self)
{
  char *explained;

  if (self->code == NULL || herald_reason_find (HERALD_SERVICE_SIGN_IN, self->code) == NULL)
    return g_strdup (_("The sign-in service refused. Try again; if it stays so, show an "
                       "administrator what it said"));
  explained = herald_reason_explain (HERALD_SERVICE_SIGN_IN, self->code, self->status);
  if (g_str_has_suffix (explained, "."))
    explained[strlen (explained) - 1] = '\0';
  return explained;
}

/**
 * herald_sign_in_refusal_to_error:
 * @self: what the service said
 * @code: of the error
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): what happened and what to do, with the service's words as the detail
 */
GError *
herald_sign_in_refusal_to_error (const HeraldSignInRefusal *self, HeraldError code)
{
  g_autofree char *message = explain (self);
  g_autofree char *detail = describe (self);
  GError          *error = g_error_new_literal (HERALD_ERROR, (int) code, message);

  herald_error_set_detail (error, detail);
  return error;
}
