/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cancellables that end with others, and those that newer ones replace. */
#include "config.h"

#include "base/herald-cancellable.h"

static void
test_follow (void)
{
  g_autoptr (GCancellable) child = g_cancellable_new ();
  g_autoptr (GCancellable) first = g_cancellable_new ();
  g_autoptr (GCancellable) second = g_cancellable_new ();

  herald_cancellable_follow (child, NULL);
  herald_cancellable_follow (child, first);
  herald_cancellable_follow (child, second);
  g_assert_false (g_cancellable_is_cancelled (child));
  g_cancellable_cancel (second);
  g_assert_true (g_cancellable_is_cancelled (child));
  g_assert_false (g_cancellable_is_cancelled (first));
}

static void
test_follow_ended (void)
{
  g_autoptr (GCancellable) child = g_cancellable_new ();
  g_autoptr (GCancellable) parent = g_cancellable_new ();

  g_cancellable_cancel (parent);
  herald_cancellable_follow (child, parent);
  g_assert_true (g_cancellable_is_cancelled (child));
}

static void
test_child_goes_first (void)
{
  g_autoptr (GCancellable) parent = g_cancellable_new ();
  GCancellable *child = g_cancellable_new ();
  gpointer      watched = child;

  g_object_add_weak_pointer (G_OBJECT (child), &watched);
  herald_cancellable_follow (child, parent);
  g_object_unref (child);
  g_assert_null (watched);
  g_cancellable_cancel (parent);
}

static void
test_renew (void)
{
  g_autoptr (GCancellable) parent = g_cancellable_new ();
  g_autoptr (GCancellable) place = NULL;
  g_autoptr (GCancellable) former = NULL;

  former = g_object_ref (herald_cancellable_renew (&place, parent));
  g_assert_true (former == place);
  g_assert_true (herald_cancellable_renew (&place, parent) == place);
  g_assert_true (former != place);
  g_assert_true (g_cancellable_is_cancelled (former));
  g_assert_false (g_cancellable_is_cancelled (place));
  g_cancellable_cancel (parent);
  g_assert_true (g_cancellable_is_cancelled (place));
  herald_cancellable_renew (&place, NULL);
  g_assert_false (g_cancellable_is_cancelled (place));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/cancellable/follow", test_follow);
  g_test_add_func ("/base/cancellable/follow-ended", test_follow_ended);
  g_test_add_func ("/base/cancellable/child-goes-first", test_child_goes_first);
  g_test_add_func ("/base/cancellable/renew", test_renew);
  return g_test_run ();
}
