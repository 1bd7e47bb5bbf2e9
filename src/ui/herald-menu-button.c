/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exists so that the menu is written down once. */
#include "config.h"

#include "ui/herald-menu-button.h"

struct _HeraldMenuButton
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (HeraldMenuButton, herald_menu_button, ADW_TYPE_BIN)

static void
herald_menu_button_class_init (HeraldMenuButtonClass *klass)
{
  gtk_widget_class_set_template_from_resource (
    GTK_WIDGET_CLASS (klass), "/io/github/herald_console/Herald/ui/herald-menu-button.ui");
}

static void
herald_menu_button_init (HeraldMenuButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
