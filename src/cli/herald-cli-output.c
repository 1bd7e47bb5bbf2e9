/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers go to standard output, whole and once; what is only for people watching goes to standard
 * error. */
#include "config.h"

#include "cli/herald-cli-output.h"

#include "base/herald-clock.h"
#include "base/herald-error.h"
#include "base/herald-json.h"

#include <glib/gi18n.h>
#include <stdio.h>

#define GAP "  "

struct _HeraldCliTable
{
  guint      n_columns;
  GPtrArray *cells; /* (element-type utf8) (owned): headings first, row by row */
};

/**
 * herald_cli_table_new:
 * @first_heading: the first column's heading
 * @...: the others', ending in %NULL
 *
 * Returns: (transfer full): an empty table
 */
HeraldCliTable *
herald_cli_table_new (const char *first_heading, ...)
{
  HeraldCliTable *self = g_new0 (HeraldCliTable, 1);
  va_list         headings;

  self->cells = g_ptr_array_new_with_free_func (g_free);
  va_start (headings, first_heading);
  for (const char *heading = first_heading; heading != NULL; heading = va_arg (headings, char *))
    {
      g_ptr_array_add (self->cells, g_utf8_strup (heading, -1));
      self->n_columns++;
    }
  va_end (headings);
  return self;
}

/* Cells are texts of others: nothing in them may steer the terminal or break the line. */
static char *
make_printable (const char *text)
{
  GString *printable = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      g_string_append_unichar (printable, g_unichar_iscntrl (character) ? ' ' : character);
    }
  return g_string_free (printable, FALSE);
}

/**
 * herald_cli_table_add:
 * @self: a table
 * @...: one text or %NULL per column, then %NULL
 *
 * Adds a row.
 */
void
herald_cli_table_add (HeraldCliTable *self, ...)
{
  va_list cells;

  va_start (cells, self);
  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *cell = va_arg (cells, char *);

      g_ptr_array_add (self->cells, make_printable (cell != NULL ? cell : ""));
    }
  va_end (cells);
}

static int
measure (const char *text)
{
  int width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (!g_unichar_iszerowidth (character))
        width += g_unichar_iswide (character) ? 2 : 1;
    }
  return width;
}

/**
 * herald_cli_table_print:
 * @self: a table
 * @empty_text: what to say when it has no rows
 */
void
herald_cli_table_print (HeraldCliTable *self, const char *empty_text)
{
  g_autofree int *widths = g_new0 (int, self->n_columns);

  if (self->cells->len == self->n_columns)
    {
      herald_cli_print_line ("%s", empty_text);
      return;
    }
  for (guint i = 0; i < self->cells->len; i++)
    widths[i % self->n_columns] =
      MAX (widths[i % self->n_columns], measure (g_ptr_array_index (self->cells, i)));
  for (guint i = 0; i < self->cells->len; i++)
    {
      const char *cell = g_ptr_array_index (self->cells, i);
      guint       column = i % self->n_columns;

      if (column + 1 == self->n_columns)
        fprintf (stdout, "%s\n", cell);
      else
        fprintf (stdout, "%s%*s" GAP, cell, widths[column] - measure (cell), "");
    }
}

/**
 * herald_cli_table_free:
 * @self: a table
 */
void
herald_cli_table_free (HeraldCliTable *self)
{
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_free (self);
}

/**
 * herald_cli_print_line:
 * @format: a printf format
 *
 * Prints a line for people to standard output.
 */
void
herald_cli_print_line (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vfprintf (stdout, format, arguments);
  va_end (arguments);
  fputc ('\n', stdout);
}

/**
 * herald_cli_print_json_node:
 * @node: the answer
 */
void
herald_cli_print_json_node (JsonNode *node)
{
  g_autofree char *text = herald_json_write (node, TRUE);

  herald_cli_print_line ("%s", text);
}

/**
 * herald_cli_print_json:
 * @builder: a builder with the whole answer
 */
void
herald_cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) node = json_builder_get_root (builder);

  herald_cli_print_json_node (node);
}

/**
 * herald_cli_print_error:
 * @cli: the surroundings
 * @error: what went wrong
 *
 * As JSON to standard output, or as a sentence to standard error.
 */
void
herald_cli_print_error (HeraldCli *cli, const GError *error)
{
  const char *detail = herald_error_get_detail (error);
  g_auto (GStrv) lines = g_strsplit (detail != NULL ? detail : "", "\n", -1);
  g_autoptr (JsonBuilder) builder = NULL;
  const char *code;

  if (!herald_cli_wants_json (cli))
    {
      fprintf (stderr, "heraldctl: %s\n", error->message);
      for (gsize i = 0; lines[i] != NULL; i++)
        fprintf (stderr, "  %s\n", lines[i]);
      return;
    }
  code = error->domain == G_OPTION_ERROR ? "USAGE" : herald_error_get_code_name (error);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "code", herald_error_is_cancelled (error) ? "CANCELLED" : code);
  herald_cli_add_string (builder, "message", error->message);
  json_builder_set_member_name (builder, "details");
  json_builder_begin_array (builder);
  for (gsize i = 0; lines[i] != NULL; i++)
    json_builder_add_string_value (builder, lines[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  herald_cli_print_json (builder);
}

/**
 * herald_cli_add_string:
 * @builder: a builder inside an object
 * @name: the member
 * @value: (nullable): its text; %NULL is null
 */
void
herald_cli_add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * herald_cli_add_known:
 * @builder: a builder inside an object
 * @name: the member
 * @value: (nullable): its text; %NULL and an empty one are null
 */
void
herald_cli_add_known (JsonBuilder *builder, const char *name, const char *value)
{
  herald_cli_add_string (builder, name, value != NULL && *value != '\0' ? value : NULL);
}

/**
 * herald_cli_add_int:
 * @builder: a builder inside an object
 * @name: the member
 * @value: its number
 */
void
herald_cli_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * herald_cli_add_boolean:
 * @builder: a builder inside an object
 * @name: the member
 * @value: true or false
 */
void
herald_cli_add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/**
 * herald_cli_format_time:
 * @unix_us: an instant, or 0
 *
 * Returns: (transfer full) (nullable): RFC 3339 in UTC, %NULL for 0
 */
char *
herald_cli_format_time (gint64 unix_us)
{
  return unix_us != 0 ? herald_time_format (unix_us) : NULL;
}

/**
 * herald_cli_add_time:
 * @builder: a builder inside an object
 * @name: the member
 * @unix_us: an instant; 0 is null
 */
void
herald_cli_add_time (JsonBuilder *builder, const char *name, gint64 unix_us)
{
  g_autofree char *text = herald_cli_format_time (unix_us);

  herald_cli_add_string (builder, name, text);
}
