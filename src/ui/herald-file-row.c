/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a person chose without waiting for it, and not more than is wanted. */
#include "config.h"

#include "ui/herald-file-row.h"

#include "base/herald-error.h"

#include <glib/gi18n.h>

#define MAX_BYTES (256 * 1024) /* keys and service accounts have a few thousand */

struct _HeraldFileRow
{
  AdwActionRow parent_instance;

  char    *filter_name; /* (owned) */
  char    *pattern;     /* (owned) */
  guint    max_bytes;
  gboolean chosen;

  GCancellable         *cancellable; /* (owned) */
  GtkFileChooserNative *chooser;     /* (owned) (nullable): while it is open */

  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (HeraldFileRow, herald_file_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_0,
  PROP_FILTER_NAME,
  PROP_PATTERN,
  PROP_MAX_BYTES,
  PROP_CHOSEN,
  N_PROPS,
};

enum
{
  SIGNAL_FILE_READ,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

static void
report (HeraldFileRow *self, GFile *file, GError *error)
{
  g_autofree char *name = g_file_get_basename (file);

  if (herald_error_is_cancelled (error))
    return;
  g_prefix_error (&error, _("“%s” cannot be read: "), name);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

/* One byte more than allowed tells that there are too many; it may come in parts. */
static gboolean
is_more_wanted_cb (const char *content, goffset size, gpointer user_data)
{
  return size <= (goffset) HERALD_FILE_ROW (user_data)->max_bytes;
}

static void
read_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldFileRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  char            *data = NULL;
  gsize            size = 0;

  if (g_file_load_partial_contents_finish (G_FILE (source), result, &data, &size, NULL, &error))
    content = g_bytes_new_take (data, size);
  if (content != NULL && size > self->max_bytes)
    {
      g_autofree char *most = g_format_size (self->max_bytes);

      g_clear_pointer (&content, g_bytes_unref);
      /* Translators: a size such as “16.8 MB”. */
      g_set_error (&error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("it is too big, more than %s"), most);
    }
  if (content != NULL)
    g_signal_emit (self, signals[SIGNAL_FILE_READ], 0, name, content);
  else
    report (self, G_FILE (source), error);
}

static void
chooser_response_cb (HeraldFileRow *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL)
    herald_file_row_read (self, file);
}

static void
add_filters (HeraldFileRow *self)
{
  g_autoptr (GtkFileFilter) wanted = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) any = gtk_file_filter_new ();
  g_auto (GStrv) patterns = g_strsplit (self->pattern, ";", -1);

  gtk_file_filter_set_name (wanted, self->filter_name);
  for (gsize i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (wanted, patterns[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), wanted);
  gtk_file_filter_set_name (any, _("All Files"));
  gtk_file_filter_add_pattern (any, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), any);
}

static void
button_clicked_cb (HeraldFileRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;
  self->chooser =
    gtk_file_chooser_native_new (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)),
                                 GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_OPEN,
                                 _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  add_filters (self);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, HeraldFileRow *self)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  herald_file_row_read (self, G_FILE (files->data));
  return TRUE;
}

static void
update_button (HeraldFileRow *self)
{
  const char      *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  g_autofree char *spoken = NULL;

  gtk_button_set_label (self->button, self->chosen ? _("Replace…") : _("Choose…"));
  /* Translators: the button’s label, then what the file is for: “Choose… Signing key”. */
  spoken = g_strdup_printf (_("%s %s"), gtk_button_get_label (self->button), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

static void
title_changed_cb (HeraldFileRow *self)
{
  update_button (self);
}

static void
herald_file_row_dispose (GObject *object)
{
  HeraldFileRow *self = HERALD_FILE_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (herald_file_row_parent_class)->dispose (object);
}

static void
herald_file_row_finalize (GObject *object)
{
  HeraldFileRow *self = HERALD_FILE_ROW (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->filter_name, g_free);
  g_clear_pointer (&self->pattern, g_free);
  G_OBJECT_CLASS (herald_file_row_parent_class)->finalize (object);
}

static void
herald_file_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HeraldFileRow *self = HERALD_FILE_ROW (object);

  switch (prop_id)
    {
    case PROP_FILTER_NAME:
      g_value_set_string (value, self->filter_name);
      break;
    case PROP_PATTERN:
      g_value_set_string (value, self->pattern);
      break;
    case PROP_MAX_BYTES:
      g_value_set_uint (value, self->max_bytes);
      break;
    case PROP_CHOSEN:
      g_value_set_boolean (value, self->chosen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_file_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  HeraldFileRow *self = HERALD_FILE_ROW (object);

  switch (prop_id)
    {
    case PROP_FILTER_NAME:
      self->filter_name = g_value_dup_string (value);
      break;
    case PROP_PATTERN:
      self->pattern = g_value_dup_string (value);
      break;
    case PROP_MAX_BYTES:
      self->max_bytes = g_value_get_uint (value);
      break;
    case PROP_CHOSEN:
      self->chosen = g_value_get_boolean (value);
      update_button (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_file_row_class_init (HeraldFileRowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags     any = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GParamFlags     once = any | G_PARAM_CONSTRUCT_ONLY;

  object_class->dispose = herald_file_row_dispose;
  object_class->finalize = herald_file_row_finalize;
  object_class->get_property = herald_file_row_get_property;
  object_class->set_property = herald_file_row_set_property;

  properties[PROP_FILTER_NAME] = g_param_spec_string ("filter-name", NULL, NULL, "", once);
  properties[PROP_PATTERN] = g_param_spec_string ("pattern", NULL, NULL, "*", once);
  properties[PROP_MAX_BYTES] =
    g_param_spec_uint ("max-bytes", NULL, NULL, 1, G_MAXUINT - 1, MAX_BYTES, once);
  properties[PROP_CHOSEN] = g_param_spec_boolean ("chosen", NULL, NULL, FALSE, any);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_FILE_READ] =
    g_signal_new ("file-read", HERALD_TYPE_FILE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BYTES);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", HERALD_TYPE_FILE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-file-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldFileRow, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
}

static void
herald_file_row_init (HeraldFileRow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self, "notify::title", G_CALLBACK (title_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  update_button (self);
}

/**
 * herald_file_row_read:
 * @self: a file row
 * @file: the file that was chosen or dropped
 *
 * Reads it in the background; “file-read” or “failed” tells the end.
 */
void
herald_file_row_read (HeraldFileRow *self, GFile *file)
{
  g_return_if_fail (HERALD_IS_FILE_ROW (self));
  g_return_if_fail (G_IS_FILE (file));

  g_file_load_partial_contents_async (file, self->cancellable, is_more_wanted_cb, read_loaded_cb,
                                      g_object_ref (self));
}
