/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time per key stroke in the push composer: every preview follows the message, lays out what
 * changed, and is drawn by the software renderer's own means. Reference in the same run: one plain
 * GtkLabel that gets the same text, is laid out and drawn. */
#include "config.h"

#include "ui/herald-notification-preview.h"

#define N_KEYS 600
#define WIDTH 390

static const char typed[] =
  "Hello Andrew, 20 % off everything until midnight. Bring this message to any of our stores and "
  "show it at the counter, or use the code SPRING26 in the app. We look forward to seeing you. ";

static void
draw (GtkWidget *widget, cairo_t *cairo)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int height = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, WIDTH, NULL, &height, NULL, NULL);
  gtk_widget_allocate (widget, WIDTH, height, -1, NULL);
  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cairo);
}

static char *
get_text_after (guint n_keys)
{
  return g_strndup (typed, n_keys % (sizeof typed - 1) + 1);
}

static double
time_previews (cairo_t *cairo)
{
  g_autoptr (HeraldPushMessage) message = herald_push_message_new ();
  g_autoptr (GPtrArray) previews = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 start = 0;

  herald_push_message_set (message, HERALD_PUSH_TITLE, "Spring sale");
  herald_push_message_set (message, HERALD_PUSH_SUBTITLE, "Only today");
  herald_push_message_set (message, HERALD_PUSH_IMAGE_URL, "https://localhost/sale.png");
  for (HeraldSurface i = 0; i < HERALD_SURFACE_N; i++)
    {
      HeraldNotificationPreview *preview =
        HERALD_NOTIFICATION_PREVIEW (herald_notification_preview_new (i, TRUE));

      herald_notification_preview_set_app_name (preview, "Contoso Shopper");
      herald_notification_preview_set_message (preview, message);
      g_ptr_array_add (previews, g_object_ref_sink (preview));
    }
  start = g_get_monotonic_time ();
  for (guint key = 0; key < N_KEYS; key++)
    {
      g_autofree char *text = get_text_after (key);

      herald_push_message_set (message, HERALD_PUSH_MESSAGE_TEXT, text);
      for (guint i = 0; i < previews->len; i++)
        draw (previews->pdata[i], cairo);
    }
  return (double) (g_get_monotonic_time () - start) / N_KEYS / 1000.0;
}

static double
time_label (cairo_t *cairo)
{
  g_autoptr (GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));
  gint64 start = 0;

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  start = g_get_monotonic_time ();
  for (guint key = 0; key < N_KEYS; key++)
    {
      g_autofree char *text = get_text_after (key);

      gtk_label_set_text (GTK_LABEL (label), text);
      draw (label, cairo);
    }
  return (double) (g_get_monotonic_time () - start) / N_KEYS / 1000.0;
}

int
main (void)
{
  cairo_surface_t *surface = NULL;
  cairo_t         *cairo = NULL;
  double           previews_ms = 0.0;
  double           label_ms = 0.0;

  gtk_init ();
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 420, 900);
  cairo = cairo_create (surface);
  time_label (cairo); /* loads fonts */
  label_ms = time_label (cairo);
  previews_ms = time_previews (cairo);
  g_print ("preview_key_ms %.3f\nreference_label_ms %.3f\nratio %.1f\n", previews_ms, label_ms,
           previews_ms / label_ms);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
  return 0;
}
