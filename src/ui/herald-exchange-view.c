/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The raw view: what was asked, what came back, how long it took; secrets were masked before. */
#include "config.h"

#include "ui/herald-exchange-view.h"

#include "base/herald-json.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-replayer.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

struct _HeraldExchangeView
{
  AdwBin parent_instance;

  HeraldExchange *exchange; /* (owned) (nullable) */
  HeraldSession  *session;  /* (owned) (nullable): to send it again */

  GtkSourceView *answer_body;
  GtkLabel      *answer_headers;
  GtkWidget     *replay_button;
  GtkSourceView *request_body;
  GtkLabel      *request_headers;
  GtkLabel      *request_line;
  GtkLabel      *result_line;
  GtkStack      *stack;
};

G_DEFINE_FINAL_TYPE (HeraldExchangeView, herald_exchange_view, ADW_TYPE_BIN)

static void
set_body (GtkSourceView *view, const char *body)
{
  GtkTextBuffer   *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_autofree char *pretty = herald_exchange_view_prettify (body != NULL ? body : "");
  gboolean         is_json = *pretty == '{' || *pretty == '[';

  gtk_text_buffer_set_text (buffer, *pretty != '\0' ? pretty : _("(no body)"), -1);
  gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (buffer),
                                  is_json ? gtk_source_language_manager_get_language (
                                              gtk_source_language_manager_get_default (), "json")
                                          : NULL);
}

static void
follow_appearance (HeraldExchangeView *self)
{
  gboolean              dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme =
    gtk_source_style_scheme_manager_get_scheme (gtk_source_style_scheme_manager_get_default (),
                                                dark ? "Adwaita-dark" : "Adwaita");
  GtkSourceView *views[] = { self->request_body, self->answer_body };

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (
                                          gtk_text_view_get_buffer (GTK_TEXT_VIEW (views[i]))),
                                        scheme);
}

static void
dark_changed_cb (HeraldExchangeView *self)
{
  follow_appearance (self);
}

static char *
describe_result (HeraldExchange *exchange)
{
  double total_ms = (double) herald_exchange_get_total_us (exchange) / 1000.0;

  if (herald_exchange_get_status (exchange) == 0)
    {
      const char *error = herald_exchange_get_error (exchange);

      /* Translators: %s is the reason, %.0f the time it took in milliseconds. */
      return g_strdup_printf (_("No answer: %s (%.0f ms)"), error != NULL ? error : "", total_ms);
    }
  /* Translators: protocol, status and time: “HTTP/2 200 · 41 ms”. */
  return g_strdup_printf (_("%s %u · %.0f ms"), herald_exchange_get_protocol (exchange),
                             herald_exchange_get_status (exchange), total_ms);
}

static void
copy_clicked_cb (HeraldExchangeView *self)
{
  g_autofree char *text = NULL;

  if (self->exchange == NULL)
    return;
  text = herald_exchange_to_text (self->exchange);
  herald_clipboard_copy (GTK_WIDGET (self), text);
  herald_toast_show (GTK_WIDGET (self), _("Exchange copied, secrets masked"));
}

static void
copy_curl_clicked_cb (HeraldExchangeView *self)
{
  g_autofree char *text = NULL;

  if (self->exchange == NULL)
    return;
  text = herald_exchange_to_curl (self->exchange);
  herald_clipboard_copy (GTK_WIDGET (self), text);
  herald_toast_show (GTK_WIDGET (self), _("curl command copied, secrets as variables"));
}

static void
replayed_cb (GtkWidget *widget, HeraldExchange *exchange)
{
  herald_exchange_view_set_exchange (HERALD_EXCHANGE_VIEW (widget), exchange);
  herald_toast_show (widget, _("Sent again; this is the new answer"));
}

static void
replay_clicked_cb (HeraldExchangeView *self)
{
  if (self->exchange != NULL && self->session != NULL)
    herald_replayer_run (GTK_WIDGET (self), self->session, self->exchange, replayed_cb);
}

static void
herald_exchange_view_dispose (GObject *object)
{
  g_clear_object (&HERALD_EXCHANGE_VIEW (object)->exchange);
  g_clear_object (&HERALD_EXCHANGE_VIEW (object)->session);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_exchange_view_parent_class)->dispose (object);
}

