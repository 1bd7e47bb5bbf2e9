/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The previews cut text where the phones do, by rendered lines, and say so. */
#include "config.h"

#include "ui/herald-notification-preview.h"

typedef struct
{
  HeraldPushMessage         *message;
  HeraldNotificationPreview *previews[HERALD_SURFACE_N];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->message = herald_push_message_new ();
  herald_push_message_set (fixture->message, HERALD_PUSH_TITLE, "Spring sale");
  for (HeraldSurface i = 0; i < HERALD_SURFACE_N; i++)
    {
      fixture->previews[i] =
        g_object_ref_sink (HERALD_NOTIFICATION_PREVIEW (herald_notification_preview_new (i, TRUE)));
      herald_notification_preview_set_app_name (fixture->previews[i], "Contoso Shopper");
      herald_notification_preview_set_message (fixture->previews[i], fixture->message);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (HeraldSurface i = 0; i < HERALD_SURFACE_N; i++)
    g_assert_finalize_object (fixture->previews[i]);
  g_assert_finalize_object (fixture->message);
}

static void
set_lines (Fixture *fixture, guint n_lines)
{
  g_autoptr (GString) text = g_string_new ("1");

  for (guint i = 2; i <= n_lines; i++)
    g_string_append_printf (text, "\n%u", i);
  herald_push_message_set (fixture->message, HERALD_PUSH_MESSAGE_TEXT, text->str);
}

static void
assert_lines (Fixture *fixture, HeraldSurface surface, guint n_lines, gboolean cut)
{
  HeraldNotificationPreview *preview = fixture->previews[surface];

  g_assert_cmpuint (herald_notification_preview_get_n_lines (preview, HERALD_CUT_MESSAGE), ==,
                    n_lines);
  g_assert_cmpint ((herald_notification_preview_get_cut (preview) & HERALD_CUT_MESSAGE) != 0, ==,
                   cut);
}

static void
test_line_feeds (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    HeraldSurface surface;
    guint         limit;
  } limits[] = {
    { HERALD_SURFACE_IOS_BANNER, 2 },
    { HERALD_SURFACE_IOS_LOCK_SCREEN, 4 },
    { HERALD_SURFACE_ANDROID_COLLAPSED, 1 },
    { HERALD_SURFACE_ANDROID_EXPANDED, 13 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      set_lines (fixture, limits[i].limit);
      assert_lines (fixture, limits[i].surface, limits[i].limit, FALSE);
      set_lines (fixture, limits[i].limit + 1);
      assert_lines (fixture, limits[i].surface, limits[i].limit, TRUE);
    }
  set_lines (fixture, 40);
  assert_lines (fixture, HERALD_SURFACE_IOS_EXPANDED, 40, FALSE);
}

static void
test_wrapped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < 400)
    g_string_append (text, "twenty percent off ");
  herald_push_message_set (fixture->message, HERALD_PUSH_MESSAGE_TEXT, text->str);
  assert_lines (fixture, HERALD_SURFACE_IOS_BANNER, 2, TRUE);
  assert_lines (fixture, HERALD_SURFACE_IOS_LOCK_SCREEN, 4, TRUE);
  assert_lines (fixture, HERALD_SURFACE_ANDROID_COLLAPSED, 1, TRUE);
  g_assert_cmpuint (herald_notification_preview_get_cut (
                      fixture->previews[HERALD_SURFACE_IOS_EXPANDED]),
                    ==, HERALD_CUT_NONE);
  g_assert_cmpuint (herald_notification_preview_get_n_lines (fixture->previews
                                                               [HERALD_SURFACE_IOS_EXPANDED],
                                                             HERALD_CUT_MESSAGE),
                    >, 4);
}

static void
test_long_text_of_one_word (Fixture *fixture, gconstpointer data)
{
  g_autofree char *word = g_strnfill (20000, 'w');

  herald_push_message_set (fixture->message, HERALD_PUSH_MESSAGE_TEXT, word);
  assert_lines (fixture, HERALD_SURFACE_IOS_LOCK_SCREEN, 4, TRUE);
}

static void
test_invisible_characters (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("a");

  /* More characters than any line holds, none of which takes room. */
  for (int i = 0; i < 3000; i++)
    g_string_append (text, "\xe2\x81\xa0");
  g_string_append (text, "b");
  herald_push_message_set (fixture->message, HERALD_PUSH_MESSAGE_TEXT, text->str);
  assert_lines (fixture, HERALD_SURFACE_IOS_LOCK_SCREEN, 1, FALSE);
}

static void
test_title_and_subtitle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (120, 'm');

  herald_push_message_set (fixture->message, HERALD_PUSH_TITLE, longest);
  herald_push_message_set (fixture->message, HERALD_PUSH_SUBTITLE, longest);
  g_assert_cmpuint (herald_notification_preview_get_cut (
                      fixture->previews[HERALD_SURFACE_IOS_BANNER]),
                    ==, HERALD_CUT_TITLE | HERALD_CUT_SUBTITLE);
  g_assert_cmpuint (herald_notification_preview_get_cut (
                      fixture->previews[HERALD_SURFACE_ANDROID_EXPANDED]),
                    ==, HERALD_CUT_TITLE);
  g_assert_cmpuint (herald_notification_preview_get_cut (
                      fixture->previews[HERALD_SURFACE_IOS_EXPANDED]),
                    ==, HERALD_CUT_NONE);
  g_assert_cmpuint (herald_notification_preview_get_n_lines (fixture->previews
                                                               [HERALD_SURFACE_ANDROID_EXPANDED],
                                                             HERALD_CUT_SUBTITLE),
                    ==, 0);
}

