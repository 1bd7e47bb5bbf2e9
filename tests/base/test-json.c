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
    "-",
    "1e400",
    "\"\\ud83d\\u0041\"",
    "\"\\u12",
    "[[1,{\"a\":[2,3]},",
    "{\"a\"",
    "{\"a\":1",
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
  g_autoptr (JsonNode) node = NULL;

  for (int i = 0; i < HERALD_JSON_MAX_DEPTH; i++)
    g_string_append_c (text, '[');
  for (int i = 0; i < HERALD_JSON_MAX_DEPTH; i++)
    g_string_append_c (text, ']');
  node = herald_json_parse (text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);
  g_string_prepend_c (text, '[');
  g_string_append_c (text, ']');
  g_assert_null (herald_json_parse (text->str, (gssize) text->len, &error));
  g_assert_nonnull (strstr (error->message, "deeply"));
}

static void
test_position (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (herald_json_parse ("{\n  \"ä\": x\n}", -1, &error));
  g_assert_nonnull (strstr (error->message, "line 2, column 8"));
}

/* What is read and written again; NULL stands for the same text. */
static void
test_round_trip (void)
{
  static const struct
  {
    const char *text;
    const char *again;
  } cases[] = {
    { "{\"z\":1,\"a\":[true,false,null,{}],\"m\":{\"n\":[]}}", NULL },
    { " [ 1 , -0 , -5 ] ", "[1,0,-5]" },
    { "9223372036854775807", NULL },
    { "-9223372036854775808", NULL },
    { "9223372036854775808", "9.2233720368547758e+18" },
    { "-9223372036854775809", "-9.2233720368547758e+18" },
    { "1.0", NULL },
    { "1E5", "100000.0" },
    { "-0.0", NULL },
    { "1e22", "1e+22" },
    { "0.5e-3", "0.00050000000000000001" },
    { "0.00000000000000000000000000000000000000000000000000000000000000000025",
      "2.4999999999999999e-67" },
    { "\"\\u00e4\\ud83d\\ude00\\u2028\"", "\"ä😀\u2028\"" },
    { "\"\\/\\\\\\\"\\b\\f\\n\\r\\t\\u001f\\u007f\"",
      "\"/\\\\\\\"\\b\\f\\n\\r\\t\\u001f\\u007f\"" },
    { "{\"\":\"\",\"\\u0061\\\"\":1}", "{\"\":\"\",\"a\\\"\":1}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = herald_json_parse (cases[i].text, -1, &error);
      g_autofree char *written = NULL;

      g_assert_no_error (error);
      g_assert_true (json_node_is_immutable (node));
      written = herald_json_write (node, FALSE);
      g_assert_cmpstr (written, ==, cases[i].again != NULL ? cases[i].again : cases[i].text);
    }
}

/* Only so many bytes are looked at as there are. */
static void
test_length (void)
{
  g_autoptr (JsonNode) node = herald_json_parse ("12345", 2, NULL);

  g_assert_cmpint (json_node_get_int (node), ==, 12);
  g_assert_null (herald_json_parse ("true", 3, NULL));
  g_assert_null (herald_json_parse ("\"\\u0041\"", 5, NULL));
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
  g_test_add_func ("/base/json/round-trip", test_round_trip);
  g_test_add_func ("/base/json/length", test_length);
  g_test_add_func ("/base/json/readers", test_readers);
  return g_test_run ();
}
