/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the notification centre. */
#include "config.h"

#include "model/herald-inapp-entry.h"

static void
add (GPtrArray *entries, const char *title, HeraldPriority priority, gint64 created_us)
{
  g_autoptr (HeraldInappMessage) message = herald_inapp_message_new ();

  herald_inapp_message_set_title (message, title);
  herald_inapp_message_set_priority (message, priority);
  g_ptr_array_add (entries, herald_inapp_entry_new ("4f1c7e0a-0000-4000-8000-000000000001",
                                                    "4f1c7e0a-0000-4000-8000-000000000002", NULL,
                                                    message, created_us, 0));
}

static const char *
get_title (GPtrArray *entries, guint index)
{
  return herald_inapp_message_get_title (
    herald_inapp_entry_get_message (g_ptr_array_index (entries, index)));
}

static void
test_order (void)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  add (entries, "old", HERALD_PRIORITY_NORMAL, 1000);
  add (entries, "new", HERALD_PRIORITY_NORMAL, 3000);
  add (entries, "old but high", HERALD_PRIORITY_HIGH, 500);
  add (entries, "new and high", HERALD_PRIORITY_HIGH, 2000);
  g_ptr_array_sort (entries, herald_inapp_entry_compare);
  g_assert_cmpstr (get_title (entries, 0), ==, "new and high");
  g_assert_cmpstr (get_title (entries, 1), ==, "old but high");
  g_assert_cmpstr (get_title (entries, 2), ==, "new");
  g_assert_cmpstr (get_title (entries, 3), ==, "old");
}

static void
test_equal (void)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  add (entries, "one", HERALD_PRIORITY_NORMAL, 1000);
  add (entries, "two", HERALD_PRIORITY_NORMAL, 1000);
  g_assert_cmpint (herald_inapp_entry_compare (&entries->pdata[0], &entries->pdata[1]), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/inapp-entry/order", test_order);
  g_test_add_func ("/model/inapp-entry/equal", test_equal);
  return g_test_run ();
}