static void
test_caption (Fixture *fixture, gconstpointer data)
{
  HeraldNotificationPreview *lock = fixture->previews[HERALD_SURFACE_IOS_LOCK_SCREEN];

  set_lines (fixture, 5);
  g_assert_cmpstr (herald_notification_preview_get_caption (lock), ==,
                   "iOS · lock screen, 4 lines, the end is cut");
  set_lines (fixture, 3);
  g_assert_cmpstr (herald_notification_preview_get_caption (lock), ==,
                   "iOS · lock screen, 3 lines");
}

static void
count_cb (guint *n_notified)
{
  (*n_notified)++;
}

static void
test_notify (Fixture *fixture, gconstpointer data)
{
  guint n_notified = 0;

  g_signal_connect_swapped (fixture->previews[HERALD_SURFACE_IOS_BANNER], "notify::cut",
                            G_CALLBACK (count_cb), &n_notified);
  set_lines (fixture, 2);
  g_assert_cmpuint (n_notified, ==, 0);
  set_lines (fixture, 3);
  set_lines (fixture, 4);
  g_assert_cmpuint (n_notified, ==, 1);
}

static int
measure_height (HeraldNotificationPreview *preview, int width)
{
  int height = 0;

  gtk_widget_measure (GTK_WIDGET (preview), GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL,
                      NULL);
  return height;
}

static void
test_narrow_keeps_lines (Fixture *fixture, gconstpointer data)
{
  HeraldNotificationPreview *lock = fixture->previews[HERALD_SURFACE_IOS_LOCK_SCREEN];

  herald_push_message_set (fixture->message, HERALD_PUSH_MESSAGE_TEXT,
                           "A sentence that takes two lines on a phone of any width at all.");
  g_assert_cmpuint (herald_notification_preview_get_n_lines (lock, HERALD_CUT_MESSAGE), ==, 2);
  g_assert_cmpint (measure_height (lock, 240), <, measure_height (lock, 390));
  g_assert_cmpuint (herald_notification_preview_get_n_lines (lock, HERALD_CUT_MESSAGE), ==, 2);
}

static void
test_large_text (Fixture *fixture, gconstpointer data)
{
  HeraldNotificationPreview *banner = fixture->previews[HERALD_SURFACE_IOS_BANNER];
  int                        height = 0;

  herald_push_message_set (fixture->message, HERALD_PUSH_MESSAGE_TEXT,
                           "A sentence that takes two lines on a phone of any width at all.");
  g_assert_cmpuint (herald_notification_preview_get_cut (banner), ==, HERALD_CUT_NONE);
  height = measure_height (banner, 390);
  herald_notification_preview_set_text_scale (banner, 2.0);
  g_assert_cmpuint (herald_notification_preview_get_cut (banner), ==, HERALD_CUT_MESSAGE);
  g_assert_cmpint (measure_height (banner, 390), >, height);
}

static void
test_right_to_left (Fixture *fixture, gconstpointer data)
{
  HeraldNotificationPreview *lock = fixture->previews[HERALD_SURFACE_IOS_LOCK_SCREEN];

  g_assert_false (herald_notification_preview_is_right_to_left (lock));
  herald_push_message_set (fixture->message, HERALD_PUSH_TITLE, "تخفيضات الربيع 🎉");
  g_assert_true (herald_notification_preview_is_right_to_left (lock));
  set_lines (fixture, 5);
  assert_lines (fixture, HERALD_SURFACE_IOS_LOCK_SCREEN, 4, TRUE);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  GtkAccessible *lock = GTK_ACCESSIBLE (fixture->previews[HERALD_SURFACE_IOS_LOCK_SCREEN]);

  herald_push_message_set (fixture->message, HERALD_PUSH_MESSAGE_TEXT, "Until midnight");
  gtk_test_accessible_assert_role (lock, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (lock, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Preview on iOS, lock screen. Contoso Shopper. Spring sale. "
                                       "Until midnight");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/ui/notification-preview/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  ADD ("line-feeds", test_line_feeds);
  ADD ("wrapped", test_wrapped);
  ADD ("long-word", test_long_text_of_one_word);
  ADD ("invisible", test_invisible_characters);
  ADD ("title-and-subtitle", test_title_and_subtitle);
  ADD ("caption", test_caption);
  ADD ("notify", test_notify);
  ADD ("narrow", test_narrow_keeps_lines);
  ADD ("large-text", test_large_text);
  ADD ("right-to-left", test_right_to_left);
  ADD ("accessible", test_accessible);
  return g_test_run ();
}
