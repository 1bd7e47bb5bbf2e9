/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns a condition into SQL with bound topics. Up to five topics, joined by && and ||, with
 * parentheses and a ! in front of one (“Send messages to topics”, read 2026-11). */
#include "config.h"

#include "emulator/herald-emulator-fcm-condition.h"

#include "emulator/herald-emulator-db.h"
#include "emulator/herald-emulator-fcm-message.h"

#include <string.h>

#define MOST_TOPICS 5
#define LONGEST_BYTES 5000
#define DEEPEST 16
#define TOPIC_SQL                                                                                  \
  "EXISTS (SELECT 1 FROM fcm_subscription AS s WHERE s.token = t.token AND s.topic = ?)"

typedef struct
{
  const char *rest;
  GString    *sql;    /* (owned) */
  GArray     *values; /* (nullable) */
  guint       n_topics;
  guint       depth;
} Parser;

static gboolean
accept (Parser *self, const char *word)
{
  self->rest += strspn (self->rest, " \t\r\n");
  if (!g_str_has_prefix (self->rest, word))
    return FALSE;
  self->rest += strlen (word);
  return TRUE;
}

/* 'name' in topics; the quotes may be double ones. */
static gboolean
parse_topic (Parser *self)
{
  const char      *quote = accept (self, "'") ? "'" : "\"";
  g_autofree char *topic = NULL;
  gsize            length;

  if (*quote == '"' && !accept (self, "\""))
    return FALSE;
  length = strcspn (self->rest, quote);
  topic = g_strndup (self->rest, length);
  self->rest += length;
  if (!accept (self, quote) || !herald_emulator_fcm_is_topic (topic) ||
      ++self->n_topics > MOST_TOPICS || !accept (self, "in") || !accept (self, "topics"))
    return FALSE;
  g_string_append (self->sql, TOPIC_SQL);
  if (self->values != NULL)
    herald_emulator_values_add_text (self->values, topic);
  return TRUE;
}

static gboolean parse_any (Parser *self);

static gboolean
parse_factor (Parser *self)
{
  gboolean parsed;

  if (accept (self, "!"))
    g_string_append (self->sql, "NOT ");
  if (!accept (self, "("))
    return parse_topic (self);
  if (++self->depth > DEEPEST)
    return FALSE;
  g_string_append_c (self->sql, '(');
  parsed = parse_any (self) && accept (self, ")");
  g_string_append_c (self->sql, ')');
  self->depth--;
  return parsed;
}

static gboolean
parse_all (Parser *self)
{
  if (!parse_factor (self))
    return FALSE;
  while (accept (self, "&&"))
    {
      g_string_append (self->sql, " AND ");
      if (!parse_factor (self))
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse_any (Parser *self)
{
  if (!parse_all (self))
    return FALSE;
  while (accept (self, "||"))
    {
      g_string_append (self->sql, " OR ");
      if (!parse_all (self))
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_emulator_fcm_condition_to_sql:
 * @condition: a message's condition
 * @values: (nullable): gets one text for each “?” of the result
 *
 * Returns: (transfer full) (nullable): an expression that is true for the tokens “t” that are meant
 */
char *
herald_emulator_fcm_condition_to_sql (const char *condition, GArray *values)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  Parser parser = { .rest = condition, .sql = sql, .values = values };

  if (strlen (condition) > LONGEST_BYTES || !parse_any (&parser) || !accept (&parser, "") ||
      *parser.rest != '\0')
    return NULL;
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/**
 * herald_emulator_fcm_condition_is_valid:
 * @condition: a message's condition
 *
 * Returns: whether FCM would take it
 */
gboolean
herald_emulator_fcm_condition_is_valid (const char *condition)
{
  g_autofree char *sql = herald_emulator_fcm_condition_to_sql (condition, NULL);

  return sql != NULL;
}
