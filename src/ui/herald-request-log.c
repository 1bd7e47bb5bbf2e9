/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live log of the emulator: only what is new is read, and only the newest rows are kept. */
#include "config.h"

#include "ui/herald-request-log.h"

#include "base/herald-error.h"
#include "core/herald-phones.h"
#include "ui/herald-exchange-view.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_ROWS 200u
#define FIRST_ERROR_STATUS 400

struct _HeraldRequestLog
{
  AdwBin parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) */
  gint64         newest;
  gboolean       reading;
  gboolean       again; /* something was logged while reading */
  guint          n_rows;

  GtkWidget *empty_label;  /* (unowned): child */
  GtkWidget *list;         /* (unowned): child */
  GtkWidget *search_entry; /* (unowned): child */
};

enum
{
  SIGNAL_LOGGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldRequestLog, herald_request_log, ADW_TYPE_BIN)

static HeraldExchange *
get_exchange (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "herald-exchange");
}

static void
row_activated_cb (HeraldRequestLog *self, GtkListBoxRow *row)
{
  herald_exchange_view_present (GTK_WIDGET (self), get_exchange (row));
}

static char *
describe_time (HeraldExchange *exchange)
{
  g_autoptr (GDateTime) utc =
    g_date_time_new_from_unix_utc (herald_exchange_get_started_us (exchange) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *time = local != NULL ? g_date_time_format (local, "%X") : g_strdup ("");

  /* Translators: time of day, status, milliseconds. */
  return g_strdup_printf (_("%s · %u · %.0f ms"), time, herald_exchange_get_status (exchange),
                             (double) herald_exchange_get_total_us (exchange) / 1000.0);
}

/* The path is what tells requests apart; all hosts are the emulator. */
static const char *
get_path (HeraldExchange *exchange)
{
  const char *url = herald_exchange_get_url (exchange);
  const char *host = strstr (url, "://");
  const char *path = host != NULL ? strchr (host + 3, '/') : url;

  return path != NULL ? path : url;
}

static GtkWidget *
create_row (HeraldExchange *exchange)
{
  GtkWidget       *row = adw_action_row_new ();
  gboolean         failed = herald_exchange_get_status (exchange) >= FIRST_ERROR_STATUS;
  g_autofree char *details = describe_time (exchange);
  g_autofree char *path = g_uri_unescape_string (get_path (exchange), NULL);
  g_autofree char *title = NULL;

  title = g_strdup_printf ("%s %s", herald_exchange_get_method (exchange),
                           path != NULL ? path : get_path (exchange));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), details);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (failed)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      gtk_widget_set_tooltip_text (icon, _("Refused"));
      gtk_widget_add_css_class (icon, "warning");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
    }
  gtk_widget_add_css_class (row, "request");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (row), "herald-exchange", g_object_ref (exchange),
                          g_object_unref);
  return row;
}

static void
add_exchanges (HeraldRequestLog *self, GPtrArray *exchanges)
{
  for (guint i = 0; i < exchanges->len; i++)
    {
      self->newest = MAX (self->newest, herald_exchange_get_id (exchanges->pdata[i]));
      gtk_list_box_prepend (GTK_LIST_BOX (self->list), create_row (exchanges->pdata[i]));
      self->n_rows++;
      g_signal_emit (self, signals[SIGNAL_LOGGED], 0, exchanges->pdata[i]);
    }
  while (self->n_rows > MAX_ROWS)
    {
      gtk_list_box_remove (GTK_LIST_BOX (self->list), gtk_widget_get_last_child (self->list));
      self->n_rows--;
    }
  gtk_widget_set_visible (self->list, self->n_rows > 0);
  gtk_widget_set_visible (self->empty_label, self->n_rows == 0);
}

