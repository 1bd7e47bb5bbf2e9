/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clipboard keeps a content provider of ours; while it is still the same one, the secret in it
 * is ours to remove, and nothing has to be read back. */
#include "config.h"

#include "ui/herald-clipboard.h"

static GdkContentProvider *secret_provider;  /* (owned) (nullable) */
static GdkClipboard       *secret_clipboard; /* (unowned): the display's */
static gulong              secret_changed_id;
static guint               secret_timeout_id;
static guint               secret_ms = HERALD_CLIPBOARD_SECRET_SECONDS * 1000;

/* What is in the clipboard stays there. */
static void
let_go (void)
{
  g_clear_handle_id (&secret_timeout_id, g_source_remove);
  if (secret_clipboard != NULL)
    g_clear_signal_handler (&secret_changed_id, secret_clipboard);
  g_clear_object (&secret_provider);
  secret_clipboard = NULL;
}

/* Nobody can paste it any more: it is not kept until the time is over. */
static void
changed_cb (GdkClipboard *clipboard, gpointer user_data)
{
  if (gdk_clipboard_get_content (clipboard) != secret_provider)
    let_go ();
}

static gboolean
secret_timeout_cb (gpointer user_data)
{
  secret_timeout_id = 0;
  herald_clipboard_clear_secret ();
  return G_SOURCE_REMOVE;
}

/**
 * herald_clipboard_copy:
 * @widget: any widget of the display
 * @text: the text
 */
void
herald_clipboard_copy (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/**
 * herald_clipboard_copy_secret:
 * @widget: any widget of the display
 * @secret: a token or key; not kept beyond the clipboard
 */
void
herald_clipboard_copy_secret (GtkWidget *widget, const char *secret)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (secret != NULL);

  /* One that is there is replaced and not taken out first: X tells of that a moment later, and what
   * came in the same millisecond would go. */
  let_go ();
  secret_clipboard = gtk_widget_get_clipboard (widget);
  secret_provider = gdk_content_provider_new_typed (G_TYPE_STRING, secret);
  gdk_clipboard_set_content (secret_clipboard, secret_provider);
  secret_changed_id = g_signal_connect (secret_clipboard, "changed", G_CALLBACK (changed_cb), NULL);
  secret_timeout_id = g_timeout_add (secret_ms, secret_timeout_cb, NULL);
}

/**
 * herald_clipboard_clear_secret:
 *
 * Empties the clipboard when it still holds the last secret that was copied.
 */
void
herald_clipboard_clear_secret (void)
{
  GdkClipboard  *clipboard = secret_clipboard;
  const gboolean is_there =
    clipboard != NULL && gdk_clipboard_get_content (clipboard) == secret_provider;

  let_go ();
  if (is_there)
    gdk_clipboard_set_content (clipboard, NULL);
}

/**
 * herald_clipboard_set_secret_ms:
 * @ms: how long a secret stays in the clipboard
 *
 * For every secret that is copied from now on. For tests.
 */
void
herald_clipboard_set_secret_ms (guint ms)
{
  secret_ms = ms;
}
