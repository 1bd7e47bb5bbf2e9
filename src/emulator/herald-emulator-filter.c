/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $filter parsed by recursive descent. Depth and number of conditions are limited, so no text can
 * exhaust the stack or SQLite's expression depth. */
#include "config.h"

#include "emulator/herald-emulator-filter.h"

#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define DEEPEST 64
#define MOST_CONDITIONS 500 /* Dataverse's limit of conditions in one query */

typedef struct
{
  HeraldEmulatorLexer lexer;
  guint               depth;
  guint               n_conditions;
} Parser;

static HeraldEmulatorFilter *parse_or (Parser *parser, GError **error);

static void
clear_operand (HeraldEmulatorOperand *operand)
{
  g_clear_pointer (&operand->text, g_free);
}

static void
filter_free_cb (gpointer filter)
{
  herald_emulator_filter_free (filter);
}

static HeraldEmulatorFilter *
filter_new (HeraldEmulatorFilterKind kind)
{
  HeraldEmulatorFilter *self = g_new0 (HeraldEmulatorFilter, 1);

  self->kind = kind;
  if (kind <= HERALD_EMULATOR_FILTER_NOT)
    self->children = g_ptr_array_new_with_free_func (filter_free_cb);
  return self;
}

/**
 * herald_emulator_filter_free:
 * @self: (nullable): the tree to free
 */
void
herald_emulator_filter_free (HeraldEmulatorFilter *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_clear_pointer (&self->name, g_free);
  clear_operand (&self->left);
  clear_operand (&self->right);
  g_free (self);
}

static gboolean
is_operator (const HeraldEmulatorLexer *lexer)
{
  static const char *const operators[] = { "eq", "ne", "gt", "ge", "lt", "le" };

  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (herald_emulator_lexer_is_name (lexer, operators[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_function (const char *name)
{
  return strcmp (name, "contains") == 0 || strcmp (name, "startswith") == 0 ||
         strcmp (name, "endswith") == 0;
}

/* Takes the token as an operand and goes on. */
static gboolean
read_operand (Parser *parser, HeraldEmulatorOperand *operand, GError **error)
{
  HeraldEmulatorLexer *lexer = &parser->lexer;

  switch (lexer->kind)
    {
    case HERALD_EMULATOR_TOKEN_NAME:
    case HERALD_EMULATOR_TOKEN_STRING:
    case HERALD_EMULATOR_TOKEN_INTEGER:
    case HERALD_EMULATOR_TOKEN_DECIMAL:
    case HERALD_EMULATOR_TOKEN_GUID:
    case HERALD_EMULATOR_TOKEN_DATE:
    case HERALD_EMULATOR_TOKEN_DATETIME:
      break;
    case HERALD_EMULATOR_TOKEN_END:
    case HERALD_EMULATOR_TOKEN_ALIAS:
    case HERALD_EMULATOR_TOKEN_LEFT:
    case HERALD_EMULATOR_TOKEN_RIGHT:
    case HERALD_EMULATOR_TOKEN_COMMA:
    case HERALD_EMULATOR_TOKEN_EQUALS:
    default:
      return herald_emulator_lexer_fail (lexer, error);
    }
  operand->kind = lexer->kind;
  operand->text = g_strdup (lexer->text);
  operand->number = lexer->number;
  operand->real = lexer->real;
  return herald_emulator_lexer_advance (lexer, error);
}

static gboolean
expect (Parser *parser, HeraldEmulatorTokenKind kind, GError **error)
{
  if (parser->lexer.kind != kind)
    return herald_emulator_lexer_fail (&parser->lexer, error);
  return herald_emulator_lexer_advance (&parser->lexer, error);
}

static gboolean
count_condition (Parser *parser, GError **error)
{
  if (++parser->n_conditions <= MOST_CONDITIONS)
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Number of conditions in query exceeded maximum limit.");
  return FALSE;
}

/* The word before the parenthesis is the left operand already. */
static gboolean
parse_function (Parser *parser, HeraldEmulatorFilter *filter, GError **error)
{
  filter->kind = HERALD_EMULATOR_FILTER_FUNCTION;
  filter->name = g_steal_pointer (&filter->left.text);
  if (!is_function (filter->name))
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "An unknown function with name '%s' was found. This may also be a function "
                   "import or a key lookup on a navigation property, which is not allowed.",
                   filter->name);
      return FALSE;
    }
  return expect (parser, HERALD_EMULATOR_TOKEN_LEFT, error) &&
         read_operand (parser, &filter->left, error) &&
         expect (parser, HERALD_EMULATOR_TOKEN_COMMA, error) &&
         read_operand (parser, &filter->right, error) &&
         expect (parser, HERALD_EMULATOR_TOKEN_RIGHT, error);
}

static gboolean
parse_comparison (Parser *parser, HeraldEmulatorFilter *filter, GError **error)
{
  if (!is_operator (&parser->lexer))
    return herald_emulator_lexer_fail (&parser->lexer, error);
  filter->name = g_strdup (parser->lexer.text);
  return herald_emulator_lexer_advance (&parser->lexer, error) &&
         read_operand (parser, &filter->right, error);
}

static HeraldEmulatorFilter *
parse_condition (Parser *parser, gboolean only_function, GError **error)
{
  g_autoptr (HeraldEmulatorFilter) filter = filter_new (HERALD_EMULATOR_FILTER_COMPARE);
  gboolean good = count_condition (parser, error) && read_operand (parser, &filter->left, error);

  if (!good)
    return NULL;
  if (filter->left.kind == HERALD_EMULATOR_TOKEN_NAME &&
      parser->lexer.kind == HERALD_EMULATOR_TOKEN_LEFT)
    good = parse_function (parser, filter, error);
  else if (only_function)
    /* “not” binds tighter than “eq”: not a eq b is (not a) eq b, which makes no sense. */
    good = herald_emulator_lexer_fail (&parser->lexer, error);
  else
    good = parse_comparison (parser, filter, error);
  return good ? g_steal_pointer (&filter) : NULL;
}

static HeraldEmulatorFilter *
parse_parentheses (Parser *parser, GError **error)
{
  g_autoptr (HeraldEmulatorFilter) filter = NULL;

  if (++parser->depth > DEEPEST)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
                   "Recursion depth exceeded allowed limit.");
      return NULL;
    }
  if (!herald_emulator_lexer_advance (&parser->lexer, error))
    return NULL;
  filter = parse_or (parser, error);
  parser->depth--;
  if (filter == NULL || !expect (parser, HERALD_EMULATOR_TOKEN_RIGHT, error))
    return NULL;
  return g_steal_pointer (&filter);
}

