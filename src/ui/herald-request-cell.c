/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Method and path above, status, time, service and duration below; what was refused has a sign. */
#include "config.h"

#include "ui/herald-request-cell.h"

#include "model/herald-exchange-filter.h"
#include "ui/herald-time-label.h"
#include "ui/herald-widget.h"

#include <glib/gi18n.h>
#include <string.h>

#define FIRST_ERROR_STATUS 400
#define US_PER_MS 1000.0

struct _HeraldRequestCell
{
  GtkWidget parent_instance;

  HeraldExchange *exchange; /* (owned) (nullable) */

  GtkWidget *icon;    /* (unowned): child */
  GtkWidget *details; /* (unowned): child */
  GtkWidget *line;    /* (unowned): child */
};

G_DEFINE_FINAL_TYPE (HeraldRequestCell, herald_request_cell, GTK_TYPE_WIDGET)

static const struct
{
  const char *service;
  const char *label;
} services[] = {
  { "dataverse", N_ ("Dataverse") },
  { "sign-in", N_ ("Sign-in") },
  { "registration", N_ ("Registration") },
  { "interactions", N_ ("Interactions") },
  { "apns", N_ ("APNs") },
  { "fcm", N_ ("FCM") },
};

/* The path is what tells requests apart; all hosts are the emulator. */
static char *
dup_path (HeraldExchange *exchange)
{
  const char      *url = herald_exchange_get_url (exchange);
  const char      *host = strstr (url, "://");
  const char      *path = host != NULL ? strchr (host + 3, '/') : url;
  g_autofree char *readable = g_uri_unescape_string (path != NULL ? path : url, NULL);

  return g_strdup (readable != NULL ? readable : path != NULL ? path : url);
}

static char *
dup_line (HeraldExchange *exchange)
{
  g_autofree char *path = dup_path (exchange);

  return g_strdup_printf ("%s %s", herald_exchange_get_method (exchange), path);
}

static char *
dup_status (HeraldExchange *exchange)
{
  guint status = herald_exchange_get_status (exchange);

  return status != 0 ? g_strdup_printf ("%u", status) : g_strdup (_("No answer"));
}

static char *
dup_details (HeraldExchange *exchange)
{
  const char *service = herald_exchange_find_service (herald_exchange_get_url (exchange));
  g_autoptr (GDateTime) utc =
    g_date_time_new_from_unix_utc (herald_exchange_get_started_us (exchange) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *time = local != NULL ? g_date_time_format (local, "%X") : g_strdup ("");
  g_autofree char *status = dup_status (exchange);

  /* Translators: status, service, time of day, milliseconds: “200 · Dataverse · 12:00:00 · 4 ms”.
   */
  return g_strdup_printf (_("%s · %s · %s · %.0f ms"), status,
                             herald_request_cell_get_service_label (service), time,
                             (double) herald_exchange_get_total_us (exchange) / US_PER_MS);
}

static gboolean
is_refused (HeraldExchange *exchange)
{
  guint status = herald_exchange_get_status (exchange);

  return status == 0 || status >= FIRST_ERROR_STATUS;
}

static gboolean
query_tooltip_cb (HeraldRequestCell *self,
                  int                x,
                  int                y,
                  gboolean           keyboard_mode,
                  GtkTooltip        *tooltip)
{
  g_autofree char *time = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  if (self->exchange == NULL)
    return FALSE;
  time = herald_time_describe_exactly (herald_exchange_get_started_us (self->exchange));
  path = dup_path (self->exchange);
  text = g_strdup_printf ("%s\n%s", path, time);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static GtkWidget *
create_inscription (const char *css_class)
{
  GtkWidget *inscription = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (inscription), 12);
  gtk_widget_set_hexpand (inscription, TRUE);
  gtk_widget_add_css_class (inscription, css_class);
  return inscription;
}

static void
herald_request_cell_dispose (GObject *object)
{
  g_clear_object (&HERALD_REQUEST_CELL (object)->exchange);
  herald_widget_unparent_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (herald_request_cell_parent_class)->dispose (object);
}

static void
herald_request_cell_class_init (HeraldRequestCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_request_cell_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "requestcell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
herald_request_cell_init (HeraldRequestCell *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->line = create_inscription ("monospace");
  self->details = create_inscription ("dim-label");
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (self->line),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  /* Paths are no words of any language: they read from left to right everywhere. */
  gtk_widget_set_direction (self->line, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (self->details, "numeric");
  gtk_box_append (GTK_BOX (box), self->line);
  gtk_box_append (GTK_BOX (box), self->details);
  self->icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_add_css_class (self->icon, "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Refused"), -1);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}

/**
 * herald_request_cell_new:
 *
 * Returns: (transfer floating): a cell without a request
 */
GtkWidget *
herald_request_cell_new (void)
{
  return g_object_new (HERALD_TYPE_REQUEST_CELL, NULL);
}

/**
 * herald_request_cell_get_exchange:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): what it shows
 */
HeraldExchange *
herald_request_cell_get_exchange (HeraldRequestCell *self)
{
  g_return_val_if_fail (HERALD_IS_REQUEST_CELL (self), NULL);

  return self->exchange;
}

/**
 * herald_request_cell_set_exchange:
 * @self: a cell
 * @exchange: (nullable): what to show
 */
void
herald_request_cell_set_exchange (HeraldRequestCell *self, HeraldExchange *exchange)
{
  g_autofree char *line = NULL;
  g_autofree char *details = NULL;
  g_autofree char *spoken = NULL;

  g_return_if_fail (HERALD_IS_REQUEST_CELL (self));

  g_set_object (&self->exchange, exchange);
  if (exchange == NULL)
    return;
  line = dup_line (exchange);
  details = dup_details (exchange);
  spoken = herald_request_cell_describe (exchange);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->line), line);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->details), details);
  gtk_widget_set_visible (self->icon, is_refused (exchange));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/**
 * herald_request_cell_describe:
 * @exchange: a request and its answer
 *
 * Returns: (transfer full): both lines in one
 */
char *
herald_request_cell_describe (HeraldExchange *exchange)
{
  g_autofree char *line = NULL;
  g_autofree char *details = NULL;

  g_return_val_if_fail (HERALD_IS_EXCHANGE (exchange), NULL);

  line = dup_line (exchange);
  details = dup_details (exchange);
  return g_strdup_printf ("%s, %s", line, details);
}

/**
 * herald_request_cell_get_service_label:
 * @service: such as “apns”
 *
 * Returns: its translated name
 */
const char *
herald_request_cell_get_service_label (const char *service)
{
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_strcmp0 (service, services[i].service) == 0)
      return _(services[i].label);
  return _("Other");
}
