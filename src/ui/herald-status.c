/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An AdwStatusPage with three ways to be filled, so that loading, empty and failed look alike on
 * every page. */
#include "config.h"

#include "ui/herald-status.h"

#include "base/herald-error.h"
#include "ui/herald-clipboard.h"

#include <glib/gi18n.h>

struct _HeraldStatus
{
  AdwBin parent_instance;

  char *details; /* (owned) (nullable): to copy, with what happened before them */

  GtkBox        *actions;
  GtkButton     *button;
  GtkBox        *detail_box;
  GtkLabel      *detail_label;
  AdwStatusPage *page;
  GtkSpinner    *spinner;
};

G_DEFINE_FINAL_TYPE (HeraldStatus, herald_status, ADW_TYPE_BIN)

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show (HeraldStatus *self,
      const char   *icon_name,
      const char   *title,
      const char   *description,
      const char   *button)
{
  g_autofree char *escaped = g_markup_escape_text (description != NULL ? description : "", -1);
  GtkWidget       *child;

  adw_status_page_set_icon_name (self->page, icon_name);
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, escaped);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->actions))) != NULL)
    gtk_box_remove (self->actions, child);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), icon_name == NULL);
  gtk_spinner_set_spinning (self->spinner, icon_name == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->detail_box), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->button, button);
}

static void
button_clicked_cb (HeraldStatus *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
copy_details_clicked_cb (HeraldStatus *self)
{
  herald_clipboard_copy (GTK_WIDGET (self), self->details);
}

static void
herald_status_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_STATUS (object)->details, g_free);
  G_OBJECT_CLASS (herald_status_parent_class)->finalize (object);
}

static void
herald_status_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_status_parent_class)->dispose (object);
}

static void
herald_status_class_init (HeraldStatusClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_status_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_status_finalize;
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", HERALD_TYPE_STATUS, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-status.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldStatus, actions);
  gtk_widget_class_bind_template_child (widget_class, HeraldStatus, button);
  gtk_widget_class_bind_template_child (widget_class, HeraldStatus, detail_box);
  gtk_widget_class_bind_template_child (widget_class, HeraldStatus, detail_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldStatus, page);
  gtk_widget_class_bind_template_child (widget_class, HeraldStatus, spinner);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_details_clicked_cb);
}

static void
herald_status_init (HeraldStatus *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_status_new:
 *
 * Returns: (transfer floating): a status without content
 */
GtkWidget *
herald_status_new (void)
{
  return g_object_new (HERALD_TYPE_STATUS, NULL);
}

/**
 * herald_status_show_loading:
 * @self: a status
 * @title: what is being waited for, in a few words
 */
void
herald_status_show_loading (HeraldStatus *self, const char *title)
{
  g_return_if_fail (HERALD_IS_STATUS (self));
  g_return_if_fail (title != NULL);

  show (self, NULL, title, NULL, NULL);
}

/**
 * herald_status_show_empty:
 * @self: a status
 * @icon_name: a symbolic icon
 * @title: what there is none of, or what to do
 * @description: (nullable): what the page is for
 * @button: (nullable): the first step
 */
void
herald_status_show_empty (HeraldStatus *self,
                          const char   *icon_name,
                          const char   *title,
                          const char   *description,
                          const char   *button)
{
  g_return_if_fail (HERALD_IS_STATUS (self));
  g_return_if_fail (icon_name != NULL && title != NULL);

  show (self, icon_name, title, description, button);
}

/**
 * herald_status_show_error:
 * @self: a status
 * @title: what could not be done
 * @error: why
 */
void
herald_status_show_error (HeraldStatus *self, const char *title, const GError *error)
{
  g_return_if_fail (HERALD_IS_STATUS (self));
  g_return_if_fail (title != NULL && error != NULL);

  show (self, "dialog-error-symbolic", title, error->message, _("_Try Again"));
  herald_status_add_detail (self, error);
}

/**
 * herald_status_add_detail:
 * @self: a status that tells of @error
 * @error: may have a detail
 *
 * Shows what the service said itself, to be read and copied, until something else is shown.
 */
void
herald_status_add_detail (HeraldStatus *self, const GError *error)
{
  const char *detail;

  g_return_if_fail (HERALD_IS_STATUS (self));
  g_return_if_fail (error != NULL);

  detail = herald_error_get_detail (error);
  if (detail == NULL)
    return;
  g_free (self->details);
  self->details = g_strconcat (error->message, "\n", detail, NULL);
  gtk_label_set_text (self->detail_label, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->detail_box), TRUE);
}

/**
 * herald_status_add_action:
 * @self: a status
 * @label: what it does, with a mnemonic
 * @action: a detailed action that the status can reach
 *
 * Offers another way on; it goes when something else is shown.
 */
void
herald_status_add_action (HeraldStatus *self, const char *label, const char *action)
{
  GtkWidget *button;

  g_return_if_fail (HERALD_IS_STATUS (self));
  g_return_if_fail (label != NULL && action != NULL);

  button = gtk_button_new_with_mnemonic (label);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (self->actions, button);
}
