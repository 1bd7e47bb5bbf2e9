/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar follows the bytes that the emulator has read; while the file is being sent nothing is
 * read yet. */
#include "config.h"

#include "ui/herald-import-row.h"

#include <glib/gi18n.h>

struct _HeraldImportRow
{
  AdwPreferencesRow parent_instance;

  guint    n_rows; /* of the file */
  gboolean cancelling;

  GtkLabel       *amount_label;
  GtkProgressBar *bar;
  GtkButton      *cancel_button;
  GtkLabel       *name_label;
};

G_DEFINE_FINAL_TYPE (HeraldImportRow, herald_import_row, ADW_TYPE_PREFERENCES_ROW)

static void
show_amount (HeraldImportRow *self, double fraction, const char *text)
{
  gtk_progress_bar_set_fraction (self->bar, fraction);
  gtk_label_set_text (self->amount_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text, -1);
}

static void
herald_import_row_class_init (HeraldImportRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-import-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldImportRow, amount_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldImportRow, bar);
  gtk_widget_class_bind_template_child (widget_class, HeraldImportRow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldImportRow, name_label);
}

static void
herald_import_row_init (HeraldImportRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_import_row_new:
 *
 * Returns: (transfer floating): a row without a file
 */
GtkWidget *
herald_import_row_new (void)
{
  return g_object_new (HERALD_TYPE_IMPORT_ROW, NULL);
}

/**
 * herald_import_row_begin:
 * @self: a row
 * @name: the name of a file
 * @csv: what it holds
 */
void
herald_import_row_begin (HeraldImportRow *self, const char *name, GBytes *csv)
{
  g_autofree char *title = NULL;
  g_autofree char *size = NULL;
  g_autofree char *amount = NULL;

  g_return_if_fail (HERALD_IS_IMPORT_ROW (self));
  g_return_if_fail (name != NULL && csv != NULL);

  self->n_rows = herald_import_count_rows (csv);
  self->cancelling = FALSE;
  /* Translators: name of a file. */
  title = g_strdup_printf (_("Importing “%s”…"), name);
  size = g_format_size (g_bytes_get_size (csv));
  /* Translators: how many rows a file has, and its size such as “5.2 MB”. */
  amount = g_strdup_printf (ngettext ("Sending %'u row, %s", "Sending %'u rows, %s", self->n_rows),
                            self->n_rows, size);
  gtk_label_set_text (self->name_label, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  show_amount (self, 0, amount);
}

/**
 * herald_import_row_show:
 * @self: a row
 * @progress: what the emulator tells
 */
void
herald_import_row_show (HeraldImportRow *self, const HeraldImportProgress *progress)
{
  g_autofree char *amount = NULL;
  int              percent;

  g_return_if_fail (HERALD_IS_IMPORT_ROW (self));
  g_return_if_fail (progress != NULL);

  if (self->cancelling)
    return;
  percent = herald_import_progress_get_percent (progress);
  /* Translators: how much of a file is read: percentage, rows so far, rows altogether. */
  amount =
    g_strdup_printf (ngettext ("%d %% · %'d of %'u row", "%d %% · %'d of %'u rows", self->n_rows),
                     percent, (int) MIN (progress->n_rows, G_MAXINT), self->n_rows);
  show_amount (self, percent / 100.0, amount);
}

/**
 * herald_import_row_show_cancelling:
 * @self: a row
 */
void
herald_import_row_show_cancelling (HeraldImportRow *self)
{
  g_return_if_fail (HERALD_IS_IMPORT_ROW (self));

  self->cancelling = TRUE;
  show_amount (self, gtk_progress_bar_get_fraction (self->bar), _("Cancelling…"));
}
