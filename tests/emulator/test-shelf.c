/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shelf is bounded, and what falls off it is freed. */
#include "config.h"

#include "emulator/herald-emulator-shelf.h"

#include <string.h>

#define TOKEN_LENGTH 43 /* 256 bits as base64url */

static guint n_freed;

static void
free_item (gpointer item)
{
  n_freed++;
  g_free (item);
}

static HeraldEmulatorShelf *
make_shelf (guint most)
{
  n_freed = 0;
  return herald_emulator_shelf_new (most, free_item);
}

static void
test_tokens (void)
{
  g_autoptr (HeraldEmulatorShelf) shelf = make_shelf (2);
  g_autofree char *first = g_strdup (herald_emulator_shelf_add (shelf, g_strdup ("a")));
  g_autofree char *second = g_strdup (herald_emulator_shelf_add (shelf, g_strdup ("b")));

  g_assert_cmpuint (strlen (first), ==, TOKEN_LENGTH);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpstr (herald_emulator_shelf_find (shelf, first), ==, "a");
  g_assert_cmpstr (herald_emulator_shelf_find (shelf, second), ==, "b");
  g_assert_null (herald_emulator_shelf_find (shelf, "c"));
  g_assert_null (herald_emulator_shelf_find (shelf, NULL));
}

static void
test_bounded (void)
{
  g_autoptr (HeraldEmulatorShelf) shelf = make_shelf (2);
  g_autofree char *first = g_strdup (herald_emulator_shelf_add (shelf, g_strdup ("a")));
  g_autofree char *second = g_strdup (herald_emulator_shelf_add (shelf, g_strdup ("b")));

  herald_emulator_shelf_add (shelf, g_strdup ("c"));
  g_assert_null (herald_emulator_shelf_find (shelf, first));
  g_assert_cmpuint (n_freed, ==, 1);
  /* What was taken away makes room. */
  herald_emulator_shelf_remove (shelf, second);
  g_assert_cmpuint (n_freed, ==, 2);
  herald_emulator_shelf_add (shelf, g_strdup ("d"));
  g_assert_cmpuint (n_freed, ==, 2);
  herald_emulator_shelf_remove (shelf, second);
  herald_emulator_shelf_clear (shelf);
  g_assert_cmpuint (n_freed, ==, 4);
}

static void
test_names (void)
{
  g_autoptr (HeraldEmulatorShelf) shelf = make_shelf (2);

  g_assert_true (herald_emulator_shelf_add_as (shelf, "x", g_strdup ("a")));
  g_assert_false (herald_emulator_shelf_add_as (shelf, "x", g_strdup ("b")));
  g_assert_cmpuint (n_freed, ==, 1);
  g_assert_cmpstr (herald_emulator_shelf_find (shelf, "x"), ==, "a");
}

static gboolean
is_text (gpointer item, gconstpointer text)
{
  return strcmp (item, text) == 0;
}

static void
test_search (void)
{
  g_autoptr (HeraldEmulatorShelf) shelf = make_shelf (4);

  herald_emulator_shelf_add (shelf, g_strdup ("a"));
  herald_emulator_shelf_add (shelf, g_strdup ("b"));
  g_assert_cmpstr (herald_emulator_shelf_search (shelf, is_text, "a"), ==, "a");
  g_assert_null (herald_emulator_shelf_search (shelf, is_text, "c"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/shelf/tokens", test_tokens);
  g_test_add_func ("/emulator/shelf/bounded", test_bounded);
  g_test_add_func ("/emulator/shelf/names", test_names);
  g_test_add_func ("/emulator/shelf/search", test_search);
  return g_test_run ();
}
