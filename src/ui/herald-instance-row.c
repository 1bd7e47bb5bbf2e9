/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cannot be added stays in the list, so that nobody looks for it in vain. */
#include "config.h"

#include "ui/herald-instance-row.h"

#include <glib/gi18n.h>

struct _HeraldInstanceRow
{
  AdwActionRow parent_instance;

  HeraldInstance *instance; /* (owned) */

  GtkImage *next_image;
  GtkLabel *saved_label;
  GtkLabel *type_label;
};

G_DEFINE_FINAL_TYPE (HeraldInstanceRow, herald_instance_row, ADW_TYPE_ACTION_ROW)

static void
herald_instance_row_finalize (GObject *object)
{
  g_clear_object (&HERALD_INSTANCE_ROW (object)->instance);
  G_OBJECT_CLASS (herald_instance_row_parent_class)->finalize (object);
}

static void
herald_instance_row_class_init (HeraldInstanceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = herald_instance_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-instance-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldInstanceRow, next_image);
  gtk_widget_class_bind_template_child (widget_class, HeraldInstanceRow, saved_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldInstanceRow, type_label);
}

static void
herald_instance_row_init (HeraldInstanceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_saved (HeraldInstanceRow *self, const char *saved_as)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->saved_label), saved_as != NULL);
  if (saved_as == NULL)
    return;
  /* Translators: %s is the name under which an environment is saved. */
  text = g_strdup_printf (_("Added as “%s”"), saved_as);
  gtk_label_set_text (self->saved_label, text);
}

/**
 * herald_instance_row_new:
 * @instance: what it shows
 * @saved_as: (nullable): the name under which it is saved
 *
 * Returns: (transfer floating): the row; it can be activated when the environment can be added
 */
GtkWidget *
herald_instance_row_new (HeraldInstance *instance, const char *saved_as)
{
  HeraldInstanceRow *self;
  g_autofree char   *obstacle = NULL;
  g_autofree char   *subtitle = NULL;
  const char        *url;
  const char        *region;

  g_return_val_if_fail (HERALD_IS_INSTANCE (instance), NULL);

  self = g_object_new (HERALD_TYPE_INSTANCE_ROW, NULL);
  self->instance = g_object_ref (instance);
  obstacle = herald_instance_dup_obstacle (instance);
  url = herald_instance_get (instance, HERALD_INSTANCE_URL);
  region = herald_instance_get (instance, HERALD_INSTANCE_REGION);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 herald_instance_get (instance, HERALD_INSTANCE_NAME));
  subtitle = g_strdup_printf ("%s%s%s%s%s", url, *region != '\0' ? " · " : "", region,
                              obstacle != NULL ? "\n" : "", obstacle != NULL ? obstacle : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_label_set_text (self->type_label, herald_instance_get_type_label (instance));
  show_saved (self, saved_as);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), obstacle == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->next_image), obstacle == NULL);
  return GTK_WIDGET (self);
}

/**
 * herald_instance_row_get_instance:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
HeraldInstance *
herald_instance_row_get_instance (HeraldInstanceRow *self)
{
  g_return_val_if_fail (HERALD_IS_INSTANCE_ROW (self), NULL);

  return self->instance;
}
