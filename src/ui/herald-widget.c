/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GTK 4.8 has no gtk_widget_dispose_template(): a widget lets its children go by itself. */
#include "config.h"

#include "ui/herald-widget.h"

#include <string.h>

/* More than anybody types and takes back again. */
#define LEAST_WIPED_BYTES 1024

/**
 * herald_widget_unparent_children:
 * @widget: a widget that is being disposed of
 *
 * Lets all its children go; may be called again.
 */
void
herald_widget_unparent_children (GtkWidget *widget)
{
  GtkWidget *child;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);
}

static void
add_no_hyphens (GtkLabel *label)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, attributes);
  pango_attr_list_unref (attributes);
}

/**
 * herald_widget_stop_hyphens:
 * @widget: a label, or a widget with labels of its own, such as a row
 *
 * Has its labels break lines without writing a hyphen.
 */
void
herald_widget_stop_hyphens (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (GTK_IS_LABEL (widget))
    add_no_hyphens (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    herald_widget_stop_hyphens (child);
}

/* To Pango a line may also begin behind a slash, as in “HTTP/2”. */
static void
keep_words_whole_cb (GtkLabel *label)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  const char *text = gtk_label_get_text (label);

  for (const char *word = text + strspn (text, " "); *word != '\0';)
    {
      const gsize     length = strcspn (word, " ");
      PangoAttribute *whole = pango_attr_allow_breaks_new (FALSE);

      whole->start_index = (guint) (word - text);
      whole->end_index = whole->start_index + (guint) length;
      pango_attr_list_insert (attributes, whole);
      word += length + strspn (word + length, " ");
    }
  gtk_label_set_attributes (label, attributes);
}

/**
 * herald_widget_wrap_at_words:
 * @widget: a label, or a widget with labels of its own, such as a row
 *
 * Has those of its labels that have several lines begin none of them within a word; they ask for
 * the width of their longest word.
 */
void
herald_widget_wrap_at_words (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (GTK_IS_LABEL (widget))
    {
      gtk_label_set_wrap_mode (GTK_LABEL (widget), PANGO_WRAP_WORD);
      keep_words_whole_cb (GTK_LABEL (widget));
      g_signal_connect (widget, "notify::label", G_CALLBACK (keep_words_whole_cb), NULL);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    herald_widget_wrap_at_words (child);
}

/* A buffer does not wipe what it deletes, but writes over it what comes next. */
static void
wipe_buffer (gpointer data)
{
  GtkEntryBuffer  *buffer = data;
  const gsize      n_blanks = MAX (gtk_entry_buffer_get_bytes (buffer), LEAST_WIPED_BYTES);
  g_autofree char *blanks = g_strnfill (n_blanks, ' ');

  gtk_entry_buffer_set_text (buffer, blanks, (int) n_blanks);
  gtk_entry_buffer_set_text (buffer, "", 0);
  g_object_unref (buffer);
}

/**
 * herald_widget_wipe_typed:
 * @row: an entry for a secret
 *
 * Wipes what was typed when @row goes: libadwaita 1.2 never frees the buffer of an
 * AdwPasswordEntryRow.
 */
void
herald_widget_wipe_typed (GtkEditable *row)
{
  GtkEditable *text;

  g_return_if_fail (GTK_IS_EDITABLE (row));

  text = gtk_editable_get_delegate (row);
  g_return_if_fail (GTK_IS_TEXT (text));
  g_object_set_data_full (G_OBJECT (row), "herald-typed",
                          g_object_ref (gtk_text_get_buffer (GTK_TEXT (text))), wipe_buffer);
}

static gboolean
has_choices (AdwComboRow *row, GListModel *names)
{
  GListModel *model = adw_combo_row_get_model (row);
  const guint n_items = g_list_model_get_n_items (names);

  if (!GTK_IS_STRING_LIST (model) || g_list_model_get_n_items (model) != n_items)
    return FALSE;
  for (guint i = 0; i < n_items; i++)
    if (!g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), i),
                      gtk_string_list_get_string (GTK_STRING_LIST (names), i)))
      return FALSE;
  return TRUE;
}

/**
 * herald_widget_set_choices:
 * @row: a list to choose from
 * @names: what there is to choose now
 *
 * Leaves @row alone when it shows @names already: somebody may be choosing from it.
 */
void
herald_widget_set_choices (AdwComboRow *row, GtkStringList *names)
{
  g_return_if_fail (ADW_IS_COMBO_ROW (row));
  g_return_if_fail (GTK_IS_STRING_LIST (names));

  if (!has_choices (row, G_LIST_MODEL (names)))
    adw_combo_row_set_model (row, G_LIST_MODEL (names));
}
