/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The code that is entered elsewhere: how it is read by a camera, runs out, and is waited for where
 * the service is silent; and how the dialogs look with long texts and from right to left. */
#include "config.h"

#include "herald-ui-fixture.h"
#include "herald-ui-organization.h"
#include "ui/herald-connection-row.h"
#include "ui/herald-environment-editor.h"
#include "ui/herald-environment-finder.h"
#include "ui/herald-qr-code.h"
#include "ui/herald-sign-in-dialog.h"
#include "ui/herald-ui.h"

#include <string.h>

/* The narrowest window (conventions, accessibility). */
#define NARROWEST 360

static HeraldUiFixture     fixture;
static HeraldEmulatorInfo *info; /* (owned) */

static gboolean
is_open (gpointer data)
{
  return herald_workspace_get_state (fixture.workspace) == HERALD_WORKSPACE_OPEN;
}

static void
signed_in_cb (HeraldWorkspace *workspace)
{
  herald_workspace_retry (workspace);
}

static GtkWidget *
open_dialog (void)
{
  HeraldSignInDialog *dialog =
    herald_sign_in_dialog_new (GTK_WINDOW (fixture.window), fixture.workspace,
                               herald_workspace_get_environment (fixture.workspace), NULL, NULL);

  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (signed_in_cb), fixture.workspace,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  herald_ui_settle ();
  return GTK_WIDGET (dialog);
}

static GtkWidget *
open_code (void)
{
  GtkWidget *dialog = open_dialog ();

  g_signal_emit_by_name (herald_ui_find_named (dialog, ADW_TYPE_ACTION_ROW, "Use a _code"),
                         "activated");
  herald_ui_wait_for_code (dialog);
  herald_ui_settle ();
  return dialog;
}

static void
press (GtkWidget *root, const char *label)
{
  GtkWidget *button = herald_ui_find_named (root, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  herald_ui_settle ();
}

/* The mapped label that tells the time left. */
static const char *
find_time (GtkWidget *root)
{
  const char *found = NULL;

  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root) &&
      g_str_has_prefix (gtk_label_get_text (GTK_LABEL (root)), "Waiting for "))
    return gtk_label_get_text (GTK_LABEL (root));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_time (child);
  return found;
}

typedef struct
{
  GtkWidget *dialog;
  char      *time; /* (owned) */
} Countdown;

static gboolean
has_gone_on (gpointer data)
{
  Countdown  *countdown = data;
  const char *time = find_time (countdown->dialog);

  return time != NULL && strcmp (time, countdown->time) != 0;
}

/* The time left is told while it passes. The emulated clock runs ahead, so that the service finds
 * the code too old. */
static void
test_expired (void)
{
  char            *id = herald_ui_organization_add (&fixture, info);
  g_autofree char *first = NULL;
  Countdown        countdown = { .time = NULL };
  GtkWidget       *dialog;

  herald_ui_organization_open (&fixture, id);
  dialog = open_code ();
  first = g_strdup (herald_ui_find_code (dialog));
  countdown.dialog = dialog;
  countdown.time = g_strdup (find_time (dialog));
  g_assert_nonnull (countdown.time);
  herald_ui_wait_for (has_gone_on, &countdown, "the time to pass");
  g_free (countdown.time);
  herald_ui_administer (info, "POST", "/_herald/clock", "{\"advanceSeconds\":901}");
  herald_ui_wait_for_text (dialog, "The code has expired");
  press (dialog, "_Get a New Code");
  herald_ui_wait_for_code (dialog);
  g_assert_cmpstr (herald_ui_find_code (dialog), !=, first);
  herald_ui_approve (info, dialog, NULL);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  herald_ui_organization_remove (&fixture, id);
}

static gboolean
is_not_silent (gpointer dialog)
{
  return !herald_ui_shows (dialog, "does not answer at the moment");
}

/* A service that is gone for a while ends nothing, and is told of. */
static void
test_silent (void)
{
  char            *id = herald_ui_organization_add (&fixture, info);
  g_autofree char *fault =
    g_strdup_printf ("{\"match\":{\"method\":\"POST\",\"path\":\"/%s/oauth2/v2.0/token\"},"
                     "\"do\":{\"drop\":true}}",
                     herald_emulator_info_get (info, HERALD_EMULATOR_INFO_TENANT_ID));
  GtkWidget *dialog;

  herald_ui_organization_open (&fixture, id);
  dialog = open_code ();
  g_assert_true (is_not_silent (dialog));
  herald_ui_administer (info, "POST", "/_herald/faults", fault);
  herald_ui_wait_for_text (dialog, "does not answer at the moment");
  herald_ui_administer (info, "DELETE", "/_herald/faults", "");
  herald_ui_wait_for (is_not_silent, dialog, "the service to answer again");
  g_assert_nonnull (herald_ui_find_code (dialog));
  herald_ui_approve (info, dialog, NULL);
  herald_ui_wait_for (is_open, NULL, "the organisation to open");
  herald_ui_organization_remove (&fixture, id);
}

/* Returns: (transfer full) (nullable): what is drawn now; NULL before the first frame */
static GskRenderNode *
dup_node (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  return gtk_snapshot_free_to_node (snapshot);
}

static gboolean
is_drawn (gpointer widget)
{
  g_autoptr (GskRenderNode) node = dup_node (widget);

  return node != NULL;
}

