/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that registers what every widget needs before it can be made. */
#include "config.h"

#include "ui/herald-ui.h"

#include "herald-resources.h"
#include "ui/herald-copy-label.h"
#include "ui/herald-copy-row.h"
#include "ui/herald-exchange-view.h"
#include "ui/herald-issue-label.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-page-header.h"
#include "ui/herald-status.h"
#include "ui/herald-time-label.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

#define STYLE "/io/github/herald_console/Herald/ui/style.css"

/* What templates may name. */
static void
ensure_types (void)
{
  g_type_ensure (HERALD_TYPE_COPY_LABEL);
  g_type_ensure (HERALD_TYPE_COPY_ROW);
  g_type_ensure (HERALD_TYPE_EXCHANGE_VIEW);
  g_type_ensure (HERALD_TYPE_ISSUE_LABEL);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
  g_type_ensure (HERALD_TYPE_PAGE_HEADER);
  g_type_ensure (HERALD_TYPE_STATUS);
  g_type_ensure (HERALD_TYPE_TIME_LABEL);
}

/**
 * herald_ui_init:
 *
 * Call it once a display is open and before any widget of Herald is made; more calls do nothing.
 */
void
herald_ui_init (void)
{
  static gboolean done = FALSE;
  g_autoptr (GtkCssProvider) provider = NULL;

  if (done)
    return;
  done = TRUE;
  adw_init ();
  gtk_source_init ();
  g_resources_register (herald_get_resource ());
  ensure_types ();
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, STYLE);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}
