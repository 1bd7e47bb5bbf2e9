/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A read-only source view of a JSON document with a copy button. */
#include "config.h"

#include "ui/herald-json-view.h"

#include "base/herald-json.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

struct _HeraldJsonView
{
  AdwBin parent_instance;

  char *text; /* (owned) */

  GtkSourceBuffer *buffer; /* (unowned): the view's */
  GtkWidget       *view;   /* (unowned): child */
};

G_DEFINE_FINAL_TYPE (HeraldJsonView, herald_json_view, ADW_TYPE_BIN)

static void
follow_appearance (HeraldJsonView *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  gtk_source_buffer_set_style_scheme (
    self->buffer,
    gtk_source_style_scheme_manager_get_scheme (gtk_source_style_scheme_manager_get_default (),
                                                dark ? "Adwaita-dark" : "Adwaita"));
}

static void
dark_changed_cb (HeraldJsonView *self)
{
  follow_appearance (self);
}

static void
copy_clicked_cb (HeraldJsonView *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
}

static void
herald_json_view_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_JSON_VIEW (object)->text, g_free);
  G_OBJECT_CLASS (herald_json_view_parent_class)->finalize (object);
}

static void
herald_json_view_class_init (HeraldJsonViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_json_view_finalize;
}

static GtkWidget *
create_copy_button (HeraldJsonView *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_tooltip_text (button, _("Copy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Copy the JSON"), -1);
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 6);
  gtk_widget_set_margin_end (button, 6);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (copy_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
herald_json_view_init (HeraldJsonView *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->text = g_strdup ("");
  self->view = gtk_source_view_new ();
  self->buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)));
  gtk_source_buffer_set_language (
    self->buffer,
    gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "json"));
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, FALSE);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->view), 36);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("JSON as it is sent"), -1);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->view);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), create_copy_button (self));
  gtk_widget_set_overflow (overlay, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (overlay, "card");
  adw_bin_set_child (ADW_BIN (self), overlay);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (dark_changed_cb), self, G_CONNECT_SWAPPED);
  follow_appearance (self);
}

/**
 * herald_json_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
herald_json_view_new (void)
{
  return g_object_new (HERALD_TYPE_JSON_VIEW, NULL);
}

/**
 * herald_json_view_set_node:
 * @self: a view
 * @node: what to show
 */
void
herald_json_view_set_node (HeraldJsonView *self, JsonNode *node)
{
  g_autofree char *text = NULL;

  g_return_if_fail (HERALD_IS_JSON_VIEW (self));
  g_return_if_fail (node != NULL);

  text = herald_json_write (node, TRUE);
  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), self->text, -1);
}

/**
 * herald_json_view_get_text:
 * @self: a view
 *
 * Returns: (transfer none): what it shows
 */
const char *
herald_json_view_get_text (HeraldJsonView *self)
{
  g_return_val_if_fail (HERALD_IS_JSON_VIEW (self), NULL);

  return self->text;
}