static HeraldEmulatorFilter *
parse_not (Parser *parser, GError **error)
{
  g_autoptr (HeraldEmulatorFilter) result = NULL;
  HeraldEmulatorFilter *child;
  gboolean              negated = FALSE;
  gboolean              seen_not = FALSE;

  while (herald_emulator_lexer_is_name (&parser->lexer, "not"))
    {
      if (!herald_emulator_lexer_advance (&parser->lexer, error))
        return NULL;
      seen_not = TRUE;
      negated = !negated;
    }
  child = parser->lexer.kind == HERALD_EMULATOR_TOKEN_LEFT
            ? parse_parentheses (parser, error)
            : parse_condition (parser, seen_not, error);
  if (child == NULL || !negated)
    return child;
  result = filter_new (HERALD_EMULATOR_FILTER_NOT);
  g_ptr_array_add (result->children, child);
  return g_steal_pointer (&result);
}

/* A chain becomes one node with many children. */
static HeraldEmulatorFilter *
parse_chain (Parser                  *parser,
             HeraldEmulatorFilterKind kind,
             const char              *word,
             HeraldEmulatorFilter *(*parse_part) (Parser *, GError **),
             GError **error)
{
  HeraldEmulatorFilter *first = parse_part (parser, error);
  g_autoptr (HeraldEmulatorFilter) chain = NULL;

  if (first == NULL || !herald_emulator_lexer_is_name (&parser->lexer, word))
    return first;
  chain = filter_new (kind);
  g_ptr_array_add (chain->children, first);
  while (herald_emulator_lexer_is_name (&parser->lexer, word))
    {
      HeraldEmulatorFilter *part = NULL;

      if (herald_emulator_lexer_advance (&parser->lexer, error))
        part = parse_part (parser, error);
      if (part == NULL)
        return NULL;
      g_ptr_array_add (chain->children, part);
    }
  return g_steal_pointer (&chain);
}

static HeraldEmulatorFilter *
parse_and (Parser *parser, GError **error)
{
  return parse_chain (parser, HERALD_EMULATOR_FILTER_AND, "and", parse_not, error);
}

static HeraldEmulatorFilter *
parse_or (Parser *parser, GError **error)
{
  return parse_chain (parser, HERALD_EMULATOR_FILTER_OR, "or", parse_and, error);
}

/**
 * herald_emulator_filter_parse:
 * @text: a $filter, percent-decoded
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY with the place. **Thread:** any.
 *
 * Returns: (transfer full): the tree; names are not checked yet
 */
HeraldEmulatorFilter *
herald_emulator_filter_parse (const char *text, GError **error)
{
  Parser parser = { .depth = 0 };
  g_autoptr (HeraldEmulatorFilter) filter = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (herald_emulator_lexer_init (&parser.lexer, text, error))
    filter = parse_or (&parser, error);
  if (filter != NULL && parser.lexer.kind != HERALD_EMULATOR_TOKEN_END)
    {
      herald_emulator_lexer_fail (&parser.lexer, error);
      g_clear_pointer (&filter, herald_emulator_filter_free);
    }
  herald_emulator_lexer_clear (&parser.lexer);
  return g_steal_pointer (&filter);
}
