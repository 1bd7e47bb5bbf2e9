/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first page. */
#include "config.h"

#include "ui/herald-overview-page.h"

#include "ui/herald-page-header.h"
#include "ui/herald-status.h"

#include <glib/gi18n.h>

struct _HeraldOverviewPage
{
  HeraldPage parent_instance;
};

G_DEFINE_FINAL_TYPE (HeraldOverviewPage, herald_overview_page, HERALD_TYPE_PAGE)

static void
herald_overview_page_class_init (HeraldOverviewPageClass *klass)
{
}

static void
herald_overview_page_init (HeraldOverviewPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = herald_page_header_new ();
  GtkWidget *status = herald_status_new ();

  herald_page_header_set_title (HERALD_PAGE_HEADER (header), _("Overview"));
  herald_status_show_empty (HERALD_STATUS (status), "view-app-grid-symbolic",
                            _("Set Up an App"),
                               _("A configuration holds the keys for Apple and Google."), NULL);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), status);
  adw_bin_set_child (ADW_BIN (self), box);
}
