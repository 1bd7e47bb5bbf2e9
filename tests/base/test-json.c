/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-json.h"

#include <string.h>

static void
test_accepts (void)
{
  const char *const texts[] = {
    "{}",
    "[]",
    "0",
    "-0.5e+10",
    "\"\"",
    "true",
    "null",
    " { \"a\" : [ 1 , {} ] }\n",
    "\"\\u00e4\\ud83d\\ude00\"",
    "{\"a\":1,\"b\":2}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = herald_json_parse (texts[i], -1, &error);

      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_refuses (void)
{
  const char *const texts[] = {
    "",
    " ",
    "{",
    "{}{}",
    "{} x",
    "[1,]",
    "{\"a\":1,}",
    "{a:1}",
    "{'a':1}",
    "01",
    "+1",
    "1.",
    ".5",
    "1e",
    "nul",
    "\"\t\"",
    "\"\\x\"",
    "\"\\ud800\"",
    "\"\\udc00\"",
    "\"\\u0000\"",
    "\"a",
    "// c\n1",
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}",
    "\"\xc3\x28\"",
    "\xef\xbb\xbf{}",
    "NaN",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = herald_json_parse (texts[i], -1, &error);

      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
      g_assert_null (node);
    }
}

static void
test_depth (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < HERALD_JSON_MAX_DEPTH; i++)
    g_string_append_c (text, '[');
  for (int i = 0; i < HERALD_JSON_MAX_DEPTH; i++)
    g_string_append_c (text, ']');
  g_assert_true (herald_json_check (text->str, text->len, NULL));
  g_string_prepend_c (text, '[');
  g_string_append_c (text, ']');
  g_assert_false (herald_json_check (text->str, text->len, &error));
  g_assert_nonnull (strstr (error->message, "deeply"));
}

static void
test_position (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (herald_json_check ("{\n  \"ä\": x\n}", 13, &error));
  g_assert_nonnull (strstr (error->message, "line 2, column 8"));
}

static void
test_readers (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{\"s\":\"x\",\"n\":null,\"i\":7,\"b\":true}", 33);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = herald_json_parse_object (bytes, &error);
  const char *text = NULL;
  gint64      number = 5;
  gboolean    flag = FALSE;

  g_assert_no_error (error);
  g_assert_true (herald_json_read_string (object, "s", HERALD_JSON_REQUIRED, &text, NULL));
  g_assert_cmpstr (text, ==, "x");
  g_assert_true (herald_json_read_string (object, "n", HERALD_JSON_OPTIONAL, &text, NULL));
  g_assert_null (text);
  g_assert_true (herald_json_read_int (object, "absent", HERALD_JSON_OPTIONAL, &number, NULL));
  g_assert_cmpint (number, ==, 5);
  g_assert_true (herald_json_read_int (object, "i", HERALD_JSON_REQUIRED, &number, NULL));
  g_assert_cmpint (number, ==, 7);
  g_assert_true (herald_json_read_boolean (object, "b", HERALD_JSON_REQUIRED, &flag, NULL));
  g_assert_true (flag);
  g_assert_false (herald_json_read_string (object, "i", HERALD_JSON_OPTIONAL, &text, &error));
  g_assert_nonnull (strstr (error->message, "“i”"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/accepts", test_accepts);
  g_test_add_func ("/base/json/refuses", test_refuses);
  g_test_add_func ("/base/json/depth", test_depth);
  g_test_add_func ("/base/json/position", test_position);
  g_test_add_func ("/base/json/readers", test_readers);
  return g_test_run ();
}
