/* SPDX-License-Identifier: GPL-3.0-or-later */
/* $filter parsed by recursive descent. Depth and number of conditions are limited, so no text can
 * exhaust the stack or SQLite's expression depth. */
#include "config.h"

#include "emulator/herald-emulator-filter.h"

#include "emulator/herald-emulator-refusal.h"

#include <string.h>

#define DEEPEST 64
#define MOST_CONDITIONS 500 /* Dataverse's limit of conditions in one query */
#define MOST_ARGUMENTS 4    /* no query function has more */
#define QUERY_FUNCTION_PREFIX "Microsoft.Dynamics.CRM."

typedef struct
{
  HeraldEmulatorLexer          lexer;
  const HeraldEmulatorAliases *aliases; /* (nullable) */
  guint                        depth;
  guint                        n_conditions;
} Parser;

static HeraldEmulatorFilter *parse_or (Parser *parser, GError **error);

/**
 * herald_emulator_operand_clear:
 * @operand: an operand
 */
void
herald_emulator_operand_clear (HeraldEmulatorOperand *operand)
{
  g_clear_pointer (&operand->text, g_free);
}

static void
clear_argument (gpointer data)
{
  HeraldEmulatorArgument *argument = data;

  g_clear_pointer (&argument->name, g_free);
  herald_emulator_operand_clear (&argument->value);
}

static void
filter_free_cb (gpointer filter)
{
  herald_emulator_filter_free (filter);
}

static GArray *
new_arguments (void)
{
  GArray *arguments = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorArgument));

  g_array_set_clear_func (arguments, clear_argument);
  return arguments;
}

/**
 * herald_emulator_filter_new:
 * @kind: what it is
 *
 * Returns: (transfer full): a filter of nothing yet
 */
HeraldEmulatorFilter *
herald_emulator_filter_new (HeraldEmulatorFilterKind kind)
{
  HeraldEmulatorFilter *self = g_new0 (HeraldEmulatorFilter, 1);

  self->kind = kind;
  if (kind <= HERALD_EMULATOR_FILTER_NOT)
    self->children = g_ptr_array_new_with_free_func (filter_free_cb);
  if (kind == HERALD_EMULATOR_FILTER_QUERY_FUNCTION)
    self->arguments = new_arguments ();
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
  g_clear_pointer (&self->arguments, g_array_unref);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->variable, g_free);
  herald_emulator_operand_clear (&self->left);
  herald_emulator_operand_clear (&self->right);
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

static gboolean
is_value (HeraldEmulatorTokenKind kind)
{
  return kind == HERALD_EMULATOR_TOKEN_NAME ||
         (kind >= HERALD_EMULATOR_TOKEN_STRING && kind <= HERALD_EMULATOR_TOKEN_DATETIME);
}

static void
take_token (const HeraldEmulatorLexer *lexer, HeraldEmulatorOperand *operand)
{
  operand->kind = lexer->kind;
  operand->text = g_strdup (lexer->text);
  operand->number = lexer->number;
  operand->real = lexer->real;
}

/* An alias stands for one literal or one name; without a value it is null: “Use OData to query
 * data”, read 2026-11. */
static gboolean
read_alias (Parser *parser, gboolean may_be_array, HeraldEmulatorOperand *operand, GError **error)
{
  const char *value = herald_emulator_aliases_find (parser->aliases, parser->lexer.text);
  g_auto (HeraldEmulatorLexer) lexer = { 0 };

  if (parser->aliases == NULL)
    return herald_emulator_lexer_fail (&parser->lexer, error);
  if (value == NULL)
    value = "null";
  if (!herald_emulator_lexer_init (&lexer, value, error))
    return FALSE;
  if (!is_value (lexer.kind) && !(may_be_array && lexer.kind == HERALD_EMULATOR_TOKEN_ARRAY))
    return herald_emulator_lexer_fail (&lexer, error);
  take_token (&lexer, operand);
  if (!herald_emulator_lexer_advance (&lexer, error))
    return FALSE;
  return lexer.kind == HERALD_EMULATOR_TOKEN_END || herald_emulator_lexer_fail (&lexer, error);
}

/* A member of an enumeration, such as Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned', is compared
 * by its name. */
static gboolean
skip_enumeration (HeraldEmulatorLexer *lexer, GError **error)
{
  if (lexer->kind == HERALD_EMULATOR_TOKEN_NAME && *lexer->next == '\'' &&
      strchr (lexer->text, '.') != NULL)
    return herald_emulator_lexer_advance (lexer, error);
  return TRUE;
}

