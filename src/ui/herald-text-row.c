/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A multi-line field that looks like an entry row; undo and redo are the text view's own. */
#include "config.h"

#include "ui/herald-text-row.h"

#include <glib/gi18n.h>

#define SMALLEST_HEIGHT 66
#define LARGEST_HEIGHT 220

struct _HeraldTextRow
{
  AdwPreferencesRow parent_instance;

  char *text; /* (owned) */
  guint limit;

  GtkLabel    *count;       /* (unowned): child */
  GtkLabel    *title_label; /* (unowned): child */
  GtkTextView *view;        /* (unowned): child */
};

G_DEFINE_FINAL_TYPE (HeraldTextRow, herald_text_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_LIMIT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
buffer_changed_cb (HeraldTextRow *self)
{
  GtkTextBuffer   *buffer = gtk_text_view_get_buffer (self->view);
  g_autofree char *count = NULL;

  g_free (self->text);
  g_object_get (buffer, "text", &self->text, NULL);
  count = herald_text_count (self->text, self->limit);
  gtk_label_set_text (self->count, count);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
title_changed_cb (HeraldTextRow *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));

  gtk_label_set_text (self->title_label, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

static gboolean
herald_text_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (HERALD_TEXT_ROW (widget)->view));
}

static void
herald_text_row_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_TEXT_ROW (object)->text, g_free);
  G_OBJECT_CLASS (herald_text_row_parent_class)->finalize (object);
}

static void
herald_text_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HeraldTextRow *self = HERALD_TEXT_ROW (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_LIMIT:
      g_value_set_uint (value, self->limit);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_text_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  HeraldTextRow *self = HERALD_TEXT_ROW (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      herald_text_row_set_text (self, g_value_get_string (value));
      break;
    case PROP_LIMIT:
      self->limit = g_value_get_uint (value);
      buffer_changed_cb (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_text_row_class_init (HeraldTextRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = herald_text_row_finalize;
  object_class->get_property = herald_text_row_get_property;
  object_class->set_property = herald_text_row_set_property;
  GTK_WIDGET_CLASS (klass)->grab_focus = herald_text_row_grab_focus;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  properties[PROP_LIMIT] = g_param_spec_uint ("limit", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static GtkLabel *
create_caption (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

/* The text view learns its height only after it got its width. */
static void
upper_changed_cb (GtkWidget *window)
{
  gtk_widget_queue_resize (window);
}

/* A text view of its own does not tell its height for a width, and grows without end. */
static GtkWidget *
create_scrolled_window (GtkWidget *view)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (window), SMALLEST_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (window), LARGEST_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (window), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), view);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window)),
                           "notify::upper", G_CALLBACK (upper_changed_cb), window,
                           G_CONNECT_SWAPPED);
  return window;
}

static void
herald_text_row_init (HeraldTextRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *captions = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->text = g_strdup ("");
  self->title_label = create_caption (captions);
  gtk_label_set_xalign (self->title_label, 0.f);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title_label), TRUE);
  self->count = create_caption (captions);
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "row-text");
  gtk_box_append (GTK_BOX (box), captions);
  gtk_box_append (GTK_BOX (box), create_scrolled_window (GTK_WIDGET (self->view)));
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  g_signal_connect (self, "notify::title", G_CALLBACK (title_changed_cb), NULL);
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed",
                           G_CALLBACK (buffer_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * herald_text_row_new:
 * @title: what is written here
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
herald_text_row_new (const char *title)
{
  return g_object_new (HERALD_TYPE_TEXT_ROW, "title", title, NULL);
}

/**
 * herald_text_row_get_text:
 * @self: a row
 *
 * Returns: (transfer none): what is written
 */
const char *
herald_text_row_get_text (HeraldTextRow *self)
{
  g_return_val_if_fail (HERALD_IS_TEXT_ROW (self), NULL);

  return self->text;
}

/**
 * herald_text_row_set_text:
 * @self: a row
 * @text: (nullable): the text of another document; undo does not go back behind it
 */
void
herald_text_row_set_text (HeraldTextRow *self, const char *text)
{
  GtkTextBuffer *buffer;

  g_return_if_fail (HERALD_IS_TEXT_ROW (self));

  if (g_strcmp0 (self->text, text != NULL ? text : "") == 0)
    return;
  buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (buffer);
}

/**
 * herald_text_count:
 * @text: a text
 * @limit: 0 for none
 *
 * Returns: (transfer full): the number of its characters, and the limit
 */
char *
herald_text_count (const char *text, guint limit)
{
  guint n_characters = 0;

  g_return_val_if_fail (text != NULL, NULL);

  n_characters = (guint) g_utf8_strlen (text, -1);
  if (limit == 0)
    return g_strdup_printf ("%u", n_characters);
  /* Translators: characters written, characters allowed. */
  return g_strdup_printf (_("%u / %u"), n_characters, limit);
}
