/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/herald-emails.h"

static void
test_split (void)
{
  const char *const cases[][2] = {
    { "andrew@contosoltd.com", "andrew@contosoltd.com" },
    { "  a@b.example,c@d.example;\n e@f.example\t", "a@b.example|c@d.example|e@f.example" },
    { "Ann Example <ann@b.example>, \"Bob\" <mailto:bob@b.example>",
      "ann@b.example|bob@b.example" },
    { "O'Brien+x@contosoltd.com", "O'Brien+x@contosoltd.com" },
    { "'quoted@b.example'", "quoted@b.example" },
    { "Write to a@b.example.", "a@b.example" },
    { "a@b.example A@B.example a@b.example", "a@b.example" },
    { "jürgen@contoso.example", "jürgen@contoso.example" },
    { "andrew", "andrew" },
    { "andrew dixon", "andrew|dixon" },
    { " , ; <> ", "" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) emails = herald_emails_split (cases[i][0]);
      g_autofree char *joined = g_strjoinv ("|", emails);

      g_assert_cmpstr (joined, ==, cases[i][1]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/emails/split", test_split);
  return g_test_run ();
}