/* Takes the token as an operand and goes on. */
static gboolean
read_operand (Parser *parser, HeraldEmulatorOperand *operand, GError **error)
{
  HeraldEmulatorLexer *lexer = &parser->lexer;

  if (!skip_enumeration (lexer, error))
    return FALSE;
  if (lexer->kind == HERALD_EMULATOR_TOKEN_ALIAS)
    {
      if (!read_alias (parser, FALSE, operand, error))
        return FALSE;
    }
  else if (is_value (lexer->kind))
    take_token (lexer, operand);
  else
    return herald_emulator_lexer_fail (lexer, error);
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

/* “PropertyName='x'”: a literal, an array or an alias. */
static gboolean
parse_argument (Parser *parser, HeraldEmulatorFilter *filter, GError **error)
{
  HeraldEmulatorLexer    *lexer = &parser->lexer;
  HeraldEmulatorArgument  argument = { .name = NULL };
  HeraldEmulatorArgument *added;

  if (lexer->kind != HERALD_EMULATOR_TOKEN_NAME || filter->arguments->len == MOST_ARGUMENTS)
    return herald_emulator_lexer_fail (lexer, error);
  g_array_append_val (filter->arguments, argument);
  added = &g_array_index (filter->arguments, HeraldEmulatorArgument, filter->arguments->len - 1);
  added->name = g_strdup (lexer->text);
  if (!herald_emulator_lexer_advance (lexer, error) ||
      !expect (parser, HERALD_EMULATOR_TOKEN_EQUALS, error))
    return FALSE;
  if (lexer->kind == HERALD_EMULATOR_TOKEN_ALIAS)
    return herald_emulator_aliases_require (parser->aliases, lexer->text, error) != NULL &&
           read_alias (parser, TRUE, &added->value, error) &&
           herald_emulator_lexer_advance (lexer, error);
  if (lexer->kind != HERALD_EMULATOR_TOKEN_ARRAY)
    return read_operand (parser, &added->value, error);
  take_token (lexer, &added->value);
  return herald_emulator_lexer_advance (lexer, error);
}

/* “Microsoft.Dynamics.CRM.In (…)”, in a lambda behind its variable and a slash. */
static gboolean
parse_query_function (Parser *parser, HeraldEmulatorFilter *filter, GError **error)
{
  const char *slash = strrchr (filter->left.text, '/');
  const char *name = slash != NULL ? slash + 1 : filter->left.text;

  filter->kind = HERALD_EMULATOR_FILTER_QUERY_FUNCTION;
  filter->arguments = new_arguments ();
  filter->name = g_strdup (name + strlen (QUERY_FUNCTION_PREFIX));
  if (slash != NULL)
    filter->variable = g_strndup (filter->left.text, (gsize) (slash - filter->left.text));
  if (!expect (parser, HERALD_EMULATOR_TOKEN_LEFT, error) ||
      !parse_argument (parser, filter, error))
    return FALSE;
  while (parser->lexer.kind == HERALD_EMULATOR_TOKEN_COMMA)
    if (!herald_emulator_lexer_advance (&parser->lexer, error) ||
        !parse_argument (parser, filter, error))
      return FALSE;
  return expect (parser, HERALD_EMULATOR_TOKEN_RIGHT, error);
}

/* The word before the parenthesis is the left operand already. */
static gboolean
parse_text_function (Parser *parser, HeraldEmulatorFilter *filter, GError **error)
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
is_variable (const HeraldEmulatorLexer *lexer)
{
  return lexer->kind == HERALD_EMULATOR_TOKEN_NAME && strpbrk (lexer->text, "./$") == NULL;
}

/* “(x:condition)”; “any” may also stand without. */
static gboolean
parse_lambda_body (Parser *parser, HeraldEmulatorFilter *filter, GError **error)
{
  HeraldEmulatorFilter *child = NULL;

  if (parser->lexer.kind == HERALD_EMULATOR_TOKEN_RIGHT && strcmp (filter->name, "any") == 0)
    return TRUE;
  if (!is_variable (&parser->lexer))
    return herald_emulator_lexer_fail (&parser->lexer, error);
  filter->variable = g_strdup (parser->lexer.text);
  if (herald_emulator_lexer_advance (&parser->lexer, error) &&
      expect (parser, HERALD_EMULATOR_TOKEN_COLON, error))
    child = parse_or (parser, error);
  if (child == NULL)
    return FALSE;
  g_ptr_array_add (filter->children, child);
  return TRUE;
}

static gboolean
enter (Parser *parser, GError **error)
{
  if (++parser->depth <= DEEPEST)
    return TRUE;
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_BAD_QUERY,
               "Recursion depth exceeded allowed limit.");
  return FALSE;
}

static gboolean
parse_lambda (Parser *parser, HeraldEmulatorFilter *filter, GError **error)
{
  char *slash = strrchr (filter->left.text, '/');

  filter->kind = HERALD_EMULATOR_FILTER_LAMBDA;
  filter->children = g_ptr_array_new_with_free_func (filter_free_cb);
  filter->name = g_strdup (slash + 1);
  *slash = '\0';
  if (!enter (parser, error) || !expect (parser, HERALD_EMULATOR_TOKEN_LEFT, error) ||
      !parse_lambda_body (parser, filter, error))
    return FALSE;
  parser->depth--;
  return expect (parser, HERALD_EMULATOR_TOKEN_RIGHT, error);
}

static gboolean
parse_function (Parser *parser, HeraldEmulatorFilter *filter, GError **error)
{
  const char *slash = strrchr (filter->left.text, '/');

  if (g_str_has_prefix (slash != NULL ? slash + 1 : filter->left.text, QUERY_FUNCTION_PREFIX))
    return parse_query_function (parser, filter, error);
  if (slash != NULL && (strcmp (slash, "/any") == 0 || strcmp (slash, "/all") == 0))
    return parse_lambda (parser, filter, error);
  return parse_text_function (parser, filter, error);
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
  g_autoptr (HeraldEmulatorFilter) filter =
    herald_emulator_filter_new (HERALD_EMULATOR_FILTER_COMPARE);
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

  if (!enter (parser, error) || !herald_emulator_lexer_advance (&parser->lexer, error))
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
  result = herald_emulator_filter_new (HERALD_EMULATOR_FILTER_NOT);
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
  chain = herald_emulator_filter_new (kind);
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
 * @aliases: (nullable): the request's parameter aliases; %NULL where none may stand
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_QUERY with the place. **Thread:** any.
 *
 * Returns: (transfer full): the tree; names are not checked yet
 */
HeraldEmulatorFilter *
herald_emulator_filter_parse (const char                  *text,
                              const HeraldEmulatorAliases *aliases,
                              GError                     **error)
{
  Parser parser = { .aliases = aliases };
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
