/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the overlay that a widget is under, so that no page needs to know its window. */
#include "config.h"

#include "ui/herald-toast.h"

#include "base/herald-error.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-widget.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define ERROR_SECONDS 10   /* longer than AdwToast's 5: there is more to read */
#define MOST_CHARACTERS 60 /* in a line */

/* AdwToast's own label is one line, cut at its end, where an error says what to do. */
static GtkWidget *
create_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MOST_CHARACTERS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  herald_widget_stop_hyphens (label);
  return label;
}

static AdwToast *
new_toast (const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_custom_title (toast, create_label (text));
  return toast;
}

/* What is said next of the same widget is newer than what was said before, which would otherwise
 * stay before it for as long as the pointer is over it, or come back after it: an error goes first.
 */
static void
take_back (GtkWidget *widget)
{
  AdwToast *last = g_object_get_data (G_OBJECT (widget), "herald-toast");

  if (last != NULL)
    adw_toast_dismiss (last);
  g_object_set_data (G_OBJECT (widget), "herald-toast", NULL);
}

/* True recursion: the outermost one goes first. */
static GtkWidget *
find_overlay_below (GtkWidget *widget)
{
  GtkWidget *found = ADW_IS_TOAST_OVERLAY (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_overlay_below (child);
  return found;
}

/* A window has its overlay below itself. */
static GtkWidget *
find_overlay (GtkWidget *widget)
{
  return GTK_IS_WINDOW (widget) ? find_overlay_below (widget)
                                : gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
}

/* One with a button, such as Undo, is not taken back: it offers what nothing else does. */
static void
add_toast (GtkWidget *widget, AdwToast *toast)
{
  GtkWidget *overlay = find_overlay (widget);

  take_back (widget);
  if (adw_toast_get_button_label (toast) == NULL)
    g_object_set_data_full (G_OBJECT (widget), "herald-toast", g_object_ref (toast),
                            g_object_unref);
  /* A widget that has left the window meanwhile has nobody to tell. */
  if (overlay == NULL)
    g_object_unref (toast);
  else
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

/* The toast hangs below the window, where the actions of a page or of a widget in it are out of
 * reach; so the widget activates its action itself, if it is still there. */
static void
button_clicked_cb (GtkWidget *widget, AdwToast *toast)
{
  const char      *detailed = g_object_get_data (G_OBJECT (toast), "herald-action");
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (g_action_parse_detailed_name (detailed, &name, &target, NULL))
    gtk_widget_activate_action_variant (widget, name, target);
}

/**
 * herald_toast_show:
 * @widget: any widget of the window, or itself
 * @text: one short translated sentence
 */
void
herald_toast_show (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  add_toast (widget, new_toast (text));
}

/**
 * herald_toast_show_with_action:
 * @widget: any widget of the window, or itself
 * @text: one short translated sentence
 * @button: the translated label of its button
 * @action: the detailed name of what the button does
 */
void
herald_toast_show_with_action (GtkWidget  *widget,
                               const char *text,
                               const char *button,
                               const char *action)
{
  AdwToast *toast;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL && button != NULL && action != NULL);

  toast = new_toast (text);
  adw_toast_set_button_label (toast, button);
  g_object_set_data_full (G_OBJECT (toast), "herald-action", g_strdup (action), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (button_clicked_cb), widget,
                           G_CONNECT_SWAPPED);
  add_toast (widget, toast);
}

/**
 * herald_toast_show_error:
 * @widget: any widget of the window, or itself
 * @what: what could not be done
 * @error: why
 *
 * Nothing is shown when the person or the page cancelled.
 */
void
herald_toast_show_error (GtkWidget *widget, const char *what, const GError *error)
{
  g_autofree char *text = NULL;
  AdwToast        *toast;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (what != NULL && error != NULL);

  if (herald_error_is_cancelled (error))
    return;
  /* Translators: what could not be done, and why. */
  text = g_strdup_printf (_("%s: %s"), what, error->message);
  toast = new_toast (text);
  adw_toast_set_timeout (toast, ERROR_SECONDS);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  add_toast (widget, toast);
}

/**
 * herald_toast_show_secret_copied:
 * @widget: any widget of the window, or itself
 * @what: (nullable): what was copied
 */
void
herald_toast_show_secret_copied (GtkWidget *widget, const char *what)
{
  g_autofree char *text = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  /* Translators: %s is what was copied, such as “Access token”; %d the seconds it stays. */
  text = g_strdup_printf (ngettext ("%s copied; it leaves the clipboard in %d second",
                                    "%s copied; it leaves the clipboard in %d seconds",
                                    HERALD_CLIPBOARD_SECRET_SECONDS),
                          what != NULL ? what : _("Secret"), HERALD_CLIPBOARD_SECRET_SECONDS);
  herald_toast_show (widget, text);
}
