/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words and findings that go with the previews. */
#include "config.h"

#include "model/herald-surface.h"

static HeraldPushMessage *
create_message (const char *title, const char *subtitle, const char *text)
{
  HeraldPushMessage *message = herald_push_message_new ();

  herald_push_message_set (message, HERALD_PUSH_TITLE, title);
  herald_push_message_set (message, HERALD_PUSH_SUBTITLE, subtitle);
  herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, text);
  return message;
}

static void
test_rules (void)
{
  g_assert_cmpuint (herald_surface_get_rules (HERALD_SURFACE_IOS_BANNER)->message_lines, ==, 2);
  g_assert_cmpuint (herald_surface_get_rules (HERALD_SURFACE_IOS_LOCK_SCREEN)->message_lines, ==,
                    4);
  g_assert_cmpuint (herald_surface_get_rules (HERALD_SURFACE_IOS_EXPANDED)->message_lines, ==,
                    HERALD_SURFACE_ALL_LINES);
  g_assert_cmpuint (herald_surface_get_rules (HERALD_SURFACE_ANDROID_COLLAPSED)->message_lines, ==,
                    1);
  for (HeraldSurface i = HERALD_SURFACE_ANDROID_COLLAPSED; i < HERALD_SURFACE_N; i++)
    g_assert_cmpuint (herald_surface_get_rules (i)->subtitle_lines, ==, 0);
}

static void
test_describe (void)
{
  g_autofree char *cut =
    herald_surface_describe (HERALD_SURFACE_IOS_LOCK_SCREEN, 4, HERALD_CUT_MESSAGE);
  g_autofree char *title = herald_surface_describe (HERALD_SURFACE_IOS_BANNER, 1, HERALD_CUT_TITLE);
  g_autofree char *whole =
    herald_surface_describe (HERALD_SURFACE_ANDROID_EXPANDED, 1, HERALD_CUT_NONE);

  g_assert_cmpstr (cut, ==, "iOS · lock screen, 4 lines, the end is cut");
  g_assert_cmpstr (title, ==, "iOS · banner, 1 line, the title is cut");
  g_assert_cmpstr (whole, ==, "Android · expanded, 1 line");
}

static void
test_issues (void)
{
  g_autoptr (GPtrArray) issues = herald_issues_new ();
  HeraldCut          cuts[HERALD_SURFACE_N] = { 0 };
  const HeraldIssue *issue = NULL;

  herald_surface_add_cut_issues (issues, cuts);
  g_assert_cmpuint (issues->len, ==, 0);

  cuts[HERALD_SURFACE_IOS_BANNER] = HERALD_CUT_MESSAGE;
  herald_surface_add_cut_issues (issues, cuts);
  g_assert_cmpuint (issues->len, ==, 1);
  issue = herald_issues_find (issues, "message");
  g_assert_nonnull (issue);
  g_assert_cmpint (issue->severity, ==, HERALD_SEVERITY_INFO);
  g_assert_cmpstr (issue->message, ==, "The end is cut on: iOS banner.");
}

static void
test_issues_of_many_surfaces (void)
{
  g_autoptr (GPtrArray) issues = herald_issues_new ();
  HeraldCut cuts[HERALD_SURFACE_N] = { 0 };

  cuts[HERALD_SURFACE_IOS_BANNER] = HERALD_CUT_MESSAGE;
  cuts[HERALD_SURFACE_IOS_LOCK_SCREEN] = HERALD_CUT_MESSAGE | HERALD_CUT_TITLE;
  herald_surface_add_cut_issues (issues, cuts);
  g_assert_cmpuint (issues->len, ==, 2);
  g_assert_cmpstr (herald_issues_find (issues, "message")->message, ==,
                   "The end is cut on: iOS banner, iOS lock screen.");
  g_assert_cmpint (herald_issues_find (issues, "message")->severity, ==, HERALD_SEVERITY_WARNING);
  g_assert_cmpstr (herald_issues_find (issues, "title")->message, ==,
                   "The end is cut on: iOS lock screen.");
}

static void
test_issues_replace_estimates (void)
{
  g_autoptr (HeraldPushMessage) message =
    create_message ("Spring sale", "",
                    "More than forty-nine characters, which many phones cut when collapsed.");
  g_autoptr (GPtrArray) issues = herald_push_message_validate (message);
  const HeraldCut cuts[HERALD_SURFACE_N] = { 0 };

  g_assert_nonnull (herald_issues_find (issues, "message"));
  herald_surface_add_cut_issues (issues, cuts);
  g_assert_null (herald_issues_find (issues, "message"));
}

static void
test_text (void)
{
  g_autoptr (HeraldPushMessage) message = create_message ("Spring sale", "Only today", "20 % off");
  g_autofree char *ios =
    herald_surface_to_text (HERALD_SURFACE_IOS_BANNER, message, "Contoso Shopper");
  g_autofree char *android = herald_surface_to_text (HERALD_SURFACE_ANDROID_EXPANDED, message, "");

  g_assert_cmpstr (ios, ==,
                   "Preview on iOS, banner. Contoso Shopper. Spring sale. Only today. 20 % off");
  g_assert_cmpstr (android, ==, "Preview on Android, expanded. Spring sale. 20 % off");
}

static void
test_direction (void)
{
  static const struct
  {
    const char *title;
    const char *text;
    gboolean    right_to_left;
  } table[] = {
    { "Spring sale", "תל אביב", FALSE },
    { "تخفيضات", "Sale", TRUE },
    { "20 % 🎉 שלום", "", TRUE },
    { "", "مرحبا", TRUE },
    { "", "", FALSE },
    { "123 🎉", "456", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (HeraldPushMessage) message = create_message (table[i].title, "", table[i].text);

      g_assert_cmpint (herald_surface_is_right_to_left (message), ==, table[i].right_to_left);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/surface/rules", test_rules);
  g_test_add_func ("/model/surface/describe", test_describe);
  g_test_add_func ("/model/surface/issues", test_issues);
  g_test_add_func ("/model/surface/issues-of-many", test_issues_of_many_surfaces);
  g_test_add_func ("/model/surface/issues-replace-estimates", test_issues_replace_estimates);
  g_test_add_func ("/model/surface/text", test_text);
  g_test_add_func ("/model/surface/direction", test_direction);
  return g_test_run ();
}
