/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a secret stays in the clipboard, as another program sees it: that one is a connection of
 * its own to the display. */
#include "config.h"

#include "base/herald-await.h"
#include "herald-ui-fixture.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-ui.h"

#define SECRET "not a real secret"
#define THEIRS "what somebody else copied"
#define SOON_MS 50

typedef struct
{
  GtkWidget    *widget; /* (owned) */
  GdkClipboard *ours;   /* (unowned): the display's */
  GdkDisplay   *other;  /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->widget = g_object_ref_sink (gtk_label_new ("x"));
  fixture->ours = gtk_widget_get_clipboard (fixture->widget);
  fixture->other = gdk_display_open (gdk_display_get_name (gdk_display_get_default ()));
  g_assert_nonnull (fixture->other);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  herald_clipboard_set_secret_ms (HERALD_CLIPBOARD_SECRET_SECONDS * 1000);
  g_object_unref (fixture->widget);
  gdk_display_close (fixture->other);
}

static gboolean
has_text (gpointer clipboard)
{
  return gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), G_TYPE_STRING);
}

static gboolean
has_no_text (gpointer clipboard)
{
  return !has_text (clipboard);
}

/* Returns: (transfer full): what is pasted there */
static char *
paste (GdkClipboard *clipboard)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  gdk_clipboard_read_text_async (clipboard, NULL, herald_await_cb, &await);
  return gdk_clipboard_read_text_finish (clipboard, herald_await_result (&await), NULL);
}

static gboolean
is_null (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

static gboolean
over_cb (gpointer pointer)
{
  *(gpointer *) pointer = NULL;
  return G_SOURCE_REMOVE;
}

/* A timer that begins later and takes longer ends later: by then a secret's time is over. */
static void
outlast (void)
{
  gpointer waiting = &waiting;

  g_timeout_add (SOON_MS + 1, over_cb, &waiting);
  herald_ui_wait_for (is_null, &waiting, "the time to be over");
}

static void
test_secret_leaves (Fixture *fixture, gconstpointer data)
{
  GdkClipboard    *theirs = gdk_display_get_clipboard (fixture->other);
  g_autofree char *pasted = NULL;
  gpointer         content;

  herald_clipboard_copy_secret (fixture->widget, SECRET);
  herald_ui_wait_for (has_text, theirs, "the secret to be there");
  pasted = paste (theirs);
  g_assert_cmpstr (pasted, ==, SECRET);
  herald_clipboard_set_secret_ms (SOON_MS);
  herald_clipboard_copy_secret (fixture->widget, SECRET);
  content = gdk_clipboard_get_content (fixture->ours);
  g_object_add_weak_pointer (G_OBJECT (content), &content);
  herald_ui_wait_for (is_null, &content, "the secret to be let go of");
  herald_ui_wait_for (has_no_text, theirs, "the clipboard to be empty");
}

/* The time of the first is not the second's. */
static void
test_time_begins_anew (Fixture *fixture, gconstpointer data)
{
  gpointer first;
  gpointer second;

  herald_clipboard_set_secret_ms (SOON_MS);
  herald_clipboard_copy_secret (fixture->widget, THEIRS);
  first = gdk_clipboard_get_content (fixture->ours);
  g_object_add_weak_pointer (G_OBJECT (first), &first);
  herald_clipboard_set_secret_ms (HERALD_CLIPBOARD_SECRET_SECONDS * 1000);
  herald_clipboard_copy_secret (fixture->widget, SECRET);
  g_assert_null (first);
  second = gdk_clipboard_get_content (fixture->ours);
  outlast ();
  g_assert_true (gdk_clipboard_get_content (fixture->ours) == second);
  herald_clipboard_clear_secret ();
}

static void
test_others_stays (Fixture *fixture, gconstpointer data)
{
  GdkClipboard    *theirs = gdk_display_get_clipboard (fixture->other);
  g_autofree char *left = NULL;
  gpointer         content;

  herald_clipboard_copy_secret (fixture->widget, SECRET);
  content = gdk_clipboard_get_content (fixture->ours);
  g_object_add_weak_pointer (G_OBJECT (content), &content);
  herald_ui_wait_for (has_text, theirs, "the secret to be there");
  gdk_clipboard_set_text (theirs, THEIRS);
  herald_ui_wait_for (is_null, &content, "the secret to be let go of");
  /* As at the end of the time. */
  herald_clipboard_clear_secret ();
  g_assert_false (gdk_clipboard_is_local (fixture->ours));
  herald_ui_wait_for (has_text, fixture->ours, "what the other copied");
  left = paste (fixture->ours);
  g_assert_cmpstr (left, ==, THEIRS);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();

  g_test_add ("/ui/clipboard/secret-leaves", Fixture, NULL, set_up, test_secret_leaves, tear_down);
  g_test_add ("/ui/clipboard/time-begins-anew", Fixture, NULL, set_up, test_time_begins_anew,
              tear_down);
  g_test_add ("/ui/clipboard/others-stays", Fixture, NULL, set_up, test_others_stays, tear_down);
  return g_test_run ();
}
