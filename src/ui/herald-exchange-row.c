/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request in a line, so that the exact one is a click away from what it gave. */
#include "config.h"

#include "ui/herald-exchange-row.h"

#include "ui/herald-clipboard.h"
#include "ui/herald-exchange-view.h"
#include "ui/herald-toast.h"
#include "ui/herald-widget.h"

#include <glib/gi18n.h>
#include <string.h>

#define US_PER_MS 1000

struct _HeraldExchangeRow
{
  AdwActionRow parent_instance;

  HeraldExchange *exchange; /* (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldExchangeRow, herald_exchange_row, ADW_TYPE_ACTION_ROW)

static void
copy_clicked_cb (HeraldExchangeRow *self)
{
  herald_clipboard_copy (GTK_WIDGET (self), herald_exchange_get_url (self->exchange));
  herald_toast_show (GTK_WIDGET (self), _("Request copied"));
}

static void
herald_exchange_row_activate (AdwActionRow *row)
{
  herald_exchange_view_present (GTK_WIDGET (row), HERALD_EXCHANGE_ROW (row)->exchange);
}

static void
herald_exchange_row_finalize (GObject *object)
{
  g_clear_object (&HERALD_EXCHANGE_ROW (object)->exchange);
  G_OBJECT_CLASS (herald_exchange_row_parent_class)->finalize (object);
}

static void
herald_exchange_row_class_init (HeraldExchangeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = herald_exchange_row_finalize;
  ADW_ACTION_ROW_CLASS (klass)->activate = herald_exchange_row_activate;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-exchange-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
herald_exchange_row_init (HeraldExchangeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  herald_widget_stop_hyphens (GTK_WIDGET (self));
}

/* What was asked, readable: without host and percent-encoding. */
static char *
dup_request (HeraldExchange *exchange)
{
  const char      *url = herald_exchange_get_url (exchange);
  const char      *scheme_end = strstr (url, "://");
  const char      *path = scheme_end != NULL ? strchr (scheme_end + strlen ("://"), '/') : NULL;
  g_autofree char *readable = g_uri_unescape_string (path != NULL ? path : url, NULL);

  return g_strdup_printf ("%s %s", herald_exchange_get_method (exchange),
                          readable != NULL ? readable : url);
}

static char *
dup_answer (HeraldExchange *exchange)
{
  guint ms = (guint) (herald_exchange_get_total_us (exchange) / US_PER_MS);

  if (herald_exchange_get_error (exchange) != NULL)
    return g_strdup (herald_exchange_get_error (exchange));
  /* Translators: the status of an answer and how long it took. */
  return g_strdup_printf (_("Status %u, %u ms"), herald_exchange_get_status (exchange), ms);
}

/**
 * herald_exchange_row_new:
 * @exchange: a request and its answer
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
herald_exchange_row_new (HeraldExchange *exchange)
{
  HeraldExchangeRow *self;
  g_autofree char   *request = NULL;
  g_autofree char   *answer = NULL;

  g_return_val_if_fail (HERALD_IS_EXCHANGE (exchange), NULL);

  self = g_object_new (HERALD_TYPE_EXCHANGE_ROW, NULL);
  self->exchange = g_object_ref (exchange);
  request = dup_request (exchange);
  answer = dup_answer (exchange);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), request);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), answer);
  return GTK_WIDGET (self);
}
