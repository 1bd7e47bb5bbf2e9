/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits by running the main loop; a watchdog turns a wait without end into a failure. */
#include "config.h"

#include "herald-ui-fixture.h"

#include "herald-test-dir.h"

#include <string.h>

#define PATIENCE_SECONDS 120
/* Where drawing takes longer than a frame, something is always left to do. */
#define ENOUGH_ITERATIONS 200

static gboolean
is_open (gpointer data)
{
  HeraldWorkspaceState state = herald_workspace_get_state (data);

  if (state == HERALD_WORKSPACE_FAILED)
    g_error ("The environment does not open: %s", herald_workspace_get_error (data)->message);
  return state == HERALD_WORKSPACE_OPEN;
}

static gboolean
out_of_patience_cb (gpointer what)
{
  g_error ("Still waiting for %s after %d seconds", (const char *) what, PATIENCE_SECONDS);
  return G_SOURCE_REMOVE;
}

static gboolean
has_name (GtkWidget *widget, const char *name)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), name) == 0)
    return TRUE;
  if (GTK_IS_LABEL (widget))
    return strcmp (gtk_label_get_text (GTK_LABEL (widget)), name) == 0;
  return ADW_IS_PREFERENCES_ROW (widget) &&
         g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), name) == 0;
}

static GtkWidget *
find (GtkWidget *root, GType type, const char *name)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (name == NULL || has_name (root, name)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/**
 * herald_ui_fixture_open:
 * @self: a zeroed fixture
 *
 * Opens the window and waits until the environment is open.
 */
void
herald_ui_fixture_open (HeraldUiFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldFolders) folders = NULL;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  self->dir = herald_test_dir_new ();
  folders = herald_folders_new (self->dir, &error);
  g_assert_no_error (error);
  self->workspace = herald_workspace_new (folders);
  self->window = herald_window_new (NULL, self->workspace);
  herald_workspace_start (self->workspace, NULL);
  gtk_window_present (GTK_WINDOW (self->window));
  herald_ui_wait_for (is_open, self->workspace, "the environment");
}

/**
 * herald_ui_fixture_close:
 * @self: an open fixture
 *
 * Closes the window, stops the emulator and removes the folder.
 */
void
herald_ui_fixture_close (HeraldUiFixture *self)
{
  herald_workspace_stop (self->workspace);
  gtk_window_destroy (GTK_WINDOW (self->window));
  herald_ui_settle ();
  g_assert_finalize_object (self->workspace);
  herald_test_dir_remove (self->dir);
  g_clear_pointer (&self->dir, g_free);
}

/**
 * herald_ui_wait_for:
 * @condition: what to wait for
 * @data: for @condition
 * @what: its name, for the failure
 *
 * Runs the main loop until @condition holds.
 */
void
herald_ui_wait_for (HeraldUiCondition condition, gpointer data, const char *what)
{
  g_autofree char *name = g_strdup (what);
  guint            watchdog_id = g_timeout_add_seconds (PATIENCE_SECONDS, out_of_patience_cb, name);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog_id);
}

/**
 * herald_ui_settle:
 *
 * Runs the main loop until nothing is left to do at once, or not much longer.
 */
void
herald_ui_settle (void)
{
  guint n_left = ENOUGH_ITERATIONS;

  while (n_left-- > 0 && g_main_context_iteration (NULL, FALSE))
    continue;
}

/**
 * herald_ui_find:
 * @root: where to look
 * @type: of what
 *
 * Returns: (transfer none) (nullable): the first visible one
 */
GtkWidget *
herald_ui_find (GtkWidget *root, GType type)
{
  return find (root, type, NULL);
}

/**
 * herald_ui_find_named:
 * @root: where to look
 * @type: of what
 * @name: its label or title
 *
 * Returns: (transfer none) (nullable): the first visible one
 */
GtkWidget *
herald_ui_find_named (GtkWidget *root, GType type, const char *name)
{
  return find (root, type, name);
}

/**
 * herald_ui_shows:
 * @root: where to look
 * @text: a part of a text
 *
 * Returns: whether a visible label contains it
 */
gboolean
herald_ui_shows (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (herald_ui_shows (child, text))
      return TRUE;
  return FALSE;
}

typedef struct
{
  GtkWidget  *root;
  const char *text;
} Shown;

static gboolean
is_shown (gpointer data)
{
  const Shown *shown = data;

  return herald_ui_shows (shown->root, shown->text);
}

/**
 * herald_ui_wait_for_text:
 * @root: where to look
 * @text: a part of a text
 */
void
herald_ui_wait_for_text (GtkWidget *root, const char *text)
{
  Shown shown = { root, text };

  herald_ui_wait_for (is_shown, &shown, text);
}

/**
 * herald_ui_find_window:
 * @type: of what
 *
 * Returns: (transfer none) (nullable): the first open window of the type
 */
GtkWidget *
herald_ui_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type) && gtk_widget_get_visible (window))
        return window;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return herald_ui_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

/**
 * herald_ui_answer_dialog:
 * @text: what it has to say
 * @response: the answer
 */
void
herald_ui_answer_dialog (const char *text, const char *response)
{
  GtkWidget *dialog;

  herald_ui_wait_for (has_dialog, NULL, "a question");
  dialog = herald_ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_true (herald_ui_shows (dialog, text));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/**
 * herald_ui_dup_copied:
 * @widget: any widget
 *
 * Returns: (transfer full): the text that was copied last
 */
char *
herald_ui_dup_copied (GtkWidget *widget)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto (GValue) copied = G_VALUE_INIT;

  g_assert_nonnull (content);
  g_value_init (&copied, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &copied, NULL));
  return g_value_dup_string (&copied);
}
