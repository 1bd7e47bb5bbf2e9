/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV: what is read, and what is refused with its line. */
#include "config.h"

#include "base/herald-csv.h"
#include "base/herald-error.h"

#include <string.h>

/* “line:field|field;…” of a text. */
static char *
read_all (const char *text, gsize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (HeraldCsv) csv = herald_csv_new (bytes);
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) all = g_string_new (NULL);

  while (herald_csv_read (csv, fields, error))
    {
      g_string_append_printf (all, "%u:", herald_csv_get_line (csv));
      for (guint i = 0; i < fields->len; i++)
        g_string_append_printf (all, "%s%s", i > 0 ? "|" : "",
                                (const char *) g_ptr_array_index (fields, i));
      g_string_append_c (all, ';');
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static void
test_records (void)
{
  static const struct
  {
    const char *text;
    const char *records;
  } cases[] = {
    { "", "" },
    { "\n\r\n\n", "" },
    { "a", "1:a;" },
    { "a,b\n", "1:a|b;" },
    { "a,b\r\nc,d\r\n", "1:a|b;2:c|d;" },
    { "a,b\nc,d", "1:a|b;2:c|d;" },
    { ",\n", "1:|;" },
    { "a,\n", "1:a|;" },
    { "\"\"\n", "1:;" },
    { "\"a,b\",c", "1:a,b|c;" },
    { "\"say \"\"hi\"\"\"", "1:say \"hi\";" },
    { "\"\"\"\"", "1:\";" },
    { "\"two\nlines\",x\ny", "1:two\nlines|x;3:y;" },
    { "\"two\r\nlines\"\r\ny", "1:two\r\nlines;3:y;" },
    { "\xef\xbb\xbfName,x\n", "1:Name|x;" },
    { "\xef\xbb\xbf", "" },
    { "Siobh\xc3\xa1n,\xe7\x94\xb0\n", "1:Siobh\xc3\xa1n|\xe7\x94\xb0;" },
    { "a\rb,c\n", "1:a\rb|c;" },
    { "a b , c \n", "1:a b | c ;" },
    { "a\n\nb\n", "1:a;3:b;" },
    { "a;b\n", "1:a;b;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *found = read_all (cases[i].text, strlen (cases[i].text), &error);

      g_assert_no_error (error);
      g_assert_cmpstr (found, ==, cases[i].records);
    }
}

static void
expect_error (const char *text, gsize length, const char *line)
{
  g_autoptr (GError) error = NULL;

  g_free (read_all (text, length, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, line));
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *line;
  } cases[] = {
    { "\"", "Line 1:" },          { "a\n\"b\nc\n", "Line 2:" }, { "a\nb\"c\n", "Line 2:" },
    { "\"a\"b\n", "Line 1:" },    { "\"a\" ,b\n", "Line 1:" },  { "a\nb\xff\n", "Line 2:" },
    { "a,\"b\"\"\n", "Line 1:" }, { "a\n\xc3(\n", "Line 2:" },  { "\"x\ny\"z\n", "Line 2:" },
  };
  g_autoptr (GString) wide = g_string_new (NULL);
  g_autofree char *tall = g_strnfill (HERALD_CSV_LONGEST_FIELD_BYTES + 1, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    expect_error (cases[i].text, strlen (cases[i].text), cases[i].line);
  expect_error ("a\nb\0c\n", 6, "Line 2:");
  for (guint i = 0; i < HERALD_CSV_MOST_FIELDS; i++)
    g_string_append_c (wide, ',');
  expect_error (wide->str, wide->len, "Line 1:");
  expect_error (tall, strlen (tall), "Line 1:");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/csv/records", test_records);
  g_test_add_func ("/base/csv/refused", test_refused);
  return g_test_run ();
}
