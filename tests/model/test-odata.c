/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/herald-odata.h"

#include <string.h>

static void
test_quote (void)
{
  const char *const cases[][2] = {
    { "", "''" },
    { "O'Brien", "'O''Brien'" },
    { "''", "''''''" },
    { "a@b.example", "'a@b.example'" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *quoted = herald_odata_quote (cases[i][0]);

      g_assert_cmpstr (quoted, ==, cases[i][1]);
    }
}

static void
test_escape_like (void)
{
  g_autofree char *escaped = herald_odata_escape_like ("50%_[a]");

  g_assert_cmpstr (escaped, ==, "50[%][_][[]a]");
}

static void
test_encode (void)
{
  g_autofree char *encoded = herald_odata_encode ("a+b %&#'ä/?=.-_~");

  g_assert_cmpstr (encoded, ==, "a%2Bb%20%25%26%23%27%C3%A4%2F%3F%3D.-_~");
}

static void
test_build (void)
{
  g_autofree char *none = herald_odata_build_query ("leads", "$top", NULL, NULL);
  g_autofree char *two =
    herald_odata_build_query ("leads", "$top", "5", "$filter", NULL, "$orderby", "a,b", NULL);

  g_assert_cmpstr (none, ==, "leads");
  g_assert_cmpstr (two, ==, "leads?$top=5&$orderby=a%2Cb");
}

/* The query of one address, decoded again: nothing of the address may escape from its literal. */
static void
test_person_by_email (void)
{
  const char *const emails[] = {
    "andrew@contosoltd.com",  "o'brien+x@contosoltd.com", "a&b#c%d@contosoltd.com",
    "jürgen@contoso.example", "x' or 1 eq 1 or 'a",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (emails); i++)
    {
      g_autofree char *query = herald_odata_person_by_email ("contacts", emails[i]);
      g_autofree char *literal = herald_odata_quote (emails[i]);
      g_autofree char *expected =
        g_strdup_printf ("emailaddress1 eq %s or emailaddress2 eq %s", literal, literal);
      g_autoptr (GHashTable) options = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (g_str_has_prefix (query, "contacts?"));
      options =
        g_uri_parse_params (query + strlen ("contacts?"), -1, "&", G_URI_PARAMS_WWW_FORM, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_hash_table_size (options), ==, 3);
      g_assert_cmpstr (g_hash_table_lookup (options, "$filter"), ==, expected);
      g_assert_nonnull (strstr (g_hash_table_lookup (options, "$select"), "statecode"));
    }
}

static void
test_leads_have_one_address (void)
{
  g_autofree char *query = herald_odata_person_by_email ("leads", "a@b.example");

  g_assert_cmpstr (query, ==,
                   "leads?$select=leadid%2Cfullname%2Ccompanyname%2Cemailaddress1%2Cmobilephone%2C"
                   "statecode&$filter=emailaddress1%20eq%20%27a%40b.example%27&"
                   "$orderby=fullname%2Cleadid");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/odata/quote", test_quote);
  g_test_add_func ("/model/odata/escape-like", test_escape_like);
  g_test_add_func ("/model/odata/encode", test_encode);
  g_test_add_func ("/model/odata/build", test_build);
  g_test_add_func ("/model/odata/person-by-email", test_person_by_email);
  g_test_add_func ("/model/odata/leads-have-one-address", test_leads_have_one_address);
  return g_test_run ();
}