static void
herald_exchange_view_class_init (HeraldExchangeViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = herald_exchange_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-exchange-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldExchangeView, answer_body);
  gtk_widget_class_bind_template_child (widget_class, HeraldExchangeView, answer_headers);
  gtk_widget_class_bind_template_child (widget_class, HeraldExchangeView, replay_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldExchangeView, request_body);
  gtk_widget_class_bind_template_child (widget_class, HeraldExchangeView, request_headers);
  gtk_widget_class_bind_template_child (widget_class, HeraldExchangeView, request_line);
  gtk_widget_class_bind_template_child (widget_class, HeraldExchangeView, result_line);
  gtk_widget_class_bind_template_child (widget_class, HeraldExchangeView, stack);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_curl_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, replay_clicked_cb);
}

static void
herald_exchange_view_init (HeraldExchangeView *self)
{
  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (dark_changed_cb), self, G_CONNECT_SWAPPED);
  follow_appearance (self);
}

/**
 * herald_exchange_view_new:
 *
 * Returns: (transfer floating): a view without an exchange
 */
GtkWidget *
herald_exchange_view_new (void)
{
  return g_object_new (HERALD_TYPE_EXCHANGE_VIEW, NULL);
}

/**
 * herald_exchange_view_set_exchange:
 * @self: a view
 * @exchange: what to show; it is shown as it is now
 */
void
herald_exchange_view_set_exchange (HeraldExchangeView *self, HeraldExchange *exchange)
{
  g_autofree char *request_line = NULL;
  g_autofree char *result_line = NULL;

  g_return_if_fail (HERALD_IS_EXCHANGE_VIEW (self));
  g_return_if_fail (HERALD_IS_EXCHANGE (exchange));

  g_set_object (&self->exchange, exchange);
  request_line = g_strdup_printf ("%s %s", herald_exchange_get_method (exchange),
                                  herald_exchange_get_url (exchange));
  result_line = describe_result (exchange);
  gtk_label_set_text (self->request_line, request_line);
  gtk_label_set_text (self->result_line, result_line);
  gtk_label_set_text (self->request_headers, herald_exchange_get_request_headers (exchange));
  gtk_label_set_text (self->answer_headers, herald_exchange_get_answer_headers (exchange));
  set_body (self->request_body, herald_exchange_get_request_body (exchange));
  set_body (self->answer_body, herald_exchange_get_answer_body (exchange));
  gtk_stack_set_visible_child_name (self->stack, "answer");
}

/**
 * herald_exchange_view_set_session:
 * @self: a view
 * @session: (nullable): the emulator's, when the request can be sent again
 */
void
herald_exchange_view_set_session (HeraldExchangeView *self, HeraldSession *session)
{
  g_return_if_fail (HERALD_IS_EXCHANGE_VIEW (self));

  g_set_object (&self->session, session);
  gtk_widget_set_visible (self->replay_button, session != NULL);
}

/**
 * herald_exchange_view_present:
 * @widget: any widget of the window below
 * @exchange: what to show
 *
 * Opens a window with the exchange; Esc closes it.
 */
void
herald_exchange_view_present (GtkWidget *widget, HeraldExchange *exchange)
{
  herald_exchange_view_present_with_session (widget, exchange, NULL);
}

/**
 * herald_exchange_view_present_with_session:
 * @widget: any widget of the window below
 * @exchange: what to show
 * @session: (nullable): the emulator's, when the request can be sent again
 *
 * Opens a window with the exchange; Esc closes it.
 */
void
herald_exchange_view_present_with_session (GtkWidget      *widget,
                                           HeraldExchange *exchange,
                                           HeraldSession  *session)
{
  g_autoptr (GtkBuilder) builder = NULL;
  HeraldExchangeView *view;
  GtkWindow          *window;
  GtkRoot            *root;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (HERALD_IS_EXCHANGE (exchange));

  g_type_ensure (HERALD_TYPE_EXCHANGE_VIEW);
  builder =
    gtk_builder_new_from_resource ("/io/github/herald_console/Herald/ui/herald-exchange-window.ui");
  window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  view = HERALD_EXCHANGE_VIEW (gtk_builder_get_object (builder, "view"));
  herald_exchange_view_set_exchange (view, exchange);
  herald_exchange_view_set_session (view, session);
  root = gtk_widget_get_root (widget);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (window, GTK_WINDOW (root));
  /* The first label would be selected as a whole. */
  gtk_widget_grab_focus (GTK_WIDGET (view->answer_body));
  gtk_window_present (window);
}

/**
 * herald_exchange_view_prettify:
 * @body: any text
 *
 * Returns: (transfer full): JSON indented by two spaces, or @body as it is when it is no JSON
 */
char *
herald_exchange_view_prettify (const char *body)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (body != NULL, NULL);

  node = herald_json_parse (body, -1, NULL);
  if (node == NULL || JSON_NODE_HOLDS_VALUE (node))
    return g_strdup (body);
  return herald_json_write (node, TRUE);
}