static void
log_got_exchanges_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldRequestLog) self = HERALD_REQUEST_LOG (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) exchanges =
    herald_phones_log_finish (HERALD_SESSION (source), result, &error);

  if (self->session != HERALD_SESSION (source))
    return;
  self->reading = FALSE;
  if (exchanges == NULL)
    {
      if (!herald_error_is_cancelled (error))
        gtk_label_set_text (GTK_LABEL (self->empty_label), error->message);
      return;
    }
  add_exchanges (self, exchanges);
  if (self->again)
    {
      self->again = FALSE;
      herald_request_log_update (self);
    }
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  HeraldRequestLog *self = HERALD_REQUEST_LOG (user_data);
  const char       *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  g_autofree char  *wanted = g_utf8_casefold (text, -1);
  g_autofree char  *title =
    g_utf8_casefold (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);
  g_autofree char *status = g_strdup_printf ("%u", herald_exchange_get_status (get_exchange (row)));

  return strstr (title, wanted) != NULL || g_str_equal (status, wanted);
}

static void
search_changed_cb (HeraldRequestLog *self)
{
  gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->list));
}

static void
herald_request_log_dispose (GObject *object)
{
  HeraldRequestLog *self = HERALD_REQUEST_LOG (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_request_log_parent_class)->dispose (object);
}

static void
herald_request_log_class_init (HeraldRequestLogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_request_log_dispose;
  signals[SIGNAL_LOGGED] = g_signal_new ("logged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, HERALD_TYPE_EXCHANGE);
}

static void
set_margins (GtkWidget *widget)
{
  gtk_widget_set_margin_start (widget, 12);
  gtk_widget_set_margin_end (widget, 12);
  gtk_widget_set_margin_top (widget, 6);
  gtk_widget_set_margin_bottom (widget, 12);
}

static void
herald_request_log_init (HeraldRequestLog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *window = gtk_scrolled_window_new ();

  self->search_entry = gtk_search_entry_new ();
  g_object_set (self->search_entry, "placeholder-text", _("Filter by path or status"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search_entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Filter by path or status"), -1);
  g_signal_connect_object (self->search_entry, "search-changed", G_CALLBACK (search_changed_cb),
                           self, G_CONNECT_SWAPPED);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), filter_cb, self, NULL);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Requests"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  self->empty_label = gtk_label_new (_("No request yet."));
  gtk_label_set_wrap (GTK_LABEL (self->empty_label), TRUE);
  gtk_widget_add_css_class (self->empty_label, "dim-label");
  gtk_box_append (GTK_BOX (box), self->search_entry);
  gtk_box_append (GTK_BOX (box), self->empty_label);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_widget_set_visible (self->list, FALSE);
  set_margins (box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), box);
  adw_bin_set_child (ADW_BIN (self), window);
}

/**
 * herald_request_log_new:
 *
 * Returns: (transfer floating): an empty log
 */
GtkWidget *
herald_request_log_new (void)
{
  return g_object_new (HERALD_TYPE_REQUEST_LOG, NULL);
}

/**
 * herald_request_log_set_session:
 * @self: a log
 * @session: (nullable): the emulator's
 * @cancellable: (nullable): the page's
 */
void
herald_request_log_set_session (HeraldRequestLog *self,
                                HeraldSession    *session,
                                GCancellable     *cancellable)
{
  GtkWidget *child;

  g_return_if_fail (HERALD_IS_REQUEST_LOG (self));

  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  self->newest = 0;
  self->reading = FALSE;
  self->again = FALSE;
  self->n_rows = 0;
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
}

/**
 * herald_request_log_update:
 * @self: a log
 *
 * Reads what was logged since the last time, at most the newest rows.
 */
void
herald_request_log_update (HeraldRequestLog *self)
{
  g_return_if_fail (HERALD_IS_REQUEST_LOG (self));

  if (self->session == NULL)
    return;
  if (self->reading)
    {
      self->again = TRUE;
      return;
    }
  self->reading = TRUE;
  herald_phones_log_async (self->session, self->newest, MAX_ROWS, self->cancellable,
                           log_got_exchanges_cb, g_object_ref (self));
}

/**
 * herald_request_log_get_n_rows:
 * @self: a log
 *
 * Returns: how many requests it shows
 */
guint
herald_request_log_get_n_rows (HeraldRequestLog *self)
{
  g_return_val_if_fail (HERALD_IS_REQUEST_LOG (self), 0);

  return self->n_rows;
}