/* As the screen shows it. */
static void
save_picture (GtkWidget *widget, const char *path)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  graphene_rect_t bounds;

  herald_ui_wait_for (is_drawn, widget, "the picture");
  node = dup_node (widget);
  bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                               (float) gtk_widget_get_height (widget));
  texture = gsk_renderer_render_texture (renderer, node, &bounds);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

/* ZBar, which nobody here wrote, reads the address off the picture: Debian's zbar-tools. */
static void
test_camera (void)
{
  char            *id = herald_ui_organization_add (&fixture, info);
  g_autofree char *zbarimg = g_find_program_in_path ("zbarimg");
  g_autofree char *path = g_build_filename (fixture.dir, "code.png", NULL);
  g_autofree char *read = NULL;
  g_autofree char *address = NULL;
  const char      *words[] = { "zbarimg", "--quiet", "--raw", path, NULL };
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog;
  GtkWidget *code;
  int        status = 0;

  if (zbarimg == NULL)
    g_error ("zbarimg is missing (Debian: zbar-tools)");
  herald_ui_organization_open (&fixture, id);
  dialog = open_code ();
  code = herald_ui_find (dialog, HERALD_TYPE_QR_CODE);
  g_object_get (code, "text", &address, NULL);
  save_picture (code, path);
  g_spawn_sync (NULL, (char **) (gsize) words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &read, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  g_assert_cmpstr (g_strchomp (read), ==, address);
  gtk_window_destroy (GTK_WINDOW (dialog));
  herald_ui_organization_remove (&fixture, id);
}

static int
measure (GtkWidget *widget)
{
  int minimum = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* Words without a place to break a line at, as services write them, widen nothing. */
static void
test_long_texts (void)
{
  g_autofree char *endless = g_strnfill (2000, 'w');
  const char      *details[] = { endless, "short", NULL };
  g_autoptr (HeraldConnectionStep) step = herald_connection_step_new ("tls", "Encryption");
  GtkWidget *row = g_object_ref_sink (herald_connection_row_new (step));

  herald_connection_step_start (step);
  herald_connection_step_end (step, HERALD_CONNECTION_FAILED, 123456, endless, endless, details);
  g_assert_cmpint (measure (row), <=, NARROWEST);
  g_assert_true (herald_ui_shows (row, "short"));
  g_object_unref (row);
}

static gboolean
is_before (GtkWidget *first, GtkWidget *second)
{
  double x = 0;

  g_assert_true (gtk_widget_translate_coordinates (first, second, 0, 0, &x, NULL));
  return x < 0;
}

static gboolean
is_laid_out (gpointer widget)
{
  return gtk_widget_get_width (widget) > 0;
}

/* The arrow of a row points and stands where lines end, and nothing becomes too wide. */
static void
assert_mirrored (GtkWidget *row)
{
  GtkWidget *arrow = herald_ui_find (row, GTK_TYPE_IMAGE);
  GtkWidget *label = herald_ui_find (row, GTK_TYPE_LABEL);

  g_assert_nonnull (arrow);
  g_assert_cmpint (gtk_widget_get_direction (row), ==, GTK_TEXT_DIR_RTL);
  herald_ui_wait_for (is_laid_out, arrow, "the row's place");
  /* The first image of a row with an icon is the icon, which begins the line. */
  g_assert_true (is_before (label, arrow));
}

static void
test_right_to_left (void)
{
  char      *id = herald_ui_organization_add (&fixture, info);
  GtkWidget *editor;
  GtkWidget *finder;
  GtkWidget *dialog;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  herald_ui_organization_open (&fixture, id);
  dialog = open_dialog ();
  assert_mirrored (herald_ui_find_named (dialog, ADW_TYPE_ACTION_ROW, "Open the _browser"));
  g_assert_cmpint (measure (dialog), <=, NARROWEST);
  gtk_window_destroy (GTK_WINDOW (dialog));
  dialog = open_code ();
  g_assert_cmpint (measure (dialog), <=, NARROWEST);
  gtk_window_destroy (GTK_WINDOW (dialog));
  editor = g_object_ref_sink (
    herald_environment_editor_new (fixture.workspace,
                                   herald_workspace_get_environment (fixture.workspace)));
  g_assert_cmpint (measure (editor), <=, NARROWEST);
  g_object_unref (editor);
  finder = g_object_ref_sink (herald_environment_finder_new (fixture.workspace));
  g_assert_cmpint (measure (finder), <=, NARROWEST);
  g_object_unref (finder);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  herald_ui_organization_remove (&fixture, id);
}

int
main (int argc, char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  herald_ui_init ();
  herald_ui_fixture_open (&fixture);
  info =
    g_object_ref (herald_session_get_emulator (herald_workspace_get_session (fixture.workspace)));
  g_test_add_func ("/ui/sign-in-code/camera", test_camera);
  g_test_add_func ("/ui/sign-in-code/silent", test_silent);
  g_test_add_func ("/ui/sign-in-code/long-texts", test_long_texts);
  g_test_add_func ("/ui/sign-in-code/right-to-left", test_right_to_left);
  g_test_add_func ("/ui/sign-in-code/expired", test_expired);
  status = g_test_run ();
  g_clear_object (&info);
  herald_ui_fixture_close (&fixture);
  return status;
}
